"""What the evidence holds for one pair of briefs, gathered and not yet judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from bothways.brief.facts.insights import Insights
from bothways.brief.ledger import Row
from bothways.evidence.views import AccountMovement, DealView, Text, WonView
from bothways.terms import Figure, Period

Named = Callable[[str, tuple[str, ...]], tuple[Row, ...]]
"""Gives rows of a table, by their ids, with their names and who may see them."""
Behind = Callable[[Figure], tuple[tuple[Row, ...], int]]
"""Gives the rows behind a figure that a brief may show, and how many there are in all."""


@dataclass(frozen=True, slots=True)
class Person:
    """A person of the own firm who sells."""

    id: str
    name: str
    team: str = ""


@dataclass(frozen=True)
class Sheet:
    """The figures of one period, found by name, by and key."""

    figures: Mapping[tuple[str, str, str], Figure]

    @classmethod
    def of(cls, figures: Iterable[Figure]) -> Sheet:
        """Make a sheet of figures."""
        return cls({(figure.name, figure.by, figure.key): figure for figure in figures})

    def one(self, name: str, by: str = "all", key: str = "") -> Figure | None:
        """Return a figure, or None where it was not measured."""
        return self.figures.get((name, by, key))

    def each(self, name: str, by: str) -> tuple[Figure, ...]:
        """Return the figures of a measure, one a key, in the order in which they were measured."""
        return tuple(f for (n, b, _), f in self.figures.items() if n == name and b == by)


@dataclass(frozen=True, kw_only=True)
class Base:
    """All that the briefs of one period stand on.

    `before` is the period before, `year_ago` the same period a year earlier (None where that is the
    same, or nothing is known of it). `peers` has, by person, the medians of the others; `own_names` are
    the full names of all people of the own firm. The views (`at_risk`, `open_deals`, `won`, `movements`,
    `texts`) are those of the evidence. `insight` is what the insight room found; `sellers` counts the people
    behind each group of deals; `named` gives rows their names.
    """

    snapshot: str
    currency: str
    period: Period
    as_of: date
    fiscal: bool = False
    now: Sheet
    before: Sheet | None = None
    year_ago: Sheet | None = None
    peers: Mapping[str, Sheet] = field(default_factory=dict)
    peers_are_team: Mapping[str, bool] = field(default_factory=dict)
    people: tuple[Person, ...] = ()
    own_names: frozenset[str] = frozenset()
    at_risk: tuple[DealView, ...] = ()
    open_deals: tuple[DealView, ...] = ()
    owners_in_stage: Mapping[str, int] = field(default_factory=dict)
    won: tuple[WonView, ...] = ()
    movements: tuple[AccountMovement, ...] = ()
    texts: Mapping[str, tuple[Text, ...]] = field(default_factory=dict)
    unknowable: tuple[str, ...] = ()
    behind: Behind = lambda _figure: ((), 0)
    labels: Mapping[str, str] = field(default_factory=dict)
    insight: Insights = field(default_factory=Insights)
    sellers: Mapping[tuple[str, str], int] = field(default_factory=dict)
    stage_places: Mapping[str, int] = field(default_factory=dict)
    named: Named = lambda _table, _ids: ()

    @property
    def is_running(self) -> bool:
        """Say whether the period has not ended yet."""
        return self.as_of < self.period.last

    @property
    def smallest_team(self) -> int:
        """How many people who sell the smallest team has: one team's figures give the rest away."""
        return min(Counter(person.team for person in self.people).values(), default=0)
