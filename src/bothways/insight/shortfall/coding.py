"""Labels as numbers: what groupings stand on, and of how many people a group is."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from bothways.evidence.views.columns import Bools, Ints, Texts

FEWEST_PEOPLE = 3
"""A group that points to fewer people is never named."""
ALIKE = 0.1
"""So far may two shares of known values lie apart before they tell something by themselves."""


def coded(labels: Texts | Iterable[str]) -> tuple[list[str], Ints]:
    """Return the sorted distinct labels, and of each label its place among them.

    A dictionary is several times as fast here as NumPy's `unique`, which compares texts to sort them all.

    >>> coded(["b", "", "b"])
    (['', 'b'], array([1, 0, 1]))
    """
    own = labels.tolist() if isinstance(labels, np.ndarray) else list(labels)
    names = sorted(set(own))
    places = {name: place for place, name in enumerate(names)}
    return [str(name) for name in names], np.fromiter(map(places.__getitem__, own), np.int64, len(own))


def people_by(codes: Ints, count: int, owner: Texts, which: Bools) -> Ints | None:
    """Return how many people own deals of each group, among some deals; None where no owner is known."""
    names, owners = coded(owner[which])
    known = np.array([name != "" for name in names], dtype=bool)[owners] if names else np.zeros(0, bool)
    own = codes[which]
    if not known.any():
        return None
    pairs = np.unique(own[known] * len(names) + owners[known])
    return np.bincount(pairs // len(names), minlength=count)


def people_in(owner: Texts, which: Bools) -> int:
    """Return how many people own some deals; who is not known is nobody."""
    return len(set(owner[which].tolist()) - {""})


def known_alike(known: Bools, one: Bools, other: Bools) -> bool:
    """Say whether something is known as often of some deals as of others.

    Where open deals have no segment yet, that a segment is known would itself tell that a deal was decided.
    """
    if not one.any() or not other.any():
        return True
    return abs(float(known[one].mean()) - float(known[other].mean())) <= ALIKE


def nameable(codes: Ints, count: int, owner: Texts, which: Bools) -> Bools:
    """Return which groups are of three people or more; all of them where no owner is known."""
    people = people_by(codes, count, owner, which)
    return np.ones(count, dtype=bool) if people is None else np.asarray(people >= FEWEST_PEOPLE, dtype=bool)


def told_together(codes: Ints, owner: Ints, shown: Bools) -> Bools:
    """Return which groups may be told side by side, beside the whole: what is left of it points to nobody.

    The whole less all that is told is what is not told: where that is of one person or two, the told group of
    the fewest people is hidden too. `codes` and `owner` are numbers, -1 in no group and unknown; `shown` are
    the groups that may be told by themselves.

    >>> told_together(np.array([0, 0, 0, 1]), np.array([0, 1, 2, 3]), np.array([True, False])).tolist()
    [False, False]
    """
    told, known = shown.copy(), owner >= 0
    while told.any():
        left = known & ~((codes >= 0) & told[codes])
        if len(np.unique(owner[left])) not in range(1, FEWEST_PEOPLE):
            break
        groups = np.flatnonzero(told)
        people = [len(np.unique(owner[known & (codes == group)])) for group in groups.tolist()]
        told[groups[int(np.argmin(people))]] = False
    return told
