"""The compromise ladder: at 60, 80, 100, 120 % of what is asked, what is funded, what is given up, who feels it.

METHOD: docs/method/budget.md, “The ladder”.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from bothways.budget.allocation import (
    Bound,
    Doubt,
    Price,
    Problem,
    allocate,
    best_values,
    best_values_at,
    price_of,
    weigh,
)
from bothways.budget.case import MONEY, Case, Plan, Worked
from bothways.terms import Refusal

__all__ = ["METHOD", "SHARES", "Gap", "GivenUp", "Rung", "best_for_the_ask", "ladder", "rungs"]

METHOD = "compromise-ladder/1"
SHARES: Final = (0.6, 0.8, 1.0, 1.2)
_HIGHEST: Final = 10
"""Who writes 80 means 80 %, and not eighty times as much."""
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class GivenUp:
    """A line that has less than is asked: how many fewer, and who feels it."""

    line: str
    fewer: int
    of: int
    felt_by: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {"line": self.line, "fewer": self.fewer, "of": self.of, "felt_by": list(self.felt_by)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One level of funding: the best that can be had for so much money.

    share: of the cost of what is asked; money: so much is granted; plan: what is best to have for it, which may cost
    less; beyond: lines with more than is asked; doubt: how sure it is that this is the best for the money.
    """

    share: float
    money: int
    plan: Plan
    given_up: tuple[GivenUp, ...]
    beyond: tuple[tuple[str, int], ...]
    doubt: Doubt
    price: Price

    @property
    def name(self) -> str:
        """How both sides call it.

        Fractions of a per cent are not: two rungs so near each other are one.
        """
        return _name(self.share)

    def as_dict(self, case: Case) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {
            "share": self.share,
            "money": self.money,
            "plan": self.plan.as_dict(case),
            "given_up": [one.as_dict() for one in self.given_up],
            "beyond": dict(self.beyond),
            "doubt": self.doubt.as_dict(),
            "price": self.price.as_dict(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A level of funding at which the case's limits leave no plan: why, and what would free it."""

    share: float
    money: int
    why: str
    hint: str

    @property
    def name(self) -> str:
        """How both sides call it."""
        return _name(self.share)

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {"share": self.share, "money": self.money, "why": self.why, "hint": self.hint}


def rungs(worked: Worked, *, shares: Sequence[float] = SHARES) -> tuple[tuple[Rung, ...], tuple[Gap, ...]]:
    """Return the ladder as far as there are rungs, and the levels that leave no plan: “two, or it does not work” has no 60 %.

    Errors: `Refusal` "rung-share"; "no-plan" where the money for all that is asked leaves none, either.
    """
    best_for_the_ask(worked)
    gaps = []
    for share in _checked(shares):
        money = _money(worked, share)
        try:
            allocate(_granted(worked, share, money))
        except Refusal as no:
            gaps.append(Gap(share=share, money=money, why=no.sentence, hint=no.hint))
    missing = {gap.share for gap in gaps}
    return ladder(worked, shares=[share for share in shares if share not in missing]), tuple(gaps)


def best_for_the_ask(worked: Worked) -> Plan:
    """Return the best plan for the money of what is asked, with no line above what is asked.

    Errors: `Refusal` "no-plan".
    """
    return within(worked, money=_money(worked, 1)).best()


def ladder(worked: Worked, *, shares: Sequence[float] = SHARES) -> tuple[Rung, ...]:
    """Return the rungs, lowest first. Up to 100 % no line has more than is asked; beyond, as much as can be had.

    Errors: `Refusal` "rung-share" for a share that is no number from 0 to 10; "no-plan" where a rung leaves none.
    """
    wanted = _checked(shares)
    found: list[Rung] = []
    for part in ([share for share in wanted if share <= 1], [share for share in wanted if share > 1]):
        problems = [_granted(worked, share, _money(worked, share)) for share in part]
        plans = [allocate(problem).levels for problem in problems]
        best = _best(worked, problems)
        found += [_rung(worked, *one) for one in zip(part, problems, plans, best, strict=True)]
    return tuple(found)


def given_up(case: Case, levels: Sequence[int]) -> tuple[GivenUp, ...]:
    """Return the lines with less than is asked."""
    return tuple(
        GivenUp(line.name, line.ask - level, line.ask, line.felt_by)
        for line, level in zip(case.lines, levels, strict=True)
        if level < line.ask
    )


def _checked(shares: Sequence[float]) -> list[float]:
    wanted = sorted(set(shares))
    if not wanted or not all(0 <= share <= _HIGHEST for share in wanted):
        raise Refusal("rung-share", f"A rung is a share of what is asked, from 0 to {_HIGHEST}: 0.8 is 80 %.")
    return wanted


def _name(share: float) -> str:
    return f"{100 * share:.0f} %"


def _money(worked: Worked, share: float) -> int:
    """Return the money of a rung, as limits count it."""
    return round(share * worked.problem.used(MONEY, levels=worked.ask))


def _granted(worked: Worked, share: float, money: int) -> Problem:
    """Return the problem of a rung: so much money, and up to 100 % no line above what is asked."""
    problem = _up_to_the_ask(worked) if share <= 1 else worked.problem
    says = f"{_name(share)} of the ask"
    return problem.with_bound(Bound(name=_GRANTED, resource=MONEY, most=money, says=says))


def _up_to_the_ask(worked: Worked) -> Problem:
    return worked.problem.with_units(
        unit.limited(most=min(ask, unit.top if unit.most is None else unit.most))
        for unit, ask in zip(worked.problem.units, worked.ask, strict=True)
    )


def _best(worked: Worked, problems: Sequence[Problem]) -> list[Floats]:
    """Return what is best in each draw, for rungs that differ in money alone: of one table, unless money must be spent."""
    if not problems:
        return []
    units = worked.problem.units
    own = [
        one for one in worked.problem.bounds if one.resource == MONEY and len(one.over(units)) == len(units)
    ]
    if any(one.least for one in own):
        return [best_values(problem, values=worked.values) for problem in problems]
    ends = [one.most for one in own if one.most is not None]
    amounts = [min([problem.bound(_GRANTED).most or 0, *ends]) for problem in problems]
    return list(best_values_at(problems[-1], resource=MONEY, amounts=amounts, values=worked.values))


def _rung(worked: Worked, share: float, problem: Problem, levels: tuple[int, ...], best: Floats) -> Rung:
    doubt = weigh(problem, levels=levels, values=worked.values, baseline=worked.nothing, best=best)
    beyond = tuple(
        (line.name, level - line.ask)
        for line, level in zip(worked.case.lines, levels, strict=True)
        if level > line.ask
    )
    return Rung(
        share=share,
        money=problem.bound(_GRANTED).most or 0,
        plan=worked.plan(levels),
        given_up=given_up(worked.case, levels),
        beyond=beyond,
        doubt=doubt,
        price=price_of(problem, bound=_GRANTED, end="most", best=problem.value(levels)),
    )


_GRANTED: Final = "what is granted"


def within(worked: Worked, *, money: int) -> Worked:
    """Return the same problem with at most so much money and no line above what is asked."""
    granted = Bound(name=_GRANTED, resource=MONEY, most=money, says="the money asked for")
    return replace(worked, problem=_up_to_the_ask(worked).with_bound(granted))
