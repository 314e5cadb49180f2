"""Accounts and contacts: from their files, and accounts from every name that a deal gives."""

from __future__ import annotations

from bothways.evidence import engine as e
from bothways.evidence.canonical.bench import Bench, some
from bothways.evidence.canonical.duplicates import single
from bothways.evidence.canonical.people import owner_key
from bothways.evidence.canonical.sources import Sources
from bothways.evidence.tables import ACCOUNTS, CONTACTS

_NAMED = (
    "deals",
    "orders",
    "contacts",
    "cases",
    "activities",
    "tasks",
    "meetings",
    "calls",
    "notes",
    "mails",
)


def build_accounts(bench: Bench, sources: Sources) -> None:
    """Keep `_accounts` (canonical rows), and `_account_keys`: reference → account id.

    A reference is `id:…` or `name:…`. An account that no file has, but a row names, is kept by that name.
    """
    parts = []
    found = sources.of("accounts")
    if found is not None:
        found = e.with_columns(found, {"account_id": e.first(e.col("id"), e.col("name"))})
        nameless = found.filter(e.col("account_id").isnull())
        bench.refuse(nameless, "no-name", "It has no name and no id.")
        found = single(
            bench, sources, found.filter(e.col("account_id").isnotnull()), "accounts", "account_id"
        )
        found = e.lookup(
            e.with_columns(found, {"_owner": owner_key()}),
            bench.con.table("_owners"),
            on={"_owner": "key"},
            take={"_owner_id": "person_id"},
        )
        parts.append(
            e.pick(
                found,
                {
                    "account_id": e.col("account_id"),
                    "name": e.first(e.col("name"), e.col("account_id")),
                    "segment": e.col("segment"),
                    "region": e.col("region"),
                    "country": e.col("country"),
                    "owner_id": e.col("_owner_id"),
                    "employees": e.col("employees"),
                    "created_day": e.col("created"),
                    "customer_since_day": e.col("customer_since"),
                    "_file": e.val(True),
                },
            )
        )
    known = e.keep(bench.con, parts[0], "_accounts_known") if parts else None
    named = [pairs for kind in _NAMED if (pairs := _pairs(sources, kind)) is not None]
    if known is None and not named:
        _empty(bench)
        return
    extra = _unknown(bench, known, e.stack(named)) if named else None
    everybody = [r for r in (known, extra) if r is not None]
    accounts = e.keep(bench.con, e.stack(everybody), "_accounts")
    _keys(bench, accounts)
    e.fill(bench.con, ACCOUNTS, accounts)


def _pairs(sources: Sources, kind: str) -> e.Relation | None:
    relation = sources.of(kind)
    if relation is None:
        return None
    return (
        e.pick(relation, {"id": e.col("account_id"), "name": e.col("account")})
        .filter(e.col("id").isnotnull() | e.col("name").isnotnull())
        .distinct()
    )


def _unknown(bench: Bench, known: e.Relation | None, pairs: e.Relation) -> e.Relation:
    """Return accounts that rows name and no file has."""
    with_id = e.group(pairs.filter(e.col("id").isnotnull()), ["id"], {"name": e.call("min", e.col("name"))})
    by_name = pairs.filter(e.col("id").isnull()).filter(e.col("name").isnotnull())
    by_name = e.pick(by_name.distinct(), {"id": e.col("name"), "name": e.col("name")})
    if known is not None:
        with_id = e.matching(with_id, known, on={"id": "account_id"}, wanted=False)
        by_name = e.matching(by_name, known, on={"name": "name"}, wanted=False)
        # An id column may hold names, and a name column ids: both are known already.
        by_name = e.matching(by_name, known, on={"name": "account_id"}, wanted=False)
    by_name = e.matching(
        by_name, with_id.filter(e.col("name").isnotnull()), on={"name": "name"}, wanted=False
    )
    extra = e.keep(bench.con, e.stack([with_id, by_name]), "_accounts_extra")
    columns = {
        "account_id": e.col("id"),
        "name": e.first(e.col("name"), e.col("id")),
        "segment": e.val(None, "VARCHAR"),
        "region": e.val(None, "VARCHAR"),
        "country": e.val(None, "VARCHAR"),
        "owner_id": e.val(None, "VARCHAR"),
        "employees": e.val(None, "BIGINT"),
        "created_day": e.val(None, "INTEGER"),
        "customer_since_day": e.val(None, "INTEGER"),
        "_file": e.val(False),
    }
    n = e.count(extra)
    if known is not None and n:
        bench.say(
            f"{some(n, 'account is', 'accounts are')} named by other rows but in no file of accounts; "
            "they are kept by the name or id given."
        )
    return e.pick(extra, columns)


def _keys(bench: Bench, accounts: e.Relation) -> None:
    e.keep(
        bench.con,
        e.pick(accounts, {"id": e.col("account_id"), "account_id": e.col("account_id")}),
        "_account_keys_by_id",
    )
    ids = e.pick(
        accounts, {"key": e.call("concat", "id:", e.col("account_id")), "account_id": e.col("account_id")}
    )
    names = e.group(accounts, ["name"], {"account_id": e.call("min", e.col("account_id")), "n": e.counted()})
    twice = e.count(names.filter(e.col("n") > e.val(1)))
    if twice:
        bench.say(
            f"{some(twice, 'name is', 'names are')} borne by several accounts; rows that give only such "
            "a name have no account."
        )
    single_names = names.filter(e.col("n") == e.val(1))
    named = e.pick(
        single_names, {"key": e.call("concat", "name:", e.col("name")), "account_id": e.col("account_id")}
    )
    e.keep(bench.con, e.stack([ids, named]), "_account_keys")


def _empty(bench: Bench) -> None:
    e.of_values(bench.con, {"key": ("VARCHAR", []), "account_id": ("VARCHAR", [])}, name="_account_keys")
    e.of_values(bench.con, {"id": ("VARCHAR", []), "account_id": ("VARCHAR", [])}, name="_account_keys_by_id")
    columns: dict[str, tuple[str, list[str]]] = {c.name: (c.type, []) for c in ACCOUNTS.columns}
    e.of_values(bench.con, columns, name="_accounts")


def with_account(bench: Bench, relation: e.Relation, *, name: str = "_account") -> e.Relation:
    """Add the account id of rows that have `account_id` and `account` (the name)."""
    keys = bench.con.table("_account_keys")
    keyed = e.with_columns(
        relation,
        {
            "_by_id": e.call("concat", "id:", e.first(e.col("account_id"), e.col("account"))),
            "_by_name": e.call("concat", "name:", e.first(e.col("account"), e.col("account_id"))),
        },
    )
    found = e.lookup(keyed, keys, on={"_by_id": "key"}, take={"_id1": "account_id"})
    found = e.lookup(found, keys, on={"_by_name": "key"}, take={"_id2": "account_id"})
    kept = {c: e.col(c) for c in relation.columns}
    return e.pick(found, kept | {name: e.first(e.col("_id1"), e.col("_id2"))})


def build_contacts(bench: Bench, sources: Sources) -> None:
    """Fill the contacts."""
    found = sources.of("contacts")
    if found is None:
        return
    whole = e.call(
        "nullif", e.call("trim", e.call("concat_ws", " ", e.col("first_name"), e.col("last_name"))), ""
    )
    found = e.with_columns(found, {"name": e.first(e.col("name"), whole)})
    found = e.with_columns(found, {"contact_id": e.first(e.col("id"), e.col("email"), e.col("name"))})
    bench.refuse(
        found.filter(e.col("contact_id").isnull()), "no-name", "It has no name, no mail address and no id."
    )
    found = single(bench, sources, found.filter(e.col("contact_id").isnotnull()), "contacts", "contact_id")
    found = with_account(bench, found)
    columns = {
        "contact_id": e.col("contact_id"),
        "account_id": e.col("_account"),
        "name": e.col("name"),
        "title": e.col("title"),
        "email": e.col("email"),
        "created_day": e.col("created"),
    }
    e.fill(bench.con, CONTACTS, e.pick(found, columns))
