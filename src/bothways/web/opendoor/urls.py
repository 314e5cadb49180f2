"""Addresses of the door. Those under `box/` know no sign-in."""

from __future__ import annotations

from django.urls import path

from bothways.web.opendoor import box_views, views

urlpatterns = [
    path("door/", views.door, name="opendoor"),
    path("door/bring/", views.bring, name="door-bring"),
    path("door/pass/", views.passing, name="door-pass"),
    path("door/box/", box_views.box, name="door-box"),
    path("door/box/key/", box_views.key, name="door-key"),
    path("door/<uuid:voice>/", views.voice, name="door-voice"),
    path("door/<uuid:voice>/do/", views.act, name="door-act"),
    path("door/<uuid:voice>/receipt/", views.receipt, name="door-receipt"),
]
