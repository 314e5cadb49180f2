"""How much must be open to reach a target, from what became of what was open at the same point of earlier periods."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bothways.evidence.measures.intervals import student
from bothways.evidence.views.columns import WON, Bools, DealColumns

FEWEST_PERIODS = 3
"""So many earlier periods are needed for a range."""
Point = tuple[int, int, int]
"""A day at whose end the pipeline is looked at, and first and last day of the period that it is for."""


@dataclass(frozen=True, slots=True)
class Passed:
    """What became, by the end of its period, of what was open and due in it on a day.

    `open` deals of `open_amount` cents; of these `decided` and `won`; `came`: cents that they brought;
    `new`: cents won in what was left of the period by deals that weren't there, or not due.
    """

    day: int
    open: int
    open_amount: float
    decided: int
    won: int
    came: float
    new: float


@dataclass(frozen=True, slots=True)
class Coverage:
    """What must be open, against what is.

    Amounts in cents; where amounts and close dates of earlier days can't be rebuilt (`by_count`),
    `needed`, `low`, `high` and `there` are deals, of all that are open. `yielded`: what a cent (or a
    deal) that was open brought in, in cents; `new`: what came besides, on average; None and NaN unknown.
    """

    by_count: bool
    missing: float
    there: float
    needed: float
    low: float
    high: float
    yielded: float
    yielded_low: float
    yielded_high: float
    new: float
    periods: tuple[Passed, ...]

    @property
    def open(self) -> int:
        """How many open deals the past tells of."""
        return sum(one.open for one in self.periods)

    @property
    def decided(self) -> int:
        """How many of them were decided in their period."""
        return sum(one.decided for one in self.periods)

    @property
    def won(self) -> int:
        """How many of them were won in their period."""
        return sum(one.won for one in self.periods)


def due_at(columns: DealColumns, point: Point, *, by_count: bool) -> tuple[Bools, float]:
    """Return the deals that were open and due at a point, and their amount; all open ones when by count.

    A deal without a day of creation is left out when by count: nobody could say since when it is there.
    """
    day, _, last = point
    states = columns.at(day)
    if by_count:
        own = states.open & ~np.isnan(columns.created)
        return np.asarray(own, dtype=bool), float("nan")
    own = states.open & (states.close <= last)
    return np.asarray(own, dtype=bool), float(np.nan_to_num(states.amount[own], nan=0.0).sum())


def passed(columns: DealColumns, point: Point, *, by_count: bool) -> Passed:
    """Return what became of what was open at a point."""
    day, first, last = point
    own, amount = due_at(columns, point, by_count=by_count)
    inside = (columns.decided >= max(first, day + 1)) & (columns.decided <= last)
    won = inside & (columns.meaning == WON)
    cents = np.nan_to_num(columns.amount, nan=0.0)
    return Passed(
        day=day,
        open=int(own.sum()),
        open_amount=amount,
        decided=int((own & inside).sum()),
        won=int((own & won).sum()),
        came=float(cents[own & won].sum()),
        new=float(cents[won & ~own].sum()),
    )


def coverage(
    columns: DealColumns, *, point: Point, earlier: Sequence[Point], missing: float
) -> Coverage | None:
    """Return how much must be open at a point for `missing` cents to come in by the end of its period.

    By earlier periods, at the same point of each: the money that came out of what was open, and the money
    that came besides. The range is Student's over the periods (each left out in turn), since periods
    differ by more than their deals do. None where no earlier period had anything open.
    """
    by_count = not all(columns.knows(one[0]) for one in (*earlier, point)) or not earlier
    known = [one for one in earlier if columns.knows(one[0])]
    if by_count and len(known) >= FEWEST_PERIODS and columns.knows(point[0]):
        earlier, by_count = known, False
    past = [passed(columns, one, by_count=by_count) for one in earlier]
    past = [one for one in past if one.open and (by_count or one.open_amount > 0)]
    if not past:
        return None
    own, amount = due_at(columns, point, by_count=by_count)
    base = np.array([one.open if by_count else one.open_amount for one in past], dtype=np.float64)
    came, new = (np.array([getattr(one, name) for one in past]) for name in ("came", "new"))
    yielded = float(came.sum() / base.sum())
    rest = max(0.0, missing - float(new.mean()))
    needed = rest / yielded if yielded > 0 else float("nan")
    low, high = _range(base, came, new, missing, needed)
    below, above = _range_of_yield(base, came, yielded)
    return Coverage(
        by_count=by_count,
        missing=missing,
        there=float(own.sum()) if by_count else amount,
        needed=needed,
        low=low,
        high=high,
        yielded=yielded,
        yielded_low=below,
        yielded_high=above,
        new=float(new.mean()),
        periods=tuple(past),
    )


def _range(
    base: np.ndarray[tuple[int], np.dtype[np.float64]],
    came: np.ndarray[tuple[int], np.dtype[np.float64]],
    new: np.ndarray[tuple[int], np.dtype[np.float64]],
    missing: float,
    needed: float,
) -> tuple[float, float]:
    """Return the range of what is needed, on the scale of logs; NaN where it can't be told."""
    count = len(base)
    if count < FEWEST_PERIODS or not needed > 0:
        return float("nan"), float("nan")
    own = []
    for place in range(count):
        keep = np.arange(count) != place
        rest, out = missing - float(new[keep].mean()), float(came[keep].sum())
        if rest <= 0 or out <= 0:
            return float("nan"), float("nan")
        own.append(np.log(rest / (out / float(base[keep].sum()))))
    spread = np.array(own)
    error = float(np.sqrt((count - 1) / count * ((spread - spread.mean()) ** 2).sum()))
    half = student(count - 1) * error
    return needed * float(np.exp(-half)), needed * float(np.exp(half))


def _range_of_yield(
    base: np.ndarray[tuple[int], np.dtype[np.float64]],
    came: np.ndarray[tuple[int], np.dtype[np.float64]],
    yielded: float,
) -> tuple[float, float]:
    count = len(base)
    if count < FEWEST_PERIODS:
        return float("nan"), float("nan")
    spread = ((came - yielded * base) ** 2).sum() / (count * (count - 1)) / base.mean() ** 2
    half = student(count - 1) * float(np.sqrt(spread))
    return max(0.0, yielded - half), yielded + half
