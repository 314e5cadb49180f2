"""How every part of the room makes a figure: one rule for what is whole, what is unknown, and what has a range."""

from __future__ import annotations

import math
from typing import Any

from bothways.terms import Figure, Interval, Unit

WHOLE = (Unit.CENTS, Unit.COUNT)
UNKNOWN = "It can't be known from these data."


def figure_of(
    name: str, value: float | None, unit: Unit, *, interval: Interval | None = None, unknown: str = "", **told: Any
) -> Figure:  # fmt: skip
    """Return a figure: money and counts whole, their ranges too; what is no number is unknown, with a reason.

    Args:
        name: its name, with the part's own before it.
        value: NaN and infinity are unknown, as None is.
        unit: of the value.
        interval: left out where the value is unknown, or an end of it is no number.
        unknown: why the value is not known; a plain sentence where nothing better is told.
        told: the other fields of a `Figure` (period, as_of, source, method, by, key, label, n).

    >>> from datetime import date
    >>> from bothways.terms import Calendar, Source
    >>> told = {"period": Calendar().period("2026Q3"), "as_of": date(2026, 9, 30),
    ...         "source": Source("9c41", "x"), "method": "x/1"}
    >>> figure_of("gap", 12.6, Unit.CENTS, **told).value, figure_of("gap", float("nan"), Unit.CENTS, **told).unknown
    (13, "It can't be known from these data.")
    """
    if value is None or not math.isfinite(value):
        return Figure(name=name, value=None, unit=unit, unknown=unknown or UNKNOWN, **told)
    whole = unit in WHOLE
    return Figure(
        name=name,
        value=round(value) if whole else float(value),
        unit=unit,
        interval=_ranged(interval, whole=whole),
        **told,
    )


def _ranged(interval: Interval | None, *, whole: bool) -> Interval | None:
    if interval is None or not (math.isfinite(interval.low) and math.isfinite(interval.high)):
        return None
    if not whole:
        return interval
    return Interval(round(interval.low), round(interval.high), interval.level, interval.method)
