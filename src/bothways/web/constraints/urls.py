"""Addresses of limits."""

from __future__ import annotations

from django.urls import path

from bothways.web.constraints import views

urlpatterns = [
    path("limits/", views.limits, name="limits"),
    path("limits/add/", views.add, name="limit-add"),
    path("limits/<uuid:limit>/", views.limit, name="limit"),
    path("limits/<uuid:limit>/do/", views.act, name="limit-act"),
]
