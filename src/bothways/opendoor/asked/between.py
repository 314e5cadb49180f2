"""One statement between the two sides, and what each believes of the other: made of what is told alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bothways.opendoor.asked.told import SideTold, band_json, band_of_json
from bothways.opendoor.declared import SIDES, Holds, Verdict
from bothways.opendoor.disclosure import Band
from bothways.terms import Side

__all__ = ["GapTold", "StatementTold", "WayTold", "between", "way_of"]


@dataclass(frozen=True, slots=True)
class StatementTold:
    """What a release tells of one statement.

    way, whose: for common ground whether both are for or against it; else what `whose` side holds. certain: whoever
    has not answered could not change the verdict. weaker: the lower end of the band of the side that bears it less.
    everybody: share of both together, where that may be told. informed: band of the group-informed consensus.
    """

    id: str
    text: str
    verdict: Verdict
    way: Holds | None
    whose: Side | None
    certain: bool
    sides: tuple[SideTold, SideTold]
    everybody: Band | None
    informed: Band | None

    @property
    def weaker(self) -> int:
        """Per cent that hold it in the side that bears it less, at least; 0 where a side tells nothing."""
        bands = [side.disagree if self.way is Holds.AGAINST else side.agree for side in self.sides]
        return min(band.low if band is not None else 0 for band in bands)

    def of(self, side: Side) -> SideTold:
        """Return what one side is told of."""
        return self.sides[SIDES.index(side)]

    def to_json(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {
            "id": self.id,
            "text": self.text,
            "verdict": str(self.verdict),
            "way": None if self.way is None else str(self.way),
            "whose": None if self.whose is None else str(self.whose),
            "certain": self.certain,
            "sides": [side.to_json() for side in self.sides],
            "everybody": band_json(self.everybody),
            "informed": band_json(self.informed),
        }

    @classmethod
    def of_json(cls, told: Mapping[str, Any]) -> StatementTold:
        """Read what `to_json` gave."""
        staff, executives = (SideTold.of_json(one) for one in told["sides"])
        return cls(
            id=str(told["id"]),
            text=str(told["text"]),
            verdict=Verdict(told["verdict"]),
            way=None if told["way"] is None else Holds(told["way"]),
            whose=None if told["whose"] is None else Side(told["whose"]),
            certain=bool(told["certain"]),
            sides=(staff, executives),
            everybody=band_of_json(told["everybody"]),
            informed=band_of_json(told["informed"]),
        )


def between(
    statement: str,
    text: str,
    *,
    sides: tuple[SideTold, SideTold],
    everybody: Band | None,
    informed: Band | None,
) -> StatementTold:
    """Return the verdict on a statement, as `declared-sides` has it, from what is told of each side.

    Both for or both against: common ground. One for, the other against: a divide. One for (or against), the other
    surely not: one-sided. Both surely neither: neither side. Else too few to tell.
    """
    verdict = Verdict.TOO_FEW
    way: Holds | None = None
    whose: Side | None = None
    staff, executives = sides
    if staff.holds is executives.holds and staff.holds in (Holds.FOR, Holds.AGAINST):
        verdict, way = Verdict.COMMON, staff.holds
    elif {staff.holds, executives.holds} == {Holds.FOR, Holds.AGAINST}:
        verdict, way, whose = Verdict.DIVIDE, staff.holds, Side.STAFF
    elif staff.holds is executives.holds is Holds.NEITHER:
        verdict = Verdict.NEITHER
    else:
        for one, other in ((staff, executives), (executives, staff)):
            if (one.holds is Holds.FOR and other.not_for) or (
                one.holds is Holds.AGAINST and other.not_against
            ):
                verdict, way, whose = Verdict.ONE_SIDED, one.holds, one.side
    certain = verdict is not Verdict.TOO_FEW and all(side.certain for side in sides)
    return StatementTold(statement, text, verdict, way, whose, certain, sides, everybody, informed)


@dataclass(frozen=True, slots=True)
class GapTold:
    """What one side believes of the other on one statement, in per cent: mean prediction, truth, and their difference.

    low, high: believed − true, at least and at most, in points; below 0: believed too little. own: what the believing
    side answered itself, as a band.
    """

    statement: str
    by: Side
    believed: Band
    true: Band
    own: Band | None

    @property
    def low(self) -> int:
        """The least that the difference can be, in points."""
        return self.believed.low - self.true.high

    @property
    def high(self) -> int:
        """The most that the difference can be, in points."""
        return self.believed.high - self.true.low

    @property
    def least(self) -> int:
        """How many points it is off at least, whichever way; 0 where the bands leave open that it is right."""
        return max(self.low, -self.high, 0)

    @property
    def most(self) -> int:
        """How many points it is off at most."""
        return max(abs(self.low), abs(self.high))

    @property
    def direction(self) -> str:
        """`too low`, `too high`, or `` where the bands leave open that it is right."""
        return "too high" if self.low > 0 else "too low" if self.high < 0 else ""

    def to_json(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {
            "statement": self.statement,
            "by": str(self.by),
            "believed": band_json(self.believed),
            "true": band_json(self.true),
            "own": band_json(self.own),
            "low": self.low,
            "high": self.high,
            "direction": self.direction,
        }

    @classmethod
    def of_json(cls, told: Mapping[str, Any]) -> GapTold:
        """Read what `to_json` gave."""
        believed, true = band_of_json(told["believed"]), band_of_json(told["true"])
        if believed is None or true is None:
            raise ValueError("a gap has two ends")
        return cls(str(told["statement"]), Side(told["by"]), believed, true, band_of_json(told["own"]))


@dataclass(frozen=True, slots=True)
class WayTold:
    """All that one side believes of the other. low, high: mean size of the gaps, at least and at most, in points.

    better: whether it knows the other side better than by taking it for itself; None where the bands leave it open.
    """

    by: Side
    gaps: tuple[GapTold, ...]
    low: int | None
    high: int | None
    better: bool | None

    def to_json(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        gaps = [gap.to_json() for gap in self.gaps]
        return {"by": str(self.by), "gaps": gaps, "low": self.low, "high": self.high, "better": self.better}

    @classmethod
    def of_json(cls, told: Mapping[str, Any]) -> WayTold:
        """Read what `to_json` gave."""
        return cls(
            by=Side(told["by"]),
            gaps=tuple(GapTold.of_json(gap) for gap in told["gaps"]),
            low=told["low"],
            high=told["high"],
            better=told["better"],
        )


def way_of(by: Side, statements: Iterable[StatementTold]) -> WayTold:
    """Return what one side believes of the other wherever both its guess and the truth are told; the widest first."""
    gaps = []
    for one in statements:
        believed, true = one.of(by).guess, one.of(by.other).whole
        if believed is not None and true is not None and believed.tells and true.tells:
            own = one.of(by).whole
            gaps.append(GapTold(one.id, by, believed, true, own if own is not None and own.tells else None))
    gaps.sort(key=lambda gap: (-gap.least, -gap.most))
    if not gaps:
        return WayTold(by, (), None, None, None)
    low = round(sum(gap.least for gap in gaps) / len(gaps))
    high = round(sum(gap.most for gap in gaps) / len(gaps))
    return WayTold(by, tuple(gaps), low, high, knows_better(gaps))


def knows_better(gaps: Sequence[GapTold]) -> bool | None:
    """Whether the guesses are surely nearer to the truth than one's own side's answers are, or surely farther."""
    based = [(gap, gap.own) for gap in gaps if gap.own is not None]
    if not based:
        return None
    least = most = 0
    for gap, own in based:
        apart = (own.low - gap.true.high, own.high - gap.true.low)
        least += max(apart[0], -apart[1], 0)
        most += max(abs(apart[0]), abs(apart[1]))
    if sum(gap.most for gap, _ in based) < least:
        return True
    return False if sum(gap.least for gap, _ in based) > most else None
