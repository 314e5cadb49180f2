"""Which statement to show a person next, so that a small side is not worn out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bothways.opendoor.asking_next import priorities
from bothways.opendoor.counting import counts_of
from bothways.opendoor.declared import SIDES, Sides
from bothways.opendoor.space import Space, map_of
from bothways.opendoor.votes import Votes
from bothways.terms import Refusal

Floats = NDArray[np.float64]

METHOD = "next-statement/1"
ENOUGH = 30
"""After so many answers a person is asked no more: twenty to thirty is what people give gladly."""
SETTLED = 0.98
"""A statement whose reading stays so surely is shown to nobody of that side again."""


def weights_for(votes: Votes, person: str, *, sides: Sides, space: Space | None = None) -> Floats:
    """Return how much each statement deserves to be shown to a person next; 0 for what they voted on or needs no more.

    The server's priority, times how likely more answers of the person's own side would change what it holds
    (`1 − stays`; 1 for who belongs to no side, or to one whose size nobody knows).

    Raises:
        Refusal: `person` when nobody of that name is among the votes.
    """
    if person not in votes.people:
        raise Refusal("person", f"There is no “{person}”.", hint="Name somebody who was asked.")
    row = votes.people.index(person)
    everybody = counts_of(votes.matrix, np.zeros(len(votes.people), dtype=np.int64), groups=1)
    far = (space or map_of(votes)).extremity
    meta = np.array([statement.meta for statement in votes.statements], dtype=bool)
    worth = priorities(everybody.agree[0], everybody.passed[0], everybody.seen[0], far, meta=meta)
    side = votes.sides[row]
    if side is not None:
        stays = sides.stays[SIDES.index(side)]
        open_ = np.where(np.isnan(stays), 1.0, 1.0 - stays)
        worth = worth * np.where(open_ <= 1.0 - SETTLED, 0.0, open_)
    in_play = np.array([statement.moderated >= 0 for statement in votes.statements], dtype=bool)
    return np.asarray(np.where(in_play & np.isnan(votes.matrix[row]), worth, 0.0))


def next_for(
    votes: Votes, person: str, *, sides: Sides, seed: int, space: Space | None = None, enough: int = ENOUGH
) -> str | None:  # fmt: skip
    """Return the statement to show a person next, drawn by `weights_for`; None when they have done enough.

    None too where no statement would gain by their answer: then the page may say so, and thank.

    Args:
        votes: so far.
        person: to be asked.
        sides: `sides_of` the same votes.
        seed: of the draw; another for each person and each time.
        space: `map_of` the same votes, where it is known.
        enough: after so many answers there is no next one.
    """
    weights = weights_for(votes, person, sides=sides, space=space)
    given = int(votes.answered()[votes.people.index(person)])
    if given >= enough or not weights.any():
        return None
    drawn = np.random.default_rng(seed).choice(len(weights), p=weights / weights.sum())
    return votes.statements[int(drawn)].id
