"""What customers signal: cases and tickets with the time to their first reply, scores, churn."""

from __future__ import annotations

from bothways.evidence import engine as e
from bothways.evidence.canonical.accounts import with_account
from bothways.evidence.canonical.activities import plain_texts
from bothways.evidence.canonical.bench import Bench
from bothways.evidence.canonical.duplicates import single
from bothways.evidence.canonical.people import People
from bothways.evidence.canonical.sources import Sources
from bothways.evidence.mapping.words import bare
from bothways.evidence.tables import SIGNALS


def build_signals(bench: Bench, sources: Sources, people: People) -> None:
    """Fill the signals."""
    rows = sources.of("cases")
    if rows is None:
        return
    rows = _with_links(bench, sources, rows)
    made = e.call(
        "md5",
        e.call(
            "concat_ws",
            "\x1f",
            *(
                e.first(e.cast(e.col(c), "VARCHAR"), e.val(""))
                for c in ("account", "account_id", "contact_id", "at", "score", "subject", "text")
            ),
        ),
    )
    rows = e.with_columns(
        rows, {"signal_id": e.first(e.col("id"), e.col("number"), e.call("substr", made, 1, 16))}
    )
    rows = with_account(bench, single(bench, sources, rows, "cases", "signal_id"))
    contacts = bench.con.table("contacts")
    rows = e.lookup(
        rows,
        contacts,
        on={"contact_id": "contact_id"},
        take={"_contact": "contact_id", "_contact_account": "account_id"},
    )
    rows = e.lookup(rows, _kinds(bench, rows), on={"kind": "text"}, take={"_what": "kind"})
    replies = _first_replies(bench, sources, rows, people)
    rows = e.lookup(rows, replies, on={"signal_id": "id"}, take={"_reply": "second"})
    if bench.has("_deals"):
        rows = e.lookup(rows, bench.con.table("_deals"), on={"deal_id": "deal_id"}, take={"_deal": "deal_id"})
    else:
        rows = e.with_columns(rows, {"_deal": e.col("deal_id")})
    rows = e.keep(bench.con, e.with_columns(rows, {"activity_id": e.col("signal_id")}), "_signals")
    text = plain_texts(bench, rows, "text")
    rows = (
        e.lookup(rows, text, on={"signal_id": "id"}, take={"_text": "plain"})
        if text is not None
        else e.with_columns(rows, {"_text": e.col("text")})
    )
    kind = e.first(e.col("_what"), e.when([(e.col("score").isnotnull(), e.val("nps"))], e.val("case")))
    columns = {
        "signal_id": e.col("signal_id"),
        "kind": kind,
        "account_id": e.first(e.col("_account"), e.col("_contact_account")),
        "contact_id": e.col("_contact"),
        "deal_id": e.col("_deal"),
        "at_day": e.col("at"),
        "at_second": e.col("at_second"),
        "first_reply_second": e.first(e.col("first_reply_second"), e.col("_reply")),
        "closed_day": e.col("closed"),
        "status": e.col("status"),
        "score": e.col("score"),
        "subject": e.col("subject"),
        "text": e.col("_text"),
    }
    e.fill(bench.con, SIGNALS, e.pick(rows, columns))


def _kinds(bench: Bench, rows: e.Relation) -> e.Relation:
    texts = sorted(
        str(r[0]) for r in e.rows(e.pick(rows, {"t": e.col("kind")}).distinct()) if r[0] is not None
    )
    known = [next((k for k in ("nps", "churn", "case") if k in bare(t).split()), None) for t in texts]
    return e.of_values(
        bench.con, {"text": ("VARCHAR", texts), "kind": ("VARCHAR", known)}, name="_signal_kinds"
    )


def _with_links(bench: Bench, sources: Sources, rows: e.Relation) -> e.Relation:
    links = sources.of("ticket_links")
    if links is None:
        return rows
    one = e.group(
        links.filter(e.col("ticket_id").isnotnull()),
        ["ticket_id"],
        {c: e.call("min", e.col(c)) for c in ("deal_id", "account_id", "contact_id")},
    )
    kept = e.keep(bench.con, one, "_ticket_links")
    found = e.lookup(
        rows, kept, on={"id": "ticket_id"}, take={"_d": "deal_id", "_a": "account_id", "_c": "contact_id"}
    )
    linked = {"deal_id": "_d", "account_id": "_a", "contact_id": "_c"}
    return e.pick(
        found, {c: e.first(e.col(c), e.col(linked[c])) if c in linked else e.col(c) for c in rows.columns}
    )


def _first_replies(bench: Bench, sources: Sources, cases: e.Relation, people: People) -> e.Relation:
    """Return the first moment after a case came at which one of the own people wrote to the customer."""
    parts = []
    comments = sources.of("case_comments")
    if comments is not None:
        # A comment that is not published is a talk among colleagues; the customer never saw it.
        seen = comments.filter(e.first(e.col("is_published"), e.val(True)))
        own = e.of_values(
            bench.con,
            {"id": ("VARCHAR", sorted({k for p in people.by_id.values() for k in (p.id, *p.aliases)}))},
            name="_own_people",
        )
        known = seen.filter(e.col("by_id").isnull())
        ours = e.stack([known, e.matching(seen, own, on={"by_id": "id"})])
        parts.append(e.pick(ours, {"id": e.col("parent_id"), "second": e.col("at_second")}))
    mails = sources.of("mails")
    if mails is not None:
        out = mails.filter(e.col("case_id").isnotnull() & ~e.first(e.col("incoming"), e.val(True)))
        parts.append(e.pick(out, {"id": e.col("case_id"), "second": e.col("at_second")}))
    if not parts:
        return e.of_values(bench.con, {"id": ("VARCHAR", []), "second": ("BIGINT", [])}, name="_replies")
    replies = e.lookup(
        e.stack(parts),
        e.pick(cases, {"signal_id": e.col("signal_id"), "came": e.col("at_second")}),
        on={"id": "signal_id"},
        take={"_came": "came"},
    )
    after = replies.filter(e.col("second") >= e.col("_came"))
    return e.keep(bench.con, e.group(after, ["id"], {"second": e.call("min", e.col("second"))}), "_replies")
