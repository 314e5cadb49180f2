"""The facts of accounts, lines, cases, mails and activities: one row a thing, as for deals."""

from __future__ import annotations

from collections.abc import Mapping

import narwhals as nw

from bothways.evidence.measures.frames import Frame, Frames
from bothways.evidence.measures.window import Window

YEAR = 365
REPLIES = ("mail_out", "call", "meeting")
_LATER = 2**53
col = nw.col


def line_facts(frames: Frames, deals: Frame) -> Frame:
    """Return the lines of the deals won in the period; the product is the line's own.

    Flags: `priced` (list price and price known), `costed` (price and cost known).
    """
    won = deals.filter(col("won_in")).select("deal_id", "rep", "team", "region", "segment", "product")
    lines = frames.table("deal_lines").select(
        "line_id", "deal_id", "list_cents", "total_cents", "cost_cents", "approved_by",
        col("product").alias("sold"),
    )  # fmt: skip
    lines = lines.join(won, on="deal_id", how="inner")
    total, listed, cost = col("total_cents"), col("list_cents"), col("cost_cents")
    return lines.select(
        "line_id",
        "rep",
        "team",
        "region",
        "segment",
        nw.coalesce(col("sold"), col("product")).fill_null("").alias("product"),
        col("approved_by").fill_null("").alias("approver"),
        (~listed.is_null() & ~total.is_null()).alias("priced"),
        (~cost.is_null() & ~total.is_null()).alias("costed"),
        listed.alias("list"),
        total.alias("total"),
        (listed - total).alias("discount"),
        (total - cost).alias("margin"),
    )


def account_keys(frames: Frames) -> Frame:
    """Return every account with the keys of its groups: those of its owner, and its own."""
    people = frames.table("people").select("person_id", "team")
    accounts = frames.table("accounts").join(people, left_on="owner_id", right_on="person_id", how="left")
    keys = {"rep": "owner_id", "team": "team", "region": "region", "segment": "segment"}
    return accounts.select(
        "account_id",
        "customer_since_day",
        *(col(column).fill_null("").alias(key) for key, column in keys.items()),
    )


def account_facts(frames: Frames, window: Window, deals: Frame, accounts: Frame) -> Frame:
    """Return the accounts that are customers or have an open deal.

    Flags: `base` (won something in the year before the last one), `kept` (and in the last one), of the
    years that end at the period's end; `customer` (first bought by now), `active` (a customer, or with
    an open deal). Values: `base_cents`, `kept_cents`, `tenure`, `contacts`.
    """
    end, day = window.end, col("close_day")
    won = frames.table("deals").filter(col("meaning") == "won", day <= window.now).select(
        "account_id",
        "close_day",
        ((day > end - YEAR) & (day <= end)).cast(nw.Int64).alias("last_year"),
        ((day > end - 2 * YEAR) & (day <= end - YEAR)).cast(nw.Int64).alias("year_before"),
        col("amount_cents").fill_null(0).alias("cents"),
    )  # fmt: skip
    bought = won.with_columns(
        (col("cents") * col("last_year")).alias("kept_cents"),
        (col("cents") * col("year_before")).alias("base_cents"),
    )
    bought = bought.group_by("account_id").agg(
        col("close_day").min().alias("first_win"),
        *(col(name).sum() for name in ("last_year", "year_before", "kept_cents", "base_cents")),
    )
    open_now = deals.filter(col("open_now")).group_by("account_id").agg(nw.len().alias("open_deals"))
    known = (col("created_day") <= window.now).fill_null(value=True)
    contacts = frames.table("contacts").filter(known).group_by("account_id").agg(nw.len().alias("contacts"))
    facts = accounts
    for other in (bought, open_now, contacts):
        facts = facts.join(other, on="account_id", how="left")
    since = nw.coalesce(col("customer_since_day"), col("first_win"))
    customer = (since <= window.now).fill_null(value=False)
    base = (col("year_before") > 0).fill_null(value=False)
    facts = facts.select(
        "account_id", "rep", "team", "region", "segment",
        base.alias("base"),
        (base & (col("last_year") > 0)).fill_null(value=False).alias("kept"),
        customer.alias("customer"),
        (customer | (col("open_deals") > 0)).fill_null(value=False).alias("active"),
        col("base_cents").fill_null(0),
        col("kept_cents").fill_null(0),
        (window.now - since).alias("tenure"),
        col("contacts").fill_null(0).cast(nw.Int64),
    )  # fmt: skip
    return facts.filter(col("active"))


def case_facts(frames: Frames, window: Window, accounts: Frame) -> Frame:
    """Return the cases that came in the period; `replied` where both moments are known; `wait` in seconds."""
    cases = frames.table("signals").filter(
        col("kind") == "case", col("at_day").is_between(window.first, window.end)
    )
    wait = col("first_reply_second") - col("at_second")
    return _with_account(accounts, cases, "signal_id", (wait >= 0).fill_null(value=False), wait)


def mail_facts(frames: Frames, window: Window, accounts: Frame) -> Frame:
    """Return the customers' mails of the period; `wait` until the next mail, call or meeting with them.

    The conversation is the account's; where a mail names none, the deal's. Several mails before one
    answer wait each from its own moment.
    """
    talk = frames.table("activities").filter(
        col("at_day").is_between(window.first, window.now), col("kind").is_in(["mail_in", *REPLIES])
    )
    talk = talk.select(
        "activity_id", "account_id", "at_second", "kind", "at_day",
        nw.coalesce(col("account_id"), col("deal_id")).alias("thread"),
        # Far in the future instead of NULL: a running minimum is NULL where its own row is.
        nw.when(col("kind").is_in(REPLIES)).then(col("at_second")).otherwise(nw.lit(_LATER)).alias("answer"),
    )  # fmt: skip
    talk = talk.filter(~col("thread").is_null(), ~col("at_second").is_null()).with_columns(
        # At the same second an answer comes first: it can't answer what arrives with it.
        nw.when(col("kind") == "mail_in").then(nw.lit(1)).otherwise(nw.lit(0)).alias("turn")
    )
    answered = col("answer").cum_min(reverse=True)
    talk = talk.with_columns(
        answered.over("thread", order_by=["at_second", "turn", "activity_id"]).alias("next")
    )
    mails = talk.filter(col("kind") == "mail_in", col("at_day") <= window.end)
    wait = nw.when(col("next") < _LATER).then(col("next") - col("at_second"))
    return _with_account(accounts, mails, "activity_id", (wait >= 0).fill_null(value=False), wait)


def _with_account(accounts: Frame, things: Frame, key: str, flag: nw.Expr, wait: nw.Expr) -> Frame:
    things = things.select(key, "account_id", flag.alias("replied"), wait.alias("wait"))
    return _filled(things.join(accounts, on="account_id", how="left"))


def activity_facts(frames: Frames, window: Window) -> Frame:
    """Return the activities of the period with the segment of their deal, else of their account."""
    done = frames.table("activities").filter(col("at_day").is_between(window.first, window.end))
    done = done.select("activity_id", "deal_id", "account_id")
    segments = frames.table("deals").select("deal_id", col("segment").alias("of_deal"))
    accounts = frames.table("accounts").select("account_id", col("segment").alias("of_account"))
    done = done.join(segments, on="deal_id", how="left").join(accounts, on="account_id", how="left")
    return done.select(
        "activity_id",
        nw.coalesce(col("of_deal"), col("of_account")).fill_null("").alias("segment"),
        nw.lit(value=True).alias("in_period"),
    )


def _filled(frame: Frame) -> Frame:
    return frame.with_columns(col(key).fill_null("") for key in ("rep", "team", "region", "segment"))


ID: Mapping[str, str] = {
    "deals": "deal_id", "stays": "deal_id", "lines": "line_id", "accounts": "account_id",
    "cases": "signal_id", "mails": "activity_id", "activities": "activity_id",
}  # fmt: skip
"""The id column of each source's facts."""
