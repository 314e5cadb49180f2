"""Addresses of consultations. Those under `c/` are links of one's own, which ask for no account."""

from __future__ import annotations

from django.urls import path

from bothways.web.consultations import answering, show_urls, views

_ONE = "consultations/<uuid:consultation>/"

urlpatterns = [
    path("consultations/", views.consultations, name="consultations"),
    path("consultations/new/", views.new, name="consultation-new"),
    path(_ONE, views.consultation, name="consultation"),
    path(f"{_ONE}change/", views.change, name="consultation-change"),
    path(f"{_ONE}open/", views.open_it, name="consultation-open"),
    path(f"{_ONE}drop/", views.drop, name="consultation-drop"),
    path(f"{_ONE}move/", views.move, name="consultation-move"),
    path(f"{_ONE}remind/", views.remind, name="consultation-remind"),
    path(f"{_ONE}close/", views.close, name="consultation-close"),
    path(f"{_ONE}out/<uuid:statement>/", views.take_out, name="consultation-out"),
    path(f"{_ONE}link/<uuid:invited>/", views.link, name="consultation-link"),
    path(f"{_ONE}begin/", answering.begin, name="consultation-begin"),
    path(f"{_ONE}answer/<int:place>/", answering.answer, name="consultation-answer"),
    path(f"{_ONE}record/", answering.record, name="consultation-record"),
    path(f"{_ONE}done/", answering.done, name="consultation-done"),
    path(f"{_ONE}wish/", answering.wish, name="consultation-wish"),
    path("c/<str:token>/", answering.asked, name="asked"),
    path("c/<str:token>/begin/", answering.asked_begin, name="asked-begin"),
    path("c/<str:token>/<int:place>/", answering.asked_answer, name="asked-answer"),
    path("c/<str:token>/record/", answering.asked_record, name="asked-record"),
    path("c/<str:token>/done/", answering.asked_done, name="asked-done"),
    path("c/<str:token>/wish/", answering.asked_wish, name="asked-wish"),
    *show_urls.urlpatterns,
]
