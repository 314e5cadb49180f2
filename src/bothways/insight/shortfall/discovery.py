"""Which of many differences are worth naming: the false-discovery rate, and shrinkage by moments.

Benjamini and Hochberg (1995), with Genovese's weights (2006); normal-normal shrinkage towards no
difference (DerSimonian and Laird's moments); the beta prior of many rates by moments.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from bothways.evidence.views.columns import Bools, Floats

Z80 = 1.2815515655446004
"""The normal quantile of 0.9: an interval at 80 %."""


def adjusted(p: Floats, *, weights: Floats | None = None) -> Floats:
    """Return Benjamini and Hochberg's adjusted p-values, as long as `p`; NaN is not tested and stays NaN.

    `weights` (positive) are scaled to a mean of 1 over what is tested; a test of weight 2 counts as if its
    p were half as large.

    >>> adjusted(np.array([0.01, 0.04, 0.03, 0.5])).round(4).tolist()
    [0.04, 0.0533, 0.0533, 0.5]
    """
    found = np.full(len(p), np.nan)
    rows = np.flatnonzero(~np.isnan(p))
    if not rows.size:
        return found
    own = p[rows]
    if weights is not None:
        own = own / (weights[rows] / weights[rows].mean())
    order = np.argsort(own, kind="stable")
    ranked = own[order] * rows.size / np.arange(1, rows.size + 1)
    ranked = np.minimum.accumulate(ranked[::-1])[::-1]
    found[rows[order]] = np.minimum(ranked, 1.0)
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Shrunk:
    """Effects drawn towards none: `value` with `low` and `high` at 80 %; `tau` how far true effects spread."""

    value: Floats
    low: Floats
    high: Floats
    tau: float


def shrink(effect: Floats, error: Floats, *, spread: Bools | None = None) -> Shrunk:
    """Shrink effects (mean nought by construction) by what they spread beyond their errors.

    `spread` says which of them tell the spread of true effects (all that have an error above 0 unless
    given). With no spread beyond chance every effect shrinks to nought, with an interval of no width but
    for a tenth of its error: the moments say that nothing is there, and can be wrong.
    """
    usable = np.isfinite(effect) & np.isfinite(error) & (error > 0)
    telling = usable if spread is None else usable & spread
    tau2 = 0.0
    if telling.any():
        w = 1.0 / error[telling] ** 2
        tau2 = max(0.0, float((w * effect[telling] ** 2).sum() - telling.sum()) / float(w.sum()))
    variance = np.where(usable, error, 1.0) ** 2
    # A twentieth of the error is the least that we let true effects spread: moments of few cells are noisy.
    keep = np.maximum(tau2, variance / 400) / (np.maximum(tau2, variance / 400) + variance)
    value = np.where(usable, keep * effect, np.nan)
    half = Z80 * np.sqrt(keep * variance)
    return Shrunk(value, value - half, value + half, float(np.sqrt(tau2)))


@dataclass(frozen=True, slots=True, eq=False)
class Rates:
    """Rates of many groups: raw, and the posterior of the beta prior that their spread tells."""

    raw: Floats
    shrunk: Floats
    low: Floats
    high: Floats
    mean: float
    strength: float


def shrunk_rates(hits: Floats, n: Floats) -> Rates:
    """Return rates with the posterior mean and its 80 % interval; NaN where n is 0.

    The prior is Beta(mean x strength, (1 - mean) x strength): `strength`, in cases, from the variance
    between the groups beyond what chance makes; 10^6 where there is none.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        raw = np.where(n > 0, hits / np.where(n > 0, n, 1.0), np.nan)
    total = float(n.sum())
    if total == 0:
        empty = np.full(len(n), np.nan)
        return Rates(empty, empty, empty, empty, float("nan"), float("nan"))
    mean = float(hits.sum()) / total
    strength = _strength(hits, n, mean)
    a = hits + max(mean, 1e-9) * strength
    b = n - hits + max(1 - mean, 1e-9) * strength
    some = n > 0
    low, high = (np.where(some, special.betaincinv(a, b, at), np.nan) for at in (0.1, 0.9))
    return Rates(raw, np.where(some, a / (a + b), np.nan), low, high, mean, strength)


def _strength(hits: Floats, n: Floats, mean: float) -> float:
    """Return the prior's weight in cases: mean (1 - mean) / variance between groups, less 1."""
    some = n > 0
    groups, total = int(some.sum()), float(n.sum())
    most = 1e6
    if groups < 2 or mean in {0.0, 1.0}:
        return most
    spread = float((n[some] * (hits[some] / n[some] - mean) ** 2).sum())
    scale = total - float((n[some] ** 2).sum()) / total
    between = (spread - (groups - 1) * mean * (1 - mean)) / scale
    return most if between <= 0 else float(np.clip(mean * (1 - mean) / between - 1, 0.5, most))
