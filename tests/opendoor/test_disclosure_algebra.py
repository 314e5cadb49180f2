"""The algebra: which combinations of sums are about few people."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothways.opendoor.disclosure.algebra import isolates


@pytest.mark.parametrize(
    ("rows", "sizes", "found"),
    [
        ([[1, 1]], [3, 3], False),  # a sum over two small classes is about six
        ([[1, 1], [1, 0]], [20, 4], True),
        (
            [[1, 1, 0], [0, 1, 1], [1, 0, 1]],
            [2, 2, 2],
            True,
        ),  # pairs of three: each is half a sum of all three
        ([[1, 1, 0, 0], [0, 0, 1, 1], [1, 0, 1, 0]], [2, 2, 9, 9], True),
        ([[1, 1, 0, 0], [0, 0, 1, 1], [1, 0, 1, 0]], [3, 3, 3, 3], False),
        ([[1, 1, 0, 0], [0, 0, 1, 1], [1, 0, 1, 0], [0, 1, 0, 1]], [3, 3, 3, 3], False),  # a table of margins
        ([], [], False),
    ],
)
def test_what_is_about_few(rows: list[list[int]], sizes: list[int], found: bool):
    assert isolates(rows, owners=list(range(len(sizes))), sizes=sizes, least=5) is found


@given(st.data())
def test_the_search_finds_what_trying_everything_finds(data: st.DataObject):
    columns = data.draw(st.integers(1, 6))
    row = st.lists(st.integers(0, 1), min_size=columns, max_size=columns)
    rows = data.draw(st.lists(row, min_size=1, max_size=5))
    sizes = data.draw(st.lists(st.integers(1, 7), min_size=columns, max_size=columns))

    def rank(kept: list[int]) -> int:
        left, found = [[Fraction(one[at]) for at in kept] for one in rows], 0
        for at in range(len(kept)):
            pivot = next((row for row in left if row[at]), None)
            if pivot is not None:
                left.remove(pivot)
                found += 1
                left = [
                    [a - row[at] / pivot[at] * b for a, b in zip(row, pivot, strict=True)] for row in left
                ]
        return found

    whole = rank(list(range(columns)))
    few = [
        [at for at in range(columns) if not chosen >> at & 1]
        for chosen in range(1, 2**columns)
        if sum(sizes[at] for at in range(columns) if chosen >> at & 1) < 5
    ]
    wanted = any(rank(kept) < whole for kept in few)
    assert isolates(rows, owners=list(range(columns)), sizes=sizes, least=5) is wanted
