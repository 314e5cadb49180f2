"""Promises are written down: each write is checked by the register's own rules, with nobody else writing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from bothways.credibility import Correction, Event, EventKind, Party, Promise, Promises, check_event
from bothways.terms import Refusal
from bothways.web.access import absent
from bothways.web.audit.operations import record
from bothways.web.credibility.models import PromiseEvent
from bothways.web.credibility.queries import is_theirs, my_promise
from bothways.web.credibility.registers import register_of
from bothways.web.people.models import Person, Team

__all__ = ["check_may_write", "do_add", "do_event"]

_ACTS: Final = {
    "kept": EventKind.KEPT, "renegotiated": EventKind.RENEGOTIATED, "broken": EventKind.BROKEN, "released": EventKind.RELEASED,
    "note": EventKind.NOTE, "struck": EventKind.CORRECTED,
}  # fmt: skip


def check_may_write(by: Person, team: Team) -> None:
    """Refuse whoever does not manage the team."""
    if by.role != Person.Role.MANAGER or not team.managers.filter(pk=by.pk).exists():
        raise absent("team")


def do_add(
    by: Person, *, team: Team, text: str, giver: str, receiver: str, due: date, now: datetime, made: date | None = None,
    benefit: str = "", shared: bool = False,
) -> PromiseEvent:  # fmt: skip
    """Write a promise down. giver, receiver: as `Party.read` takes them (`staff`, `staff:Ada Berg`, `manager`).

    Raises:
        Refusal: as `check_event`; `absent` for a team of others.
    """
    check_may_write(by, team)
    today = timezone.localtime(now).date()
    parties = Party.read(giver), Party.read(receiver)

    def make(held: Promises) -> Event:
        name = _next(held.by_promise)
        given = Promise(
            id=name, by=parties[0], to=parties[1], text=text, made=made or today, due=due, benefit=benefit, shared=shared
        )  # fmt: skip
        return Event(
            id=f"{name}.1", promise=name, kind=EventKind.MADE, day=given.made, recorded=today, given=given, number=1
        )  # fmt: skip

    return _write(by, team, make, now=now)


def do_event(
    by: Person, promise_id: object, *, what: str, now: datetime, day: date | None = None, due: date | None = None,
    asked: date | None = None, reason: str = "", text: str = "",
) -> PromiseEvent:  # fmt: skip
    """Write down what happened to a promise. The manager writes; the one to whom it was made releases it.

    what: kept, renegotiated, broken, released, note, or struck (the last event never happened).

    Raises:
        Refusal: as `check_event`; `promise-act` for anything else; `not-yours` where another has to do it.
    """
    today = timezone.localtime(now).date()
    seen = my_promise(by, promise_id, now=today)
    kind = _ACTS.get(what)
    if kind is None:
        raise Refusal("promise-act", "That can't happen to a promise.", hint="Choose one of the buttons.")
    receiver = seen.promise.to
    if kind is EventKind.RELEASED:
        if not is_theirs(receiver, by):
            raise Refusal(
                "not-yours", f"Only the one to whom it was made can release it: {seen.whom}.",
                hint="They find it on their own page of promises.", data={"status": 403},
            )  # fmt: skip
    elif by.role != Person.Role.MANAGER:
        raise Refusal(
            "not-yours", "The manager keeps the register of promises.", hint="Tell your manager what happened.",
            data={"status": 403},
        )  # fmt: skip
    party = Party(receiver.where, receiver.name or by.name) if kind is EventKind.RELEASED else None

    def make(held: Promises) -> Event:
        own = held.of(seen.promise.id)
        more: dict[str, Any] = {"reason": reason, "text": text, "due": due, "asked": asked, "by": party}
        if kind is EventKind.CORRECTED:
            last = [one for one in own if one.kind is not EventKind.CORRECTED][-1]
            more = {"reason": reason, "correction": Correction(event=last.id, struck=True)}
        number = len(own) + 1
        return Event(
            id=f"{seen.promise.id}.{number}", promise=seen.promise.id, kind=kind, day=day or today, recorded=today,
            number=number, **more,
        )  # fmt: skip

    return _write(by, seen.team, make, now=now)


def _write(by: Person, team: Team, make: Callable[[Promises], Event], *, now: datetime) -> PromiseEvent:
    """Check an event beside those that are, and add it, while nobody else adds one to this team."""
    with transaction.atomic():
        # SQLite's transactions are immediate; elsewhere the team's row is what writers wait for. `no_key`: an entry of
        # the log refers to the team, and whoever writes one holds the log: each would wait for the other.
        Team.objects.select_for_update(no_key=True).get(pk=team.pk)
        held = register_of(team)
        event = make(held)
        check_event(held.events, event)
        row = PromiseEvent.objects.create(
            team=team, promise=event.promise, place=event.number, kind=event.kind.value, words=event.as_dict(), by=by, at=now
        )  # fmt: skip
        # The log is read by all who manage the team: it says what was done, the register says the words.
        record(
            by=by, did=f"promise-{event.kind}", what=f"Promise {event.promise}: {event.kind}.", team=team, now=now
        )  # fmt: skip
    return row


def _next(known: Iterable[str]) -> str:
    taken = [int(name[1:]) for name in known if re.fullmatch(r"p[0-9]{1,9}", name)]
    return f"p{max(taken, default=0) + 1}"
