"""Dates as people write them: the whole column decides the order of day, month and year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from bothways.evidence.values.moments import ORDERS, Shape, look

# What an engine's casts to DATE and TIMESTAMP read exactly like `read_dates` (NULL where no such day exists).
plain_date_pattern: Final = r"^[12][0-9]{3}-[01][0-9]-[0-3][0-9]$"
plain_moment_pattern: Final = (
    r"^[12][0-9]{3}-[01][0-9]-[0-3][0-9][T ]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,6})?$"
)

_EPOCH = date(1970, 1, 1).toordinal()
_STRAY = 50  # one stray value in fifty does not turn a column


@dataclass(frozen=True, slots=True)
class DateReading:
    """A column of dates, read.

    `order` is "ymd", "dmy" or "mdy" where the column has dates in figures whose order could differ, "" where
    none has; None when several are possible: then `ambiguous` names them and `parsed` holds only what is the
    same in all. `parsed` gives the day number as written (days since 1970-01-01) and, where a time stands
    there, the moment in seconds since 1970-01-01 UTC (a time without a zone is taken as UTC).
    `bad` says why a text is no date.
    """

    order: str | None
    ambiguous: tuple[str, ...]
    parsed: dict[str, tuple[int, int | None]]
    bad: dict[str, str]


def read_dates(values: Mapping[str, int], *, order: str | None = None) -> DateReading:
    """Read the distinct texts of one column (text → count) as dates.

    ISO dates, year first, month names (English, French, German, Spanish), months (`2021-04` is its first
    day), serial days of Excel, epoch seconds and milliseconds, times with zone or AM/PM. Years of two digits
    run from 1969 to 2068. Empty texts are left out. `order` is the answer to an earlier `ambiguous`.

    >>> read_dates({"20/10/2016": 1, "01/03/2017": 1}).order
    'dmy'
    >>> read_dates({"01/02/2021": 1}).ambiguous
    ('dmy', 'mdy')
    """
    shapes = {text: look(text) for text in values if text.strip()}
    bad = {text: "It is no date." for text, shape in shapes.items() if shape is None}
    fine = {text: shape for text, shape in shapes.items() if shape is not None}
    loose = {text: shape for text, shape in fine.items() if shape.orders}
    chosen, ambiguous = (order, ()) if order in ORDERS else _decide(loose, values)
    parsed: dict[str, tuple[int, int | None]] = {}
    for text, shape in fine.items():
        readings = {one: day for one in ORDERS if (day := shape.day(one)) is not None}
        if not readings:
            bad[text] = "There is no such day."
        elif shape.orders and chosen is None:
            days = {readings.get(one) for one in ambiguous}
            if len(days) == 1 and None not in days:
                parsed[text] = _moment(days.pop(), shape)
        elif not shape.orders or chosen in readings:
            day = next(iter(readings.values())) if not shape.orders else readings[chosen or ""]
            parsed[text] = _moment(day, shape)
        else:
            bad[text] = "It does not fit the order of day, month and year of its column."
    return DateReading(chosen, ambiguous, parsed, bad)


def _moment(day: date | None, shape: Shape) -> tuple[int, int | None]:
    assert day is not None  # noqa: S101 - the caller asked
    number = day.toordinal() - _EPOCH
    if shape.seconds is None:
        return number, None
    return number, number * 86400 + shape.seconds - shape.zone


def _decide(loose: Mapping[str, Shape], values: Mapping[str, int]) -> tuple[str | None, tuple[str, ...]]:
    """Return the order that explains the column, or those that remain."""
    if not loose:
        return "", ()
    weights: Counter[str] = Counter()
    total = 0
    for text, shape in loose.items():
        weight = max(1, values[text])
        possible = [order for order in shape.orders if shape.day(order) is not None]
        total += weight if possible else 0
        for order in possible:
            weights[order] += weight
    if not total:
        return "", ()
    fitting = [
        order for order in ORDERS if weights[order] * _STRAY >= total * (_STRAY - 1) and weights[order]
    ]
    if not fitting:
        best = [order for order in ORDERS if weights[order]]
        return (best[0], ()) if len(best) == 1 else (None, tuple(sorted(best)))
    full = [order for order in fitting if weights[order] == total]
    fitting = full or fitting
    if len(fitting) > 1:
        likely = [order for order in fitting if _plausible(loose, order)]
        fitting = likely or fitting
    if len(fitting) > 1 and _same(loose, fitting):
        return fitting[0], ()
    return (fitting[0], ()) if len(fitting) == 1 else (None, tuple(sorted(fitting)))


def _plausible(loose: Mapping[str, Shape], order: str) -> bool:
    """Say no when a reading has more years than days of the month: "20-10-16" is rarely of 2020."""
    days = {day for shape in loose.values() if (day := shape.day(order)) is not None}
    if len(days) < 8:
        return True
    years, in_month = {day.year for day in days}, {day.day for day in days}
    return not (len(years) > 4 and len(years) > len(in_month))


def _same(loose: Mapping[str, Shape], orders: list[str]) -> bool:
    """Say whether all these orders give the same days (as for 01/01/2021)."""
    return all(len({shape.day(order) for order in orders}) == 1 for shape in loose.values())
