"""Erasure of a person: their name leaves the cases, the numbers stay. Old cases are forgotten by the timer."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max

from bothways.web.budget.casefile import check_basics
from bothways.web.budget.models import CaseEvent, ResourceCase
from bothways.web.people.models import Person
from bothways.web.people.naming import take_out

__all__ = ["erase", "forget"]


def erase(person: Person, *, now: datetime) -> None:
    """Take a person's name out of what was asked, offered and decided. It is the one change that events know."""
    take_out(ResourceCase, "asked", person=person)
    take_out(CaseEvent, "words", person=person)


def forget(*, before: datetime, now: datetime) -> None:
    """Take away cases at which nothing happened since, but for grants whose months run on: their return is still told."""
    month = f"{before:%Y-%m}"
    for found in ResourceCase.objects.filter(changed__lt=before).annotate(last=Max("events__at")):
        if found.last is not None and found.last >= before:
            continue
        if found.decided is None or check_basics(found.asked).case.periods[-1] < month:
            found.delete()
