"""A map of opinions that shows where each side's middle lies, as far as the bands tell, and nobody's point but one's own.

The usual map (two axes out of everybody's votes, a hull around each group) can't be published: a corner of a hull is a
person, and a place can be turned back into votes. So this one is drawn from the bands alone: from left to right, whose
answers one's own are nearer to; upwards, how much one goes with what both sides share.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bothways.opendoor.asked.between import StatementTold
from bothways.opendoor.asked.told import SideTold
from bothways.terms import Side

__all__ = ["Shores", "place_of", "shores_of"]

METHOD = "two-shores/1"
Point = tuple[float, float]
FEWEST = 2


@dataclass(frozen=True, slots=True)
class Shores:
    """The map. axes: statement → (across, up), the loadings; hulls: side → corners of where its middle can lie.

    middle: what is halfway between the sides, statement by statement, as agree − disagree from −1 to 1. Across runs
    from −1 (as staff answered) to 1 (as executives did), up from −1 (against all that both share) to 1 (with all of it).
    """

    axes: Mapping[str, Point]
    middle: Mapping[str, float]
    hulls: Mapping[Side, tuple[Point, ...]]

    def to_json(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {
            "method": METHOD,
            "axes": {name: list(axis) for name, axis in self.axes.items()},
            "middle": dict(self.middle),
            "hulls": {str(side): [list(point) for point in corners] for side, corners in self.hulls.items()},
        }

    @classmethod
    def of_json(cls, told: Mapping[str, Any] | None) -> Shores | None:
        """Read what `to_json` gave."""
        if told is None:
            return None
        return cls(
            axes={str(name): (float(axis[0]), float(axis[1])) for name, axis in told["axes"].items()},
            middle={str(name): float(value) for name, value in told["middle"].items()},
            hulls={
                Side(side): tuple((float(x), float(y)) for x, y in corners)
                for side, corners in told["hulls"].items()
            },
        )


def leaning(side: SideTold) -> tuple[float, float] | None:
    """Return agree − disagree of a side from −1 to 1, at least and at most, or None where it isn't told."""
    if side.agree is None or side.disagree is None or not side.told:
        return None
    low = max(side.agree.low - side.disagree.high, side.agree.low - (100 - side.agree.low))
    high = min(side.agree.high - side.disagree.low, 100 - 2 * side.disagree.low)
    return max(low, -100) / 100, min(high, 100) / 100


def shores_of(statements: Sequence[StatementTold]) -> Shores | None:
    """Return the map, or None where fewer than two statements tell of both sides, or nothing sets the sides apart.

    A statement whose bands leave open that both sides answered alike moves nobody across.
    """
    known: dict[str, tuple[tuple[float, float], tuple[float, float]]] = {}
    for one in statements:
        staff, executives = (leaning(side) for side in one.sides)
        if staff is not None and executives is not None:
            known[one.id] = (staff, executives)
    if len(known) < FEWEST:
        return None
    mids = {name: (sum(staff) / 2, sum(executives) / 2) for name, (staff, executives) in known.items()}
    apart = {
        name: 0.0 if overlap(*known[name]) else (right - left) / 2 for name, (left, right) in mids.items()
    }
    middle = {name: (left + right) / 2 for name, (left, right) in mids.items()}
    length = sum(value * value for value in apart.values())
    shared = sum(abs(value) for value in middle.values())
    if length < 0.01 or shared < 0.01:
        return None
    axes = {name: (apart[name] / length, middle[name] / shared) for name in known}
    hulls = {
        side: hull(
            [known[name][at] for name in known],
            [axes[name] for name in known],
            [middle[name] for name in known],
        )
        for at, side in enumerate((Side.STAFF, Side.EXECUTIVES))
    }
    return Shores(
        {name: (round(x, 4), round(y, 4)) for name, (x, y) in axes.items()},
        {name: round(value, 4) for name, value in middle.items()},
        hulls,
    )


def overlap(one: tuple[float, float], other: tuple[float, float]) -> bool:
    """Whether two ranges have a point in common."""
    return max(one[0], other[0]) <= min(one[1], other[1])


def place_of(votes: Mapping[str, int], *, shores: Shores) -> Point | None:
    """Return where somebody stands who voted so; None where they voted on none of the statements of the map.

    What one didn't vote on counts as halfway between the sides, and for nothing upwards.
    """
    seen = [name for name in shores.axes if name in votes]
    if not seen:
        return None
    across = sum((votes[name] - shores.middle[name]) * shores.axes[name][0] for name in seen)
    up = sum(votes[name] * shores.axes[name][1] for name in seen)
    weight = sum(abs(shores.axes[name][1]) for name in seen)
    return round(across, 3), round(up / weight, 3) if weight else 0.0


def hull(
    ranges: Sequence[tuple[float, float]], axes: Sequence[Point], middle: Sequence[float]
) -> tuple[Point, ...]:
    """Return the corners of all places that the middle of a side can have: a sum of segments, one a statement."""
    weight = sum(abs(axis[1]) for axis in axes) or 1.0
    base = [0.0, 0.0]
    steps: list[Point] = []
    for (low, high), (across, up), halfway in zip(ranges, axes, middle, strict=True):
        base[0] += (low - halfway) * across
        base[1] += low * up / weight
        step = ((high - low) * across, (high - low) * up / weight)
        if step[1] < 0 or (step[1] == 0 and step[0] < 0):  # turned upwards, so that the corners go round once
            base[0] += step[0]
            base[1] += step[1]
            step = (-step[0], -step[1])
        if step != (0.0, 0.0):
            steps.append(step)
    from math import atan2  # noqa: PLC0415

    steps.sort(key=lambda step: atan2(step[1], step[0]))
    corners = [(base[0], base[1])]
    for sign in (1, -1):
        for x, y in steps:
            corners.append((corners[-1][0] + sign * x, corners[-1][1] + sign * y))
    found = [(round(x, 3), round(y, 3)) for x, y in corners]
    return tuple(dict.fromkeys(found))
