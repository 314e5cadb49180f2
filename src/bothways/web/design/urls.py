"""The address of the page of patterns."""

from __future__ import annotations

from django.urls import path

from bothways.web.design import views

urlpatterns = [path("_design/", views.design, name="design")]
