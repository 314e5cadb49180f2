"""Erasure of a person: what they ranked in an open round goes with them. Old rounds are forgotten by the timer."""

from __future__ import annotations

from datetime import datetime

from bothways.web.people.models import Person
from bothways.web.people.naming import take_out
from bothways.web.priorities.models import AgreedTop, PriorityRound, Ranking

__all__ = ["erase", "forget"]


def erase(person: Person, *, now: datetime) -> None:
    """Delete a person's rankings, and take their name out of what was asked, ranked and agreed."""
    Ranking.objects.filter(person=person).delete()
    take_out(PriorityRound, "question", "items", "released", person=person)
    take_out(Ranking, "ranked", person=person)
    take_out(AgreedTop, "items", "note", person=person)


def forget(*, before: datetime, now: datetime) -> None:
    """Take away rounds that were closed before what is kept; the one whose agreement stands, stays."""
    standing = {
        row.team_id: row.round_id for row in AgreedTop.objects.all()
    }  # in their order: the last one holds
    PriorityRound.objects.filter(closed__lt=before.date()).exclude(pk__in=standing.values()).delete()
