"""The warning that effort isn't given at random, as assumptions with their strength, and what it does to a response.

METHOD: docs/method/budget.md, “Calls are not random”.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from bothways.budget.assumption import Assumption, Kind, Strength
from bothways.budget.response.curves import Adbudg
from bothways.budget.response.doubt import Response
from bothways.budget.response.judging import fit_shape
from bothways.budget.response.mixture import Mixture
from bothways.terms import Refusal

__all__ = ["SUSPECTED", "IfSelected", "measured_response", "sensitivity"]

SUSPECTED: Final = (0.0, 0.25, 0.5, 0.75)
"""Shares of the lift that are tried as selection."""
_DRAWS: Final = 2000


@dataclass(frozen=True, slots=True)
class IfSelected:
    """The response if this share of the lift came from who is called, not from the calls.

    elasticity: at the effort of reference, middle and 80 % range; half_more: what half more effort brings, as a share of
    today's result, middle and 80 % range.
    """

    share: float
    elasticity: tuple[float, float, float]
    half_more: tuple[float, float, float]

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON: each as low, middle, high."""
        return {"share": self.share, "elasticity": list(self.elasticity), "half_more": list(self.half_more)}


def sensitivity(
    response: Response, *, shares: Sequence[float] = SUSPECTED, seed: int = 0
) -> tuple[IfSelected, ...]:
    """Return what is left of a measured response as more of it is taken for selection; triples are low, middle, high.

    Errors: `Refusal` "not-measured" for a response that isn't from data, "selection" for a share outside 0 to 1.
    """
    mixture = response.mixture
    if mixture is None:
        raise Refusal(
            "not-measured", f"“{response.name}” is not measured: there is no selection to look for."
        )
    rows = []
    for share in shares:
        check_selection((share, share))
        held = replace(mixture, selection=(share, share))
        drawn = held.parameters(np.random.default_rng(seed), count=_DRAWS)
        floor, ceiling, c, d = (drawn[name] for name in ("floor", "ceiling", "c", "d"))
        at_one = (1 - floor) * c * d / (1 + d)
        more = floor + (ceiling - floor) / (1 + d * 1.5**-c) - 1
        rows.append(IfSelected(share, _triple(at_one), _triple(more)))
    return tuple(rows)


def measured_response(name: str, *, mixture: Mixture, assumptions: tuple[Assumption, ...]) -> Response:
    """Return the response of a mixture: the curve shown goes through the middle of its draws."""
    drawn = mixture.parameters(np.random.default_rng(0), count=_DRAWS)
    floor, ceiling, c, d = (drawn[key] for key in ("floor", "ceiling", "c", "d"))
    far = ceiling - floor
    half, more = floor + far / (1 + d * 2.0**c), floor + far / (1 + d * 1.5**-c)
    none, below, above, most = (np.array([np.median(one)]) for one in (floor, half, more, ceiling))
    shape = float(fit_shape(none, half=below, half_more=above, most=most)[0])
    curve = Adbudg.through_reference(floor=float(none[0]), ceiling=float(most[0]), c=shape)
    return Response(name, curve, assumptions, mixture=mixture)


def check_selection(selection: tuple[float, float]) -> tuple[float, float]:
    """Return a range of shares, or refuse it."""
    low, high = selection
    if not (0 <= low <= high < 1):
        raise Refusal(
            "selection",
            "The share of a lift that is selection runs from at least 0 to below 1.",
            hint="0.25 says: a quarter of what is seen would have been sold without the calls.",
        )
    return selection


def not_random(
    name: str, *, selection: tuple[float, float], raw: float | None, own: float, follows: float | None
) -> Assumption:
    """Return the warning, with what was seen of it: the elasticity across units, within them, and whether effort follows."""
    low, high = selection
    taken = (
        "none of what is seen is taken for selection"
        if high == 0
        else f"{100 * low:.0f} to {100 * high:.0f} % of what is seen is taken for selection"
    )
    said = "Effort is not given at random: who buys more anyway is called more."
    if raw is not None:
        said += (
            f" Compared with others, the elasticity looks like {raw:.2f}; compared with their own past, like {own:.2f}. "
            "The second is used."
        )
    else:
        said += " What drives both and is not in the data stands in this estimate, mostly as too much."
    if follows is not None and abs(follows) >= 0.05:
        said += f" Effort {'follows' if follows > 0 else 'runs against'} the result of the period before (r = {follows:.2f})."
    return Assumption(
        name=f"{name}: calls are not random",
        statement=f"{said} In this curve {taken}.",
        kind=Kind.BELIEF,
        source="Manchanda, Rossi, Chintagunta (2004); Albers, Mantrala, Sridhar (2010); seen in the data itself",
        strength=Strength.WEAK,
        value=(low + high) / 2,
        low=low,
        high=high,
        would_change="A quarter in which some, drawn by lot, get more and others less.",
    )


def beyond(name: str, *, low: float, high: float) -> Assumption:
    """Return what is taken for granted where nothing was tried."""
    return Assumption(
        name=f"{name}: what was tried",
        statement=f"Nine of ten rows lie between {low:g} and {high:g}. Beyond that the curve's form speaks, not the data.",
        kind=Kind.BELIEF,
        source="the form of the curve, ADBUDG",
        strength=Strength.WEAK,
        low=low,
        high=high,
        would_change="Rows with more effort than that, and with less.",
    )


def _triple(values: Any) -> tuple[float, float, float]:
    low, middle, high = (float(one) for one in np.quantile(values, [0.1, 0.5, 0.9]))
    if not all(map(math.isfinite, (low, middle, high))):
        raise Refusal("curve", "A curve from these data runs off.")
    return low, middle, high
