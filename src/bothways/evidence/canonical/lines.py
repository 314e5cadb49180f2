"""Products of deals, and orders: order lines by salesperson become won deals with lines."""

from __future__ import annotations

from bothways.evidence import engine as e
from bothways.evidence.canonical.accounts import with_account
from bothways.evidence.canonical.bench import Bench
from bothways.evidence.canonical.duplicates import single
from bothways.evidence.canonical.linking import with_deal
from bothways.evidence.canonical.money import Rates, in_base, with_factor
from bothways.evidence.canonical.people import People, owner_key
from bothways.evidence.canonical.sources import Sources
from bothways.evidence.mapping import StageGuess
from bothways.evidence.tables import DEAL_LINES

ORDERED = StageGuess("", "Ordered", "won", "an order is a deal that was won", 1.0, 1, "closed")


def build_lines(bench: Bench, sources: Sources, people: People) -> None:
    """Fill the lines of deals and of orders; take main products from them."""
    lines = sources.of("lines")
    parts = []
    if lines is not None:
        lines = e.with_columns(
            lines, {"_ref": e.first(e.col("deal_id"), e.val(None, "VARCHAR")), "_ref_name": e.col("deal")}
        )
        lines = with_deal(bench, lines, what="line")
        parts.append(_priced(bench, sources, _identified(bench, sources, lines, "lines"), people))
    if bench.has("_orders1"):
        parts.append(
            _priced(
                bench, sources, _identified(bench, sources, bench.con.table("_orders1"), "orders"), people
            )
        )
    if bench.has("_joined_lines"):
        joined = bench.con.table("_joined_lines")
        columns = {
            "line_id": e.col("line_id"),
            "deal_id": e.col("_deal"),
            "product": e.col("product"),
            "family": e.val(None, "VARCHAR"),
            "quantity": e.col("line_quantity"),
            "list_cents": e.val(None, "BIGINT"),
            "total_cents": in_base(e.col("line_total")),
            "cost_cents": e.val(None, "BIGINT"),
            "approved_by": e.val(None, "VARCHAR"),
        }
        parts.append(
            e.pick(
                e.lookup(
                    joined, bench.con.table("_deals"), on={"_deal": "deal_id"}, take={"_factor": "_factor"}
                ),
                columns,
            )
        )
    if parts:
        kept = e.keep(bench.con, e.stack(parts), "_lines")
        e.fill(bench.con, DEAL_LINES, kept)
        _main_products(bench, kept)


def _identified(bench: Bench, sources: Sources, lines: e.Relation, kind: str) -> e.Relation:
    """Give each line an id: its own, else the deal's with a number that the content decides."""
    if kind == "lines" and sources.maps("lines", "id"):
        lines = e.with_columns(
            lines,
            {
                "line_id": e.first(
                    e.col("id"), e.call("concat", e.col("_deal"), "/", e.cast(e.col("_row"), "VARCHAR"))
                )
            },
        )
        return single(bench, sources, lines, "lines", "line_id")
    order = ["product_id", "product", "total", "quantity", "unit_price", "cost"]
    lines = e.windowed(lines, {"_n": e.ROW_NUMBER}, by=["_deal"], order=order)
    return e.with_columns(
        lines, {"line_id": e.call("concat", e.col("_deal"), "/", e.cast(e.col("_n"), "VARCHAR"))}
    )


def _priced(bench: Bench, sources: Sources, lines: e.Relation, people: People) -> e.Relation:
    products = sources.of("products")
    if products is not None:
        products = products.filter(e.col("id").isnotnull() & e.col("name").isnotnull())
        by_id = e.group(
            products,
            ["id"],
            {
                n: e.call("min", e.col(c))
                for n, c in (
                    ("name", "name"),
                    ("group", "group"),
                    ("list_price", "list_price"),
                    ("unit_cost", "unit_cost"),
                )
            },
        )
        take = {"_p_name": "name", "_p_family": "group", "_p_list": "list_price", "_p_cost": "unit_cost"}
        lines = e.lookup(lines, e.keep(bench.con, by_id, "_products"), on={"product_id": "id"}, take=take)
    else:
        nothing = {"_p_name": "VARCHAR", "_p_family": "VARCHAR", "_p_list": "BIGINT", "_p_cost": "BIGINT"}
        lines = e.with_columns(lines, {n: e.val(None, t) for n, t in nothing.items()})
    lines = e.lookup(
        lines, _approvers(bench, lines, people), on={"approved_by": "text"}, take={"_approver": "person_id"}
    )
    lines = e.lookup(lines, bench.con.table("_deals"), on={"_deal": "deal_id"}, take={"_factor": "_factor"})
    quantity = e.first(e.col("quantity"), e.val(1.0, "DOUBLE"))

    def times(price: e.Expr) -> e.Expr:
        return e.try_cast(e.call("round", e.cast(price, "DOUBLE") * quantity), "BIGINT")

    share = e.when(
        [(e.col("discount") > e.val(1.0, "DOUBLE"), e.col("discount") / e.val(100.0, "DOUBLE"))],
        e.first(e.col("discount"), e.val(0.0, "DOUBLE")),
    )
    after = e.try_cast(
        e.call("round", e.cast(times(e.col("unit_price")), "DOUBLE") * (e.val(1.0, "DOUBLE") - share)),
        "BIGINT",
    )
    total = e.first(e.col("total"), after)
    full = e.first(times(e.first(e.col("list_price"), e.col("_p_list"))), times(e.col("unit_price")))
    columns = {
        "line_id": e.col("line_id"),
        "deal_id": e.col("_deal"),
        "product": e.first(e.col("_p_name"), e.col("product"), e.col("product_id")),
        "family": e.first(e.col("family"), e.col("_p_family")),
        "quantity": e.col("quantity"),
        "list_cents": in_base(full),
        "total_cents": in_base(total),
        "cost_cents": in_base(e.first(e.col("cost"), times(e.first(e.col("unit_cost"), e.col("_p_cost"))))),
        "approved_by": e.col("_approver"),
    }
    return e.pick(lines, columns)


def _approvers(bench: Bench, lines: e.Relation, people: People) -> e.Relation:
    texts = sorted(str(r[0]) for r in e.rows(e.pick(lines, ["approved_by"]).distinct()) if r[0] is not None)
    found = [people.find(text) or text for text in texts]
    return e.of_values(
        bench.con,
        {"text": ("VARCHAR", texts), "person_id": ("VARCHAR", found)},
        name=bench.fresh("approvers"),
    )


def _main_products(bench: Bench, lines: e.Relation) -> None:
    """Give each deal without a product of its own that with the largest total of its lines."""
    named = lines.filter(e.col("product").isnotnull())
    totals = e.group(
        named,
        ["deal_id", "product"],
        {"total": e.call("sum", e.first(e.col("total_cents"), e.val(0, "BIGINT")))},
    )
    ranked = e.windowed(totals, {"_rank": e.ROW_NUMBER}, by=["deal_id"], order=["-total", "product"])
    top = e.keep(bench.con, ranked.filter(e.col("_rank") == e.val(1)), "_top_products")
    deals = bench.con.table("_deals")
    found = e.lookup(deals, top, on={"deal_id": "deal_id"}, take={"_top": "product"})
    e.keep(
        bench.con,
        e.pick(
            found,
            {
                c: e.first(e.col("product"), e.col("_top")) if c == "product" else e.col(c)
                for c in deals.columns
            },
        ),
        "_deals",
    )


def orders_as_deals(bench: Bench, sources: Sources, rates: Rates) -> tuple[e.Relation, str] | None:
    """Return orders as won deals (the columns of `_deals`), one an order and salesperson, and their currency.

    The order lines with their deal stay as `_orders1`.
    """
    orders = sources.of("orders")
    if orders is None:
        return None
    bench.refuse(orders.filter(e.col("deal_id").isnull()), "no-name", "It names no order.")
    orders = e.with_columns(orders.filter(e.col("deal_id").isnotnull()), {"_owner": owner_key()})
    orders = e.lookup(
        orders, bench.con.table("_owners"), on={"_owner": "key"}, take={"_owner_id": "person_id"}
    )
    orders = with_account(bench, orders)
    regions = sources.of("regions")
    names = (
        e.pick(regions, {"id": e.col("id"), "name": e.col("name")})
        if regions is not None
        else e.of_values(bench.con, {"id": ("VARCHAR", []), "name": ("VARCHAR", [])}, name="_no_regions")
    )
    one = e.group(names.filter(e.col("id").isnotnull()), ["id"], {"name": e.call("min", e.col("name"))})
    orders = e.lookup(
        orders, e.keep(bench.con, one, "_regions"), on={"region_id": "id"}, take={"_region": "name"}
    )
    orders = e.keep(bench.con, orders, "_orders0")
    sellers = e.group(orders, ["deal_id"], {"n": e.distinct_count(e.first(e.col("_owner_id"), e.val("")))})
    orders = e.lookup(
        orders, e.keep(bench.con, sellers, "_sellers"), on={"deal_id": "deal_id"}, take={"_sellers": "n"}
    )
    several = e.call("concat", e.col("deal_id"), " / ", e.first(e.col("_owner_id"), e.val("nobody")))
    total = e.first(
        e.col("total"),
        e.try_cast(e.call("round", e.cast(e.col("unit_price"), "DOUBLE") * e.col("quantity")), "BIGINT"),
    )
    orders = e.with_columns(
        orders,
        {"_deal": e.when([(e.col("_sellers") > e.val(1), several)], e.col("deal_id")), "_total": total},
    )
    orders = e.keep(bench.con, orders, "_orders1")
    whole = e.group(
        orders,
        ["_deal"],
        {
            "name": e.call("min", e.col("deal_id")),
            "account_id": e.call("min", e.col("_account")),
            "owner_id": e.call("min", e.col("_owner_id")),
            "amount": e.cast(e.call("sum", e.col("_total")), "BIGINT"),
            "ordered": e.call("min", e.col("ordered")),
            "currency": e.call("min", e.col("currency")),
            "amount_in": e.call("min", e.col("total_in")),
            "region": e.call("min", e.first(e.col("region"), e.col("_region"))),
        },
    )
    whole = e.with_columns(
        whole,
        {
            "close": e.col("ordered"),
            "amount_converted": e.val(None, "BIGINT"),
            "currency_converted": e.val(None, "VARCHAR"),
            "amount_converted_in": e.val(None, "VARCHAR"),
        },
    )
    whole, currency = with_factor(bench, whole, rates)
    columns = {
        "deal_id": e.col("_deal"),
        "name": e.col("name"),
        "account_id": e.col("account_id"),
        "owner_id": e.col("owner_id"),
        "stage": e.val(ORDERED.stage),
        "meaning": e.val("won"),
        "forecast": e.val("closed"),
        "amount_cents": in_base(e.col("amount")),
        "original_cents": e.col("amount"),
        "currency": e.first(e.col("_currency"), e.val(currency or None, "VARCHAR")),
        "created_day": e.col("ordered"),
        "close_day": e.col("ordered"),
        "region": e.col("region"),
        "_factor": e.col("_factor"),
    }
    return e.pick(whole, columns), currency
