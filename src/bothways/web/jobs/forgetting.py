"""Erasure of a person from what workers were asked and answered."""

from __future__ import annotations

from datetime import datetime, timedelta

from bothways.web.jobs.models import Job
from bothways.web.people.models import Person
from bothways.web.people.naming import take_out

__all__ = ["erase", "forget"]


def erase(person: Person, *, now: datetime) -> None:
    """Take a person's name out of jobs."""
    take_out(Job, "payload", "what", "answer", person=person)


def forget(*, before: datetime, now: datetime) -> None:
    """Take away jobs that ended a month ago."""
    Job.objects.filter(ended_at__lt=now - timedelta(days=30)).delete()
