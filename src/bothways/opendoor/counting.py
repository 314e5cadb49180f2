"""Votes counted by group: the one place where agree, disagree and pass become numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """Votes by group and statement, each (groups, statements). `seen` counts passes too."""

    agree: Whole
    disagree: Whole
    seen: Whole

    @property
    def passed(self) -> Whole:
        """How many passed."""
        return self.seen - self.agree - self.disagree

    def everybody(self) -> Counts:
        """Return the sums over the groups, as one group."""
        return Counts(*(part.sum(axis=0, keepdims=True) for part in (self.agree, self.disagree, self.seen)))


def counts_of(matrix: Floats, labels: Whole, *, groups: int | None = None) -> Counts:
    """Count the votes of each group.

    Args:
        matrix: people × statements.
        labels: each person's group, 0, 1, …; −1 for who is in none.
        groups: how many there are, where the last ones may be empty.

    >>> counts_of(np.array([[1.0], [0.0], [-1.0]]), np.array([0, 0, 1])).seen.tolist()
    [[2], [1]]
    """
    many = int(labels.max(initial=-1)) + 1 if groups is None else groups
    member = (labels[None, :] == np.arange(many)[:, None]).astype(np.float32)
    # Sums of ones in 32 bits are exact up to 16 million people, and twice as fast.
    parts = [matrix == 1.0, matrix == -1.0, ~np.isnan(matrix)]
    agree, disagree, seen = ((member @ part.astype(np.float32)).astype(np.int64) for part in parts)
    return Counts(agree, disagree, seen)
