"""Periods: who is new needs time, who leaves is missed, what was done works on. From these to what a level is worth.

METHOD: docs/method/budget.md, “Periods”.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bothways.terms import Refusal

__all__ = ["Timing", "paid", "units_there", "worth_by_level"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """When something is there and how much of it works.

    periods: how many are looked at; start: the first (from 0) in which it is there; ramp: which share of its effect it
    has in its first, second, … period, the last one from then on; attrition: which share of what is there leaves by each
    period, not replaced; carry_over: which share of a period's effect is still that of the period before (Koyck's λ).
    """

    periods: int
    start: int = 0
    ramp: tuple[float, ...] = (1.0,)
    attrition: float = 0.0
    carry_over: float = 0.0

    def __post_init__(self) -> None:
        if self.periods < 1 or self.start < 0:
            raise Refusal("timing", "At least one period is looked at, and nothing starts before the first.")
        if not self.ramp or not all(0 <= share <= 1 for share in self.ramp):
            raise Refusal(
                "timing", "A ramp is made of shares from 0 to 1, one for each of its first periods."
            )
        if not 0 <= self.attrition < 1 or not 0 <= self.carry_over < 1:
            raise Refusal("timing", "Attrition and carry-over are shares from 0 to below 1.")

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {
            "periods": self.periods,
            "start": self.start,
            "ramp": list(self.ramp),
            "attrition": self.attrition,
            "carry_over": self.carry_over,
        }


def units_there(timing: Timing) -> Floats:
    """Return how many of one are there in each period: 1 from its start on, less those who left.

    >>> units_there(Timing(periods=4, start=1, attrition=0.5)).tolist()
    [0.0, 1.0, 0.5, 0.25]
    """
    since = np.arange(timing.periods) - timing.start
    return np.where(since >= 0, (1 - timing.attrition) ** np.maximum(since, 0), 0.0)


def effect_of_one(timing: Timing) -> Floats:
    """Return the effect of one in each period, as a share of what it is in full: there, ramped, carried over.

    Carry-over is a stock, a_t = (1 − λ) · e_t + λ · a_{t−1} from 0: steady effort has its full effect in the long run,
    and (1 − λ) of it at once. What works on after the last period is not counted.

    >>> effect_of_one(Timing(periods=3, ramp=(0.5, 1.0), carry_over=0.5)).tolist()
    [0.25, 0.625, 0.8125]
    """
    since = np.maximum(np.arange(timing.periods) - timing.start, 0)
    ramp = np.array(timing.ramp)[np.minimum(since, len(timing.ramp) - 1)]
    effort = units_there(timing) * ramp
    stock, found = 0.0, []
    for now in effort.tolist():
        stock = (1 - timing.carry_over) * now + timing.carry_over * stock
        found.append(stock)
    return np.array(found)


def worth_by_level(
    respond: Callable[[ArrayLike], Any],
    *,
    top: int,
    today: float,
    reference: float,
    base: Sequence[float],
    timing: Timing,
) -> Floats:
    """Return what each level 0 … top of more brings over all periods, today's result included.

    respond: s(x), of one curve or of draws (then one row a draw); today: the effort there already, which stays;
    reference: the effort at which s = 1; base: of each period, the worth (result times margin) at s = 1.

    Returns an array of levels, or of levels by draws.

    Errors: `Refusal` "timing" where base has not one number a period, or reference is not above 0.
    """
    if len(base) != timing.periods:
        raise Refusal("timing", f"{timing.periods} periods have {len(base)} results to start from.")
    if reference <= 0 or today < 0:
        raise Refusal("timing", "The effort of reference is above 0, today's at least 0.")
    levels = np.arange(top + 1)
    worth: Any = 0.0
    # Period by period: all at once, levels by periods by draws, would be more than a laptop holds.
    for effect, result in zip(effect_of_one(timing).tolist(), base, strict=True):
        worth = worth + float(result) * np.asarray(respond((today + levels * effect) / reference))
    return np.ascontiguousarray(worth.T) if worth.ndim > 1 else np.asarray(worth)


def paid(timing: Timing, *, each: float, once: float = 0.0) -> Floats:
    """Return what one costs in each period: `each` for as long as it is there, `once` when it comes.

    >>> paid(Timing(periods=3, start=1), each=10, once=5).tolist()
    [0.0, 15.0, 10.0]
    """
    if each < 0 or once < 0:
        raise Refusal("negative-cost", "A cost is at least 0.", hint="What brings money in is a return.")
    cost = each * units_there(timing)
    if timing.start < timing.periods:
        cost[timing.start] += once
    return np.asarray(cost)
