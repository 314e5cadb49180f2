"""Plans of which none is better in everything: cost, return, downside, customers, fairness of load.

METHOD: docs/method/budget.md, “The front”.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from bothways.budget.allocation import Problem, Unit, best_by_size
from bothways.budget.case import MONEY, Case, Plan, Worked

__all__ = ["METHOD", "Front", "pareto_front"]

METHOD = "front/1"
ALL_PLANS: Final = 4000
"""Up to so many plans all are looked at; beyond, the best for each amount of money by several measures."""
_LOTS: Final = 12
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Front:
    """The plans that are left, cheapest first; complete: whether every plan was looked at; knee: where more money
    begins to bring little, as a place in `plans` (None with fewer than three)."""

    plans: tuple[Plan, ...]
    looked_at: int
    complete: bool
    knee: int | None
    method: str = METHOD

    def as_dict(self, case: Case) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {
            "plans": [plan.as_dict(case) for plan in self.plans],
            "looked_at": self.looked_at,
            "complete": self.complete,
            "knee": self.knee,
            "method": self.method,
        }


def pareto_front(worked: Worked) -> Front:
    """Return the plans within the case's limits of which none is better in all: less cost, more return, a higher low end
    of the return (one in ten), more customers who notice, less unevenness of load.
    """
    problem = worked.problem
    count = math.prod(len(unit.levels) for unit in problem.units)
    complete = count <= ALL_PLANS
    looked = _every(problem) if complete else _proposed(worked)
    plans = [worked.plan(levels) for levels in looked if problem.holds(levels)]
    kept = sorted(_undominated(plans), key=lambda plan: (plan.cost, -plan.value, plan.levels))
    return Front(tuple(kept), len(plans), complete, _knee(kept))


def _every(problem: Problem) -> list[tuple[int, ...]]:
    return list(itertools.product(*[unit.levels for unit in problem.units]))


def _proposed(worked: Worked) -> list[tuple[int, ...]]:
    """The best plan for each amount of money by: the mean return, the mean of the worst draws, customers, and mixtures."""
    problem = worked.problem
    mean = [unit.values for unit in problem.units]
    worst = [
        np.sort(values, axis=1)[:, : max(1, values.shape[1] // 5)].mean(axis=1) for values in worked.values
    ]
    reach = [
        max((one.reach for one in line.customers), default=0) * np.arange(unit.top + 1) / line.ask
        for line, unit in zip(worked.case.lines, problem.units, strict=True)
    ]
    most_value, most_reach = (max(float(np.abs(one).max()) for one in table) for table in (mean, reach))
    scale = most_value / most_reach if most_reach else 0.0
    found: dict[tuple[int, ...], None] = {}
    for careful, kind in itertools.product((0.0, 0.5, 1.0), (0.0, 0.25, 1.0, 4.0)):
        units = [
            _valued(problem, at, (1 - careful) * mean[at] + careful * worst[at] + kind * scale * reach[at])
            for at in range(len(mean))
        ]
        sizes = best_by_size(Problem(tuple(units), problem.bounds), resource=MONEY)
        top = sizes.sizes[-1]
        for lot in range(_LOTS + 1):
            row = sizes.at_most(top * lot / _LOTS)
            if row >= 0:
                found[sizes.levels_at(row)] = None
    return list(found)


def _valued(problem: Problem, at: int, values: Floats) -> Unit:
    return replace(problem.units[at], values=values)


def _undominated(plans: Sequence[Plan]) -> list[Plan]:
    if not plans:
        return []
    table = np.array(
        [[-plan.cost, plan.value, plan.low, plan.reach, -(plan.unevenness or 1.0)] for plan in plans]
    )
    kept = []
    for at, row in enumerate(table):
        better = np.all(table >= row, axis=1) & np.any(table > row, axis=1)
        if not better.any():
            kept.append(plans[at])
    return kept


def _knee(plans: Sequence[Plan]) -> int | None:
    """The plan furthest above the chord from the cheapest to the one with most return, in cost and return."""
    if len(plans) < 3:
        return None
    cost = np.array([plan.cost for plan in plans], dtype=float)
    worth = np.array([plan.value for plan in plans])
    last = int(np.argmax(worth))
    if last < 2 or cost[last] <= cost[0] or worth[last] <= worth[0]:
        return None
    along = (cost[: last + 1] - cost[0]) / (cost[last] - cost[0])
    above = (worth[: last + 1] - worth[0]) / (worth[last] - worth[0]) - along
    return int(np.argmax(above)) if above.max() > 0 else None
