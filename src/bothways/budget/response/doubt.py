"""A response with its doubt: the curve that is shown, and seeded draws of what it may be in truth.

METHOD: docs/method/budget.md, “The doubt of a response”.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bothways.budget.assumption import Assumption, Kind, Strength
from bothways.budget.response.curves import Adbudg, Curve, Power, adbudg
from bothways.budget.response.judging import Fitted, Judgement, fit_judgement, fit_shape
from bothways.budget.response.mixture import Mixture
from bothways.terms import Refusal

__all__ = ["METHOD", "CurveDraws", "Response", "Spread", "judged_response", "power_response"]

METHOD = "response-doubt/1"
ALONE: Final = 0.5
"""The spread, in logits, that one person's answer is taken to have: nobody else was asked, so it can't be seen."""
LEAST: Final = 0.25
"""The least spread, in logits: people who agree may be wrong together."""
_EDGE: Final = 0.005
_BETA = (0.01, 0.95)

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Spread:
    """Where the answers of all who were asked lie, and how far apart, in logits.

    In order: what is lost without it (1 − none); which part of that half would lose; the most that can be won
    (saturation − 1), as a logarithm; which part of that half more would win. Every draw of these is an answer that rises.
    """

    centre: tuple[float, float, float, float]
    width: tuple[float, float, float, float]
    people: int


@dataclass(frozen=True, slots=True, eq=False)
class CurveDraws:
    """Curves drawn at random: parameters as arrays of one length."""

    form: str
    parameters: dict[str, Floats]

    def __len__(self) -> int:
        return len(next(iter(self.parameters.values())))

    def at(self, x: ArrayLike) -> Floats:
        """Return s(x), one row a draw, one column an effort."""
        effort = np.atleast_1d(np.asarray(x, float))[None, :]
        held = {name: values[:, None] for name, values in self.parameters.items()}
        if self.form == "power":
            return np.asarray(np.power(effort, held["beta"]))
        return np.asarray(adbudg(effort, **held))


@dataclass(frozen=True, slots=True, eq=False)
class Response:
    """What results of a unit's effort: one curve to show, the points it was made of, its doubt, and its assumptions."""

    name: str
    curve: Curve
    assumptions: tuple[Assumption, ...]
    judgements: tuple[Judgement, ...] = ()
    fits: tuple[Fitted, ...] = ()
    spread: Spread | None = None
    log_beta: tuple[float, float] | None = None
    mixture: Mixture | None = None
    method: str = METHOD

    @property
    def kind(self) -> Kind:
        """What its numbers are, by its weakest ground."""
        return self.assumptions[0].kind

    def draws(self, count: int, *, seed: int | Sequence[int]) -> CurveDraws:
        """Return `count` curves drawn with a seed; the same seed gives the same curves."""
        chance = np.random.default_rng(seed)
        if self.log_beta is not None:
            drawn = np.exp(chance.normal(self.log_beta[0], self.log_beta[1], count))
            return CurveDraws("power", {"beta": np.clip(drawn, *_BETA)})
        if self.mixture is not None:
            return CurveDraws("adbudg", self.mixture.parameters(chance, count=count))
        if self.spread is None:
            raise Refusal("no-doubt", f"Nothing is known of how sure “{self.name}” is.")
        width = np.array(self.spread.width) * math.sqrt(1 + 1 / self.spread.people)
        drawn = np.array(self.spread.centre) + width * chance.standard_normal((count, 4))
        none, half, more, most = answers_of(drawn)
        c = fit_shape(none, half=half, half_more=more, most=most)
        return CurveDraws("adbudg", {"floor": none, "ceiling": most, "c": c, "d": (most - 1) / (1 - none)})

    def band(self, x: ArrayLike, *, level: float = 0.8, count: int = 1000, seed: int = 0) -> Floats:
        """Return the low and the high end of s(x), as two rows."""
        found = self.draws(count, seed=seed).at(x)
        return np.asarray(np.quantile(found, [(1 - level) / 2, (1 + level) / 2], axis=0))

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {
            "name": self.name,
            "curve": self.curve.as_dict(),
            "judgements": [one.as_dict() for one in self.judgements],
            "kind": str(self.kind),
            "assumptions": [one.as_dict() for one in self.assumptions],
            "method": self.method,
        }


def judged_response(name: str, *, judgements: Sequence[Judgement]) -> Response:
    """Return the response of a unit from what several people expect; each must be consistent by itself.

    The curve shown goes through the middle of the answers; the spread between people is the doubt. It is not divided
    by how many they are: people who know the same house err together.

    Errors: `Refusal` "no-judgement", and those of `fit_judgement`.

    >>> ada = Judgement(who="Ada", none=0.5, half=0.8, half_more=1.15, saturation=1.3)
    >>> judged_response("North", judgements=[ada]).curve.ceiling
    1.3
    """
    fits = tuple(fit_judgement(one) for one in judgements)
    if not fits:
        raise Refusal(
            "no-judgement",
            f"Nobody has said what “{name}” would bring.",
            hint="Ask two or three people for four answers each: none, half, half more, as much as can be.",
        )
    twice = {one.who for one in judgements if [two.who for two in judgements].count(one.who) > 1}
    if twice:
        raise Refusal("judged-twice", f"{sorted(twice)[0]} has answered twice for “{name}”.")
    table = np.array([_logits(one) for one in judgements])
    centre = table.mean(axis=0)
    people = len(fits)
    seen = table.std(axis=0, ddof=1) if people > 1 else np.full(4, ALONE)
    width = np.maximum(seen, LEAST)
    if people == 1:
        curve = fits[0].curve
    else:
        none, half, more, most = answers_of(centre[None, :])
        c = float(fit_shape(none, half=half, half_more=more, most=most)[0])
        curve = Adbudg.through_reference(floor=float(none[0]), ceiling=float(most[0]), c=c)
    spread = Spread(tuple(map(float, centre)), tuple(map(float, width)), people)  # type: ignore[arg-type]
    return Response(name, curve, _of_judgement(name, judgements), tuple(judgements), fits, spread)


def power_response(name: str, *, low: float, high: float, assumption: Assumption) -> Response:
    """Return a response of constant elasticity, known to lie between low and high 80 times in 100.

    Errors: `Refusal` "elasticity" unless 0 < low < high < 1.

    >>> from bothways.budget.response.published import PRIOR
    >>> round(power_response("North", low=0.1, high=0.6, assumption=PRIOR).curve.beta, 2)
    0.24
    """
    if not 0 < low < high < 1:
        raise Refusal(
            "elasticity", f"An elasticity's range lies between 0 and 1; {low:g} to {high:g} does not."
        )
    middle = (math.log(low) + math.log(high)) / 2
    wide = (math.log(high) - math.log(low)) / (2 * 1.2815515655446004)
    return Response(name, Power(math.exp(middle)), (assumption,), log_beta=(middle, wide))


def answers_of(logits: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Return none, half, half more and saturation of rows of logits; they always rise."""
    lost, part, won, share = logits.T
    lost, part, share = (1 / (1 + np.exp(-one)) for one in (lost, part, share))
    # Half can't keep all, nor half more win all: where a drawn answer comes too near, the shape would run off.
    part, share = np.clip(part, _EDGE, 1 - _EDGE), np.clip(share, _EDGE, 1 - _EDGE)
    most = np.exp(np.clip(won, -20, 20))
    return 1 - lost, 1 - lost * part, 1 + most * share, 1 + most


def _logits(one: Judgement) -> tuple[float, float, float, float]:
    lost, won = 1 - one.none, one.saturation - 1
    return _logit(lost), _logit((1 - one.half) / lost), math.log(won), _logit((one.half_more - 1) / won)


def _logit(share: float) -> float:
    held = min(max(share, _EDGE), 1 - _EDGE)
    return math.log(held / (1 - held))


def _of_judgement(name: str, judgements: Sequence[Judgement]) -> tuple[Assumption, ...]:
    who = ", ".join(one.who for one in judgements)
    alone = len(judgements) == 1
    judged = Assumption(
        name=f"{name}: response",
        statement=f"“{name}” answers to effort as {who} expect{'s' if alone else ''}.",
        kind=Kind.JUDGED,
        source=who,
        strength=Strength.WEAK if alone else Strength.FAIR,
        would_change="Results of a half-year in which the effort was really changed.",
    )
    if alone:
        doubt = "One person was asked: how far others would lie from it is taken, not seen."
    else:
        doubt = "The doubt is the spread between those who were asked; what they all overlook is not in it."
    return judged, Assumption(
        name=f"{name}: doubt",
        statement=doubt,
        kind=Kind.BELIEF if alone else Kind.JUDGED,
        source="docs/method/budget.md",
        strength=Strength.WEAK,
        value=ALONE if alone else None,
        would_change="Two more people's answers." if alone else "Answers checked against what came.",
    )
