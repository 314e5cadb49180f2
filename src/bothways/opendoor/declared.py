"""The two declared sides: what both hold, what divides them, what only one holds, and where too few have answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bothways.opendoor.counting import Counts, counts_of
from bothways.opendoor.finite import bounds_of, chance_of_most, share_bounds
from bothways.opendoor.representing import group_informed
from bothways.opendoor.votes import Votes
from bothways.terms import Refusal, Side

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Truths = NDArray[np.bool_]

METHOD = "declared-sides/1"
SIDES = (Side.STAFF, Side.EXECUTIVES)
"""In this order wherever something has a row a side."""


class Holds(StrEnum):
    """What a side holds of a statement, as far as those who answered can tell for all of it."""

    FOR = "for"
    AGAINST = "against"
    NEITHER = "neither"
    UNSURE = "unsure"


class Verdict(StrEnum):
    """What a statement is between the two sides."""

    COMMON = "common ground"
    DIVIDE = "divide"
    ONE_SIDED = "one-sided"
    NEITHER = "neither side"
    TOO_FEW = "too few to tell"


@dataclass(frozen=True, slots=True)
class Reading:
    """One side on one statement.

    `answered` of `asked` (None: nobody knows how many there are); of the answers `agree`, `disagree`, `passed`.
    `share` and `against` are shares of the answers, passes counted; their bounds are for **all** of the side.
    `stays`: how likely what the side's answers say now is what all of it would say (None without `asked`).
    """

    side: Side
    asked: int | None
    answered: int
    agree: int
    disagree: int
    passed: int
    share: float | None
    low: float
    high: float
    against: float | None
    against_low: float
    against_high: float
    holds: Holds
    stays: float | None

    @property
    def census(self) -> bool:
        """Whether all of the side answered: nothing is unsure then."""
        return self.asked is not None and self.answered == self.asked > 0

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        names = (
            "asked", "answered", "agree", "disagree", "passed", "share", "low", "high",
            "against", "against_low", "against_high", "stays",
        )  # fmt: skip
        told = {name: getattr(self, name) for name in names}
        return {"side": str(self.side), **told, "holds": str(self.holds), "census": self.census}


@dataclass(frozen=True, slots=True)
class Between:
    """One statement between the sides.

    `way`: for common ground, whether both are for or against it; for a divide or a one-sided matter, what
    `whose` side holds. `weaker`: the smaller of the two shares that way: nothing is common ground that one side
    only bears. `certain`: whoever has not answered could not change the verdict, however they voted.
    `apart`: share of agreement of staff minus that of executives, with bounds.
    """

    statement: str
    verdict: Verdict
    way: Holds | None
    whose: Side | None
    weaker: float | None
    certain: bool
    apart: float | None
    apart_low: float
    apart_high: float
    informed: float
    readings: tuple[Reading, Reading]

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        names = ("statement", "weaker", "certain", "apart", "apart_low", "apart_high", "informed")
        return {
            **{name: getattr(self, name) for name in names},
            "verdict": str(self.verdict),
            "way": None if self.way is None else str(self.way),
            "whose": None if self.whose is None else str(self.whose),
            "readings": [reading.as_dict() for reading in self.readings],
        }


@dataclass(frozen=True, slots=True, eq=False)
class Sides:
    """Both sides on every statement, as arrays; a row a side (staff, executives), a column a statement.

    `low`, `high`: bounds of the share of all of the side that is for it (`[0]`) or against it (`[1]`):
    (2 ways, sides, statements). `holds`: 0 for, 1 against, 2 neither, 3 unsure. `stays` is NaN where it can't be known.
    """

    ids: tuple[str, ...]
    asked: tuple[int | None, int | None]
    level: float
    counts: Counts
    low: Floats
    high: Floats
    holds: Whole
    stays: Floats
    informed: Floats

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """One verdict a statement."""
        return tuple(_VERDICTS[staff][executives] for staff, executives in self.holds.T)

    def between(self, number: int) -> Between:
        """Return one statement in full."""
        readings = (self._reading(0, number), self._reading(1, number))
        staff, executives = (int(held) for held in self.holds[:, number])
        verdict = _VERDICTS[staff][executives]
        way, whose = _way(verdict, staff, executives)
        shares = [reading.share for reading in readings]
        apart, low, high = self._apart(number)
        against = way is Holds.AGAINST
        supports = [reading.against if against else reading.share for reading in readings]
        known = [share for share in supports if share is not None]
        return Between(
            statement=self.ids[number],
            verdict=verdict,
            way=way,
            whose=whose,
            weaker=min(known) if len(known) == 2 else None,
            certain=verdict is not Verdict.TOO_FEW and self._certain(number, staff, executives),
            apart=apart if None not in shares else None,
            apart_low=low,
            apart_high=high,
            informed=float(self.informed[number]),
            readings=readings,
        )

    def ranked(self, verdict: Verdict) -> tuple[Between, ...]:
        """Return the statements of one verdict: common ground by the weaker side's support, the others by how far apart."""
        chosen = [self.between(number) for number, found in enumerate(self.verdicts) if found is verdict]
        if verdict is Verdict.COMMON:
            return tuple(sorted(chosen, key=lambda one: (-(one.weaker or 0.0), -one.informed)))
        return tuple(sorted(chosen, key=lambda one: -abs(one.apart or 0.0)))

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {
            "method": METHOD,
            "level": self.level,
            "asked": dict(zip((str(side) for side in SIDES), self.asked, strict=True)),
            "statements": [self.between(number).as_dict() for number in range(len(self.ids))],
        }

    def _reading(self, side: int, number: int) -> Reading:
        agree, disagree, seen = (
            int(part[side, number]) for part in (self.counts.agree, self.counts.disagree, self.counts.seen)
        )
        stays = float(self.stays[side, number])
        return Reading(
            side=SIDES[side],
            asked=self.asked[side],
            answered=seen,
            agree=agree,
            disagree=disagree,
            passed=seen - agree - disagree,
            share=agree / seen if seen else None,
            low=float(self.low[0, side, number]),
            high=float(self.high[0, side, number]),
            against=disagree / seen if seen else None,
            against_low=float(self.low[1, side, number]),
            against_high=float(self.high[1, side, number]),
            holds=_HOLDS[int(self.holds[side, number])],
            stays=None if np.isnan(stays) else stays,
        )

    def _apart(self, number: int) -> tuple[float, float, float]:
        """Return the difference of the shares, and bounds made of each side's own (Newcombe's square-and-add)."""
        seen = self.counts.seen[:, number]
        staff, executives = self.counts.agree[:, number] / np.maximum(seen, 1)
        (low_staff, low_executives), (high_staff, high_executives) = (
            self.low[0, :, number],
            self.high[0, :, number],
        )
        apart = float(staff - executives)
        if not seen.all():
            return apart, -1.0, 1.0
        low = apart - float(np.hypot(staff - low_staff, high_executives - executives))
        high = apart + float(np.hypot(high_staff - staff, executives - low_executives))
        return apart, max(low, -1.0), min(high, 1.0)

    def _certain(self, number: int, staff: int, executives: int) -> bool:
        """Say whether the verdict stands whatever the missing vote: a matter of one side only if it can't become a divide."""
        return self._sure(0, number, staff) and self._sure(1, number, executives)

    def _sure(self, side: int, number: int, held: int) -> bool:
        asked = self.asked[side]
        if asked is None:
            return False
        agree, disagree, seen = (
            int(part[side, number]) for part in (self.counts.agree, self.counts.disagree, self.counts.seen)
        )
        silent = asked - seen
        if held in (_FOR, _AGAINST):
            return 2 * (agree if held == _FOR else disagree) > asked
        return 2 * (agree + silent) <= asked and 2 * (disagree + silent) <= asked


_FOR, _AGAINST, _NEITHER, _UNSURE, _NOT_FOR, _NOT_AGAINST = range(6)
_HOLDS = (Holds.FOR, Holds.AGAINST, Holds.NEITHER, Holds.UNSURE, Holds.UNSURE, Holds.UNSURE)
"""A side of which it is only sure that it is *not* for (or not against) is unsure, but makes the other's a one-sided matter."""


def _table() -> tuple[tuple[Verdict, ...], ...]:
    few = Verdict.TOO_FEW
    made = [[few] * 6 for _ in range(6)]
    made[_FOR][_FOR] = made[_AGAINST][_AGAINST] = Verdict.COMMON
    made[_NEITHER][_NEITHER] = Verdict.NEITHER
    for one, other, verdict in (
        (_FOR, _AGAINST, Verdict.DIVIDE),
        (_FOR, _NEITHER, Verdict.ONE_SIDED),
        (_AGAINST, _NEITHER, Verdict.ONE_SIDED),
        (_FOR, _NOT_FOR, Verdict.ONE_SIDED),
        (_AGAINST, _NOT_AGAINST, Verdict.ONE_SIDED),
    ):
        made[one][other] = made[other][one] = verdict
    return tuple(tuple(row) for row in made)


_VERDICTS = _table()


def _way(verdict: Verdict, staff: int, executives: int) -> tuple[Holds | None, Side | None]:
    if verdict is Verdict.COMMON:
        return _HOLDS[staff], None
    if verdict in (Verdict.DIVIDE, Verdict.ONE_SIDED):
        own = staff in (_FOR, _AGAINST)
        return _HOLDS[staff if own else executives], Side.STAFF if own else Side.EXECUTIVES
    return None, None


def sides_of(
    votes: Votes,
    *,
    asked: Mapping[Side, int | None] | None = None,
    level: float = 0.9,
    before: Sides | None = None,
) -> Sides:  # fmt: skip
    """Return what the two declared sides hold, statement by statement.

    A side is **for** a statement if more than half of **all** of it agree (passes agree with nothing), and
    **against** it if more than half disagree; it is said only where the bounds leave no other reading, and
    **neither** where they leave none of both. Both for, or both against: common ground. One for, the other
    against: a divide. One for or against, and the other surely not: one-sided. Else too few have answered.

    Args:
        votes: with declared sides; who declared none is left out here.
        asked: how many people each side has (default: those in `votes`); None for a side of which nobody knows.
        before: the answer before the last few votes: only statements whose counts moved are reckoned again.
        level: of the bounds. Each reading is wrong at most half of `1 - level` of the times, whatever is true.

    Raises:
        Refusal: `asked` when fewer were asked than answered.
    """
    labels = np.where(votes.of_side(SIDES[0]), 0, np.where(votes.of_side(SIDES[1]), 1, -1))
    counts = counts_of(votes.matrix, labels, groups=2)
    sizes = (
        size_of(SIDES[0], known=int((labels == 0).sum()), asked=asked),
        size_of(SIDES[1], known=int((labels == 1).sum()), asked=asked),
    )
    ids = tuple(statement.id for statement in votes.statements)
    if before is None or (before.ids, before.asked, before.level) != (ids, sizes, level):
        low, high, holds, stays = _reckoned(counts, sizes, level)
    else:
        # Most statements have the counts that they had before: what was reckoned from them stands.
        same = [
            getattr(counts, part) == getattr(before.counts, part) for part in ("agree", "disagree", "seen")
        ]
        moved = np.flatnonzero(~np.all(same, axis=(0, 1)))
        low, high, holds, stays = (
            before.low.copy(),
            before.high.copy(),
            before.holds.copy(),
            before.stays.copy(),
        )
        some = Counts(counts.agree[:, moved], counts.disagree[:, moved], counts.seen[:, moved])
        low[:, :, moved], high[:, :, moved], holds[:, moved], stays[:, moved] = _reckoned(some, sizes, level)
    return Sides(ids, sizes, level, counts, low, high, holds, stays, group_informed(counts))


def _reckoned(
    counts: Counts, sizes: tuple[int | None, int | None], level: float
) -> tuple[Floats, Floats, Whole, Floats]:  # fmt: skip
    """Return bounds, what is held, and how likely it stays."""
    ways = np.stack([counts.agree, counts.disagree])
    low, high = np.zeros(ways.shape), np.ones(ways.shape)
    most, least = np.zeros(ways.shape, dtype=bool), np.zeros(ways.shape, dtype=bool)
    stays = np.full(counts.agree.shape, np.nan)
    for number, size in enumerate(sizes):
        held, seen = ways[:, number], counts.seen[number]
        if size is None:
            low[:, number], high[:, number] = share_bounds(held, seen, level=level)
            most[:, number], least[:, number] = low[:, number] > 0.5, high[:, number] <= 0.5
        elif size:
            fewest, many = bounds_of(held, seen, size, level=level)
            low[:, number], high[:, number] = fewest / size, many / size
            # In whole people: half of seven is no number of people, and a rounded share would decide.
            most[:, number], least[:, number] = 2 * fewest > size, 2 * many <= size
            stays[number] = _stays(held, seen, size)
    return low, high, _held(most, least), stays


def _held(most: Truths, least: Truths) -> Whole:
    held = np.full(most.shape[1:], _UNSURE, dtype=np.int64)
    held[least[0]] = _NOT_FOR
    held[least[1]] = _NOT_AGAINST
    held[least[0] & least[1]] = _NEITHER
    held[most[0]] = _FOR
    held[most[1]] = _AGAINST
    return held


def _stays(held: Whole, seen: Whole, size: int) -> Floats:
    """Return how likely the reading of the answers so far is that of the whole side in the end."""
    final = chance_of_most(held, seen, size)
    now = 2 * held > seen
    neither = np.maximum(1.0 - final[0] - final[1], 0.0)
    return np.asarray(np.where(now[0], final[0], np.where(now[1], final[1], neither)))


def size_of(side: Side, *, known: int, asked: Mapping[Side, int | None] | None) -> int | None:
    """Return how many people a side has: as it is said, else those who are `known`; None: nobody knows.

    Raises:
        Refusal: `asked` when fewer were asked than are known.
    """
    if asked is None or side not in asked:
        return known
    size = asked[side]
    if size is not None and size < known:
        raise Refusal(
            "asked",
            f"{size} of the {side} were asked, it says, but {known} are among the votes.",
            hint="Count everybody who was asked, whether they answered or not.",
            data={"side": str(side), "asked": size, "known": known},
        )
    return size
