"""A company made from known hazards: stages, pushes, stuck deals, good and bad months, and an export that begins late.

What the forecast says of such a company can be held against what was planted. Used by tests and benchmarks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from bothways.insight.landing.book import LOST, NEVER, WON, Book, Moves
from bothways.terms.period import day_of

_STAGES = ("", "Early", "Middle", "Late")
_WIN = np.array([0.0, 0.0015, 0.005, 0.014])
_LOSE = np.array([0.0, 0.009, 0.006, 0.004])
_ONWARD = np.array([0.0, 0.03, 0.03, 0.0])
_MONTH_OF_QUARTER = np.array([0.6, 0.9, 1.6])


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """What is planted: deals a day, days of the firm and of the export, the common shock, the share that is stuck."""

    rate: float = 1.5
    days: int = 1100
    hidden: int = 250
    tau: float = 0.15
    stuck: float = 0.08
    unknown_amounts: float = 0.0
    today: int = 20_726


def company(planted: Planted, *, seed: int) -> Book:
    """Return the book of a simulated company: deals that closed in the first `hidden` days aren't in it."""
    rng = np.random.default_rng(seed)
    first = planted.today - planted.days
    n = int(rng.poisson(planted.rate * planted.days))
    begun = np.sort(rng.integers(first, planted.today + 1, n))
    stuck = rng.random(n) < planted.stuck
    ended = np.full(n, NEVER)
    kind, stage = np.zeros(n, np.int64), np.ones(n, np.int64)
    moves: list[tuple[npt.NDArray[Any], int, npt.NDArray[Any]]] = []
    pushes: list[tuple[npt.NDArray[Any], int]] = []
    shock = 0.0
    for day in range(first + 1, planted.today + 1):
        if day_of(day).day == 1:
            # Good and bad times last: a month's shock remembers most of the last one's.
            shock = 0.7 * shock + float(rng.normal(0, planted.tau * np.sqrt(1 - 0.49)))
        alive = np.flatnonzero((begun < day) & (ended == NEVER))
        moving = np.where(stuck[alive], 0.03, 1.0) * _MONTH_OF_QUARTER[(day_of(day).month - 1) % 3]
        young = np.where(day - begun[alive] < 20, 0.4, 1.0)
        win = _WIN[stage[alive]] * moving * young * np.exp(shock)
        lose = _LOSE[stage[alive]] * np.where(stuck[alive], 0.03, 1.0)
        luck = rng.random(len(alive))
        kind[alive[luck < win]] = WON
        kind[alive[(luck >= win) & (luck < win + lose)]] = LOST
        over = alive[luck < win + lose]
        ended[over] = day
        still = alive[luck >= win + lose]
        onward = still[rng.random(len(still)) < _ONWARD[stage[still]]]
        stage[onward] += 1
        moves.append((onward, day, stage[onward].astype(float)))
        pushes.append((still[rng.random(len(still)) < 0.004], day))
    kept = ended > first + planted.hidden
    return _book(rng, planted, begun, ended, kind, kept, moves, pushes, first + planted.hidden)


def _book(
    rng: np.random.Generator,
    planted: Planted,
    begun: npt.NDArray[Any],
    ended: npt.NDArray[Any],
    kind: npt.NDArray[Any],
    kept: npt.NDArray[Any],
    moves: list[tuple[npt.NDArray[Any], int, npt.NDArray[Any]]],
    pushes: list[tuple[npt.NDArray[Any], int]],
    since: int,
) -> Book:
    n = int(kept.sum())
    place = np.cumsum(kept) - 1
    group = rng.integers(0, 4, n)
    amount = np.round(np.exp(rng.normal(14.5 + 0.4 * group, 0.5))).astype(np.float64)
    final = np.where(kind[kept] == WON, np.round(amount * rng.normal(0.93, 0.06, n)), amount)
    hidden = rng.random(n) < planted.unknown_amounts
    amount, final = np.where(hidden, np.nan, amount), np.where(hidden & (kind[kept] != WON), np.nan, final)
    return Book(
        begun=begun[kept].astype(float),
        ended=ended[kept],
        kind=kind[kept],
        stage=np.ones(n, np.int64),
        amount=amount,
        final=final,
        group=group,
        stage_moves=_moves(moves, kept, place),
        pushes=_moves([(rows, day, np.ones(len(rows))) for rows, day in pushes], kept, place),
        amount_moves=Moves.none(),
        first=since,
        today=planted.today,
        stages_from=since,
        amounts_from=since,
        stage_names=_STAGES,
    )


def _moves(
    found: list[tuple[npt.NDArray[Any], int, npt.NDArray[Any]]],
    kept: npt.NDArray[Any],
    place: npt.NDArray[Any],
) -> Moves:
    deal = np.concatenate([rows for rows, _, _ in found] or [np.zeros(0, np.int64)])
    day = np.concatenate([np.full(len(rows), day) for rows, day, _ in found] or [np.zeros(0, np.int64)])
    value = np.concatenate([values for _, _, values in found] or [np.zeros(0)])
    own = kept[deal]
    return Moves(place[deal[own]].astype(np.int64), day[own].astype(np.int64), value[own])
