"""Rows that stand there twice: refused when all is the same, told apart when it is not."""

from __future__ import annotations

from bothways.evidence import engine as e
from bothways.evidence.canonical.bench import Bench, some
from bothways.evidence.canonical.sources import Sources

_SEP = "\x1f"
DUPLICATE = "It is the same as another row, in every column. The answer duplicates=keep counts it too."


def single(
    bench: Bench,
    sources: Sources,
    rows: e.Relation,
    kind: str,
    key: str,
    *,
    name: str = "",
    computed: bool = False,
) -> e.Relation:
    """Return rows with one row a key.

    A row that equals another is refused as a duplicate; for deals (in every column of the file) the answer
    `duplicates` = `keep` counts it too. Deals of one key that differ are kept, told apart as “key (2)”, with
    a notice: two deals may share a number, and losing one is worse than asking. Of other rows of one
    key that differ, one is kept and the others are refused. What comes first is decided by content, never
    by place, so the order of the rows changes nothing. `computed`: the rows are a table already.
    """
    rows = rows if computed else e.keep(bench.con, rows, name or bench.fresh("rows"))
    total, different = e.one(e.group(rows, [], {"n": e.counted(), "k": e.distinct_count(e.col(key))}))
    if total == different:
        return rows
    repeated = e.group(rows, [key], {"_n": e.counted()}).filter(e.col("_n") > e.val(1))
    several = e.matching(rows, repeated, on={key: key})
    if kind == "deals":
        content = _content(bench, sources, kind)
        several = e.lookup(several, content, on={"_f": "_f", "_row": "_row"}, take={"_content": "content"})
    else:
        mapped = [c for c in rows.columns if not c.startswith("_")]
        texts = (e.first(e.cast(e.col(c), "VARCHAR"), e.val("")) for c in sorted(mapped))
        several = e.with_columns(several, {"_content": e.call("md5", e.call("concat_ws", _SEP, *texts))})
    several = e.windowed(several, {"_copy": e.ROW_NUMBER}, by=[key, "_content"], order=["_f", "_row"])
    several = e.keep(bench.con, several, bench.fresh("several"))
    again = several.filter(e.col("_copy") > e.val(1))
    if kind != "deals" or bench.answer("duplicates") != "keep":
        reason = DUPLICATE if kind == "deals" else "It is the same as another row."
        bench.refuse(again, "duplicate", reason)
        several = several.filter(e.col("_copy") == e.val(1))
    several = e.windowed(several, {"_nth": e.ROW_NUMBER}, by=[key], order=["_content", "_copy"])
    several = e.keep(bench.con, several, bench.fresh("several"))
    second = several.filter(e.col("_nth") > e.val(1))
    alone = e.matching(rows, repeated, on={key: key}, wanted=False)
    if kind != "deals":
        bench.refuse(second, "same-id", "Another row with the same id was kept.")
        kept = e.pick(several.filter(e.col("_nth") == e.val(1)), rows.columns)
        return e.keep(bench.con, e.stack([alone, kept]), name or bench.fresh("rows"))
    more = e.count(second)
    if more:
        bench.say(
            f"{some(more, 'deal has', 'deals have')} the id of another row but other content; "
            "they are kept, told apart as “… (2)”."
        )
    numbered = e.call("concat", e.col(key), " (", e.cast(e.col("_nth"), "VARCHAR"), ")")
    told = e.with_columns(several, {key: e.when([(e.col("_nth") > e.val(1), numbered)], e.col(key))})
    return e.keep(bench.con, e.stack([alone, e.pick(told, rows.columns)]), name or bench.fresh("rows"))


def _content(bench: Bench, sources: Sources, kind: str) -> e.Relation:
    """Return a hash of the whole raw row, all its columns, for each row of a kind."""
    parts = []
    for staged in sources.tables(kind):
        raw = e.read(bench.con, staged.raw.parquet)
        # By label, so that the order of the columns changes nothing either.
        order = sorted(range(len(staged.raw.columns)), key=lambda i: staged.raw.columns[i])
        whole = e.call("md5", e.call("concat_ws", _SEP, *(e.first(e.col(f"c{i}"), e.val("")) for i in order)))
        parts.append(
            e.pick(raw, {"_f": e.val(staged.number, "INTEGER"), "_row": e.col("_row"), "content": whole})
        )
    return e.stack(parts)
