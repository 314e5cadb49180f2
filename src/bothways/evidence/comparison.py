"""Two snapshots of one CRM give the history that the CRM did not keep.

What moved between them is a *net* change: a deal that went forth and back again in between looks as if
it had not moved, and two pushes look like one. `what_cant_be_known` says so in plain sentences.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast

import duckdb
import narwhals as nw

from bothways.evidence.snapshot import Snapshot
from bothways.evidence.tables import DEAL_CHANGES
from bothways.terms import Refusal
from bothways.terms.period import day_number

__all__ = ["Comparison", "Rename", "changes_between", "next_monday", "what_cant_be_known"]

METHOD = "comparison/1"
_TEXTS = {"stage": "stage", "owner": "owner_id"}
_NUMBERS = {"amount": "amount_cents", "close": "close_day"}
_TYPES: dict[str, type[nw.String] | type[nw.Int64] | type[nw.Int32]] = {
    "VARCHAR": nw.String,
    "BIGINT": nw.Int64,
    "INTEGER": nw.Int32,
}


@dataclass(frozen=True, slots=True)
class Rename:
    """A proposal: a deal that is gone and one that is new may be the same, renamed. Never done silently."""

    old_id: str
    old_name: str
    new_id: str
    new_name: str

    def __str__(self) -> str:
        return f"“{self.old_name}” is gone and “{self.new_name}” is new: they may be one deal, renamed."


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a comparison found: changes by field, proposals of renames, and plain notices."""

    old_as_of: date
    new_as_of: date
    found: dict[str, int]
    carried: int
    renames: tuple[Rename, ...]
    notices: tuple[str, ...]


def changes_between(
    old: Snapshot, new_con: duckdb.DuckDBPyConnection, *, new_as_of: date, currency: str | None = None
) -> Comparison:
    """Add what moved since `old` to `deal_changes` of `new_con` (origin `snapshots`); return a summary.

    Fields: `created` (new_text: its stage; day: its own day of creation when it falls between the two
    snapshots, else the later one's day, as for a deal that came back), `stage`, `owner` (texts),
    `amount`, `close` (cents, day numbers), and for a disappeared deal `gone` (old_text: its last stage,
    old_number: its last amount) with one row a field from its last value to NULL, so that the changes
    alone tell what it was, and `created` on its day of creation. Where the CRM's own history (origin
    `history`) holds a change of that deal and field between the two days, nothing is added. What earlier
    comparisons found is carried on.

    Args:
        old: the earlier snapshot.
        new_con: an engine with the new canonical tables `deals` and `deal_changes`.
        new_as_of: the day of the new data; later than `old.as_of`.
        currency: the new data's currency, to be refused when it is not the old one's.

    Raises:
        Refusal: `comparison-order`, `comparison-currency`, or `comparison-other` when the two share no deal.
    """
    if new_as_of <= old.as_of:
        raise Refusal(
            "comparison-order",
            f"The earlier snapshot is of {old.as_of}, the new data are of {new_as_of}.",
            hint="Compare with a snapshot of an earlier day, or give the right --as-of.",
        )
    if currency and old.currency and currency != old.currency:
        raise Refusal(
            "comparison-currency",
            f"The earlier snapshot counts in {old.currency}, the new data in {currency}.",
            hint="Import both with the same currency.",
        )
    was = _frame(new_con.read_parquet(str(old.folder / "deals.parquet")))
    now = _frame(new_con.table("deals"))
    history = _frame(new_con.table("deal_changes")).filter(nw.col("origin") == "history")
    shared = _count(was.join(now, on="deal_id", how="semi"))
    if not shared and old.rows("deals") and _count(now):
        raise Refusal(
            "comparison-other",
            f"Not one deal of the snapshot of {old.as_of} is in the new data: they are not the same export.",
            hint="Compare two exports of the same report, or leave the earlier snapshot out.",
            data={"old": old.id},
        )
    carried = _carried(old, new_con, history)
    window = (day_number(old.as_of), day_number(new_as_of))
    prefix = f"{old.as_of}..{new_as_of}"
    parts = [_moved(field, was, now, history, window=window, prefix=prefix) for field in (*_TEXTS, *_NUMBERS)]
    appeared = now.join(was, on="deal_id", how="anti")
    gone = was.join(now, on="deal_id", how="anti")
    parts.append(_created(appeared, history, window, prefix))
    parts += [_gone(gone, field, window[1], prefix) for field in ("gone", *_TEXTS, *_NUMBERS)]
    parts.append(_once_created(gone, prefix))
    _relation(nw.concat(parts, how="vertical")).insert_into("deal_changes")
    counts = _counted(new_con, prefix)
    renames = _renames(appeared, gone, window[0])
    notices = tuple(str(rename) for rename in renames)
    return Comparison(old.as_of, new_as_of, counts, carried, renames, notices)


def _frame(relation: duckdb.DuckDBPyRelation) -> nw.LazyFrame[Any]:
    return nw.from_native(relation)


def _relation(frame: nw.LazyFrame[Any]) -> duckdb.DuckDBPyRelation:
    return cast(duckdb.DuckDBPyRelation, frame.to_native())


def _count(frame: nw.LazyFrame[Any]) -> int:
    row = _relation(frame.select(nw.len().alias("n"))).fetchone()
    return int(row[0]) if row else 0


def _changes(frame: nw.LazyFrame[Any], **values: nw.Expr) -> nw.LazyFrame[Any]:
    """Project to the columns of deal_changes; columns that are not given are NULL."""
    nothing = nw.lit(None)
    return frame.select(
        values.get(c.name, nothing).cast(_TYPES[c.type]).alias(c.name) for c in DEAL_CHANGES.columns
    )


def _base(field: str, prefix: str, day: int) -> dict[str, nw.Expr]:
    return {
        "change_id": nw.concat_str(nw.lit(f"{prefix}:{field}:"), nw.col("deal_id")),
        "deal_id": nw.col("deal_id"),
        "at_day": nw.lit(day),
        "field": nw.lit(field),
        "origin": nw.lit("snapshots"),
    }


def _differ(one: str, other: str) -> nw.Expr:
    a, b = nw.col(one), nw.col(other)
    one_is_null = (a.is_null() & ~b.is_null()) | (~a.is_null() & b.is_null())
    return one_is_null | (~a.is_null() & ~b.is_null() & (a != b))


def _moved(
    field: str,
    was: nw.LazyFrame[Any],
    now: nw.LazyFrame[Any],
    history: nw.LazyFrame[Any],
    *,
    window: tuple[int, int],
    prefix: str,
) -> nw.LazyFrame[Any]:
    """Return the changes of one field of the deals that both have."""
    column = (_TEXTS | _NUMBERS)[field]
    kind = "text" if field in _TEXTS else "number"
    pairs = now.select("deal_id", nw.col(column).alias("after")).join(
        was.select("deal_id", nw.col(column).alias("before")), on="deal_id", how="inner"
    )
    pairs = pairs.filter(_differ("before", "after"))
    kept = history.filter(nw.col("field") == field, nw.col("at_day") <= window[1])
    # A change on the old snapshot's own day is in it already, unless it leads to the value found now.
    inside = kept.filter(nw.col("at_day") > window[0]).select("deal_id").unique()
    same_day = kept.filter(nw.col("at_day") == window[0]).select(
        "deal_id", nw.col(f"new_{kind}").alias("after")
    )
    pairs = pairs.join(inside, on="deal_id", how="anti").join(same_day, on=["deal_id", "after"], how="anti")
    values = {f"old_{kind}": nw.col("before"), f"new_{kind}": nw.col("after")}
    return _changes(pairs, **_base(field, prefix, window[1]), **values)


def _created(
    appeared: nw.LazyFrame[Any], history: nw.LazyFrame[Any], window: tuple[int, int], prefix: str
) -> nw.LazyFrame[Any]:
    known = history.filter(nw.col("field") == "created").select("deal_id").unique()
    inside = (nw.col("created_day") > window[0]) & (nw.col("created_day") <= window[1])
    day = nw.when(inside).then(nw.col("created_day")).otherwise(nw.lit(window[1]))
    values = _base("created", prefix, window[1]) | {"at_day": day, "new_text": nw.col("stage")}
    return _changes(appeared.join(known, on="deal_id", how="anti"), **values)


def _gone(gone: nw.LazyFrame[Any], field: str, day: int, prefix: str) -> nw.LazyFrame[Any]:
    """Return the deals that disappeared: once as `gone`, and once a field, from its last value to NULL."""
    values = _base(field, prefix, day)
    if field == "gone":
        return _changes(gone, **values, old_text=nw.col("stage"), old_number=nw.col("amount_cents"))
    column = (_TEXTS | _NUMBERS)[field]
    gone = gone.filter(~nw.col(column).is_null())
    return _changes(gone, **values, **{f"old_{'text' if field in _TEXTS else 'number'}": nw.col(column)})


def _once_created(gone: nw.LazyFrame[Any], prefix: str) -> nw.LazyFrame[Any]:
    """Keep when a disappeared deal was created: no other table tells it any more."""
    values = _base("created", prefix, 0) | {"at_day": nw.col("created_day")}
    return _changes(gone.filter(~nw.col("created_day").is_null()), **values)


def _carried(old: Snapshot, new_con: duckdb.DuckDBPyConnection, history: nw.LazyFrame[Any]) -> int:
    """Carry on what earlier comparisons found, unless the CRM's own history now tells it.

    It tells it when it holds a change of that deal and field to the same value, not later than the day
    of the comparison that found it.
    """
    found = _frame(new_con.read_parquet(str(old.folder / "deal_changes.parquet")))
    found = found.filter(nw.col("origin") == "snapshots")
    new_value = {"new_text": nw.String, "new_number": nw.Int64}
    keyed = {
        name: nw.when(nw.col(name).is_null()).then(nw.lit("")).otherwise(nw.col(name).cast(nw.String))
        for name in new_value
    }
    told = history.select(
        "deal_id",
        "field",
        *(value.alias(f"told_{name}") for name, value in keyed.items()),
        nw.col("at_day").alias("told_day"),
    )
    keys = found.select(
        "change_id",
        "deal_id",
        "field",
        "at_day",
        *(value.alias(f"told_{name}") for name, value in keyed.items()),
    )
    created = nw.col("field") == "created"
    by_value = keys.filter(~created).join(
        told.filter(~created), on=["deal_id", "field", "told_new_text", "told_new_number"], how="inner"
    )
    by_value = by_value.filter(nw.col("told_day") <= nw.col("at_day"))
    by_deal = keys.filter(created).join(told.filter(created).select("deal_id"), on="deal_id", how="semi")
    known = nw.concat([by_value.select("change_id"), by_deal.select("change_id")], how="vertical").unique()
    kept = found.join(known, on="change_id", how="anti").select(DEAL_CHANGES.names)
    count = _count(kept)
    _relation(kept).insert_into("deal_changes")
    return count


def _counted(con: duckdb.DuckDBPyConnection, prefix: str) -> dict[str, int]:
    found = _frame(con.table("deal_changes")).filter(nw.col("change_id").str.starts_with(f"{prefix}:"))
    # A gone deal's last values, and its creation long ago, are not moves of their own.
    moves = found.filter(
        (nw.col("field") == "gone") | ~nw.col("new_text").is_null() | ~nw.col("new_number").is_null()
    )
    rows = _relation(moves.group_by("field").agg(nw.len().alias("n")).sort("field")).fetchall()
    return {str(field): int(n) for field, n in rows}


def _renames(appeared: nw.LazyFrame[Any], gone: nw.LazyFrame[Any], old_day: int) -> tuple[Rename, ...]:
    """Propose pairs of a gone deal and a new one that claims to be as old: same account, day and owner."""
    keys = ["account_id", "created_day", "owner_id"]
    there = appeared.filter(nw.col("created_day") <= old_day)
    left = there.select(*keys, nw.col("deal_id").alias("new_id"), nw.col("name").alias("new_name"))
    right = gone.select(*keys, nw.col("deal_id").alias("old_id"), nw.col("name").alias("old_name"))
    pairs = right.join(left, on=keys, how="inner").sort("old_id", "new_id")
    rows = _relation(pairs.select("old_id", "old_name", "new_id", "new_name")).fetchall()
    olds, news = [row[0] for row in rows], [row[2] for row in rows]
    # Two candidates for one deal are no proposal: nothing tells which.
    return tuple(
        Rename(str(a), str(b or ""), str(c), str(d or ""))
        for a, b, c, d in rows
        if olds.count(a) == 1 and news.count(c) == 1
    )


def next_monday(day: date) -> date:
    """Return the Monday after a day.

    >>> next_monday(date(2026, 9, 30)), next_monday(date(2026, 10, 5))
    (datetime.date(2026, 10, 5), datetime.date(2026, 10, 12))
    """
    return day + timedelta(days=7 - day.weekday())


def what_cant_be_known(snapshot: Snapshot) -> tuple[str, ...]:
    """Say in plain sentences what this snapshot can't show, and what to do about it.

    Empty when the CRM's own history holds moves of stage, amount, close date and owner.
    """
    changes = _frame(snapshot.con.table("deal_changes"))
    rows = _relation(
        changes.group_by("field", "origin").agg(nw.len().alias("n"), nw.col("change_id").min().alias("first"))
    ).fetchall()
    kept = {str(field) for field, origin, _, _ in rows if origin == "history"}
    days = [day for _, origin, _, first in rows if origin == "snapshots" and (day := _earlier_day(first))]
    if given := snapshot.manifest.get("history_from"):
        days.append(date.fromisoformat(given))  # compared, even if nothing moved
    monday = next_monday(snapshot.as_of)
    again = f"Export the same report again next Monday ({_plain(monday)}) and import it"
    sentences: list[str] = []
    if not snapshot.rows("deals"):
        return ("There are no deals in this snapshot: nothing can be said about results.",)
    if not rows and not days:
        sentences += [
            "This is one export without a history: it shows where each deal stands, not how it got there.",
            "It can't show which deals were pushed and how often, which amounts slipped, which deals left "
            "the pipeline, how long deals stay in a stage, or what share moves from stage to stage.",
            f"{again}: from then on every change of stage, amount, close date and owner counts.",
        ]
    elif days:
        sentences += [
            f"What moved is known from {_plain(min(days))} on, by comparing exports: before that day "
            "pushes, slipped amounts and lost deals' paths can't be known.",
            "Between two exports only the difference shows: a deal pushed twice in a week counts as pushed "
            "once, and its day is the day of the later export.",
        ]
    missing = [words for field, words in _FIELDS.items() if field not in kept]
    if kept and missing and not days:
        sentences.append(
            f"The CRM's history holds no {_listed(missing)}: these can't be counted. {again}, and they can."
        )
    if not snapshot.rows("targets"):
        sentences.append(
            "There are no targets in this snapshot: results can't be set against them. "
            "`bothways targets --template` writes the small spreadsheet to fill in."
        )
    if not snapshot.rows("activities"):
        sentences.append(
            "There are no activities: what was said, and when a customer was last met, is unknown."
        )
    return tuple(sentences)


def _earlier_day(change_id: str) -> date | None:
    """Return the day of the earlier of the two snapshots that a change was found between."""
    try:
        return date.fromisoformat(str(change_id)[:10])
    except ValueError:
        return None


_FIELDS = {
    "stage": "moves between stages",
    "amount": "changes of amount",
    "close": "changes of the close date",
    "owner": "changes of owner",
}


def _listed(words: list[str]) -> str:
    return " or ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]


def _plain(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
