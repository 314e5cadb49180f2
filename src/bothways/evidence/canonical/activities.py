"""Calls, mails, meetings, notes and tasks: with whose words they are."""

from __future__ import annotations

from typing import Any

from bothways.evidence import engine as e
from bothways.evidence.canonical.accounts import with_account
from bothways.evidence.canonical.bench import Bench
from bothways.evidence.canonical.duplicates import single
from bothways.evidence.canonical.linking import with_deal
from bothways.evidence.canonical.people import People, owner_key
from bothways.evidence.canonical.sources import Sources
from bothways.evidence.mapping.words import bare
from bothways.evidence.tables import ACTIVITIES
from bothways.evidence.values import html_to_text, split_dated_notes

_KINDS = ("activities", "tasks", "meetings", "calls", "notes")
_DEFAULT = {
    "tasks": "task",
    "meetings": "meeting",
    "calls": "call",
    "notes": "note",
    "mails": "mail_out",
    "activities": "note",
}
_WORDS = {
    "call": ("call", "anruf", "telefonat", "appel", "llamada", "phone", "telefon"),
    "meeting": (
        "meeting",
        "event",
        "termin",
        "besprechung",
        "reunion",
        "rendez",
        "reunión",
        "demo",
        "lunch",
        "visit",
        "besuch",
        "visite",
        "visita",
    ),
    "mail_out": ("email", "mail", "e", "courriel", "correo"),
    "task": ("task", "aufgabe", "tache", "tarea", "todo", "to", "deadline", "follow"),
    "note": ("note", "notiz", "nota", "comment", "communication", "sms", "linkedin", "whatsapp"),
}
_IN = ("inbox", "in", "inbound", "incoming", "received", "eingehend", "entrant", "entrante", "incoming_email")
_MARKUP = r"<[A-Za-z/!][^>]*>|&(#\d+|#x[0-9A-Fa-f]+|[A-Za-z]+\d*);"


def build_activities(bench: Bench, sources: Sources, people: People) -> None:
    """Fill the activities."""
    parts = []
    _find_shared_ids(bench, sources)
    for kinds in (_KINDS, ("mails",)):
        rows = _stacked(sources, kinds)
        if rows is not None:
            parts.append(_one_kind(bench, sources, rows, kinds, people))
    if sources.maps("deals", "notes") and bench.has("_deals"):
        notes = _dated_notes(bench)
        parts += [notes] if notes is not None else []
    if parts:
        e.fill(bench.con, ACTIVITIES, e.stack(parts))


def _stacked(sources: Sources, kinds: tuple[str, ...]) -> e.Relation | None:
    parts = [sources.of(kind) for kind in kinds]
    found = [p for p in parts if p is not None]
    if not found:
        return None
    rows = e.stack(found)
    case = e.col("case_id") if "case_id" in rows.columns else e.val(None, "VARCHAR")
    return e.with_columns(rows, {"case_id": case})


def _find_shared_ids(bench: Bench, sources: Sources) -> None:
    """Keep `_shared_ids`: ids that rows of different kinds bear; a task and a mail may both be number 7."""
    found = [
        e.pick(rows, {"id": e.col("id"), "_kind": e.col("_kind")})
        for kinds in (_KINDS, ("mails",))
        if (rows := _stacked(sources, kinds)) is not None
    ]
    if found:
        kinds_of = e.group(
            e.stack(found).filter(e.col("id").isnotnull()), ["id"], {"n": e.distinct_count(e.col("_kind"))}
        )
        e.keep(bench.con, kinds_of.filter(e.col("n") > e.val(1)), "_shared_ids")


def _one_kind(
    bench: Bench, sources: Sources, rows: e.Relation, kinds: tuple[str, ...], people: People
) -> e.Relation:
    rows = _with_links(bench, sources, rows)
    made = e.call("concat", e.col("_kind"), ":", e.call("substr", _fingerprint(rows), 1, 16))
    rows = e.lookup(rows, bench.con.table("_shared_ids"), on={"id": "id"}, take={"_shared": "n"})
    own = e.when(
        [(e.col("_shared").isnotnull(), e.call("concat", e.col("_kind"), ":", e.col("id")))], e.col("id")
    )
    rows = e.with_columns(rows, {"activity_id": e.first(own, made)})
    rows = single(bench, sources, rows, "activities", "activity_id")
    rows = _about(bench, rows)
    rows = with_account(bench, e.with_columns(rows, {"_owner": owner_key()}))
    rows = e.lookup(rows, bench.con.table("_owners"), on={"_owner": "key"}, take={"_person": "person_id"})
    rows = _with_contact(bench, rows)
    rows = e.with_columns(rows, {"_word": e.first(e.col("kind"), e.val(""))})
    rows = e.lookup(
        rows, _kinds_of(bench, rows), on={"_word": "text", "_kind": "default"}, take={"_what": "kind"}
    )
    rows = _with_voice(bench, rows, people)
    rows = e.keep(bench.con, rows, bench.fresh("activities"))
    text = plain_texts(bench, rows, "text", "html")
    rows = (
        e.lookup(rows, text, on={"activity_id": "id"}, take={"_text": "plain"})
        if text is not None
        else e.with_columns(rows, {"_text": e.first(e.col("text"), e.col("html"))})
    )
    account = e.first(
        e.col("_account"), e.col("_about_account"), e.col("_deal_account"), e.col("_contact_account")
    )
    return e.pick(
        rows,
        {
            "activity_id": e.col("activity_id"),
            "deal_id": e.col("_deal"),
            "account_id": account,
            "contact_id": e.col("_contact"),
            "person_id": e.col("_person"),
            "at_day": e.col("at"),
            "at_second": e.col("at_second"),
            "kind": e.col("_what"),
            "voice": e.col("_voice"),
            "subject": e.col("subject"),
            "text": e.col("_text"),
        },
    )


def _fingerprint(rows: e.Relation) -> e.Expr:
    columns = sorted(c for c in rows.columns if not c.startswith("_"))
    return e.call(
        "md5",
        e.call("concat_ws", "\x1f", *(e.first(e.cast(e.col(c), "VARCHAR"), e.val("")) for c in columns)),
    )


def _with_links(bench: Bench, sources: Sources, rows: e.Relation) -> e.Relation:
    """Take deal, account and contact from a table of links, where a row names none itself."""
    links = sources.of("engagement_links")
    if links is None:
        return rows
    one = e.group(
        links.filter(e.col("engagement_id").isnotnull()),
        ["engagement_id"],
        {c: e.call("min", e.col(c)) for c in ("deal_id", "account_id", "contact_id")},
    )
    kept = e.keep(bench.con, one, "_engagement_links")
    found = e.lookup(
        rows, kept, on={"id": "engagement_id"}, take={"_d": "deal_id", "_a": "account_id", "_c": "contact_id"}
    )
    linked = {"deal_id": "_d", "account_id": "_a", "contact_id": "_c"}
    return e.pick(
        found, {c: e.first(e.col(c), e.col(linked[c])) if c in linked else e.col(c) for c in rows.columns}
    )


def _about(bench: Bench, rows: e.Relation) -> e.Relation:
    """Tell what the id of an activity's subject is of: a deal, an account, a case; refuse an unknown deal.

    Salesforce's WhatId names any object. Only what is said to be a deal (a prefix of 006, or a column of
    deal ids) is refused when no file has it; anything else is kept without the link.
    """
    rows = e.lookup(
        rows,
        bench.con.table("_account_keys_by_id"),
        on={"deal_id": "id"},
        take={"_about_account": "account_id"},
    )
    said = e.col("deal_id")
    is_deal = e.col("_about_account").isnull() & said.isnotnull()
    if bench.has("_deals"):
        found = e.lookup(rows, bench.con.table("_deals"), on={"deal_id": "deal_id"}, take={"_hit": "deal_id"})
        other = (
            ~e.call("starts_with", said, "006")
            & (e.call("length", said) >= e.val(15))
            & e.call("regexp_full_match", said, "[a-zA-Z0-9]{15,18}")
        )
        is_deal = is_deal & (e.col("_hit").isnotnull() | ~e.first(other, e.val(False)))
        rows = e.with_columns(
            found, {"_ref": e.when([(is_deal, said)], e.val(None, "VARCHAR")), "_ref_name": e.col("deal")}
        )
    else:
        rows = e.with_columns(
            rows,
            {"_ref": e.when([(is_deal, said)], e.val(None, "VARCHAR")), "_ref_name": e.val(None, "VARCHAR")},
        )
    named = e.col("_ref").isnotnull() | e.col("_ref_name").isnotnull()
    rows = e.keep(bench.con, e.with_columns(rows, {"_names_deal": named}), bench.fresh("about"))
    free = rows.filter(~e.col("_names_deal"))
    free = e.with_columns(free, {"_deal": e.val(None, "VARCHAR"), "_deal_account": e.val(None, "VARCHAR")})
    if not bench.has("_deals"):
        bound = e.with_columns(
            rows.filter(e.col("_names_deal")),
            {"_deal": e.col("_ref"), "_deal_account": e.val(None, "VARCHAR")},
        )
        return e.stack([free, bound])
    bound = with_deal(bench, rows.filter(e.col("_names_deal")), what="activity")
    bound = e.lookup(
        bound, bench.con.table("_deals"), on={"_deal": "deal_id"}, take={"_deal_account": "account_id"}
    )
    return e.stack([free, bound])


def _with_contact(bench: Bench, rows: e.Relation) -> e.Relation:
    contacts = bench.con.table("contacts")
    rows = e.lookup(
        rows,
        contacts,
        on={"contact_id": "contact_id"},
        take={"_c1": "contact_id", "_c1_account": "account_id"},
    )
    mails = e.group(
        e.pick(
            contacts.filter(e.col("email").isnotnull()),
            {
                "email": e.call("lower", e.col("email")),
                "contact_id": e.col("contact_id"),
                "account_id": e.col("account_id"),
            },
        ),
        ["email"],
        {
            "contact_id": e.call("min", e.col("contact_id")),
            "account_id": e.call("min", e.col("account_id")),
            "n": e.counted(),
        },
    )
    one = e.keep(bench.con, mails.filter(e.col("n") == e.val(1)), "_contact_mails")
    incoming = e.call("lower", e.first(e.col("direction"), e.val(""))).isin(*map(e.val, _IN)) | e.first(
        e.col("incoming"), e.val(False)
    )
    mail = e.call("lower", e.first(e.col("contact_email"), e.when([(incoming, e.col("from"))], e.col("to"))))
    rows = e.with_columns(rows, {"_mail": mail, "_incoming": incoming})
    rows = e.lookup(rows, one, on={"_mail": "email"}, take={"_c2": "contact_id", "_c2_account": "account_id"})
    return e.with_columns(
        rows,
        {
            "_contact": e.first(e.col("_c1"), e.col("_c2")),
            "_contact_account": e.first(e.col("_c1_account"), e.col("_c2_account")),
        },
    )


def _kinds_of(bench: Bench, rows: e.Relation) -> e.Relation:
    """Return the kind for each word that the CRM uses, and for none."""
    texts: list[str | None] = []
    defaults: list[str] = []
    kinds: list[str] = []
    for text, default in sorted(e.rows(e.pick(rows, {"t": e.col("_word"), "d": e.col("_kind")}).distinct())):
        words = bare(str(text)).split()
        found = next((kind for kind, known in _WORDS.items() if words and any(w in known for w in words)), "")
        own = _DEFAULT[str(default)]
        texts.append(str(text))
        defaults.append(str(default))
        # A file of mails or meetings says what it holds; the type of a row in it is finer (a call in Event).
        kinds.append(own if default in ("mails", "notes") else found or own)
    table: dict[str, tuple[str, list[Any]]] = {
        "text": ("VARCHAR", texts),
        "default": ("VARCHAR", defaults),
        "kind": ("VARCHAR", kinds),
    }
    return e.of_values(bench.con, table, name=bench.fresh("kinds"))


def _with_voice(bench: Bench, rows: e.Relation, people: People) -> e.Relation:
    """A mail that came in is the customer's own words, unless a colleague wrote it; all else is the rep's account."""
    own = sorted({p.email.rsplit("@", 1)[-1].casefold() for p in people.by_id.values() if "@" in p.email})
    domain = e.call(
        "regexp_extract",
        e.call("lower", e.first(e.col("from"), e.col("_mail"), e.val(""))),
        "@([a-z0-9.-]+)",
        1,
    )
    ours = domain.isin(*map(e.val, own)) if own else e.val(False)
    mail = e.col("_what") == e.val("mail_out")
    theirs = mail & e.col("_incoming") & ~ours
    return e.with_columns(
        rows,
        {
            "_what": e.when([(mail & e.col("_incoming"), e.val("mail_in"))], e.col("_what")),
            "_voice": e.when([(theirs, e.val("customer"))], e.val("rep")),
        },
    )


def plain_texts(bench: Bench, rows: e.Relation, *columns: str) -> e.Relation | None:
    """Return texts without markup by activity; only texts that hold any go through Python."""
    text = e.first(*(e.col(c) for c in columns))
    texts = e.pick(rows, {"id": e.col("activity_id"), "text": text}).filter(e.col("text").isnotnull())
    marked = e.call("regexp_matches", e.col("text"), _MARKUP)
    found = e.rows(e.pick(texts.filter(marked), {"t": e.col("text")}).distinct())
    if not found:
        return None
    raw = [str(r[0]) for r in found]
    table = e.of_values(
        bench.con,
        {"raw": ("VARCHAR", raw), "plain": ("VARCHAR", [html_to_text(t) or None for t in raw])},
        name=bench.fresh("plain"),
    )
    joined = e.lookup(
        e.with_columns(texts, {"_m": marked}), table, on={"text": "raw"}, take={"_plain": "plain"}
    )
    return e.keep(
        bench.con,
        e.pick(joined, {"id": e.col("id"), "plain": e.when([(e.col("_m"), e.col("_plain"))], e.col("text"))}),
        bench.fresh("texts"),
    )


def _dated_notes(bench: Bench) -> e.Relation | None:
    """Split the notes of deals: several in one cell, each with its day, become an activity each."""
    deals = e.lookup(
        bench.con.table("_deals0"),
        bench.con.table("_deals"),
        on={"deal_id": "deal_id"},
        take={"_owner": "owner_id", "_acc": "account_id"},
    )
    rows = e.rows(e.pick(deals.filter(e.col("notes").isnotnull()), ["deal_id", "_owner", "_acc", "notes"]))
    made: dict[str, list[object]] = {
        c: [] for c in ("activity_id", "deal_id", "account_id", "person_id", "at_day", "text")
    }
    undated = 0
    for deal_id, owner, account, notes in sorted(rows):
        # In order of their days: cells are often not, and then the number of a note would depend on chance.
        found = sorted(split_dated_notes(html_to_text(str(notes))), key=lambda n: (n[0] is None, n[0], n[1]))
        for number, (day, text) in enumerate(found, 1):
            undated += day is None
            for column, value in zip(
                made,
                (
                    f"{deal_id}/note/{number}",
                    deal_id,
                    account,
                    owner,
                    (day.toordinal() - 719163) if day else None,
                    text,
                ),
                strict=True,
            ):
                made[column].append(value)
    if not made["activity_id"]:
        return None
    if undated:
        bench.say(
            f"{undated:,} {'note has' if undated == 1 else 'notes have'} no day of {'its' if undated == 1 else 'their'} own."
        )
    types = {"at_day": "INTEGER"}
    table = e.of_values(bench.con, {c: (types.get(c, "VARCHAR"), v) for c, v in made.items()}, name="_notes")
    more = {
        "contact_id": e.val(None, "VARCHAR"),
        "at_second": e.val(None, "BIGINT"),
        "kind": e.val("note"),
        "voice": e.val("rep"),
        "subject": e.val(None, "VARCHAR"),
    }
    return e.pick(e.with_columns(table, more), ACTIVITIES.names)
