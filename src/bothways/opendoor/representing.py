"""What is typical of a group, and what a majority of everybody holds: the rules of the pol.is server, exactly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from bothways.opendoor.counting import Counts

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]
Way = Literal["agree", "disagree"]

METHOD = "polis-representative/1"
ONE_SIDED_90 = 1.2816
"""Beyond it once in ten by chance on one side. Not 1.645: nobody asks whether a group is *less* agreed than chance."""


@dataclass(frozen=True, slots=True, eq=False)
class Shares:
    """How far each group agrees, and how far more than the others; each (groups, statements).

    `share`: (votes that way + 1) / (seen + 2). `test`: how far from a coin it is, in deviations.
    `more`: the share, divided by that of all the others together. `more_test`: the same in deviations.
    """

    share: Floats
    test: Floats
    more: Floats
    more_test: Floats

    @property
    def metric(self) -> Floats:
        """By which statements are ranked: the product of all four."""
        return self.more * self.more_test * self.share * self.test


@dataclass(frozen=True, slots=True)
class Typical:
    """A statement that is typical of a group: `won` of `seen` voted `way`."""

    statement: int
    way: Way
    won: int
    seen: int
    share: float
    test: float
    more: float
    more_test: float
    best_agree: bool = False


@dataclass(frozen=True, slots=True)
class Majority:
    """A statement that a majority of everybody holds."""

    statement: int
    won: int
    seen: int
    share: float
    test: float


def coin_test(won: Any, seen: Any) -> Floats:
    """Return how many deviations `won` of `seen` lies from a coin, one added to each.

    >>> round(float(coin_test(8, 10)), 6)
    2.110579
    """
    won, seen = np.asarray(won, dtype=float), np.asarray(seen, dtype=float)
    return np.asarray(2.0 * np.sqrt(seen + 1.0) * ((won + 1.0) / (seen + 1.0) - 0.5))


def two_shares_test(won: Any, seen: Any, others_won: Any, others_seen: Any) -> Floats:
    """Return how many deviations two shares lie apart, one added to each of the four counts.

    >>> round(float(two_shares_test(8, 10, 3, 12)), 6)
    2.500878
    """
    won, seen = np.asarray(won, dtype=float) + 1.0, np.asarray(seen, dtype=float) + 1.0
    others_won, others_seen = (
        np.asarray(others_won, dtype=float) + 1.0,
        np.asarray(others_seen, dtype=float) + 1.0,
    )
    pooled = (won + others_won) / (seen + others_seen)
    width = np.sqrt(np.maximum(pooled * (1.0 - pooled) * (1.0 / seen + 1.0 / others_seen), 0.0))
    apart = won / seen - others_won / others_seen
    return np.where(pooled == 1.0, 0.0, apart / np.where(width == 0.0, 1.0, width))


def shares_of(counts: Counts, way: Way) -> Shares:
    """Return each group's shares, one way."""
    won = counts.agree if way == "agree" else counts.disagree
    others_won, others_seen = won.sum(axis=0) - won, counts.seen.sum(axis=0) - counts.seen
    share = (won + 1.0) / (counts.seen + 2.0)
    return Shares(
        share=share,
        test=coin_test(won, counts.seen),
        more=share / ((others_won + 1.0) / (others_seen + 2.0)),
        more_test=two_shares_test(won, counts.seen, others_won, others_seen),
    )


def typical_of(counts: Counts, *, allowed: Truths, at_most: int = 5) -> tuple[tuple[Typical, ...], ...]:
    """Return the statements typical of each group.

    A statement passes that the group holds more than the others do and more than a coin, both beyond
    `ONE_SIDED_90`, one way or the other. First stands the one the group agrees with best, then those with
    the largest product of share, test, and both against the others; those agreed with before the others.
    Where none passes: the best agreed one, else the one that differs most.

    Args:
        counts: by group and statement.
        allowed: the statements that may be chosen (those shown), one truth a statement.
        at_most: how many a group.
    """
    agree, disagree = shares_of(counts, "agree"), shares_of(counts, "disagree")
    return tuple(
        _chosen(number, counts, agree, disagree, allowed, at_most) for number in range(len(counts.agree))
    )


def _chosen(
    group: int, counts: Counts, agree: Shares, disagree: Shares, allowed: Truths, at_most: int
) -> tuple[Typical, ...]:  # fmt: skip
    passes = allowed & (
        ((agree.more_test[group] > ONE_SIDED_90) & (agree.test[group] > ONE_SIDED_90))
        | ((disagree.more_test[group] > ONE_SIDED_90) & (disagree.test[group] > ONE_SIDED_90))
    )
    for_it = agree.more_test[group] > disagree.more_test[group]
    metric = np.where(for_it, agree.metric[group], disagree.metric[group])
    best = _best_agree(group, counts, agree, allowed)
    ranked = [
        int(number) for number in np.argsort(-metric, kind="stable") if passes[number] and number != best
    ]
    picked = ([] if best is None else [best]) + ranked
    if not picked and allowed.any():
        differs = np.where(allowed, np.maximum(agree.more_test[group], disagree.more_test[group]), -np.inf)
        picked = [int(np.argmax(differs))]
    made = [
        _typical(number, group, counts, agree, disagree, best_agree=number == best)
        for number in picked[:at_most]
    ]
    return tuple(sorted(made, key=lambda one: one.way != "agree"))


def _best_agree(group: int, counts: Counts, agree: Shares, allowed: Truths) -> int | None:
    """Return the statement that the group agrees with best; walked in order, for each is held against the last best."""
    best: int | None = None
    share, test = agree.share[group], agree.test[group]
    more, more_test = agree.more[group], agree.more_test[group]
    for number in np.flatnonzero(allowed & (counts.agree[group] + counts.disagree[group] > 0)):
        if best is None:
            better = test[number] > ONE_SIDED_90 or (more[number] > 1.0 and share[number] > 0.5)
        elif more[best] > 1.0:
            better = (more * more_test * share * test)[number] > (more * more_test * share * test)[best]
        else:
            better = share[number] * test[number] > share[best] * test[best]
        if better:
            best = int(number)
    return best


def _typical(
    number: int, group: int, counts: Counts, agree: Shares, disagree: Shares, *, best_agree: bool
) -> Typical:  # fmt: skip
    way: Way = "agree" if agree.more_test[group, number] > disagree.more_test[group, number] else "disagree"
    shares, won = (agree, counts.agree) if way == "agree" else (disagree, counts.disagree)
    return Typical(
        statement=number,
        way=way,
        won=int(won[group, number]),
        seen=int(counts.seen[group, number]),
        share=float(shares.share[group, number]),
        test=float(shares.test[group, number]),
        more=float(shares.more[group, number]),
        more_test=float(shares.more_test[group, number]),
        best_agree=best_agree,
    )


def majority_of(counts: Counts, *, way: Way, allowed: Truths, at_most: int = 5) -> tuple[Majority, ...]:
    """Return the statements that a majority of everybody holds one way, surest first.

    A majority of everybody is not common ground: a large side alone can make it.

    Args:
        counts: of everybody, one group (`Counts.everybody`).
        way: agree or disagree.
        allowed: the statements that may be chosen.
        at_most: how many.
    """
    won = (counts.agree if way == "agree" else counts.disagree)[0]
    seen = counts.seen[0]
    share, test = (won + 1.0) / (seen + 2.0), coin_test(won, seen)
    passes = allowed & (share > 0.5) & (test > ONE_SIDED_90)
    ranked = [int(number) for number in np.argsort(-(share * test), kind="stable") if passes[number]]
    return tuple(
        Majority(number, int(won[number]), int(seen[number]), float(share[number]), float(test[number]))
        for number in ranked[:at_most]
    )


def group_informed(counts: Counts, *, way: Way = "agree") -> Floats:
    """Return the group-informed consensus of each statement: the product over the groups of (won + 1) / (seen + 2).

    `seen` counts passes: a side that shrugs does not agree. To set conversations with different numbers of
    groups side by side, take the root (`** (1 / groups)`).

    >>> round(float(group_informed(Counts(np.array([[8], [9]]), np.zeros((2, 1)), np.array([[10], [12]])))[0]), 6)
    0.535714
    """
    won = counts.agree if way == "agree" else counts.disagree
    return np.asarray(np.prod((won + 1.0) / (counts.seen + 2.0), axis=0))
