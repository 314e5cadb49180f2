"""Erasure of a person from what is said of exports, and exports that are older than what is kept.

The deals themselves are in the snapshots, with the names that the CRM has: a snapshot is never changed. It is taken away
on its page, and an export from which the CRM has erased the person is brought in its place.
"""

from __future__ import annotations

from datetime import datetime

from bothways.web.evidence.models import Snapshot, Upload
from bothways.web.people.models import Person
from bothways.web.people.naming import take_out

__all__ = ["erase", "forget"]


def erase(person: Person, *, now: datetime) -> None:
    """Take a person's name out of reports, questions and answers of imports."""
    take_out(Upload, "files", "answers", "questions", "refusal", "report", person=person)
    take_out(Snapshot, "summary", person=person)


def forget(*, before: datetime, now: datetime) -> None:
    """Take away what was said of exports that are older than what is kept, once their files are gone.

    A team's snapshots stay until the manager takes them away: what is told of a year ago stands on them.
    """
    Upload.objects.filter(made_at__lt=before).exclude(emptied_at=None).delete()
