"""Addresses of promises."""

from __future__ import annotations

from django.urls import path

from bothways.web.credibility import views

urlpatterns = [
    path("promises/", views.promises, name="promises"),
    path("promises/add/", views.add, name="promise-add"),
    path("promises/<uuid:promise>/", views.promise, name="promise"),
    path("promises/<uuid:promise>/do/", views.act, name="promise-act"),
]
