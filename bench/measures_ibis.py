# ruff: noqa: E501 - queries and expressions stand in long lines
"""The measures of deals as Ibis expressions: what the portable layer would look like on Ibis."""

from __future__ import annotations

from typing import Any

import ibis
from ibis import _

from bothways.terms import Period

BYS = ("all", "team", "rep", "region", "product", "segment")
FIELDS = {
    "stage": ("old_text", "stage"),
    "amount": ("old_number", "amount_cents"),
    "close": ("old_number", "close_day"),
}
FLAGS = ("won_in", "lost_in", "closed_in", "in_start", "from_created", "from_reopened", "from_moved", "to_moved", "is_up", "is_down",
         "in_end", "created_in", "open_now", "pushed_in", "pulled_in", "renewal_in", "renewed_in")  # fmt: skip
SUMS = (("won_in", "amount"), ("closed_in", "amount"), ("in_start", "entry"), ("from_created", "entry"), ("from_reopened", "entry"),
        ("from_moved", "entry"), ("is_up", "change"), ("is_down", "change"), ("to_moved", "exit"), ("lost_in", "exit"), ("won_in", "exit"),
        ("in_end", "exit"), ("created_in", "amount"), ("open_now", "amount"), ("pushed_in", "amount"), ("pulled_in", "amount"),
        ("renewal_in", "amount"), ("renewed_in", "amount"), ("open_now", "pushes"))  # fmt: skip
MEDIANS = (("won_in", "amount"), ("won_in", "cycle"), ("open_now", "age"), ("open_now", "touch"))


def _stood(con: Any, start: int) -> Any:
    changes = con.table("deal_changes").filter(_.at_day > start, _.field.isin(list(FIELDS)))
    changes = changes.mutate(moment=ibis.coalesce(_.at_second, _.at_day.cast("int64") * 86_400 + 86_399))
    deals = con.table("deals")
    born = deals.filter(_.created_day > start).select("deal_id", "created_day")
    after = changes.join(born, "deal_id").filter(_.at_day > _.created_day)
    for rows, s in ((changes, "s"), (after, "c")):
        firsts = rows.group_by("deal_id").aggregate(
            **{
                f"{n}_{s}_old": rows[old].argmin(rows.moment, where=rows.field == n)
                for n, (old, _p) in FIELDS.items()
            },
            **{f"{n}_{s}_n": rows.count(where=rows.field == n) for n in FIELDS},
        )
        deals = deals.left_join(firsts, "deal_id").drop("deal_id_right")
    for s in ("s", "c"):
        deals = deals.mutate(**{
            f"{n}_{s}": ibis.ifelse((deals[f"{n}_{s}_n"] > 0).fill_null(False), deals[f"{n}_{s}_old"], deals[present])
            for n, (_o, present) in FIELDS.items()
        })  # fmt: skip
    settled = (
        (deals.meaning != "open")
        & (deals.close_day <= start)
        & (deals.created_day <= start)
        & deals.stage_s_n.isnull()
    )
    return deals.filter(~settled.fill_null(False))


def _facts(con: Any, stood: Any, period: Period, now: int) -> Any:
    first, last, start, end = (
        period.first_day,
        period.last_day,
        period.first_day - 1,
        min(now, period.last_day),
    )
    ch = con.table("deal_changes").filter(_.field.isin(["close", "stage"])).semi_join(stood, "deal_id")
    is_push = (ch.field == "close") & (ch.new_number > ch.old_number) & (ch.new_number > ch.at_day)
    is_pull = (ch.field == "close") & (ch.new_number < ch.old_number) & (ch.new_number > ch.at_day)
    inside = ch.at_day.between(first, end)
    totals = ch.group_by("deal_id").aggregate(
        staged=ch.count(where=ch.field == "stage"), pushes=ch.count(where=is_push),
        pushed=ch.count(where=is_push & inside), pulled=ch.count(where=is_pull & inside),
    )  # fmt: skip
    d = stood.left_join(totals, "deal_id").drop("deal_id_right")

    def meaning(s: str, day: Any) -> Any:
        stage, moved = d[f"stage_{s}"], (d[f"stage_{s}_n"] > 0).fill_null(False)
        then = ibis.ifelse(stage == "Won", "won", ibis.ifelse(stage == "Lost", "lost", "open"))
        early = (d.meaning != "open") & (d.staged.fill_null(0) == 0) & (d[f"close_{s}"] > day)
        return ibis.ifelse(moved, then, ibis.ifelse(early.fill_null(False), "open", d.meaning))

    d = d.mutate(
        meaning_s=meaning("s", start), meaning_c=meaning("c", d.created_day),
        there_s=(d.created_day <= start).fill_null(True), there_e=(d.created_day <= end).fill_null(True),
        due=d.close_day.between(first, last).fill_null(False), due_s=d.close_s.between(first, last).fill_null(False),
        due_c=d.close_c.between(first, last).fill_null(False),
    )  # fmt: skip
    d = d.mutate(
        won_in=d.due & (d.meaning == "won"), lost_in=d.due & (d.meaning == "lost"), closed_in=d.due & (d.meaning != "open"),
        in_start=d.there_s & (d.meaning_s == "open") & d.due_s, open_now=d.meaning == "open", in_end=d.due & (d.meaning == "open"),
        came=~d.there_s & d.there_e & (d.meaning_c == "open") & d.due_c,
        entry=ibis.ifelse(d.there_s, d.amount_s, d.amount_c).fill_null(0), exit=d.amount_cents.fill_null(0),
    )  # fmt: skip
    d = d.mutate(scope=d.in_start | d.in_end | d.closed_in | d.came, change=d.exit - d.entry)
    d = d.mutate(
        from_created=d.scope & ~d.there_s, from_reopened=d.scope & d.there_s & (d.meaning_s != "open"),
        from_moved=d.scope & d.there_s & (d.meaning_s == "open") & ~d.in_start, to_moved=d.scope & ~d.in_end & ~d.closed_in,
        is_up=d.scope & (d.change > 0), is_down=d.scope & (d.change < 0), amount=d.amount_cents,
        created_in=d.created_day.between(first, end).fill_null(False), renewal_in=(d.type == "renewal") & d.closed_in,
        renewed_in=(d.type == "renewal") & d.won_in, pushed_in=(d.pushed > 0).fill_null(False),
        pulled_in=(d.pulled > 0).fill_null(False), pushes=d.pushes.fill_null(0),
        cycle=ibis.ifelse(d.close_day >= d.created_day, d.close_day - d.created_day, None), age=now - d.created_day,
    )  # fmt: skip
    keep = (
        d.won_in
        | d.lost_in
        | d.in_start
        | d.from_created
        | d.from_reopened
        | d.from_moved
        | d.open_now
        | d.created_in
        | d.pushed_in
    )
    d = d.filter(keep | d.pulled_in)
    done = con.table("activities").filter(_.at_day <= now).semi_join(d.filter(d.open_now), "deal_id")
    touches = done.group_by("deal_id").aggregate(touched=done.at_day.max())
    d = d.left_join(touches, "deal_id").drop("deal_id_right")
    people = con.table("people").select("person_id", "team")
    d = d.left_join(people, d.owner_id == people.person_id)
    keys = {
        "rep": d.owner_id,
        "team": d.team,
        "region": d.region,
        "product": d["product"],
        "segment": d.segment,
    }
    return d.select(
        "deal_id", *FLAGS, "amount", "entry", "exit", "change", "cycle", "age", "pushes",
        touch=now - ibis.coalesce(d.touched, d.last_activity_day), **{name: key.fill_null("") for name, key in keys.items()},
    )  # fmt: skip


def deals_in_ibis(native: Any, *, period: Period, now: int) -> dict[str, Any]:
    """Compute the measures of deals; return the rows by level."""
    con = ibis.duckdb.from_connection(native)
    stood = con.create_table("ibis_stood", _stood(con, period.first_day - 1), temp=True, overwrite=True)
    facts = con.create_table("ibis_facts", _facts(con, stood, period, now), temp=True, overwrite=True)
    sums = {f"n_{flag}": facts[flag].sum() for flag in FLAGS}
    sums |= {f"s_{flag}_{value}": facts[value].sum(where=facts[flag]) for flag, value in SUMS}
    sums |= {
        f"q_{f}_{v}": (facts[v].cast("float64") ** 2).sum(where=facts[f])
        for f, v in (("won_in", "amount"), ("closed_in", "amount"))
    }
    found: dict[str, Any] = {}
    for by in BYS:
        grouped = facts.aggregate(**sums) if by == "all" else facts.group_by(by).aggregate(**sums)
        found[by] = grouped.to_pyarrow().to_pylist()
        for flag, value in MEDIANS:
            rows = facts.filter(facts[flag], facts[value].notnull())
            rows = rows.select(key=ibis.literal("") if by == "all" else rows[by], v=rows[value])
            counted = rows.group_by("key", "v").aggregate(times=rows.count())
            window = ibis.window(group_by="key", order_by="v", following=0)
            counted = counted.mutate(
                n=counted.times.sum().over(group_by="key"), last=counted.times.sum().over(window)
            )
            low = (
                ((counted.n - 1.2815515655446004 * counted.n.cast("float64").sqrt()) / 2)
                .floor()
                .cast("int64")
            )
            low = ibis.greatest(low, 1)
            ranks = ((counted.n + 1) // 2, counted.n // 2 + 1, low, counted.n + 1 - low)
            wanted = [(counted["last"] >= rank) & (counted["last"] - counted.times < rank) for rank in ranks]
            found[f"{by}/{flag}/{value}"] = counted.filter(ibis.or_(*wanted)).to_pyarrow().to_pylist()
    return found
