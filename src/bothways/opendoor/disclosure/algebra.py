"""Which combinations of published sums speak of few people only: exact elimination on small matrices.

A vector of the row space is something that can be computed from what was published. Its support is whom it is about.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import gcd

__all__ = ["isolates"]

Row = list[int]
NODES = 3_000  # of the search; past it the answer is "yes", which refuses


def isolates(rows: Sequence[Row], *, owners: Sequence[int], sizes: Sequence[int], least: int) -> bool:
    """Whether some combination of the rows is about fewer than `least` people, or may be.

    rows: whole numbers, one a published sum; owners: which class of people a column belongs to; sizes: people of
    each class. Exact while the search stays under a fixed number of steps, otherwise True (the safe side).

    >>> isolates([[1, 1], [1, 0]], owners=[0, 1], sizes=[20, 3], least=5)
    True
    >>> isolates([[1, 1, 0], [0, 1, 1]], owners=[0, 1, 2], sizes=[20, 1, 20], least=5)
    False
    """
    small = [column for column, owner in enumerate(owners) if sizes[owner] < least]
    if not small:
        return False  # whatever is computed is about whole classes, and each of them is large enough
    large = [column for column, owner in enumerate(owners) if sizes[owner] >= least]
    left = within_small(rows, large=large, small=small)
    found = Search([owners[column] for column in small], sizes)
    return found.lighter(left, least - 1, frozenset())


def within_small(rows: Sequence[Row], *, large: Sequence[int], small: Sequence[int]) -> list[Row]:
    """Return a basis of the combinations that vanish on every large column, as rows over the small ones."""
    order = [*large, *small]
    work = [[row[column] for column in order] for row in {tuple(row) for row in rows}]
    for column in range(len(large)):
        work = eliminate(work, column)
    return independent([row[len(large) :] for row in work])


def eliminate(rows: list[Row], column: int) -> list[Row]:
    """Return the rows without one pivot row, all 0 in `column`: a step down in dimension."""
    pivot: Row | None = None
    for row in rows:
        if row[column] and (pivot is None or abs(row[column]) < abs(pivot[column])):
            pivot = row
    if pivot is None:
        return rows
    lead, left = pivot[column], []
    for row in rows:
        if row is pivot:
            continue
        if value := row[column]:
            row = [lead * a - value * b if a or b else 0 for a, b in zip(row, pivot, strict=True)]  # noqa: PLW2901
            if divisor := gcd(*row):
                row = [a // divisor for a in row] if divisor > 1 else row  # noqa: PLW2901
            else:
                continue
        left.append(row)
    return left


def independent(rows: list[Row]) -> list[Row]:
    """Return independent rows that span the same space."""
    kept, rest, column = [], [row for row in rows if any(row)], 0
    while rest:
        while not any(row[column] for row in rest):
            column += 1
        pivot = min((row for row in rest if row[column]), key=lambda row: abs(row[column]))
        kept.append(pivot)
        rest = [row for row in eliminate(rest, column) if any(row)]
    return kept


class Search:
    """Looks for a vector of a space that is about few people: branch and bound, from the largest class down."""

    def __init__(self, owners: Sequence[int], sizes: Sequence[int]) -> None:
        self.owners = owners
        self.sizes = sizes
        self.order = sorted(range(len(owners)), key=lambda at: -sizes[owners[at]])
        self.steps = NODES

    def lighter(self, basis: list[Row], people: int, paid: frozenset[int]) -> bool:
        """Whether some vector is about at most `people` people, those of the `paid` classes not counted.

        A class too large to be in it must cancel out, which takes one dimension; any other class cancels out, or is
        in it and counts. So the depth is at most the dimensions and the people together.
        """
        if not basis:
            return False
        if any(self.weight(row, paid) <= people for row in basis):
            return True
        if len(basis) == 1:
            return False
        self.steps -= 1
        if self.steps < 0:
            return True
        column = next(
            at for at in self.order if self.owners[at] not in paid and any(row[at] for row in basis)
        )
        owner = self.owners[column]
        if self.lighter(eliminate(basis, column), people, paid):
            return True
        left = people - self.sizes[owner]
        return left >= 0 and self.lighter(basis, left, paid | {owner})

    def weight(self, row: Row, paid: frozenset[int]) -> int:
        """Return how many people a vector is about, the paid classes left out."""
        classes = {owner for owner, value in zip(self.owners, row, strict=True) if value} - paid
        return sum([self.sizes[owner] for owner in classes])
