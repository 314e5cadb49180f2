"""Empirical Bayes: what each theme's estimate is worth beside all the others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
METHOD = "empirical-bayes-normal/1"
_GRID = 64
_STEPS = 48
_LEVEL = 0.8


@dataclass(frozen=True, slots=True, eq=False)
class Pooled:
    """Estimates after shrinkage: `value`, and `low` to `high` at 80 %; NaN where there was none. `spread`: mean tau."""

    value: Floats
    low: Floats
    high: Floats
    spread: float


def pooled(estimate: Floats, error: Floats, *, scale: float) -> Pooled:
    """Shrink estimates towards nothing, as far as all of them together say that they are noise.

    Estimates are normal around true values, and these are normal around 0 with a spread tau that all
    themes share. Tau is not put at its best guess (which is nought when chance alone would do, and then
    every interval would have no width) but kept with its doubt, on a grid: its prior (Rayleigh's, of `scale`)
    leaves nought to the data, as a boundary-avoiding prior does (Chung and others 2013).

    Args:
        estimate: one a theme, NaN where there is none.
        error: their standard errors.
        scale: the spread that the prior holds likeliest, in the estimate's unit.
    """
    value, low, high = (np.full(estimate.shape, np.nan) for _ in range(3))
    known = np.flatnonzero(~np.isnan(estimate) & (error > 0))
    if not known.size:
        return Pooled(value, low, high, 0.0)
    x, se = estimate[known], error[known]
    tau = scale * 3.0 * (np.arange(_GRID) + 0.5) / _GRID
    total = se[:, None] ** 2 + tau[None, :] ** 2
    # Errors so small that they leave no doubt would give a likelihood without bounds.
    log = (
        -0.5 * (x[:, None] ** 2 / total + np.log(total)).sum(axis=0) - 0.5 * (tau / scale) ** 2 + np.log(tau)
    )
    weight = np.exp(log - log.max())
    weight /= weight.sum()
    keep = tau[None, :] ** 2 / total
    mean, sd = keep * x[:, None], np.sqrt(keep) * se[:, None]
    value[known] = mean @ weight
    low[known] = _quantile(mean, sd, weight, (1 - _LEVEL) / 2)
    high[known] = _quantile(mean, sd, weight, (1 + _LEVEL) / 2)
    return Pooled(value, low, high, float(tau @ weight))


def _quantile(mean: Floats, sd: Floats, weight: Floats, at: float) -> Floats:
    """Return the quantile of each row's mixture of normals, by halving."""
    from scipy.special import ndtr  # noqa: PLC0415 - start-up time

    least, most = (mean - 8 * sd).min(axis=1), (mean + 8 * sd).max(axis=1)
    for _ in range(_STEPS):
        middle = (least + most) / 2
        below = ndtr((middle[:, None] - mean) / sd) @ weight < at
        least, most = np.where(below, middle, least), np.where(below, most, middle)
    found: Floats = (least + most) / 2
    return found
