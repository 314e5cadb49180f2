"""Rows that name a deal, an account or a contact: found, or refused with the reason."""

from __future__ import annotations

from collections.abc import Mapping

from bothways.evidence import engine as e
from bothways.evidence.canonical.bench import Bench
from bothways.evidence.canonical.salesforce import full_text

_TYPES = {"_factor": "DOUBLE", "created_day": "INTEGER"}


def with_deal(
    bench: Bench, rows: e.Relation, *, what: str, take: Mapping[str, str] | None = None
) -> e.Relation:
    """Add `_deal` to rows with `_ref` (an id) and `_ref_name` (a name); refuse those whose deal is in no file.

    Where no file holds deals at all, an id that is named stands for itself.

    Args:
        bench: the workbench.
        rows: the rows.
        what: how a row is called in a sentence.
        take: more columns of the deal: new column → column of `_deals`.
    """
    wanted = dict(take or {})
    if not bench.has("_deals"):
        rows = e.with_columns(
            rows,
            {
                name: e.val(1.0 if column == "_factor" else None, _TYPES[column])
                for name, column in wanted.items()
            },
        )
        nameless = rows.filter(e.col("_ref").isnull())
        bench.refuse(nameless, "no-deal", f"The {what} names no deal by its id, and no file holds deals.")
        return e.with_columns(rows.filter(e.col("_ref").isnotnull()), {"_deal": e.col("_ref")})
    deals = bench.con.table("_deals")
    if bench.empty(rows, "_ref_name") and not _count_lost(rows, deals):
        return e.lookup(rows, deals, on={"_ref": "deal_id"}, take={"_deal": "deal_id"} | wanted)
    found = e.lookup(rows, deals, on={"_ref": "deal_id"}, take={"_deal": "deal_id"} | wanted)
    if not bench.empty(rows, "_ref_name"):
        found = e.lookup(found, _by_name(bench), on={"_ref_name": "name"}, take={"_named": "deal_id"})
        found = e.pick(
            found,
            {
                c: e.first(e.col("_deal"), e.col("_named")) if c == "_deal" else e.col(c)
                for c in found.columns
                if c not in ("_named", *wanted)
            },
        )
        found = e.lookup(found, deals, on={"_deal": "deal_id"}, take=wanted) if wanted else found
    found = e.keep(bench.con, found, bench.fresh("linked"))
    lost = found.filter(e.col("_deal").isnull())
    if not e.count(lost):
        return found
    gone = _refused_deals(bench)
    of_gone = e.matching(lost, gone, on={"_ref": "id"})
    bench.refuse(
        of_gone,
        "deleted-deal",
        e.call("concat", f"The {what} belongs to the deal ", e.col("_ref"), ", which was refused."),
    )
    others = e.matching(lost, gone, on={"_ref": "id"}, wanted=False)
    said = e.call(
        "concat",
        f"The {what} names the deal “",
        e.first(e.col("_ref"), e.col("_ref_name"), e.val("")),
        "”, which is in no file.",
    )
    bench.refuse(others, "no-deal", said)
    return found.filter(e.col("_deal").isnotnull())


def _written_out(text: e.Expr) -> e.Expr:
    return e.when([(e.call("starts_with", text, "006"), full_text(text))], text)


def _count_lost(rows: e.Relation, deals: e.Relation) -> int:
    """Count rows whose deal is in no file; by the ids alone, which is much less than the rows."""
    refs = e.pick(rows, {"_ref": e.first(e.col("_ref"), e.val(""))})
    return e.count(e.matching(refs, e.pick(deals, ["deal_id"]), on={"_ref": "deal_id"}, wanted=False))


def _by_name(bench: Bench) -> e.Relation:
    """Return deals by a name that only one bears."""
    named = e.group(
        bench.con.table("_deals").filter(e.col("name").isnotnull()),
        ["name"],
        {"deal_id": e.call("min", e.col("deal_id")), "n": e.counted()},
    )
    return e.keep(bench.con, named.filter(e.col("n") == e.val(1)), "_deal_names")


def _refused_deals(bench: Bench) -> e.Relation:
    """Return the ids of deals that stand in a file but were refused."""
    if not bench.has("_dead_deals"):
        ids = [
            e.pick(e.read(bench.con, path), {"id": _written_out(e.call("trim", e.col(column)))})
            for path, column in bench.deal_ids
        ]
        every = (
            e.stack(ids).distinct()
            if ids
            else e.of_values(bench.con, {"id": ("VARCHAR", [])}, name="_no_deals")
        )
        e.keep(
            bench.con,
            e.matching(every, bench.con.table("_deals"), on={"id": "deal_id"}, wanted=False),
            "_dead_deals",
        )
    return bench.con.table("_dead_deals")
