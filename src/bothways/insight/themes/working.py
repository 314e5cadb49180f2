"""What works in the situation that a theme describes: what was done in deals with it that were won."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from bothways.insight.themes.association import FALSE, SCALE, cluster_effect, strata_of, tables
from bothways.insight.themes.conduct import Conduct
from bothways.insight.themes.covariates import Covariates
from bothways.insight.themes.landmark import Landmarks
from bothways.insight.themes.pooling import pooled
from bothways.insight.themes.stratified import chance, false_discovery, risk_difference, two_sided

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
METHOD = "theme-works/1"
FEWEST = 10
"""So many closed deals with the theme in which it was done, and as many in which it was not."""
FEWEST_OWNERS = 3
"""The deals in which it was done must be of so many people: of fewer it would be a portrait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Of closed deals with a theme: those in which something was done, beside those in which it was not.

    `what`: people, meetings or answer. `value`, `low`, `high`: the difference of win rates among deals that
    were alike, shrunk, 80 %; `called`: it stands out from chance, all themes and conducts taken together.
    """

    what: str
    value: float
    low: float
    high: float
    q: float
    called: bool
    n_done: int
    won_done: int
    n_not: int
    won_not: int


def works(
    marks: Landmarks, held: Covariates, in_time: Bools, conduct: Conduct, *, account: Ints, owner: Ints
) -> list[tuple[Work, ...]]:
    """Return for each theme what was done in its deals and how those ended, the surest first."""
    found: list[tuple[int, Work]] = []
    raw: list[float] = []
    error: list[float] = []
    p: list[float] = []
    for theme in range(in_time.shape[1]):
        for what, (known, done) in conduct.done().items():
            rows = np.flatnonzero(marks.enters & in_time[:, theme] & known)
            told, won = done[rows], marks.is_won[rows]
            fewest = min(int(told.sum()), int((~told).sum()))
            if (
                fewest < FEWEST
                or won.all()
                or not won.any()
                or len(np.unique(owner[rows[told]])) < FEWEST_OWNERS
            ):
                continue
            stratum = strata_of(held.design[rows], told)
            counted = tables(stratum, told, won).arrays
            difference, wide = (float(one) for one in risk_difference(*counted))
            if not wide > 0:
                continue
            spread = cluster_effect(stratum, told, won, account[rows], difference)
            z = float(chance(*counted)[0])
            raw.append(difference)
            error.append(max(wide, abs(difference / z) if z else wide) * spread)
            p.append(float(two_sided(np.array(z / spread))))
            nan = float("nan")
            work = Work(
                what=what, value=nan, low=nan, high=nan, q=nan, called=False,
                n_done=int(told.sum()), won_done=int((told & won).sum()),
                n_not=int((~told).sum()), won_not=int((~told & won).sum()),
            )  # fmt: skip
            found.append((theme, work))
    shrunk = pooled(np.array(raw, dtype=np.float64), np.array(error, dtype=np.float64), scale=SCALE)
    q = false_discovery(np.array(p, dtype=np.float64))
    result: list[list[Work]] = [[] for _ in range(in_time.shape[1])]
    for row, (theme, work) in enumerate(found):
        result[theme].append(
            replace(
                work, value=float(shrunk.value[row]), low=float(shrunk.low[row]), high=float(shrunk.high[row]),
                q=float(q[row]), called=bool(q[row] <= FALSE and raw[row] > 0),
            )
        )  # fmt: skip
    return [tuple(sorted(one, key=lambda work: (-work.low, work.what))) for one in result]
