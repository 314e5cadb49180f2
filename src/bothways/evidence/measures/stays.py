"""How deals pass the stages: the stays that began in the period, and what became of them."""

from __future__ import annotations

import narwhals as nw

from bothways.evidence.measures.frames import Frame, Frames
from bothways.evidence.measures.history import History
from bothways.evidence.measures.states import Meanings, first_change
from bothways.evidence.measures.window import Window

col = nw.col


def stay_facts(
    frames: Frames, window: Window, history: History, meanings: Meanings, *, recent: Frame
) -> Frame:
    """Return one row a deal and stage that it entered in the period: its first entry in the period.

    Columns: `deal_id`, `stage`, `stay` (always true), `went_on` (reached a later stage or was won by
    now), `left` or `waiting` (left it by now or not), `days` (until it left, or until now).
    A deal enters its first stage on its day of creation. A deal that disappeared from the CRM is left out:
    it neither left its stage nor stays in it.
    """
    changes = recent.filter(col("field") == "stage", col("at_day") >= window.first)
    since = changes.filter(col("at_day") <= window.now, ~col("new_text").is_null())
    entries = since.select("deal_id", "at_day", "at", col("new_text").alias("stage"), "change_id")
    if "gone" in history.latest:
        gone = recent.filter(col("field") == "gone", col("at_day") >= window.first).select("deal_id")
        entries = entries.join(gone, on="deal_id", how="anti")
    deals = frames.table("deals").select("deal_id", "created_day", "stage")
    entries = nw.concat([entries, _beginnings(changes, deals, window)], how="vertical")
    if meanings.by_pipeline:
        pipelines = frames.table("deals").select("deal_id", "pipeline")
        entries = entries.join(pipelines, on="deal_id", how="left")
    entries = entries.with_columns(meanings.position(col("stage")).alias("place"))
    order = ["at", "change_id"]
    entries = entries.with_columns(
        col("place").cum_max(reverse=True).over("deal_id", order_by=order).alias("reached"),
        col("at_day").shift(-1).over("deal_id", order_by=order).alias("left_day"),
    )
    # A closed stage is no place to stay in: it ends the stay before it.
    stays = entries.filter(col("at_day") <= window.end, meanings.is_one_of(col("stage"), "open"))
    left = nw.coalesce(col("left_day"), nw.lit(window.now))
    facts = stays.select(
        "deal_id",
        "stage",
        *order,
        (col("reached") > col("place")).fill_null(value=False).alias("went_on"),
        (~col("left_day").is_null()).alias("left"),
        (left - col("at_day")).alias("days"),
    )
    told = ("went_on", "left", "days")
    facts = facts.select("deal_id", "stage", first_change(*told).alias("entry"))
    facts = facts.group_by("deal_id", "stage").agg(col("entry").min())
    facts = facts.select("deal_id", "stage", *(col("entry").struct.field(name).alias(name) for name in told))
    return facts.with_columns(nw.lit(value=True).alias("stay"), (~col("left")).alias("waiting"))


def _beginnings(changes: Frame, deals: Frame, window: Window) -> Frame:
    """Return the entries into the first stage of the deals created in the period."""
    new = deals.filter(col("created_day").is_between(window.first, window.end))
    first = (
        changes.join(new.select("deal_id"), on="deal_id", how="semi")
        .select("deal_id", first_change("old_text").alias("change"))
        .group_by("deal_id")
        .agg(col("change").min())
    )
    first = first.select(
        "deal_id", col("change").struct.field("old_text").alias("first"), nw.lit(1).alias("moves")
    )
    new = new.join(first, on="deal_id", how="left")
    stage = nw.when(col("moves").is_null()).then(col("stage")).otherwise(col("first"))
    begun = new.select(
        "deal_id",
        col("created_day").alias("at_day"),
        ((col("created_day").cast(nw.Int64) - 1) * 86_400).alias(
            "at"
        ),  # before any change of that day, anywhere
        stage.alias("stage"),
        nw.lit("").alias("change_id"),
    )
    return begun.filter(~col("stage").is_null())
