"""Addresses of the lens."""

from __future__ import annotations

from django.urls import path

from bothways.web.lens import views

urlpatterns = [
    path("lens/", views.lens, name="lens"),
    path("lens/charge/", views.charge, name="lens-charge"),
]
