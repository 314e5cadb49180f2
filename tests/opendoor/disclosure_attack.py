"""An attack on what was published, written apart from the guard: floating-point ranks and integer programmes.

It is told everything but the answers: who answered, who is in which group, every band, and the answers of two people
who took part and put theirs together. It shares no code with the guard.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

Answer = tuple[str, int]  # a person, and which of their answers
Sum = frozenset[Answer]


def matrix_of(sums: Sequence[Sum], *, known: Iterable[Answer] = ()) -> tuple[np.ndarray, list[list[Answer]]]:
    """The published sums as rows over bundles of answers that are always counted together, without known ones."""
    hidden = sorted(frozenset().union(*sums) - frozenset(known)) if sums else []
    bundles: dict[tuple[bool, ...], list[Answer]] = {}
    for answer in hidden:
        bundles.setdefault(tuple(answer in one for one in sums), []).append(answer)
    columns = np.array(list(bundles), dtype=float).T.reshape(len(sums), len(bundles))
    return columns, list(bundles.values())


def people_found(sums: Sequence[Sum], *, k: int, known: Iterable[Answer] = ()) -> set[str] | None:
    """Fewer than k people about whom something can be computed, if there are any. Every small set is tried."""
    matrix, bundles = matrix_of(sums, known=known)
    small = [at for at, bundle in enumerate(bundles) if len({person for person, _ in bundle}) < k]
    if not small:
        return None
    rank = np.linalg.matrix_rank(matrix)
    small_people = [{person for person, _ in bundles[at]} for at in small]
    if np.linalg.matrix_rank(np.delete(matrix, small, axis=1)) == rank:
        return None
    for chosen in largest_sets(small_people, k):
        if np.linalg.matrix_rank(np.delete(matrix, [small[at] for at in chosen], axis=1)) < rank:
            return set().union(*(small_people[at] for at in chosen))
    return None


def largest_sets(people: Sequence[set[str]], k: int) -> Iterator[tuple[int, ...]]:
    """Every choice of bundles with fewer than k people together that no other bundle fits into."""

    def grow(chosen: tuple[int, ...], who: set[str], start: int) -> Iterator[tuple[int, ...]]:
        if not any(at not in chosen and len(who | people[at]) < k for at in range(len(people))):
            yield chosen
            return
        for at in range(start, len(people)):
            if len(who | people[at]) < k:
                yield from grow((*chosen, at), who | people[at], at + 1)

    yield from grow((), set(), 0)


def settled(
    sums: Sequence[Sum],
    bands: Sequence[tuple[int, int]],
    answers: dict[Answer, int],
    insiders: Iterable[Answer],
) -> list[Answer]:
    """Answers (0 or 1) of people outside the coalition that only one value fits, by integer programmes."""
    own = set(insiders)
    matrix, bundles = matrix_of(sums)
    low = np.array([sum(answers[one] for one in bundle if one in own) for bundle in bundles], dtype=float)
    most = [len(bundle) - sum(1 - answers[one] for one in bundle if one in own) for bundle in bundles]
    high = np.array(most, dtype=float)
    inside = LinearConstraint(matrix, [band[0] for band in bands], [band[1] for band in bands])
    found = []
    for at, bundle in enumerate(bundles):
        others = [one for one in bundle if one not in own]
        if not others or len({answers[one] for one in others}) > 1:
            continue  # two who answered differently and are always counted together can be exchanged
        value = answers[others[0]]
        aim = np.zeros(len(bundles))
        aim[at] = 1 if value else -1
        done = milp(aim, constraints=inside, bounds=Bounds(low, high), integrality=np.ones(len(bundles)))
        assert done.success
        reached = round(done.x[at])
        if reached == (high[at] if value else low[at]):
            found += others
    return found


def span_of(sums: Sequence[Sum], insiders: Iterable[str]) -> tuple[np.ndarray, list[str]]:
    """Everything that a coalition can compute, person by person (first answers only)."""
    people = sorted({person for one in sums for person, _ in one})
    rows = [[float((person, 0) in one) for person in people] for one in sums]
    rows += [[float(person == own) for person in people] for own in insiders]
    return np.array(rows), people


def single_others(sums: Sequence[Sum], insiders: Iterable[str]) -> list[str]:
    """People outside the coalition whose own answer is in the span of what the coalition knows."""
    own = set(insiders)
    rows, people = span_of(sums, own)
    rank = np.linalg.matrix_rank(rows)
    found = []
    for at, person in enumerate(people):
        if person not in own:
            with_one = np.vstack([rows, np.eye(len(people))[at]])
            if np.linalg.matrix_rank(with_one) == rank:
                found.append(person)
    return found
