"""Promises, with the permission in the question: a manager's of their teams, and of each side what is its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from bothways.brief.registers import stands
from bothways.credibility import EventKind, Party, Promise, Promises, Standing, due_list
from bothways.credibility.values import event_of
from bothways.web.access import absent
from bothways.web.credibility.models import PromiseEvent
from bothways.web.people.models import Person, Team

__all__ = [
    "Seen",
    "due_for",
    "is_theirs",
    "may_read",
    "my_promise",
    "my_promises",
    "my_teams_at_work",
    "stale_for",
]


@dataclass(frozen=True, slots=True)
class Seen:
    """A promise as one person may read it.

    pk: what stands in its address. whom: to whom, by: from whom, both as this person may know them. said: how it stands.
    """

    pk: Any
    team: Team
    standing: Standing
    whom: str
    by: str
    said: str

    @property
    def promise(self) -> Promise:
        """What was promised."""
        return self.standing.promise

    @property
    def days(self) -> int:
        """Days left to its day, or late."""
        return abs(self.standing.days_left or 0)


def my_teams_at_work(person: Person) -> QuerySet[Team]:
    """The teams that a person manages, or whose side they are of."""
    role = Person.Role
    found = {
        role.MANAGER: Team.objects.filter(managers=person),
        role.STAFF: Team.objects.filter(staff=person),
        role.EXECUTIVE: Team.objects.filter(executives=person),
    }
    return found.get(role(person.role), Team.objects.none())


def is_theirs(party: Party, person: Person) -> bool:
    """Whether somebody is a party: the manager, their side as a whole, or they themselves by name."""
    if person.role == Person.Role.MANAGER:
        return party.where == "manager"
    if person.side is None or party.side is not person.side:
        return False
    return not party.name or party.name.casefold() == person.name.casefold()


def may_read(promise: Promise, person: Person) -> bool:
    """Whether a promise may be shown to somebody of its team: to its manager, to its parties, to all where it is shared."""
    if person.role == Person.Role.MANAGER:
        return True
    single = any(party.name and party.where != "manager" for party in (promise.by, promise.to))
    return is_theirs(promise.by, person) or is_theirs(promise.to, person) or (promise.shared and not single)


def my_promises(person: Person, *, now: date) -> list[Seen]:
    """The promises that a person may read, what is late first, what has ended last."""
    events: dict[Any, list[PromiseEvent]] = {}
    for row in PromiseEvent.objects.filter(team__in=my_teams_at_work(person)).select_related("team"):
        events.setdefault(row.team_id, []).append(row)
    found: list[Seen] = []
    for rows in events.values():
        made = {row.promise: row.pk for row in rows if row.kind == EventKind.MADE}
        held = Promises(tuple(event_of(row.words) for row in rows))
        found += [
            _seen(made[one.id], rows[0].team, one, person)
            for one in held.standings(now=now)
            if may_read(one.promise, person)
        ]
    return sorted(found, key=lambda one: (not one.standing.state.is_open, one.standing.due, str(one.pk)))


def my_promise(person: Person, promise_id: object, *, now: date) -> Seen:
    """One of them, or the refusal that tells nothing of others."""
    found = next((one for one in my_promises(person, now=now) if one.pk == promise_id), None)
    if found is None:
        raise absent("promise")
    return found


def due_for(person: Person) -> list[Seen]:
    """What is late or due within 14 days, the longest late first: for the first page."""
    every = my_promises(person, now=timezone.localdate())
    due = {id(one) for one in due_list([one.standing for one in every])}
    return [one for one in every if id(one.standing) in due]


def stale_for(person: Person) -> list[Seen]:
    """What is late already."""
    return [one for one in due_for(person) if (one.standing.days_left or 0) < 0]


def _seen(pk: Any, team: Team, standing: Standing, person: Person) -> Seen:
    promise = standing.promise
    return Seen(
        pk, team, standing, _called(promise.to, person), _called(promise.by, person), stands(standing)
    )


def _called(party: Party, person: Person) -> str:
    if party.where == "manager":
        return "you" if person.role == Person.Role.MANAGER else "the manager"
    if party.name:
        return party.name
    if person.side is party.side:
        return (
            "the sales staff, you among them" if party.where == "staff" else "the executives, you among them"
        )
    return "the sales staff" if party.where == "staff" else "the executives"
