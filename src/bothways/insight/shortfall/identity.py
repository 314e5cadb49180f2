"""One written identity: bookings = opportunities available × mix × share decided × win rate × size.

A deal is available in a period when, on some day of it, it was open with a close date in or before the
period, or when it was decided in it (pulled in from later). Decided is what was won or lost with a closing
day in the period, as the measures count it; so the product over all segments is the bookings, to the cent.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bothways.evidence.views.columns import OPEN, WON, DealColumns

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
_CLOSE = 2


@dataclass(frozen=True, slots=True)
class Span:
    """A period in day numbers: `first` to `last`, seen until `end` (earlier than `last` while it runs)."""

    first: int
    end: int
    last: int


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """What each deal was in a span: arrays as long as the deals.

    `opened`: available from the start on, known before anything of the period happened; `arrived`:
    available by being created in it or pulled into it; `decided`, `won`; `amount`: cents, 0 where unknown;
    `priced`: the amount is known. What is decided is available.
    """

    opened: Bools
    arrived: Bools
    decided: Bools
    won: Bools
    amount: Floats
    priced: Bools

    @property
    def available(self) -> Bools:
        """Which deals were available."""
        return np.asarray(self.opened | self.arrived)


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """A span's deals of one game by segment: whole numbers, `booked` in cents."""

    opened: Ints
    arrived: Ints
    decided: Ints
    won: Ints
    booked: Ints

    @property
    def available(self) -> Ints:
        """Opportunities available by segment."""
        return np.asarray(self.opened + self.arrived)


def standing(columns: DealColumns, span: Span, *, now: int, dated: bool) -> Standing:
    """Say what each deal was in a span, seen from the day `now`.

    `dated` says whether close dates of the start can be rebuilt; where not, all that was open counts as
    available, whatever its close date.
    """
    start = columns.at(span.first - 1)
    if now >= columns.as_of:
        meaning, close, amount = columns.meaning, columns.close, columns.amount
    else:
        then = columns.at(now)
        meaning, close, amount = then.meaning, then.close, then.amount
    seen = ~(columns.created > now)
    closed = seen & (meaning != OPEN)
    decided = closed & (close >= span.first) & (close <= span.end)
    # Closed later on, with a day before the period: it is counted there.
    early = closed & (close < span.first)
    created = (columns.created >= span.first) & (columns.created <= span.end)
    if dated:
        due = start.open & (start.close <= span.last)
        came = _ever_due(columns, span, _born(columns)) & (created | start.open)
    else:
        due, came = start.open, created
    opened = due & ~created & ~early
    arrived = ((came & seen & ~early) | decided) & ~opened
    priced = ~np.isnan(amount)
    return Standing(
        opened=opened,
        arrived=arrived,
        decided=decided,
        won=decided & (meaning == WON),
        amount=np.where(priced, amount, 0.0),
        priced=priced,
    )


def _born(columns: DealColumns) -> Floats:
    """Return the close date with which each deal was created: the old value of its first change after that day."""
    changes = columns.changes
    close = columns.close.copy()
    rows = np.flatnonzero((changes.field == _CLOSE) & (changes.day > columns.created[changes.deal]))
    deals, first = np.unique(changes.deal[rows], return_index=True)
    close[deals] = changes.old[rows[first]]
    return close


def _ever_due(columns: DealColumns, span: Span, born: Floats) -> Bools:
    """Say which deals had a close date in or before the span at their creation in it, or got it in the span."""
    changes = columns.changes
    created = (columns.created >= span.first) & (columns.created <= span.end)
    due = created & (born <= span.last)
    inside = (changes.field == _CLOSE) & (changes.day >= span.first) & (changes.day <= span.end)
    due[changes.deal[inside & (changes.new <= span.last)]] = True
    return due


def counts(standing: Standing, which: Bools, place: Ints, segments: int) -> Counts:
    """Count a span's deals of one game (`which`) by segment (`place` of each deal)."""

    def by(mask: Bools, weights: Floats | None = None) -> Ints:
        rows = np.flatnonzero(mask & which)
        found = np.bincount(
            place[rows], weights=None if weights is None else weights[rows], minlength=segments
        )
        return np.rint(found).astype(np.int64)

    return Counts(
        opened=by(standing.opened),
        arrived=by(standing.arrived),
        decided=by(standing.decided),
        won=by(standing.won),
        booked=by(standing.won, standing.amount),
    )


def booked(standing: Standing) -> int:
    """Return the bookings of a span, cents."""
    return int(np.rint(standing.amount[standing.won].sum()))
