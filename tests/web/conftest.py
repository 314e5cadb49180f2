"""The cast of the web's tests: Ada owns, Ben may, Cy must not; each with the sides of their team."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.test import Client

from bothways.web.people.models import Person, Team


@dataclass(frozen=True)
class Cast:
    """Ada manages `ours`, where Ben sells and Eve is the executive; Cy manages `theirs`, where Dot sells and Guy is
    the executive. Fay keeps the machine."""

    ada: Person
    ben: Person
    eve: Person
    cy: Person
    dot: Person
    guy: Person
    fay: Person
    ours: Team
    theirs: Team

    @property
    def strangers(self) -> tuple[Person, ...]:
        """Who must see nothing of Ada's team."""
        return (self.cy, self.dot, self.guy, self.fay)


@pytest.fixture
def cast(db) -> Cast:
    def make(name: str, role: str) -> Person:
        return Person.objects.create_user(f"{name.lower()}@example.com", name=name, role=role)

    people = {
        "ada": make("Ada", "manager"),
        "ben": make("Ben", "staff"),
        "eve": make("Eve", "executive"),
        "cy": make("Cy", "manager"),
        "dot": make("Dot", "staff"),
        "guy": make("Guy", "executive"),
        "fay": make("Fay", "administrator"),
    }
    teams = {}
    for key, manager, seller, executive in (("ours", "ada", "ben", "eve"), ("theirs", "cy", "dot", "guy")):
        teams[key] = Team.objects.create(name=key)
        teams[key].managers.add(people[manager])
        teams[key].staff.add(people[seller])
        teams[key].executives.add(people[executive])
    return Cast(**people, **teams)


@pytest.fixture
def as_person() -> Callable[[Person], Client]:
    """A browser in which a person is signed in."""

    def signed_in(person: Person) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return signed_in
