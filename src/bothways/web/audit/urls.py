"""Addresses of the log, the settings and the data."""

from __future__ import annotations

from django.urls import path

from bothways.web.audit import views

urlpatterns = [
    path("log/", views.log, name="log"),
    path("settings/", views.settings, name="settings"),
    path("settings/data/", views.data, name="data"),
    path("settings/data/export/", views.export, name="export"),
    path("settings/data/export/<uuid:export>/", views.download, name="export-download"),
    path("settings/data/erase/", views.erase, name="erase"),
]
