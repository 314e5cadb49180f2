"""Limits, with the permission in the question: both sides of a team read the limits of both."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.utils import timezone

from bothways.brief.registers import movable, review
from bothways.constraints import ChangeKind, Limit, Limits, LimitState
from bothways.constraints.values import change_of
from bothways.web.access import absent
from bothways.web.constraints.models import LimitChange
from bothways.web.credibility.queries import my_teams_at_work
from bothways.web.people.models import Person, Team

__all__ = ["Seen", "due_for", "my_limit", "my_limits", "stale_for"]

_SOON: Final = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Seen:
    """A limit as a person may read it. pk: what stands in its address; said: until when it holds; moves: who moves it."""

    pk: Any
    team: Team
    state: LimitState
    said: str
    moves: str

    @property
    def limit(self) -> Limit:
        """How it reads."""
        return self.state.limit


def my_limits(person: Person, *, now: date, withdrawn: bool = False) -> list[Seen]:
    """The limits that a person may read: the stale first, then by the day of review; the withdrawn last, where asked for."""
    changes: dict[Any, list[LimitChange]] = {}
    for row in LimitChange.objects.filter(team__in=my_teams_at_work(person)).select_related("team"):
        changes.setdefault(row.team_id, []).append(row)
    found: list[Seen] = []
    for rows in changes.values():
        declared = {row.limit: row.pk for row in rows if row.kind == ChangeKind.DECLARED}
        held = Limits(tuple(change_of(row.words) for row in rows))
        found += [
            Seen(declared[one.id], rows[0].team, one, review(one), movable(one))
            for one in held.states(now=now, withdrawn=withdrawn)
        ]
    return sorted(
        found, key=lambda one: (not one.state.holds, not one.state.stale, one.limit.review, str(one.pk))
    )


def my_limit(person: Person, limit_id: object, *, now: date) -> Seen:
    """One of them, or the refusal that tells nothing of others."""
    found = next((one for one in my_limits(person, now=now, withdrawn=True) if one.pk == limit_id), None)
    if found is None:
        raise absent("limit")
    return found


def due_for(person: Person) -> list[Seen]:
    """For the first page: a manager's limits to look at within 14 days, late first; for a side, the other's not said back."""
    now = timezone.localdate()
    every = my_limits(person, now=now)
    if person.role == Person.Role.MANAGER:
        return [one for one in every if one.limit.review <= now + _SOON]
    return [one for one in every if one.limit.side is not person.side and not one.state.is_understood]


def stale_for(person: Person) -> list[Seen]:
    """The limits whose review is overdue."""
    return [one for one in my_limits(person, now=timezone.localdate()) if one.state.stale]
