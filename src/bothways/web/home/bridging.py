"""The bridge in one picture: where each waiting voice stands between the two shores."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

__all__ = ["PLACES", "Mark", "deck", "marks"]

PLACES: Final = (222, 411, 600, 789, 978)
"""Where the five steps stand, from the staff's shore to the executives'."""
_FROM, _WIDE, _SHORE, _TOP = 150, 900, 138.0, 43.0


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark on the bridge: the voices of one side at one step, told by the one that has waited longest."""

    side: str
    x: int
    y: float
    text: float
    days: int
    count: int
    address: str
    oldest: bool


def deck(x: float) -> float:
    """How high the deck is at a place.

    >>> deck(150), deck(600), deck(1050)
    (138.0, 90.5, 138.0)
    """
    t = (x - _FROM) / _WIDE
    return _SHORE * ((1 - t) ** 2 + t * t) + 2 * t * (1 - t) * _TOP


def marks(voices: Iterable[Any]) -> list[Mark]:
    """Where the marks stand: the staff's above the deck, going right; the executives' below it, going left.

    Each voice has `side`, `step` (1 to 5), `days` and `address`.
    """
    held: dict[tuple[str, int], list[Any]] = {}
    for one in voices:
        held.setdefault((one.side, one.step), []).append(one)
    longest = max((one.days for group in held.values() for one in group), default=-1)
    found = []
    for (side, step), group in sorted(held.items()):
        first = max(group, key=lambda one: one.days)
        staff = side == "staff"
        x = PLACES[step - 1] if staff else PLACES[5 - step]
        y = round(deck(x) + (-15 if staff else 15), 1)
        found.append(
            Mark(
                side,
                x,
                y,
                y - 17 if staff else y + 27,
                first.days,
                len(group),
                first.address,
                first.days == longest,
            )
        )
    return found
