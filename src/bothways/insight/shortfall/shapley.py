"""Who gets how much of a change of a product: Shapley's shares over the whole segment model, exactly.

Bookings are N · Σ m·d·w·a over segments. The mix is one player, so is each rate: five players, thirty-two
states, each worked out once for all draws. The shares sum to the change, need no order, and stand noughts
and negative sizes, where logarithms do not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import factorial
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
PLAYERS = ("volume", "mix", "slippage", "win_rate", "size")


@dataclass(frozen=True, slots=True, eq=False)
class Factors:
    """The factors of one period, for many draws at once.

    `volume` (draws): opportunities available; `mix`, `decided`, `won`, `size` (draws × segments): each
    segment's share of them, the share decided, the share won of the decided, the mean amount won (cents).
    """

    volume: Floats
    mix: Floats
    decided: Floats
    won: Floats
    size: Floats

    @classmethod
    def of(cls, volume: float, mix: Any, decided: Any, won: Any, size: Any) -> Factors:
        """Return a single draw of plain numbers."""
        rows = (np.atleast_2d(np.asarray(one, dtype=float)) for one in (mix, decided, won, size))
        return cls(np.array([float(volume)]), *rows)

    @property
    def bookings(self) -> Floats:
        """Expected bookings of each draw, cents."""
        return np.asarray(self.volume * (self.mix * self.decided * self.won * self.size).sum(axis=1))

    def mean(self) -> Factors:
        """Return the mean over the draws, as a single draw; sizes are weighted by what was won."""
        won = self.volume[:, None] * self.mix * self.decided * self.won
        size = (won * self.size).sum(axis=0) / np.where(won.sum(axis=0) > 0, won.sum(axis=0), 1.0)
        return Factors.of(
            float(self.volume.mean()), self.mix.mean(axis=0), self.decided.mean(axis=0),
            self.won.mean(axis=0), np.where(won.sum(axis=0) > 0, size, self.size.mean(axis=0)),
        )  # fmt: skip


def shapley(base: Factors, actual: Factors) -> Floats:
    """Return each player's share of the change of bookings: draws × `PLAYERS`.

    >>> before, after = Factors.of(200, [1], [1], [.25], [40_000]), Factors.of(180, [1], [1], [.20], [42_000])
    >>> [round(float(share)) for share in shapley(before, after)[0]]
    [-184333, 0, 0, -389333, 85667]
    """
    return shares(_worth(base, actual), len(PLAYERS))


def shares(worth: Sequence[Floats], players: int) -> Floats:
    """Return Shapley's shares from the worth of each state; bit j of its place says that player j has moved."""
    found = np.zeros((len(worth[0]), players))
    for state, value in enumerate(worth):
        size = state.bit_count()
        for player in range(players):
            if state >> player & 1:
                found[:, player] += _weight(size - 1, players) * value
            else:
                found[:, player] -= _weight(size, players) * value
    return found


def _weight(others: int, players: int) -> float:
    return factorial(others) * factorial(players - others - 1) / factorial(players)


def _worth(base: Factors, actual: Factors) -> list[Floats]:
    """Return the bookings of all 32 states: products are built up, so that each is made once."""
    sides = (base, actual)
    kept = {}
    for m in (0, 1):
        for d in (0, 1):
            some = sides[m].mix * sides[d].decided
            for w in (0, 1):
                many = some * sides[w].won
                for a in (0, 1):
                    kept[m, d, w, a] = np.einsum("ij,ij->i", many, sides[a].size)
    return [
        sides[state & 1].volume * kept[state >> 1 & 1, state >> 2 & 1, state >> 3 & 1, state >> 4 & 1]
        for state in range(32)
    ]
