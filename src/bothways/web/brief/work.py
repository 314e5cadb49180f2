"""What briefs need in the background: making, sending, posting; the timetables each minute."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from bothways.terms import Refusal
from bothways.web.brief.models import Brief
from bothways.web.brief.operations import do_after_making, do_make, regularly
from bothways.web.brief.posting import do_post, do_queue, post_what_is_due
from bothways.web.jobs.models import Job
from bothways.web.jobs.operations import Tell, each_minute, job

__all__ = ["make", "post", "posting", "send", "timetables"]


@job("brief")
def make(work: Job, tell: Tell) -> Mapping[str, Any]:
    """Make a pair of briefs."""
    brief = Brief.objects.select_related("team", "snapshot").get(pk=work.payload["brief"])
    if brief.state not in (Brief.State.MAKING, Brief.State.FAILED):
        return {"address": reverse("brief", kwargs={"brief": brief.pk})}
    try:
        do_make(brief, tell=tell)
    except Refusal as refusal:
        Brief.objects.filter(pk=brief.pk).update(state=Brief.State.FAILED, refusal=refusal.as_dict())
        raise
    do_after_making(brief, now=timezone.now())
    return {"address": reverse("brief", kwargs={"brief": brief.pk})}


@job("send")
def send(work: Job, tell: Tell) -> Mapping[str, Any]:
    """Make the mails of an approved brief."""
    brief = Brief.objects.select_related("team").get(pk=work.payload["brief"])
    count = do_queue(brief, now=timezone.now(), tell=tell)
    return {"mails": count, "address": reverse("brief", kwargs={"brief": brief.pk})}


@job("post")
def post(work: Job, tell: Tell) -> Mapping[str, Any]:
    """Hand mails over."""
    return {"tried": do_post(worker=work.worker, now=timezone.now(), tell=tell)}


@each_minute("timetables")
def timetables(now: datetime) -> None:
    """Begin what is due."""
    regularly(now=now)


@each_minute("outbox")
def posting(now: datetime) -> None:
    """Post what is due."""
    post_what_is_due(now)
