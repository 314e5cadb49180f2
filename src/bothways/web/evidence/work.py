"""What a worker does for the evidence: reads what was brought; takes away what is kept too long."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from bothways.web.evidence.models import Upload
from bothways.web.evidence.operations import KIND, do_tidy
from bothways.web.evidence.reading import do_read
from bothways.web.jobs.models import Job
from bothways.web.jobs.operations import Stopped, Tell, each_minute, job


@job(KIND)
def read(work: Job, tell: Tell) -> Mapping[str, Any] | None:
    """Read what was brought. The same content has the same folder: done twice it is done once."""
    upload = Upload.objects.filter(pk=work.payload["upload"], job=work).first()
    if upload is None:
        return {}  # taken away meanwhile, or asked for anew: then that work does it
    begun = work.seen_at or work.asked_at
    try:
        do_read(upload, now=begun, today=timezone.localtime(begun).date(), tell=tell)
    except Stopped:
        Upload.objects.filter(pk=upload.pk, job=work).update(state=Upload.State.STOPPED)
        raise
    return {"address": reverse("upload", args=[upload.pk])}


@each_minute("evidence-tidy")
def tidy(now: datetime) -> None:
    """Take away what is kept too long."""
    do_tidy(now=now)
