"""Revenue at stake: how much less of the open money is likely to come where a theme was said."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bothways.insight.themes.association import Association
from bothways.insight.themes.covariates import Covariates
from bothways.insight.themes.landmark import Landmarks
from bothways.insight.themes.logit import expit, fit, resampled

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
METHOD = "theme-at-stake/1"
DRAWS = 400
_FREE, _THEME = 1.5, 2.5
"""The prior's standard deviations, in log-odds: of what deals are compared by, and of the theme."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stake:
    """Cents at stake: positive where a theme goes with fewer wins; NaN where it can't be known.

    `value`: the sum over the open deals that mention it of amount × (chance without − chance with);
    `low`, `high`: 80 %; `n`: those deals; `amount`: what they are worth; `odds`: the theme's log-odds.
    """

    value: float
    low: float
    high: float
    n: int
    amount: float
    odds: float
    unknown: str = ""


def stakes(
    marks: Landmarks, held: Covariates, in_time: Bools, account: Ints, found: list[Association], *, seed: int
) -> list[Stake]:
    """Return the revenue at stake of each theme.

    A logit of won on all that deals are compared by and the theme, over the closed deals that enter, told of
    the open deals in which the theme was said by their landmark. Whole accounts are drawn anew; the open
    deals stay as they are: they are no sample, they are what is there.
    """
    rows = np.flatnonzero(marks.enters)
    covers = np.column_stack([np.ones(len(marks.day)), held.design])
    won, design = marks.is_won[rows].astype(np.float64), covers[rows]
    own = np.where(account < 0, account.max(initial=-1) + 1 + np.arange(len(account)), account)[rows]
    _, cluster = np.unique(own, return_inverse=True)
    counts = np.random.default_rng(seed).standard_exponential((DRAWS, int(cluster.max(initial=-1)) + 1))
    # The theme comes last; without it the fit is the same for all, and a good place to start from.
    doubt = np.concatenate([[np.inf], np.full(held.design.shape[1], _FREE), [_THEME]])
    start: Floats | None = None
    if len(rows) and any(not one.unknown for one in found):
        start = np.append(fit(design, won, doubt=doubt[:-1]).weights, 0.0)
    value = np.where(np.isnan(marks.amount), 0.0, marks.amount)
    result = []
    for theme, association in enumerate(found):
        open_rows = np.flatnonzero(marks.is_open & in_time[:, theme])
        n, amount = int((~np.isnan(marks.amount[open_rows])).sum()), float(value[open_rows].sum())
        unknown = association.unknown or _unknown(len(open_rows), n)
        if unknown:
            result.append(_none(n, amount, unknown))
            continue
        told = np.column_stack([design, in_time[rows, theme]])
        model = fit(told, won, doubt=doubt, start=start)
        drawn = resampled(model, told, won, cluster=cluster, counts=counts)
        weights = np.vstack([model.weights, drawn])
        base = covers[open_rows] @ weights[:, :-1].T
        lost = value[open_rows] @ (expit(base) - expit(base + weights[:, -1]))
        low, high = np.quantile(lost[1:], (0.1, 0.9))
        odds = float(model.weights[-1])
        result.append(
            Stake(value=float(lost[0]), low=float(low), high=float(high), n=n, amount=amount, odds=odds)
        )
    return result


def _unknown(mentioning: int, priced: int) -> str:
    if not mentioning:
        return "No open deal mentions it since long enough, so no money is at stake by it."
    return "" if priced else "None of the open deals that mention it has an amount."


def _none(n: int, amount: float, unknown: str) -> Stake:
    nan = float("nan")
    return Stake(value=nan, low=nan, high=nan, n=n, amount=amount, odds=nan, unknown=unknown)
