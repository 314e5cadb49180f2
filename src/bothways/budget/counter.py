"""A counter-offer: a set of limits. The case is solved again, and the difference is told line by line.

METHOD: docs/method/budget.md, “The counter-offer”.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from bothways.budget.allocation import Bound
from bothways.budget.case import MONEY, Case, Line, Plan, Worked, with_lines, work_out
from bothways.budget.ladder import GivenUp, given_up, within
from bothways.terms import Refusal

__all__ = ["METHOD", "Answer", "Counter", "CounterLimit", "LineChange", "answer_counter"]

METHOD = "counter-offer/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterLimit:
    """One limit of a counter-offer: of a line, of a kind of lines, or of money.

    of: the name of a line or of a kind, or “money”; most: at most so much; not_before: not before this period.
    """

    of: str
    most: int | None = None
    not_before: str = ""

    @property
    def says(self) -> str:
        """The limit in words.

        >>> CounterLimit(of="Travel", not_before="2026-07").says
        'Travel: not before 2026-07'
        """
        parts = [f"at most {self.most}"] if self.most is not None else []
        parts += [f"not before {self.not_before}"] if self.not_before else []
        return f"{self.of}: {', '.join(parts)}"

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {"of": self.of, "most": self.most, "not_before": self.not_before, "says": self.says}


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """A counter-offer in the words in which it was made, and as limits."""

    words: str
    limits: tuple[CounterLimit, ...]

    def __post_init__(self) -> None:
        if not self.limits:
            raise Refusal(
                "counter-empty",
                f"“{self.words}” names no limit.",
                hint="Say at most how many, or not before when.",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChange:
    """One line before and after: how many, from which period, what it costs, what it brings on average."""

    line: str
    levels: tuple[int, int]
    starts: tuple[str, str]
    costs: tuple[int, int]
    returns: tuple[float, float]
    felt_by: tuple[str, ...]

    @property
    def changed(self) -> bool:
        """Whether anything of it did."""
        return self.levels[0] != self.levels[1] or (self.levels[1] > 0 and self.starts[0] != self.starts[1])

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {
            "line": self.line,
            "levels": list(self.levels),
            "starts": list(self.starts),
            "costs": list(self.costs),
            "returns": list(self.returns),
            "felt_by": list(self.felt_by) if self.changed else [],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a counter-offer would mean.

    asked: the plan as it was asked; offered: the best within the counter-offer; changes: line by line; costs: what each
    of its limits costs alone, which is what would come back if that one were dropped; these do not add up.
    """

    counter: Counter
    asked: Plan
    offered: Plan
    changes: tuple[LineChange, ...]
    costs: tuple[tuple[str, float], ...]
    given_up: tuple[GivenUp, ...]
    method: str = METHOD

    def as_dict(self, case: Case) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {
            "words": self.counter.words,
            "limits": [one.as_dict() for one in self.counter.limits],
            "asked": self.asked.as_dict(case),
            "offered": self.offered.as_dict(case),
            "changes": [one.as_dict() for one in self.changes],
            "costs": [{"limit": says, "return": cost} for says, cost in self.costs],
            "given_up": [one.as_dict() for one in self.given_up],
            "method": self.method,
        }


def answer_counter(worked: Worked, *, counter: Counter) -> Answer:
    """Return what a counter-offer would mean for the case.

    Money stays within what was asked for, and no line gets more than was asked.

    Errors: `Refusal` "no-such-limit" where it names no line, kind or period there is; "no-plan" where its limits can't
    hold together with the case's own.
    """
    after = _limited(worked, counter.limits)
    offered = after.best()
    asked = worked.plan(worked.ask)
    costs = []
    for one in counter.limits:
        rest = [other for other in counter.limits if other is not one]
        costs.append((one.says, max(0.0, _limited(worked, rest).best().value - offered.value)))
    changes = tuple(
        _change(worked, after, at, asked.levels[at], offered.levels[at]) for at in range(len(worked.ask))
    )
    return Answer(
        counter=counter,
        asked=asked,
        offered=offered,
        changes=changes,
        costs=tuple(costs),
        given_up=given_up(worked.case, offered.levels),
    )


def _limited(worked: Worked, limits: Sequence[CounterLimit]) -> Worked:
    case = worked.case
    money = worked.problem.used(MONEY, levels=worked.ask)
    changed: dict[str, Line] = {}
    bounds: list[Bound] = []
    for at, one in enumerate(limits):
        names = _names(case, one)
        if one.most is not None:
            if one.most < 0:
                raise Refusal("no-such-limit", f"“{one.says}” is less than nothing.")
            resource = MONEY if one.of == MONEY else case.line(next(iter(names))).kind
            units = None if one.of == MONEY else frozenset(names)
            bounds.append(
                Bound(
                    name=f"counter-offer {at + 1}",
                    resource=resource,
                    most=one.most,
                    units=units,
                    says=one.says,
                )
            )
        if one.not_before:
            for name in names:
                line = changed.get(name, case.line(name))
                start = max(line.timing.start, _period(case, one))
                changed[name] = replace(line, timing=replace(line.timing, start=start))
    new = replace(with_lines(case, list(changed.values())), bounds=(*case.bounds, *bounds))
    return within(work_out(new) if changed else _with_bounds(worked, new), money=money)


def _with_bounds(worked: Worked, case: Case) -> Worked:
    """The same curves within other bounds: nothing has to be drawn anew."""
    return replace(worked, case=case, problem=replace(worked.problem, bounds=case.bounds))


def _names(case: Case, one: CounterLimit) -> list[str]:
    if one.of == MONEY:
        return [line.name for line in case.lines]
    named = [line.name for line in case.lines if line.name == one.of]
    kind = [line.name for line in case.lines if line.kind == one.of]
    if not (named or kind):
        told = [*(line.name for line in case.lines), *dict.fromkeys(line.kind for line in case.lines), MONEY]
        raise Refusal(
            "no-such-limit",
            f"“{one.of}” is no line and no kind of this case.",
            hint=f"There are {', '.join(f'“{name}”' for name in told)}.",
            data={"of": one.of},
        )
    return named or kind


def _period(case: Case, one: CounterLimit) -> int:
    if one.not_before in case.periods:
        return case.periods.index(one.not_before)
    # Names of periods that are written alike are in order of time as texts: 2027-07, 2027-Q3.
    if _shape(one.not_before) == _shape(case.periods[0]):
        return (
            0 if one.not_before < case.periods[0] else len(case.periods)
        )  # before all that is looked at, or beyond
    raise Refusal(
        "no-such-limit",
        f"“{one.not_before}” is no period of this case.",
        hint=f"They run from {case.periods[0]} to {case.periods[-1]}.",
    )


def _shape(text: str) -> str:
    return "".join("0" if char.isdecimal() else char for char in text)


def _change(before: Worked, after: Worked, at: int, asked: int, offered: int) -> LineChange:
    lines = before.case.lines[at], after.case.lines[at]
    starts = [
        before.case.periods[line.timing.start] if line.timing.start < len(before.case.periods) else ""
        for line in lines
    ]
    return LineChange(
        line=lines[0].name,
        levels=(asked, offered),
        starts=(starts[0], starts[1]),
        costs=(lines[0].cost * asked, lines[1].cost * offered),
        returns=(
            float(before.problem.units[at].values[asked]),
            float(after.problem.units[at].values[offered]),
        ),
        felt_by=lines[0].felt_by,
    )
