"""The sample company's people, customers and contacts: the same for a seed, whatever the day."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from bothways.evidence.sample.names import END, FIRST, FORMS, KINDS, LAST, START, TEAMS, TITLES

_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
REPS_IN = {"North": 7, "Central": 9, "South": 8, "Overseas": 6}
SKILL_OF = {"North": 1.12, "Central": 1.0, "South": 0.96, "Overseas": 0.96}


def salesforce_id(prefix: str, number: int) -> str:
    """Return an 18-character id of Salesforce's form, whose last three characters check the case.

    >>> salesforce_id("006", 1)
    '006Bw0000000001IAA'
    """
    digits = ""
    for _ in range(10):
        number, place = divmod(number, 62)
        digits = _DIGITS[place] + digits
    body = f"{prefix}Bw{digits}"
    suffix = "".join(
        _ALPHABET[sum(1 << i for i, letter in enumerate(body[at : at + 5]) if letter.isupper())]
        for at in (0, 5, 10)
    )
    return body + suffix


@dataclass(slots=True)
class Person:
    """A person of the own firm."""

    id: str
    first: str
    last: str
    role: str
    team: str
    manager_id: str
    skill: float = 1.0
    started: date = date(2020, 1, 1)
    left: date | None = None
    discount: float = 0.08
    tidy: float = 0.8

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first} {self.last}"


@dataclass(slots=True)
class Contact:
    """A person of a customer."""

    id: str
    first: str
    last: str
    title: str
    email: str
    created: date


@dataclass(slots=True)
class Account:
    """A customer or prospect."""

    id: str
    name: str
    industry: str
    team: str
    country: str
    code: str
    employees: int
    created: date
    owner: Person
    contacts: list[Contact] = field(default_factory=list)
    has: list[tuple[date, str]] = field(default_factory=list)


@dataclass(slots=True)
class Company:
    """Everybody."""

    head: Person
    managers: dict[str, Person]
    reps: list[Person]
    support: list[Person]
    accounts: list[Account]

    @property
    def people(self) -> list[Person]:
        """All of the own firm."""
        return [self.head, *self.managers.values(), *self.reps, *self.support]


def make_company(rng: random.Random, *, story: date) -> Company:
    """Make the company; `story` is the last day of the quarter that the story ends with."""
    names = _names(rng)
    numbers = iter(range(1, 10_000))

    def person(role: str, team: str, boss: str) -> Person:
        first, last = next(names)
        return Person(salesforce_id("005", next(numbers)), first, last, role, team, boss)

    head = person("head", "Sales", "")
    managers = {team: person("manager", team, head.id) for team in TEAMS}
    reps = [person("rep", team, managers[team].id) for team, count in REPS_IN.items() for _ in range(count)]
    for rep in reps:
        rep.skill = SKILL_OF[rep.team] * rng.uniform(0.82, 1.18)
        rep.discount = rng.choice((0.03, 0.05, 0.08, 0.08, 0.12, 0.16))
        rep.tidy = rng.choice((0.5, 0.75, 0.9, 0.95))
    reps[-1].started = story - timedelta(days=200)
    reps[12].left = story - timedelta(days=215)
    support = [person("support", "Support", head.id) for _ in range(3)]
    accounts = _accounts(rng, reps, names, story=story)
    return Company(head, managers, reps, support, accounts)


def _names(rng: random.Random) -> Iterator[tuple[str, str]]:
    pairs = [(first, last) for first in FIRST for last in LAST]
    rng.shuffle(pairs)
    return iter(pairs)


def _accounts(
    rng: random.Random, reps: list[Person], names: Iterator[tuple[str, str]], *, story: date
) -> list[Account]:
    stems = [a + b for a in START for b in END]
    rng.shuffle(stems)
    contact_numbers = iter(range(1, 100_000))
    accounts = []
    for number in range(1, 521):
        owner = rng.choice(reps)
        industry = rng.choices(list(KINDS), weights=(26, 22, 16, 20, 16))[0]
        country, code = rng.choice(TEAMS[owner.team][1])
        stem = stems[number]
        created = story - timedelta(days=rng.randint(120, 1900))
        account = Account(
            salesforce_id("001", number),
            f"{stem} {rng.choice(KINDS[industry])} {rng.choice(FORMS)}",
            industry, owner.team, country, code,
            int(10 ** rng.uniform(1.3, 3.9)),
            created, owner,
        )  # fmt: skip
        for _ in range(rng.choices((1, 2, 3, 4, 5), weights=(25, 30, 22, 14, 9))[0]):
            first, last = next(names)
            mail = f"{first}.{last}@{stem}.example".lower().encode("ascii", "ignore").decode()
            since = created + timedelta(days=rng.randint(0, 200))
            ident = salesforce_id("003", next(contact_numbers))
            account.contacts.append(Contact(ident, first, last, rng.choice(TITLES), mail, since))
        accounts.append(account)
    return accounts
