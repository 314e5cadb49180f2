"""What is more popular than people think: where predictions exist, an answer can be right against the majority."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bothways.terms import Refusal

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

METHOD = "surprisingly-popular/1"
EDGE = 1e-6
"""Nobody can be sure beyond all measure: a prediction of 0 would make a score infinite."""


@dataclass(frozen=True, slots=True, eq=False)
class Serum:
    """Scores of the Bayesian truth serum (Prelec 2004); they sum to 0 over the people where `weight` is 1.

    `shares`: how many chose each answer; `predicted`: the geometric mean of what was predicted for it;
    `information`: each answer's log(share / predicted): above 0 is more common than people think;
    `prediction`: each person's score for predicting; `total`: information of one's own answer + weight · prediction.
    """

    shares: Floats
    predicted: Floats
    information: Floats
    prediction: Floats
    total: Floats


def surprisingly_popular(answers: Whole, predictions: Floats) -> int:
    """Return the answer that is chosen most beyond what people predict: share − mean prediction, largest.

    Args:
        answers: each person's answer, 0, 1, ….
        predictions: people × answers, each row what share the person expects of each; rows sum to 1.

    Raises:
        Refusal: `predictions` when a row isn't shares that sum to 1, or nobody answered.

    >>> surprisingly_popular(np.repeat([0, 1], [6, 4]), np.repeat([[0.8, 0.2], [0.6, 0.4]], [6, 4], axis=0))
    1
    """
    _check(answers, predictions)
    shares = np.bincount(answers, minlength=predictions.shape[1]) / len(answers)
    return int(np.argmax((shares - predictions.mean(axis=0)).round(12)))


def truth_serum(answers: Whole, predictions: Floats, *, weight: float = 1.0) -> Serum:
    """Return the scores of the Bayesian truth serum; arguments as `surprisingly_popular`.

    Raises:
        Refusal: `predictions`, as there.
    """
    _check(answers, predictions)
    many = predictions.shape[1]
    logs = np.log(np.clip(predictions, EDGE, 1.0 - EDGE))
    shares = np.bincount(answers, minlength=many) / len(answers)
    chosen = shares > 0
    known = np.where(chosen, np.log(np.where(chosen, shares, 1.0)), 0.0)
    information = np.where(chosen, known - logs.mean(axis=0), -np.inf)
    prediction = np.where(chosen, shares * (logs - known), 0.0).sum(axis=1)
    return Serum(
        shares=shares,
        predicted=np.exp(logs.mean(axis=0)),
        information=information,
        prediction=prediction,
        total=information[answers] + weight * prediction,
    )


def _check(answers: Whole, predictions: Floats) -> None:
    if not len(answers) or predictions.shape[:1] != answers.shape or answers.max() >= predictions.shape[1]:
        raise Refusal(
            "predictions", "There must be one row of predictions a person.", hint="Leave out who gave none."
        )
    if np.any(predictions < 0) or not np.allclose(predictions.sum(axis=1), 1.0, atol=1e-6):
        raise Refusal(
            "predictions", "A row of predictions doesn't sum to 1.", hint="Give shares of all answers."
        )
