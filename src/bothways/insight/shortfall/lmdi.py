"""The logarithmic mean index (LMDI-I) of the same change: a second opinion on Shapley's shares."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bothways.insight.shortfall.shapley import PLAYERS, Factors

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Check:
    """What the second opinion says: its amounts in the order of the players, and where it parts most from Shapley.

    `impossible` says why there is none: a nought or a negative number has no logarithm.
    """

    amounts: tuple[float, ...] = ()
    difference: float = 0.0
    player: str = ""
    impossible: str = ""


def lmdi(base: Factors, actual: Factors) -> Check:
    """Return the shares of LMDI-I for a single draw of each period; `difference` is against nothing yet.

    >>> before, after = Factors.of(200, [1], [1], [.25], [40_000]), Factors.of(180, [1], [1], [.20], [42_000])
    >>> [round(amount, 2) for amount in lmdi(before, after).amounts]
    [-183816.15, 0.0, 0.0, -389305.11, 85121.26]
    """
    before, after = _rows(base), _rows(actual)
    # A segment that is empty in both periods adds nothing to either.
    there = ~((before == 0).any(axis=0) & (after == 0).any(axis=0))
    before, after = before[:, there], after[:, there]
    if (before <= 0).any() or (after <= 0).any():
        return Check(
            impossible="A factor is zero or negative in one of the periods, and it has no logarithm there."
        )
    worth = _mean(after.prod(axis=0), before.prod(axis=0))
    amounts = (worth * np.log(after / before)).sum(axis=1)
    return Check(amounts=tuple(float(one) for one in amounts))


def checked(base: Factors, actual: Factors, shares: Floats) -> Check:
    """Return LMDI-I beside Shapley's shares of the same single draw, and the largest difference."""
    found = lmdi(base, actual)
    if found.impossible:
        return found
    apart = np.abs(np.asarray(found.amounts) - shares)
    return Check(found.amounts, float(apart.max()), PLAYERS[int(apart.argmax())])


def _rows(factors: Factors) -> Floats:
    volume = np.full(factors.mix.shape[1], factors.volume[0])
    return np.stack([volume, factors.mix[0], factors.decided[0], factors.won[0], factors.size[0]])


def _mean(a: Floats, b: Floats) -> Floats:
    """Return the logarithmic mean (a − b) / (ln a − ln b), which is a where both are the same.

    Near a = b the quotient loses all digits; there the series of arctanh is exact: with
    z = (a − b) / (a + b), ln a − ln b = 2·arctanh(z), and arctanh(z)/z → 1.
    """
    z = (a - b) / (a + b)
    ratio = np.where(np.abs(z) < 1e-5, 1 + z * z / 3, np.arctanh(z) / np.where(z == 0, 1.0, z))
    return np.asarray((a + b) / 2 / ratio)
