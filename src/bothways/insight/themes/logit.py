"""A logistic regression that stays finite, and its doubt by a bootstrap over whole accounts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
METHOD = "ridge-logit/1"
_ROUNDS = 30
_CLOSE = 1e-8
_FURTHEST = 30.0


@dataclass(frozen=True, slots=True, eq=False)
class Logit:
    """A fit: `weights`, first the constant; `inverse`, of the penalised information; `chance`, of each row."""

    weights: Floats
    inverse: Floats
    chance: Floats


def expit(values: Floats) -> Floats:
    """Return the probability of each log-odds."""
    found: Floats = 1.0 / (1.0 + np.exp(-np.clip(values, -_FURTHEST, _FURTHEST)))
    return found


def fit(design: Floats, hits: Floats, *, doubt: Floats, start: Floats | None = None) -> Logit:
    """Fit by Newton's steps, each weight drawn towards 0 by a normal prior.

    Without it, a theme whose few deals were all lost would be given a boundless effect.

    Args:
        design: rows × columns, the first all ones.
        hits: 0 or 1 a row.
        doubt: the prior's standard deviation of each column's weight; inf leaves it free.
        start: weights to begin with.
    """
    penalty = np.where(np.isinf(doubt), 1e-6, 1.0 / (doubt * doubt))
    weights = np.zeros(design.shape[1]) if start is None else start.copy()
    if start is None and len(hits):
        rate = (hits.sum() + 0.5) / (len(hits) + 1.0)
        weights[0] = np.log(rate / (1.0 - rate))
    value = _objective(design, hits, weights, penalty)
    for _ in range(_ROUNDS):
        chance = expit(design @ weights)
        step = np.linalg.solve(
            _information(design, chance, penalty), design.T @ (hits - chance) - penalty * weights
        )
        size = 1.0
        while True:
            moved = weights + size * step
            reached = _objective(design, hits, moved, penalty)
            if reached >= value - 1e-12 or size < 1e-4:
                break
            size /= 2
        gain, weights, value = reached - value, moved, reached
        if abs(gain) < _CLOSE * (1.0 + abs(value)):
            break
    chance = expit(design @ weights)
    inverse: Floats = np.linalg.inv(_information(design, chance, penalty)).astype(np.float64)
    return Logit(weights, inverse, chance)


def _information(design: Floats, chance: Floats, penalty: Floats) -> Floats:
    information: Floats = (design * (chance * (1.0 - chance))[:, None]).T @ design
    information[np.diag_indices_from(information)] += penalty
    return information


def _objective(design: Floats, hits: Floats, weights: Floats, penalty: Floats) -> float:
    log_odds = design @ weights
    return float((hits * log_odds - np.logaddexp(0.0, log_odds)).sum() - 0.5 * (penalty * weights**2).sum())


def resampled(model: Logit, design: Floats, hits: Floats, *, cluster: Ints, counts: Floats) -> Floats:
    """Return the weights as they would have been with clusters drawn anew: draws × columns.

    One Newton step from the fit, with the information kept: a refit for each draw and theme would take a
    thousand times as long and differs by less than the doubt. A row's residual is divided by the root of
    1 − leverage: a row that pulls the fit to itself would hide its own doubt. The doubt of the last weight is
    never less than the fit itself tells.

    Args:
        model: the fit to this design and these hits.
        design: as fitted.
        hits: as fitted.
        cluster: the account of each row, 0 up.
        counts: draws × clusters, how often each is drawn (may be fractions), 1 on average.
    """
    chance = model.chance
    leverage = ((design @ model.inverse) * design).sum(axis=1) * chance * (1.0 - chance)
    residual = (hits - chance) / np.sqrt(np.maximum(1.0 - leverage, 0.05))
    scores = np.zeros((counts.shape[1], design.shape[1]))
    np.add.at(scores, cluster, design * residual[:, None])
    moved = (counts - 1.0) @ scores @ model.inverse
    # With a handful of deals on one side, residuals say too little of the last weight's doubt: the theme's.
    drawn, held = float((moved[:, -1] ** 2).mean()), float(model.inverse[-1, -1])
    found: Floats = model.weights + moved * (np.sqrt(max(1.0, held / drawn)) if drawn > 0 else 1.0)
    return found
