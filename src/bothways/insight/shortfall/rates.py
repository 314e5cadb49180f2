"""The rates behind two periods, drawn: small numbers borrow from each other, and from the other period.

Each kind of rate (shares decided and won, sizes, what arrives) is seen twice, in the base and in the actual
period, by segment. What is believed of it: a level for each period, how each segment differs from it in both
periods alike, and how it differs in one of them only. How much levels, segments and cells differ is itself
unsure and is drawn too: set to its best guess, it is too often "not at all".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Rng = np.random.Generator


@dataclass(frozen=True, slots=True)
class Beliefs:
    """What is believed before anything is seen.

    `steps` with `step_odds`: how far a level moves from one period to the other (sd, in logs or log odds):
    hardly, as usual, or as something that has really changed; which of them it was is told by the data.
    `cells`: how far a segment's own rate moves beside the level; `between`: how far segments differ; each
    counts as much as `worth` cases of evidence. `centre` is the sd of log odds of a level, `sigma` that of log
    amounts, and `shape` how far (in logs) amounts may be from lognormal in their mean.
    """

    steps: tuple[float, ...] = (0.1, 0.3, 0.7)
    step_odds: tuple[float, ...] = (0.2, 0.45, 0.35)
    cells: float = 0.12
    between: float = 0.4
    worth: float = 4.0
    centre: float = 2.0
    sigma: float = 0.8
    shape: float = 0.15


BELIEFS = Beliefs()


@dataclass(frozen=True, slots=True, eq=False)
class Levels:
    """Draws of a level a period (draws × 2), of segments' differences (draws × segments), and the cells' sd (draws)."""

    level: Floats
    segment: Floats
    cells: Floats

    @property
    def centre(self) -> Floats:
        """What a cell is expected at: draws × 2 × segments."""
        return np.asarray(self.level[:, :, None] + self.segment[:, None, :])


def levels(
    seen: Floats, error: Floats, *, draws: int, rng: Rng, beliefs: Beliefs = BELIEFS, centre: float = np.inf
) -> Levels:
    """Draw levels and segments from what was seen of each cell.

    Args:
        seen: 2 × segments, on a scale on which differences add (logs, log odds).
        error: its variance, the same shape, infinite where nothing was seen; or draws × 2 × segments.
        draws: how many.
        rng: where chance comes from.
        beliefs: what is believed before.
        centre: sd of a level around 0 before anything was seen.
    """
    variance = np.broadcast_to(error, (draws, *seen.shape)) if error.ndim == 2 else error
    typical = error if error.ndim == 2 else error.mean(axis=0)
    cells = _cells_sd(seen, typical, draws=draws, rng=rng, beliefs=beliefs)
    between = _between_sd(seen, typical, draws=draws, rng=rng, beliefs=beliefs)
    segments = seen.shape[1]
    weight = 1.0 / (variance + (cells**2)[:, None, None])
    held = 1.0 / np.maximum(between**2, 1e-9) if segments > 1 else np.full(draws, np.inf)
    both = weight.sum(axis=1)
    spread = both + held[:, None]
    # The segments' own differences integrated out: a matrix of two by two for each draw.
    cross = np.where(np.isinf(spread), 0.0, 1.0 / spread)
    own = [weight[:, t] - weight[:, t] ** 2 * cross for t in (0, 1)]
    shared = -(weight[:, 0] * weight[:, 1] * cross)
    drawn = (weight * seen).sum(axis=1)
    pull = [(weight[:, t] * (seen[t] - drawn * cross)).sum(axis=1) for t in (0, 1)]
    step = _step(seen, typical, cells, draws=draws, rng=rng, beliefs=beliefs)
    tie = 1.0 / step**2
    loose = 1e-9 if np.isinf(centre) else 1.0 / centre**2
    a = own[0].sum(axis=1) + tie + loose / 2
    b = own[1].sum(axis=1) + tie + loose / 2
    c = shared.sum(axis=1) - tie
    level = _pair(a, b, c, pull, rng)
    middle = (weight * (seen[None] - level[:, :, None])).sum(axis=1) * cross
    segment = middle + rng.standard_normal(middle.shape) * np.sqrt(cross)
    return Levels(level, segment, cells)


def _pair(a: Floats, b: Floats, c: Floats, pull: list[Floats], rng: Rng) -> Floats:
    """Draw pairs with precision [[a, c], [c, b]] around what solves it for `pull`."""
    determinant = np.maximum(a * b - c * c, 1e-12)
    first = (b * pull[0] - c * pull[1]) / determinant
    second = (a * pull[1] - c * pull[0]) / determinant
    root = np.sqrt(b / determinant)
    noise = rng.standard_normal((2, len(a)))
    low = -c / determinant / root
    rest = np.sqrt(np.maximum(a / determinant - low**2, 0.0))
    return np.stack([first + root * noise[0], second + low * noise[0] + rest * noise[1]], axis=1)


def _drawn_ratio(q: float, freedom: float, expected: float, *, draws: int, rng: Rng, worth: float) -> Floats:
    """Draw by how much more a sum of squares varies than by error alone, with `expected` worth some cases."""
    return np.asarray((q + worth * expected) / rng.chisquare(freedom + worth, draws))


def _cells_sd(seen: Floats, error: Floats, *, draws: int, rng: Rng, beliefs: Beliefs) -> Floats:
    """Draw how far a segment's own rate moves beside the level, from how unlike the segments moved."""
    if seen.shape[1] < 2:
        return np.zeros(draws)
    there = np.isfinite(error).all(axis=0)
    variance = error[:, there].sum(axis=0)
    if there.sum() < 2:
        return np.abs(rng.standard_normal(draws)) * beliefs.cells
    weight = 1.0 / variance
    moved = seen[1, there] - seen[0, there]
    q = float((weight * (moved - np.average(moved, weights=weight)) ** 2).sum())
    freedom = float(there.sum() - 1)
    scale = (
        weight.sum() - (weight**2).sum() / weight.sum()
    ) / freedom  # q grows by 2τ² · scale for each of them
    expected = 1 + 2 * beliefs.cells**2 * scale
    ratio = _drawn_ratio(q, freedom, expected, draws=draws, rng=rng, worth=beliefs.worth)
    return np.asarray(np.sqrt(np.clip((ratio - 1) / (2 * scale), 0.0, 1.0)))


def _between_sd(seen: Floats, error: Floats, *, draws: int, rng: Rng, beliefs: Beliefs) -> Floats:
    """Draw how far the segments differ from each other in both periods alike."""
    if seen.shape[1] < 2:
        return np.full(draws, beliefs.between)
    weight = np.where(np.isfinite(error), 1.0 / error, 0.0)
    level = (weight * seen).sum(axis=1) / np.maximum(weight.sum(axis=1), 1e-12)
    both = weight.sum(axis=0)
    there = both > 0
    if there.sum() < 2:
        return np.full(draws, beliefs.between)
    own = (weight * (seen - level[:, None])).sum(axis=0)[there] / both[there]
    both = both[there]
    q = float((both * own**2).sum())
    freedom = float(there.sum() - 1)
    scale = (both.sum() - (both**2).sum() / both.sum()) / freedom
    expected = 1 + beliefs.between**2 * scale
    ratio = _drawn_ratio(q, freedom, expected, draws=draws, rng=rng, worth=beliefs.worth)
    return np.asarray(np.sqrt(np.clip((ratio - 1) / scale, 1e-6, 9.0)))


def _step(seen: Floats, error: Floats, cells: Floats, *, draws: int, rng: Rng, beliefs: Beliefs) -> Floats:
    """Draw how far levels move from period to period: hardly, as usual, or far; by what the levels show."""
    weight = np.where(np.isfinite(error), 1.0 / (error + float(np.mean(cells**2))), 0.0)
    total = weight.sum(axis=1)
    if (total <= 0).any():
        moved, variance = 0.0, np.inf
    else:
        level = (weight * seen).sum(axis=1) / total
        moved, variance = float(level[1] - level[0]), float((1 / total).sum())
    return step_of(moved, variance, draws=draws, rng=rng, beliefs=beliefs)


def step_of(moved: float, variance: float, *, draws: int, rng: Rng, beliefs: Beliefs) -> Floats:
    """Draw the sd of the step between two periods, given by how much a level seems to have moved."""
    steps, odds = np.asarray(beliefs.steps), np.asarray(beliefs.step_odds)
    if np.isfinite(variance):
        width = variance + steps**2
        logs = np.log(odds) - 0.5 * np.log(width) - 0.5 * moved**2 / width
        odds = np.exp(logs - logs.max())
    return steps[rng.choice(len(steps), size=draws, p=odds / odds.sum())]


def drawn_shares(
    hits: Ints, n: Ints, *, draws: int, rng: Rng, beliefs: Beliefs = BELIEFS
) -> tuple[Floats, Floats]:
    """Draw the shares behind `hits` of `n` (both 2 × segments): beta-binomial, its priors from all cells.

    Returns:
        the shares of the base and of the actual period, draws × segments each.
    """
    k, count = hits.astype(float), n.astype(float)
    pooled = (k.sum(axis=1) + 0.5 + 2 * (k.sum() + 0.5) / (count.sum() + 1)) / (count.sum(axis=1) + 3)
    own = (k + 6 * pooled[:, None]) / (count + 6)
    for last in (False, True):
        p = np.clip(own, 1e-4, 1 - 1e-4)
        spread = np.where(count > 0, count, 1.0) * p * (1 - p)
        # The working response of a logistic regression: log odds where there are none or all.
        seen = np.log(p / (1 - p)) + np.where(count > 0, k - count * p, 0.0) / spread
        error = np.where(count > 0, 1.0 / spread, np.inf)
        many = draws if last else min(draws, 200)
        found = levels(seen, error, draws=many, rng=rng, beliefs=beliefs, centre=beliefs.centre)
        if not last:
            own = _logistic(found.centre).mean(axis=0)
    prior = np.clip(_logistic(found.centre), 1e-6, 1 - 1e-6)
    strength = 1.0 / np.maximum(found.cells[:, None, None] ** 2 * prior * (1 - prior), 1e-5) - 1.0
    strength = np.clip(strength, 0.5, 1e5)
    drawn = rng.beta(strength * prior + k, strength * (1 - prior) + (count - k))
    return drawn[:, 0], drawn[:, 1]


def _logistic(odds: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(odds, -30, 30))))


def drawn_arrivals(
    arrived: Ints, *, draws: int, rng: Rng, beliefs: Beliefs = BELIEFS
) -> tuple[Floats, Floats]:
    """Draw how many opportunities were to be expected to arrive (2 × segments seen): Gamma-Poisson, Dirichlet.

    Returns:
        the expected arrivals of the base and of the actual period, draws × segments each.
    """
    n = arrived.astype(float)
    total = n.sum(axis=1)
    moved = float(np.log((total[1] + 0.5) / (total[0] + 0.5)))
    step = step_of(moved, float((1 / (total + 0.5)).sum()), draws=draws, rng=rng, beliefs=beliefs)
    shape = np.clip(2.0 / step**2, 0.5, 1e4)
    # What both periods share: each is worth as much as its Poisson error leaves beside the steps.
    middle = total.mean() + 0.25
    worth = (total[:, None] + 0.5) * shape / (shape + middle)
    common = middle * rng.gamma(worth.sum(axis=0) + 0.5) / (worth.sum(axis=0) + 0.5)
    level = np.stack(
        [rng.gamma(shape + total[t]) / (shape / np.maximum(common, 1e-9) + 1) for t in (0, 1)], axis=1
    )
    mix = _drawn_mix(n, draws=draws, rng=rng, beliefs=beliefs)
    return level[:, :1] * mix[0], level[:, 1:] * mix[1]


def _drawn_mix(n: Floats, *, draws: int, rng: Rng, beliefs: Beliefs) -> tuple[Floats, Floats]:
    """Draw the mix of both periods: what they share, and how far each strays from it."""
    segments = n.shape[1]
    if segments == 1:
        return np.ones((draws, 1)), np.ones((draws, 1))
    total = n.sum(axis=1)
    both = n.sum(axis=0) + 0.5
    share = both / both.sum()
    expected = np.maximum(total[:, None] * share, 1e-9)
    q = float((((n - total[:, None] * share) ** 2) / expected).sum())
    freedom = float(segments - 1)
    size = 2.0 / (1.0 / np.maximum(total, 1.0)).sum()  # the harmonic mean of both periods
    # A share's variance under a Dirichlet of strength κ is p(1-p)/(κ+1): in logs, (1-p)/p/(κ+1). Weighed by share.
    typical = float((share * (1 - share) / np.maximum(share, 1e-9)).sum())
    rho = np.clip(np.asarray(beliefs.steps) ** 2 / 2 / max(typical, 1e-9), 1e-5, 0.5)
    width = 1 + (size - 1) * rho
    logs = np.log(beliefs.step_odds) - freedom / 2 * np.log(width) - q / width / 2
    odds = np.exp(logs - logs.max())
    drawn = rho[rng.choice(len(rho), size=draws, p=odds / odds.sum())]
    strength = 1.0 / drawn - 1.0
    worth = (total[:, None] * (strength + 1) / (strength + np.maximum(total[:, None], 1e-9))).sum(axis=0)
    common = _dirichlet(share * (worth[:, None] + 1.0), rng)
    first, second = (_dirichlet(strength[:, None] * common + n[t], rng) for t in (0, 1))
    return first, second


def _dirichlet(alpha: Floats, rng: Rng) -> Floats:
    drawn = rng.standard_gamma(np.maximum(alpha, 1e-3))
    drawn = np.maximum(drawn, 1e-12)
    return np.asarray(drawn / drawn.sum(axis=1, keepdims=True))
