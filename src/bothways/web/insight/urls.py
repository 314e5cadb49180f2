"""Addresses of insight."""

from __future__ import annotations

from django.urls import path

from bothways.web.insight import views

urlpatterns = [
    path("insight/", views.insight, name="insight"),
    path("insight/of/<uuid:snapshot>/", views.overview, name="insight-overview"),
    path("insight/of/<uuid:snapshot>/<slug:insight_part>/", views.part, name="insight-part"),
    path("insight/of/<uuid:snapshot>/<slug:insight_part>/ask/", views.ask, name="insight-ask"),
    path("insight/page/<uuid:insight_page>/", views.show, name="insight-read"),
    path("insight/page/<uuid:insight_page>/file/<slug:insight_file>/", views.file, name="insight-file"),
    path("insight/page/<uuid:insight_page>/open/", views.open_to_side, name="insight-open"),
    path("insight/page/<uuid:insight_page>/close/", views.take_back, name="insight-close"),
    path("insight/page/<uuid:insight_page>/edit/<slug:theme_edit_kind>/", views.edit, name="insight-edit"),
    path("insight/edits/<uuid:theme_edit>/undo/", views.undo, name="insight-undo"),
    path("insight/edits/of/<uuid:snapshot>/themes.toml", views.edits_file, name="insight-edits"),
]
