"""Importance: who calls a statement important, side by side; and where it is worth talking first.

A mark is one tap beside a vote. Its share is of those of a side who **voted** on the statement, passes counted: who
never saw it could not mark it. It is guarded as a vote is, as an item of its own (`important_cells`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from bothways.opendoor.declared import SIDES, Sides, Verdict, size_of
from bothways.opendoor.disclosure import Band, Cell, Part
from bothways.opendoor.finite import bounds_of, share_bounds
from bothways.opendoor.votes import Votes
from bothways.terms import Refusal, Side

__all__ = [
    "METHOD",
    "Cares",
    "Importance",
    "Important",
    "by_bands",
    "important_cells",
    "important_of",
    "item_of",
]

METHOD: Final = "importance/1"
_Floats = NDArray[np.float64]


class Cares(StrEnum):
    """Which side more than half of calls a statement important, as far as those who answered can tell."""

    BOTH = "both"
    STAFF = "staff"
    EXECUTIVES = "executives"
    NEITHER = "neither"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Important:
    """One statement: of those who voted on it (`answered`), how many marked it; staff first, then executives.

    `share` is None where nobody of the side voted; `low`, `high` bound the share of **all** of the side. `cares`:
    which side it surely matters to. A divide that matters to one side only can be given way on by the other.
    """

    statement: str
    marked: tuple[int, int]
    answered: tuple[int, int]
    share: tuple[float | None, float | None]
    low: tuple[float, float]
    high: tuple[float, float]
    cares: Cares

    @property
    def weaker(self) -> float:
        """The smaller share of the two sides; 0 where one can't be known: that no side is overlooked."""
        return min(share or 0.0 for share in self.share)

    @property
    def mean(self) -> float:
        """The mean of the two sides' shares: each side counts as much, however small it is."""
        return sum(share or 0.0 for share in self.share) / 2.0

    def of(self, side: Side) -> float | None:
        """Return the share of one side."""
        return self.share[SIDES.index(side)]

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        per_side = ("marked", "answered", "share", "low", "high")
        told = {
            str(side): {name: getattr(self, name)[at] for name in per_side} for at, side in enumerate(SIDES)
        }
        return {"statement": self.statement, "cares": str(self.cares), "weaker": self.weaker, **told}


@dataclass(frozen=True, slots=True)
class Importance:
    """Every statement in the order of the votes. **Exact: nothing here is fit to be published as it is.**"""

    statements: tuple[Important, ...]
    level: float

    def of(self, statement: str) -> Important:
        """Return one statement.

        Raises:
            Refusal: `statement` when there is none of that name.
        """
        for one in self.statements:
            if one.statement == statement:
                return one
        raise Refusal("statement", f"There is no statement “{statement}”.", hint="Name one that was asked.")

    def within(self, sides: Sides, verdict: Verdict) -> tuple[Important, ...]:
        """Return the statements of one verdict, the most important first.

        Common ground by the side that cares less (start where both care); all else by the mean of both sides.
        What is level keeps the order of the statements.
        """
        known = {one.statement: one for one in self.statements}
        chosen = [
            known[name]
            for name, what in zip(sides.ids, sides.verdicts, strict=True)
            if what is verdict and name in known
        ]
        if verdict is Verdict.COMMON:
            return tuple(sorted(chosen, key=lambda one: (-one.weaker, -one.mean)))
        return tuple(sorted(chosen, key=lambda one: (-one.mean, -one.weaker)))

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {
            "method": METHOD,
            "level": self.level,
            "statements": [one.as_dict() for one in self.statements],
        }


def important_of(
    votes: Votes,
    marks: Mapping[str, Collection[str]],
    *,
    asked: Mapping[Side, int | None] | None = None,
    level: float = 0.9,
) -> Importance:
    """Return how many of each side call each shown statement important.

    Args:
        votes: with declared sides; whoever declared none is left out.
        marks: person → the statements that they marked. A mark without a vote on the statement is refused, so that
            a mark can't tell of somebody what no vote did.
        asked: how many people each side has (default: those among the votes); None: nobody knows.
        level: of the bounds; exact, as those of the sides.

    Raises:
        Refusal: `person` or `statement` when a mark is of nobody or of nothing that was asked; `mark-no-vote` when
            its person did not vote on it; `asked` when fewer were asked than are among the votes.

    >>> from bothways.opendoor.votes import votes_of
    >>> votes = votes_of([("a", "s1", 1), ("b", "s1", 1), ("c", "s1", -1)],
    ...                  sides={"a": "staff", "b": "staff", "c": "executives"})
    >>> one = important_of(votes, {"a": ["s1"], "b": ["s1"]}).of("s1")
    >>> one.share, str(one.cares)
    ((1.0, 0.0), 'staff')
    """
    made = _marks(votes, marks)
    found: list[Important] = []
    members = [votes.of_side(side) for side in SIDES]
    sizes = [
        size_of(side, known=int(own.sum()), asked=asked) for side, own in zip(SIDES, members, strict=True)
    ]
    cast = ~np.isnan(votes.matrix)
    columns = np.flatnonzero(votes.shown)
    marked = np.array([(made[own][:, columns]).sum(axis=0) for own in members], dtype=np.int64)
    seen = np.array([(cast[own][:, columns]).sum(axis=0) for own in members], dtype=np.int64)
    low, high = np.zeros(marked.shape), np.ones(marked.shape)
    for at, size in enumerate(sizes):
        if size is None:
            low[at], high[at] = share_bounds(marked[at], seen[at], level=level)
        elif size:
            fewest, many = bounds_of(marked[at], seen[at], size, level=level)
            low[at], high[at] = fewest / size, many / size
    for at, column in enumerate(columns):
        counts = [(int(marked[side, at]), int(seen[side, at])) for side in (0, 1)]
        shares = [many / of if of else None for many, of in counts]
        found.append(
            Important(
                statement=votes.statements[column].id,
                marked=(counts[0][0], counts[1][0]),
                answered=(counts[0][1], counts[1][1]),
                share=(shares[0], shares[1]),
                low=(float(low[0, at]), float(low[1, at])),
                high=(float(high[0, at]), float(high[1, at])),
                cares=_cares(low[:, at], high=high[:, at]),
            )
        )
    return Importance(tuple(found), level)


def item_of(statement: str) -> str:
    """Return the name under which the marks of a statement are guarded: an item beside that of its votes."""
    return f"important:{statement}"


def important_cells(
    votes: Votes,
    *,
    groups: Mapping[str, Collection[str]],
    revisions: Mapping[str, Mapping[str, int]] | None = None,
    on_record: Collection[str] = (),
) -> tuple[Cell, ...]:
    """Return what `disclosure.decide` must look at before shares of marks are shown: who voted, never who marked.

    groups: name → who belongs to it, in the order that is kept first. revisions: statement → person → which of their
    ballots counts: a mark set or taken back is another answer, also where the vote stayed the same. on_record: people
    who are shown with what they answered, marks too.
    """
    cells: list[Cell] = []
    cast = ~np.isnan(votes.matrix)
    for column in np.flatnonzero(votes.shown):
        statement = votes.statements[column].id
        voted = frozenset(votes.people[row] for row in np.flatnonzero(cast[:, column]))
        again = (revisions or {}).get(statement, {})
        if known := voted & frozenset(on_record):
            changed = {person: again[person] for person in known if person in again}
            part = Part(item_of(statement), "on the record", known, changed, on_record=True)
            cells.append(Cell(f"{item_of(statement)}: on the record", (part,)))
        for name, people in groups.items():
            inside = voted & frozenset(people)
            changed = {person: again[person] for person in inside if person in again}
            cells.append(
                Cell(f"{item_of(statement)}: {name}", (Part(item_of(statement), name, inside, changed),))
            )
    return tuple(cells)


def by_bands(
    bands: Mapping[str, Sequence[Band | None]], *, order: Iterable[str] | None = None
) -> tuple[str, ...]:
    """Return statements, the most important first, by what may be shown alone: never by the exact share.

    bands: statement → band of each side (None: withheld). First by the lower end of the side that cares less, then of
    the other; a band that tells nothing counts as 0. What is level stays in `order` (default: as handed in): an order
    by exact shares would tell more than the bands.

    >>> by_bands({"s1": [Band(0, 35), Band(60, 100)], "s2": [Band(65, 100), Band(60, 100)], "s3": [None, None]})
    ('s2', 's1', 's3')
    """
    names = list(order) if order is not None else list(bands)

    def key(name: str) -> tuple[int, int]:
        lows = sorted(band.low if band is not None and band.tells else 0 for band in bands[name])
        return (-lows[0], -lows[-1]) if lows else (0, 0)

    return tuple(sorted((name for name in names if name in bands), key=key))


def _marks(votes: Votes, marks: Mapping[str, Collection[str]]) -> NDArray[np.bool_]:
    rows = {name: at for at, name in enumerate(votes.people)}
    columns = {one.id: at for at, one in enumerate(votes.statements)}
    made = np.zeros(votes.matrix.shape, dtype=bool)
    for person, chosen in marks.items():
        if person not in rows:
            raise Refusal("person", f"There is no “{person}”.", hint="Name somebody who was asked.")
        for statement in chosen:
            if statement not in columns:
                raise Refusal(
                    "statement", f"There is no statement “{statement}”.", hint="Mark one that was asked."
                )
            if np.isnan(votes.matrix[rows[person], columns[statement]]):
                raise Refusal(
                    "mark-no-vote",
                    f"“{statement}” is marked as important by somebody who did not vote on it.",
                    hint="A mark stands beside a vote; a pass is one.",
                    data={"statement": statement},
                )
            made[rows[person], columns[statement]] = True
    return made


def _cares(low: _Floats, *, high: _Floats) -> Cares:
    sure = [bool(one > 0.5) for one in low]
    surely_not = [bool(one <= 0.5) for one in high]
    if all(sure):
        return Cares.BOTH
    if all(surely_not):
        return Cares.NEITHER
    if sure[0] and surely_not[1]:
        return Cares.STAFF
    return Cares.EXECUTIVES if sure[1] and surely_not[0] else Cares.UNSURE
