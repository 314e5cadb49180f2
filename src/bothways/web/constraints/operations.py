"""Limits are written down: each write is checked by the register's own rules, with nobody else writing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from bothways.constraints import (
    Change,
    ChangeKind,
    Limit,
    LimitKind,
    Limits,
    Moves,
    check_change,
    limit_state,
)
from bothways.terms import Refusal, Side
from bothways.web.audit.operations import record
from bothways.web.constraints.models import LimitChange
from bothways.web.constraints.queries import Seen, my_limit
from bothways.web.constraints.registers import register_of
from bothways.web.credibility.operations import check_may_write
from bothways.web.people.models import Person, Team

__all__ = ["do_add", "do_change", "may_say_back"]

_ACTS: Final = {kind.value: kind for kind in ChangeKind if kind is not ChangeKind.DECLARED}


def do_add(
    by: Person, *, team: Team, side: str, statement: str, owner: str, review: date, now: datetime, cost: str = "",
    moves: str = "no", room: str = "", mover: str = "", evidence: Iterable[str] = (), kind: str = "",
    begins: date | None = None, week: str = "", deals: Iterable[str] = (), voices: Iterable[str] = (),
) -> LimitChange:  # fmt: skip
    """Declare a limit of a side.

    Raises:
        Refusal: as `check_change`; `absent` for a team of others.
    """
    check_may_write(by, team)
    today = timezone.localtime(now).date()

    def make(held: Limits) -> Change:
        name = _next(held.by_limit)
        limit = Limit(
            id=name, side=Side(side), statement=statement, owner=owner, declared=today, review=review, cost=cost,
            moves=Moves(moves), room=room, mover=mover, evidence=tuple(evidence),
            kind=LimitKind(kind) if kind else None, begins=begins, week=week, deals=tuple(deals), voices=tuple(voices),
        )  # fmt: skip
        return Change(
            id=f"{name}.1", limit=name, kind=ChangeKind.DECLARED, day=today, recorded=today, now_reads=limit,
            by=by.name, number=1,
        )  # fmt: skip

    return _write(by, team, make, now=now)


def may_say_back(person: Person, seen: Seen) -> bool:
    """Whether somebody can say a limit back: those of the other side; a manager alone at a desk, for them."""
    if person.role == Person.Role.MANAGER:
        return bool(settings.MODE == "desk")
    return person.side is seen.limit.side.other


def do_change(
    by: Person, limit_id: object, *, what: str, now: datetime, reason: str = "", words: str = "",
    review: date | None = None, statement: str = "", cost: str = "", owner: str = "",
    week: str = "",
) -> LimitChange:  # fmt: skip
    """Write down what happened to a limit: the manager writes, the other side says it back.

    what: restated, moved, confirmed, understood, withdrawn. What is left empty of a restated limit stays as it was.

    Raises:
        Refusal: as `check_change`; `limit-act` for anything else; `not-yours` where another has to do it.
    """
    today = timezone.localtime(now).date()
    seen = my_limit(by, limit_id, now=today)
    kind = _ACTS.get(what)
    if kind is None:
        raise Refusal("limit-act", "That can't happen to a limit.", hint="Choose one of the buttons.")
    if kind is ChangeKind.UNDERSTOOD and not may_say_back(by, seen):
        raise Refusal(
            "not-yours", "The other side says it back, in its own words.", hint="They find it on their own page of limits.",
            data={"status": 403},
        )  # fmt: skip
    if kind is not ChangeKind.UNDERSTOOD and by.role != Person.Role.MANAGER:
        raise Refusal(
            "not-yours", "The manager keeps the register of limits.", hint="Tell your manager what has changed.",
            data={"status": 403},
        )  # fmt: skip

    def make(held: Limits) -> Change:
        own = held.of(seen.limit.id)
        more: dict[str, Any] = {"reason": reason}
        if kind is ChangeKind.UNDERSTOOD:
            more = {"words": words, "side": seen.limit.side.other}
        elif kind is ChangeKind.CONFIRMED:
            more = {"review": review}
        elif kind in (ChangeKind.RESTATED, ChangeKind.MOVED):
            was = limit_state(own, now=today).limit
            given: dict[str, Any] = {
                "statement": statement,
                "cost": cost,
                "owner": owner,
                "review": review,
                "week": week,
            }
            more["now_reads"] = replace(was, **{key: value for key, value in given.items() if value})
        number = len(own) + 1
        return Change(
            id=f"{seen.limit.id}.{number}", limit=seen.limit.id, kind=kind, day=today, recorded=today, by=by.name,
            number=number, **more,
        )  # fmt: skip

    return _write(by, seen.team, make, now=now)


def _write(by: Person, team: Team, make: Callable[[Limits], Change], *, now: datetime) -> LimitChange:
    """Check a change beside those that are, and add it, while nobody else adds one to this team."""
    with transaction.atomic():
        # SQLite's transactions are immediate; elsewhere the team's row is what writers wait for. `no_key`: an entry of
        # the log refers to the team, and whoever writes one holds the log: each would wait for the other.
        Team.objects.select_for_update(no_key=True).get(pk=team.pk)
        held = register_of(team)
        change = make(held)
        check_change(held.changes, change)
        row = LimitChange.objects.create(
            team=team, limit=change.limit, place=change.number, kind=change.kind.value, words=change.as_dict(), by=by, at=now
        )  # fmt: skip
        record(
            by=by,
            did=f"limit-{change.kind}",
            what=f"Limit {change.limit}: {change.kind}.",
            team=team,
            now=now,
        )
    return row


def _next(known: Iterable[str]) -> str:
    taken = [int(name[1:]) for name in known if re.fullmatch(r"l[0-9]{1,9}", name)]
    return f"l{max(taken, default=0) + 1}"
