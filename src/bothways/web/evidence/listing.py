"""The rows behind a figure, a page at a time, as people speak of them: deals first of all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways.terms import Figure
from bothways.terms.period import day_of
from bothways.web.evidence.measuring import catalogue

if TYPE_CHECKING:
    from bothways.evidence import Snapshot as Evidence

__all__ = ["PAGE", "Changed", "Listed", "behind", "changed", "counted", "page_of"]

PAGE: Final = 50
"""Rows on a page."""
SORTED: Final = 2000
"""Up to how many deals the largest comes first; of more, the order is that of their ids."""


@dataclass(frozen=True, slots=True)
class Listed:
    """Rows for a table: what the columns are called (and whether they are numbers), the cells, how many in all.

    The first cell of a row is its name, the second says more about it.
    """

    heads: tuple[tuple[str, bool], ...]
    rows: tuple[tuple[str, ...], ...]
    of: int
    page: int

    @property
    def first(self) -> int:
        """The number of the first row."""
        return (self.page - 1) * PAGE + 1 if self.of else 0

    @property
    def last(self) -> int:
        """The number of the last row."""
        return min(self.page * PAGE, self.of)

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.of // PAGE))

    @property
    def before(self) -> int:
        """The page before; 0 where there is none."""
        return self.page - 1

    @property
    def after(self) -> int:
        """The page after; 0 where there is none."""
        return self.page + 1 if self.page < self.pages else 0

    @property
    def cells(self) -> list[list[tuple[str, str, bool]]]:
        """Each row's cells after the name, with what they are called and whether they are numbers."""
        return [
            [(text, head, number) for text, (head, number) in zip(row, self.heads, strict=True)]
            for row in self.rows
        ]


def counted(table: str, n: int) -> str:
    """How many things of a table there are, in words."""
    words = {
        "deals": ngettext("%(n)s deal", "%(n)s deals", n),
        "accounts": ngettext("%(n)s account", "%(n)s accounts", n),
        "deal_lines": ngettext("%(n)s product line", "%(n)s product lines", n),
        "activities": ngettext("%(n)s activity", "%(n)s activities", n),
        "signals": ngettext("%(n)s case", "%(n)s cases", n),
        "targets": ngettext("%(n)s target", "%(n)s targets", n),
    }
    return words[table] % {"n": f"{n:,}"}


def page_of(text: str, *, of: int) -> int:
    """The number of a page out of an address: the nearest that there is."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 1
    return min(max(number, 1), max(1, -(-of // PAGE)))


def behind(evidence: Evidence, figure: Figure, *, page: str) -> Listed:
    """The rows behind a figure: deals as they stood on its day, the largest first; others as their table has them."""
    from bothways.evidence import rows_behind

    ids = rows_behind(evidence, figure)
    number = page_of(page, of=len(ids))
    part = slice((number - 1) * PAGE, number * PAGE)
    table = catalogue(figure.name).table
    if table == "deals":
        heads, rows = _deals(evidence, ids, part, as_of=figure.as_of)
    else:
        heads, rows = _OTHERS[table](evidence, ids[part])
    return Listed(heads, tuple(rows), len(ids), number)


def _deals(
    evidence: Evidence, ids: Sequence[str], part: slice, *, as_of: date
) -> tuple[tuple[tuple[str, bool], ...], list[tuple[str, ...]]]:
    from bothways.brief import words
    from bothways.evidence.views import deal_views

    few = ids if len(ids) <= SORTED else ids[part]
    views = deal_views(evidence, few, as_of=as_of)
    # A deal that is gone from the CRM stands behind a figure, and has no view of its own.
    found = sorted(few, key=lambda i: (-(views[i].amount_cents or 0) if i in views else 1, i))
    if few is ids:
        found = found[part]
    heads = (
        (_("Deal"), False),
        (_("Account"), False),
        (_("Owner"), False),
        (_("Stage"), False),
        (_("Close"), False),
        (_("Amount"), True),
    )
    rows: list[tuple[str, ...]] = []
    for one in found:
        view = views.get(one)
        if view is None:
            rows.append((one, "", "", _("gone from the CRM"), "", ""))
            continue
        amount = "" if view.amount_cents is None else words.money(view.amount_cents, evidence.currency)
        rows.append((view.name or one, view.account, view.owner, view.stage, _day(view.close_day), amount))
    return heads, rows


def _day(day: date | int | None) -> str:
    if day is None:
        return ""
    return date_format(day_of(day) if isinstance(day, int) else day, "DATE_FORMAT")


def _fetched(
    evidence: Evidence, table: str, key: str, ids: Sequence[str], columns: Sequence[str]
) -> list[dict[str, Any]]:
    """Rows of a canonical table by their ids, in the order of the ids."""
    import narwhals as nw

    rows = (
        nw.from_native(evidence.con.table(table)).filter(nw.col(key).is_in(list(ids))).select(key, *columns)
    )
    named = (
        [dict(zip((key, *columns), row, strict=True)) for row in rows.to_native().fetchall()] if ids else []
    )
    found = {row[key]: row for row in named}
    return [found[one] for one in ids if one in found]


def _names(evidence: Evidence, table: str, key: str, ids: Sequence[str | None]) -> dict[str | None, str]:
    wanted = sorted({one for one in ids if one})
    return {row[key]: row["name"] or row[key] for row in _fetched(evidence, table, key, wanted, ["name"])}


def _accounts(evidence: Evidence, ids: Sequence[str]) -> Any:
    rows = _fetched(evidence, "accounts", "account_id", ids, ["name", "segment", "region", "owner_id"])
    owners = _names(evidence, "people", "person_id", [row["owner_id"] for row in rows])
    heads = ((_("Account"), False), (_("Segment"), False), (_("Region"), False), (_("Owner"), False))
    return heads, [
        (r["name"] or r["account_id"], r["segment"] or "", r["region"] or "", owners.get(r["owner_id"], ""))
        for r in rows
    ]


def _lines(evidence: Evidence, ids: Sequence[str]) -> Any:
    from bothways.brief import words

    rows = _fetched(
        evidence,
        "deal_lines",
        "line_id",
        ids,
        ["deal_id", "product", "list_cents", "total_cents", "cost_cents"],
    )
    deals = _names(evidence, "deals", "deal_id", [row["deal_id"] for row in rows])
    heads = (
        (_("Deal"), False), (_("Product"), False), (_("List price"), True), (_("Price"), True), (_("Cost"), True),
    )  # fmt: skip

    def money(cents: int | None) -> str:
        return "" if cents is None else words.money(cents, evidence.currency)

    return heads, [
        (
            deals.get(r["deal_id"], r["deal_id"]),
            r["product"] or "",
            *(money(r[c]) for c in ("list_cents", "total_cents", "cost_cents")),
        )
        for r in rows
    ]


def _activities(evidence: Evidence, ids: Sequence[str]) -> Any:
    rows = _fetched(evidence, "activities", "activity_id", ids, ["subject", "account_id", "kind", "at_day"])
    accounts = _names(evidence, "accounts", "account_id", [row["account_id"] for row in rows])
    heads = ((_("Subject"), False), (_("Account"), False), (_("Kind"), False), (_("Day"), False))
    return heads, [
        (
            r["subject"] or r["activity_id"],
            accounts.get(r["account_id"], ""),
            _kind(r["kind"]),
            _day(r["at_day"]),
        )
        for r in rows
    ]


def _signals(evidence: Evidence, ids: Sequence[str]) -> Any:
    rows = _fetched(evidence, "signals", "signal_id", ids, ["subject", "account_id", "status", "at_day"])
    accounts = _names(evidence, "accounts", "account_id", [row["account_id"] for row in rows])
    heads = ((_("Case"), False), (_("Account"), False), (_("Status"), False), (_("Day"), False))
    return heads, [
        (
            r["subject"] or r["signal_id"],
            accounts.get(r["account_id"], ""),
            r["status"] or "",
            _day(r["at_day"]),
        )
        for r in rows
    ]


def _targets(evidence: Evidence, ids: Sequence[str]) -> Any:
    from bothways.brief import words

    rows = _fetched(
        evidence, "targets", "target_id", ids, ["scope", "key", "first_day", "last_day", "total_cents"]
    )
    people = _names(evidence, "people", "person_id", [row["key"] for row in rows if row["scope"] == "rep"])
    heads = ((_("For whom"), False), (_("From"), False), (_("To"), False), (_("Target"), True))
    return heads, [
        (
            people.get(r["key"], r["key"]) or _("the whole"),
            _day(r["first_day"]),
            _day(r["last_day"]),
            "" if r["total_cents"] is None else words.money(r["total_cents"], evidence.currency),
        )
        for r in rows
    ]


def _kind(kind: str | None) -> str:
    return {
        "note": _("note"), "call": _("call"), "mail_out": _("mail to the customer"),
        "mail_in": _("mail of the customer"), "meeting": _("meeting"), "task": _("task"),
    }.get(kind or "", kind or "")  # fmt: skip


_OTHERS: Final = {
    "accounts": _accounts,
    "deal_lines": _lines,
    "activities": _activities,
    "signals": _signals,
    "targets": _targets,
}


@dataclass(frozen=True, slots=True)
class Changed:
    """What moved between the days of two snapshots: how often in each field, in words, and the changes themselves."""

    counts: tuple[str, ...]
    listed: Listed


def changed(evidence: Evidence, *, since: date, page: str) -> Changed:
    """What the snapshot knows to have moved after a day, the latest first: from the CRM's history or by comparison."""
    import narwhals as nw

    from bothways.terms.period import day_number

    col = nw.col
    fields = {
        "created": _("new"), "stage": _("stage"), "amount": _("amount"), "close": _("close date"),
        "owner": _("owner"), "gone": _("gone from the CRM"),
    }  # fmt: skip
    moved = nw.from_native(evidence.con.table("deal_changes")).filter(
        col("at_day") > day_number(since),
        col("at_day") <= day_number(evidence.as_of),
        col("field").is_in(list(fields)),
    )
    # Of a deal that is gone each field was set to nothing, too, by the comparison: told once is enough.
    emptied = (col("origin") == "snapshots") & col("new_text").is_null() & col("new_number").is_null()
    moved = moved.filter((col("field") == "gone") | ~emptied)
    counts: dict[str, int] = dict(moved.group_by("field").agg(nw.len().alias("n")).to_native().fetchall())
    of = sum(counts.values())
    number = page_of(page, of=of)
    order = moved.sort("at_day", "at_second", "change_id", descending=[True, True, False], nulls_last=True)
    part = order.select("deal_id", "field", "old_text", "new_text", "old_number", "new_number", "at_day")
    rows = part.head(number * PAGE).to_native().fetchall()[(number - 1) * PAGE :]
    deals = _names(evidence, "deals", "deal_id", [row[0] for row in rows])
    people = _names(
        evidence, "people", "person_id", [t for r in rows if r[1] == "owner" for t in (r[2], r[3])]
    )
    heads = (
        (_("Deal"), False),
        (_("What moved"), False),
        (_("From"), False),
        (_("To"), False),
        (_("Day"), False),
    )
    listed = Listed(
        heads,
        tuple(
            (deals.get(deal, deal), fields[field], *_ends(evidence, field, ends, people), _day(day))
            for deal, field, *ends, day in rows
        ),
        of,
        number,
    )
    return Changed(tuple(_moves(f, counts[f]) for f in fields if counts.get(f)), listed)


def _moves(field: str, n: int) -> str:
    """How often a field moved, in words."""
    words = {
        "created": ngettext("%(n)s new deal", "%(n)s new deals", n),
        "stage": ngettext("%(n)s move of stage", "%(n)s moves of stage", n),
        "amount": ngettext("%(n)s other amount", "%(n)s other amounts", n),
        "close": ngettext("%(n)s other close date", "%(n)s other close dates", n),
        "owner": ngettext("%(n)s change of owner", "%(n)s changes of owner", n),
        "gone": ngettext("%(n)s deal gone from the CRM", "%(n)s deals gone from the CRM", n),
    }
    return words[field] % {"n": f"{n:,}"}


def _ends(
    evidence: Evidence, field: str, ends: Sequence[Any], people: dict[str | None, str]
) -> tuple[str, str]:
    """What stood before and after, in words."""
    from bothways.brief import words

    old_text, new_text, old_number, new_number = ends
    if field == "amount":
        pair = [
            ("" if cents is None else words.money(cents, evidence.currency))
            for cents in (old_number, new_number)
        ]
    elif field == "close":
        pair = [_day(old_number), _day(new_number)]
    elif field == "owner":
        pair = [people.get(one, one or "") for one in (old_text, new_text)]
    else:
        pair = [old_text or "", new_text or ""]
    return pair[0], pair[1]
