"""What was written, to the letter, and whose words it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import narwhals as nw

from bothways.evidence.measures.evidence import Evidence
from bothways.evidence.measures.frames import Array, DuckFrames, Frame
from bothways.evidence.snapshot import Snapshot
from bothways.evidence.views.deals import on_day
from bothways.terms.period import day_number, day_of

col = nw.col
_COLUMNS = ("table", "id", "kind", "voice", "title", "contact", "person", "account_id", "account", "deal_id",
            "at_day", "subject", "text")  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A stored text. `text` and `subject` are exactly what is stored.

    `voice`: `customer` (the customer's own words) or `rep` (the rep's account). `who`: of a customer the
    title, the name only where there is no title; of a rep the name.
    """

    table: str
    id: str
    kind: str
    voice: Literal["customer", "rep"]
    who: str
    account_id: str
    account: str
    deal_id: str
    day: date | None
    subject: str
    text: str


def texts(
    snapshot: Snapshot,
    *,
    deal_ids: Sequence[str] = (),
    account_ids: Sequence[str] = (),
    first_day: date | None = None,
    last_day: date | None = None,
    limit: int | None = None,
) -> tuple[Text, ...]:
    """Return activities and signals with a text, of these deals or accounts, the latest first.

    Without deals and accounts: of all. Days are inclusive; a text without a day comes only when no day
    is asked.
    """
    evidence = on_day(snapshot, snapshot.as_of)
    frame = nw.concat([_activities(evidence), _signals(evidence)], how="vertical")
    frame = frame.filter(col("text") != "")
    if deal_ids or account_ids:
        of_deals = col("deal_id").is_in(sorted(set(deal_ids)))
        of_accounts = col("account_id").is_in(sorted(set(account_ids)))
        frame = frame.filter(of_deals.fill_null(value=False) | of_accounts.fill_null(value=False))
    if first_day:
        frame = frame.filter(col("at_day") >= day_number(first_day))
    if last_day:
        frame = frame.filter(col("at_day") <= day_number(last_day))
    frame = frame.sort("at_day", "table", "id", descending=[True, False, False], nulls_last=True)
    if limit is not None:
        frame = frame.head(limit)
    return tuple(_text(row) for row in evidence.frames.rows(_named(evidence, frame)))


def text_columns(snapshot: Snapshot) -> dict[str, Array]:
    """Return all stored texts as columns, by table and id: for models that read every text at once.

    `table`, `id`, `text`, `is_customer`, `kind`, `account` (of an activity without one: its deal's), `deal`,
    `speaker` (contact_id of a customer, person_id of a rep), `day` (day number); masked where not known.
    """
    frames = DuckFrames(snapshot)
    try:
        is_customer = (col("voice") == "customer").fill_null(value=False)
        activities = frames.table("activities").select(
            nw.lit("activities").alias("table"), col("activity_id").alias("id"), "text",
            is_customer.alias("is_customer"), "kind", "account_id", "deal_id",
            nw.when(is_customer).then(col("contact_id")).otherwise(col("person_id")).alias("speaker"), "at_day",
        )  # fmt: skip
        signals = frames.table("signals").select(
            nw.lit("signals").alias("table"), col("signal_id").alias("id"), "text",
            nw.lit(value=True).alias("is_customer"), "kind", "account_id", "deal_id",
            col("contact_id").alias("speaker"), "at_day",
        )  # fmt: skip
        deals = frames.table("deals").select("deal_id", col("account_id").alias("deal_account"))
        said = nw.concat([activities, signals], how="vertical").filter(col("text").str.strip_chars() != "")
        said = said.join(deals, on="deal_id", how="left").sort("table", "id")
        return frames.arrays(
            said.select(
                "table", "id", "text", "is_customer", "kind",
                nw.coalesce(col("account_id"), col("deal_account")).alias("account"),
                col("deal_id").alias("deal"), "speaker", col("at_day").alias("day"),
            )
        )  # fmt: skip
    finally:
        frames.close()


def _activities(evidence: Evidence) -> Frame:
    return evidence.frames.table("activities").select(
        nw.lit("activities").alias("table"), col("activity_id").alias("id"), "kind", "voice", "contact_id",
        "person_id", "account_id", "deal_id", "at_day", "subject", "text",
    )  # fmt: skip


def _signals(evidence: Evidence) -> Frame:
    return evidence.frames.table("signals").select(
        nw.lit("signals").alias("table"), col("signal_id").alias("id"), "kind",
        nw.lit("customer").alias("voice"), "contact_id", nw.lit(None).cast(nw.String).alias("person_id"),
        "account_id", "deal_id", "at_day", "subject", "text",
    )  # fmt: skip


def _named(evidence: Evidence, frame: Frame) -> Frame:
    tables = evidence.frames
    contacts = tables.table("contacts").select("contact_id", "title", col("name").alias("contact"))
    people = tables.table("people").select("person_id", col("name").alias("person"))
    deals = tables.table("deals").select("deal_id", col("account_id").alias("deal_account"))
    accounts = tables.table("accounts").select("account_id", col("name").alias("account"))
    frame = frame.join(contacts, on="contact_id", how="left").join(people, on="person_id", how="left")
    frame = frame.join(deals, on="deal_id", how="left").with_columns(
        nw.coalesce(col("account_id"), col("deal_account")).alias("account_id")
    )
    frame = frame.join(accounts, on="account_id", how="left").select(*_COLUMNS)
    return frame.sort("at_day", "table", "id", descending=[True, False, False], nulls_last=True)


def _text(row: tuple[object, ...]) -> Text:
    one = dict(zip(_COLUMNS, row, strict=True))
    customer = one["voice"] == "customer"
    who = one["title"] or one["contact"] or "customer" if customer else one["person"] or "rep"
    day = one["at_day"]
    return Text(
        table=str(one["table"]),
        id=str(one["id"]),
        kind=str(one["kind"] or ""),
        voice="customer" if customer else "rep",
        who=str(who),
        account_id=str(one["account_id"] or ""),
        account=str(one["account"] or one["account_id"] or ""),
        deal_id=str(one["deal_id"] or ""),
        day=day_of(day) if isinstance(day, int) else None,
        subject=str(one["subject"] or ""),
        text=str(one["text"]),
    )
