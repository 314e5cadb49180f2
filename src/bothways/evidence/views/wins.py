"""Deals that were won, and what went with the win: counts of what was done, for recognition."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import narwhals as nw

from bothways.evidence.measures.evidence import Evidence, evidence_of
from bothways.evidence.measures.frames import Frame
from bothways.evidence.measures.relations import REPLIES
from bothways.evidence.snapshot import Snapshot
from bothways.evidence.views.deals import DealView, deal_frame, viewed
from bothways.terms import Period

_KINDS = {"meetings": "meeting", "calls": "call", "mails": "mail_out", "answers": "mail_in", "notes": "note"}
col = nw.col


@dataclass(frozen=True, slots=True, kw_only=True)
class WonView:
    """A won deal, and what was done in it until its closing day.

    `people_met`: people of the customer that its calls, mails and meetings name; `answers`: mails that
    came from the customer; `reply_hours`: hours from the customer's first mail to our next mail, call or
    meeting, None where there was none; `cycle_days`: from creation to closing.
    """

    deal: DealView
    people_met: int
    meetings: int
    calls: int
    mails: int
    answers: int
    notes: int
    reply_hours: float | None
    cycle_days: int | None


def won(
    snapshot: Snapshot,
    *,
    period: Period,
    as_of: date | None = None,
    owner: str | None = None,
    limit: int | None = None,
) -> tuple[WonView, ...]:
    """Return the deals won in the period, the largest first. `owner` is a person_id.

    Raises:
        Refusal: `as-of-later` when the snapshot is of an earlier day.
    """
    evidence = evidence_of(snapshot, period=period, as_of=as_of)
    wins = evidence.facts("deals").filter(col("won_in"))
    if owner is not None:
        wins = wins.filter(col("rep") == owner)
    wins = wins.with_columns(col("amount").fill_null(0).alias("size"))
    wins = wins.sort("size", "deal_id", descending=[True, False])
    rows = evidence.frames.rows((wins if limit is None else wins.head(limit)).select("deal_id", "cycle"))
    if not rows:
        return ()
    cycles = dict(rows)
    picked = col("deal_id").is_in(sorted(cycles))
    deals = viewed(evidence, deal_frame(evidence, picked))
    done = _done(evidence, evidence.frames.table("deals").filter(picked).select("deal_id", "close_day"))
    found = [_won(deal, done.get(deal.deal_id), cycles[deal.deal_id]) for deal in deals]
    found.sort(key=lambda view: (-(view.deal.amount_cents or 0), view.deal.deal_id))
    return tuple(found)


def _won(deal: DealView, done: tuple[int | None, ...] | None, cycle: int | None) -> WonView:
    met, seconds, *counts = done or (0, None, *(0 for _ in _KINDS))
    kinds = {name: int(count or 0) for name, count in zip(_KINDS, counts, strict=True)}
    hours = None if seconds is None else seconds / 3600
    return WonView(deal=deal, people_met=int(met or 0), reply_hours=hours, cycle_days=cycle, **kinds)


def _done(evidence: Evidence, wins: Frame) -> dict[str, tuple[int | None, ...]]:
    """Return by deal: people met, seconds to the first reply, and the count of each kind."""
    done = evidence.frames.table("activities").join(wins, on="deal_id", how="inner")
    done = done.filter(col("at_day") <= col("close_day"))
    met = nw.when(col("kind").is_in([*REPLIES, "mail_in"])).then(col("contact_id"))
    marked = done.select(
        "deal_id",
        "at_second",
        "kind",
        met.alias("met"),
        nw.when(col("kind") == "mail_in").then(col("at_second")).alias("asked"),
        *((col("kind") == kind).fill_null(value=False).cast(nw.Int32).alias(n) for n, kind in _KINDS.items()),
    )
    counted = marked.group_by("deal_id").agg(col("asked").min(), *(col(name).sum() for name in _KINDS))
    people = marked.filter(~col("met").is_null()).group_by("deal_id").agg(col("met").n_unique())
    first = counted.select("deal_id", col("asked").alias("first"))
    after = marked.join(first, on="deal_id", how="inner")
    after = after.filter(col("kind").is_in(REPLIES), col("at_second") > col("first"))
    answered = after.group_by("deal_id").agg(col("at_second").min().alias("answered"))
    joined = counted.join(people, on="deal_id", how="left").join(answered, on="deal_id", how="left")
    joined = joined.select("deal_id", "met", (col("answered") - col("asked")).alias("seconds"), *_KINDS)
    return {row[0]: tuple(row[1:]) for row in evidence.frames.rows(joined)}
