"""Limits, with the permission in the question: both sides of a team read the limits of both."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from bothways.brief.registers import movable, review
from bothways.constraints import ChangeKind, Limit, Limits, LimitState, Understood
from bothways.constraints.values import change_of
from bothways.terms import Side
from bothways.web.access import absent
from bothways.web.constraints.models import LimitChange
from bothways.web.credibility.queries import my_teams_at_work
from bothways.web.people.models import Person, Team

__all__ = ["Back", "Seen", "my_limit", "my_limits"]


@dataclass(frozen=True, slots=True)
class Back:
    """Somebody of the other side, and what they last said back; None: nothing yet."""

    name: str
    said: Understood | None

    @property
    def is_of_these_words(self) -> bool:
        """Whether they have said it back as it reads now."""
        return self.said is not None and self.said.of_these_words


@dataclass(frozen=True, slots=True)
class Seen:
    """A limit as a person may read it.

    pk: what stands in its address; said: until when it holds; moves: who moves it. each_back: what each last said
    back, by account: two who are called the same have both said something. mine: what the reader did;
    waits_for_me: whether it is the other side's, and the reader has yet to say it back as it reads now.
    backs: each of the other side, for the manager's eyes alone: who has not said it back is nobody else's matter.
    """

    pk: Any
    team: Team
    state: LimitState
    said: str
    moves: str
    each_back: tuple[Understood, ...] = ()
    mine: Understood | None = None
    waits_for_me: bool = False
    backs: tuple[Back, ...] = ()

    @property
    def limit(self) -> Limit:
        """How it reads."""
        return self.state.limit

    @property
    def is_mine_said(self) -> bool:
        """Whether the reader has said it back as it reads now."""
        return self.mine is not None and self.mine.of_these_words

    @property
    def missing(self) -> tuple[Back, ...]:
        """Who of the other side has not said it back as it reads now."""
        return tuple(one for one in self.backs if not one.is_of_these_words)


def my_limits(person: Person, *, now: date, withdrawn: bool = False) -> list[Seen]:
    """The limits that a person may read: the stale first, then by the day of review; the withdrawn last, where asked for."""
    changes: dict[Any, list[LimitChange]] = {}
    for row in LimitChange.objects.filter(team__in=my_teams_at_work(person)).select_related("team"):
        changes.setdefault(row.team_id, []).append(row)
    sides = _sides(person) if changes else {}
    found: list[Seen] = []
    for team, rows in changes.items():
        declared = {row.limit: row.pk for row in rows if row.kind == ChangeKind.DECLARED}
        held = Limits(tuple(change_of(row.words) for row in rows))
        # By account, not by name: two of a team may be called the same.
        whose = {row.words["id"]: row.by_id for row in rows if row.kind == ChangeKind.UNDERSTOOD}
        for one in held.states(now=now, withdrawn=withdrawn):
            last = {whose.get(said.change) or said.change: said for said in one.said_back}
            others = sides.get(team, {}).get(one.limit.side.other, ())
            mine = last.get(person.pk)
            waits = one.holds and person.side is one.limit.side.other and not (mine and mine.of_these_words)
            found.append(
                Seen(
                    declared[one.id], rows[0].team, one, review(one), movable(one), tuple(last.values()), mine, waits,
                    tuple(Back(other.name, last.get(other.pk)) for other in others),
                )
            )  # fmt: skip
    return sorted(
        found, key=lambda one: (not one.state.holds, not one.state.stale, one.limit.review, str(one.pk))
    )


def _sides(person: Person) -> dict[Any, dict[Side, tuple[Person, ...]]]:
    """Who is of which side of a manager's teams, by name; of nobody else's."""
    if person.role != Person.Role.MANAGER:
        return {}
    teams = my_teams_at_work(person).prefetch_related("staff", "executives")
    return {
        team.pk: {
            side: tuple(
                sorted((one for one in every if one.is_active), key=lambda one: (one.name, str(one.pk)))
            )
            for side, every in ((Side.STAFF, team.staff.all()), (Side.EXECUTIVES, team.executives.all()))
        }
        for team in teams
    }


def my_limit(person: Person, limit_id: object, *, now: date) -> Seen:
    """One of them, or the refusal that tells nothing of others."""
    found = next((one for one in my_limits(person, now=now, withdrawn=True) if one.pk == limit_id), None)
    if found is None:
        raise absent("limit")
    return found
