"""Where people stand: two axes of opinion out of votes with gaps (a PCA that knows that most cells are empty)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bothways.opendoor.votes import Votes

Floats = NDArray[np.float64]

METHOD = "opinion-space/1"


@dataclass(frozen=True, slots=True, eq=False)
class Space:
    """Two axes of opinion.

    `centre`: the mean vote of each statement (statements,); `axes`: the loadings (2, statements), of length 1,
    or 0 where the votes differ in fewer directions; `places`: where each person stands (people, 2);
    `statement_places` (2, statements) and `extremity` (statements,): where somebody would stand who had
    agreed with that statement and seen no other, and how far from the middle that is.

    The sign of an axis means nothing: here the loadings of each sum to no less than 0. The server of pol.is
    reckons with agree as −1: its `center` is minus this one, and the vote −1 of its `comment-projection`,
    which reads like a disagreement, is an agreement.
    """

    centre: Floats
    axes: Floats
    places: Floats
    statement_places: Floats
    extremity: Floats


def space_of(matrix: Floats, *, fitted: NDArray[np.bool_] | None = None) -> Space:
    """Return the axes, and each person's place on them.

    1. An empty cell counts as the mean vote of its statement (passes count as 0 in that mean).
    2. The axes are the two directions in which the filled votes differ most.
    3. A place is the sum over the statements **voted on** of (vote − centre) · loading, times
       √(statements / votes cast): whoever answered little would stand in the middle for that alone.

    Args:
        matrix: people × statements, 1, 0, −1, NaN. Statements taken out are columns of zeros, as the server has them.
        fitted: whose votes make the axes (everybody's); the others get places on them all the same.

    >>> space_of(np.array([[1.0, 1.0], [-1.0, -1.0]])).places[:, 0].round(3).tolist()
    [1.414, -1.414]
    """
    voted = ~np.isnan(matrix)
    cast = np.where(voted, matrix, 0.0)
    some = fitted is not None and not fitted.all()
    used, seen = (cast[fitted], voted[fitted]) if some else (cast, voted)
    centre = used.sum(axis=0) / np.maximum(np.count_nonzero(seen, axis=0), 1)
    away = cast - voted * centre
    axes = _axes(away[fitted] if some else away)
    statements = matrix.shape[1]
    stretch = np.sqrt(statements / np.maximum(np.count_nonzero(voted, axis=1), 1))
    places = stretch[:, None] * (away @ axes.T)
    statement_places = np.sqrt(statements) * (1.0 - centre) * axes
    return Space(centre, axes, places, statement_places, np.hypot(*statement_places))


def polis_matrix(votes: Votes) -> Floats:
    """Return the matrix as the server of pol.is has it: statements taken out and meta ones are 0 for everybody.

    Not dropped: they count as statements, and as voted on, in the stretch of the places.
    """
    return np.where(votes.shown[None, :], votes.matrix, 0.0)


def map_of(votes: Votes) -> Space:
    """Return the map of a consultation: `space_of` over the statements shown, fitted by whoever holds an opinion.

    Unlike the server's: statements taken out are left out altogether (loadings 0, and nobody's place is
    stretched by them), and who passed on everything moves nobody.
    """
    shown = votes.shown
    matrix = votes.matrix if shown.all() else votes.matrix[:, shown]
    found = space_of(matrix, fitted=opinionated(matrix))
    wide = np.zeros(len(shown))
    axes = np.zeros((2, len(shown)))
    at = np.zeros((2, len(shown)))
    far = wide.copy()
    wide[shown], axes[:, shown], at[:, shown], far[shown] = (
        found.centre, found.axes, found.statement_places, found.extremity,
    )  # fmt: skip
    return Space(wide, axes, found.places, at, far)


def in_conversation(votes: Votes, *, before: Collection[str] = ()) -> NDArray[np.bool_]:
    """Say who counts as having taken part, as the server of pol.is does: one truth a person.

    7 votes, or all the statements there are if fewer. Where fewer than 15 people have that, the most active
    are added until there are 15. Who was in once (`before`) stays in.

    >>> from bothways.opendoor.votes import votes_of
    >>> in_conversation(votes_of([("ada", "1", 1), ("ada", "2", 1), ("ben", "1", 0)])).tolist()
    [True, True]
    """
    given = votes.answered()
    inside = given >= min(7, len(votes.statements))
    inside |= np.array([person in before for person in votes.people], dtype=bool)
    if inside.sum() < 15:
        waiting = [row for row in np.argsort(-given, kind="stable") if not inside[row] and given[row] > 0]
        inside[waiting[: 15 - int(inside.sum())]] = True
    return np.asarray(inside)


def opinionated(matrix: Floats) -> NDArray[np.bool_]:
    """Say who agreed or disagreed with anything: one truth a person."""
    return np.asarray(np.any(np.abs(matrix) == 1.0, axis=1))


def _axes(centred: Floats) -> Floats:
    """Return the two leading directions, by way of the smaller of the two products of the matrix with itself."""
    people, statements = centred.shape
    axes = np.zeros((2, statements))
    if not people or not statements:
        return axes
    if statements <= people:
        strengths, directions = _leading(centred.T @ centred)
        found = directions.T
    else:
        strengths, directions = _leading(centred @ centred.T)
        found = directions.T @ centred
    # A direction in which nothing differs is no axis: its numbers would be the noise of the arithmetic.
    real = strengths > max(strengths[0], 1.0) * 1e-12
    for number in range(len(strengths)):
        if real[number]:
            axis = found[number] / np.linalg.norm(found[number])
            axes[number] = -axis if axis.sum() < 0 else axis
    return axes


def _leading(square: Floats) -> tuple[Floats, Floats]:
    """Return the two largest eigenvalues, largest first, and their vectors as columns."""
    from scipy.linalg import eigh  # noqa: PLC0415 - a tenth of a second, only where axes are made

    size = len(square)
    strengths, directions = eigh(square, subset_by_index=(max(size - 2, 0), size - 1))
    return strengths[::-1], directions[:, ::-1]
