"""Comparisons within strata: Mantel and Haenszel's differences and ratios, false discoveries, E-values.

Tables are arrays of whole counts, last axis the strata, any axes before (themes): `a` of `n1` with the
theme were won, `c` of `n0` without.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
METHOD = "mantel-haenszel/1"


def risk_difference(a: Floats, n1: Floats, c: Floats, n0: Floats) -> tuple[Floats, Floats]:
    """Return Mantel and Haenszel's risk difference and Sato's standard error; NaN where nothing compares.

    Consistent with few large strata and with many small ones (Sato 1989), which a pooled difference of
    plain rates is not: a stratum with only one sort of deals says nothing and counts nothing.

    >>> difference, error = risk_difference(*(np.array([x], float) for x in (3, 10, 5, 10)))
    >>> float(difference)
    -0.2
    """
    size = n1 + n0
    safe = np.where(size > 0, size, 1.0)
    weight = n1 * n0 / safe
    total = weight.sum(axis=-1)
    known = np.where(total > 0, total, np.nan)
    difference = ((a * n0 - c * n1) / safe).sum(axis=-1) / known
    p = ((n1 * n1 * c - n0 * n0 * a + n1 * n0 * (n0 - n1) / 2) / (safe * safe)).sum(axis=-1)
    q = ((a * (n0 - c) + c * (n1 - a)) / (2 * safe)).sum(axis=-1)
    variance = (difference * p + q) / (known * known)
    return difference, np.sqrt(np.maximum(variance, 0.0))


def risk_ratio(a: Floats, n1: Floats, c: Floats, n0: Floats) -> tuple[Floats, Floats]:
    """Return Mantel and Haenszel's risk ratio and the standard error of its logarithm (Greenland, Robins 1985)."""
    size = n1 + n0
    safe = np.where(size > 0, size, 1.0)
    with_theme, without = (a * n0 / safe).sum(axis=-1), (c * n1 / safe).sum(axis=-1)
    known = (with_theme > 0) & (without > 0)
    both = np.where(known, with_theme * without, np.nan)
    ratio = with_theme / np.where(known, without, np.nan)
    spread = (((a + c) * n1 * n0 - a * c * size) / (safe * safe)).sum(axis=-1)
    return ratio, np.sqrt(np.maximum(spread / both, 0.0))


def chance(a: Floats, n1: Floats, c: Floats, n0: Floats) -> tuple[Floats, Floats]:
    """Return z and p of Cochran, Mantel and Haenszel's test (no correction); z 0 and p 1 where nothing compares."""
    size = n1 + n0
    safe = np.where(size > 0, size, 1.0)
    won = a + c
    gap = (a - n1 * won / safe).sum(axis=-1)
    spread = n1 * n0 * won * (size - won) / (safe * safe * np.maximum(size - 1, 1.0))
    variance = spread.sum(axis=-1)
    z = np.where(variance > 0, gap / np.sqrt(np.where(variance > 0, variance, 1.0)), 0.0)
    return z, two_sided(z)


def two_sided(z: Floats) -> Floats:
    """Return the probability of a normal value as far out as z, on either side."""
    flat = [math.erfc(abs(float(one)) / math.sqrt(2)) for one in np.ravel(z)]
    return np.array(flat, dtype=np.float64).reshape(np.shape(z))


def false_discovery(p: Floats) -> Floats:
    """Return Benjamini and Hochberg's adjusted p; a NaN was not tested, counts nothing and stays NaN.

    >>> false_discovery(np.array([0.01, 0.04, 0.5])).round(2).tolist()
    [0.03, 0.06, 0.5]
    """
    adjusted = np.full(p.shape, np.nan)
    tested = np.flatnonzero(~np.isnan(p))
    if not tested.size:
        return adjusted
    order = tested[np.argsort(p[tested], kind="stable")]
    scaled = p[order] * tested.size / np.arange(1, tested.size + 1)
    adjusted[order] = np.minimum(1.0, np.minimum.accumulate(scaled[::-1])[::-1])
    return adjusted


def e_value(ratio: float, limit: float | None = None) -> float:
    """Return how strong an unseen cause would have to be to explain a risk ratio away (VanderWeele, Ding 2017).

    It would have to go with the theme and with the outcome by this risk ratio each. With `limit`, the end
    of the interval that is nearer to no difference, it is told of that end, 1 when the interval holds it.

    >>> round(e_value(3.9), 2), round(e_value(1 / 3.9), 2), e_value(1.5, 0.9)
    (7.26, 7.26, 1.0)
    """
    if math.isnan(ratio) or ratio <= 0:
        return math.nan
    told = ratio if limit is None else limit
    if limit is not None and (ratio - 1) * (limit - 1) <= 0:
        return 1.0
    strength = 1 / told if told < 1 else told
    return strength + math.sqrt(strength * (strength - 1))
