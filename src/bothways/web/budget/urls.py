"""Addresses of cases."""

from __future__ import annotations

from django.urls import path

from bothways.web.budget import building, views

urlpatterns = [
    path("case/", views.cases, name="case"),
    path("case/new/", building.begin, name="case-new"),
    path("case/<uuid:case>/", views.result, name="case-result"),
    path("case/<uuid:case>/pages/", views.pages, name="case-pages"),
    path("case/<uuid:case>/file/", views.as_file, name="case-file"),
    path("case/<uuid:case>/counter/", views.counter, name="case-counter"),
    path("case/<uuid:case>/decide/", views.decide, name="case-decide"),
    path("case/<uuid:case>/put/", views.put, name="case-put"),
    path("case/<uuid:case>/ask/", building.ask, name="case-ask"),
    path("case/<uuid:case>/ask/limit/", building.limit, name="case-limit"),
    path("case/<uuid:case>/ask/drop/", building.drop, name="case-drop"),
    path("case/<uuid:case>/line/<slug:case_way>/", building.add_line, name="case-line-add"),
    path("case/<uuid:case>/lines/<int:case_line>/", building.line, name="case-line"),
    path("case/<uuid:case>/curve/<slug:case_way>/", building.curve, name="case-curve"),
]
