"""The deals as a model of landing needs them: when each began, how it ended, and what it was in between.

Arrays only, so that a simulation can make a book without a snapshot. Nothing here looks at a day after
the one asked for: `open_at`, `stage_at`, `amounts_at` stand on what was recorded by then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from bothways.evidence.views import DealColumns

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
OPEN, WON, LOST = 0, 1, 2
NEVER = np.int64(1 << 40)
"""The day on which an open deal ends."""
_STRAY = 180
PUSHES = 3
"""Never pushed, pushed once, more often."""


@dataclass(frozen=True, slots=True, eq=False)
class Moves:
    """Changes in the order of their days: the row of the deal, the day, the value from then on."""

    deal: Ints
    day: Ints
    value: Floats

    @staticmethod
    def none() -> Moves:
        """Return no changes."""
        return Moves(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))


@dataclass(frozen=True, slots=True, eq=False)
class Book:
    """One row a deal; days are day numbers, money cents.

    `begun`: the day of creation, else of the first recorded change; NaN unknown. `ended`: the day on which
    it was closed, NEVER of an open one; `kind`: OPEN, WON, LOST as it ended. `stage`: code of the stage
    before the first move, 0 where it isn't known; `amount`: cents before the first move, NaN unknown.
    `final`: the amount as it is now (of a won deal: what was booked). `group`: code of what amounts are
    averaged by (the product, else the segment).

    `stages_from` and `amounts_from` are the first days whose end can be rebuilt (NEVER: no history);
    `first` is the first day that the data reach: person-time counts from there on.
    `fiscal_start` is the month in which the fiscal year starts. `today` is the day of the data.

    Only the baselines look at `close` (the expected day before the first move), `chance` (the CRM's own
    probability today, NaN unknown), `stage_chance` (the same by code of stage) and `commit` (whether the
    rep commits to it today); empty where the book has none.
    """

    begun: Floats
    ended: Ints
    kind: Ints
    stage: Ints
    amount: Floats
    final: Floats
    group: Ints
    stage_moves: Moves
    pushes: Moves
    amount_moves: Moves
    first: int
    today: int
    stages_from: int = int(NEVER)
    amounts_from: int = int(NEVER)
    fiscal_start: int = 1
    stage_names: tuple[str, ...] = ("",)
    close: Floats = field(default_factory=lambda: np.zeros(0))
    close_moves: Moves = field(default_factory=Moves.none)
    chance: Floats = field(default_factory=lambda: np.zeros(0))
    stage_chance: Floats = field(default_factory=lambda: np.zeros(0))
    commit: Bools = field(default_factory=lambda: np.zeros(0, bool))

    def __len__(self) -> int:
        return len(self.begun)

    def open_at(self, day: int) -> Bools:
        """Say which deals had begun and were open at the end of a day."""
        return np.asarray((self.begun <= day) & (self.ended > day), dtype=bool)

    def closed_by(self, day: int) -> Bools:
        """Say which deals had been closed at the end of a day."""
        return np.asarray(self.ended <= day, dtype=bool)

    def stage_at(self, day: int) -> Ints:
        """Return the codes of the stages at the end of a day; 0 where the history doesn't reach."""
        if day < min(self.stages_from, self.today):
            return np.zeros(len(self), np.int64)
        return _after(self.stage, self.stage_moves, day).astype(np.int64)

    def pushes_at(self, day: int) -> Ints:
        """Return how often each close date had been moved to a later day: 0, 1 or 2 for more."""
        known = self.pushes.deal[self.pushes.day <= day]
        return np.minimum(np.bincount(known, minlength=len(self)), PUSHES - 1).astype(np.int64)

    def amounts_at(self, day: int) -> Floats:
        """Return the amounts that stood at the end of a day; NaN where unknown.

        Where the history of amounts doesn't reach, the final amount of a deal that closed later would be
        a look ahead: it is unknown then.
        """
        if day < min(self.amounts_from, self.today):
            return np.full(len(self), np.nan)
        return _after(self.amount, self.amount_moves, day)

    def closes_at(self, day: int) -> Floats:
        """Return the expected days of closing that stood at the end of a day; NaN where unknown."""
        if not len(self.close) or day < min(self.amounts_from, self.today):
            return np.full(len(self), np.nan)
        return _after(self.close, self.close_moves, day)

    def won_between(self, after: int, until: int) -> float:
        """Return the cents won after a day, up to and with another; a won deal without an amount adds none."""
        won = (self.kind == WON) & (self.ended > after) & (self.ended <= until)
        return float(np.nansum(self.final[won]))


def book_of(columns: DealColumns, *, fiscal_start: int = 1) -> Book:
    """Return the book of a snapshot's deals."""
    c = columns
    changes = c.changes
    begun = c.created.copy()
    earliest = np.full(len(c), np.inf)
    np.minimum.at(earliest, changes.deal, changes.day.astype(float))
    lacks = np.isnan(begun) & np.isfinite(earliest)
    begun[lacks] = earliest[lacks]
    # Closed without a day, or before it began: the day of the data, and the day it began, are all that is known.
    ended = np.where(c.meaning == OPEN, float(NEVER), np.nan_to_num(c.decided, nan=float(c.as_of)))
    ended = np.where(np.isnan(begun), ended, np.fmax(ended, begun))
    codes, names = _stage_codes(c)
    stage_first, stage_moves = _stages(c, codes)
    amount_first, amount_moves = _numbers(c, 1, c.amount)
    close_first, close_moves = _numbers(c, 2, c.close)
    pushed = np.flatnonzero(changes.is_push)
    history = c.history
    reach = NEVER if history.missing or history.since is None else np.int64(history.since)
    stamped = ended[(c.meaning != OPEN)]
    first = _reach(stamped) if stamped.size else c.as_of
    return Book(
        begun=begun,
        ended=ended.astype(np.int64),
        kind=c.meaning.astype(np.int64),
        stage=stage_first,
        amount=amount_first,
        final=c.amount,
        group=_groups(c),
        stage_moves=stage_moves,
        pushes=_by_day(changes.deal[pushed], changes.day[pushed], np.ones(len(pushed))),
        amount_moves=amount_moves,
        first=first,
        today=c.as_of,
        stages_from=int(reach) if history.has("stage") else int(NEVER),
        amounts_from=int(reach) if history.has("amount") else int(NEVER),
        fiscal_start=fiscal_start,
        stage_names=names,
        close=close_first,
        close_moves=close_moves,
        chance=c.probability,
        stage_chance=_stage_chance(c, codes, len(names)),
        commit=np.asarray(c.forecast == "commit", dtype=bool),
    )


def _reach(ended: Floats) -> int:
    """Return the first day that the data reach: the first closing, unless it stands alone long before the others.

    A single deal of years ago would make all days since look as if nothing had closed in them; beginning later
    only leaves days out.
    """
    earliest, early = int(ended.min()), int(np.percentile(ended, 1))
    return early if early - earliest > _STRAY else earliest


def _after(first: npt.NDArray[np.generic], moves: Moves, day: int) -> Floats:
    """Return values after the moves up to a day: they are sorted, so the last one stays."""
    found = np.asarray(first, dtype=np.float64).copy()
    until = int(np.searchsorted(moves.day, day, side="right"))
    found[moves.deal[:until]] = moves.value[:until]
    return found


def _by_day(deal: Ints, day: Ints, value: Floats) -> Moves:
    order = np.argsort(day, kind="stable")
    return Moves(deal[order], day[order], np.asarray(value, dtype=np.float64)[order])


def _stage_codes(c: DealColumns) -> tuple[dict[str, int], tuple[str, ...]]:
    """Number the open stages from 1; all others, unknown ones and ends, are 0.

    Without any history of stages the past has none, and the present stage would be compared with nothing.
    """
    if not c.history.has("stage"):
        return {}, ("",)
    placed = [
        (order, stage) for (_, stage), (order, meaning) in c.places.items() if meaning == OPEN and stage
    ]
    names = list(dict.fromkeys(stage for _, stage in sorted(placed)))
    return {name: code for code, name in enumerate(names, 1)}, ("", *names)


def _codes(texts: Sequence[str], codes: dict[str, int]) -> Ints:
    return np.array([codes.get(text, 0) for text in texts], dtype=np.int64)


def _stages(c: DealColumns, codes: dict[str, int]) -> tuple[Ints, Moves]:
    rows = np.flatnonzero(c.changes.field == 0)
    first = _codes(c.stage.tolist(), codes)
    deals, place = np.unique(c.changes.deal[rows], return_index=True)
    first[deals] = _codes(c.changes.old_stage[rows[place]].tolist(), codes)
    new = _codes(c.changes.new_stage[rows].tolist(), codes)
    return first, _by_day(c.changes.deal[rows], c.changes.day[rows], new.astype(float))


def _numbers(c: DealColumns, field_: int, present: Floats) -> tuple[Floats, Moves]:
    rows = np.flatnonzero(c.changes.field == field_)
    first = present.copy()
    deals, place = np.unique(c.changes.deal[rows], return_index=True)
    first[deals] = c.changes.old[rows[place]]
    return first, _by_day(c.changes.deal[rows], c.changes.day[rows], c.changes.new[rows])


def _stage_chance(c: DealColumns, codes: dict[str, int], stages: int) -> Floats:
    """Return the CRM's probability of each stage: the median of the deals that are open in it today."""
    found = np.full(stages, np.nan)
    stage = _codes(c.stage.tolist(), codes)
    known = (c.meaning == OPEN) & ~np.isnan(c.probability)
    for code in np.unique(stage[known]).tolist():
        found[code] = np.median(c.probability[known & (stage == code)])
    return found


def _groups(c: DealColumns) -> Ints:
    """Number what unknown amounts are averaged by: the product; where it isn't given, the segment."""
    named = np.where(c.product.astype(str) != "", c.product.astype(str), c.segment.astype(str))
    return np.unique(named, return_inverse=True)[1].astype(np.int64)
