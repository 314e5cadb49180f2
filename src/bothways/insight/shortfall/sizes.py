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

    In logs where amounts look lognormal, so that a single large deal does not move the mean; by the plain
    means where they do not (list prices, mixtures), and as they are where a mean is not above zero.
    """
    if not len(wins.amount):
        return np.zeros((draws, segments)), np.zeros((draws, segments))
    cell = wins.period * segments + wins.place
    n = np.bincount(cell, minlength=2 * segments).astype(float)
    if bool((wins.amount > 0).all()):
        logs = np.log(wins.amount)
        found = _lognormal(logs, wins, cell, n, draws=draws, rng=rng, beliefs=beliefs)
        if found is not None:
            return found
    return _plain(wins, cell, n, draws=draws, rng=rng, beliefs=beliefs)


def _lognormal(
    logs: Floats, wins: Wins, cell: Ints, n: Floats, *, draws: int, rng: Rng, beliefs: Beliefs
) -> tuple[Floats, Floats] | None:
    means = _means(logs, cell, n)
    rest = logs - means[cell]
    freedom = float(len(logs) - (n > 0).sum())
    square = float((rest**2).sum())
    prior = beliefs.worth * beliefs.sigma**2
    best = (square + prior) / (freedom + beliefs.worth)
    if not _looks_lognormal(logs, means[cell], best, freedom):
        return None
    variance = (square + prior) / rng.chisquare(freedom + beliefs.worth, draws)
    counted = _effective(rest, wins, cell, n)
    error = variance[:, None] / np.where(counted > 0, counted, np.nan)
    error = np.where(np.isnan(error), np.inf, error).reshape(draws, 2, -1)
    drawn = _cells(means.reshape(2, -1), error, draws=draws, rng=rng, beliefs=beliefs)
    fitted = drawn.mean(axis=0).ravel()[cell]
    smear = _smear(logs, fitted, variance, beliefs=beliefs, rng=rng)
    sizes = np.exp(np.clip(drawn + smear[:, None, None], -50, 60))
    return sizes[:, 0], sizes[:, 1]


def _smear(logs: Floats, fitted: Floats, variance: Floats, *, beliefs: Beliefs, rng: Rng) -> Floats:
    """Draw the log of mean over median: the lognormal's, corrected by what the amounts show in all.

    Without the correction what is expected of both periods would not be what they brought, wherever amounts
    are not quite lognormal, and the difference would be called chance.
    """
    best = float(np.median(variance))
    # The tails of the variance's own uncertainty would carry the mean away: no sample speaks of them.
    own = np.clip(variance, 0.25 * best, 2 * best) / 2
    shown = float(np.log(np.exp(logs).sum() / np.exp(fitted).sum()))
    error = float(np.expm1(min(best, 3.0))) / len(logs)
    doubt = beliefs.shape**2
    trust = doubt / (doubt + error)
    return np.asarray(
        own + trust * (shown - own) + rng.standard_normal(len(own)) * np.sqrt(trust * error)
    )


def _looks_lognormal(logs: Floats, means: Floats, variance: float, freedom: float) -> bool:
    """Say whether amounts are as much larger than their median as a lognormal's would be."""
    if freedom < 20:
        return True
    spread = float(((logs - means) ** 2).sum()) / freedom
    smear = float(np.exp(logs).sum() / np.exp(means).sum())
    error = np.sqrt(2 * np.expm1(min(variance, 3.0)) / len(logs))
    return bool(abs(np.log(smear) - spread / 2) <= 2.0 * error and spread < 3.0)


def _plain(
    wins: Wins, cell: Ints, n: Floats, *, draws: int, rng: Rng, beliefs: Beliefs
) -> tuple[Floats, Floats]:
    means = _means(wins.amount, cell, n)
    rest = wins.amount - means[cell]
    counted = _effective(rest, wins, cell, n)
    segments = len(n) // 2
    # A segment's own spread where it has the deals for it, else that of all.
    own = np.bincount(wins.place, weights=rest**2, minlength=segments)
    free = np.maximum(np.bincount(wins.place, minlength=segments) - 2, 0.0)
    size = np.bincount(wins.place, weights=wins.amount, minlength=segments)
    size = size / np.maximum(np.bincount(wins.place, minlength=segments), 1)
    whole = float(wins.amount.mean())
    positive = bool((means[n > 0] > 0).all() and whole > 0)
    if positive:
        scale = np.where(size > 0, size, whole)
        typical = float((rest**2 / scale[wins.place] ** 2).sum() / max(free.sum(), 1.0))
        relative = (own / scale**2 + beliefs.worth * typical) / (free + beliefs.worth)
        seen = np.log(np.where(n > 0, means, whole)).reshape(2, -1)
        error = np.log1p(np.tile(relative, 2) / np.where(counted > 0, counted, np.nan))
    else:
        typical = float((rest**2).sum() / max(free.sum(), 1.0))
        seen = np.where(n > 0, means, whole).reshape(2, -1)
        error = np.tile((own + beliefs.worth * typical) / (free + beliefs.worth), 2)
        error = error / np.where(counted > 0, counted, np.nan)
    error = np.where(np.isnan(error), np.inf, np.maximum(error, 1e-12)).reshape(2, -1)
    if positive:
        drawn = np.exp(np.clip(_cells(seen, error, draws=draws, rng=rng, beliefs=beliefs), -50, 60))
    else:
        unit = max(float(np.abs(wins.amount).mean()), 1.0)
        drawn = unit * _cells(seen / unit, error / unit**2, draws=draws, rng=rng, beliefs=beliefs)
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
