"""Addresses of what was released."""

from __future__ import annotations

from django.urls import path

from bothways.web.consultations import show_views

__all__ = ["urlpatterns"]

urlpatterns = [
    path("consultations/<uuid:consultation>/result/", show_views.result, name="consultation-result"),
    path(
        "consultations/<uuid:consultation>/result.json",
        show_views.result_file,
        name="consultation-result-file",
    ),
    path("consultations/<uuid:consultation>/words/", show_views.say, name="consultation-words"),
    path("consultations/<uuid:consultation>/again/", show_views.again, name="consultation-again"),
    path("c/<str:token>/result/", show_views.asked_result, name="asked-result"),
]
