"""Erasure of a person: what they ranked in an open round goes with them."""

from __future__ import annotations

from datetime import datetime

from bothways.web.people.models import Person
from bothways.web.priorities.models import Ranking

__all__ = ["erase"]


def erase(person: Person, *, now: datetime) -> None:
    """Delete a person's rankings."""
    Ranking.objects.filter(person=person).delete()
