"""Two orders compared: rank-biased overlap, which weighs the top, and Kendall's tau-b, which weighs all pairs alike."""

from __future__ import annotations

import math
from itertools import combinations
from typing import Final

from bothways.terms import Refusal

__all__ = ["Order", "kendall_tau_b", "places_of", "rank_biased_overlap", "weight_of_top"]

Order = tuple[tuple[str, ...], ...]
"""Groups of items, first to last; the items of one group are level."""
_P: Final = 0.8


def places_of(order: Order) -> dict[str, float]:
    """Return the place of each item, from 1; level items share the middle of their places.

    >>> places_of((("a",), ("b", "c")))
    {'a': 1.0, 'b': 2.5, 'c': 2.5}
    """
    found: dict[str, float] = {}
    before = 0
    for group in order:
        for item in group:
            if item in found:
                raise Refusal("ranked-twice", f"“{item}” has two places.", data={"item": item})
            found[item] = before + (len(group) + 1) / 2
        before += len(group)
    return found


def rank_biased_overlap(order: Order, *, other: Order, p: float = _P) -> float:
    """Return the extrapolated rank-biased overlap, 0 to 1 (Webber, Moffat, Zobel 2010, equation 32, uneven lengths).

    The share in common at each depth d weighs p^(d − 1); with p = 0.8 the first three places carry 73 % of the weight.
    Level items are at each depth as likely inside as the random breaking of ties makes them (Corsi and Urbano 2024,
    RBO^a). Nothing is said of what lies below the lists: they are taken to go on as they did.

    Errors: `Refusal` "empty-order", "no-share" for p outside (0, 1).

    >>> rank_biased_overlap((("a",), ("b",)), other=(("a",), ("b",)))
    1.0
    """
    if not 0 < p < 1:
        raise Refusal("no-share", "p lies between 0 and 1.", data={"p": p})
    short, long = sorted((order, other), key=_length)
    s, length = _length(short), _length(long)
    if s == 0:
        raise Refusal("empty-order", "One side ranked nothing.", hint="Both sides rank at least one.")
    inside, there = _inside(short, length), _inside(long, length)
    common = [
        sum(share[d] * there[item][d] for item, share in inside.items() if item in there)
        for d in range(length)
    ]
    whole_s, whole = common[s - 1], common[length - 1]
    total = sum(common[d - 1] / d * p**d for d in range(1, length + 1))
    total += sum(whole_s * (d - s) / (s * d) * p**d for d in range(s + 1, length + 1))
    found = (1 - p) / p * total + ((whole - whole_s) / length + whole_s / s) * p**length
    return min(1.0, max(0.0, round(found, 12)))


def kendall_tau_b(order: Order, *, other: Order) -> float | None:
    """Return Kendall's tau-b over everything that either side ranked; what one side did not rank is level, last, there.

    tau-b = (C − D) / √((N − T₁)(N − T₂)): pairs in the same and in opposite order, all pairs, pairs level in each.
    None where a side is level throughout: there is no order to compare.

    >>> kendall_tau_b((("a",), ("b",)), other=(("b",), ("a",)))
    -1.0
    """
    here, there = places_of(order), places_of(other)
    items = sorted(here.keys() | there.keys())
    last = len(items) + 1.0
    score = level_here = level_there = 0
    for one, two in combinations(items, 2):
        first = _sign(here.get(one, last) - here.get(two, last))
        second = _sign(there.get(one, last) - there.get(two, last))
        score += first * second
        level_here += first == 0
        level_there += second == 0
    pairs = math.comb(len(items), 2)
    below = (pairs - level_here) * (pairs - level_there)
    return score / math.sqrt(below) if below else None


def weight_of_top(depth: int, *, p: float = _P) -> float:
    """Return what share of the weight of `rank_biased_overlap` the first places carry (Webber et al., equation 21).

    >>> round(weight_of_top(3), 2)
    0.73
    """
    rest = math.log(1 / (1 - p)) - sum(p**i / i for i in range(1, depth))
    return 1 - p ** (depth - 1) + (1 - p) / p * depth * rest


def _length(order: Order) -> int:
    return sum(len(group) for group in order)


def _inside(order: Order, depths: int) -> dict[str, list[float]]:
    """For each item, how surely it is among the first 1, 2, … places."""
    found: dict[str, list[float]] = {}
    before = 0
    for group in order:
        shares = [min(1.0, max(0.0, (d - before) / len(group))) for d in range(1, depths + 1)]
        found |= dict.fromkeys(group, shares)
        before += len(group)
    return found


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)
