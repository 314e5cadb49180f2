"""A joint statement to begin with: what both sides would sign, in the order in which both prefer it (no language model).

Each person prefers what they agree with to what they passed on, and that to what they disagree with. The order is
Schulze's: it has every statement before those that it beats in any chain of comparisons. Each side counts as much.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from bothways.opendoor.asked import Release
from bothways.opendoor.declared import SIDES, Holds, Sides, Verdict
from bothways.opendoor.votes import Votes
from bothways.terms import Refusal

__all__ = ["METHOD", "Joint", "draft_of", "joint_of", "schulze"]

METHOD: Final = "joint-statement/1"
_Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Joint:
    """Statements of the common ground, first to last; those in one level are level. **Exact: not to be published.**

    `prefers`: of the sides' people who voted on both, how many prefer the row to the column: mean of both sides' shares.
    """

    order: tuple[tuple[str, ...], ...]
    candidates: tuple[str, ...]
    prefers: tuple[tuple[float, ...], ...]

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {
            "method": METHOD,
            "order": [list(level) for level in self.order],
            "candidates": list(self.candidates),
            "prefers": [list(row) for row in self.prefers],
        }


def schulze(prefers: _Floats) -> tuple[tuple[int, ...], ...]:
    """Return the places of the candidates by Schulze's method, first to last; who is level shares a place.

    Args:
        prefers: candidates × candidates, how many (or what share) prefer the row to the column; the diagonal is ignored.

    Raises:
        Refusal: `prefers` when it is no square of numbers that are 0 or more.

    >>> schulze(np.array([[0, 3, 1], [2, 0, 4], [4, 1, 0]]))  # 0 beats 1, 1 beats 2, 2 beats 0: the weakest gives way
    ((1,), (2,), (0,))
    """
    votes = np.asarray(prefers, dtype=float)
    if votes.ndim != 2 or votes.shape[0] != votes.shape[1] or not np.all(votes >= 0.0):
        raise Refusal(
            "prefers", "That compares no candidates with each other.", hint="Give one number a pair."
        )
    many = len(votes)
    # The strength of a beat is how many stand behind it, not by how many they are more: fewer who say anything weigh less.
    strength = np.where(votes > votes.T, votes, 0.0)
    np.fill_diagonal(strength, 0.0)
    for through in range(many):
        strength = np.maximum(strength, np.minimum(strength[:, [through]], strength[[through], :]))
    np.fill_diagonal(strength, 0.0)
    left, found = set(range(many)), list[tuple[int, ...]]()
    while left:
        first = tuple(
            sorted(
                one for one in left if not any(strength[other, one] > strength[one, other] for other in left)
            )
        )
        found.append(first)
        left -= set(first)
    return tuple(found)


def joint_of(votes: Votes, *, sides: Sides, most: int = 7) -> Joint:
    """Return the common ground in the order in which both sides prefer it.

    Args:
        votes: with declared sides.
        sides: `sides_of` the same votes.
        most: at most so many statements, those with the most support in the weaker side: a statement that is signed
            is short.
    """
    shown = {one.id for one, is_shown in zip(votes.statements, votes.shown, strict=True) if is_shown}
    common = [one for one in sides.ranked(Verdict.COMMON) if one.statement in shown][:most]
    names = [one.statement for one in common]
    columns = [next(at for at, one in enumerate(votes.statements) if one.id == name) for name in names]
    # What both are against is signed the other way round.
    signs = np.array([-1.0 if one.way is Holds.AGAINST else 1.0 for one in common])
    prefers = np.zeros((len(names), len(names)))
    for side in SIDES:
        cast = votes.matrix[votes.of_side(side)][:, columns] * signs
        for at in range(len(names)):
            both = ~np.isnan(cast) & ~np.isnan(cast[:, [at]])
            more = (both & (cast[:, [at]] > cast)).sum(axis=0)
            prefers[at] += more / np.maximum(both.sum(axis=0), 1) / len(SIDES)
    places = schulze(prefers)
    return Joint(
        tuple(tuple(names[at] for at in level) for level in places),
        tuple(names),
        tuple(tuple(float(one) for one in row) for row in prefers),
    )


def draft_of(release: Release) -> tuple[str, ...]:
    """Return a draft that both sides may take up, made of what a release tells and of nothing else; empty without common ground.

    In the order of the release, which is made of bands: Schulze's order of the exact votes would tell more than they do.
    Each sentence is a statement as it was voted on: nobody has agreed to another wording.
    """
    common = release.of_verdict(Verdict.COMMON)
    if not common:
        return ()
    lines = [f"Both sides {_way(one.way)}: {one.text}" for one in common]
    lines += [f"Still open between us: {one.text}" for one in release.of_verdict(Verdict.DIVIDE)]
    lines += [f"Held by one side only: {one.text}" for one in release.of_verdict(Verdict.ONE_SIDED)]
    return tuple(lines)


def _way(way: Holds | None) -> str:
    return "are against this" if way is Holds.AGAINST else "hold this"
