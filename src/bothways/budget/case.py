"""A case: what is asked, what it is set beside, and what it takes for granted; and the problem that follows from it.

METHOD: docs/method/budget.md, “The case”.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from bothways.budget.allocation import (
    Bound,
    Problem,
    Timing,
    allocate,
    make_unit,
    paid,
    plan_values,
    worth_by_level,
)
from bothways.budget.assumption import Assumption, Kind, Strength
from bothways.budget.customers import CustomerEffect
from bothways.budget.response import Response
from bothways.terms import Refusal, given_text

__all__ = ["METHOD", "Case", "Line", "Plan", "Worked", "work_out"]

METHOD = "case/1"
MONEY: Final = "money"
_MOST_LEVELS: Final = 2000
_MOST_MONEY: Final = 10**15
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Line:
    """One thing that is asked for.

    ask: how many; kind: people, tool, travel, training, …, of which limits can speak; each: what one costs a period,
    once: when it comes; least and most: what can be had at all; response: what results of an effort, where `reference`
    is the effort at s = 1 and `today` what is there already, in the same units; share: of how much of the team's result
    it speaks; felt_by: who feels it if it is given up; relieves: which part of a person's load one takes off.
    """

    name: str
    kind: str
    ask: int
    response: Response
    timing: Timing
    each: float = 0.0
    once: float = 0.0
    least: int = 0
    most: int | None = None
    today: float = 0.0
    reference: float | None = None
    share: float = 1.0
    felt_by: tuple[str, ...] = ()
    customers: tuple[CustomerEffect, ...] = ()
    relieves: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        given_text(self.name, what="A line's name", most=80)
        if self.ask < 1:
            raise Refusal("line-ask", f"“{self.name}” asks for {self.ask}: a line asks for at least one.")
        if self.most is not None and self.most < self.ask:
            raise Refusal(
                "line-ask",
                f"“{self.name}” asks for {self.ask}, and at most {self.most} can be had.",
                hint="Ask for no more than can be had.",
            )
        if not 0 <= self.least <= self.ask:
            raise Refusal(
                "line-ask", f"“{self.name}” asks for {self.ask}, and at least {self.least} must be had."
            )
        if self.kind == MONEY:
            raise Refusal("line-kind", f"“{self.name}” is of no kind: “{MONEY}” is what it costs.")
        if self.each < 0 or self.once < 0:
            raise Refusal(
                "negative-cost",
                f"“{self.name}” would cost less than nothing.",
                hint="What it brings in belongs to what people expect of it.",
                data={"line": self.name},
            )
        if not (math.isfinite(self.each) and math.isfinite(self.once)) or self.cost * self.top > _MOST_MONEY:
            raise Refusal("line-cost", f"“{self.name}” would cost more than a case can hold.")
        if not 0 < self.share <= 1:
            raise Refusal("line-share", f"“{self.name}” speaks of a share of the result: above 0, at most 1.")
        if self.top > _MOST_LEVELS:
            raise Refusal(
                "line-ask", f"“{self.name}” has more than {_MOST_LEVELS} levels.", hint="Ask in lots."
            )

    @property
    def top(self) -> int:
        """The most that is looked at: what can be had, else a fifth more than is asked; of one thing, one."""
        if self.most is not None:
            return self.most
        return self.ask if self.ask == 1 else math.ceil(1.2 * self.ask)

    @property
    def cost(self) -> int:
        """What one costs over all periods, in whole units of the currency."""
        return round(float(paid(self.timing, each=self.each, once=self.once).sum()))


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Case:
    """What is asked for, in one value.

    result: what the team is expected to sell over all periods with what it has today; margin: what is left of one more
    unit of it; periods: their names, in order; bounds: limits in numbers, over “money”, over a kind, or over some lines;
    loads: how much lies on whom today; draws and seed: how the doubt is drawn.
    """

    title: str
    lines: tuple[Line, ...]
    periods: tuple[str, ...]
    result: float
    margin: float
    currency: str = ""
    bounds: tuple[Bound, ...] = ()
    loads: Mapping[str, float] = field(default_factory=dict)
    draws: int = 1000
    seed: int = 1

    def __post_init__(self) -> None:
        given_text(self.title, what="The case's title", most=120)
        if not self.lines:
            raise Refusal("no-units", "There is nothing to choose from.", hint="Name what is asked for.")
        if not (math.isfinite(self.result) and self.result > 0) or not 0 < self.margin <= 1:
            raise Refusal(
                "case-result",
                "A case needs the result with what is there today, above 0, and the margin, above 0 and at most 1.",
            )
        if any(line.timing.periods != len(self.periods) for line in self.lines):
            raise Refusal("timing", "All lines look at the same periods.")

    def line(self, name: str) -> Line:
        """Return a line by its name.

        Errors: `Refusal` "no-such-line", with the names there are.
        """
        for line in self.lines:
            if line.name == name:
                return line
        raise Refusal(
            "no-such-line",
            f"“{name}” is no line of this case.",
            hint=f"There are {', '.join(f'“{line.name}”' for line in self.lines)}.",
            data={"name": name},
        )

    def assumptions(self) -> tuple[Assumption, ...]:
        """Return all that is taken to be so, each by name: the lines' own, then what the method takes for granted."""
        own = [one for line in self.lines for one in line.response.assumptions]
        given = Assumption(
            name="result and margin",
            statement=f"Without anything more the team sells {self.result:,.0f} in these periods, "
            f"and {100 * self.margin:.0f} of 100 of what is sold on top is left.",
            kind=Kind.JUDGED,
            source="the case",
            strength=Strength.FAIR,
            would_change="The landing of the brief, or the finance side's own margin.",
        )
        return (given, *dict.fromkeys(own), *_TAKEN)


_TAKEN: Final = (
    Assumption(
        name="lines add up",
        statement="What one line brings is the same whether or not the others are there.",
        kind=Kind.BELIEF,
        source="docs/method/budget.md",
        strength=Strength.WEAK,
        would_change="Judgements of two lines together that differ from the sum of both.",
    ),
    Assumption(
        name="lines err apart",
        statement="Where one line disappoints, the others need not: people's errors are drawn line by line.",
        kind=Kind.BELIEF,
        source="docs/method/budget.md",
        strength=Strength.WEAK,
        would_change="A year in which all lines came in lower than judged.",
    ),
)


@dataclass(frozen=True, slots=True, eq=False)
class Worked:
    """The problem of a case: mean returns by level in `problem`, each draw's in `values`, the ask and nothing as levels.

    A return is what is left of the result over the periods looked at, less what it costs, beside having nothing more.
    lot: limits of money are counted in such lots, rounded up; 1 where there are few plans.
    """

    case: Case
    problem: Problem
    values: tuple[Floats, ...]
    ask: tuple[int, ...]
    lot: int = 1

    @property
    def nothing(self) -> tuple[int, ...]:
        """Nothing of what is asked."""
        return (0,) * len(self.ask)

    def plan(self, levels: Sequence[int]) -> Plan:
        """Return what a choice of levels costs and brings."""
        drawn = plan_values(levels, values=self.values)
        low, high = np.quantile(drawn, [0.1, 0.9])
        reach = sum(_reach(line, level) for line, level in zip(self.case.lines, levels, strict=True))
        return Plan(
            levels=tuple(int(level) for level in levels),
            cost=sum(line.cost * int(level) for line, level in zip(self.case.lines, levels, strict=True)),
            value=self.problem.value(levels),
            low=float(low),
            high=float(high),
            chance_loss=float(np.mean(drawn < 0)),
            reach=reach,
            unevenness=_unevenness(self.case, levels),
        )

    def best(self) -> Plan:
        """Return the best plan within the case's limits.

        Errors: `Refusal` "no-plan".
        """
        return self.plan(allocate(self.problem).levels)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a choice of levels costs and brings, beside nothing more.

    value: the mean return, low and high its 80 % interval; chance_loss: how likely it brings less than it costs; reach:
    how many customers would notice; unevenness: the largest load by the mean one, 1 where all carry the same; None where
    no loads are known.
    """

    levels: tuple[int, ...]
    cost: int
    value: float
    low: float
    high: float
    chance_loss: float
    reach: float
    unevenness: float | None

    def as_dict(self, case: Case) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {
            "levels": {line.name: level for line, level in zip(case.lines, self.levels, strict=True)},
            "cost": self.cost,
            "return": self.value,
            "low": self.low,
            "high": self.high,
            "chance_loss": self.chance_loss,
            "customers": self.reach,
            "unevenness": self.unevenness,
        }


def work_out(case: Case) -> Worked:
    """Return the problem that follows from a case.

    Errors: `Refusal` "no-today" where a line's response says nothing of having none of it.
    """
    units, values = [], []
    lot = _lot(case)
    for at, line in enumerate(case.lines):
        drawn = _returns(case, line, at)
        money = line.cost * np.arange(line.top + 1)
        net = drawn - money[:, None]
        units.append(
            make_unit(
                line.name,
                values=net.mean(axis=1),
                uses={MONEY: -(-line.cost // lot) * lot, line.kind: 1},
                least=line.least,
                most=line.top if line.most is None else line.most,
            )
        )
        values.append(net)
    problem = Problem(tuple(units), case.bounds)
    return Worked(case, problem, tuple(values), tuple(line.ask for line in case.lines), lot)


_FEW_PLANS: Final = 20_000
_STEPS: Final = 2000


def _lot(case: Case) -> int:
    """Costs that share no step make as many sums as there are plans: then money is counted in lots of 1, 2, 5, 10, …"""
    if math.prod(line.top - line.least + 1 for line in case.lines) <= _FEW_PLANS:
        return 1
    most = max(1.0, sum(line.cost * line.ask for line in case.lines) / _STEPS)
    scale = int(10 ** int(math.log10(most)))
    return max(lot * scale for lot in (1, 2, 5) if lot * scale <= most)


def _returns(case: Case, line: Line, at: int) -> Floats:
    reference = float(line.ask) if line.reference is None else line.reference
    drawn = line.response.draws(case.draws, seed=[case.seed, at])
    now = drawn.at(line.today / reference)[:, 0]
    if np.any(now <= 0):
        raise Refusal(
            "no-today",
            f"“{line.name}” has none today, and with none the expected result is nothing: a rise can't be told from that.",
            hint="Let people say what would result of it beside today's result, or name what is there today.",
            data={"line": line.name},
        )
    base = [case.result * case.margin * line.share / len(case.periods)] * len(case.periods)
    worth = worth_by_level(
        drawn.at, top=line.top, today=line.today, reference=reference, base=base, timing=line.timing
    )
    # Today's result is known: each draw is set so that it meets it, and only what comes on top is in doubt.
    worth = worth / now
    return np.asarray(worth - worth[0])


def _reach(line: Line, level: int) -> float:
    return max((one.reach for one in line.customers), default=0) * level / line.ask


def _unevenness(case: Case, levels: Sequence[int]) -> float | None:
    if not case.loads:
        return None
    loads = dict(case.loads)
    for line, level in zip(case.lines, levels, strict=True):
        for who, part in line.relieves.items():
            if who in loads:
                loads[who] *= max(0.0, 1 - part) ** level
    carried = list(loads.values())
    mean = sum(carried) / len(carried)
    return max(carried) / mean if mean > 0 else 1.0


def with_lines(case: Case, changed: Sequence[Line]) -> Case:
    """Return the case with lines replaced by name."""
    new = {line.name: line for line in changed}
    return replace(case, lines=tuple(new.get(line.name, line) for line in case.lines))
