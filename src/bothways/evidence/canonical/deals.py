"""Deals: identity, duplicates, stage, money, owner, account; and the products they are of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bothways.evidence import engine as e
from bothways.evidence.canonical.accounts import with_account
from bothways.evidence.canonical.bench import Bench, some
from bothways.evidence.canonical.duplicates import DUPLICATE, single
from bothways.evidence.canonical.money import Rates, in_base, with_factor
from bothways.evidence.canonical.people import owner_key
from bothways.evidence.canonical.sources import Sources
from bothways.evidence.canonical.stages import build_stages, stage_key
from bothways.evidence.canonical.staging import columns_of
from bothways.evidence.mapping import KINDS, Question, StageGuess, type_of
from bothways.evidence.tables import DEALS

_SEP = "\x1f"
_MONTHS = 5  # so many deals that all close on a first are no chance
# What says something of a deal beside its id, and what all rows of one deal share in a report with products.
_SAYS = (
    "stage",
    "stage_id",
    "status",
    "is_won",
    "is_closed",
    "amount",
    "close",
    "created",
    "owner",
    "owner_id",
    "owner_email",
    "probability",
)
_ALIKE = (
    "name",
    "amount",
    "close",
    "created",
    "stage",
    "status",
    "owner",
    "owner_id",
    "account",
    "account_id",
)


@dataclass(frozen=True, slots=True)
class DealsBuilt:
    """What came of the deals: the base currency, and what the stages were taken for."""

    currency: str
    stages: list[StageGuess]


def identify(bench: Bench, sources: Sources) -> e.Relation | None:
    """Return the deals with `deal_id`, one row each, as `_deals0`; None where no file holds deals."""
    rows = sources.of("deals")
    if rows is None:
        return None
    # A remark in the first column, under a header that calls it an id, is no deal.
    said = e.first(*(e.cast(e.col(c), "VARCHAR") for c in _SAYS)).isnotnull()
    named = (
        (e.col("id").isnotnull() & said)
        | e.col("name").isnotnull()
        | e.col("account").isnotnull()
        | e.col("account_id").isnotnull()
    )
    made = e.call(
        "md5",
        e.call(
            "concat_ws",
            _SEP,
            *(
                e.first(e.cast(e.col(c), "VARCHAR"), e.val(""))
                for c in ("name", "account_id", "account", "created")
            ),
        ),
    )
    made = e.first(e.col("id"), e.call("concat", "x", e.call("substr", made, 1, 15)))
    rows = _kept(bench, sources, e.with_columns(rows, {"deal_id": made, "_named": named}))
    nameless = rows.filter(e.col("_named") == e.val(False))
    if e.count(nameless):
        bench.refuse(nameless, "no-name", "It has no name and no account, nor an id with anything beside it.")
        rows = rows.filter(e.col("_named"))
    rows = _split_products(bench, sources, rows)
    return e.view(bench.con, single(bench, sources, rows, "deals", "deal_id", computed=True), "_deals0")


def _kept(bench: Bench, sources: Sources, rows: e.Relation) -> e.Relation:
    """Keep the rows, but not the columns that no file has: of the many fields of a deal few are mapped."""
    has = {c for s in sources.tables("deals") for c in bench.con.table(s.name).columns} | {"deal_id"}
    absent = {
        name: type_ for field in KINDS["deals"].fields for name, type_ in columns_of(field) if name not in has
    }
    kept = e.keep(bench.con, e.pick(rows, [c for c in rows.columns if c not in absent]), "_deal_rows")
    return e.with_columns(kept, {name: e.val(None, type_) for name, type_ in absent.items()})


def _split_products(bench: Bench, sources: Sources, rows: e.Relation) -> e.Relation:
    """Take a report of deals with their products apart: a deal stands there once a product, its amount each time.

    Keeps `_joined_lines`, and returns the rows with one a deal. With an id it is plain; by the name alone
    they could be several deals, and it is asked.
    """
    if not sources.maps("deals", "product") or not (
        sources.maps("deals", "close") and sources.maps("deals", "amount")
    ):
        return rows
    rows = e.keep(bench.con, rows, bench.fresh("rows"))
    alike = e.call("concat_ws", _SEP, *(e.first(e.cast(e.col(c), "VARCHAR"), e.val("")) for c in _ALIKE))
    marked = e.with_columns(rows, {"_alike": alike})
    groups = e.group(
        marked.filter(e.col("amount").isnotnull()),
        ["deal_id"],
        {
            "n": e.counted(),
            "alike": e.distinct_count(e.col("_alike")),
            "products": e.distinct_count(e.col("product")),
        },
    )
    joined = groups.filter(
        (e.col("n") > e.val(1)) & (e.col("alike") == e.val(1)) & (e.col("products") > e.val(1))
    )
    joined = e.keep(bench.con, joined, "_joined_deals")
    n = e.count(joined)
    if not n:
        return rows
    if not sources.maps("deals", "id"):
        question = Question(
            "products",
            f"{some(n, 'deal stands', 'deals stand')} in several rows that differ only by the product. What are they?",
            (
                ("lines", "one deal with several products: its amount counts once"),
                ("deals", "several deals: each amount counts"),
            ),
            tuple(
                str(r[0])
                for r in e.rows(
                    e.pick(e.matching(rows, joined, on={"deal_id": "deal_id"}), ["name"])
                    .distinct()
                    .order("name"),
                    limit=3,
                )
            ),
        )
        if bench.ask(question) != "lines":
            return rows
    several = e.matching(rows, joined, on={"deal_id": "deal_id"})
    order = ["product", "line_total", "line_quantity"]
    several = e.windowed(several, {"_copy": e.ROW_NUMBER}, by=["deal_id", *order], order=["_f", "_row"])
    several = e.keep(bench.con, several, bench.fresh("several"))
    if bench.answer("duplicates") != "keep":
        bench.refuse(several.filter(e.col("_copy") > e.val(1)), "duplicate", DUPLICATE)
        several = several.filter(e.col("_copy") == e.val(1))
    several = e.windowed(several, {"_nth": e.ROW_NUMBER}, by=["deal_id"], order=[*order, "_copy"])
    number = e.call("concat", e.col("deal_id"), "/", e.cast(e.col("_nth"), "VARCHAR"))
    several = e.keep(
        bench.con, e.with_columns(several, {"line_id": number, "_deal": e.col("deal_id")}), "_joined_lines"
    )
    bench.say(
        f"{some(n, 'deal stands', 'deals stand')} there once a product; each amount counts once, and the products are lines."
    )
    # The main product is found from the lines, so that the first row's is not taken for it.
    first = e.pick(
        several.filter(e.col("_nth") == e.val(1)),
        {c: e.val(None, "VARCHAR") if c == "product" else e.col(c) for c in rows.columns},
    )
    return e.stack([e.matching(rows, joined, on={"deal_id": "deal_id"}, wanted=False), first])


def build_deals(
    bench: Bench, sources: Sources, deals: e.Relation, *, rates: Rates, stages: Mapping[str, str]
) -> DealsBuilt:
    """Keep `_deals` (canonical rows before products), and fill the stages."""
    plain = deals  # without all that is looked up below, which would be looked up for each question again
    top = e.one(e.group(deals, [], {"top": e.call("max", e.col("probability"))}))[0]
    deals, currency = with_factor(bench, deals, rates)
    guesses = build_stages(bench, sources, deals, given=stages)
    deals = e.with_columns(deals, {"_stage": stage_key(), "_owner": owner_key()})
    deals = e.lookup(
        deals,
        bench.con.table("_stages"),
        on={"_stage": "key"},
        take={"_pipeline": "pipeline", "_label": "stage", "_meaning": "meaning", "_forecast": "forecast"},
    )
    deals = e.lookup(deals, bench.con.table("_owners"), on={"_owner": "key"}, take={"_owner_id": "person_id"})
    deals = with_account(bench, _from_links(bench, sources, deals))
    deals = _with_types(bench, deals, plain)
    share = (
        e.col("probability") / e.val(100.0, "DOUBLE") if top is not None and top > 1 else e.col("probability")
    )
    amount = e.first(e.col("amount_converted"), in_base(e.col("amount")))
    done = e.first(e.col("_meaning"), e.val("open")) != e.val("open")
    close = e.when(
        [(done, e.first(e.col("actual_close"), e.col("won_at"), e.col("lost_at"), e.col("close")))],
        e.col("close"),
    )
    if _in_months(bench, plain):
        close = e.when([(done, close)], e.month_end(e.col("close")))
    columns = {
        "deal_id": e.col("deal_id"),
        "name": e.col("name"),
        "account_id": e.col("_account"),
        "owner_id": e.col("_owner_id"),
        "type": e.col("_type"),
        "pipeline": e.col("_pipeline"),
        "stage": e.col("_label"),
        "meaning": e.col("_meaning"),
        "forecast": e.col("_forecast"),
        "amount_cents": amount,
        "original_cents": e.col("amount"),
        "currency": e.first(e.col("_currency"), e.val(currency or None, "VARCHAR")),
        "created_day": e.col("created"),
        "close_day": close,
        "probability": e.when(
            [((share >= e.val(0.0, "DOUBLE")) & (share <= e.val(1.0, "DOUBLE")), share)],
            e.val(None, "DOUBLE"),
        ),
        "product": e.col("product"),
        "region": e.col("region"),
        "segment": e.col("segment"),
        "source": e.col("source"),
        "competitor": e.col("competitor"),
        "reason": e.col("reason"),
        "next_step": e.col("next_step"),
        "last_activity_day": e.col("last_activity"),
        "_factor": e.col("_factor"),
    }
    e.keep(bench.con, e.pick(deals, columns), "_deals")
    return DealsBuilt(currency, guesses)


def _in_months(bench: Bench, deals: e.Relation) -> bool:
    """Say whether the days of closing are months: all are firsts. An open deal is then due until its month ends."""
    first = e.counted(
        e.month_end(e.col("close") - e.val(1, "INTEGER")) == e.col("close") - e.val(1, "INTEGER")
    )
    values = {
        "n": e.call("count", e.col("close")),
        "firsts": first,
        "different": e.distinct_count(e.col("close")),
    }
    n, firsts, different = e.one(e.group(deals, [], values))
    if firsts < n or n < _MONTHS or different < 2:
        return False
    bench.say(
        "The deals close in months, not on days: an open one is taken to be due on the last day of its month."
    )
    return True


def _from_links(bench: Bench, sources: Sources, deals: e.Relation) -> e.Relation:
    """Take a deal's account from a table of links, where the deal itself names none."""
    links = sources.of("deal_accounts")
    if links is None:
        return deals
    one = e.group(
        links.filter(e.col("deal_id").isnotnull()),
        ["deal_id"],
        {"account_id": e.call("min", e.col("account_id"))},
    )
    found = e.lookup(
        deals,
        e.keep(bench.con, one, "_deal_accounts"),
        on={"deal_id": "deal_id"},
        take={"_linked": "account_id"},
    )
    return e.pick(
        found,
        {
            c: e.first(e.col("account_id"), e.col("_linked")) if c == "account_id" else e.col(c)
            for c in deals.columns
        },
    )


def _with_types(bench: Bench, deals: e.Relation, plain: e.Relation) -> e.Relation:
    texts = sorted(str(r[0]) for r in e.rows(e.pick(plain, ["type"]).distinct()) if r[0] is not None)
    read = {text: type_of(text) for text in texts}
    unknown = [text for text, known in read.items() if known is None]
    if unknown:
        shown = ", ".join(f"“{t}”" for t in unknown[:5]) + (" …" if len(unknown) > 5 else "")
        bench.say(
            f"Types of deals that are neither new, renewal nor expansion by their names are unknown: {shown}."
        )
    table = e.of_values(
        bench.con, {"text": ("VARCHAR", list(read)), "type": ("VARCHAR", list(read.values()))}, name="_types"
    )
    return e.lookup(deals, table, on={"type": "text"}, take={"_type": "type"})


def fill_deals(bench: Bench) -> None:
    """Fill the deals: region and segment of the account, else region of the owner; main product of the lines."""
    deals = bench.con.table("_deals")
    accounts = bench.con.table("_accounts")
    deals = e.lookup(
        deals,
        accounts,
        on={"account_id": "account_id"},
        take={"_a_region": "region", "_a_segment": "segment"},
    )
    deals = e.lookup(
        deals, bench.con.table("people"), on={"owner_id": "person_id"}, take={"_p_region": "region"}
    )
    columns = {c.name: e.col(c.name) for c in DEALS.columns}
    columns["region"] = e.first(e.col("region"), e.col("_a_region"), e.col("_p_region"))
    columns["segment"] = e.first(e.col("_a_segment"), e.col("segment"))
    e.fill(bench.con, DEALS, e.pick(deals, columns))
