"""How deals pass the stages: the stays that began in the period, and what became of them."""

from __future__ import annotations

import narwhals as nw

from bothways.evidence.measures.frames import Frame, Frames
from bothways.evidence.measures.states import Meanings, moment
from bothways.evidence.measures.window import Window

col = nw.col


def stay_facts(frames: Frames, window: Window, meanings: Meanings) -> Frame:
    """Return one row a deal and stage that it entered in the period: its first entry in the period.

    Columns: `deal_id`, `stage`, `stay` (always true), `went_on` (reached a later stage or was won by
    now), `left` or `waiting` (left it by now or not), `days` (until it left, or until now).
    A deal enters its first stage on its day of creation.
    """
    changes = frames.table("deal_changes").filter(col("field") == "stage")
    pipelines = frames.table("deals").select("deal_id", "pipeline", "created_day", "stage")
    since = changes.filter(col("at_day").is_between(window.first, window.now), ~col("new_text").is_null())
    entries = since.select(
        "deal_id", "at_day", moment().alias("at"), col("new_text").alias("stage"), "change_id"
    ).join(pipelines.select("deal_id", "pipeline"), on="deal_id", how="inner")
    entries = nw.concat([entries, _beginnings(changes, pipelines, window)], how="vertical")
    entries = entries.with_columns(meanings.position(col("stage")).alias("place"))
    order = ["at", "change_id"]
    # The rows that follow, this one left out: the furthest place among them is the furthest reached since.
    furthest = col("place").cum_max(reverse=True)
    entries = entries.with_columns(
        furthest.over("deal_id", order_by=order).alias("reached"),
        col("at_day").shift(-1).over("deal_id", order_by=order).alias("left_day"),
    )
    stays = entries.filter(col("at_day") <= window.end)
    first = stays.group_by("deal_id", "stage").agg(col("at").min().alias("at"))
    stays = stays.join(first, on=["deal_id", "stage", "at"], how="inner")
    left = nw.coalesce(col("left_day"), nw.lit(window.now))
    facts = stays.select(
        "deal_id",
        "stage",
        (col("reached") > col("place")).fill_null(value=False).alias("went_on"),
        (~col("left_day").is_null()).alias("left"),
        (left - col("at_day")).alias("days"),
        meanings.is_one_of(col("stage"), "open").alias("is_open"),
    )
    # Two entries at one moment are one stay; a closed stage is no place to stay in.
    facts = facts.filter(col("is_open")).group_by("deal_id", "stage").agg(
        col("went_on").max(), col("left").max(), col("days").max()
    )  # fmt: skip
    return facts.with_columns(nw.lit(value=True).alias("stay"), (~col("left")).alias("waiting"))


def _beginnings(changes: Frame, deals: Frame, window: Window) -> Frame:
    """Return the entries into the first stage of the deals created in the period."""
    new = deals.filter(col("created_day").is_between(window.first, window.end))
    first = (
        changes.filter(col("at_day") >= window.first)
        .join(new.select("deal_id"), on="deal_id", how="semi")
        .with_columns(moment().alias("at"))
        .group_by("deal_id")
        .agg(col("old_text").first(order_by=["at", "change_id"]).alias("first"), nw.len().alias("moves"))
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
        "pipeline",
    )
    return begun.filter(~col("stage").is_null())
