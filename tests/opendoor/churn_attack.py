"""An attack on releases of the same people who answer again and again, written apart from the guard.

The attacker knows who answered, who answered again and how often, and guesses how the answers given again go with those
before: unknown to each other, all the same, or all the opposite. Each guess makes of the published sums a matrix over
people (or answers); whoever is alone in a direction of its row space is found, and so are few together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

Answer = tuple[str, int]
Sum = frozenset[Answer]
GUESSES = ("unknown", "the same", "the opposite")


def rows_of(sums: Sequence[Sum], guess: str) -> tuple[np.ndarray, list[set[str]]]:
    """The sums as rows over bundles of unknowns that stand in all of them alike, and whose they are."""
    answers = sorted(frozenset().union(*sums)) if sums else []
    unknowns = sorted({person for person, _ in answers}) if guess != "unknown" else answers
    place = {one: at for at, one in enumerate(unknowns)}
    rows = np.zeros((len(sums), len(unknowns)))
    for row, one in enumerate(sums):
        for person, which in one:
            sign = -1.0 if guess == "the opposite" and which % 2 else 1.0
            rows[row, place[person if guess != "unknown" else (person, which)]] += sign
    bundles: dict[tuple[float, ...], list[int]] = {}
    for at, column in enumerate(rows.T):
        bundles.setdefault(tuple(column), []).append(at)
    whose = [
        {unknowns[at] if guess != "unknown" else unknowns[at][0] for at in members}
        for members in bundles.values()
    ]
    matrix = np.array(list(bundles), dtype=float).T.reshape(len(sums), len(bundles))
    return matrix, [{str(name) for name in who} for who in whose]


def found_by_churn(sums: Sequence[Sum], *, k: int) -> tuple[str, set[str]] | None:
    """Fewer than k people about whom something can be computed under one of the guesses, if there are any."""
    for guess in GUESSES:
        matrix, whose = rows_of(sums, guess)
        if not matrix.size:
            continue
        rank = np.linalg.matrix_rank(matrix)
        few = [at for at, who in enumerate(whose) if len(who) < k]
        for chosen in _sets(few, whose, k):
            rest = np.delete(matrix, chosen, axis=1)
            if np.linalg.matrix_rank(rest) < rank:
                return guess, set().union(*(whose[at] for at in chosen))
    return None


def _sets(few: Sequence[int], whose: Sequence[set[str]], k: int) -> Iterator[list[int]]:
    """Every largest choice of bundles with fewer than k people together."""

    def grow(chosen: list[int], who: set[str], start: int) -> Iterator[list[int]]:
        if chosen and not any(at not in chosen and len(who | whose[at]) < k for at in few):
            yield chosen
        for place in range(start, len(few)):
            at = few[place]
            if len(who | whose[at]) < k:
                yield from grow([*chosen, at], who | whose[at], place + 1)

    yield from grow([], set(), 0)
