"""Addresses of briefs, readers and mails."""

from __future__ import annotations

from django.urls import path

from bothways.web.brief import mails, own, reading, views, wishes

urlpatterns = [
    path("briefs/", views.briefs, name="briefs"),
    path("briefs/new/", views.new, name="brief-new"),
    path("briefs/readers/", mails.readers, name="readers"),
    path("briefs/readers/add/", mails.reader_add, name="reader-add"),
    path("briefs/readers/<uuid:reader_id>/stop/", mails.reader_stop, name="reader-stop"),
    path("briefs/timetable/<uuid:team>/", mails.timetable, name="timetable"),
    path("briefs/mails/", mails.mails, name="mails"),
    path("briefs/mails/<uuid:mail>/", mails.mail, name="mail"),
    path("briefs/mails/<uuid:mail>/<slug:step>/", mails.mail_step, name="mail-step"),
    path("briefs/said/<uuid:said>/done/", mails.said_done, name="said-done"),
    path("briefs/<uuid:brief>/", views.brief, name="brief"),
    path("briefs/<uuid:brief>/word/", views.word, name="brief-word"),
    path("briefs/<uuid:brief>/out/", views.take_out, name="brief-out"),
    path("briefs/<uuid:brief>/order/", views.order, name="brief-order"),
    path("briefs/<uuid:brief>/approve/", views.approve, name="brief-approve"),
    path("briefs/<uuid:brief>/drop/", views.drop, name="brief-drop"),
    path("briefs/<uuid:brief>/again/", views.remake, name="brief-again"),
    path("briefs/<uuid:brief>/as/<str:reader>/", views.as_reader, name="brief-as"),
    path("briefs/<uuid:brief>/file/<str:name>", views.file, name="brief-file"),
    path("briefs/<uuid:brief>/link/<uuid:reader_id>/", views.link, name="brief-link"),
    path("briefs/<uuid:brief>/read/", own.read, name="brief-read"),
    path("briefs/<uuid:brief>/say/", own.say, name="brief-say"),
    path("briefs/<uuid:brief>/more/", own.more, name="brief-more"),
    path("r/<str:token>/", reading.open_link, name="read-link"),
    path("r/<str:token>/say/", reading.say, name="read-say"),
    path("r/<str:token>/more/", reading.more, name="read-more"),
    path("r/<str:token>/code/", reading.code, name="read-code"),
    path("r/<str:token>/send/", reading.send_code, name="read-send"),
    path("me/mails/", wishes.my_mails, name="my-mails"),
    path("mails/stop/<str:stop_key>/", wishes.stop, name="mails-stop"),
]
