"""The day up to which what was said about a deal counts: before its outcome can have been clear.

A note of a rep on the last days of a deal tells its end, and a theme in it would be found to "go with" the
outcome that it reports. So each deal has a landmark: of a closed one 14 days before its close, of an open
one 14 days before today, which is at least as long before its close, whenever that comes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bothways.evidence.views import DealColumns
from bothways.evidence.views.columns import LOST, OPEN, WON

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
METHOD = "landmark/1"
DAYS = 14
"""So many days before the close what was said still counts."""


@dataclass(frozen=True, slots=True, eq=False)
class Landmarks:
    """One row a deal. `day`: the landmark, NaN where there is none; `amount` and `stage` as they stood then.

    `is_open`: open on the day of the report; `enters`: closed by then, and on the landmark it was there and
    open; `is_won` of those; `stage` is a position, NaN where the history does not tell it.
    """

    as_of: int
    day: Floats
    is_open: Bools
    enters: Bools
    is_won: Bools
    amount: Floats
    stage: Floats
    age: Floats


def landmarks(deals: DealColumns, *, as_of: int, days: int = DAYS) -> Landmarks:
    """Return each deal's landmark, and how it stood on it.

    Args:
        deals: all deals.
        as_of: the day of the report, a day number.
        days: how many days before the close, 14 at least by the house's rule.
    """
    then = deals.at(as_of)
    is_open = then.open
    closed = then.exists & ((then.meaning == WON) | (then.meaning == LOST)) & (deals.decided <= as_of)
    day = np.where(is_open, float(as_of - days), np.where(closed, deals.decided - days, np.nan))
    born = np.where(np.isnan(deals.created), -np.inf, deals.created)
    changes = deals.changes
    after = changes.day > day[changes.deal] if len(changes.day) else np.zeros(0, dtype=bool)
    amount, stage = deals.amount.copy(), _present_stage(deals, closed)
    first = _first(changes.deal, after & (changes.field == 1))
    amount[changes.deal[first]] = changes.old[first]
    moved = _first(changes.deal, after & (changes.field == 0))
    rows = changes.deal[moved]
    pairs = zip(deals.pipeline[rows].tolist(), changes.old_stage[moved].tolist(), strict=True)
    told = [deals.places.get(pair, (np.nan, OPEN)) for pair in pairs]
    closed_then = np.zeros(len(deals), dtype=bool)
    if told:
        stage[rows] = [place for place, _ in told]
        closed_then[rows] = [means != OPEN for _, means in told]
    # A deal that a history shows closed on its landmark was decided before: its close date was moved later.
    return Landmarks(
        as_of=as_of,
        day=day,
        is_open=is_open,
        enters=closed & (born <= day) & ~closed_then,
        is_won=closed & (then.meaning == WON),
        amount=amount,
        stage=stage,
        age=np.maximum(day - deals.created, 0.0),
    )


def _present_stage(deals: DealColumns, closed: Bools) -> Floats:
    """Return the position of the stage; unknown of closed deals: their stage is their outcome."""
    pairs = zip(deals.pipeline.tolist(), deals.stage.tolist(), strict=True)
    places = np.array([deals.places.get(pair, (np.nan, OPEN))[0] for pair in pairs], dtype=np.float64)
    return np.where(closed, np.nan, places)


def _first(deal: npt.NDArray[np.int64], which: Bools) -> npt.NDArray[np.int64]:
    rows = np.flatnonzero(which)
    _, first = np.unique(deal[rows], return_index=True)
    return rows[first]
