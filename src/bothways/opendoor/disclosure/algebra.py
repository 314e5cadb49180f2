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
    budget = [NODES]
    return lightest_is_under(left, [owners[column] for column in small], sizes, least, budget)


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


def lightest_is_under(
    basis: list[Row], owners: Sequence[int], sizes: Sequence[int], least: int, budget: list[int]
) -> bool:
    """Whether a vector spanned by `basis` has a support of fewer than `least` people.

    A vector of least support vanishes on as many columns as the dimension allows: each column in turn is made 0, and
    the search goes on in one dimension less.
    """
    for row in basis:
        if sum(sizes[owner] for owner in {owners[at] for at, value in enumerate(row) if value}) < least:
            return True
    if len(basis) < 2:
        return False
    seen: set[tuple[int, ...]] = set()
    for column in range(len(owners)):
        here = tuple(row[column] for row in basis)
        if not any(here) or (ray := reduced(here)) in seen:
            continue  # parallel columns vanish together
        seen.add(ray)
        budget[0] -= 1
        if budget[0] < 0 or lightest_is_under(eliminate(basis, column), owners, sizes, least, budget):
            return True
    return False


def reduced(values: tuple[int, ...]) -> tuple[int, ...]:
    """Return the direction of a column: divided by the common divisor, its first number positive."""
    divisor = gcd(*values)
    first = next(value for value in values if value)
    return tuple(value // (divisor if first > 0 else -divisor) for value in values)
