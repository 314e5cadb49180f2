"""Opinion groups that show by themselves: k-means with several starts, how many groups, and whether they are real."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bothways.opendoor.space import Space, map_of, opinionated, space_of
from bothways.opendoor.votes import Votes

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

METHOD = "opinion-groups/1"
FEWEST = 20
"""Fewer people who hold an opinion make no groups: two axes can always be drawn through a handful of points."""
BASES = 100
STEADY = 0.6
"""Mean agreement (adjusted Rand) of the groups with those of samples of the same people, below which they aren't told."""
BY_CHANCE = 0.05
STARTS = 8
MOST_SAMPLED = 1000
"""More people than these are sampled first when groups are tried: a thousand tell as much, in a tenth of the time."""
ROUNDS = 50


@dataclass(frozen=True, slots=True, eq=False)
class Clusters:
    """Clusters of points: each point's `labels`, the `centres`, and the weighted sum of squares within."""

    labels: Whole
    centres: Floats
    within: float


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """The groups of a consultation, the largest first.

    `labels`: each person's group, −1 for who has none. `told`: whether they may be spoken of; if not, `why`.
    `silhouette`: how much nearer people stand to their own group than to the next (1 apart, 0 not at all).
    `steady`: how alike the groups of resampled people are to these (adjusted Rand, 1 the same, 0 as by chance).
    `by_chance`: how often votes without any group in them make groups as clear.
    """

    labels: Whole
    centres: Floats
    silhouette: float
    steady: float | None
    by_chance: float | None
    told: bool
    why: str

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many people each group has."""
        return tuple(int(np.count_nonzero(self.labels == number)) for number in range(len(self.centres)))


def means_of(
    points: Floats, *, starts: Floats, weights: Floats | None = None, rounds: int = ROUNDS
) -> Clusters:
    """Return the clusters that k-means comes to from given centres: a centre without points stays where it is.

    Args:
        points: (points, 2).
        starts: the centres to begin with (clusters, 2).
        weights: of the points.
        rounds: at most so many.
    """
    return _means(points, starts[None].astype(float), weights, rounds)


def _means(points: Floats, starts: Floats, weights: Floats | None, rounds: int = ROUNDS) -> Clusters:
    """Return the tightest of the clusters that several starts (starts, clusters, 2) come to, all at once."""
    heavy = np.ones(len(points)) if weights is None else weights
    centres = starts.copy()
    tries, many = centres.shape[:2]
    shift = np.arange(tries)[:, None] * many
    loads, parts = np.tile(heavy, tries), [np.tile(heavy * points[:, axis], tries) for axis in range(2)]
    labels = np.full((tries, len(points)), -1, dtype=np.int64)
    for _ in range(rounds):
        nearest = np.argmin(_squares(points, centres.reshape(-1, 2)).reshape(-1, tries, many), axis=2).T
        if np.array_equal(nearest, labels):
            break
        labels = nearest
        flat = (labels + shift).reshape(-1)
        load = np.bincount(flat, weights=loads, minlength=tries * many).reshape(tries, many)
        for axis, part in enumerate(parts):
            total = np.bincount(flat, weights=part, minlength=tries * many).reshape(tries, many)
            # A centre without points stays where it is.
            centres[:, :, axis] = np.where(
                load > 0, total / np.where(load > 0, load, 1.0), centres[:, :, axis]
            )
    own = np.take_along_axis(centres, labels[:, :, None], axis=1) if len(points) else np.zeros((tries, 0, 2))
    within = (heavy * ((points[None] - own) ** 2).sum(axis=2)).sum(axis=1)
    best = int(np.argmin(within))
    return Clusters(np.ascontiguousarray(labels[best]), centres[best], float(within[best]))


def silhouette(points: Floats, labels: Whole) -> float:
    """Return the mean silhouette; a point alone in its cluster counts 0.

    >>> round(silhouette(np.array([[0.0, 0], [0, 1], [9, 0], [9, 1]]), np.array([0, 0, 1, 1])), 2)
    0.89
    """
    many = int(labels.max(initial=-1)) + 1
    if many < 2:
        return 0.0
    member = (labels[:, None] == np.arange(many)[None, :]).astype(float)
    sizes = member.sum(axis=0)
    sums = np.sqrt(np.maximum(_squares(points, points), 0.0)) @ member
    rows = np.arange(len(points))
    own = sums[rows, labels] / np.maximum(sizes[labels] - 1, 1)
    means = sums / np.maximum(sizes, 1)[None, :]
    means[rows, labels] = np.inf
    means[:, sizes == 0] = np.inf
    other = means.min(axis=1)
    widest = np.maximum(own, other)
    value = np.where(
        (sizes[labels] > 1) & (widest > 0), (other - own) / np.where(widest > 0, widest, 1.0), 0.0
    )
    return float(value.mean())


def adjusted_rand(one: Whole, other: Whole) -> float:
    """Return how alike two groupings of the same people are: 1 the same, about 0 by chance.

    >>> adjusted_rand(np.array([0, 0, 1, 1]), np.array([1, 1, 0, 0]))
    1.0
    """
    table = np.zeros((int(one.max(initial=0)) + 1, int(other.max(initial=0)) + 1))
    np.add.at(table, (one, other), 1.0)
    both = _pairs(table).sum()
    rows, columns = _pairs(table.sum(axis=1)).sum(), _pairs(table.sum(axis=0)).sum()
    expected = rows * columns / max(_pairs(np.array(float(len(one)))), 1.0)
    most = (rows + columns) / 2
    return 1.0 if most == expected else float((both - expected) / (most - expected))


def groups_of(
    votes: Votes, *, seed: int = 0, before: Groups | None = None, samples: int = 20, space: Space | None = None
) -> Groups:  # fmt: skip
    """Return the groups that show by themselves, or why there are none to tell.

    1. People who agreed or disagreed with anything are placed (`map_of`).
    2. More than 100 places are drawn together to 100, as the server does: so the time grows with the people.
    3. k-means for 2 to 5 groups (at most 2 + places / 12), from several starts, the best silhouette wins.
    4. They are told only where the people are 20 or more, samples of the same people give much the same
       groups, and votes shuffled statement by statement (which holds no groups) seldom give as clear ones.

    Args:
        votes: of the consultation.
        seed: of the starts, the samples and the shuffles.
        before: the groups before the last few votes: k-means begins at their centres alone, which is quick.
        samples: how many samples and shuffles; 0 leaves step 4 out, and nothing is told.
        space: `map_of(votes)`, where it is known already.
    """
    places = (space or map_of(votes)).places
    held = opinionated(votes.matrix[:, votes.shown])
    labels = np.full(len(places), -1, dtype=np.int64)
    if held.sum() < FEWEST:
        why = f"Only {int(held.sum())} people hold an opinion; fewer than {FEWEST} make no groups."
        return Groups(labels, np.zeros((0, 2)), 0.0, None, None, told=False, why=why)
    warm = None if before is None or not len(before.centres) else before.centres
    found, clear = _best(places[held], seed=seed, warm=warm)
    order = np.argsort(-np.bincount(found.labels, minlength=len(found.centres)), kind="stable")
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    labels[held] = rank[found.labels]
    if not samples:
        why = "Whether these groups are real has not been looked at."
        return Groups(labels, found.centres[order], clear, None, None, told=False, why=why)
    steady, by_chance = _real(
        votes.matrix[np.ix_(held, votes.shown)], labels[held], clear, seed=seed, samples=samples
    )
    why = ""
    if by_chance > BY_CHANCE:
        why = "Votes without any groups in them would often look as grouped as these."
    elif steady < STEADY:
        why = "A few other people, and the groups would be different ones."
    return Groups(labels, found.centres[order], clear, steady, by_chance, told=not why, why=why)


def _best(
    points: Floats, *, seed: int, warm: Floats | None = None, many: int | None = None
) -> tuple[Clusters, float]:
    """Return the clusters with the best silhouette, and it; `warm`: only from these centres."""
    # In the order of where they stand, so that the starts drawn don't hang on who comes first in a list.
    order = np.lexsort((points[:, 1].round(9), points[:, 0].round(9)))
    bases, member, weights = _bases(points[order])
    chance = np.random.default_rng(seed)
    most = min(5, 2 + len(bases) // 12, len(bases))
    wanted = [many] if many else [len(warm)] if warm is not None else list(range(2, most + 1))
    best: tuple[Clusters, float] | None = None
    for count in wanted:
        starts = warm[None] if warm is not None else _spread(bases, weights, count, chance)
        found = _means(bases, starts, weights)
        clear = silhouette(bases, found.labels)
        if best is None or clear >= best[1]:
            best = (found, clear)
    assert best is not None  # noqa: S101 - there are always two bases or more
    labels = np.empty(len(points), dtype=np.int64)
    labels[order] = best[0].labels[member]
    return Clusters(labels, best[0].centres, best[0].within), best[1]


def _bases(points: Floats) -> tuple[Floats, Whole, Floats]:
    """Return at most 100 points that stand for all, which of them stands for each, and for how many."""
    if len(points) <= BASES:
        return points, np.arange(len(points)), np.ones(len(points))
    starts = points[np.linspace(0, len(points) - 1, BASES).astype(int)]
    found = means_of(points, starts=starts, rounds=10)
    load = np.bincount(found.labels, minlength=BASES)
    kept = np.flatnonzero(load)
    place = np.full(BASES, -1)
    place[kept] = np.arange(len(kept))
    return found.centres[kept], place[found.labels], load[kept].astype(float)


def _spread(points: Floats, weights: Floats, count: int, chance: np.random.Generator) -> Floats:
    """Draw starts of centres far from each other: each next with a chance that grows with the square of its distance."""
    chosen = np.zeros((STARTS, count), dtype=np.int64)
    far = np.tile(weights, (STARTS, 1))
    nearest = np.full(far.shape, np.inf)
    for number in range(count):
        grown = np.cumsum(far, axis=1)
        mark = chance.random(STARTS)[:, None] * grown[:, -1:]
        chosen[:, number] = np.minimum((grown <= mark).sum(axis=1), len(points) - 1)
        nearest = np.minimum(nearest, _squares(points[chosen[:, number]], points))
        far = weights * nearest
    return np.asarray(points[chosen])


def _real(matrix: Floats, labels: Whole, clear: float, *, seed: int, samples: int) -> tuple[float, float]:
    """Return how alike the groups of samples are, and how often shuffled votes are as clear."""
    chance = np.random.default_rng(seed + 1)
    many = int(labels.max()) + 1
    if len(matrix) > MOST_SAMPLED:
        drawn = chance.choice(len(matrix), MOST_SAMPLED, replace=False)
        matrix, labels = matrix[drawn], labels[drawn]
    alike, clearer = [], 0
    for _ in range(samples):
        drawn = np.unique(chance.integers(0, len(matrix), len(matrix)))
        found, _ = _best(space_of(matrix[drawn]).places, seed=seed, many=many)
        alike.append(adjusted_rand(found.labels, labels[drawn]))
        _, other = _best(space_of(_shuffled(matrix, chance)).places, seed=seed)
        clearer += other >= clear
    return float(np.mean(alike)), (clearer + 1) / (samples + 1)


def _shuffled(matrix: Floats, chance: np.random.Generator) -> Floats:
    """Return the votes of each statement dealt anew among those who voted on it: who saw what stays as it was."""
    dealt = matrix.copy()
    for column in range(matrix.shape[1]):
        voted = np.flatnonzero(~np.isnan(matrix[:, column]))
        dealt[voted, column] = matrix[chance.permutation(voted), column]
    return dealt


def _squares(points: Floats, others: Floats) -> Floats:
    # Differences, not |a|² + |b|² − 2ab: that one loses the digits of near points, and the axes are but two.
    across = points[:, 0][:, None] - others[:, 0][None, :]
    up = points[:, 1][:, None] - others[:, 1][None, :]
    return np.asarray(across * across + up * up)


def _pairs(count: Floats) -> Floats:
    return np.asarray(count * (count - 1) / 2)
