"""Past days on which the same question could have been asked, what would have been said, and what came.

An origin's outlook stands on what was recorded by its day, and an origin counts from the day on which its
window has ended. So the record is an honest one: each of its ranges was made from the origins before it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bothways.insight.landing.book import WON, Book
from bothways.insight.landing.calibration import LEVEL, TAU, Calibration
from bothways.insight.landing.drawing import Draws, draw
from bothways.insight.landing.hazards import KAPPA, Hazards, Tally, count, hazards_of, stuck_age_of
from bothways.insight.landing.outlook import Booked, Outlook, booked_of, otherwise, outlook
from bothways.insight.landing.scores import crps, interval_score, pit
from bothways.insight.landing.steps import steps_between

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
FEWEST_CLOSED, FEWEST_WON, FEWEST_DAYS = 20, 5, 28
"""A day with less known before it is no origin, and no day to forecast from."""
MOST, MOST_OF_MANY, MANY = 36, 18, 200_000
"""Past windows looked at; fewer of more than so many deals, where each is told by thousands."""
_DRAWS = 500
_TAU_SPREAD = 1.0
_PSEUDO = 2.0

_GAMMA = 0.02
_APART = 15.2
_TRUST = 3.0
_CONFORMAL = 4
"""⌈(n+1)·0.8⌉ ≤ n needs four."""


@dataclass(frozen=True, slots=True, eq=False)
class Origin:
    """An origin: the outlook of its day, the base rate's, and what came (cents) of open deals and new ones.

    `won`: which of its open deals were won in the window; `known`: how many deals had closed by its day;
    `ways`: of the model and of the base rate: mean and variance of the open deals, mean of new business.
    """

    seen: Outlook
    base: Outlook
    open_came: float
    fresh_came: float
    won: Bools
    known: int
    ways: tuple[tuple[float, float, float], tuple[float, float, float]]

    def brier(self, level: float, *, flat: bool) -> float:
        """Return the mean squared error of the probabilities, raised by a level."""
        win = self.base.win if flat else self.seen.win
        return float(((np.minimum(win * level, 1.0) - self.won) ** 2).mean()) if len(win) else math.nan

    @property
    def came(self) -> float:
        """What came of both."""
        return self.open_came + self.fresh_came


@dataclass(frozen=True, slots=True)
class Tried:
    """What would have been said on an origin's day of a part, and what came."""

    day: int
    until: int
    median: float
    low: float
    high: float
    raw_low: float
    raw_high: float
    came: float
    crps: float
    score: float
    pit: float

    @property
    def inside(self) -> bool:
        """Whether the range held it."""
        return self.low <= self.came <= self.high

    @property
    def stretch(self) -> float:
        """By how much the unadjusted range would have had to be stretched to hold it just so."""
        side = self.raw_high - self.median if self.came > self.median else self.median - self.raw_low
        off = abs(self.came - self.median)
        return off / side if side > 0 else (0.0 if off == 0 else math.inf)


@dataclass(frozen=True, slots=True, eq=False)
class Record:
    """Origins with what would have been said of open deals, of new business and of the total; the last calibration."""

    origins: tuple[Origin, ...]
    open: tuple[Tried, ...]
    fresh: tuple[Tried, ...]
    total: tuple[Tried, ...]
    last: Calibration
    beats: bool | None
    skill: float | None


def origin_days(book: Book, *, before: int, horizon: int) -> list[int]:
    """Return the middles and ends of months from which a window of `horizon` days ends on `before` or earlier."""
    closed = np.sort(book.ended[(book.ended <= before) & ~np.isnan(book.begun)])
    won = np.sort(book.ended[(book.ended <= before) & (book.kind == WON) & ~np.isnan(book.begun)])
    if len(closed) < FEWEST_CLOSED or len(won) < FEWEST_WON:
        return []
    start = max(book.first + FEWEST_DAYS, int(closed[FEWEST_CLOSED - 1]), int(won[FEWEST_WON - 1]))
    if before - horizon < start:
        return []
    steps = steps_between(book.first, before, fiscal_start=book.fiscal_start)
    middles = steps.end[steps.place % 2 == 1]
    # The last step may be cut: its end is no middle and no end of a month, but one step of its place.
    days = [int(day) for day in middles if start <= day <= before - horizon]
    return days[-(MOST_OF_MANY if len(book) > MANY else MOST) :]


def rolling(
    book: Book, booked: Booked, *, before: int, horizon: int, kappa: float = KAPPA
) -> tuple[tuple[Origin, ...], Hazards, Hazards]:
    """Return the origins of windows of `horizon` days that ended by `before`; and the rates known then, shrunk and flat."""
    begin = max(book.first, before - 365 * 3)
    tally = Tally.of(count(book, after=begin, until=before))
    found = []
    for day in origin_days(book, before=before, horizon=horizon):
        tally.upto(day)
        stuck = stuck_age_of(book, day)
        seen = outlook(
            book, booked, hazards_of(tally, stuck_age=stuck, kappa=kappa), day=day, until=day + horizon
        )
        base = otherwise(book, seen, hazards_of(tally, stuck_age=stuck, flat=True))
        found.append(_origin(book, seen, base))
    tally.upto(before)
    stuck = stuck_age_of(book, before)
    return (
        tuple(found),
        hazards_of(tally, stuck_age=stuck, kappa=kappa),
        hazards_of(tally, stuck_age=stuck, flat=True),
    )


def _origin(book: Book, seen: Outlook, base: Outlook) -> Origin:
    won = (book.kind[seen.row] == WON) & (book.ended[seen.row] <= seen.until)
    came = float(np.nansum(book.final[seen.row[won]]))
    whole = book.won_between(seen.day, seen.until)
    return Origin(
        seen,
        base,
        came,
        whole - came,
        won,
        int(book.closed_by(seen.day).sum()),
        (_moments(seen), _moments(base)),
    )


def _moments(seen: Outlook) -> tuple[float, float, float]:
    return seen.open_mean, float(seen.variance.sum()), seen.fresh_mean


def record_of(origins: Sequence[Origin], *, now: int, seed: int = 0, flat: bool = False) -> Record:
    """Go through the origins in order, each calibrated from those whose windows had ended by its day.

    `now`: how many deals have closed by the day of the forecast.
    """
    tried: dict[str, list[Tried]] = {"open": [], "fresh": [], "total": []}
    for place, origin in enumerate(origins):
        seen = origin.base if flat else origin.seen
        known = [n for n in range(place) if origins[n].seen.until <= origin.seen.day]
        calibration = _calibrated(
            [origins[n] for n in known], _pick(tried, known), now=origin.known, flat=flat
        )
        came = {"open": origin.open_came, "fresh": origin.fresh_came, "total": origin.came}
        raw = draw(seen, calibration=calibration, draws=_DRAWS, seed=seed + 7919 * place)
        for part, own in _parts(raw).items():
            tried[part].append(_tried(seen, own, getattr(calibration, f"stretch_{part}"), came[part]))
    every = list(range(len(origins)))
    last = _calibrated(list(origins), _pick(tried, every), now=now, flat=flat)
    beats, skill = beats_base(origins)
    return Record(
        tuple(origins), tuple(tried["open"]), tuple(tried["fresh"]), tuple(tried["total"]), last, beats, skill
    )


def stretched(draws: Floats, by: float) -> Floats:
    """Return draws with their distance from the median multiplied; none goes below zero unless some were.

    >>> stretched(np.array([1.0, 2.0, 4.0]), 2.0).tolist()
    [0.0, 2.0, 6.0]
    """
    if not len(draws):
        return draws
    middle = float(np.median(draws))
    floor = min(0.0, float(draws.min()))
    return np.maximum(middle + by * (draws - middle), floor)


def conformal_quantile(scores: Sequence[float], alpha: float, weights: Sequence[float] = ()) -> float | None:
    """Return the ⌈(n+1)(1−α)⌉-th smallest score: split conformal; None where n is too small for it.

    With `weights` (none above 1), the first score at which the weights of it and the smaller ones reach
    (1−α)(Σ weights + 1): the same where all are 1.

    >>> conformal_quantile([3.0, 1.0, 2.0, 4.0], 0.2)
    4.0
    """
    each = list(weights) or [1.0] * len(scores)
    needed, reached = (1 - alpha) * (sum(each) + 1.0) - 1e-9, 0.0
    for score, weight in sorted(zip(scores, each, strict=True)):
        reached += weight
        if reached >= needed:
            return score
    return None


def adapted_alpha(misses: Sequence[bool], *, alpha: float, gamma: float = _GAMMA) -> float:
    """Return the miss rate to aim at after a record (adaptive conformal inference): α ← α + γ (α₀ − missed).

    >>> round(adapted_alpha([True, True], alpha=0.2, gamma=0.05), 3)
    0.12
    """
    aimed = alpha
    for missed in misses:
        aimed += gamma * (alpha - float(missed))
    return min(max(aimed, 0.01), 0.5)


def tau_of(came: Floats, expected: Floats, variance: Floats, *, weights: Floats | float = 1.0) -> float:
    """Return the common shock: the likeliest τ under Var = v + τ²μ², held to about 0.12 while origins are few.

    `weights`: how much each origin counts; windows that overlap tell the same more than once.
    """
    grid = np.linspace(0.01, 1.0, 100)
    prior = -0.5 * (np.log(grid / TAU) / _TAU_SPREAD) ** 2
    fine = expected > 0
    whole = variance[fine, None] + (grid * expected[fine, None]) ** 2
    likely = -0.5 * (np.log(whole) + (came[fine, None] - expected[fine, None]) ** 2 / whole)
    return float(
        grid[np.argmax(prior + (np.broadcast_to(weights, came.shape)[fine, None] * likely).sum(axis=0))]
    )


def _pick(tried: dict[str, list[Tried]], known: list[int]) -> dict[str, list[Tried]]:
    return {part: [rows[n] for n in known] for part, rows in tried.items()}


def _parts(raw: Draws) -> dict[str, Floats]:
    return {"open": raw.open, "fresh": raw.fresh, "total": raw.total}


def _tried(seen: Outlook, draws: Floats, stretch: float, came: float) -> Tried:
    tail = (1 - LEVEL) / 2
    raw_low, median, raw_high = (float(q) for q in np.quantile(draws, [tail, 0.5, 1 - tail]))
    final = stretched(draws, stretch)
    low, high = (float(q) for q in np.quantile(final, [tail, 1 - tail]))
    return Tried(
        seen.day,
        seen.until,
        median,
        low,
        high,
        raw_low,
        raw_high,
        came,
        crps(final, came),
        interval_score(low, high, came, LEVEL),
        pit(final, came),
    )


def _calibrated(known: list[Origin], tried: dict[str, list[Tried]], *, now: int, flat: bool) -> Calibration:
    if not known:
        return Calibration()
    ways = [origin.ways[int(flat)] for origin in known]
    expected, variance, fresh = (np.array(column) for column in zip(*ways, strict=True))
    came = np.array([origin.open_came for origin in known])
    fresh_came = np.array([origin.fresh_came for origin in known])
    # What was known when an origin's outlook was made decides how good it could be: early ones count less.
    ripe = np.array([one.known for one in known]) / max(now, 1)
    level = _level(came, expected, ripe)
    apart = min(1.0, _APART / (known[0].seen.until - known[0].seen.day))
    tau = tau_of(came, level * expected, level * variance, weights=ripe * apart)
    total = tried["total"]
    alpha = 1 - LEVEL
    if _drifts(total):
        alpha = adapted_alpha([not one.inside for one in total], alpha=alpha)
    stretch = {part: _stretch(rows, alpha, ripe, apart) for part, rows in tried.items()}
    return Calibration(
        level,
        _level(fresh_came, fresh, ripe),
        tau,
        stretch["open"],
        stretch["fresh"],
        stretch["total"],
        alpha,
        len(known),
    )


def _level(came: Floats, expected: Floats, weights: Floats | float = 1.0) -> float:
    """Return what came by what was expected, shrunk to 1 as if two more origins had met it."""
    if not len(expected):
        return 1.0
    usual = float(expected.mean()) * _PSEUDO
    above, below = float((came * weights).sum()) + usual, float((expected * weights).sum()) + usual
    return min(max(above / below, 0.2), 5.0) if below > 0 else 1.0


def _stretch(rows: list[Tried], alpha: float, ripe: Floats, apart: float) -> float:
    """Return the conformal factor, drawn to 1 while few windows that don't overlap stand behind it.

    With four origins the formula takes the worst of them, whatever it was: the range would jump from day to day.
    """
    if len(rows) < _CONFORMAL:
        return 1.0
    found = conformal_quantile([one.stretch for one in rows], alpha, ripe.tolist())
    if found is None:
        return 1.0
    own = float(ripe.sum()) * apart
    return float(min(max(found, 0.25), 4.0) ** (own / (own + _TRUST)))


def _drifts(rows: list[Tried]) -> bool:
    """Say whether the last origins lie on one side: the mean of their normal scores is beyond what chance gives."""
    last = rows[-8:]
    if len(last) < 6:
        return False
    signed = [math.copysign(min(one.stretch, 3.0), one.came - one.median) for one in last]
    return abs(sum(signed)) / len(signed) > 0.7


def beats_base(origins: Sequence[Origin]) -> tuple[bool | None, float | None]:
    """Say whether the model beats the base rate over the origins, and by which share of the Brier score.

    Each is given the level that its own past had taught by then: what is asked is whether the model tells deals
    and days apart, not whether it hits the level.
    """
    gains, bases = [], []
    hits = [float(one.won.sum()) for one in origins]
    expected = [
        [float(one.seen.win.sum()) for one in origins],
        [float(one.base.win.sum()) for one in origins],
    ]
    for place, origin in enumerate(origins):
        known = [n for n in range(place) if origins[n].seen.until <= origin.seen.day]
        scores = []
        for flat in (False, True):
            level = _level(
                np.array([hits[n] for n in known]), np.array([expected[int(flat)][n] for n in known])
            )
            scores.append(origin.brier(level, flat=flat))
        if not math.isnan(scores[0]):
            gains.append(scores[1] - scores[0])
            bases.append(scores[1])
    if len(gains) < _CONFORMAL:
        return None, None
    gain = np.array(gains)
    skill = float(gain.sum() / sum(bases)) if sum(bases) > 0 else 0.0
    error = float(gain.std(ddof=1) / math.sqrt(len(gain)))
    return bool(gain.mean() > 1.28 * error and gain.mean() > 0), skill


__all__ = [
    "Calibration",
    "Origin",
    "Record",
    "Tried",
    "adapted_alpha",
    "booked_of",
    "conformal_quantile",
    "origin_days",
    "record_of",
    "rolling",
    "stretched",
    "tau_of",
]
