"""What a limit costs: the best value as the limit moves, and how far that price holds.

METHOD: docs/method/budget.md, “Prices of limits”.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from math import gcd
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from bothways.budget.allocation.engines import best_levels
from bothways.budget.allocation.problem import Bound, Problem
from bothways.budget.allocation.solving import allocate, best_by_size
from bothways.terms import Refusal

__all__ = ["METHOD", "Price", "price_of", "prices", "value_along"]

METHOD = "limit-price/1"
End = Literal["least", "most"]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_WINDOW: Final = 8
_SAME: Final = 1e-9
_AXIS = "\0 what is priced"


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What one limit costs at the best plan.

    value: the best value with the limit as it is. next_at: the nearest amount, the limit loosened, at which more can be
    had, and gain: how much; None and 0 where loosening it brings nothing: it does not bind. before_at and loss: the
    nearest amount, the limit tightened, at which less is left, and how much less.
    each: the shadow price: value by one of the resource, on the concave hull; it holds from holds_from to holds_to.
    """

    bound: str
    resource: str
    end: End
    amount: int
    value: float
    next_at: int | None
    gain: float
    before_at: int | None
    loss: float
    each: float
    holds_from: int
    holds_to: int
    method: str = METHOD

    @property
    def binds(self) -> bool:
        """Whether more could be had if it were looser."""
        return self.next_at is not None

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {name: getattr(self, name) for name in self.__slots__} | {"binds": self.binds}


def prices(problem: Problem) -> tuple[Price, ...]:
    """Return the price of each end of each bound, in the problem's order.

    Errors: `Refusal` "no-plan".

    >>> from bothways.budget.allocation import Bound, make_unit
    >>> unit = make_unit("A", values=[0, 5, 8, 9], uses={"heads": 1})
    >>> (price,) = prices(Problem((unit,), (Bound(name="heads", resource="heads", most=2),)))
    >>> price.gain, price.loss, price.each
    (1.0, 3.0, 1.0)
    """
    best = allocate(problem).value
    ends: tuple[End, End] = ("least", "most")
    return tuple(
        _price(problem, bound, end, best)
        for bound in problem.bounds
        for end in ends
        if getattr(bound, end) is not None
    )


def price_of(problem: Problem, *, bound: str, end: End, best: float | None = None) -> Price:
    """Return the price of one end of one bound. best: what the best plan is worth, where that is known.

    Errors: `Refusal` "no-plan"; "no-such-bound"; "bound" where that end is not limited.
    """
    held = problem.bound(bound)
    if getattr(held, end) is None:
        raise Refusal("bound", f"“{bound}” has no number for at {end}.")
    return _price(problem, held, end, allocate(problem).value if best is None else best)


def value_along(problem: Problem, *, bound: str, end: End) -> tuple[Ints, Floats]:
    """Return amounts, rising, and the best value with the bound's end at each: as it moves, all else held.

    Every amount at which the value may change is there; where that would be too many cases, eight steps either way.
    """
    held = problem.bound(bound)
    try:
        sizes, exact = _exact_sizes(problem, held)
    except Refusal as refused:
        if refused.code != "too-large":
            raise
        return _window(problem, held, end)
    inside = np.ones(len(sizes), dtype=bool)
    if end == "most":
        inside &= sizes >= (held.least or 0)
        return sizes[inside], np.maximum.accumulate(exact[inside])
    if held.most is not None:
        inside &= sizes <= held.most
    return sizes[inside], np.maximum.accumulate(exact[inside][::-1])[::-1]


def _exact_sizes(problem: Problem, held: Bound) -> tuple[Ints, Floats]:
    """Return the best value at exactly each amount under a bound, with the bound itself set aside."""
    whole = len(held.over(problem.units)) == len(problem.units)
    others = tuple(one for one in problem.bounds if one.name != held.name)
    if whole and not any(
        one.resource == held.resource and len(one.over(problem.units)) == len(problem.units) for one in others
    ):
        found = best_by_size(Problem(problem.units, others), resource=held.resource)
        return found.sizes, found.values
    over = set(held.over(problem.units))
    units = []
    for at, unit in enumerate(problem.units):
        uses: Mapping[str, Ints] = dict(unit.uses)
        if at in over:
            uses = {**uses, _AXIS: unit.use_of(held.resource)}
        units.append(replace(unit, uses=uses))
    found = best_by_size(Problem(tuple(units), others), resource=_AXIS)
    return found.sizes, found.values


def _window(problem: Problem, held: Bound, end: End) -> tuple[Ints, Floats]:
    step = 0
    for at in held.over(problem.units):
        for use in problem.units[at].use_of(held.resource).tolist():
            step = gcd(step, use)
    step = step or 1
    amount = getattr(held, end)
    amounts, values = [], []
    for many in range(-_WINDOW, _WINDOW + 1):
        at = amount + many * step
        if at < 0:
            continue
        moved = problem.with_bound(replace(held, least=at) if end == "least" else replace(held, most=at))
        found = best_levels(moved)
        if found is not None:
            amounts.append(at)
            values.append(moved.value(found[0]))
    return np.array(amounts, dtype=np.int64), np.array(values)


def _price(problem: Problem, bound: Bound, end: End, best: float) -> Price:
    amounts, values = value_along(problem, bound=bound.name, end=end)
    amount = int(getattr(bound, end))
    sign = 1 if end == "most" else -1
    # Read so that loosening is always to the right.
    along, worth = (amounts, values) if end == "most" else (-amounts[::-1], values[::-1])
    here = sign * amount
    slack = _SAME * max(1.0, float(np.abs(worth).max(initial=0.0)))
    better = np.flatnonzero((along > here) & (worth > best + slack))
    worse = np.flatnonzero((along < here) & (worth < best - slack))
    next_at = int(along[better[0]]) if len(better) else None
    before_at = int(along[worse[-1]]) if len(worse) else None
    each, low, high = _hull(along, worth, here)
    ends = sorted((sign * low, sign * high))
    return Price(
        bound=bound.name,
        resource=bound.resource,
        end=end,
        amount=amount,
        value=best,
        next_at=None if next_at is None else sign * next_at,
        gain=float(worth[better[0]] - best) if len(better) else 0.0,
        before_at=None if before_at is None else sign * before_at,
        loss=float(best - worth[worse[-1]]) if len(worse) else 0.0,
        each=each if next_at is not None else 0.0,
        holds_from=ends[0],
        holds_to=ends[1],
    )


def _hull(along: Ints, worth: Floats, here: int) -> tuple[float, int, int]:
    """Return the slope of the upper concave hull to the right of a place, and where that piece begins and ends."""
    corners: list[int] = []
    for at in range(len(along)):
        while len(corners) > 1:
            one, two = corners[-2], corners[-1]
            rise = (worth[two] - worth[one]) * (along[at] - along[two])
            if rise > (worth[at] - worth[two]) * (along[two] - along[one]):
                break
            corners.pop()
        corners.append(at)
    for left, right in pairwise(corners):
        if along[left] <= here < along[right]:
            slope = (worth[right] - worth[left]) / (along[right] - along[left])
            return float(slope), int(along[left]), int(along[right])
    return 0.0, here, here
