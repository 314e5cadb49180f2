"""Open deals that need a talk: overdue, pushed, untouched, hanging on one person, long in their stage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import narwhals as nw

from bothways.evidence.measures.evidence import Evidence, evidence_of
from bothways.evidence.measures.frames import Frame
from bothways.evidence.measures.states import moment
from bothways.evidence.snapshot import Snapshot
from bothways.evidence.views.deals import DealView, Reason, deal_frame, on_day, viewed
from bothways.terms import Period

PUSHED = 2
"""From so many pushes on a deal is named: one push is ordinary."""
UNTOUCHED = 21
"""From so many days without an activity on: three weeks."""
STILL = 30
"""The same for `stuck`, where nothing says how long a stage usually takes."""
ENOUGH = 8
"""So many deals must have left a stage before its usual days are worth comparing with."""
col = nw.col


def at_risk(
    snapshot: Snapshot, *, period: Period, as_of: date | None = None, limit: int | None = None
) -> tuple[DealView, ...]:
    """Return the open deals due in the period or overdue that have a reason, the largest amounts first.

    Raises:
        Refusal: `as-of-later` when the snapshot is of an earlier day.
    """
    day = as_of or snapshot.as_of
    evidence = evidence_of(snapshot, period=period, as_of=day)
    now = evidence.window.now
    due = col("close_a").is_between(period.first_day, period.last_day) | (col("close_a") < now)
    frame = deal_frame(evidence, _is_open() & due.fill_null(value=False))
    has_reason = (
        (col("close_day") < now).fill_null(value=False)
        | (col("pushes") >= PUSHED).fill_null(value=False)
        | (col("days_since_touch") >= UNTOUCHED).fill_null(value=False)
        | (col("contacts") == 1).fill_null(value=False)
    )
    found = viewed(evidence, _largest(frame.filter(has_reason), limit))
    return _ordered([replace(view, reasons=_reasons(view, day)) for view in found])


def stuck(
    snapshot: Snapshot, *, as_of: date | None = None, owner: str | None = None, limit: int | None = None
) -> tuple[DealView, ...]:
    """Return the open deals that are in their stage for longer than three of four that left it.

    The comparison is with the stays that ended in the two years before, at least eight of them; a deal
    without one is named when nothing was done for thirty days. `owner` is a person_id.

    Raises:
        Refusal: `as-of-later` when the snapshot is of an earlier day.
    """
    day = as_of or snapshot.as_of
    evidence = on_day(snapshot, day)
    wanted = _is_open() if owner is None else _is_open() & (col("owner_id") == owner)
    usual = _usual(evidence)
    compared = col("stage").is_in(sorted(usual)) & ~col("days_in_stage").is_null()
    is_stuck = ~compared & (col("days_since_touch") >= STILL).fill_null(value=False)
    for stage, days in sorted(usual.items()):
        is_stuck = is_stuck | (compared & (col("stage") == stage) & (col("days_in_stage") > days))
    frame = _largest(deal_frame(evidence, wanted).filter(is_stuck.fill_null(value=False)), limit)
    return _ordered([replace(view, reasons=(_stuck(view, usual),)) for view in viewed(evidence, frame)])


def _stuck(view: DealView, usual: Mapping[str, int]) -> Reason:
    if view.days_in_stage is not None and view.stage in usual:
        return Reason("long_in_stage", view.days_in_stage, usual[view.stage])
    return Reason("untouched", view.days_since_touch or 0)


def _is_open() -> nw.Expr:
    return (col("meaning_a") == "open") & col("gone_day").is_null()


def _reasons(view: DealView, day: date) -> tuple[Reason, ...]:
    reasons: list[Reason] = []
    if view.close_day and view.close_day < day:
        reasons.append(Reason("overdue", (day - view.close_day).days))
    if view.pushes is not None and view.pushes >= PUSHED:
        reasons.append(Reason("pushed", view.pushes))
    if view.days_since_touch is not None and view.days_since_touch >= UNTOUCHED:
        reasons.append(Reason("untouched", view.days_since_touch))
    if view.contacts == 1:
        reasons.append(Reason("one_contact", 1))
    return tuple(reasons)


def _largest(frame: Frame, limit: int | None) -> Frame:
    ordered = frame.with_columns(col("amount_cents").fill_null(0).alias("size"))
    ordered = ordered.sort("size", "deal_id", descending=[True, False])
    return ordered if limit is None else ordered.head(limit)


def _ordered(views: Sequence[DealView]) -> tuple[DealView, ...]:
    return tuple(sorted(views, key=lambda view: (-(view.amount_cents or 0), view.deal_id)))


def _usual(evidence: Evidence) -> dict[str, int]:
    """Return, by stage, the days within which three of four stays of the last two years ended."""
    now = evidence.window.now
    if not evidence.history.has("stage"):
        return {}
    changes = evidence.frames.table("deal_changes").filter(
        col("field") == "stage", col("at_day").is_between(now - 730, now)
    )
    changes = changes.with_columns(moment().alias("at"))
    entered = col("at_day").shift(1).over("deal_id", order_by=["at", "change_id"])
    stays = changes.select("old_text", "at_day", entered.alias("entered")).filter(~col("entered").is_null())
    days = stays.select(col("old_text").alias("stage"), (col("at_day") - col("entered")).alias("days"))
    counted = days.group_by("stage", "days").agg(nw.len().alias("times"))
    spread: dict[str, list[tuple[int, int]]] = {}
    for stage, length, times in evidence.frames.rows(counted.select("stage", "days", "times")):
        spread.setdefault(stage, []).append((length, times))
    return {stage: _upper(sorted(own)) for stage, own in spread.items() if sum(t for _, t in own) >= ENOUGH}


def _upper(ordered: Sequence[tuple[int, int]]) -> int:
    """Return the smallest value that three of four don't exceed."""
    n, seen = sum(times for _, times in ordered), 0
    for value, times in ordered:
        seen += times
        if seen * 4 >= n * 3:
            return value
    raise AssertionError(ordered)
