"""The names that the lens is told: those of one's teams, and of the newest snapshot that a manager has."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.db.models import Q

from bothways.lens.naming import PLACES, NameBook
from bothways.terms import Refusal
from bothways.web.credibility.queries import my_teams_at_work
from bothways.web.evidence.queries import my_snapshot, my_snapshots, opened
from bothways.web.people.models import Person

__all__ = ["names_in"]


def names_in(text: str, *, person: Person) -> tuple[str, ...]:
    """The names in a text that are never charged and never lost."""
    teams = my_teams_at_work(person)
    people = NameBook()
    for name in Person.objects.filter(
        Q(teams__in=teams) | Q(overseen__in=teams) | Q(managed__in=teams)
    ).values_list("name", flat=True):
        people.add(name, part="any")
    found = dict.fromkeys(people.found_in(text))
    snapshot = my_snapshots(person).values_list("pk", flat=True).first()
    if snapshot is not None:
        found |= dict.fromkeys(_book(snapshot, person.pk).found_in(text))
    return tuple(found)


@lru_cache(maxsize=8)
def _book(snapshot_id: Any, person_id: Any) -> NameBook:
    """A snapshot never changes: its names are read once, not at each letter that is typed."""
    book = NameBook()
    try:
        snapshot = opened(my_snapshot(Person.objects.get(pk=person_id), snapshot_id))
    except Refusal:
        return book
    for table, column, part in PLACES:
        if snapshot.rows(table):
            for (name,) in snapshot.con.table(table).project(f'"{column}"').distinct().fetchall():
                if name:
                    book.add(str(name), part=part)
    return book
