"""Shrinkage: what a small number borrows from the others before it is believed.

Each of the three families gives a posterior for every group from all groups together. How much the groups
differ is itself unsure, so it is averaged over (by a grid), not set to its best guess: with a dozen people the
best guess is often "not at all", and intervals made from it are too short.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Numbers = Sequence[float] | npt.NDArray[Any]
LEVEL = 0.8
Z = 1.2815515655446004
_FLOOR = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Posterior:
    """What is believed of each group: arrays as long as the groups.

    `value` in the measure's own unit, `low` and `high` of the 80 % interval, `borrowed` the share of the
    value that comes from the others (0 its own alone, 1 all of it). `centre` and `spread` are mean and
    standard deviation on the scale on which two groups are compared (log odds, logs, or as it is).
    """

    value: Floats
    low: Floats
    high: Floats
    borrowed: Floats
    centre: Floats
    spread: Floats
    method: str

    def __len__(self) -> int:
        return len(self.value)


def shrunk_rates(hits: Numbers, n: Numbers) -> Posterior:
    """Return the posteriors of rates of `hits` in `n` (beta-binomial).

    >>> few = shrunk_rates([1, 40, 30, 35], [1, 100, 100, 100])
    >>> bool(few.value[0] < 0.6), bool(few.borrowed[0] > few.borrowed[1])
    (True, True)
    """
    from scipy.special import betaincinv, betaln, digamma, polygamma  # noqa: PLC0415 - takes a moment to load

    w, count = np.asarray(hits, dtype=float), np.asarray(n, dtype=float)
    total = count.sum()
    pooled = (w.sum() + 0.5) / (total + 1)
    # The common mean is no surer than the groups are many.
    error = np.sqrt(1 / max(total * pooled * (1 - pooled), 0.25) + 0.5 / max(int((count > 0).sum()), 1))
    logits = np.log(pooled / (1 - pooled)) + np.linspace(-3, 3, 25) * error
    means = np.clip(1 / (1 + np.exp(-logits)), 1e-6, 1 - 1e-6)
    spreads = np.linspace(0.01, 0.7, 40)
    strength = 1 / spreads**2 - 1
    mean, kappa = (one.ravel() for one in np.meshgrid(means, strength, indexing="ij"))
    alpha, beta = mean * kappa, (1 - mean) * kappa
    grouped, times = np.unique(np.stack([w, count]), axis=1, return_counts=True)
    likely = np.zeros(len(mean))
    for (own, of), often in zip(grouped.T.tolist(), times.tolist(), strict=True):
        likely += often * (betaln(alpha + own, beta + of - own) - betaln(alpha, beta))
    weight = _weights(likely)
    first, second, borrowed = _mixed(
        weight,
        (alpha[:, None] + w) / (kappa[:, None] + count),
        lambda m: m * (1 - m) / (kappa[:, None] + count + 1),
        kappa[:, None] / (kappa[:, None] + count),
    )
    size = np.maximum(first * (1 - first) / np.maximum(second, _FLOOR) - 1, 0.5)
    a, b = first * size, (1 - first) * size
    return Posterior(
        value=first,
        low=np.asarray(betaincinv(a, b, (1 - LEVEL) / 2)),
        high=np.asarray(betaincinv(a, b, (1 + LEVEL) / 2)),
        borrowed=borrowed,
        centre=np.asarray(digamma(a) - digamma(b)),
        spread=np.sqrt(np.asarray(polygamma(1, a) + polygamma(1, b))),
        method="beta-binomial",
    )


def shrunk_means(mean: Numbers, error: Numbers, *, is_log: bool = False) -> Posterior:
    """Return the posteriors of means with known standard errors (normal-normal).

    An error of infinity is a group without a value of its own: all is borrowed. With `is_log` the means are
    those of logs, and `value`, `low` and `high` are brought back (`exp`).
    """
    y, se = np.asarray(mean, dtype=float), np.asarray(error, dtype=float)
    has = np.isfinite(se) & np.isfinite(y)
    y, var = np.where(has, y, 0.0), np.maximum(np.where(has, se, 1.0) ** 2, _FLOOR)
    widest = max(3 * float(np.std(y[has])) if has.any() else 1.0, float(np.sqrt(var[has].min(initial=1.0))))
    tau2 = (np.linspace(0.002, 1.0, 80) * widest) ** 2
    total = var + tau2[:, None]
    precision = np.where(has, 1 / total, 0.0)
    common_var = 1 / precision.sum(axis=1)
    common = (precision * y).sum(axis=1) * common_var
    off = np.where(has, (y - common[:, None]) ** 2 * precision + np.log(np.where(has, total, 1.0)), 0.0)
    weight = _weights(0.5 * np.log(common_var) - 0.5 * off.sum(axis=1))
    share = np.where(has, var / total, 1.0)
    spread_of = np.where(has, (1 - share) * var, tau2[:, None]) + share**2 * common_var[:, None]
    first, second, borrowed = _mixed(
        weight, share * common[:, None] + (1 - share) * y, lambda _: spread_of, share
    )
    half = np.sqrt(second)
    low, high = first - Z * half, first + Z * half
    value = first
    if is_log:
        value, low, high = np.exp(first), np.exp(low), np.exp(high)
    name = "normal-normal of logs" if is_log else "normal-normal"
    return Posterior(value, low, high, borrowed, first, half, name)


def shrunk_counts(counts: Numbers, exposure: Numbers, *, clumping: float = 1.0) -> Posterior:
    """Return the posteriors of counts for each unit of exposure (gamma-Poisson).

    `clumping`: by how much the variance of a count exceeds that of chance alone (1: not at all); things
    that come in bouts tell less than as many things that come by themselves.
    """
    from scipy.special import digamma, gammaincinv, gammaln, polygamma  # noqa: PLC0415 - takes a moment to load

    over = max(float(clumping), 1.0)
    y, e = np.asarray(counts, dtype=float) / over, np.asarray(exposure, dtype=float) / over
    total = max(float(e.sum()), _FLOOR)
    pooled = (y.sum() + 0.1) / total
    error = np.sqrt(1 / (y.sum() + 0.5) + 0.5 / max(int((e > 0).sum()), 1))
    means = pooled * np.exp(np.linspace(-3, 3, 25) * error)
    shapes = 1 / np.linspace(0.02, 1.6, 40) ** 2
    mean, alpha = (one.ravel() for one in np.meshgrid(means, shapes, indexing="ij"))
    beta = alpha / mean
    likely = np.zeros(len(mean))
    for own, of in zip(y.tolist(), e.tolist(), strict=True):
        likely += (
            gammaln(alpha + own) - gammaln(alpha) + alpha * np.log(beta) - (alpha + own) * np.log(beta + of)
        )
    weight = _weights(likely)
    first, second, borrowed = _mixed(
        weight,
        (alpha[:, None] + y) / (beta[:, None] + e),
        lambda m: m / (beta[:, None] + e),
        beta[:, None] / (beta[:, None] + e),
    )
    second = np.maximum(second, _FLOOR * first**2 + 1e-300)
    shape, rate = first**2 / second, first / second
    return Posterior(
        value=first,
        low=np.asarray(gammaincinv(shape, (1 - LEVEL) / 2)) / rate,
        high=np.asarray(gammaincinv(shape, (1 + LEVEL) / 2)) / rate,
        borrowed=borrowed,
        centre=np.asarray(digamma(shape)) - np.log(rate),
        spread=np.sqrt(np.asarray(polygamma(1, shape))),
        method="gamma-poisson",
    )


def log_means(values: Floats, groups: npt.NDArray[np.int64], count: int) -> tuple[Floats, Floats]:
    """Return mean and standard error of the logs of positive values, by group 0 to `count` - 1.

    The spread within groups is pooled, so that a group of one has an error too; infinite where a group has
    no value, or where no group has two.
    """
    kept = (values > 0) & (groups >= 0)
    logs, where = np.log(values[kept]), groups[kept]
    n = np.bincount(where, minlength=count).astype(float)
    mean = np.bincount(where, weights=logs, minlength=count) / np.maximum(n, 1)
    free = float(np.maximum(n - 1, 0).sum())
    if free < 1:
        return np.where(n > 0, mean, np.nan), np.full(count, np.inf)
    within = float(((logs - mean[where]) ** 2).sum() / free)
    error = np.sqrt(max(within, _FLOOR) / np.maximum(n, 1))
    return np.where(n > 0, mean, np.nan), np.where(n > 0, error, np.inf)


def _weights(likely: Floats) -> Floats:
    weight = np.exp(likely - likely.max())
    return np.asarray(weight / weight.sum(), dtype=np.float64)


def _mixed(weight: Floats, mean: Floats, variance: Any, borrowed: Floats) -> tuple[Floats, Floats, Floats]:
    """Average mean, variance and share borrowed over the grid, by the law of total variance."""
    first = weight @ mean
    second = weight @ (variance(mean) + (mean - first) ** 2)
    return first, second, weight @ borrowed
