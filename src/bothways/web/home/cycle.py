"""The cycle measured: what was carried up and answered down in a quarter, how long it took, what still waits.

Counted from the events of voices, which have days and nothing finer; of one without a name, the day of its batch.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Final

from bothways.terms import Period, Side

__all__ = ["METHOD", "Cycle", "Happened", "Way", "cycle_of"]

METHOD: Final = "home-cycle/1"
_ENDS: Final = ("closed", "declined", "withdrawn", "unanswered")


@dataclass(frozen=True, slots=True)
class Happened:
    """One event of a voice, as far as the cycle needs it."""

    voice: object
    side: str
    what: str
    day: date


@dataclass(frozen=True, slots=True)
class Way:
    """What came of one side: `carried` crossed in the period, `answered` had their answer carried back in it, `days` is
    the median from being brought to that answer (of `answered`; None without any), `waits` have not ended."""

    side: Side
    carried: int = 0
    answered: int = 0
    days: float | None = None
    waits: int = 0


@dataclass(frozen=True, slots=True)
class Cycle:
    """Both ways in a period."""

    period: Period
    staff: Way
    executives: Way

    @property
    def still(self) -> bool:
        """Whether nothing happened, and nothing waits."""
        return not any(
            (way.carried, way.answered, way.waits) != (0, 0, 0) for way in (self.staff, self.executives)
        )


def cycle_of(events: Iterable[Happened], *, period: Period) -> Cycle:
    """Measure the cycle. A voice counts once in each number, however often it went to and fro.

    Args:
        events: of every voice all events, in the order in which they happened.
        period: a quarter of the fiscal calendar.

    >>> from bothways.terms import Calendar
    >>> cycle_of([], period=Calendar().period("2026Q4")).still
    True
    """
    voices: dict[object, list[Happened]] = {}
    for event in events:
        voices.setdefault(event.voice, []).append(event)
    ways = {side: _way(side, voices.values(), period) for side in Side}
    return Cycle(period, ways[Side.STAFF], ways[Side.EXECUTIVES])


def _way(side: Side, voices: Iterable[list[Happened]], period: Period) -> Way:
    carried, took, waits = 0, [], 0
    for events in voices:
        if events[0].side != side.value:
            continue
        crossed = [one.day for one in events if one.what == "crossed"]
        back = next((one.day for one in events if one.what == "returned"), None)
        carried += bool(crossed) and _in(crossed[0], period)
        if back is not None and _in(back, period):
            took.append((back - events[0].day).days)
        waits += events[-1].what not in (*_ENDS, "accepted")
    return Way(side, carried, len(took), float(median(took)) if took else None, waits)


def _in(day: date, period: Period) -> bool:
    return period.first <= day <= period.last
