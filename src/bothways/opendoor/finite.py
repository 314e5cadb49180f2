"""How sure a count is when some of a known number of people answered: exact, and nothing unsure when all did.

Everything here stands on one fact. Put the `asked` people in a row, those who hold it first, and let the ones who
answered stand anywhere: at least `held` of them are in the first k exactly when the held-th of them from the left
stands at k or before. So how likely a count is, for **every** k at once, is the distribution of one place in a row.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

METHOD = "finite-count/1"
REACH = 14.0
CASES = 64


def bounds_of(
    held: ArrayLike, answered: ArrayLike, asked: ArrayLike, *, level: float = 0.9
) -> tuple[Whole, Whole]:
    """Return how many of all who were asked hold it, at least and at most.

    Exact: whatever the truth, such bounds miss it no more than `1 - level` of the times, half of it on each
    side, if who answered is a matter of chance. Whoever has not answered can't be known: where nobody has, the
    bounds are 0 and everybody; where all have, they are the count itself.

    Args:
        held: how many of those who answered hold it.
        answered: how many answered; at least `held`.
        asked: how many were asked; at least `answered`.
        level: of the two bounds together.

    >>> [bound.tolist() for bound in bounds_of([6, 3, 0], [6, 6, 0], [12, 6, 5])]
    [[9, 3, 0], [12, 3, 5]]
    """
    a, n, total = _whole(held, answered, asked)
    tail = (1.0 - level) / 2.0
    return _lower(a, n, total, tail), total - _lower(n - a, n, total, tail)


def share_bounds(held: ArrayLike, answered: ArrayLike, *, level: float = 0.9) -> tuple[Floats, Floats]:
    """Return the bounds of a share where nobody knows how many there are (exact binomial, Clopper and Pearson).

    >>> [bound.round(3).tolist() for bound in share_bounds([8, 0], [10, 0])]
    [[0.493, 0.0], [0.963, 1.0]]
    """
    from scipy.special import betaincinv  # noqa: PLC0415

    a, n = np.broadcast_arrays(np.asarray(held, dtype=float), np.asarray(answered, dtype=float))
    tail = (1.0 - level) / 2.0
    low = np.where(a > 0, betaincinv(np.maximum(a, 1.0), n - a + 1.0, tail), 0.0)
    high = np.where(a < n, betaincinv(a + 1.0, np.maximum(n - a, 1.0), 1.0 - tail), 1.0)
    return low, high


def chance_of_most(held: ArrayLike, answered: ArrayLike, asked: ArrayLike) -> Floats:
    """Return how likely it is that more than half of all asked hold it, once all have answered.

    Every number of holders is taken for equally likely beforehand.

    >>> chance_of_most([6, 3, 1], [6, 6, 2], [12, 6, 3]).round(3).tolist()
    [0.999, 0.0, 0.5]
    """
    a, n, total = _whole(held, answered, asked)
    # With all numbers equally likely, the number of holders is the place of the (held + 1)-th of answered + 1
    # that stand in a row of asked + 1, less one.
    return np.asarray(1.0 - _placed_by(a + 1, n + 1, total + 1, total // 2 + 1))


def expected_share(held: ArrayLike, answered: ArrayLike, asked: ArrayLike) -> Floats:
    """Return the share among all asked: who answered as they did, the others as (held + 1) / (answered + 2).

    The raw share where all have answered; nothing is drawn to the middle there.

    >>> expected_share([5, 4], [5, 5], [5, 10]).round(3).tolist()
    [1.0, 0.757]
    """
    a, n, total = _whole(held, answered, asked)
    return np.asarray((a + (total - n) * (a + 1.0) / (n + 2.0)) / np.maximum(total, 1))


def draw_shares(
    held: ArrayLike, answered: ArrayLike, asked: ArrayLike, *, draws: int, chance: np.random.Generator
) -> Floats:
    """Return draws of the share among all asked, (draws, …): those who answered stay as they are."""
    a, n, total = _whole(held, answered, asked)
    rate = chance.beta(a + 1.0, n - a + 1.0, size=(draws, *a.shape))
    return np.asarray((a + chance.binomial(total - n, rate)) / np.maximum(total, 1))


def _whole(held: ArrayLike, answered: ArrayLike, asked: ArrayLike) -> tuple[Whole, Whole, Whole]:
    a, n, total = np.broadcast_arrays(*(np.asarray(part, dtype=np.int64) for part in (held, answered, asked)))
    if np.any((a < 0) | (a > n) | (n > total)):
        raise ValueError("held, answered, asked must each be no more than the next")
    return a, n, total


def _lower(held: Whole, answered: Whole, asked: Whole, tail: float) -> Whole:
    """Return the least number of holders under which `held` or more of those answering isn't rarer than `tail`."""
    triples, back = np.unique(
        np.stack([held, answered, asked], axis=-1).reshape(-1, 3), axis=0, return_inverse=True
    )
    a, n, total = triples.T
    found = np.where(a == 0, 0, a)
    open_ = np.flatnonzero((a > 0) & (n < total))
    for part, place, likely in _rows(a[open_], n[open_], total[open_], above=False):
        first = np.argmax(np.cumsum(likely, axis=1) > tail, axis=1)
        found[open_[part]] = place[np.arange(len(part)), first]
    return np.asarray(found[back.reshape(-1)].reshape(held.shape), dtype=np.int64)


def _placed_by(rank: Whole, drawn: Whole, total: Whole, by: Whole) -> Floats:
    """Return how likely the rank-th of `drawn` stands at place `by` or before, in a row of `total`."""
    rows = np.stack([rank, drawn, total, by], axis=-1).reshape(-1, 4)
    unique, back = np.unique(rows, axis=0, return_inverse=True)
    found = np.zeros(len(unique))
    for part, place, likely in _rows(unique[:, 0], unique[:, 1], unique[:, 2], above=True):
        found[part] = np.where(place <= unique[part, 3:4], likely, 0.0).sum(axis=1)
    return np.asarray(np.minimum(found, 1.0)[back.reshape(-1)].reshape(rank.shape))


def _rows(rank: Whole, drawn: Whole, total: Whole, *, above: bool) -> Iterator[tuple[Whole, Whole, Floats]]:
    """Give cases, places, and how likely the rank-th of `drawn` stands at each; a few cases of like width at a time.

    Places reach `REACH` deviations from the expected one, and `above` it too where that is asked for: of what lies
    farther off there is less than a millionth.
    """
    from scipy.special import gammaln  # noqa: PLC0415

    if not len(rank):
        return
    # logs[k] is the logarithm of k!
    logs = gammaln(np.arange(int(total.max()) + 2, dtype=float) + 1.0)
    share = rank / (drawn + 1.0)
    spread = np.sqrt(share * (1.0 - share) * (total + 1.0) * (total - drawn) / (drawn + 2.0))
    # The place of a first or last one has a tail like e^(-deviations): seven would leave a thousandth behind.
    reach = np.ceil(REACH * spread).astype(np.int64) + 8
    order = np.argsort(reach, kind="stable")
    for start in range(0, len(order), CASES):
        part = order[start : start + CASES]
        wide = int(reach[part].max())
        middle = np.rint(share[part] * (total[part] + 1.0)).astype(np.int64)
        place = middle[:, None] + np.arange(-wide, (wide if above else 8) + 1)[None, :]
        r, d, t = rank[part, None], drawn[part, None], total[part, None]
        possible = (place >= r) & (t - place >= d - r)
        at = np.clip(place, r, t - d + r)
        constant = logs[r - 1] + logs[d - r] + logs[t] - logs[d] - logs[t - d]
        ways = logs[at - 1] - logs[at - r] + logs[t - at] - logs[t - at - d + r] - constant
        yield part, place, np.where(possible, np.exp(ways), 0.0)
