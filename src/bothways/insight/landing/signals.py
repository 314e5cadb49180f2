"""Does what is known when a deal is created tell whether it will be won? Tested on deals that closed later.

A feature that told deals apart in the past and doesn't any more is worse than none: it is tried on the last
part of the time, with what the first part taught, and held against saying the same of all.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
_SHRINK = 20.0
_FEWEST = 50
_LAST = 0.3
_ALPHA = 0.05
_Z = 1.2815515655446004


@dataclass(frozen=True, slots=True)
class Signal:
    """What a feature (or all of them) told of later deals.

    `auc`: how often a won deal stood above a lost one, .5 is chance, with its 80 % range; `skill`: by which
    share it lowers the squared error of the base rate, negative: worse; `n` later deals. `tells` is None
    where they are too few to say.
    """

    name: str
    auc: float
    low: float
    high: float
    skill: float
    n: int
    tells: bool | None


def signals(
    features: Mapping[str, npt.NDArray[np.object_]], *, won: npt.NDArray[np.bool_], closed: Floats
) -> tuple[Signal, ...]:
    """Test each feature, and all together ("all"), on the last 30 % of the closed deals by day of closing.

    Args:
        features: texts known at creation, one a closed deal; "" is not given.
        won: whether each was won.
        closed: the day on which each closed.
    """
    order = np.argsort(closed, kind="stable").astype(np.int64)
    cut = int(len(order) * (1 - _LAST))
    # A day isn't split: what closed on the same day was not known before.
    cut = int(np.searchsorted(closed[order], closed[order][cut], side="left")) if cut < len(order) else cut
    first, last = order[:cut], order[cut:]
    found, scores = [], []
    for name, texts in features.items():
        if len(np.unique(texts.astype(str))) < 2:
            continue
        score = _learnt(texts, won, first, last)
        scores.append(score)
        found.append(_judged(name, score, won, first, last))
    if len(scores) > 1:
        # Naive on purpose: features that say the same are counted twice, as whoever adds up scores does.
        found.append(_judged("all", np.sum(scores, axis=0), won, first, last))
    return _holm(found)


def auc_of(score: Floats, won: npt.NDArray[np.bool_]) -> float:
    """Return how often a won one's score is above a lost one's, ties by halves; .5 where one kind is missing.

    >>> auc_of(np.array([0.1, 0.9]), np.array([False, True]))
    1.0
    """
    n, m = int(won.sum()), int((~won).sum())
    if not n or not m:
        return 0.5
    _, place, count = np.unique(score, return_inverse=True, return_counts=True)
    rank = np.cumsum(count) - (count - 1) / 2
    return float((rank[place][won].sum() - n * (n + 1) / 2) / (n * m))


def _learnt(texts: npt.NDArray[np.object_], won: npt.NDArray[np.bool_], first: Ints, last: Ints) -> Floats:
    """Return, for the later deals, the log odds above the base that the first ones taught, shrunk."""
    codes = np.unique(texts.astype(str), return_inverse=True)[1]
    size = int(codes.max()) + 1
    base = _clip(float(won[first].mean())) if len(first) else 0.5
    n = np.bincount(codes[first], minlength=size)
    hits = np.bincount(codes[first], won[first], minlength=size)
    rate = np.clip((hits + _SHRINK * base) / (n + _SHRINK), 0.001, 0.999)
    return np.asarray((np.log(rate / (1 - rate)) - math.log(base / (1 - base)))[codes[last]])


def _judged(name: str, score: Floats, won: npt.NDArray[np.bool_], first: Ints, last: Ints) -> Signal:
    hit = won[last]
    n, m = int(hit.sum()), int((~hit).sum())
    if min(n, m) < _FEWEST // 5 or n + m < _FEWEST or len(first) < _FEWEST:
        return Signal(name, math.nan, math.nan, math.nan, math.nan, n + m, None)
    base = _clip(float(won[first].mean()))
    odds = math.log(base / (1 - base)) + score
    chance = 1 / (1 + np.exp(-odds))
    plain = float(((base - hit) ** 2).mean())
    skill = 1 - float(((chance - hit) ** 2).mean()) / plain if plain > 0 else 0.0
    auc = auc_of(score, hit)
    # Hanley and McNeil's error of an AUC.
    q1, q2 = auc / (2 - auc), 2 * auc * auc / (1 + auc)
    error = math.sqrt(max(auc * (1 - auc) + (n - 1) * (q1 - auc**2) + (m - 1) * (q2 - auc**2), 0.0) / (n * m))
    low, high = auc - _Z * error, auc + _Z * error
    return Signal(name, auc, max(low, 0.0), min(high, 1.0), skill, n + m, False)


def _holm(found: list[Signal]) -> tuple[Signal, ...]:
    """Say of which features it is proven: at 5 % over all of them (Holm), and only where the error is lower too.

    With six features, chance alone would let some feature look useful every other time.
    """
    known = [one for one in found if one.tells is not None]
    chance = {one.name: _by_chance(one) for one in known}
    proven: set[str] = set()
    for n, one in enumerate(sorted(known, key=lambda one: chance[one.name])):
        if chance[one.name] * (len(known) - n) > _ALPHA:
            break
        proven.add(one.name)
    return tuple(
        one if one.tells is None else replace(one, tells=one.name in proven and one.skill > 0)
        for one in found
    )


def _by_chance(one: Signal) -> float:
    """Return how often a feature that tells nothing would do so well."""
    error = max((one.high - one.low) / (2 * _Z), 1e-9)
    return 0.5 * math.erfc((one.auc - 0.5) / error / math.sqrt(2))


def _clip(rate: float) -> float:
    return min(max(rate, 0.001), 0.999)
