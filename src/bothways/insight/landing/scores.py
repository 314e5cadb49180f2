"""How good a forecast of a number was: CRPS, pinball, interval score, PIT.

Smaller is better in the first three, all in the unit of the number.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def crps(draws: npt.ArrayLike, outcome: float) -> float:
    """Return the fair CRPS of draws: mean |x − y| less half the mean distance of two different draws.

    Dividing the distances by m² instead would reward a forecaster for drawing more.

    >>> crps([1.0, 3.0], 2.0)
    0.0
    """
    x = np.sort(np.asarray(draws, dtype=np.float64))
    m = len(x)
    if m == 0:
        return math.nan
    near = float(np.abs(x - outcome).mean())
    if m == 1:
        return near
    # Σ_i Σ_j |x_i − x_j| of sorted draws in one pass.
    spread = 2.0 * float(np.dot(2.0 * np.arange(1, m + 1) - m - 1.0, x))
    return near - spread / (2.0 * m * (m - 1))


def pinball(quantile: float, outcome: float, level: float) -> float:
    """Return the loss of having said that the outcome is below `quantile` with probability `level`.

    >>> pinball(10.0, 14.0, 0.9)
    3.6
    """
    return (level - (1.0 if outcome < quantile else 0.0)) * (outcome - quantile)


def interval_score(low: float, high: float, outcome: float, level: float = 0.8) -> float:
    """Return the width of an interval, and what lies outside of it times 2/α.

    >>> interval_score(2.0, 6.0, 7.0, level=0.8)
    14.0
    """
    alpha = round(1.0 - level, 12)
    return (high - low) + 2.0 / alpha * max(low - outcome, 0.0) + 2.0 / alpha * max(outcome - high, 0.0)


def crps_of_quantiles(quantiles: Sequence[tuple[float, float]], outcome: float) -> float:
    """Return the CRPS of a forecast of which (level, value) pairs are known: twice the mean pinball loss."""
    if not quantiles:
        return math.nan
    return 2.0 * sum(pinball(value, outcome, level) for level, value in quantiles) / len(quantiles)


def pit(draws: npt.ArrayLike, outcome: float) -> float:
    """Return the share of the draws below an outcome, ties counted by halves: uniform where forecasts are right."""
    x = np.asarray(draws, dtype=np.float64)
    if not x.size:
        return math.nan
    return float((x < outcome).mean() + 0.5 * (x == outcome).mean())
