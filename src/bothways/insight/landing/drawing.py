"""Draws of what will be won: deal by deal where deals matter, together where they don't, under one shock."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bothways.insight.landing.calibration import Calibration
from bothways.insight.landing.outlook import Outlook

Floats = npt.NDArray[np.float64]
_SINGLE = 400
"""So many deals are drawn one by one; the others, each small beside the sum, by their mean and variance."""
_MANY = 400.0


@dataclass(frozen=True, slots=True, eq=False)
class Draws:
    """Cents won in each draw: of the open deals that move, of the stuck ones, of new business."""

    existing: Floats
    stuck: Floats
    fresh: Floats

    @property
    def open(self) -> Floats:
        """All deals that are open today."""
        return self.existing + self.stuck

    @property
    def total(self) -> Floats:
        """Everything."""
        return self.existing + self.stuck + self.fresh


def draw(seen: Outlook, *, calibration: Calibration, draws: int, seed: int) -> Draws:
    """Draw what is won, under the levels and the common shock that past origins taught.

    A good or a bad quarter moves all deals at once: drawn apart, their luck would even out, and the range
    would be far too narrow. The shock raises or lowers every probability (never above 1).
    """
    rng = np.random.default_rng(seed)
    tau = calibration.tau
    common = np.exp(tau * rng.standard_normal(draws) - tau * tau / 2)
    shock = common * calibration.level_open
    weight = seen.variance
    order = np.argpartition(-weight, _SINGLE) if len(weight) > _SINGLE else np.arange(len(weight))
    single, rest = order[:_SINGLE], order[_SINGLE:]
    won = rng.random((draws, len(single))) < np.minimum(seen.win[single] * shock[:, None], 1.0)
    sizes = _spread(rng, seen.size[single], seen.spread[single], draws)
    stuck = seen.stuck[single]
    parts = []
    for which, others in ((~stuck, rest[~seen.stuck[rest]]), (stuck, rest[seen.stuck[rest]])):
        summed = (won[:, which] * sizes[:, which]).sum(axis=1)
        parts.append(summed + _together(rng, seen, others, shock))
    return Draws(parts[0], parts[1], _fresh(rng, seen, common * calibration.level_fresh))


def _spread(rng: np.random.Generator, size: Floats, spread: Floats, draws: int) -> Floats:
    """Draw amounts of the right mean and spread; none changes its sign."""
    if not spread.any():
        return np.broadcast_to(size, (draws, len(size)))
    cv = spread / np.maximum(np.abs(size), 1.0)
    sigma = np.sqrt(np.log1p(cv * cv))
    noise = rng.standard_normal((draws, len(size))) * sigma - sigma * sigma / 2
    return np.asarray(size * np.exp(noise))


def _together(rng: np.random.Generator, seen: Outlook, rows: npt.NDArray[np.int64], shock: Floats) -> Floats:
    if not len(rows):
        return np.zeros(len(shock))
    mean = float(seen.win[rows] @ seen.size[rows])
    variance = float(seen.variance[rows].sum())
    if mean > 0 and (seen.size[rows] >= 0).all() and variance > 0:
        # A normal sum of a few unlikely deals would fall below nothing; gamma of the same mean and variance doesn't.
        shape = mean * mean / variance
        return np.asarray(rng.gamma(shape * shock, variance / mean))
    return np.asarray(mean * shock + np.sqrt(variance * shock) * rng.standard_normal(len(shock)))


def _fresh(rng: np.random.Generator, seen: Outlook, shock: Floats) -> Floats:
    """Draw new business: how many (Poisson, of a rate that isn't sure), each with an amount seen before."""
    if seen.fresh_wins <= 0 or not seen.fresh_sizes.size:
        return np.zeros(len(shock))
    mean = seen.fresh_wins * shock
    if seen.fresh_cv > 0:
        mean = mean * rng.gamma(seen.fresh_cv**-2, seen.fresh_cv**2, len(shock))
    if seen.fresh_wins > _MANY:
        first, second = seen.fresh_sizes.mean(), (seen.fresh_sizes**2).mean()
        return np.asarray(mean * first + np.sqrt(mean * second) * rng.standard_normal(len(shock)))
    count = rng.poisson(mean)
    picked = seen.fresh_sizes[rng.integers(0, len(seen.fresh_sizes), int(count.sum()))]
    ends = np.cumsum(count)
    running = np.concatenate([[0.0], np.cumsum(picked)])
    return np.asarray(running[ends] - running[ends - count])
