"""Addresses of the evidence."""

from __future__ import annotations

from django.urls import path

from bothways.web.evidence import looking, views

urlpatterns = [
    path("evidence/", views.evidence, name="evidence"),
    path("evidence/bring/", views.bring, name="evidence-bring"),
    path("evidence/brought/<uuid:upload>/", views.upload, name="upload"),
    path("evidence/brought/<uuid:upload>/answer/", views.answer, name="upload-answer"),
    path("evidence/brought/<uuid:upload>/names/", views.decide, name="upload-names"),
    path("evidence/brought/<uuid:upload>/again/", views.again, name="upload-again"),
    path("evidence/brought/<uuid:upload>/add/", views.add, name="upload-add"),
    path("evidence/brought/<uuid:upload>/stop/", views.stop, name="upload-stop"),
    path("evidence/brought/<uuid:upload>/remove/", views.remove_upload, name="upload-remove"),
    path("evidence/brought/<uuid:upload>/refused/<int:file_number>/", views.refused, name="upload-refused"),
    path(
        "evidence/brought/<uuid:upload>/refused/<int:file_number>/file/",
        views.refused_file,
        name="upload-refused-file",
    ),
    path("evidence/<uuid:snapshot>/", looking.snapshot, name="snapshot"),
    path("evidence/<uuid:snapshot>/measure/<slug:measure_name>/", looking.measure, name="snapshot-measure"),
    path("evidence/<uuid:snapshot>/behind/<slug:measure_name>/", looking.behind, name="snapshot-behind"),
    path("evidence/<uuid:snapshot>/since/", looking.since, name="snapshot-since"),
    path("evidence/<uuid:snapshot>/targets/", looking.targets, name="snapshot-targets"),
    path("evidence/<uuid:snapshot>/remove/", looking.remove, name="snapshot-remove"),
]
