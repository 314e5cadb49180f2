"""How fast open deals are won and lost: counted in cells, and shrunk where there is little to count.

Two things end a deal, and whichever comes first hides the other: so both are counted against the same
days under risk (competing risks). Only days inside the observation window count (left truncation): a deal
that was created long before the data begin has no days before them, else all old deals would look immortal.

A deal is looked at from an earlier day (a landmark): its stage and pushes as they stood *then*, its age and
the place in the quarter as they are *now*. So the move to later stages is in the hazard, and nothing of a
deal's future is used for saying what will come of it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bothways.insight.landing.book import LOST, PUSHES, WON, Book
from bothways.insight.landing.steps import AGES, PLACES, Steps, age_class, first_class_after, steps_between

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
LAGS = 3
"""Looked at from less than a month before, less than two, longer ago."""
STEPS_A_LAG = 4
# From the whole to the part: what a later factor says is shrunk towards what the earlier ones say.
TERMS: tuple[tuple[str, ...], ...] = (
    ("age",), ("month",), ("stage",), ("push",), ("lag",), ("place",),
    ("age", "month"), ("age", "stage"), ("stage", "lag"), ("stage", "month"), ("age", "place"),
    ("age", "stage", "push", "month"),
)  # fmt: skip
_MAIN = 6
KAPPA = 10.0
KAPPA_FRESH = 2.0
HALF_LIFE = 365.0
"""Days after which a day counts half as much: customers, people and prices change."""
"""So many expected events a cell's own count needs to weigh as much as what the wider cells say."""
YEARS = 3


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """Days under risk, wins and losses of each step: arrays of steps × (lag, age, stage, push).

    `fresh` are the same of all deals since they began, without stage and pushes: steps × age × 3.
    """

    steps: Steps
    cells: Floats
    fresh: Floats


def count(book: Book, *, after: int, until: int) -> Counts:
    """Count days under risk, wins and losses, step by step, from the end of a day to the end of another.

    Nothing that was recorded after a step enters the step: the counts up to any step are what could have
    been counted on its last day.
    """
    steps = steps_between(after, until, fiscal_start=book.fiscal_start)
    ages, stages = len(AGES), len(book.stage_names)
    size = ages * stages * PUSHES
    cells = np.zeros((len(steps), LAGS * size, 3))
    fresh = np.zeros((len(steps), ages, 3))
    known = np.flatnonzero(~np.isnan(book.begun) & (book.ended > after) & (book.begun <= until))
    begun, ended, kind = book.begun[known], book.ended[known], book.kind[known]
    looked: list[npt.NDArray[np.int16]] = []
    states = _States(book, known)
    for j, (start, end) in enumerate(zip(steps.start.tolist(), steps.end.tolist(), strict=True)):
        looked.append(states.at(start))
        alive = np.flatnonzero((ended > start) & (begun < end))
        if not alive.size:
            continue
        from_day = np.maximum(begun[alive], start)
        days = np.minimum(ended[alive], end) - from_day
        age = age_class((from_day + end) / 2 - begun[alive])
        over = ended[alive] <= end
        won, lost = over & (kind[alive] == WON), over & (kind[alive] == LOST)
        for n, weight in enumerate((days.astype(float), won.astype(float), lost.astype(float))):
            fresh[j, :, n] = np.bincount(age, weight, minlength=ages)
        for lag in range(LAGS):
            back = lag * STEPS_A_LAG + (j + j // STEPS_A_LAG) % STEPS_A_LAG
            if back > j:
                continue
            then = begun[alive] <= steps.start[j - back]
            cell = lag * size + age[then] * (stages * PUSHES) + looked[j - back][alive[then]]
            for n, weight in enumerate((days, won, lost)):
                cells[j, :, n] += np.bincount(cell, weight[then].astype(float), minlength=LAGS * size)
        if j >= LAGS * STEPS_A_LAG:
            looked[j - LAGS * STEPS_A_LAG] = np.zeros(0, np.int16)
    return Counts(steps, cells.reshape(len(steps), LAGS, ages, stages, PUSHES, 3), fresh)


class _States:
    """Stage and pushes of the deals, day after day: each change is looked at once."""

    def __init__(self, book: Book, known: Ints) -> None:
        self._book, self._known = book, known
        # One code a deal in as few bytes as hold it: it is copied once a step.
        self._code = (book.stage * PUSHES).astype(np.int16)
        self._places = [0, 0]

    def at(self, day: int) -> npt.NDArray[np.int16]:
        """Return stage × pushes as a code, at the end of a day not earlier than the one asked for before."""
        moves, pushes = self._book.stage_moves, self._book.pushes
        upto = int(np.searchsorted(moves.day, day, side="right"))
        own = slice(self._places[0], upto)
        deal = moves.deal[own]
        self._code[deal] = moves.value[own].astype(np.int16) * PUSHES + self._code[deal] % PUSHES
        later = int(np.searchsorted(pushes.day, day, side="right"))
        pushed, times = np.unique(pushes.deal[self._places[1] : later], return_counts=True)
        push = self._code[pushed] % PUSHES
        self._code[pushed] += (np.minimum(push + times, PUSHES - 1) - push).astype(np.int16)
        self._places = [upto, later]
        if day < min(self._book.stages_from, self._book.today):
            return np.zeros(len(self._known), np.int16)
        return self._code[self._known]


@dataclass(frozen=True, slots=True, eq=False)
class Hazards:
    """Rates a day of being won and lost: arrays (lag, place, age, stage, push), and of fresh deals (place, age).

    `stuck_age`: open for longer is stuck; `stuck_class` the first class of age that is all stuck.
    `wins`, `losses`, `days`: what was counted.
    """

    won: Floats
    lost: Floats
    fresh_won: Floats
    fresh_lost: Floats
    stuck_age: float
    stuck_class: int
    wins: int
    losses: int
    days: float


@dataclass(slots=True)
class Tally:
    """Counts up to a step, added up by place in the quarter: grows by `upto`, never goes back."""

    counts: Counts
    cells: Floats
    fresh: Floats
    done: int = 0

    @staticmethod
    def of(counts: Counts) -> Tally:
        """Return an empty one."""
        shape = counts.cells.shape
        return Tally(counts, np.zeros((PLACES, *shape[1:])), np.zeros((PLACES, *counts.fresh.shape[1:])))

    def upto(self, day: int) -> Tally:
        """Add the steps that end on a day or before."""
        steps = self.counts.steps
        upto = int(np.searchsorted(steps.end, day, side="right"))
        for j in range(self.done, upto):
            fade = 0.5 ** (float(steps.days[j]) / HALF_LIFE)
            self.cells *= fade
            self.fresh *= fade
            self.cells[steps.place[j]] += self.counts.cells[j]
            self.fresh[steps.place[j]] += self.counts.fresh[j]
        self.done = max(self.done, upto)
        return self


def hazards_of(tally: Tally, *, stuck_age: float, flat: bool = False, kappa: float = KAPPA) -> Hazards:
    """Return the shrunk rates of what was counted; `flat` gives the base rate, the same for all deals.

    Each factor is (events + κ) / (expected + κ), expected under the factors before it: the full cell is
    shrunk to the main effects, and these to the rate of all.
    """
    first = first_class_after(stuck_age)
    cells = _with_stuck(np.moveaxis(tally.cells, 0, 1), 2, first)
    fresh = _with_stuck(tally.fresh, 1, first)
    days, wins, losses = (fresh[..., n] for n in range(3))
    terms: tuple[tuple[str, ...], ...] = () if flat else TERMS
    young = () if flat else tuple(t for t in TERMS if set(t) <= {"age", "month", "place"})
    view = fresh[None, :, :, None, None, :]
    return Hazards(
        won=_shrunk(cells[..., 1], cells[..., 0], terms, kappa, _rate(wins, days)),
        lost=_shrunk(cells[..., 2], cells[..., 0], terms, kappa, _rate(losses, days)),
        fresh_won=_shrunk(view[..., 1], view[..., 0], young, min(kappa, KAPPA_FRESH), _rate(wins, days))[
            0, :, :, 0, 0
        ],
        fresh_lost=_shrunk(view[..., 2], view[..., 0], young, min(kappa, KAPPA_FRESH), _rate(losses, days))[
            0, :, :, 0, 0
        ],
        stuck_age=stuck_age,
        stuck_class=first,
        wins=int(wins.sum()),
        losses=int(losses.sum()),
        days=float(days.sum()),
    )


def _rate(events: Floats, days: Floats) -> float:
    return float(events.sum() / max(float(days.sum()), 1.0))


def _with_stuck(table: Floats, axis: int, first: int) -> Floats:
    """Return a table in which all classes of age from `first` on hold the sum of them: stuck is one class."""
    moved = np.moveaxis(table, axis, 0).copy()
    moved[first] = moved[first:].sum(axis=0)
    moved[first + 1 :] = 0.0
    return np.moveaxis(moved, 0, axis)


def _shrunk(
    events: Floats, days: Floats, terms: tuple[tuple[str, ...], ...], kappa: float, rate: float
) -> Floats:
    """Fit the factors, main effects in three rounds, then each interaction once."""
    shape = events.shape
    full = (*shape, 3)
    events = _by_month(events, full)
    days = _by_month(days, full)
    rates = np.full((shape[0], 3, shape[1] // 3, *shape[2:]), rate)
    mains, inner = terms[:_MAIN], terms[_MAIN:]
    if len(terms) < len(TERMS):
        mains, inner = tuple(t for t in terms if len(t) == 1), tuple(t for t in terms if len(t) > 1)
    gathered = {term: np.ones(1) for term in terms}
    for turn, group in ((0, mains), (1, mains), (2, mains), (3, inner)):
        for term in group:
            summed = tuple(axis for axis in range(6) if axis not in _axes(term))
            if turn in (1, 2):
                rates = rates / gathered[term]
            hit = events.sum(axis=summed, keepdims=True)
            expected = (rates * days).sum(axis=summed, keepdims=True)
            gathered[term] = (hit + kappa) / (expected + kappa)
            rates = rates * gathered[term]
    return rates.reshape(shape)


def _by_month(table: Floats, full: tuple[int, ...]) -> Floats:
    """Split the places into months and their parts: (lag, month, part, age, stage, push)."""
    return table.reshape(full[0], 3, full[1] // 3, *full[2:-1])


def _axes(term: tuple[str, ...]) -> tuple[int, ...]:
    """Return the axes of a term in (lag, month, part, age, stage, push)."""
    where = {"lag": (0,), "month": (1,), "place": (1, 2), "age": (3,), "stage": (4,), "push": (5,)}
    return tuple(axis for name in term for axis in where[name])


def stuck_age_of(book: Book, day: int) -> float:
    """Return the 99th percentile of the ages at which deals had closed by a day; infinite without any.

    Deals that were closed before the data begin aren't counted: who is seen would depend on the age.
    """
    closed = (book.ended <= day) & (book.ended >= book.first) & ~np.isnan(book.begun)
    ages = book.ended[closed] - book.begun[closed]
    return float(np.percentile(ages, 99)) if ages.size else float("inf")
