"""What a period is held against: its target, the period before, the year before; or why it can't be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import numpy as np

from bothways.evidence import Snapshot, measure
from bothways.evidence.measures.frames import DuckFrames
from bothways.evidence.views.columns import OPEN, DealColumns
from bothways.insight.shortfall.bridge import Goal
from bothways.insight.shortfall.draws import PlanRates
from bothways.insight.shortfall.identity import Span
from bothways.terms import Calendar, Period, Refusal
from bothways.terms.period import day_number, day_of

Against = Literal["target", "before", "year"]
CHOICES: tuple[Against, ...] = ("target", "before", "year")
_NO_GAP = 0.1
_UNLIKELY = 0.001
_STEPS = {"month": 12, "quarter": 4, "year": 1}


@dataclass(frozen=True, slots=True)
class Comparison:
    """A period and what it is held against.

    `base` is the period compared with; with a `goal`, the one that the plan's rates come from. `notices` say
    in sentences what a reader must know of the choice.
    """

    against: Against
    period: Period
    base: Period
    actual_span: Span
    base_span: Span
    now: int
    goal: Goal | None
    notices: tuple[str, ...]

    @property
    def running(self) -> bool:
        """Say whether the period was not over."""
        return self.actual_span.end < self.actual_span.last


def compared(
    snapshot: Snapshot, columns: DealColumns, *, period: Period, as_of: date, against: str, pro_rata: bool
) -> Comparison:
    """Find what a period is held against.

    Raises:
        Refusal: `no-against`, `as-of-later`, `not-begun`, `no-closed-deals`, `no-base`, `no-target`, `running`.
    """
    choice = _choice(against)
    now = day_number(as_of)
    _check_days(snapshot, period, as_of)
    end = min(now, period.last_day)
    closed = (columns.meaning != OPEN) & (columns.decided <= now)
    if not closed.any():
        raise Refusal(
            "no-closed-deals",
            "No deal has been won or lost yet, so there is nothing to explain.",
            hint="Import an export that holds closed deals too.",
        )
    goal: Goal | None = None
    notices: list[str] = []
    if choice == "target":
        goal, notices = _goal(snapshot, period, as_of=as_of, end=end, pro_rata=pro_rata)
        base, told = _comparable(snapshot.calendar, columns, period, now, goal.rates)
        notices.append(told)
    else:
        base = (
            before(snapshot.calendar, period)
            if choice == "before"
            else year_before(snapshot.calendar, period)
        )
        if not reaches(columns, base, now):
            raise _out_of_reach(columns, base)
    actual = Span(period.first_day, end, period.last_day)
    elapsed = (
        base.last_day
        if end == period.last_day
        else min(base.first_day + end - period.first_day, base.last_day)
    )
    spans = Span(base.first_day, elapsed, base.last_day)
    if end < period.last_day:
        notices.append(
            f"The period runs until {_said(period.last)}: its days until {_said(day_of(end))} are set beside the "
            f"same days of {base.name}."
        )
    return Comparison(choice, period, base, actual, spans, now, goal, tuple(notices))


def before(calendar: Calendar, period: Period) -> Period:
    """Return the period before."""
    return calendar.before(period)


def year_before(calendar: Calendar, period: Period) -> Period:
    """Return the same period a year earlier; of a span of days, the same weekdays 52 weeks earlier."""
    if period.kind == "days":
        shift = timedelta(days=364)
        first, last = period.first - shift, period.last - shift
        return Period(first, last, "days", f"{first} to {last}")
    return calendar.before(period, steps=_STEPS[period.kind])


def reaches(columns: DealColumns, period: Period, now: int) -> bool:
    """Say whether the data hold a period whole: deals were decided in it, and the data do not begin inside it.

    An export often begins somewhere inside a period, and what it brought of it is then no whole one. It does
    where nothing was decided before the period, and for so long in it that chance would not leave such a
    gap before the first of so many.
    """
    days = columns.decided[(columns.meaning != OPEN) & (columns.decided <= now)]
    inside = int(((days >= period.first_day) & (days <= period.last_day)).sum())
    if not inside:
        return False
    gap = max(float(days.min()) - period.first_day, 0.0) / period.days
    return gap <= _NO_GAP or (1 - gap) ** inside >= _UNLIKELY


def _choice(against: str) -> Against:
    for choice in CHOICES:
        if against == choice:
            return choice
    raise Refusal(
        "no-against", f"A period can't be held against “{against}”.", hint=f"There are: {', '.join(CHOICES)}."
    )


def _check_days(snapshot: Snapshot, period: Period, as_of: date) -> None:
    if as_of > snapshot.as_of:
        raise Refusal(
            "as-of-later",
            f"The snapshot stands as of {snapshot.as_of}; it can't tell how things stood on {as_of}.",
            hint=f"Ask as of {snapshot.as_of} or earlier, or import a later export.",
        )
    if as_of < period.first:
        raise Refusal(
            "not-begun",
            f"{period.name} had not begun on {as_of}.",
            hint="Ask for a period that has begun; what is to come is a matter of `landing`.",
        )


def _comparable(
    calendar: Calendar, columns: DealColumns, period: Period, now: int, rates: PlanRates
) -> tuple[Period, str]:
    """Return the period that a plan's rates come from, and the sentence that says so."""
    stated = [
        name for name, one in (("win rate", rates.win_rate), ("deal size", rates.size)) if one is not None
    ]
    if stated:
        said = f"The target states its {' and '.join(stated)}, for all deals alike; what else it takes"
    else:
        said = "The target is only a sum of money: what it takes in mix, share decided, win rate and size"
    for base in (year_before(calendar, period), before(calendar, period)):
        if reaches(columns, base, now):
            return base, (
                f"{said} is taken from {base.name}, the last comparable period. How many opportunities it takes follows "
                "from that; so does how it divides into new business and renewals."
            )
    raise _out_of_reach(columns, before(calendar, period))


def _out_of_reach(columns: DealColumns, base: Period) -> Refusal:
    days = columns.decided[columns.meaning != OPEN]
    first = (
        f" The first closing that the data hold is of {_said(day_of(int(np.nanmin(days))))}."
        if len(days)
        else ""
    )
    return Refusal(
        "no-base",
        f"The data do not reach {base.name}: too little was closed in it to compare with.{first}",
        hint="Import an export that reaches further back, or hold the period against another one.",
        data={"base": base.name},
    )


def _goal(
    snapshot: Snapshot, period: Period, *, as_of: date, end: int, pro_rata: bool
) -> tuple[Goal, list[str]]:
    found = measure(snapshot, period=period, as_of=as_of, names=["target"], by=("all",))
    target = found.one("target")
    if target.value is None or target.value <= 0:
        why = target.unknown or "It is zero."
        raise Refusal(
            "no-target",
            f"There is no target to hold {period.name} against. {why}",
            hint="Hold it against the period before (before) or the year before (year), or import targets: "
            "`bothways targets --template` makes a sheet for them.",
        )
    cents = int(target.value)
    # That teams' targets differ from those of their reps does not touch the whole.
    notices = [one for one in found.notices if "of the whole" in one]
    if end < period.last_day:
        if not pro_rata:
            raise Refusal(
                "running",
                f"{period.name} runs until {_said(period.last)}: what is missing to its target is not all short yet.",
                hint="Hold it against the same days of before or year, ask for the part of the target that the "
                "days make (pro rata), or ask `landing` where it will end.",
            )
        days = end - period.first_day + 1
        cents = round(cents * days / period.days)
        notices.append(f"Of the target the part of {days} of {period.days} days is taken, as was asked for.")
    rates, told = _plan_rates(snapshot, period, int(target.value))
    return Goal(cents, rates), notices + told


def _plan_rates(snapshot: Snapshot, period: Period, cents: int) -> tuple[PlanRates, list[str]]:
    """Return the rates that the whole's target states for this very period, and what is to be said of them."""
    import narwhals as nw  # noqa: PLC0415 - takes a moment to load

    frames = DuckFrames(snapshot)
    try:
        rows = frames.rows(
            frames.table("targets")
            .filter(
                nw.col("scope") == "whole", nw.col("first_day") == period.first_day,
                nw.col("last_day") == period.last_day,
            )
            .select("volume", "win_rate", "size_cents")
        )  # fmt: skip
    finally:
        frames.close()
    if len(rows) != 1:
        return PlanRates(), []
    volume, rate, size = rows[0]
    rate = None if rate is None or not 0 < rate < 1 else float(rate)
    size = None if size is None or size <= 0 else float(size)
    told: list[str] = []
    if volume and rate is None and size is not None and 0 < cents / (volume * size) < 1:
        rate = cents / (volume * size)
        told.append("The win rate that the target takes follows from its opportunities and its deal size.")
    elif volume and size is None and rate is not None:
        size = cents / (volume * rate)
        told.append("The deal size that the target takes follows from its opportunities and its win rate.")
    elif volume and rate is not None and size is not None and abs(volume * rate * size / cents - 1) > 0.02:
        told.append(
            "The target's own opportunities, win rate and deal size do not make the target: its win rate and deal "
            "size are used, and as many opportunities as the target takes with them."
        )
    return PlanRates(rate, size), told


def _said(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
