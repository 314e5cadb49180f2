"""Counts in bands that depend on how many answered, never on what they answered.

A band must leave insiders in doubt about everybody else: if the two who put their answers together are the only
ones who disagreed, "9 to 12 of 12" still leaves one more disagreement possible, "10 to 12 of 12" does not.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, product

from bothways.terms import Refusal

__all__ = [
    "Band",
    "Edges",
    "band_of",
    "edges_for",
    "ranges",
    "schemes",
    "share_between",
    "size_band",
    "within",
]

Edges = tuple[int, ...]
STEP = 5  # per cent: finer ends of a band would give the number of people away
SIZES = (2, 3, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000)


@dataclass(frozen=True, slots=True)
class Band:
    """A share in per cent, from `low` to `high`, both ends rounded outward to fives."""

    low: int
    high: int

    @property
    def tells(self) -> bool:
        """Whether the band says anything at all."""
        return (self.low, self.high) != (0, 100)

    def __str__(self) -> str:
        return f"{self.low} to {self.high} %" if self.tells else "too few to show which way"


def ranges(edges: Edges, *, n: int) -> list[tuple[int, int]]:
    """Return the bands as (lowest count, highest count).

    >>> ranges((0, 4, 8), n=11)
    [(0, 3), (4, 7), (8, 11)]
    """
    return list(zip(edges, [*(edge - 1 for edge in edges[1:]), n], strict=True))


def within(count: int, *, n: int, edges: Edges) -> tuple[int, int]:
    """Return the lowest and the highest count of the band that holds `count`."""
    if not 0 <= count <= n:
        raise Refusal(
            "no-such-count", "So many of so many can't be.", hint="Count over the same people as the bands."
        )
    return next((low, high) for low, high in ranges(edges, n=n) if low <= count <= high)


def band_of(count: int, *, n: int, edges: Edges) -> Band:
    """Return the band of `count` of `n`, as shares that may be shown.

    >>> str(band_of(8, n=11, edges=(0, 4, 8)))
    '70 to 100 %'
    """
    low, high = within(count, n=n, edges=edges)
    return share_between(low / n, high / n) if n else Band(0, 100)


def share_between(low: float, high: float) -> Band:
    """Return the band of a share between 0 and 1, its ends rounded outward."""
    return Band(
        math.floor(round(100 * low / STEP, 9)) * STEP, min(100, math.ceil(round(100 * high / STEP, 9)) * STEP)
    )


def size_band(n: int) -> str:
    """Return how many people, in words that don't give the number away.

    >>> size_band(7), size_band(12), size_band(10_400)
    ('5 to 9', '10 to 19', '10000 or more')
    """
    if n < SIZES[0]:
        return f"fewer than {SIZES[0]}"
    for low, after in pairwise(SIZES):
        if n < after:
            return f"{low} to {after - 1}" if after - 1 > low else str(low)
    return f"{SIZES[-1]} or more"


def candidates(n: int, insiders: int) -> Iterator[Edges]:
    """Yield ways to cut 0..n, fine ones first: both end bands hold `insiders` + 2 counts or more, all others two."""
    least = insiders + 2
    for many in (20, 10, 5, 4, 3, 2):
        if n < 20 * many and many > 5:
            continue  # five hundredths need hundreds of people to mean anything
        equal = max(least, (n + 1) // many)
        inner = many - 2
        ends = sorted(range(max(least, equal - 4), equal + 4), key=lambda end: abs(end - equal))
        pairs = [(low, low + more) for low in ends for more in (0, 1, -1) if low + more >= least]
        for low, high in pairs if many <= 5 else pairs[:3]:
            middle = n + 1 - low - high
            if middle < 2 * inner or (not inner and middle):
                continue
            cuts = [low + round(middle * part / inner) for part in range(inner)] if inner else []
            yield (0, *cuts, n + 1 - high)


def leaves_doubt(edges: Edges, *, n: int, insiders: int) -> bool:
    """Whether the bands of agree, disagree and pass together leave doubt about everybody, whatever the answers.

    The three sum to n, so two bands narrow the third: 4 to 6 and 4 to 6 of 10 leave 0 to 2.
    """
    bands = ranges(edges, n=n)
    for three in product(bands, repeat=3):
        lows, highs = sum(low for low, _ in three), sum(high for _, high in three)
        if not lows <= n <= highs:
            continue
        for low, high in three:
            sharpest_low = max(low, n - (highs - high))
            sharpest_high = min(high, n - (lows - low))
            if sharpest_low > n - insiders - 1 or sharpest_high < insiders + 1:
                return False
    return True


@lru_cache(maxsize=4096)
def schemes(n: int, insiders: int) -> tuple[Edges, ...]:
    """Return the cuts of 0..n that are safe by themselves, the finest first; the last is one band, which says nothing."""
    safe = [edges for edges in candidates(n, insiders) if leaves_doubt(edges, n=n, insiders=insiders)]
    return (*dict.fromkeys(safe), (0,))


def edges_for(n: int, *, insiders: int = 2) -> Edges:
    """Return the lowest counts of the bands for `n` people who answered.

    >>> edges_for(7), edges_for(11), edges_for(6)
    ((0, 4), (0, 4, 8), (0,))
    """
    return schemes(n, insiders)[0]
