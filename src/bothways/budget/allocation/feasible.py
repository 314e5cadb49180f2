"""Whether limits leave any plan at all: by intervals where that is exact, else by looking for a plan."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from bothways.budget.allocation.engines import best_levels
from bothways.budget.allocation.problem import Problem

__all__ = ["Held", "held_limits", "leaves_plan", "with_only"]


@dataclass(frozen=True, slots=True)
class Held:
    """One limit alone: at least, or at most, so much, of a unit or over several. `name`: the unit or the bound."""

    name: str
    of: str  # "unit" or "bound"
    end: str  # "least" or "most"
    amount: int
    says: str

    def as_dict(self) -> dict[str, object]:
        """Return it ready for JSON."""
        return {"name": self.name, "of": self.of, "end": self.end, "amount": self.amount, "says": self.says}


def held_limits(problem: Problem) -> tuple[Held, ...]:
    """Return every single limit of a problem: both ends of units and of bounds, where they limit at all."""
    found = []
    for unit in problem.units:
        if unit.least > 0:
            found.append(Held(unit.name, "unit", "least", unit.least, f"{unit.name}: at least {unit.least}"))
        if unit.most is not None and unit.most < unit.top:
            found.append(Held(unit.name, "unit", "most", unit.most, f"{unit.name}: at most {unit.most}"))
    for bound in problem.bounds:
        for end, words in (("least", "at least"), ("most", "at most")):
            amount = getattr(bound, end)
            if amount is not None:
                said = bound.says or f"{bound.name}: {words} {amount}"
                found.append(Held(bound.name, "bound", end, amount, said))
    return tuple(found)


def with_only(problem: Problem, held: Sequence[Held]) -> Problem:
    """Return the problem with these limits alone."""
    kept = {(one.of, one.name, one.end): one.amount for one in held}
    units = [
        replace(
            unit, least=kept.get(("unit", unit.name, "least"), 0), most=kept.get(("unit", unit.name, "most"))
        )
        for unit in problem.units
    ]
    bounds = []
    for bound in problem.bounds:
        least, most = (kept.get(("bound", bound.name, end)) for end in ("least", "most"))
        if least is not None or most is not None:
            bounds.append(replace(bound, least=least, most=most))
    return Problem(tuple(units), tuple(bounds))


def leaves_plan(problem: Problem) -> Callable[[Sequence[Held]], bool]:
    """Return what says of any of a problem's limits whether they leave a plan; asked often, so what can be is prepared."""
    quick = _by_intervals(problem)
    return quick or (lambda held: best_levels(with_only(problem, held)) is not None)


def _by_intervals(problem: Problem) -> Callable[[Sequence[Held]], bool] | None:
    """Where bounds are on one resource and nested, and each level uses one step more (or none does), what any group can
    use is an interval, cut by its least and its most: exact, and a thousand units are no matter. None elsewhere."""
    resources = {bound.resource for bound in problem.bounds}
    if len(resources) > 1:
        return None
    first, step = [], []
    for unit in problem.units:
        uses = unit.use_of(next(iter(resources), ""))
        steps = set(np.diff(uses).tolist())
        if len(steps) > 1 or steps - {0, 1}:
            return None
        first.append(int(uses[0]))
        step.append(max(steps, default=0))
    groups = sorted({frozenset(bound.over(problem.units)) for bound in problem.bounds}, key=len)
    for at, small in enumerate(groups):
        if any(small & large and not small <= large for large in groups[at + 1 :]):
            return None
    names = {unit.name: at for at, unit in enumerate(problem.units)}
    place = {bound.name: groups.index(frozenset(bound.over(problem.units))) for bound in problem.bounds}
    tops = [unit.top for unit in problem.units]

    def leaves(held: Sequence[Held]) -> bool:
        low, high = [0] * len(tops), list(tops)
        lows, highs = [-np.inf] * len(groups), [np.inf] * len(groups)
        for one in held:
            if one.of == "unit":
                at = names[one.name]
                if one.end == "least":
                    low[at] = max(low[at], one.amount)
                else:
                    high[at] = min(high[at], one.amount)
            elif one.end == "least":
                lows[place[one.name]] = max(lows[place[one.name]], one.amount)
            else:
                highs[place[one.name]] = min(highs[place[one.name]], one.amount)
        if any(a > b for a, b in zip(low, high, strict=True)):
            return False
        return _nested(
            [f + s * a for f, s, a in zip(first, step, low, strict=True)],
            [f + s * b for f, s, b in zip(first, step, high, strict=True)],
            groups,
            list(zip(lows, highs, strict=True)),
        )

    return leaves


def _nested(
    low: list[int], high: list[int], groups: Sequence[frozenset[int]], limits: Sequence[tuple[float, float]]
) -> bool:
    """Cut group by group, small ones first: what a group can use then stands at one of its units, for the larger ones."""
    least: list[float] = [*low]
    most: list[float] = [*high]
    for group, (bottom, ceiling) in zip(groups, limits, strict=True):
        below = max(sum(least[at] for at in group), bottom)
        above = min(sum(most[at] for at in group), ceiling)
        if below > above:
            return False
        for at in group:
            least[at] = most[at] = 0
        for at in sorted(group)[:1]:
            least[at], most[at] = below, above
    return True
