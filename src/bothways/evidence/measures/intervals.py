"""Intervals at 80 %, in closed form: how far a value may lie from what few deals show.

Rates by Wilson's score interval, means by Student's t, medians by the ranks of the values themselves,
medians of waits that are not over by the band of Kaplan and Meier. No table, no sampling, no SciPy.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import lru_cache

from bothways.terms import Interval

LEVEL = 0.8
Z = 1.2815515655446004
"""The normal quantile of 0.9: one tenth of the mass on each side."""


def rate_interval(hits: float, n: float) -> Interval | None:
    """Return Wilson's interval of a rate of `hits` in `n`; None when n is 0.

    Closed form, never outside 0 to 1, and still of some width when all or none hit.

    >>> rate_interval(5, 10).low < 0.5 < rate_interval(5, 10).high
    True
    """
    if n <= 0:
        return None
    p, z2 = min(max(hits / n, 0.0), 1.0), Z * Z
    middle = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = Z / (1 + z2 / n) * math.sqrt(p * (1 - p) / n + z2 / (4 * n * n))
    low = 0.0 if p == 0 else max(0.0, middle - half)
    high = 1.0 if p == 1 else min(1.0, middle + half)
    return Interval(low, high, LEVEL, "wilson")


def weighted_rate_interval(part: float, whole: float, squares: float) -> Interval | None:
    """Return the interval of a share of an amount: Wilson's, with Kish's effective count for n.

    One large deal among many small ones makes the share as unsure as a handful of deals would:
    n = (sum of amounts)² / (sum of squared amounts).
    """
    if whole <= 0 or squares <= 0:
        return None
    n = whole * whole / squares
    found = rate_interval(part / whole * n, n)
    return None if found is None else Interval(found.low, found.high, LEVEL, "wilson-kish")


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
    if n < 2:
        return None
    mean = total / n
    variance = max(0.0, (squares - n * mean * mean) / (n - 1))
    half = student(n - 1) * math.sqrt(variance / n)
    return Interval(mean - half, mean + half, LEVEL, "student")


def median_ranks(n: int) -> tuple[int, int] | None:
    """Return the ranks (from 1) of the two values between which the median lies at 80 % or more.

    The count of values under the median is Binomial(n, ½), whatever they are distributed like; the ranks
    are its normal bound rounded outwards, never inside the exact ones (tested up to n = 3,000). None under
    4 values: no two ranks reach 80 %.
    """
    if n < 4:
        return None
    low = max(1, math.floor((n - Z * math.sqrt(n)) / 2))
    return low, n + 1 - low


def median_of(ranked: Iterable[tuple[float, int]], n: int) -> tuple[float, Interval | None]:
    """Return median and interval of n values from (value, rank of its last occurrence).

    Only the values at the middle and at `median_ranks` are needed.

    >>> median_of([(1, 1), (3, 2), (8, 4)], 4)[0]
    5.5
    """
    ordered = sorted(ranked, key=lambda pair: pair[1])

    def at(rank: int) -> float:
        return next(value for value, last in ordered if last >= rank)

    middle = (at((n + 1) // 2) + at(n // 2 + 1)) / 2
    ranks = median_ranks(n)
    interval = Interval(at(ranks[0]), at(ranks[1]), LEVEL, "order-statistics") if ranks else None
    return middle, interval


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
