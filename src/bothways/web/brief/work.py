"""What briefs need in the background: making, sending, posting; the timetables each minute."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from bothways.brief.stored import FILE
from bothways.terms import Refusal
from bothways.web.brief.carrying import do_carry
from bothways.web.brief.digest import digests
from bothways.web.brief.models import Brief
from bothways.web.brief.notes import tell_managers
from bothways.web.brief.operations import do_after_making, do_make, regularly
from bothways.web.brief.posting import do_post, do_queue, post_what_is_due
from bothways.web.jobs.models import Job
from bothways.web.jobs.operations import Tell, each_minute, job

__all__ = ["make", "mornings", "post", "posting", "send", "timetables"]


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
        if brief.regular:
            _tell(brief, f"The briefs of {brief.period} could not be made. {refusal}")
        raise
    instead = Brief.objects.filter(pk=work.payload.get("instead") or None, team=brief.team).first()
    if instead is not None and (instead.folder / FILE).is_file():
        do_carry(instead, brief)
    said = do_after_making(brief, now=timezone.now())
    if said:
        _tell(brief, f"The briefs of {brief.period}: {said}")
    return {"address": reverse("brief", kwargs={"brief": brief.pk})}


def _tell(brief: Brief, text: str) -> None:
    """Tell the managers what became of a brief of the timetable."""
    at = f"\n\n{settings.SITE_URL}{reverse('brief', kwargs={'brief': brief.pk})}" if settings.SITE_URL else ""
    tell_managers(
        brief.team,
        subject=f"The briefs of {brief.period}",
        text=f"{text}{at}",
        now=timezone.now(),
        key=f"regular.{brief.pk.hex}",
    )


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
    """Begin what is due, and tell the managers what was not."""
    for team, told in regularly(now=now):
        key = f"skipped.{team.pk.hex}.{now:%Y%m%d%H}"
        tell_managers(team, subject=f"No brief of {team.name}", text=told, now=now, key=key)


@each_minute("outbox")
def posting(now: datetime) -> None:
    """Post what is due."""
    post_what_is_due(now)


@each_minute("mornings")
def mornings(now: datetime) -> None:
    """Tell managers what waits."""
    digests(now=now)
