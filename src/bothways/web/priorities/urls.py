"""Addresses of priorities."""

from __future__ import annotations

from django.urls import path

from bothways.web.priorities import views

urlpatterns = [
    path("priorities/", views.priorities, name="priorities"),
    path("priorities/open/", views.open_round, name="round-open"),
    path("priorities/<uuid:round_id>/", views.round_page, name="round"),
    path("priorities/<uuid:round_id>/rank/", views.rank, name="round-rank"),
    path("priorities/<uuid:round_id>/told/", views.told, name="round-told"),
    path("priorities/<uuid:round_id>/release/", views.release, name="round-release"),
    path("priorities/<uuid:round_id>/agree/", views.agree, name="round-agree"),
]
