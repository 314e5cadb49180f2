"""The forecast of a book, on arrays: outlook, calibration by past origins, draws, baselines. No snapshot, no words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from bothways.insight.landing.baselines import Baseline, baselines, mean_error
from bothways.insight.landing.book import WON, Book
from bothways.insight.landing.drawing import draw
from bothways.insight.landing.hazards import Hazards
from bothways.insight.landing.origins import (
    FEWEST_CLOSED,
    FEWEST_DAYS,
    FEWEST_WON,
    Record,
    record_of,
    rolling,
    stretched,
)
from bothways.insight.landing.outlook import Outlook, booked_of, outlook

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
_DECIDE = 0.5
_FEW_DECIDE = 25
_WORSE = 8
"""So many origins on which the base rate was better make it the model."""


@dataclass(frozen=True, slots=True, eq=False)
class Forecast:
    """What a book says of a window. `why` tells why there is no model; then only counts and baselines are there.

    `parts`: draws, in cents, of `existing`, `stuck`, `open` (the two), `new`, `total`, each with the range
    adjusted to its own record. `deciding`: rows of the deals that hold half of the variance of the open
    ones, `shares` what each holds. `is_flat`: the base rate is used, as the model was worse. `error`: the
    mean size of the model's own past error by what came, of `error_n` windows.
    """

    day: int
    until: int
    closed: int
    won: int
    open: int
    undated: int
    open_amount: float
    baselines: Mapping[str, Baseline]
    why: str = ""
    seen: Outlook | None = None
    hazards: Hazards | None = None
    record: Record | None = None
    parts: Mapping[str, Floats] = field(default_factory=dict)
    deciding: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    shares: Floats = field(default_factory=lambda: np.zeros(0))
    is_flat: bool = False
    error: float = float("nan")
    error_n: int = 0


def forecast(book: Book, *, day: int, until: int, draws: int = 4000, seed: int = 0) -> Forecast:
    """Return the forecast of what is won from the end of `day` to the end of `until`, as it looked on that day."""
    booked = booked_of(book)
    dated = ~np.isnan(book.begun)
    closed = dated & book.closed_by(day)
    won = int((closed & (book.kind == WON)).sum())
    is_open = book.open_at(day)
    why = _scarce(book, day, int(closed.sum()), won)
    plain = Forecast(
        day=day,
        until=until,
        closed=int(closed.sum()),
        won=won,
        open=int(is_open.sum()),
        undated=int((~dated & ~book.closed_by(day)).sum()),
        open_amount=float(np.nansum(book.amounts_at(day)[is_open])),
        baselines=baselines(book, booked, day=day, until=until, origins=[]) if why else {},
        why=why,
    )
    if why:
        return plain
    origins, hazards, flat = rolling(book, booked, before=day, horizon=until - day)
    record = record_of(origins, now=plain.closed, seed=seed)
    is_flat = record.beats is False and len(origins) >= _WORSE and (record.skill or 0.0) < 0
    if is_flat:
        record, hazards = record_of(origins, now=plain.closed, seed=seed, flat=True), flat
    seen = outlook(book, booked, hazards, day=day, until=until)
    raw = draw(seen, calibration=record.last, draws=draws, seed=seed)
    last = record.last
    deciding, shares = _deciding(seen)
    error, _, n = mean_error(
        np.array([one.median for one in record.total]), np.array([one.came for one in record.total])
    )
    return replace(
        plain,
        baselines=baselines(book, booked, day=day, until=until, origins=[one.seen.day for one in origins]),
        seen=seen,
        hazards=hazards,
        record=record,
        parts={
            "existing": stretched(raw.existing, last.stretch_open),
            "stuck": stretched(raw.stuck, last.stretch_open),
            "open": stretched(raw.open, last.stretch_open),
            "new": stretched(raw.fresh, last.stretch_fresh),
            "total": stretched(raw.total, last.stretch_total),
        },
        deciding=deciding,
        shares=shares,
        is_flat=is_flat,
        error=error,
        error_n=n,
    )


def _scarce(book: Book, day: int, closed: int, won: int) -> str:
    """Say why what is known is too little for a model; or ""."""
    if len(book) and np.isnan(book.begun).all():
        return (
            "Too little to say: no deal has a day of creation, so that nobody can tell how long deals take. "
            "Add the column with the creation date to the export."
        )
    if closed < FEWEST_CLOSED or won < FEWEST_WON:
        return (
            f"Too little to say: {closed} deals with a day of creation have closed, {won} of them won; "
            f"a forecast needs {FEWEST_CLOSED}, and {FEWEST_WON} won. Add closed deals of earlier periods to the export."
        )
    if day - book.first < FEWEST_DAYS:
        return (
            f"Too little to say: the first closing in the export is {day - book.first} days old; "
            f"a forecast needs {FEWEST_DAYS} days of them. Add closed deals of earlier periods to the export."
        )
    return ""


def _deciding(seen: Outlook) -> tuple[Ints, Floats]:
    """Return the fewest deals that hold half of the open deals' variance, and each one's share; at most 25."""
    weight = seen.variance
    whole = float(weight.sum())
    if whole <= 0:
        return np.zeros(0, np.int64), np.zeros(0)
    order = np.argsort(-weight, kind="stable")
    share = weight[order] / whole
    needed = min(int(np.searchsorted(np.cumsum(share), _DECIDE)) + 1, _FEW_DECIDE)
    return seen.row[order[:needed]].astype(np.int64), share[:needed]
