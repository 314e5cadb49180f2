"""How good a plan is when the curves are in doubt; how flat the top is; where the gain comes from.

METHOD: docs/method/budget.md, “Doubt of a plan” and “Size and re-allocation”.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from bothways.budget.allocation.problem import Problem
from bothways.budget.allocation.solving import Sizes, best_values
from bothways.terms import Refusal

__all__ = ["METHOD", "Doubt", "Flat", "GainSplit", "flat_region", "gain_split", "plan_values", "weigh"]

METHOD = "plan-doubt/1"
NEAR: Final = 0.02
"""So near the best counts as as good: 2 %."""
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A plan against many draws of what the curves may be in truth.

    mean, low, high: its value, or what it brings beyond a baseline, with the 80 % interval; chance_best: how often no
    other plan within the limits is worth more; chance_near: how often none is worth over 2 % more; regret and
    regret_high: how much the best plan of a draw is worth more, on average and nine times in ten; chance_loss: how often
    it brings less than the baseline.
    """

    draws: int
    mean: float
    low: float
    high: float
    chance_best: float
    chance_near: float
    regret: float
    regret_high: float
    chance_loss: float
    method: str = METHOD

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Flat:
    """Sizes whose best plan is worth within so much of the best of all: from low to high, without a gap."""

    best: int
    low: int
    high: int
    within: float

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {"best": self.best, "low": self.low, "high": self.high, "within": self.within}


@dataclass(frozen=True, slots=True)
class GainSplit:
    """What the best plan brings beyond today's: by re-allocation at today's size, and by size."""

    today: float
    reallocation: float
    size: float

    @property
    def share_of_reallocation(self) -> float | None:
        """Which part needs no more than today; None where there is nothing to gain."""
        whole = self.reallocation + self.size
        return self.reallocation / whole if whole > 0 else None

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {"today": self.today, "reallocation": self.reallocation, "size": self.size}


def plan_values(levels: Sequence[int], *, values: Sequence[Floats]) -> Floats:
    """Return what a plan is worth in each draw. values: of each unit, one row a level, one column a draw."""
    return np.asarray(np.sum([worth[level] for worth, level in zip(values, levels, strict=True)], axis=0))


def weigh(
    problem: Problem,
    *,
    levels: Sequence[int],
    values: Sequence[Floats],
    baseline: Sequence[int] | None = None,
    best: Floats | None = None,
) -> Doubt:
    """Weigh a plan against draws; the best plan of each draw is found exactly.

    values: of each unit, one row a level, one column a draw. baseline: the levels of a plan to compare with (today's).
    best: what the best plan is worth in each draw, where that is known (`best_values_at`).

    Errors: `Refusal` "plan-outside" where the plan does not keep the limits, "no-draws".
    """
    if not problem.holds(levels):
        raise Refusal("plan-outside", "This plan does not keep the limits of its case.")
    if not values or not values[0].shape[1]:
        raise Refusal("no-draws", "Nothing was drawn: how sure a plan is can't be known.")
    worth = plan_values(levels, values=values)
    best = best_values(problem, values=values) if best is None else best
    regret = np.maximum(best - worth, 0.0)
    slack = 1e-9 * np.maximum(np.abs(best), 1.0)
    gained = worth - plan_values(baseline, values=values) if baseline is not None else worth
    low, high = np.quantile(gained, [0.1, 0.9])
    return Doubt(
        draws=len(worth),
        mean=float(gained.mean()),
        low=float(low),
        high=float(high),
        chance_best=float(np.mean(regret <= slack)),
        chance_near=float(np.mean(regret <= NEAR * np.abs(best) + slack)),
        regret=float(regret.mean()),
        regret_high=float(np.quantile(regret, 0.9)),
        chance_loss=float(np.mean(gained < 0)) if baseline is not None else 0.0,
    )


def flat_region(sizes: Sizes, *, within: float = NEAR) -> Flat:
    """Return the sizes around the best whose own best plan is worth within 2 % of it.

    >>> from bothways.budget.allocation import Problem, best_by_size, make_unit
    >>> unit = make_unit("A", values=[0, 90, 99, 100, 99, 80], uses={"heads": 1})
    >>> flat_region(best_by_size(Problem((unit,)), resource="heads"))
    Flat(best=3, low=2, high=4, within=0.02)
    """
    at = int(np.argmax(sizes.values))
    enough = sizes.values >= sizes.values[at] - within * abs(float(sizes.values[at]))
    low = high = at
    while low > 0 and enough[low - 1]:
        low -= 1
    while high < len(enough) - 1 and enough[high + 1]:
        high += 1
    return Flat(int(sizes.sizes[at]), int(sizes.sizes[low]), int(sizes.sizes[high]), within)


def gain_split(problem: Problem, *, sizes: Sizes, today: Sequence[int]) -> GainSplit:
    """Return what of the gain comes of re-allocation at today's size, and what of size.

    Errors: `Refusal` "plan-outside" where today's size can't be had.
    """
    used = problem.used(sizes.resource, levels=today)
    now = problem.value(today)
    same = sizes.worth(used)
    if not np.isfinite(same):
        raise Refusal("plan-outside", "Today's size can't be had within these limits.")
    return GainSplit(now, same - now, float(sizes.values.max()) - same)
