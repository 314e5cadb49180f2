"""Erasure of a person: their name leaves the promises, what was promised stays. Ended ones are forgotten by the timer."""

from __future__ import annotations

from datetime import datetime

from bothways.web.credibility.models import PromiseEvent
from bothways.web.credibility.registers import register_of
from bothways.web.people.models import Person, Team
from bothways.web.people.naming import take_out

__all__ = ["erase", "forget"]


def erase(person: Person, *, now: datetime) -> None:
    """Take a person's name out of every event. It is the one change that events know."""
    take_out(PromiseEvent, "words", person=person)


def forget(*, before: datetime, now: datetime) -> None:
    """Take away promises that ended before what is kept (kept, broken, released, struck), each with all its events.

    One that is open stays, however old it is: a word is not forgotten by the clock. The newest of a team stays until
    there is a newer one: the next promise would be given its number, and the log has spoken of that number already.
    """
    for team in Team.objects.filter(promise_events__at__lt=before).distinct():
        held = register_of(team)
        newest = max(held.by_promise, key=_number, default="")
        # Those that were struck are among the promises and not among the standings.
        is_open = {one.id for one in held.standings(now=now.date()) if one.state.is_open}
        gone = [
            name
            for name, events in held.by_promise.items()
            if name not in is_open
            and name != newest
            and max(event.recorded for event in events) < before.date()
        ]
        PromiseEvent.objects.filter(team=team, promise__in=gone).delete()


def _number(promise: str) -> int:
    return int("".join(sign for sign in promise if sign.isdigit()) or 0)
