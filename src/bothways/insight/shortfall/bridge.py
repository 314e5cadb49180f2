"""The bridge from one number to another in causes, on columns: no snapshot, no words.

New business and renewals are two games, each with its own segments and its own shares; the bridge is both
side by side. Each draw splits the change of the drawn rates; what is left of the actual gap is chance.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from bothways.evidence.views.columns import DealColumns
from bothways.insight.shortfall.draws import (
    PlanRates,
    Seen,
    as_planned,
    drawn_factors,
    seen_factors,
    with_volume_for,
)
from bothways.insight.shortfall.identity import Counts, Span, Standing, booked, counts, standing
from bothways.insight.shortfall.lmdi import Check, checked
from bothways.insight.shortfall.rates import BELIEFS, Beliefs
from bothways.insight.shortfall.segmenting import ALL, Segments, chosen, segments
from bothways.insight.shortfall.shapley import PLAYERS, Factors, shapley
from bothways.insight.shortfall.sizes import Wins

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
GAMES = ("new", "renewal")
METHOD = "shortfall-bridge/1"


@dataclass(frozen=True, slots=True)
class Goal:
    """What was asked for: cents in all, and the rates that the plan states."""

    cents: int
    rates: PlanRates = field(default_factory=PlanRates)


@dataclass(frozen=True, slots=True, eq=False)
class Game:
    """One game of a bridge: `amounts` (draws × players) in whole cents; `base`, `actual` the drawn factors.

    `seen`: the factors as they were in the period compared with, and in the actual one. `asked`: what the
    game is held against, cents: its bookings in the base, or its part of the target.
    """

    name: str
    segments: Segments
    counts: tuple[Counts, Counts]
    seen: tuple[Factors, Factors]
    base: Factors
    actual: Factors
    amounts: Ints
    asked: int
    check: Check
    unpriced: int


@dataclass(frozen=True, slots=True, eq=False)
class Bridge:
    """A bridge: `games`, and of each draw what is left as `chance`; gap = actual − base, whole cents."""

    games: tuple[Game, ...]
    base: int
    actual: int
    chance: Ints
    by: str
    standing: tuple[Standing, Standing]

    @property
    def gap(self) -> int:
        """Actual bookings minus what they are held against, cents."""
        return self.actual - self.base

    @property
    def amounts(self) -> Ints:
        """All bars of all draws: each game's players in their order, chance last; each row sums to the gap."""
        return np.concatenate([*(game.amounts for game in self.games), self.chance[:, None]], axis=1)


def bridge(
    columns: DealColumns,
    *,
    actual: Span,
    base: Span,
    now: int | None = None,
    goal: Goal | None = None,
    by: str | None = None,
    dated: bool | None = None,
    draws: int = 2000,
    seed: int = 0,
    beliefs: Beliefs = BELIEFS,
) -> Bridge:
    """Split the gap between two periods, or between a goal and a period, into causes.

    Args:
        columns: all deals.
        actual: the period that is explained.
        base: the period it is held against; with a `goal` the one that the plan's rates come from.
        now: the day seen from; the columns' own by default.
        goal: what was asked for, where it is not the base period.
        by: by what deals are told apart; chosen by the data by default.
        dated: close dates of both starts can be rebuilt; found out by default.
        draws: how many draws of the rates.
        seed: where chance starts from.
        beliefs: what is believed of the rates before anything is seen.
    """
    now = columns.as_of if now is None else now
    if dated is None:
        dated = columns.knows(actual.first - 1) and columns.knows(base.first - 1)
    spans = (base, actual)
    stood = tuple(standing(columns, span, now=now, dated=dated) for span in spans)
    used = stood[0].available | stood[1].available
    won = stood[0].won | stood[1].won
    by = by or chosen(columns, used, won)
    rngs = np.random.default_rng(seed).spawn(len(GAMES))
    seen: dict[str, Seen] = {}
    pieces: dict[str, Segments] = {}
    factors: dict[str, tuple[Factors, Factors]] = {}
    renewal = columns.is_renewal
    for game, rng in zip(GAMES, rngs, strict=True):
        which = renewal if game == "renewal" else ~renewal
        pieces[game] = segments(columns, used & which, by)
        seen[game] = _seen(columns, (stood[0], stood[1]), which, pieces[game])
        factors[game] = drawn_factors(seen[game], draws=draws, rng=rng, beliefs=beliefs)
    asked = {game: int(seen[game].base.booked.sum()) for game in GAMES}
    bases = {game: factors[game][0] for game in GAMES}
    if goal is not None:
        bases = as_planned(bases, goal.rates)
        asked = _parts(goal, asked, bases)
        bases = {game: with_volume_for(bases[game], asked[game]) for game in GAMES}
    games = tuple(
        _game(game, pieces[game], seen[game], bases[game], factors[game][1], asked[game], stood[1], renewal)
        for game in GAMES
    )
    total = sum(asked.values())
    reached = booked(stood[1])
    chance = (reached - total) - sum(game.amounts.sum(axis=1) for game in games)
    found = Bridge(games, total, reached, np.asarray(chance), by, (stood[0], stood[1]))
    if not bool((found.amounts.sum(axis=1) == found.gap).all()):
        raise AssertionError("a draw does not sum to the gap")
    return found


def _seen(columns: DealColumns, stood: tuple[Standing, Standing], which: Bools, pieces: Segments) -> Seen:
    found = [counts(one, which, pieces.place, len(pieces)) for one in stood]
    rows = [np.flatnonzero(one.won & one.priced & which) for one in stood]
    every = np.concatenate(rows)
    period = np.repeat([0, 1], [len(own) for own in rows])
    amount = np.concatenate([one.amount[own] for one, own in zip(stood, rows, strict=True)])
    # In an order that does not hang on that of the rows: sums of floats do.
    order = np.lexsort((columns.account[every].astype(str), amount, pieces.place[every], period))
    wins = Wins(period[order], pieces.place[every][order], amount[order], columns.account[every][order])
    priced = [len(own) / max(int(one.won.sum()), 1) for own, one in zip(rows, found, strict=True)]
    priced = [share if one.won.sum() else 1.0 for share, one in zip(priced, found, strict=True)]
    return Seen(found[0], found[1], wins, (priced[0], priced[1]))


def _parts(goal: Goal, booked: dict[str, int], planned: dict[str, Factors]) -> dict[str, int]:
    """Split a goal into the games, as the base period's bookings were; with stated rates as they make them."""
    weights = {game: float(max(amount, 0)) for game, amount in booked.items()}
    if goal.rates.stated or not sum(weights.values()):
        weights = {game: max(float(one.bookings.mean()), 0.0) for game, one in planned.items()}
    whole = sum(weights.values())
    renewal = round(goal.cents * weights["renewal"] / whole) if whole else 0
    return {"new": goal.cents - renewal, "renewal": renewal}


def _game(
    name: str, pieces: Segments, seen: Seen, base: Factors, actual: Factors, asked: int,
    stood: Standing, renewal: Bools,
) -> Game:  # fmt: skip
    if seen.empty:
        amounts = np.zeros((len(base.volume), len(PLAYERS)), dtype=np.int64)
        check = Check(impossible="There are no such deals in either period.")
    else:
        amounts = np.rint(shapley(base, actual)).astype(np.int64)
        middle = (base.mean(), actual.mean())
        check = checked(*middle, shapley(*middle)[0])
    which = renewal if name == "renewal" else ~renewal
    return Game(
        name=name,
        segments=pieces,
        counts=(seen.base, seen.actual),
        seen=(seen_factors(seen.base, seen.actual), seen_factors(seen.actual, seen.base)),
        base=base,
        actual=actual,
        amounts=amounts,
        asked=asked,
        check=check,
        unpriced=int((stood.won & which & ~stood.priced).sum()),
    )


__all__ = ["ALL", "GAMES", "METHOD", "Bridge", "Game", "Goal", "bridge"]
