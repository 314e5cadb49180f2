"""The stage where deals stop: what went on from each, what was lost there, and who stands there for too long."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from bothways.evidence.views.columns import LOST, OPEN, WON, DealColumns
from bothways.insight.shortfall.coding import coded, nameable, people_in

YEAR = 365
FEWEST = 20
"""So many stays of won deals a stage needs before they say what is usual in it."""


@dataclass(frozen=True, slots=True)
class Stop:
    """An open stage over a year: `left` deals left it, `on` of them forwards (or were won), `lost` were lost.

    `lost_amount`: cents of those. Now `standing` are in it (`standing_amount`); `usual` is how many days
    nine in ten won deals stood in it (NaN under `FEWEST` of them: `usual_n`), and `longer` of the
    standing ones (`longer_amount`) stand there for more; `lost_people` and `longer_people` own them.
    `rows`: deals lost there, largest first.
    """

    stage: str
    position: float
    left: int
    on: int
    lost: int
    lost_amount: int
    standing: int
    standing_amount: int
    usual: float
    usual_n: int
    longer: int
    longer_amount: int
    lost_people: int
    longer_people: int
    rows: tuple[int, ...] = field(repr=False)
    standing_rows: tuple[int, ...] = field(repr=False)


def stops(columns: DealColumns, *, as_of: int) -> tuple[Stop, ...]:
    """Return the open stages in their order, from the changes of the year up to a day.

    Empty where the history holds no change of stage. Stages of one name in several pipelines are one; a
    stage that deals of fewer than three people left is not told.
    """
    changes = columns.changes
    rows = np.flatnonzero((changes.field == 0) & (changes.day <= as_of))
    if not rows.size:
        return ()
    deal, day = changes.deal[rows], changes.day[rows]
    starts = np.r_[True, deal[1:] != deal[:-1]]
    entered = np.where(starts, columns.created[deal], np.r_[0, day[:-1]].astype(np.float64))
    stayed = day - entered
    pipeline = columns.pipeline[deal].tolist()
    places = columns.places
    old = [places.get(pair, (np.nan, OPEN)) for pair in zip(pipeline, changes.old_stage[rows], strict=True)]
    new = [places.get(pair, (np.nan, OPEN)) for pair in zip(pipeline, changes.new_stage[rows], strict=True)]
    old_place, old_means = (np.array([one[at] for one in old], dtype=np.float64) for at in (0, 1))
    new_place, new_means = (np.array([one[at] for one in new], dtype=np.float64) for at in (0, 1))
    recent = (day > as_of - YEAR) & (old_means == OPEN) & (changes.old_stage[rows] != "")
    on = (new_means == WON) | ((new_means == OPEN) & (new_place > old_place))
    lost = new_means == LOST
    won_deal = columns.meaning[deal] == WON
    amount = np.nan_to_num(columns.amount, nan=0.0)
    names, codes = coded(changes.old_stage[rows])
    states = columns.at(as_of)
    since = as_of - states.entered
    here = np.asarray(states.stage, dtype=object)
    may = nameable(codes, len(names), columns.owner[deal], recent)
    found = []
    for place, name in enumerate(names):
        own = recent & (codes == place)
        if not own.any() or not may[place]:
            continue
        usual_of = stayed[own & won_deal]
        usual_of = usual_of[~np.isnan(usual_of)]
        usual = (
            float(np.quantile(usual_of, 0.9, method="higher")) if len(usual_of) >= FEWEST else float("nan")
        )
        standing = states.open & (here == name)
        longer = standing & (since > usual)
        gone = np.unique(deal[own & lost])
        order = gone[np.argsort(-amount[gone], kind="stable")]
        still = np.flatnonzero(longer)
        then = np.nan_to_num(states.amount, nan=0.0)
        found.append(
            Stop(
                stage=name,
                position=float(np.nanmin(old_place[own])) if not np.isnan(old_place[own]).all() else np.nan,
                left=int(own.sum()),
                on=int((own & on).sum()),
                lost=len(gone),
                lost_amount=round(float(amount[gone].sum())),
                standing=int(standing.sum()),
                standing_amount=round(float(then[standing].sum())),
                usual=usual,
                usual_n=len(usual_of),
                longer=int(longer.sum()),
                longer_amount=round(float(then[longer].sum())),
                lost_people=people_in(columns.owner, gone),
                longer_people=people_in(columns.owner, longer),
                rows=tuple(order[:200].tolist()),
                standing_rows=tuple(still[np.argsort(-then[still], kind="stable")][:200].tolist()),
            )
        )
    return tuple(sorted(found, key=lambda one: (np.isnan(one.position), one.position, one.stage)))
