"""One resource, limits nested in each other: the best value at every size at once, by dynamic programme.

A table holds, row h, the best value with exactly h of the resource used, one column for each draw of the values. Units
whose every further step brings less than the one before (in all draws) are merged by their sorted steps, which is exact
for them and quick; all others are folded in level by level, which is exact for any shape. METHOD: docs/method/budget.md.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import gcd
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bothways.budget.allocation.problem import Bound, Problem

__all__ = ["GridPlan", "GridTable", "grid_plan", "grid_table"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Read = Callable[[int], list[tuple[int, int]]]
"""From a size to (unit, level) pairs."""
_BLOCK: Final = 1 << 16
_NOTHING: Final = -np.inf
MOST_CELLS: Final = 200_000
"""A table longer than this is left to the sparse states."""


@dataclass(frozen=True, slots=True)
class _Node:
    units: tuple[int, ...]
    inside: tuple[_Node, ...]
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class GridPlan:
    """How the problem is walked: the resource, its smallest step, the units as options, and the tree of bounds."""

    resource: str
    step: int
    root: _Node
    options: tuple[tuple[Ints, Ints], ...]  # levels, and what each uses in steps
    merged: tuple[bool, ...]


@dataclass(frozen=True, slots=True, eq=False)
class GridTable:
    """Best values by size (rows) and draw (columns); `levels_at` reads the plan behind a row, for one draw alone."""

    sizes: Ints
    values: Floats
    levels_at: Callable[[int], tuple[int, ...]]


def grid_plan(
    problem: Problem, *, values: Sequence[Floats], resource: str, bounds: Sequence[Bound]
) -> GridPlan | None:
    """Return how to walk a problem along one resource, or None where this way does not serve.

    values: for each unit, its worth by level (rows) and draw (columns).
    """
    if any(bound.resource != resource for bound in bounds):
        return None
    options, step = [], 0
    for unit in problem.units:
        levels = np.array(unit.levels, dtype=np.int64)
        uses = unit.use_of(resource)[levels]
        options.append((levels, uses))
        for use in uses.tolist():
            step = gcd(step, use)
    step = step or 1
    tree = _tree(problem, bounds, step, options)
    if tree is None or tree.most > MOST_CELLS:
        return None
    scaled = tuple((levels, uses // step) for levels, uses in options)
    merged = tuple(
        _is_concave(uses, worth[levels]) for (levels, uses), worth in zip(scaled, values, strict=True)
    )
    return GridPlan(resource, step, tree, scaled, merged)


def grid_table(plan: GridPlan, *, values: Sequence[Floats]) -> GridTable:
    """Return the best value at every size. One draw also keeps the way back to the levels."""
    table, read = _walk(plan, plan.root, values)

    def levels_at(row: int) -> tuple[int, ...]:
        return tuple(level for _, level in sorted(read(row)))

    return GridTable(np.arange(len(table)) * plan.step, table, levels_at)


def _tree(
    problem: Problem, bounds: Sequence[Bound], step: int, options: Sequence[tuple[Ints, Ints]]
) -> _Node | None:
    """Nest the bounds; None where two overlap and neither holds the other."""
    everything = frozenset(range(len(problem.units)))
    limits: dict[frozenset[int], tuple[int, int]] = {everything: (0, _total(everything, options, step))}
    for bound in bounds:
        over = frozenset(bound.over(problem.units))
        low, high = limits.get(over, (0, _total(over, options, step)))
        limits[over] = (
            max(low, -(-(bound.least or 0) // step)),
            min(high, high if bound.most is None else bound.most // step),
        )
    sets = sorted(limits, key=len)
    for at, small in enumerate(sets):
        for large in sets[at + 1 :]:
            if small & large and not small <= large:
                return None

    def node(own: frozenset[int]) -> _Node:
        under = [one for one in sets if one < own]
        direct = [one for one in under if not any(one < other for other in under)]
        covered = frozenset().union(*direct) if direct else frozenset()
        low, high = limits[own]
        return _Node(tuple(sorted(own - covered)), tuple(node(one) for one in direct), low, high)

    return node(everything)


def _total(over: frozenset[int], options: Sequence[tuple[Ints, Ints]], step: int) -> int:
    return sum(int(options[at][1].max(initial=0)) for at in over) // step


def _is_concave(uses: Ints, worth: Floats) -> bool:
    """Whether steps are alike in use and each brings no more than the one before, in every draw."""
    if len(uses) < 3:
        return len(uses) == 2 and uses[1] > uses[0]
    taken = np.diff(uses)
    if taken[0] <= 0 or np.any(taken != taken[0]):
        return False
    brought = np.diff(worth, axis=0)
    # What rounding makes of a flat end is no convexity.
    slack = 1e-12 * max(1.0, float(np.abs(worth).max()))
    return bool(np.all(np.diff(brought, axis=0) <= slack))


def _walk(plan: GridPlan, node: _Node, values: Sequence[Floats]) -> tuple[Floats, Read]:
    table: Floats = np.zeros((1, values[0].shape[1]))
    ways: list[tuple[Ints, Ints, Read]] = []
    # Small parts first: the table grows to its full length as late as it can.
    for uses, worth, reads in sorted(_parts(plan, node, values), key=lambda part: int(part[0][-1:].sum())):
        table, chosen = _fold(table, uses, worth, node.most)
        ways.append((uses, chosen, reads))
    table[: node.least] = _NOTHING

    def read(row: int) -> list[tuple[int, int]]:
        # A loop, since a thousand units folded in each other would be a thousand calls deep.
        found: list[tuple[int, int]] = []
        for uses, chosen, reads in reversed(ways):
            option = int(chosen[row])
            found += reads(option)
            row -= int(uses[option])
        return found

    return table, read


def _parts(plan: GridPlan, node: _Node, values: Sequence[Floats]) -> list[tuple[Ints, Floats, Read]]:
    """Return what is to be folded: (amounts used, worth by amount and draw, way back)."""
    parts: list[tuple[Ints, Floats, Read]] = []
    alike: dict[int, list[int]] = {}
    for at in node.units:
        levels, uses = plan.options[at]
        if plan.merged[at]:
            alike.setdefault(int(uses[1] - uses[0]), []).append(at)
            continue
        parts.append((uses, values[at][levels], _reader(at, levels)))
    for step, members in alike.items():
        if len(members) == 1:
            levels, uses = plan.options[members[0]]
            parts.append((uses, values[members[0]][levels], _reader(members[0], levels)))
        else:
            parts.append(_merge(plan, members, values, step, node.most))
    for child in node.inside:
        table, read = _walk(plan, child, values)
        parts.append((np.arange(len(table)), table, read))
    return parts


def _reader(at: int, levels: Ints) -> Read:
    return lambda option: [(at, int(levels[option]))]


def _merge(
    plan: GridPlan, members: Sequence[int], values: Sequence[Floats], step: int, most: int
) -> tuple[Ints, Floats, Read]:
    """Merge concave units: the best h steps of all are the h largest, for no unit's later step beats its earlier one."""
    base = sum(int(plan.options[at][1][0]) for at in members)
    start = np.sum([values[at][plan.options[at][0][0]] for at in members], axis=0)
    room = max(0, (most - base) // step)
    steps = np.concatenate([np.diff(values[at][plan.options[at][0]], axis=0)[:room] for at in members])
    owner = np.concatenate(
        [np.full(min(room, len(plan.options[at][0]) - 1), place) for place, at in enumerate(members)]
    )
    keep = min(room, len(steps))
    if steps.shape[1] == 1:
        order = np.argsort(-steps[:, 0], kind="stable")[:keep]
        best = steps[order]
    else:
        order = np.empty(0, dtype=np.int64)
        best = -np.sort(-steps, axis=0)[:keep]
    worth = np.concatenate([start[None, :], start[None, :] + np.cumsum(best, axis=0)])

    def read(count: int) -> list[tuple[int, int]]:
        taken = np.bincount(owner[order[:count]], minlength=len(members)) if count else np.zeros(len(members))
        return [(at, int(plan.options[at][0][int(many)])) for at, many in zip(members, taken, strict=True)]

    return base + step * np.arange(len(worth)), worth, read


def _fold(table: Floats, uses: Ints, worth: Floats, most: int) -> tuple[Floats, Ints]:
    """Fold one part in: out[h] = max over options of table[h − use] + worth; and which option it was, for one draw."""
    fits = np.flatnonzero(uses <= most)
    nobody = np.zeros(most + 1, dtype=np.int64)
    if not len(fits):
        return np.full((most + 1, table.shape[1]), _NOTHING), nobody
    length = min(most, len(table) - 1 + int(uses[fits].max())) + 1
    if table.shape[1] > 1:
        return _fold_draws(table, uses[fits], worth[fits], length), nobody
    even = len(fits) > 1 and bool(np.all(np.diff(uses[fits]) == 1))
    fold = _fold_windows if even else _fold_options
    out, chosen = fold(table[:, 0], uses[fits], worth[fits, 0], length)
    return out[:, None], fits[chosen]


def _fold_draws(table: Floats, uses: Ints, worth: Floats, length: int) -> Floats:
    out = np.full((length, table.shape[1]), _NOTHING)
    room = np.empty_like(table)
    for use, value in zip(uses.tolist(), worth, strict=True):
        rows = min(len(table), length - use)
        if rows > 0:
            np.add(table[:rows], value, out=room[:rows])
            np.maximum(out[use : use + rows], room[:rows], out=out[use : use + rows])
    return out


def _fold_options(table: Floats, uses: Ints, worth: Floats, length: int) -> tuple[Floats, Ints]:
    out = np.full(length, _NOTHING)
    chosen = np.zeros(length, dtype=np.int32)
    for option, (use, value) in enumerate(zip(uses.tolist(), worth.tolist(), strict=True)):
        rows = min(len(table), length - use)
        if rows <= 0:
            continue
        reached = table[:rows] + value
        better = reached > out[use : use + rows]
        out[use : use + rows][better] = reached[better]
        chosen[use : use + rows][better] = option
    return out, chosen.astype(np.int64)


def _fold_windows(table: Floats, uses: Ints, worth: Floats, length: int) -> tuple[Floats, Ints]:
    """The same for uses that go up by one: all options of a block of rows in one stroke."""
    first, options = int(uses[0]), len(uses)
    rows = length - first
    padded = np.concatenate(
        [
            np.full(max(0, rows - len(table)), _NOTHING),
            table[::-1][max(0, len(table) - rows) :],
            np.full(options - 1, _NOTHING),
        ]
    )
    windows = np.lib.stride_tricks.sliding_window_view(padded, options)[::-1]
    out = np.full(length, _NOTHING)
    chosen = np.zeros(length, dtype=np.int64)
    block = max(1, _BLOCK // options)
    for start in range(0, rows, block):
        reached = windows[start : start + block] + worth
        best = np.argmax(reached, axis=1)
        at = slice(first + start, first + start + len(best))
        chosen[at] = best
        out[at] = reached[np.arange(len(best)), best]
    return out, chosen
