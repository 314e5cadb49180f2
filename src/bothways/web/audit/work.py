"""The export as a job; retention each night."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from bothways.web.audit.erasing import do_retain
from bothways.web.audit.exporting import write_export
from bothways.web.audit.operations import record
from bothways.web.jobs.models import Job, Minute
from bothways.web.jobs.operations import Tell, each_minute, job

__all__ = ["export", "retain"]


@job("export")
def export(work: Job, tell: Tell) -> Mapping[str, Any]:
    """Write everything into one zip, for who asked."""
    target = settings.DATA / "exports" / f"{work.pk}.zip"
    rows = write_export(target, data=settings.DATA, tell=tell)
    record(by=work.by, did="export", what=f"Everything was exported: {rows} rows.", now=timezone.now())
    return {"rows": rows, "address": reverse("data")}


@each_minute("retention")
def retain(now: datetime) -> None:
    """Once a day: what is older than what is kept is forgotten; exports go after a day."""
    last, made = Minute.objects.get_or_create(name="retention, last day", defaults={"done_at": now})
    if not made and last.done_at > now - timedelta(hours=24):
        return
    Minute.objects.filter(pk=last.pk).update(done_at=now)
    do_retain(now=now)
    # One that was broken off in the middle holds as much, and has another ending.
    for path in (settings.DATA / "exports").glob("*.*"):
        if path.stat().st_mtime < (now - timedelta(days=1)).timestamp():
            path.unlink(missing_ok=True)
