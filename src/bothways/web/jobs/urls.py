"""Addresses of jobs."""

from __future__ import annotations

from django.urls import path

from bothways.web.jobs import views

urlpatterns = [
    path("work/<uuid:job>/", views.show, name="job"),
    path("work/<uuid:job>/stop/", views.stop, name="job-stop"),
]
