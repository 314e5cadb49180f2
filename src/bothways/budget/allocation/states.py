"""Any bounds at all: the best value in every state that can be reached, a state being what is used under each bound.

Exact for several resources, for overlapping groups and for costs that share no step. METHOD: docs/method/budget.md.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bothways.budget.allocation.problem import Bound, Problem

__all__ = ["StateTable", "state_table"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
MOST_STATES: Final = 12_000_000
"""So many numbers (states, times draws, times options) are held at once; beyond, a solver is asked."""


@dataclass(frozen=True, slots=True, eq=False)
class StateTable:
    """Best values by size (rows) and draw (columns); `levels_at` reads the plan behind a row, for one draw alone."""

    sizes: Ints
    values: Floats
    levels_at: Callable[[int], tuple[int, ...]]


def state_table(
    problem: Problem, *, values: Sequence[Floats], resource: str, bounds: Sequence[Bound]
) -> StateTable | None:
    """Return the best value at every size of a resource that can be reached, or None where the states are too many."""
    # A limit of the size itself over all units needs no column of its own: the size's will do.
    whole = [
        one
        for one in bounds
        if one.resource == resource and len(one.over(problem.units)) == len(problem.units)
    ]
    bounds = [bound for bound in bounds if bound not in whole]
    members = [frozenset(bound.over(problem.units)) for bound in bounds]
    order = _order(len(problem.units), members)
    uses = [_uses(problem, at, resource, bounds, members) for at in range(len(problem.units))]
    last = [max((order.index(at) for at in member), default=-1) for member in members]
    ceilings = [_I64 if bound.most is None else bound.most for bound in whole]
    most = np.array(
        [_I64 if bound.most is None else bound.most for bound in bounds] + [min(ceilings, default=_I64)]
    )
    least = np.array(
        [bound.least or 0 for bound in bounds] + [max((one.least or 0 for one in whole), default=0)]
    )
    coming = _coming(order, uses)
    draws = values[0].shape[1]
    held = np.zeros((1, len(bounds) + 1), dtype=np.int64)
    best = np.zeros((1, draws))
    for bound, member in enumerate(members):
        if not member and least[bound] > 0:
            held, best = held[:0], best[:0]
    ways: list[tuple[Ints, Ints]] = []
    for place, at in enumerate(order):
        levels = np.array(problem.units[at].levels, dtype=np.int64)
        if len(held) * len(levels) * (draws + len(bounds) + 1) > MOST_STATES:
            return None
        held, best, way = _step(held, best, uses[at], values[at][levels], (least - coming[place], most))
        ways.append(way)
        for bound, end in enumerate(last):
            if end == place:
                # Its least and its most are kept, and nothing to come can change that: it is no longer told apart.
                held[:, bound], least[bound] = 0, -_I64
                if draws > 1:
                    held, best = _pooled(held, best)
    held = held[:, -1:]
    if draws > 1:
        held, best = _pooled(held, best)
    held, best, way = _step(held, best, np.zeros((1, 1), dtype=np.int64), np.zeros((1, draws)), _ANY)
    back = _back(problem, order, ways)
    return StateTable(held[:, 0], best, lambda row: back(int(way[0][row])))


_I64: Final = 1 << 60
_ANY: Final = (np.array([-_I64]), np.array([_I64]))


def _order(count: int, members: Sequence[frozenset[int]]) -> list[int]:
    """Small groups first and together: a bound whose units are done is no longer told apart."""
    narrow = [sorted((one for one in members if at in one), key=len) for at in range(count)]
    return sorted(
        range(count),
        key=lambda at: ([(len(one), min(one)) for one in narrow[at]][:1] or [(count + 1, 0)], at),
    )


def _uses(
    problem: Problem, at: int, resource: str, bounds: Sequence[Bound], members: Sequence[frozenset[int]]
) -> Ints:
    unit = problem.units[at]
    levels = np.array(unit.levels, dtype=np.int64)
    columns = [
        unit.use_of(bound.resource)[levels] if at in member else np.zeros(len(levels), dtype=np.int64)
        for bound, member in zip(bounds, members, strict=True)
    ]
    return np.stack([*columns, unit.use_of(resource)[levels]], axis=1)


def _coming(order: Sequence[int], uses: Sequence[Ints]) -> Ints:
    """For each place of the order, the most that can still come of each bound's resource."""
    width = uses[0].shape[1]
    found = np.zeros((len(order), width), dtype=np.int64)
    rest = np.zeros(width, dtype=np.int64)
    for place in range(len(order) - 1, -1, -1):
        found[place] = rest
        if len(uses[order[place]]):
            rest = rest + uses[order[place]].max(axis=0)
    return found


def _step(
    held: Ints, best: Floats, uses: Ints, worth: Floats, within: tuple[Ints, Ints]
) -> tuple[Ints, Floats, tuple[Ints, Ints]]:
    """Add one unit: every state with every level, kept where limits allow it, the best of each state alone."""
    options, width = len(uses), held.shape[1]
    reached = (held[:, None, :] + uses[None, :, :]).reshape(-1, width)
    low, high = within
    fits = np.flatnonzero(np.all((reached <= high) & (reached >= low), axis=1))
    reached = reached[fits]
    origin, option = np.divmod(fits, max(options, 1))
    empty = np.empty(0, dtype=np.int64)
    if not len(fits):
        return reached, best[:0], (empty, empty)
    key = _key(reached)
    if best.shape[1] > 1:
        return _merged(reached, key, best, worth, origin, option)
    # One draw: the best stands last within its state, and the way back to it is kept.
    gained = best[origin, 0] + worth[option, 0]
    rank = np.lexsort((gained, key))
    chosen = rank[np.flatnonzero(np.r_[key[rank][1:] != key[rank][:-1], True])]
    return reached[chosen], gained[chosen, None], (origin[chosen], option[chosen])


def _merged(
    reached: Ints, key: Ints, best: Floats, worth: Floats, origin: Ints, option: Ints
) -> tuple[Ints, Floats, tuple[Ints, Ints]]:
    """Several draws: each has its own best. Within one option no two states become one, so rows are written at once."""
    states = int(key.max()) + 1
    first = np.empty(states, dtype=np.int64)
    first[key] = np.arange(len(key))
    out = np.full((states, best.shape[1]), -np.inf)
    for one in range(len(worth)):
        mine = np.flatnonzero(option == one)
        to = key[mine]
        gained = np.take(best, origin[mine], axis=0)
        gained += worth[one]
        out[to] = np.maximum(np.take(out, to, axis=0), gained, out=gained)
    empty = np.empty(0, dtype=np.int64)
    return reached[first], out, (empty, empty)


def _pooled(held: Ints, best: Floats) -> tuple[Ints, Floats]:
    """Make states one that are no longer told apart, each draw with its own best."""
    if not len(held):
        return held, best
    key = _key(held)
    rank = np.argsort(key, kind="stable")
    starts = np.flatnonzero(np.r_[True, key[rank][1:] != key[rank][:-1]])
    return held[rank[starts]], np.maximum.reduceat(best[rank], starts, axis=0)


def _key(rows: Ints) -> Ints:
    """Number the rows 0, 1, … so that the same ones, and only those, have one number."""
    key = np.zeros(len(rows), dtype=np.int64)
    span = 1
    for column in rows.T:
        low = int(column.min())
        place = column - low
        step = int(np.gcd.reduce(place)) or 1
        place //= step
        wide = int(place.max()) + 1
        if span * wide > _WIDE:
            key, span = _dense(key, span)
        key, span = key * wide + place, span * wide
    return _dense(key, span)[0]


_WIDE: Final = 1 << 40


def _dense(key: Ints, span: int) -> tuple[Ints, int]:
    """Number what there is without gaps; by marking where the span is small, for that needs no sorting."""
    if span <= 8 * len(key) + 1024:
        there = np.zeros(span, dtype=np.int64)
        there[key] = 1
        number = np.cumsum(there) - 1
        return number[key], int(number[-1]) + 1
    found, number = np.unique(key, return_inverse=True)
    return number, len(found)


def _back(
    problem: Problem, order: Sequence[int], ways: Sequence[tuple[Ints, Ints]]
) -> Callable[[int], tuple[int, ...]]:
    def levels_at(row: int) -> tuple[int, ...]:
        found = [0] * len(order)
        for at, (origin, option) in zip(reversed(order), reversed(ways), strict=True):
            found[at] = problem.units[at].levels[int(option[row])]
            row = int(origin[row])
        return tuple(found)

    return levels_at
