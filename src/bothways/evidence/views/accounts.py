"""The accounts with the largest movements of a period: where to listen first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import narwhals as nw

from bothways.evidence.measures.evidence import evidence_of
from bothways.evidence.snapshot import Snapshot
from bothways.terms import Period

col = nw.col


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountMovement:
    """What an account's deals did in a period, in cents (all positive), and which deals they are.

    `moved_out_cents` and `moved_in_cents` are None where the history doesn't tell them.
    """

    account_id: str
    account: str
    won_cents: int
    lost_cents: int
    moved_out_cents: int | None
    moved_in_cents: int | None
    deals: tuple[str, ...]


def account_movements(
    snapshot: Snapshot, *, period: Period, as_of: date | None = None, limit: int = 5
) -> tuple[AccountMovement, ...]:
    """Return the accounts whose won, lost and moved amounts are the largest together.

    Raises:
        Refusal: `as-of-later` when the snapshot is of an earlier day.
    """
    evidence = evidence_of(snapshot, period=period, as_of=as_of)
    known = not evidence.history.unknown_at(evidence.window.start)
    flags = {"won": ("won_in", "exit"), "lost": ("lost_in", "exit")}
    if known:
        flags |= {"moved_out": ("to_moved", "exit"), "moved_in": ("from_moved", "entry")}
    moved = evidence.facts("deals").filter(
        ~col("account_id").is_null(),
        nw.any_horizontal(*(col(f) for f, _ in flags.values()), ignore_nulls=True),
    )
    sums = [
        nw.when(col(flag)).then(col(value)).otherwise(0).sum().alias(name)
        for name, (flag, value) in flags.items()
    ]
    by_account = moved.group_by("account_id").agg(*sums)
    size = sum((col(name) for name in flags), nw.lit(0))
    accounts = evidence.frames.table("accounts").select("account_id", col("name").alias("account"))
    top = by_account.with_columns(size.alias("size")).join(accounts, on="account_id", how="left")
    top = top.sort("size", "account_id", descending=[True, False]).head(limit)
    rows = evidence.frames.rows(top.select("account_id", "account", *flags))
    ids = [row[0] for row in rows]
    deals: dict[str, list[str]] = {}
    if ids:
        own = moved.filter(col("account_id").is_in(ids)).select("account_id", "deal_id").sort("deal_id")
        for account_id, deal_id in evidence.frames.rows(own):
            deals.setdefault(account_id, []).append(deal_id)
    return tuple(
        AccountMovement(
            account_id=row[0],
            account=row[1] or row[0],
            won_cents=int(row[2]),
            lost_cents=int(row[3]),
            moved_out_cents=int(row[4]) if known else None,
            moved_in_cents=int(row[5]) if known else None,
            deals=tuple(deals.get(row[0], ())),
        )
        for row in rows
    )
