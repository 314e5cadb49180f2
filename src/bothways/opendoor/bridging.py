"""What people of different minds agree on, whatever side they declared: agreement that their outlook doesn't explain."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bothways.opendoor.threads import one_thread
from bothways.opendoor.votes import Votes

Floats = NDArray[np.float64]

METHOD = "bridging/1"
INTERCEPTS = 0.15
FACTORS = 0.03
ROUNDS = 300
STILL = 1e-7


@dataclass(frozen=True, slots=True, eq=False)
class Bridging:
    """The rank of each statement as a bridge.

    `bridge`: what a statement is agreed with by whoever, beyond what outlooks explain (statements,); a rank, not a
    share: few statements of a small consultation are far above 0. `slant` (statements,) and `outlook` (people,):
    which way each leans; executives lean to the right where sides are declared. `level`: what all votes share, drawn to 0.
    `settled`: whether the sums came to rest.
    """

    bridge: Floats
    slant: Floats
    outlook: Floats
    level: float
    settled: bool

    @property
    def order(self) -> NDArray[np.int64]:
        """The statements, the strongest bridge first; equal ones as they stand."""
        return np.argsort(-self.bridge.round(9), kind="stable")


def bridging_of(votes: Votes) -> Bridging:
    """Return the bridging rank: vote ≈ level + person + statement + outlook · slant, agree 1, pass ½, disagree 0.

    The least mean of squared errors, plus 0.15 times the mean squares of what people and statements add, plus 0.03
    times those of outlooks and slants. Means over people and over statements, not sums over votes: whoever voted
    little, and what was voted on little, is drawn to 0. Solved by turns, each turn exact.

    Statements taken out have bridge 0 and slant 0. Agreement of a silent majority is no bridge: see `slant`.
    """
    with one_thread():
        return _by_turns(votes)


def _by_turns(votes: Votes) -> Bridging:
    shown = votes.shown
    given = votes.matrix[:, shown]
    cast = ~np.isnan(given)
    total = int(cast.sum())
    people, statements = cast.shape
    if not total:
        return Bridging(np.zeros(len(shown)), np.zeros(len(shown)), np.zeros(people), 0.5, settled=True)
    rating = np.where(cast, (given + 1.0) / 2.0, 0.0)
    seen = cast.astype(float)
    level = float(rating.sum() / total)
    outlook = _first_outlook(np.where(cast, rating - level, 0.0))
    add_people, add_statements, slant = np.zeros(people), np.zeros(statements), np.zeros(statements)
    settled = False
    for _ in range(ROUNDS):
        last = add_statements
        add_statements, slant = _pair(rating.T, seen.T, outlook, add_people + level, total / statements)
        add_people, outlook = _pair(rating, seen, slant, add_statements + level, total / people)
        by_person = seen @ np.stack([add_statements, slant], axis=1)
        explained = seen.sum(axis=1) @ add_people + by_person[:, 0].sum() + by_person[:, 1] @ outlook
        level = float((rating.sum() - explained) / (total + total * INTERCEPTS))
        if np.max(np.abs(add_statements - last)) < STILL:
            settled = True
            break
    turned = -1.0 if _leans_left(votes, outlook, slant) else 1.0
    bridge, leaning = np.zeros(len(shown)), np.zeros(len(shown))
    bridge[shown], leaning[shown] = add_statements, turned * slant
    return Bridging(bridge, leaning, turned * outlook, level, settled)


def _pair(rating: Floats, seen: Floats, other: Floats, known: Floats, scale: float) -> tuple[Floats, Floats]:
    """Return, row by row, the best (addition, factor): a 2 × 2 system each.

    `other` and `known` are the factors and additions of the columns. Only products of the matrices with a few
    vectors: a matrix of what is left would be written anew, people × statements, at every turn.
    """
    sums = seen @ np.stack([np.ones_like(other), other, other * other, known, known * other], axis=1)
    number, first, second = sums[:, 0], sums[:, 1], sums[:, 2]
    left, right = rating.sum(axis=1) - sums[:, 3], rating @ other - sums[:, 4]
    a, d = number + scale * INTERCEPTS, second + scale * FACTORS
    ground = a * d - first * first
    return (d * left - first * right) / ground, (a * right - first * left) / ground


def _first_outlook(centred: Floats) -> Floats:
    """Return a first outlook: the direction in which people differ most. No chance in it, so none in the rank."""
    centred = centred - centred.sum(axis=0) / np.maximum((centred != 0).sum(axis=0), 1)[None, :] * (
        centred != 0
    )
    direction = np.zeros(centred.shape[1])
    if centred.any():
        direction = centred[int(np.argmax((centred**2).sum(axis=1)))].copy()
    for _ in range(30):
        direction = centred.T @ (centred @ direction)
        length = float(np.linalg.norm(direction))
        if not length:
            break
        direction /= length
    return np.asarray(centred @ direction)


def _leans_left(votes: Votes, outlook: Floats, slant: Floats) -> bool:
    from bothways.terms import Side  # noqa: PLC0415 - only the word

    executives, staff = votes.of_side(Side.EXECUTIVES), votes.of_side(Side.STAFF)
    if executives.any() and staff.any():
        return bool(outlook[executives].mean() < outlook[staff].mean())
    return bool(slant.sum() < 0)
