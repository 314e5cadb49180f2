"""The small line of a number through the snapshots."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

__all__ = ["Spark", "spark"]

_WIDE, _HIGH, _EDGE = 88.0, 24.0, 3.0
_MOST: Final = 8


@dataclass(frozen=True, slots=True)
class Spark:
    """A line in a box of 88 by 24: its path, and where it ends. Numbers are written for SVG, in any language."""

    path: str
    x: str
    y: str


def spark(points: Sequence[tuple[int, float]]) -> Spark | None:
    """Draw the last eight points (a day's number, a value); nothing for fewer than two days.

    Days keep their distances: a fortnight without an export is twice as long as a week. Equal values lie in the middle.

    >>> spark([(0, 1.0), (7, 3.0)]).path
    'M2.0 21.0L86.0 3.0'
    """
    held = sorted(dict(points).items())[-_MOST:]
    if len(held) < 2:
        return None
    first, last = held[0][0], held[-1][0]
    low, high = min(value for _, value in held), max(value for _, value in held)

    def place(day: int, value: float) -> tuple[str, str]:
        x = 2 + (_WIDE - 4) * (day - first) / (last - first)
        share = (value - low) / (high - low) if high > low else 0.5
        return f"{x:.1f}", f"{_HIGH - _EDGE - (_HIGH - 2 * _EDGE) * share:.1f}"

    at = [place(day, value) for day, value in held]
    return Spark("M" + "L".join(f"{x} {y}" for x, y in at), *at[-1])
