"""The best plan within limits, proven; and the best at every size. METHOD: docs/method/budget.md, “Allocation”."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from bothways.budget.allocation.conflict import refusal_of
from bothways.budget.allocation.engines import best_levels, main_resource, table_of
from bothways.budget.allocation.problem import Bound, Problem
from bothways.terms import Refusal

__all__ = ["METHOD", "Allocation", "Sizes", "allocate", "best_by_size", "best_values", "best_values_at"]

METHOD = "allocation/1"
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Allocation:
    """The plan that is worth most within the limits; of plans worth the same, one that uses least of the main resource.

    levels: of each unit, in the problem's order; value: what it is worth; engine: what found it, “grid” or “states”
    (dynamic programmes) or “highs” (a solver, where the states would be too many); all three are exact.
    """

    levels: tuple[int, ...]
    value: float
    engine: str
    method: str = METHOD

    def by_name(self, problem: Problem) -> dict[str, int]:
        """Return the level of each unit by its name."""
        return {unit.name: level for unit, level in zip(problem.units, self.levels, strict=True)}

    def as_dict(self, problem: Problem) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {
            "levels": self.by_name(problem),
            "value": self.value,
            "engine": self.engine,
            "method": self.method,
        }


@dataclass(frozen=True, slots=True, eq=False)
class Sizes:
    """The best value at exactly so much of a resource, for every amount that can be had at all.

    sizes: rising; values: of each; levels_at: from a row to the plan behind it.
    """

    resource: str
    sizes: Ints
    values: Floats
    levels_at: Callable[[int], tuple[int, ...]]
    engine: str

    def at_most(self, size: float) -> int:
        """Return the row of the best value with at most so much; −1 where nothing fits."""
        rows = int(np.searchsorted(self.sizes, size, side="right"))
        return int(np.argmax(self.values[:rows])) if rows else -1

    def worth(self, size: float) -> float:
        """Return the best value with at most so much; minus infinity where nothing fits."""
        row = self.at_most(size)
        return float(self.values[row]) if row >= 0 else -np.inf


def allocate(problem: Problem) -> Allocation:
    """Return the best plan, exactly.

    Errors: `Refusal` "no-plan" where the limits can't hold together; its sentence names the smallest set in conflict
    that was found, its hint what would free it, its data both.

    >>> from bothways.budget.allocation import Bound, make_unit
    >>> units = (make_unit("A", values=[0, 1, 9], uses={"heads": 1}), make_unit("B", values=[0, 4, 6], uses={"heads": 1}))
    >>> allocate(Problem(units, (Bound(name="heads", resource="heads", most=2),))).levels
    (2, 0)
    """
    found = best_levels(problem)
    if found is None:
        raise refusal_of(problem)
    return Allocation(found[0], problem.value(found[0]), found[1])


def best_by_size(problem: Problem, *, resource: str, top: int | None = None) -> Sizes:
    """Return the best value and plan at every amount of a resource, all other limits kept.

    The limits over all units on that resource are set aside, for they are what is asked about; top: the most to look at.

    Errors: `Refusal` "no-plan" where nothing can be had, "too-large" where there are too many states.
    """
    bounds = _set_aside(problem, resource, top)
    found = table_of(
        Problem(problem.units, bounds),
        resource=resource,
        values=[unit.values[:, None] for unit in problem.units],
    )
    if found is None:
        raise Refusal(
            "too-large",
            "These limits make too many cases to tell the best at every size.",
            hint="Give money in thousands, or take limits out that do not bind.",
        )
    reached = np.flatnonzero(np.isfinite(found.values[:, 0]))
    if not len(reached):
        raise refusal_of(Problem(problem.units, bounds))
    levels_at = found.levels_at
    return Sizes(
        resource,
        found.sizes[reached],
        found.values[reached, 0],
        lambda row: levels_at(int(reached[row])),
        found.engine,
    )


def best_values(problem: Problem, *, values: Sequence[Floats]) -> Floats:
    """Return what the best plan is worth in each draw. values: of each unit, one row a level, one column a draw.

    Errors: `Refusal` "no-plan".
    """
    found = _drawn(problem, main_resource(problem), values, None)
    return _every_one(problem, found[0])


def best_values_at(
    problem: Problem, *, resource: str, amounts: Sequence[int], values: Sequence[Floats]
) -> Floats:
    """Return what the best plan is worth with at most each amount of a resource: one row an amount, one column a draw.

    The limits over all units on that resource are set aside, as in `best_by_size`; all amounts are told of one table.

    Errors: `Refusal` "no-plan" where some amount leaves no plan.
    """
    free = Problem(problem.units, _set_aside(problem, resource, max(amounts)))
    found = _drawn(free, resource, values, amounts)
    for amount, row in zip(amounts, found, strict=True):
        _every_one(Problem(problem.units, _set_aside(problem, resource, amount)), row)
    return found


_CHUNK: Final = 64
"""So many draws at once that a table stays in the processor's nearest memory."""
_FEWEST: Final = 2
_FEW_STATES: Final = 5000
_CHUNK_OF_STATES: Final = 256
"""Which states there are is the same for all draws: the more at once, the seldomer it is worked out."""


def _drawn(
    problem: Problem, resource: str, values: Sequence[Floats], amounts: Sequence[int] | None
) -> Floats:
    draws, start, chunk = values[0].shape[1], 0, _CHUNK
    found: list[Floats] = []
    while start < draws:
        part = [np.ascontiguousarray(one[:, start : start + chunk]) for one in values]
        # One draw alone would keep the way back, which nobody asks for; two of the same do not.
        part = [np.repeat(one, 2, axis=1) for one in part] if part[0].shape[1] == 1 else part
        table = table_of(problem, resource=resource, values=part)
        if table is None and chunk > _FEWEST:
            chunk = max(_FEWEST, chunk // 8)  # fewer at once have room for more states
            continue
        if table is None:
            found.append(_one_by_one(problem, resource, part, amounts))
        else:
            ends = [len(table.sizes)]
            if amounts is not None:
                ends = np.searchsorted(table.sizes, amounts, side="right").tolist()
            found.append(np.array([table.values[:end].max(axis=0, initial=-np.inf) for end in ends]))
        start += chunk
        if (
            chunk == _CHUNK
            and table is not None
            and table.engine == "states"
            and len(table.sizes) < _FEW_STATES
        ):
            chunk = _CHUNK_OF_STATES
    return np.concatenate(found, axis=1)[:, :draws]


def _every_one(problem: Problem, best: Floats) -> Floats:
    if not np.all(np.isfinite(best)):
        raise refusal_of(problem)
    return best


def _one_by_one(
    problem: Problem, resource: str, values: Sequence[Floats], amounts: Sequence[int] | None
) -> Floats:
    asked = [problem]
    if amounts is not None:
        asked = [Problem(problem.units, _set_aside(problem, resource, amount)) for amount in amounts]
    return np.array(
        [[_alone(one, [v[:, at] for v in values]) for at in range(values[0].shape[1])] for one in asked]
    )


def _alone(problem: Problem, values: Sequence[Floats]) -> float:
    units = [replace(unit, values=worth) for unit, worth in zip(problem.units, values, strict=True)]
    changed = problem.with_units(units)
    found = best_levels(changed)
    return -np.inf if found is None else changed.value(found[0])


def _set_aside(problem: Problem, resource: str, top: int | None) -> tuple[Bound, ...]:
    whole = len(problem.units)
    kept = tuple(
        one for one in problem.bounds if one.resource != resource or len(one.over(problem.units)) < whole
    )
    return (
        kept if top is None else (*kept, Bound(name="\0 so much is looked at", resource=resource, most=top))
    )
