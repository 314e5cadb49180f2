"""Addresses of limits."""

from __future__ import annotations

from django.urls import path

from bothways.web.constraints import dispute_views, views

urlpatterns = [
    path("limits/", views.limits, name="limits"),
    path("limits/add/", views.add, name="limit-add"),
    path("limits/<uuid:limit>/", views.limit, name="limit"),
    path("limits/<uuid:limit>/do/", views.act, name="limit-act"),
    path("limits/<uuid:limit>/views/", dispute_views.limit_dispute, name="limit-dispute"),
    path("limits/views/open/", dispute_views.dispute_open, name="dispute-open"),
    path("limits/views/<uuid:dispute>/", dispute_views.dispute, name="dispute"),
    path("limits/views/<uuid:dispute>/write/", dispute_views.view_write, name="view-write"),
]
