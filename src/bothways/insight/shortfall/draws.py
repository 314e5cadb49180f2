"""The factors of both periods, drawn: what the deals of two periods say of the rates behind them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from bothways.insight.shortfall.identity import Counts
from bothways.insight.shortfall.rates import BELIEFS, Beliefs, drawn_arrivals, drawn_shares
from bothways.insight.shortfall.shapley import Factors
from bothways.insight.shortfall.sizes import Wins, drawn_sizes

Floats = npt.NDArray[np.float64]
Rng = np.random.Generator


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What was seen of one game in both periods: counts by segment, won deals of known amount.

    `priced`: the share of the won deals whose amount is known, by period.
    """

    base: Counts
    actual: Counts
    wins: Wins
    priced: tuple[float, float]

    @property
    def segments(self) -> int:
        """How many segments there are."""
        return len(self.base.opened)

    @property
    def empty(self) -> bool:
        """Say whether neither period had an opportunity."""
        return not (self.base.available.sum() + self.actual.available.sum())


@dataclass(frozen=True, slots=True)
class PlanRates:
    """Rates that a plan states over all deals: win rate 0 to 1, mean size in cents; None where it does not."""

    win_rate: float | None = None
    size: float | None = None

    @property
    def stated(self) -> bool:
        """Say whether the plan states any."""
        return self.win_rate is not None or self.size is not None


def drawn_factors(seen: Seen, *, draws: int, rng: Rng, beliefs: Beliefs = BELIEFS) -> tuple[Factors, Factors]:
    """Draw the factors of base and actual period.

    What was open at a period's start is known; what arrives, what is decided and won, and at what size, is
    drawn. The two periods' draws share what they have in common, and nothing else.
    """
    if seen.empty:
        none = np.zeros((draws, seen.segments))
        nothing = Factors(np.zeros(draws), none, none, none, none)
        return nothing, nothing

    def both(name: str) -> npt.NDArray[np.int64]:
        return np.stack([getattr(seen.base, name), getattr(seen.actual, name)])

    arrived = drawn_arrivals(both("arrived"), draws=draws, rng=rng, beliefs=beliefs)
    decided = drawn_shares(both("decided"), both("available"), draws=draws, rng=rng, beliefs=beliefs)
    won = drawn_shares(both("won"), both("decided"), draws=draws, rng=rng, beliefs=beliefs)
    size = drawn_sizes(seen.wins, seen.segments, draws=draws, rng=rng, beliefs=beliefs)
    found = []
    for t, counts in enumerate((seen.base, seen.actual)):
        available = arrived[t] + counts.opened
        volume = available.sum(axis=1)
        mix = available / np.maximum(volume, 1e-12)[:, None]
        found.append(Factors(volume, mix, decided[t], won[t], size[t] * seen.priced[t]))
    return found[0], found[1]


def seen_factors(counts: Counts, other: Counts) -> Factors:
    """Return a period's factors as they were: their product is its bookings.

    Where a rate has nothing to stand on (nothing decided, nothing won), it is the other period's, so that
    nothing is said to have moved.
    """
    available = counts.available.astype(float)
    volume = float(available.sum())
    whole = max(volume, 1.0)
    mix = available / whole if volume else other.available / max(float(other.available.sum()), 1.0)

    def rate(part: str, of: str) -> Floats:
        found: list[Floats] = []
        for one in (other, counts):
            whole_of = np.asarray(getattr(one, of), dtype=float)
            share = np.asarray(getattr(one, part), dtype=float) / np.where(whole_of > 0, whole_of, 1.0)
            found.append(np.where(whole_of > 0, share, found[0] if found else 0.0))
        return np.asarray(found[1])

    return Factors.of(
        volume, mix, rate("decided", "available"), rate("won", "decided"), rate("booked", "won")
    )


def as_planned(base: dict[str, Factors], rates: PlanRates) -> dict[str, Factors]:
    """Move the base's win rates and sizes, all alike, until they are the plan's over all deals of each draw."""
    found = dict(base)
    if rates.win_rate is not None and 0 < rates.win_rate < 1:
        weights = {game: f.volume[:, None] * f.mix * f.decided for game, f in found.items()}
        whole = np.maximum(sum(w.sum(axis=1) for w in weights.values()), 1e-12)
        odds = {game: _odds(f.won) for game, f in found.items()}
        step = np.zeros(len(whole))
        for _ in range(12):
            now = {game: _share(one + step[:, None]) for game, one in odds.items()}
            rate = sum((weights[game] * w).sum(axis=1) for game, w in now.items()) / whole
            slope = sum((weights[game] * w * (1 - w)).sum(axis=1) for game, w in now.items()) / whole
            step = step + np.clip((rates.win_rate - rate) / np.maximum(slope, 1e-6), -2, 2)
        found = {game: replace(f, won=_share(odds[game] + step[:, None])) for game, f in found.items()}
    if rates.size is not None:
        won = {game: f.volume[:, None] * f.mix * f.decided * f.won for game, f in found.items()}
        worth = sum((won[game] * f.size).sum(axis=1) for game, f in found.items())
        mean = worth / np.maximum(sum(w.sum(axis=1) for w in won.values()), 1e-12)
        times = np.where(mean > 0, rates.size / np.where(mean > 0, mean, 1.0), 1.0)
        found = {game: replace(f, size=f.size * times[:, None]) for game, f in found.items()}
    return found


def with_volume_for(base: Factors, target: float) -> Factors:
    """Return a plan that has the base's rates, and as many opportunities as the target takes with them."""
    each = base.bookings / np.where(base.volume > 0, base.volume, 1.0)
    volume = np.where(each > 0, target / np.where(each > 0, each, 1.0), 0.0)
    return replace(base, volume=volume)


def _odds(share: Floats) -> Floats:
    clipped = np.clip(share, 1e-6, 1 - 1e-6)
    return np.asarray(np.log(clipped / (1 - clipped)))


def _share(odds: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(odds, -30, 30))))
