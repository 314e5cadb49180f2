"""The mean size behind won deals, drawn: what a few large deals, or a few accounts, say of it and what not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bothways.insight.shortfall.rates import BELIEFS, Beliefs, levels

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Texts = npt.NDArray[np.object_]
Rng = np.random.Generator
_FAR = 1.44
"""Log amounts of a larger variance (sd above 1.2) are told by logs: of their mean, the largest deal is the most."""
_TIES = 20
"""So many deals beyond the first of their accounts make the likeness of an account's deals half believed."""


@dataclass(frozen=True, slots=True, eq=False)
class Wins:
    """Won deals of known amount of both periods: arrays as long as they are many.

    `period` 0 base, 1 actual; `place` the segment; `amount` cents; `account`, "" unknown.
    """

    period: Ints
    place: Ints
    amount: Floats
    account: Texts


def drawn_sizes(
    wins: Wins, segments: int, *, draws: int, rng: Rng, beliefs: Beliefs = BELIEFS
) -> tuple[Floats, Floats]:
    """Draw the mean amounts of base and actual period: draws × segments each, cents.

    By the means that anybody can check. Only where amounts spread so far that the largest deal is the mean,
    they are told by their logs; and where a mean is not above zero, as they are.
    """
    if not len(wins.amount):
        return np.zeros((draws, segments)), np.zeros((draws, segments))
    cell = wins.period * segments + wins.place
    n = np.bincount(cell, minlength=2 * segments).astype(float)
    means = _means(wins.amount, cell, n)
    if (means[n > 0] <= 0).any():
        return _as_they_are(wins, cell, n, means, draws=draws, rng=rng, beliefs=beliefs)
    scale = _scale(wins, cell, n, means, beliefs)
    error = np.where(n > 0, scale.error, np.inf).reshape(2, -1)
    seen = np.where(n > 0, scale.seen, 0.0).reshape(2, -1)
    drawn = _cells(seen, error, draws=draws, rng=rng, beliefs=beliefs)
    sizes = np.exp(np.clip(drawn + _matched(wins, cell, drawn, scale.spread, beliefs, rng), -50, 60))
    return sizes[:, 0], sizes[:, 1]


@dataclass(frozen=True, slots=True, eq=False)
class _Scale:
    """The log of each cell's mean amount, its variance, and the variance of a single amount (relative)."""

    seen: Floats
    error: Floats
    spread: float


def _scale(wins: Wins, cell: Ints, n: Floats, means: Floats, beliefs: Beliefs) -> _Scale:
    positive = bool((wins.amount > 0).all())
    if positive:
        logs = np.log(wins.amount)
        middle = _means(logs, cell, n)
        square = float(((logs - middle[cell]) ** 2).sum())
        freedom = float(len(logs) - (n > 0).sum())
        variance = (square + beliefs.worth * beliefs.sigma**2) / (freedom + beliefs.worth)
        counted = np.maximum(_effective(logs - middle[cell], wins, cell, n), 1e-9)
        if _looks_lognormal(logs, middle[cell], freedom):
            spread = float(np.expm1(min(variance, 4.0)))
            if variance > _FAR:
                return _Scale(middle + variance / 2, variance / counted, spread)
            return _of_means(means, np.full(len(n), spread), counted, spread)
    rest = wins.amount / np.where(means > 0, means, 1.0)[cell] - 1.0
    segments = len(n) // 2
    squares = np.bincount(wins.place, weights=rest**2, minlength=segments)
    free = np.maximum(np.bincount(wins.place, minlength=segments) - 2.0, 0.0)
    typical = float((squares.sum() + beliefs.worth) / (free.sum() + beliefs.worth))
    own = (squares + beliefs.worth * typical) / (free + beliefs.worth)
    counted = np.maximum(_effective(rest, wins, cell, n), 1e-9)
    return _of_means(means, np.tile(own, 2), counted, typical)


def _of_means(means: Floats, relative: Floats, counted: Floats, spread: float) -> _Scale:
    error = np.maximum(np.log1p(relative / counted), 1e-9)
    # The log of a mean of few amounts lies below the log of what is to be expected, by half its variance.
    return _Scale(np.log(np.where(means > 0, means, 1.0)) + error / 2, error, spread)


def _matched(wins: Wins, cell: Ints, drawn: Floats, spread: float, beliefs: Beliefs, rng: Rng) -> Floats:
    """Draw by how much all sizes are to be moved so that they give what the deals of both periods brought.

    Without it, what is expected of both periods would not be what they brought wherever the amounts are not
    quite of the supposed shape, and the difference would be called chance.
    """
    shown = float(np.log(wins.amount.sum() / np.exp(drawn).mean(axis=0).ravel()[cell].sum()))
    error = spread / len(wins.amount)
    trust = beliefs.shape**2 / (beliefs.shape**2 + error)
    moved: Floats = trust * shown + rng.standard_normal(len(drawn)) * np.sqrt(trust * error)
    return moved[:, None, None]


def _looks_lognormal(logs: Floats, means: Floats, freedom: float) -> bool:
    """Say whether amounts are as much larger than their median as a lognormal's would be."""
    if freedom < 20:
        return True
    spread = float(((logs - means) ** 2).sum()) / freedom
    smear = float(np.exp(logs).sum() / np.exp(means).sum())
    error = np.sqrt(2 * np.expm1(min(spread, 3.0)) / len(logs))
    return bool(abs(np.log(smear) - spread / 2) <= 2.0 * error and spread < 4.0)


def _as_they_are(
    wins: Wins, cell: Ints, n: Floats, means: Floats, *, draws: int, rng: Rng, beliefs: Beliefs
) -> tuple[Floats, Floats]:
    """Draw means that may be zero or negative: credits and corrections are amounts too."""
    unit = max(float(np.abs(wins.amount).mean()), 1.0)
    rest = (wins.amount - means[cell]) / unit
    variance = (float((rest**2).sum()) + beliefs.worth) / (len(rest) - (n > 0).sum() + beliefs.worth)
    error = variance / np.where(n > 0, _effective(rest, wins, cell, n), 1.0)
    error = np.where(n > 0, error, np.inf).reshape(2, -1)
    drawn = unit * _cells((means / unit).reshape(2, -1), error, draws=draws, rng=rng, beliefs=beliefs)
    return drawn[:, 0], drawn[:, 1]


def _means(values: Floats, cell: Ints, n: Floats) -> Floats:
    return np.bincount(cell, weights=values, minlength=len(n)) / np.maximum(n, 1.0)


def _cells(seen: Floats, error: Floats, *, draws: int, rng: Rng, beliefs: Beliefs) -> Floats:
    """Draw each cell's own value around levels and segments: draws × 2 × segments."""
    found = levels(seen, error, draws=draws, rng=rng, beliefs=beliefs)
    centre, spread = found.centre, (found.cells**2)[:, None, None]
    trust = np.where(np.isinf(error), 0.0, spread / (spread + error))
    middle = centre + trust * (seen - centre)
    return np.asarray(middle + rng.standard_normal(middle.shape) * np.sqrt(spread * (1 - trust)))


def _effective(rest: Floats, wins: Wins, cell: Ints, n: Floats) -> Floats:
    """Return how many independent deals each cell's are worth: deals of one account are alike."""
    known = wins.account != ""
    names, account = np.unique(wins.account.astype(str), return_inverse=True)
    # A deal without an account is alike to none.
    account = np.where(known, account, len(names) + np.arange(len(account)))
    _, account = np.unique(account, return_inverse=True)
    like = _likeness(rest, account)
    if like == 0:
        return n
    pairs, times = np.unique(cell * (int(account.max()) + 1) + account, return_counts=True)
    of_cell = pairs // (int(account.max()) + 1)
    inflated = np.bincount(of_cell, weights=times * (1 + (times - 1) * like), minlength=len(n))
    return np.asarray(n**2 / np.where(inflated > 0, inflated, 1.0))


def _likeness(rest: Floats, account: Ints) -> float:
    """Return how alike an account's deals are (intraclass correlation), believed by how many say it."""
    times = np.bincount(account)
    n, groups = len(rest), len(times)
    if n <= groups or groups < 2:
        return 0.0
    means = np.bincount(account, weights=rest) / times
    inside = float(((rest - means[account]) ** 2).sum()) / (n - groups)
    outside = float((times * (means - rest.mean()) ** 2).sum()) / (groups - 1)
    typical = (n - float((times**2).sum()) / n) / (groups - 1)
    whole = outside + (typical - 1) * inside
    like = (outside - inside) / whole if whole > 0 else 0.0
    return float(np.clip(like, 0.0, 0.9)) * (n - groups) / (n - groups + _TIES)
