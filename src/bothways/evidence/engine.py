"""The one small file that speaks an engine's own SQL (DuckDB's).

It gives expressions (`col`, `val`, `call`, `when` …) and steps over relations (`lookup`, `group`,
`ranked` …) of which the import is built. Measures never come here for arithmetic: they are portable
expressions (see `measures`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
from duckdb import Expression as Expr

from bothways.evidence.tables import TABLES, Table

Connection = duckdb.DuckDBPyConnection
Relation = duckdb.DuckDBPyRelation
# Between two values, and for an unknown one: signs that no text of a CRM holds.
_BETWEEN, _UNKNOWN = "\x1f", "\x1e"


def connect(*, threads: int | None = None, spill: Path | None = None) -> Connection:
    """Open an in-memory DuckDB that never reaches for the network.

    Args:
        threads: how many it may use; all where None.
        spill: a folder for what does not fit into memory.
    """
    config: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "preserve_insertion_order": "true",
    }
    if threads:
        config["threads"] = str(threads)
    if spill:
        config["temp_directory"] = str(spill)
    return duckdb.connect(":memory:", config=config)


def quoted(name: str) -> str:
    """Quote an identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str | Path) -> str:
    """Quote a string."""
    return "'" + str(text).replace("'", "''") + "'"


# --- expressions ---------------------------------------------------------------------------------


def col(name: str) -> Expr:
    """Return a column."""
    return duckdb.ColumnExpression(name)


def val(value: Any, type_: str = "") -> Expr:
    """Return a constant; with a type where it is None or should be cast."""
    constant = duckdb.ConstantExpression(value)
    return constant.cast(duckdb.type(type_)) if type_ else constant


def call(function: str, *arguments: Expr | str | int | float) -> Expr:
    """Call a function or aggregate of the engine; plain Python values become constants."""
    return duckdb.FunctionExpression(function, *(a if isinstance(a, Expr) else val(a) for a in arguments))


def first(*expressions: Expr) -> Expr:
    """Return the first that is not NULL."""
    return expressions[0] if len(expressions) == 1 else duckdb.CoalesceOperator(*expressions)


def when(cases: Sequence[tuple[Expr, Expr]], otherwise: Expr | None = None) -> Expr:
    """Return the value of the first condition that holds."""
    result = duckdb.CaseExpression(*cases[0])
    for condition, value in cases[1:]:
        result = result.when(condition, value)
    return result.otherwise(otherwise) if otherwise is not None else result


def cast(expression: Expr, type_: str) -> Expr:
    """Cast; a value that doesn't fit is an error of the engine."""
    return expression.cast(duckdb.type(type_))


def try_cast(expression: Expr, type_: str) -> Expr:
    """Cast; a value that doesn't fit becomes NULL."""
    return duckdb.SQLExpression(f"TRY_CAST(({expression}) AS {type_})")


def counted(condition: Expr | None = None) -> Expr:
    """Count rows, or those for which a condition holds."""
    return call("count_if", condition) if condition is not None else duckdb.SQLExpression("count(*)")


def distinct_count(expression: Expr) -> Expr:
    """Count the different values."""
    return duckdb.SQLExpression(f"count(DISTINCT {expression})")


def day_number(moment: Expr) -> Expr:
    """Return the day number (since 1970-01-01) of a date or timestamp."""
    return cast(call("date_diff", "day", val("1970-01-01", "DATE"), cast(moment, "DATE")), "INTEGER")


def second_number(moment: Expr) -> Expr:
    """Return the second number (since 1970-01-01 UTC) of a timestamp."""
    return cast(call("epoch", moment), "BIGINT")


# --- steps over relations ------------------------------------------------------------------------


def read(con: Connection, path: Path) -> Relation:
    """Read a Parquet file."""
    return con.read_parquet(str(path))


def keep(con: Connection, relation: Relation, name: str) -> Relation:
    """Compute a relation once and keep it as a table of that name."""
    con.execute(f"DROP TABLE IF EXISTS {quoted(name)}")
    relation.create(name)
    return con.table(name)


def with_columns(relation: Relation, columns: Mapping[str, Expr]) -> Relation:
    """Add columns, or replace those of the same name."""
    kept = [col(name) for name in relation.columns if name not in columns]
    return relation.select(*kept, *(e.alias(name) for name, e in columns.items()))


def pick(relation: Relation, columns: Mapping[str, Expr] | Iterable[str]) -> Relation:
    """Return just these columns."""
    if isinstance(columns, Mapping):
        return relation.select(*(e.alias(name) for name, e in columns.items()))
    return relation.select(*(col(name) for name in columns))


def lookup(left: Relation, right: Relation, *, on: Mapping[str, str], take: Mapping[str, str]) -> Relation:
    """Add columns of the matching row of `right` (NULL where none matches).

    Args:
        left: the rows.
        right: rows that are unique by their side of `on`; a second match would double the left one.
        on: column of left → column of right.
        take: new column → column of right.
    """
    r = right.select(
        *(col(c).alias(f"__on{i}") for i, c in enumerate(on.values())),
        *(col(c).alias(f"__take{i}") for i, c in enumerate(take.values())),
    )
    condition: Expr | None = None
    for i, c in enumerate(on):
        part = duckdb.ColumnExpression("l", c) == duckdb.ColumnExpression("r", f"__on{i}")
        condition = part if condition is None else condition & part
    assert condition is not None  # noqa: S101 - `on` is never empty
    joined = left.set_alias("l").join(r.set_alias("r"), condition, how="left")
    kept = [duckdb.ColumnExpression("l", c).alias(c) for c in left.columns if c not in take]
    return joined.select(*kept, *(duckdb.ColumnExpression("r", f"__take{i}").alias(n) for i, n in enumerate(take)))


def matching(left: Relation, right: Relation, *, on: Mapping[str, str], wanted: bool = True) -> Relation:
    """Keep the rows of `left` that have (or, with `wanted=False`, have not) a match in `right`."""
    r = right.select(*(col(c).alias(f"__on{i}") for i, c in enumerate(on.values())))
    condition: Expr | None = None
    for i, c in enumerate(on):
        part = duckdb.ColumnExpression("l", c) == duckdb.ColumnExpression("r", f"__on{i}")
        condition = part if condition is None else condition & part
    assert condition is not None  # noqa: S101 - `on` is never empty
    return left.set_alias("l").join(r.set_alias("r"), condition, how="semi" if wanted else "anti")


def group(relation: Relation, keys: Sequence[str], values: Mapping[str, Expr]) -> Relation:
    """Aggregate by keys."""
    expressions = [col(k) for k in keys] + [e.alias(n) for n, e in values.items()]
    if not keys:
        return relation.aggregate(expressions)
    return relation.aggregate(expressions, ", ".join(quoted(k) for k in keys))


def windowed(relation: Relation, name: str, function: str, *, by: Sequence[str], order: Sequence[str]) -> Relation:
    """Add a window function's result: `row_number()`, `lag(x)` …, by keys, in an order ("column" or "-column")."""
    partition = f"PARTITION BY {', '.join(quoted(k) for k in by)} " if by else ""
    ordered = ", ".join(f"{quoted(o.lstrip('-'))} {'DESC' if o[0] == '-' else 'ASC'} NULLS LAST" for o in order)
    over = f"({partition}{'ORDER BY ' + ordered if ordered else ''})"
    kept = ", ".join(quoted(c) for c in relation.columns if c != name)
    return relation.project(f"{kept}, {function} OVER {over} AS {quoted(name)}")


def lagged(column: str) -> str:
    """Return the window function for the previous row's value of a column."""
    return f"lag({quoted(column)})"


def stack(relations: Sequence[Relation]) -> Relation:
    """Put relations of the same columns under each other, duplicates and all."""
    result = relations[0]
    for relation in relations[1:]:
        result = result.union(relation.select(*(col(c) for c in result.columns)))
    return result


def unnested(relation: Relation, name: str, expression: Expr) -> Relation:
    """Make a row of each element of a list, in a column of that name."""
    return relation.select(*(col(c) for c in relation.columns if c != name), call("unnest", expression).alias(name))


def of_values(con: Connection, columns: Mapping[str, tuple[str, Sequence[Any]]], *, name: str = "") -> Relation:
    """Make a relation of Python values: column → (type, values); kept as a table where a name is given."""
    parts = ", ".join(f"unnest(?::{type_}[]) AS {quoted(c)}" for c, (type_, _) in columns.items())
    table = name or "__values"
    con.execute(f"CREATE OR REPLACE TABLE {quoted(table)} AS SELECT {parts}", [list(v) for _, v in columns.values()])
    return con.table(table)


def rows(relation: Relation, *, limit: int | None = None) -> list[tuple[Any, ...]]:
    """Fetch rows as Python values."""
    return (relation.limit(limit) if limit is not None else relation).fetchall()


def one(relation: Relation) -> tuple[Any, ...]:
    """Fetch the single row of an aggregate."""
    row = relation.fetchone()
    assert row is not None  # noqa: S101 - an aggregate always answers
    return tuple(row)


def count(relation: Relation) -> int:
    """Count the rows."""
    return int(one(relation.aggregate("count(*)"))[0])


# --- canonical tables ----------------------------------------------------------------------------


def empty_table(con: Connection, table: Table, *, name: str | None = None) -> None:
    """Create a canonical table without rows."""
    columns = ", ".join(f"{quoted(c.name)} {c.type}" for c in table.columns)
    con.execute(f"CREATE OR REPLACE TABLE {quoted(name or table.name)} ({columns})")


def fill(con: Connection, table: Table, relation: Relation) -> Relation:
    """Append rows to a canonical table; columns that the relation lacks stay NULL."""
    has = set(relation.columns)
    columns = [
        cast(col(c.name), c.type).alias(c.name) if c.name in has else val(None, c.type).alias(c.name)
        for c in table.columns
    ]
    relation.select(*columns).insert_into(table.name)
    return con.table(table.name)


def write_parquet(con: Connection, table: Table, path: Path) -> int:
    """Write the table of that name to Parquet, in its schema's column order; return the row count."""
    columns = ", ".join(f"CAST({quoted(c.name)} AS {c.type}) AS {quoted(c.name)}" for c in table.columns)
    con.execute(
        f"COPY (SELECT {columns} FROM {quoted(table.name)}) TO {literal(path)} (FORMAT parquet, COMPRESSION zstd)"
    )
    counted_ = con.execute(f"SELECT count(*) FROM {quoted(table.name)}").fetchone()
    assert counted_ is not None  # noqa: S101 - count(*) always answers
    return int(counted_[0])


def content_hash(con: Connection, table: Table) -> str:
    """Return a hash of a table's rows that neither their order nor the file format can change.

    The sum of each row's MD5: independent of the order, sensitive to duplicates, and, unlike the engine's
    own `hash`, the same in every version of it. Numbers and flags go in as their plain text.
    """
    between, unknown = (f"chr({ord(sign)})" for sign in (_BETWEEN, _UNKNOWN))
    parts = ", ".join(f"coalesce(CAST(CAST({quoted(c.name)} AS {c.type}) AS VARCHAR), {unknown})" for c in table.columns)
    row = con.execute(
        f"SELECT count(*), sum(md5_number_lower(concat_ws({between}, {parts}))) FROM {quoted(table.name)}"
    ).fetchone()
    assert row is not None  # noqa: S101 - an aggregate always answers
    return f"{row[0]}:{row[1] or 0}"


def attach_snapshot(con: Connection, folder: Path) -> None:
    """Make a view of each canonical table over its Parquet file."""
    for name in TABLES:
        path = folder / f"{name}.parquet"
        con.execute(f"CREATE OR REPLACE VIEW {quoted(name)} AS SELECT * FROM read_parquet({literal(path)})")
