"""Addresses of the door. Those under `box/` know no sign-in."""

from __future__ import annotations

from django.urls import path

from bothways.web.opendoor import box_views, link_views, views

urlpatterns = [
    path("door/", views.door, name="opendoor"),
    path("door/bring/", views.bring, name="door-bring"),
    path("door/pass/", views.passing, name="door-pass"),
    path("door/box/", box_views.box, name="door-box"),
    path("door/box/key/", box_views.key, name="door-key"),
    path("door/link/<str:token>/", link_views.open_link, name="door-link"),
    path("door/link/<str:token>/answer/", link_views.answer, name="door-link-answer"),
    path("door/<uuid:voice>/links/", link_views.send, name="door-links"),
    path("door/<uuid:voice>/", views.voice, name="door-voice"),
    path("door/<uuid:voice>/do/", views.act, name="door-act"),
    path("door/<uuid:voice>/receipt/", views.receipt, name="door-receipt"),
]
