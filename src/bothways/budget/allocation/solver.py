"""The same question asked of a general solver, HiGHS through SciPy: where states are too many, and to be tested against."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bothways.budget.allocation.problem import Problem

__all__ = ["solve_with_highs"]


def solve_with_highs(problem: Problem) -> tuple[int, ...] | None:
    """Return the levels of the best plan, or None where the limits can't hold together. Gap 0: the answer is exact."""
    from scipy.optimize import LinearConstraint, milp  # noqa: PLC0415 - takes a second to load
    from scipy.sparse import csr_array  # noqa: PLC0415

    chosen = [(at, level) for at, unit in enumerate(problem.units) for level in unit.levels]
    if {at for at, _ in chosen} != set(range(len(problem.units))):
        return None
    owners = np.array([at for at, _ in chosen])
    columns = np.arange(len(chosen))
    one_each = csr_array((np.ones(len(chosen)), (owners, columns)), shape=(len(problem.units), len(chosen)))
    limits = [LinearConstraint(one_each, 1, 1)]
    for bound in problem.bounds:
        over = set(bound.over(problem.units))
        amounts: NDArray[np.float64] = np.array(
            [
                float(problem.units[at].use_of(bound.resource)[level]) if at in over else 0.0
                for at, level in chosen
            ]
        )
        low = -np.inf if bound.least is None else bound.least
        high = np.inf if bound.most is None else bound.most
        limits.append(LinearConstraint(amounts[None, :], low, high))
    worth = np.array([problem.units[at].values[level] for at, level in chosen])
    scale = float(np.abs(worth).max()) or 1.0
    found = milp(
        -worth / scale, integrality=np.ones(len(chosen)), bounds=(0, 1), constraints=limits,
        options={"mip_rel_gap": 0.0},
    )  # fmt: skip
    if found.x is None:
        return None
    taken = np.flatnonzero(found.x > 0.5)
    return tuple(chosen[column][1] for column in taken.tolist())
