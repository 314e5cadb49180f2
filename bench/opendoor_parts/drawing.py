"""Consultations drawn with groups of a known strength."""

from __future__ import annotations

import numpy as np

from bothways.opendoor import Statement, Votes
from bothways.terms import Side


def drawn(
    people: int,
    statements: int,
    groups: int,
    *,
    seed: int,
    strength: float = 1.5,
    given: float = 0.5,
    sided: bool = False,
) -> tuple[Votes, np.ndarray]:
    """Return votes, and each person's planted group."""
    chance = np.random.default_rng(seed)
    member = chance.integers(0, groups, people)
    leaning = chance.normal(0, strength, (groups, statements))[member] + chance.normal(
        0, 1, (people, statements)
    )
    matrix = np.where(leaning > 0.3, 1.0, np.where(leaning < -0.3, -1.0, 0.0))
    matrix[chance.random(matrix.shape) > given] = np.nan
    sides = tuple(Side.STAFF if number % 10 else Side.EXECUTIVES for number in range(people))
    names = tuple(f"p{number}" for number in range(people))
    asked = tuple(Statement(str(number)) for number in range(statements))
    return Votes(names, asked, matrix, sides if sided else (None,) * people), member
