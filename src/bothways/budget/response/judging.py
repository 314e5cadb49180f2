"""One person's judgement of a response: what would result of none, half, half more and all there could be.

METHOD: docs/method/budget.md, “Response from judgement”.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bothways.budget.response.curves import Adbudg, adbudg
from bothways.terms import Refusal

__all__ = ["METHOD", "Fitted", "Judgement", "check_judgement", "fit_judgement"]

METHOD = "judged-response/1"
WITHIN: Final = 0.05
"""So far an answer may lie from the curve: 5 points of today's result, and no more than `OF_RANGE` of all that is judged."""
OF_RANGE: Final = 0.15
_LOW, _HIGH = math.log(0.05), math.log(20.0)
_GOLDEN: Final = (math.sqrt(5) - 1) / 2
_ROUNDS: Final = 28

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a person expects, as shares of the result at the reference effort (1 = that result).

    none, half, half_more, saturation: the result with no effort, half of it, half more, and as much as anybody could
    ask for. The reference is today's effort, or for a new thing what is asked (`of_new`).
    """

    who: str
    none: float
    half: float
    half_more: float
    saturation: float

    @classmethod
    def of_new(cls, who: str, *, half: float, full: float, half_more: float, saturation: float) -> Judgement:
        """Return a judgement of a thing that isn't there today: answers as shares of today's result without it.

        >>> round(Judgement.of_new("Ada", half=1.02, full=1.04, half_more=1.05, saturation=1.06).none, 4)
        0.9615
        """
        if not (math.isfinite(full) and full > 0):
            raise Refusal("judgement", f"{who}'s answer for what is asked in full is no number above 0.")
        return cls(
            who=who, none=1 / full, half=half / full, half_more=half_more / full, saturation=saturation / full
        )

    @property
    def answers(self) -> tuple[float, float, float, float]:
        """None, half, half more, saturation."""
        return self.none, self.half, self.half_more, self.saturation

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {
            "who": self.who,
            "none": self.none,
            "half": self.half,
            "half_more": self.half_more,
            "saturation": self.saturation,
        }


@dataclass(frozen=True, slots=True)
class Fitted:
    """The curve through one judgement, and how far its answers for half and half more lie from it."""

    judgement: Judgement
    curve: Adbudg
    residual_half: float
    residual_half_more: float
    method: str = METHOD

    @property
    def worst(self) -> float:
        """The larger of both residuals, as a share of the reference result."""
        return max(abs(self.residual_half), abs(self.residual_half_more))


def check_judgement(judgement: Judgement) -> Judgement:
    """Return a judgement that rises from none to saturation, or refuse it.

    Errors: `Refusal` "judgement-number", "judgement-order" (which two answers contradict each other),
    "judgement-flat" (the thing makes no difference, or more of it none).

    >>> check_judgement(Judgement(who="Ada", none=0.5, half=0.8, half_more=1.1, saturation=1.2)).who
    'Ada'
    """
    who = judgement.who or "Somebody"
    if not all(math.isfinite(value) and value >= 0 for value in judgement.answers):
        raise Refusal(
            "judgement-number",
            f"{who}'s answers are not all numbers of at least 0.",
            hint="Say each as per cent of the result at the reference: 100 is the same.",
        )
    none, half, more, most = judgement.answers
    steps = [
        ("none of it", none), ("half of it", half), ("the effort of reference", 1.0), ("half more", more),
        ("as much as can be", most),
    ]  # fmt: skip
    for (less, low), (further, high) in pairwise(steps):
        if high < low:
            raise Refusal(
                "judgement-order",
                f"{who} expects {_per_cent(high)} from {further} and {_per_cent(low)} from {less}: more effort, less result.",
                hint=f"Ask {who} again for these two; where more really harms, what is asked should stop before.",
                data={"who": judgement.who, "less": less, "more": further},
            )
    if none >= 1 or most <= 1:
        what = "none of it" if none >= 1 else "as much as can be"
        raise Refusal(
            "judgement-flat",
            f"{who} expects the same from {what} as from the effort of reference: then it returns nothing"
            + ("." if none >= 1 else " more."),
            hint=f"Ask {who} again, or leave the line as it is today.",
            data={"who": judgement.who},
        )
    return judgement


def fit_judgement(judgement: Judgement) -> Fitted:
    """Return the ADBUDG curve of a judgement: exact at none, at the reference and at saturation, c by least squares.

    Errors: those of `check_judgement`, and `Refusal` "judgement-apart" where no curve passes half and half more within
    5 points (or 15 % of the judged range, where that is less); its hint says which answers would fit, and its data has
    them: `half_more` would go with the answer for half, `half` with the one for half more.

    >>> found = fit_judgement(Judgement(who="Ada", none=0.4, half=0.7, half_more=1.2, saturation=1.6))
    >>> round(found.curve.at(1.0), 9), round(found.curve.d, 6)
    (1.0, 1.0)
    """
    check_judgement(judgement)
    none, half, more, most = judgement.answers
    c = float(
        fit_shape(np.array([none]), half=np.array([half]), half_more=np.array([more]), most=np.array([most]))[
            0
        ]
    )
    curve = Adbudg.through_reference(floor=none, ceiling=most, c=c)
    found = Fitted(judgement, curve, curve.at(0.5) - half, curve.at(1.5) - more)
    allowed = min(WITHIN, OF_RANGE * (most - none))
    if found.worst > allowed + 1e-12:
        with_half, with_more = _partner(none, half, most, 0.5, 1.5), _partner(none, more, most, 1.5, 0.5)
        raise Refusal(
            "judgement-apart",
            f"{judgement.who or 'Somebody'} expects {_per_cent(half)} from half and {_per_cent(more)} from half more: "
            f"no curve comes nearer to both than {100 * found.worst:.0f} points.",
            hint=f"Ask again: with {_per_cent(half)} from half would go about {_per_cent(with_half)} from half more; "
            f"with {_per_cent(more)} from half more about {_per_cent(with_more)} from half.",
            data={
                "who": judgement.who,
                "residual": found.worst,
                "allowed": allowed,
                "half_more": with_half,
                "half": with_more,
            },
        )
    return found


def fit_shape(none: Floats, *, half: Floats, half_more: Floats, most: Floats) -> Floats:
    """Return the shape c of each row by least squares on half and half more; rows are independent, none < 1 < most.

    Each residual rises or falls with c alone, so the best c lies between the two that make one of them 0; a grid finds
    the valley, golden section its floor.
    """
    d = (most - 1) / (1 - none)
    first = _shape_from(none, half, most, d, 0.5)
    second = _shape_from(none, half_more, most, d, 1.5)
    low, high = np.minimum(first, second), np.maximum(first, second)

    def loss(log_c: Floats) -> Floats:
        c = np.exp(log_c)
        floor, ceiling, halfway, at_half, at_more = (
            one[:, None] if log_c.ndim > 1 else one for one in (none, most, d, half, half_more)
        )
        far = ceiling - floor
        below = floor + far / (1 + halfway * np.power(2.0, c)) - at_half
        above = floor + far / (1 + halfway * np.power(1.5, -c)) - at_more
        return np.asarray(below**2 + above**2)

    grid = low[:, None] + (high - low)[:, None] * np.linspace(0, 1, 17)
    best = np.argmin(loss(grid), axis=1)
    rows = np.arange(len(low))
    low, high = grid[rows, np.maximum(best - 1, 0)], grid[rows, np.minimum(best + 1, 16)]
    for _ in range(_ROUNDS):
        step = _GOLDEN * (high - low)
        left, right = high - step, low + step
        lower = loss(left) <= loss(right)
        low, high = np.where(lower, low, left), np.where(lower, right, high)
    return np.asarray(np.exp((low + high) / 2))


def _shape_from(none: Floats, said: Floats, most: Floats, d: Floats, x: float) -> Floats:
    """Return log c of the curve that passes exactly through one answer, held within what a shape may be."""
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.log(d * (said - none) / (most - said)) / math.log(x)
        found = np.log(found)
    found = np.where(np.isnan(found), _LOW, found)
    return np.clip(found, _LOW, _HIGH)


def _partner(none: float, said: float, most: float, at: float, wanted: float) -> float:
    d = (most - 1) / (1 - none)
    arrays = [np.array([one]) for one in (none, said, most, d)]
    c = float(np.exp(_shape_from(arrays[0], arrays[1], arrays[2], arrays[3], at))[0])
    return float(adbudg(wanted, floor=none, ceiling=most, c=c, d=d))


def _per_cent(value: ArrayLike) -> str:
    return f"{100 * float(np.asarray(value)):.0f} %"
