"""Association: is the win rate of deals with a theme another one, among deals that were alike?"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from bothways.insight.themes.covariates import Covariates
from bothways.insight.themes.landmark import Landmarks
from bothways.insight.themes.logit import fit
from bothways.insight.themes.pooling import pooled
from bothways.insight.themes.stratified import (
    chance,
    e_value,
    false_discovery,
    risk_difference,
    risk_ratio,
    two_sided,
)

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
METHOD = "theme-association/1"
Z = 1.2815515655446004
FALSE = 0.05
"""Of the differences that are called one, so large a share may be chance."""
SCALE = 0.15
"""The spread of true differences between themes that is held likeliest before the data speak: 15 points."""
FEWEST = 5
"""So many deals with the theme, and as many without it, must have closed."""
_EACH, _MOST = 4, 12
_DOUBT = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Association:
    """The difference that goes with a theme, in shares of 1: with − without. NaN where it can't be known.

    `value`, `low`, `high`: shrunk, 80 %; `raw`, `error`: Mantel and Haenszel's, before; `plain`: without
    strata. `p`, `q`: Cochran, Mantel and Haenszel's test, and adjusted for the number of themes; `called`:
    q is low enough to speak of a difference. `ratio`: of win rates, with its interval; `e_value`, and
    `e_limit` of the end nearer to 1. `alternative`: the variable that moves `plain` most, and the
    difference when it alone is adjusted for. `n_with`, `n_without`: deals compared; `won_with`, `won_without`;
    `late`: closed deals in which it came too late to count; `unknown` says why there is none.
    """

    value: float
    low: float
    high: float
    raw: float
    error: float
    plain: float
    p: float
    q: float
    called: bool
    ratio: float
    ratio_low: float
    ratio_high: float
    e_value: float
    e_limit: float
    alternative: str
    alternative_value: float
    strata: int
    n_with: int
    n_without: int
    won_with: int
    won_without: int
    late: int
    unknown: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """Counts by stratum, which deals are in which, and what compares: see `stratified`."""

    a: Floats
    n1: Floats
    c: Floats
    n0: Floats

    @property
    def arrays(self) -> tuple[Floats, Floats, Floats, Floats]:
        """The four, as `stratified` takes them."""
        return self.a, self.n1, self.c, self.n0


def tables(stratum: Ints, told: Bools, won: Bools) -> Tables:
    """Count the deals of each stratum, with the theme and without, and those won."""
    size = int(stratum.max()) + 1 if stratum.size else 0
    groups = (told & won, told, ~told & won, ~told)
    return Tables(*(np.bincount(stratum[which], minlength=size).astype(np.float64) for which in groups))


def strata_of(design: Floats, told: Bools) -> Ints:
    """Return for each deal a stratum of deals that were about equally likely to hear the theme.

    By a propensity score (Rosenbaum, Rubin 1983) of all that deals are compared by. Cells of size, segment,
    region, type, age, stage and number of texts at once would leave most deals alone in their cell, and a
    deal without its like compares with nothing. The outcome is not looked at.
    """
    fewer = int(min(told.sum(), (~told).sum()))
    count = int(np.clip(fewer // _EACH, 1, _MOST))
    if count == 1 or not design.shape[1]:
        return np.zeros(len(told), dtype=np.int64)
    columns = np.column_stack([np.ones(len(told)), design])
    doubt = np.concatenate([[np.inf], np.full(design.shape[1], _DOUBT)])
    score = np.round(fit(columns, told.astype(np.float64), doubt=doubt).chance, 12)
    # Of the rarer sort each stratum holds as many: by all deals, one stratum would hold nearly all of them.
    rare = told if told.sum() <= (~told).sum() else ~told
    cuts = np.unique(np.quantile(score[rare], np.arange(1, count) / count))
    return np.searchsorted(cuts, score, side="right").astype(np.int64)


def associations(
    marks: Landmarks, held: Covariates, in_time: Bools, late: Bools, account: Ints
) -> list[Association]:
    """Return the association of each theme (columns of `in_time`), over the deals that enter."""
    rows = np.flatnonzero(marks.enters)
    design, won, clusters = held.design[rows], marks.is_won[rows], account[rows]
    bins = {name: values[rows] for name, values in held.bins.items()}
    found = [
        _one(design, bins, won, clusters, in_time[rows, theme], int(late[rows, theme].sum()))
        for theme in range(in_time.shape[1])
    ]
    raw, error = (
        np.array([getattr(one, name) for one in found], dtype=np.float64) for name in ("raw", "error")
    )
    shrunk = pooled(raw, error, scale=SCALE)
    q = false_discovery(np.array([one.p for one in found], dtype=np.float64))
    return [
        _finished(one, shrunk.value[row], shrunk.low[row], shrunk.high[row], q[row])
        for row, one in enumerate(found)
    ]


def _finished(one: Association, value: float, low: float, high: float, q: float) -> Association:
    return replace(
        one, value=float(value), low=float(low), high=float(high), q=float(q), called=bool(q <= FALSE)
    )


def _one(
    design: Floats, bins: dict[str, Ints], won: Bools, account: Ints, told: Bools, late: int
) -> Association:
    n1, n0 = int(told.sum()), int((~told).sum())
    unknown = _unknown(n1, n0, won)
    stratum = strata_of(design, told) if not unknown else np.zeros(len(told), dtype=np.int64)
    counted = tables(stratum, told, won)
    raw, error = (float(one) for one in risk_difference(*counted.arrays))
    if not unknown and not error > 0:
        unknown = "No deals that were alike differ in this theme, so nothing can be compared."
    ratio, log_error = (float(one) for one in risk_ratio(*counted.arrays))
    spread = cluster_effect(stratum, told, won, account, raw) if not unknown else 1.0
    z = float(chance(*counted.arrays)[0])
    # Where all deals of the rarer sort ended alike, Sato's error is too small; the test's own is not.
    error = max(error, abs(raw / z)) if z else error
    error, log_error, z = error * spread, log_error * spread, z / spread
    ends = (ratio * float(np.exp(-Z * log_error)), ratio * float(np.exp(Z * log_error)))
    plain = float(risk_difference(*tables(np.zeros(len(told), dtype=np.int64), told, won).arrays)[0])
    name, moved = _alternative(bins, told, won, plain) if not unknown else ("", float("nan"))
    nan = float("nan")
    return Association(
        value=nan, low=nan, high=nan,
        raw=nan if unknown else raw, error=nan if unknown else error, plain=plain,
        p=nan if unknown else float(two_sided(np.array(z))), q=nan, called=False,
        ratio=nan if unknown else ratio, ratio_low=ends[0], ratio_high=ends[1],
        e_value=nan if unknown else e_value(ratio),
        e_limit=nan if unknown else e_value(ratio, ends[0] if ratio > 1 else ends[1]),
        alternative=name, alternative_value=moved, strata=len(np.unique(stratum)),
        n_with=n1, n_without=n0, won_with=int((told & won).sum()), won_without=int((~told & won).sum()),
        late=late, unknown=unknown,
    )  # fmt: skip


def _unknown(n1: int, n0: int, won: Bools) -> str:
    if not n1 + n0:
        return "No deal has closed that had been open long enough before, so nothing can be compared."
    if not n1:
        return "In no closed deal was this said in time, so nothing can be compared."
    if not n0:
        return "This was said in every closed deal, so there is none to compare with."
    if min(n1, n0) < FEWEST:
        return "Too few deals closed with it, or without it, to compare."
    if won.all() or not won.any():
        return "All closed deals ended alike, so nothing can be compared."
    return ""


def cluster_effect(stratum: Ints, told: Bools, won: Bools, account: Ints, difference: float) -> float:
    """Return by how much the standard error grows because deals of one account are alike; 1 at least.

    Mantel and Haenszel's difference is the slope of a regression within strata, so its variance with whole
    accounts as units, and with deals, both come from that regression's residuals.
    """
    exposure, outcome = _within(stratum, told), _within(stratum, won)
    pull = exposure * (outcome - difference * exposure)
    own = np.where(account < 0, account.max() + 1 + np.arange(len(account)), account)
    _, numbers = np.unique(own, return_inverse=True)
    alone, together = float((pull**2).sum()), float((np.bincount(numbers, pull) ** 2).sum())
    return float(np.sqrt(max(1.0, together / alone))) if alone > 0 else 1.0


def _within(stratum: Ints, values: Bools) -> Floats:
    """Return what is left of values when the mean of their stratum is taken away."""
    size = np.maximum(np.bincount(stratum), 1)
    left: Floats = values - (np.bincount(stratum, values) / size)[stratum]
    return left


def _alternative(bins: dict[str, Ints], told: Bools, won: Bools, plain: float) -> tuple[str, float]:
    """Return which variable, adjusted for alone, moves the plain difference most, and to what."""
    moved = {
        name: float(risk_difference(*tables(levels - levels.min(), told, won).arrays)[0])
        for name, levels in bins.items()
    }
    known = {name: value for name, value in moved.items() if not np.isnan(value)}
    if not known:
        return "", float("nan")
    name = max(known, key=lambda one: (abs(known[one] - plain), one))
    return name, known[name]
