"""Intervals at 80 %, in closed form: how far a value may lie from what few deals show.

Rates by Wilson's score interval, means by Student's t, medians by the ranks of the values themselves,
medians of waits that are not over by the band of Kaplan and Meier. No table, no sampling, no SciPy.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from bothways.terms import Interval

Numbers = Sequence[float] | npt.NDArray[Any]
Floats = npt.NDArray[Any]
Flags = npt.NDArray[np.bool_]
Integers = npt.NDArray[np.int64]

LEVEL = 0.8
Z = 1.2815515655446004
"""The normal quantile of 0.9: one tenth of the mass on each side."""
FEWEST = 4
"""So many values a median needs for an interval."""


def rate_interval(hits: float, n: float) -> Interval | None:
    """Return Wilson's interval of a rate of `hits` in `n`; None when n is 0.

    Closed form, never outside 0 to 1, and still of some width when all or none hit.

    >>> rate_interval(5, 10).low < 0.5 < rate_interval(5, 10).high
    True
    """
    return rate_intervals([hits], [n])[0]


def rate_intervals(hits: Numbers, n: Numbers, method: str = "wilson") -> list[Interval | None]:
    """Return Wilson's intervals of many rates; None where n is 0."""
    counts = np.asarray(n, dtype=float)
    known = counts > 0
    counts = np.where(known, counts, 1.0)
    p, z2 = np.clip(np.asarray(hits) / counts, 0.0, 1.0), Z * Z
    middle = (p + z2 / (2 * counts)) / (1 + z2 / counts)
    half = Z / (1 + z2 / counts) * np.sqrt(p * (1 - p) / counts + z2 / (4 * counts * counts))
    low = np.where(p == 0, 0.0, np.maximum(0.0, middle - half))
    high = np.where(p == 1, 1.0, np.minimum(1.0, middle + half))
    return _intervals(low, high, known, method)


def weighted_rate_interval(part: float, whole: float, squares: float) -> Interval | None:
    """Return the interval of a share of an amount: Wilson's, with Kish's effective count for n.

    One large deal among many small ones makes the share as unsure as a handful of deals would:
    n = (sum of amounts)² / (sum of squared amounts).
    """
    return weighted_rate_intervals([part], [whole], [squares])[0]


def weighted_rate_intervals(part: Numbers, whole: Numbers, squares: Numbers) -> list[Interval | None]:
    """Return the intervals of many shares of amounts; None where there is no amount."""
    wholes, spread = np.asarray(whole, dtype=float), np.asarray(squares, dtype=float)
    known = (wholes > 0) & (spread > 0)
    n = np.where(known, wholes * wholes / np.where(known, spread, 1.0), 0.0)
    share = np.asarray(part) / np.where(known, wholes, 1.0)
    return rate_intervals(share * n, n, "wilson-kish")


def _intervals(low: Floats, high: Floats, known: Flags, method: str) -> list[Interval | None]:
    return [
        Interval(least, most, LEVEL, method) if is_known else None
        for least, most, is_known in zip(low.tolist(), high.tolist(), known.tolist(), strict=True)
    ]


@lru_cache(maxsize=4096)
def student(degrees: int) -> float:
    """Return Student's t at 0.9 for that many degrees of freedom.

    1 and 2 in closed form, 3 and 4 as printed in every table, above by the Cornish-Fisher expansion
    (off by less than 0.0005).
    """
    if degrees < 1:
        raise ValueError(degrees)
    exact = {1: math.tan(math.pi * 0.4), 2: 0.8 * math.sqrt(2 / (1 - 0.8**2)), 3: 1.637744, 4: 1.533206}
    if degrees in exact:
        return exact[degrees]
    z, v = Z, float(degrees)
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    fourth = (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160
    return z + first / v + second / v**2 + third / v**3 + fourth / v**4


def mean_interval(total: float, squares: float, n: int) -> Interval | None:
    """Return Student's interval of a mean from sum, sum of squares and n; None under 2 values."""
    return mean_intervals([total], [squares], [n])[0]


def mean_intervals(total: Numbers, squares: Numbers, n: Numbers) -> list[Interval | None]:
    """Return Student's intervals of many means; None under 2 values."""
    counts = np.asarray(n, dtype=float)
    known = counts >= 2
    counts = np.where(known, counts, 2.0)
    mean = np.asarray(total) / counts
    variance = np.maximum(0.0, (np.asarray(squares) - counts * mean * mean) / (counts - 1))
    quantiles = np.array([student(int(count) - 1) for count in counts.tolist()])
    half = quantiles * np.sqrt(variance / counts)
    return _intervals(mean - half, mean + half, known, "student")


def median_ranks(n: int) -> tuple[int, int] | None:
    """Return the ranks (from 1) of the two values between which the median lies at 80 % or more.

    The count of values under the median is Binomial(n, ½), whatever they are distributed like; the ranks
    are its normal bound rounded outwards, never inside the exact ones (tested up to n = 3,000). None under
    4 values: no two ranks reach 80 %.
    """
    if n < FEWEST:
        return None
    low = int(_lower_ranks(np.array([n]))[0])
    return low, n + 1 - low


def _lower_ranks(n: Integers) -> Integers:
    return np.maximum(1, np.floor((n - Z * np.sqrt(n)) / 2).astype(np.int64))


def medians(
    values: Integers, groups: Integers, count: int
) -> tuple[list[int], list[float | None], list[Interval | None]]:
    """Return n, median and interval of the values of each group 0 to `count` - 1; None where there is none.

    >>> medians(np.array([8, 1, 3, 8]), np.array([0, 0, 0, 0]), 2)[:2]
    ([4, 0], [5.5, None])
    """
    order = np.lexsort((values, groups))
    ordered = np.append(values[order], 0)
    n = np.bincount(groups, minlength=count)
    first = np.cumsum(n) - n
    some = n > 0
    lower, upper = (np.where(some, first + rank, -1) for rank in ((n - 1) // 2, n // 2))
    middle = (ordered[lower] + ordered[upper]) / 2
    ends, enough = _lower_ranks(n), n >= FEWEST
    low, high = (ordered[np.where(enough, first + end - 1, -1)] for end in (ends, n + 1 - ends))
    found = [
        value if is_some else None for value, is_some in zip(middle.tolist(), some.tolist(), strict=True)
    ]
    return n.tolist(), found, _intervals(low, high, enough, "order-statistics")


def waiting_median(waits: Sequence[tuple[float, bool, int]]) -> tuple[float | None, Interval | None]:
    """Return the median wait and its interval from (how long, over?, how often).

    Kaplan and Meier: who still waits counts for as long as was seen. The median is the first wait at
    which half or fewer remain; None where more than half still wait. The interval holds the waits at
    which the curve can't be told from one half (Brookmeyer and Crowley, with Greenwood's variance);
    an end that was not reached leaves it out.
    """
    steps: dict[float, list[int]] = {}
    for days, over, times in waits:
        step = steps.setdefault(days, [0, 0])
        step[0 if over else 1] += times
    at_risk = sum(done + waiting for done, waiting in steps.values())
    left, spread = 1.0, 0.0
    median, low, high = None, None, None
    for days in sorted(steps):
        done, waiting = steps[days]
        if done:
            left *= 1 - done / at_risk
            spread += done / (at_risk * (at_risk - done)) if at_risk > done else math.inf
            error = left * math.sqrt(spread) if left else 0.0
            if low is None and left - Z * error <= 0.5:
                low = days
            if median is None and left <= 0.5:
                median = days
            if high is None and left + Z * error <= 0.5:
                high = days
        at_risk -= done + waiting
    if median is None or low is None or high is None:
        return median, None
    return median, Interval(low, high, LEVEL, "kaplan-meier")
