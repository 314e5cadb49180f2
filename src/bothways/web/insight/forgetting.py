"""Erasure of a person from what was worked out: those pages are made anew, of the evidence that there is then."""

from __future__ import annotations

from datetime import datetime

from bothways.web.insight.models import InsightPage, ThemeEdit
from bothways.web.people.models import Person
from bothways.web.people.naming import take_out, without

__all__ = ["erase", "forget"]


def erase(person: Person, *, now: datetime) -> None:
    """Take away pages that name a person, and their name out of the edits of themes."""
    naming = [
        page.pk
        for page in InsightPage.objects.defer("document").iterator(chunk_size=50)
        if any(
            without(said, person) != said
            for said in (page.title, page.html, page.notes, page.own, page.behind, page.refusal)
        )
    ]
    InsightPage.objects.filter(pk__in=naming).delete()
    take_out(ThemeEdit, "entry", person=person)


def forget(*, before: datetime, now: datetime) -> None:
    """Take away pages that were asked for before what is kept; who asks again gets them anew."""
    InsightPage.objects.filter(asked_at__lt=before).exclude(made_at=None).delete()
