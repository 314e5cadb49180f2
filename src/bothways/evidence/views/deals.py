"""A deal as it stood at a day, with the names that people use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import narwhals as nw

from bothways.evidence.measures.deals import push
from bothways.evidence.measures.evidence import Evidence, evidence_of
from bothways.evidence.measures.frames import Frame
from bothways.evidence.measures.states import changes_since, meaning_at, universe, with_states
from bothways.evidence.measures.window import Window
from bothways.evidence.snapshot import Snapshot
from bothways.terms import Period
from bothways.terms.period import day_of

Code = Literal["overdue", "pushed", "untouched", "one_contact", "long_in_stage"]
col = nw.col


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a deal is named: what, how much, and against what, where there is a measure of it.

    `overdue`: days past the close date; `pushed`: how often; `untouched`: days since the last activity;
    `one_contact`: 1; `long_in_stage`: days in the stage, against the days in which three of four left it.
    """

    code: Code
    value: int
    against: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DealView:
    """A deal at a day. None is unknown: a deal without a history has no pushes, not none.

    `pushes`: how often the close date moved to a later day; `contacts`: how many people of the customer
    its activities name; `touched_day` and `days_since_touch`: the last activity.
    """

    deal_id: str
    name: str
    account: str
    account_id: str
    owner_id: str
    owner: str
    team: str
    stage: str
    meaning: str
    type: str
    amount_cents: int | None
    close_day: date | None
    created_day: date | None
    pushes: int | None
    age_days: int | None
    days_in_stage: int | None
    days_since_touch: int | None
    contacts: int | None
    activities: int
    product: str
    segment: str
    region: str
    next_step: str
    reasons: tuple[Reason, ...] = ()


_TEXTS = ("deal_id", "name", "account", "account_id", "owner_id", "owner", "team", "stage", "meaning",
          "type", "product", "segment", "region", "next_step")  # fmt: skip
_NUMBERS = ("amount_cents", "close_day", "created_day", "pushes", "age_days", "days_in_stage",
            "days_since_touch", "contacts", "activities")  # fmt: skip
COLUMNS = (*_TEXTS, *_NUMBERS)


def deal_views(snapshot: Snapshot, ids: Sequence[str], *, as_of: date) -> dict[str, DealView]:
    """Return the deals of these ids, as they stood at the end of a day, by id; unknown ids are left out.

    Raises:
        Refusal: `as-of-later` when the snapshot is of an earlier day.
    """
    if not ids:
        return {}
    evidence = on_day(snapshot, as_of)
    wanted = col("deal_id").is_in(sorted(set(ids)))
    return {view.deal_id: view for view in viewed(evidence, deal_frame(evidence, wanted))}


def on_day(snapshot: Snapshot, as_of: date) -> Evidence:
    """Return the evidence of a single day: what the views of that day stand on."""
    return evidence_of(snapshot, period=Period(as_of, as_of, "days", f"{as_of}"), as_of=as_of)


def standing(evidence: Evidence) -> Frame:
    """Return every deal as it stood at the end of the evidence's day, with `meaning` and `there`.

    Columns: those of `deals` as far as `universe` has them; `stage_a`, `amount_a`, `close_a`, `meaning_a`.
    """
    window = evidence.window
    day = Window(window.now, window.now, window.now, window.now, window.now, window.latest)
    deals = universe(evidence.frames, day, evidence.history)
    changes = changes_since(evidence.frames, window.now)
    deals = with_states(deals, changes, evidence.history, {"a": window.now}, start=window.now)
    staged = evidence.frames.table("deal_changes").filter(col("field") == "stage")
    staged = staged.group_by("deal_id").agg(nw.len().alias("staged"))
    deals = deals.join(staged, on="deal_id", how="left")
    deals = deals.with_columns(
        meaning_at("a", window.now, window.latest, evidence.meanings).alias("meaning_a")
    )
    if window.present:
        return deals
    return deals.filter((col("created_day") <= window.now).fill_null(value=True))


def deal_frame(evidence: Evidence, wanted: nw.Expr, *, deals: Frame | None = None) -> Frame:
    """Return the frame behind `DealView` for the deals that `wanted` picks from `standing`."""
    now, frames = evidence.window.now, evidence.frames
    picked = frames.keep((standing(evidence) if deals is None else deals).filter(wanted), "picked")
    ids = picked.select("deal_id")
    picked = picked.join(_history(evidence, ids), on="deal_id", how="left")
    picked = picked.join(_touches(evidence, ids), on="deal_id", how="left")
    accounts = frames.table("accounts").select("account_id", col("name").alias("account"))
    people = frames.table("people").select("person_id", col("name").alias("owner"), "team")
    names = frames.table("deals").select("deal_id", "name", "next_step")
    picked = picked.join(names, on="deal_id", how="left").join(accounts, on="account_id", how="left")
    picked = picked.join(people, left_on="owner_id", right_on="person_id", how="left")
    since = evidence.history.since
    told = (col("created_day") > since) if since is not None else nw.lit(value=False)
    pushes = nw.when(told & nw.lit(evidence.history.has("close"))).then(col("pushed").fill_null(0))
    stage_day = nw.coalesce(col("stage_day"), nw.when(told).then(col("created_day")))
    stayed = nw.when(nw.lit(evidence.history.has("stage"))).then(now - stage_day)
    last = nw.when(col("last_activity_day") <= now).then(col("last_activity_day"))
    age = nw.when(col("created_day") <= now).then(now - col("created_day"))
    return picked.select(
        *(col(name).fill_null("") for name in _TEXTS if name not in {"stage", "meaning", "owner", "account"}),
        col("owner").fill_null(col("owner_id")).fill_null("").alias("owner"),
        col("account").fill_null(col("account_id")).fill_null("").alias("account"),
        col("stage_a").fill_null("").alias("stage"),
        col("meaning_a").alias("meaning"),
        col("amount_a").alias("amount_cents"),
        col("close_a").alias("close_day"),
        "created_day",
        pushes.alias("pushes"),
        age.alias("age_days"),
        stayed.alias("days_in_stage"),
        (now - nw.coalesce(col("touched_day"), last)).alias("days_since_touch"),
        nw.when(col("named") > 0).then(col("contacts")).alias("contacts"),
        col("activities").fill_null(0).alias("activities"),
    )


def viewed(
    evidence: Evidence, frame: Frame, reasons: Mapping[str, tuple[Reason, ...]] | None = None
) -> tuple[DealView, ...]:
    """Compute a frame of `deal_frame` into views, in its order of rows by id."""
    rows = evidence.frames.rows(frame.select(*COLUMNS).sort("deal_id"))
    return tuple(_view(dict(zip(COLUMNS, row, strict=True)), reasons or {}) for row in rows)


def _view(row: dict[str, Any], reasons: Mapping[str, tuple[Reason, ...]]) -> DealView:
    for name in ("close_day", "created_day"):
        row[name] = None if row[name] is None else day_of(row[name])
    return DealView(**row, reasons=reasons.get(row["deal_id"], ()))


def _history(evidence: Evidence, ids: Frame) -> Frame:
    """Return pushes and the day of the last change of stage, until the evidence's day."""
    now = evidence.window.now
    changes = evidence.frames.table("deal_changes").filter(
        col("field").is_in(["close", "stage"]), col("at_day") <= now
    )
    pushed, _ = push(-(2**31), now)
    changes = changes.join(ids, on="deal_id", how="semi").select(
        "deal_id",
        pushed.fill_null(value=False).cast(nw.Int32).alias("pushed"),
        nw.when(col("field") == "stage").then(col("at_day")).alias("stage_day"),
    )
    return changes.group_by("deal_id").agg(col("pushed").sum(), col("stage_day").max())


def _touches(evidence: Evidence, ids: Frame) -> Frame:
    """Return the last activity, how many there are, and how many people of the customer they name."""
    done = evidence.frames.table("activities").filter(col("at_day") <= evidence.window.now)
    done = done.join(ids, on="deal_id", how="semi")
    people = done.filter(~col("contact_id").is_null()).group_by("deal_id").agg(
        col("contact_id").n_unique().alias("contacts"), nw.len().alias("named")
    )  # fmt: skip
    touched = done.group_by("deal_id").agg(
        col("at_day").max().alias("touched_day"), nw.len().alias("activities")
    )
    return touched.join(people, on="deal_id", how="left")
