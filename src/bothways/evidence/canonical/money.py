"""One currency for all cents: what the export or a small file says a unit of another is worth, or a refusal.

A rate is what Salesforce's CurrencyType.ConversionRate is: units of that currency for one unit of the
corporate currency, so an amount in the corporate currency is amount / rate. A rates file may be TOML
(`base = "EUR"`, `[rates]`, `USD = 1.08`) or a table with the columns currency and rate.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bothways.evidence import engine as e
from bothways.evidence.canonical.bench import Bench, some
from bothways.evidence.canonical.sources import Sources
from bothways.terms import Refusal


@dataclass(frozen=True, slots=True)
class Rates:
    """The base currency ("" where none is named), and each currency's rate: units of it for one of the base."""

    base: str
    rates: Mapping[str, float]
    dated: tuple[tuple[str, float, int, int], ...] = ()  # currency, rate, first day, day after the last

    def worth(self) -> dict[str, float]:
        """Return what one unit of each currency is worth in the base."""
        return {code: 1 / rate for code, rate in self.rates.items()}


def read_rates(path: Path | None) -> Rates:
    """Read a rates file in TOML.

    Raises:
        Refusal: `rates` when it is none, or a rate is not above 0.
    """
    if path is None or path.suffix.lower() != ".toml":
        return Rates("", {})
    if not path.is_file():
        raise Refusal("no-path", f"There is no file at {path}.", hint="Give the file with the rates.")
    try:
        document = tomllib.loads(path.read_text("utf-8-sig"))
        base = str(document.get("base", "")).upper()
        rates = {str(code).upper(): float(rate) for code, rate in document.get("rates", {}).items()}
    except (OSError, UnicodeDecodeError, ValueError, TypeError, AttributeError) as bad:
        raise Refusal(
            "rates",
            f"{path.name} can't be read as rates: {bad}.",
            hint='Write base = "EUR" and, under [rates], USD = 1.08.',
        ) from bad
    _check(rates)
    return Rates(base, rates | ({base: 1.0} if base else {}))


def collect_rates(sources: Sources, given: Rates) -> Rates:
    """Put together the rates of a file that was given and those of the export; the file's word holds."""
    base, rates = given.base, dict(given.rates)
    dated: list[tuple[str, float, int, int]] = []
    relation = sources.of("rates")
    rows: list[dict[str, Any]] = (
        [dict(zip(relation.columns, r, strict=True)) for r in e.rows(relation)]
        if relation is not None
        else []
    )
    for row in sorted(rows, key=lambda r: (str(r["currency"]), r["from_day"] or 0)):
        code, rate = str(row["currency"] or "").upper(), row["rate"]
        if not code or rate is None:
            continue
        if row["from_day"] is not None:
            dated.append(
                (
                    code,
                    float(rate),
                    int(row["from_day"]),
                    int(row["until_day"]) if row["until_day"] is not None else 10**6,
                )
            )
        else:
            rates.setdefault(code, float(rate))
        if row["is_corporate"] and not base:
            base = code
    _check(rates)
    ones = [code for code, rate in rates.items() if rate == 1]
    if not base and len(ones) == 1:
        base = ones[0]
    return Rates(base, rates, tuple(dated))


def _check(rates: Mapping[str, float]) -> None:
    for code, rate in rates.items():
        if not rate > 0:
            raise Refusal(
                "rates",
                f"The rate of {code} is {rate}: it must be above 0.",
                hint="A rate says how many units one unit of the base currency buys.",
            )


def with_factor(bench: Bench, deals: e.Relation, rates: Rates) -> tuple[e.Relation, str]:
    """Add `_currency` and `_factor` (what one unit of the deal's currency is worth in the base); return the base.

    Raises:
        Refusal: `rate` when a currency has none.
    """
    own = e.first(e.call("upper", e.col("currency")), e.col("amount_in"))
    deals = e.with_columns(deals, {"_currency": own})
    found = [str(r[0]) for r in e.rows(e.pick(deals, ["_currency"]).distinct()) if r[0] is not None]
    converted = e.count(deals.filter(e.col("amount_converted").isnotnull()))
    if converted:
        return e.with_columns(deals, {"_factor": e.val(1.0, "DOUBLE")}), rates.base or _converted_into(deals)
    if len(found) <= 1 and not (rates.base and found and found[0] != rates.base):
        return e.with_columns(deals, {"_factor": e.val(1.0, "DOUBLE")}), found[0] if found else rates.base
    base = rates.base
    missing = sorted(
        code
        for code in found
        if code != base and code not in rates.rates and code not in {d[0] for d in rates.dated}
    )
    if not base or missing:
        named = ", ".join(missing or sorted(found))
        raise Refusal(
            "rate",
            f"The deals are in {', '.join(sorted(found))}, and no rate is known for {named}."
            if base
            else f"The deals are in {', '.join(sorted(found))}, and nothing says which is the currency of the report.",
            hint='Give --rates rates.toml with base = "EUR" and, under [rates], USD = 1.08 (one EUR is 1.08 USD).',
            data={"currencies": sorted(found), "missing": missing},
        )
    worth = rates.worth() | {base: 1.0}
    table = e.of_values(
        bench.con,
        {"code": ("VARCHAR", list(worth)), "worth": ("DOUBLE", list(worth.values()))},
        name="_worth",
    )
    deals = e.lookup(deals, table, on={"_currency": "code"}, take={"_factor": "worth"})
    unnamed = e.count(deals.filter(e.col("_currency").isnull() & e.col("amount").isnotnull()))
    if unnamed:
        bench.say(
            f"{some(unnamed, 'deal names no currency and counts', 'deals name no currency and count')} as {base}."
        )
    deals = e.with_columns(
        deals, {"_factor": e.when([(e.col("_currency").isnull(), e.val(1.0, "DOUBLE"))], e.col("_factor"))}
    )
    return (_dated(bench, deals, rates) if rates.dated else deals), base


def _converted_into(deals: e.Relation) -> str:
    """Return the currency of amounts that the CRM converted: the named one, else the one that needed no converting."""
    named = e.pick(deals, {"c": e.first(e.col("currency_converted"), e.col("amount_converted_in"))})
    codes = [str(r[0]).upper() for r in e.rows(named.distinct()) if r[0]]
    if codes:
        return codes[0] if len(codes) == 1 else ""
    other = e.counted(e.col("amount") != e.col("amount_converted"))
    by_code = e.group(deals, ["_currency"], {"n": e.call("count", e.col("amount_converted")), "other": other})
    same = [str(code) for code, n, others in e.rows(by_code) if code and n and not others]
    return same[0] if len(same) == 1 else ""


def _dated(bench: Bench, deals: e.Relation, rates: Rates) -> e.Relation:
    """Use the rate of the day on which a deal closes, where the export has dated rates."""
    columns: dict[str, tuple[str, list[Any]]] = {
        "code": ("VARCHAR", [d[0] for d in rates.dated]),
        "worth": ("DOUBLE", [1 / d[1] for d in rates.dated]),
        "first_day": ("INTEGER", [d[2] for d in rates.dated]),
        "after": ("INTEGER", [d[3] for d in rates.dated]),
    }
    table = e.of_values(bench.con, columns, name="_dated_worth")
    days = e.pick(deals, {"code": e.col("_currency"), "close": e.col("close")}).distinct()
    matched = days.set_alias("l").join(
        table.set_alias("r"),
        (e.of_alias("l", "code") == e.of_alias("r", "code"))
        & (e.of_alias("l", "close") >= e.of_alias("r", "first_day"))
        & (e.of_alias("l", "close") < e.of_alias("r", "after")),
        how="inner",
    )
    by_day = matched.select(
        e.of_alias("l", "code").alias("code"), e.of_alias("l", "close").alias("close"), e.col("worth")
    )
    best = e.keep(
        bench.con,
        e.group(by_day, ["code", "close"], {"worth": e.call("max", e.col("worth"))}),
        "_worth_by_day",
    )
    deals = e.lookup(deals, best, on={"_currency": "code", "close": "close"}, take={"_dated": "worth"})
    missing = e.count(deals.filter(e.col("_dated").isnull() & e.col("_factor").isnull()))
    if missing:
        bench.say(
            f"{some(missing, 'deal closes', 'deals close')} on a day for which no dated rate is known: "
            "no amount is known in the common currency."
        )
    return e.with_columns(deals, {"_factor": e.first(e.col("_dated"), e.col("_factor"))})


def in_base(cents: e.Expr) -> e.Expr:
    """Return cents in the base currency for cents in the deal's own (column `_factor`)."""
    exact = e.col("_factor") == e.val(1.0, "DOUBLE")
    return e.when(
        [(exact, cents)], e.try_cast(e.call("round", e.cast(cents, "DOUBLE") * e.col("_factor")), "BIGINT")
    )
