"""Which of the exact ways serves a problem: the grid, the states, or a solver."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bothways.budget.allocation.grid import grid_plan, grid_table
from bothways.budget.allocation.problem import Problem
from bothways.budget.allocation.solver import solve_with_highs
from bothways.budget.allocation.states import state_table

__all__ = ["Table", "best_levels", "main_resource", "table_of"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Best values by size (rows) and draw (columns), the way back to the levels, and what made it."""

    sizes: Ints
    values: Floats
    levels_at: Callable[[int], tuple[int, ...]]
    engine: str


def table_of(problem: Problem, *, resource: str, values: Sequence[Floats]) -> Table | None:
    """Return the best value at every size of a resource, or None where there are too many states.

    values: of each unit, one row a level, one column a draw.
    """
    if any(not unit.levels for unit in problem.units):
        return Table(np.empty(0, dtype=np.int64), np.empty((0, values[0].shape[1])), _no_levels, "grid")
    bounds = problem.bounds
    plan = grid_plan(problem, values=values, resource=resource, bounds=bounds)
    if plan is not None:
        grid = grid_table(plan, values=values)
        return Table(grid.sizes, grid.values, grid.levels_at, "grid")
    state = state_table(problem, values=values, resource=resource, bounds=bounds)
    return None if state is None else Table(state.sizes, state.values, state.levels_at, "states")


def best_levels(problem: Problem) -> tuple[tuple[int, ...], str] | None:
    """Return the levels of the best plan and the engine that found it; None where the limits leave none."""
    if any(not unit.levels for unit in problem.units):
        return None
    # Units that no bound touches are had at their best, each by itself: in a table they would only make it long.
    bound = sorted({at for one in problem.bounds for at in one.over(problem.units)})
    levels = [
        unit.least + int(np.argmax(unit.values[unit.least : unit.levels.stop])) for unit in problem.units
    ]
    if not bound:
        impossible = any((one.least or 0) > 0 for one in problem.bounds)
        return None if impossible else (tuple(levels), "grid")
    found = _best_of(Problem(tuple(problem.units[at] for at in bound), problem.bounds))
    if found is None:
        return None
    for at, level in zip(bound, found[0], strict=True):
        levels[at] = level
    return tuple(levels), found[1]


def _best_of(problem: Problem) -> tuple[tuple[int, ...], str] | None:
    table = table_of(
        problem, resource=main_resource(problem), values=[unit.values[:, None] for unit in problem.units]
    )
    if table is None:
        levels = solve_with_highs(problem)
        return None if levels is None else (levels, "highs")
    if not len(table.values) or not np.isfinite(table.values.max()):
        return None
    return table.levels_at(int(np.argmax(table.values[:, 0]))), table.engine


def main_resource(problem: Problem) -> str:
    """Return the resource along which sizes are told: one limited over all units, else the first limited, else any."""
    whole = [one for one in problem.bounds if len(one.over(problem.units)) == len(problem.units)]
    for bound in (*whole, *problem.bounds):
        return bound.resource
    return next((resource for unit in problem.units for resource in unit.uses), "")


def _no_levels(row: int) -> tuple[int, ...]:
    raise IndexError(row)
