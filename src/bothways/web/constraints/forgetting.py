"""Erasure of a person: their name leaves the limits, the limits stay. Withdrawn ones are forgotten by the timer."""

from __future__ import annotations

from datetime import datetime

from bothways.web.constraints.models import Dispute, DisputeView, LimitChange
from bothways.web.constraints.registers import register_of
from bothways.web.people.models import Person, Team
from bothways.web.people.naming import take_out

__all__ = ["erase", "forget"]


def erase(person: Person, *, now: datetime) -> None:
    """Take a person's name out of every change. It is the one change that these rows know."""
    take_out(LimitChange, "words", person=person)
    take_out(Dispute, "about", "shown", person=person)
    take_out(DisputeView, "words", person=person)


def forget(*, before: datetime, now: datetime) -> None:
    """Take away limits that were withdrawn before what is kept, each with all its changes; and views shown before it.

    The newest of a team stays until there is a newer one: the next limit would be given its number, and the log has
    spoken of that number already.
    """
    Dispute.objects.filter(shown_on__lt=before.date()).delete()
    for team in Team.objects.filter(limit_changes__at__lt=before).distinct():
        held = register_of(team)
        newest = max(held.by_limit, key=_number, default="")
        gone = [
            one.id
            for one in held.states(now=now.date(), withdrawn=True)
            if one.withdrawn is not None and one.withdrawn < before.date() and one.id != newest
        ]
        LimitChange.objects.filter(team=team, limit__in=gone).delete()


def _number(limit: str) -> int:
    return int("".join(sign for sign in limit if sign.isdigit()) or 0)
