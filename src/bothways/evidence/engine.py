"""The one small file that speaks an engine's own SQL (DuckDB's).

It gives expressions (`col`, `val`, `call`, `when` …) and steps over relations (`lookup`, `group`,
`ranked` …) of which the import is built. Measures never come here for arithmetic: they are portable
expressions (see `measures`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from bothways.evidence.tables import TABLES, Table

Connection = duckdb.DuckDBPyConnection
Expr = duckdb.Expression
Relation = duckdb.DuckDBPyRelation
# Between two values, and for an unknown one: signs that no text of a CRM holds.
_BETWEEN, _UNKNOWN = "\x1f", "\x1e"
_MEMORY, _MEMORY_EACH = 1024, 128  # megabytes: of an engine that may spill, and more for each of its threads


def connect(*, threads: int | None = None, spill: Path | None = None) -> Connection:
    """Open an in-memory DuckDB that never reaches for the network.

    Args:
        threads: how many it may use; all where None.
        spill: a folder for what does not fit into a gigabyte and a little more for each core.
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
    con = duckdb.connect(":memory:", config=config)
    if spill:
        _limit_memory(con)
    return con


def _limit_memory(con: Connection) -> None:
    # The engine's own limit is nearly all of the machine's memory: it would push other programs out first.
    con.execute(f"SET memory_limit = '{_MEMORY + _MEMORY_EACH * threads(con)}MB'")


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


def of_alias(alias: str, name: str) -> Expr:
    """Return a column of an aliased relation."""
    return duckdb.ColumnExpression(alias, name)


def val(value: Any, type_: str = "") -> Expr:
    """Return a constant; with a type where it is None or should be cast."""
    # Written out: the engine's own constants load pandas, where that is installed, to see if they are of it.
    if value is None or isinstance(value, bool):
        text, own = {None: "NULL", True: "TRUE", False: "FALSE"}[value], ""
    elif isinstance(value, int):
        text, own = str(value), ""
    elif isinstance(value, float):
        text, own = repr(value), "DOUBLE"
    else:
        text, own = literal(str(value)), "VARCHAR"
    for wanted in filter(None, (own, type_ if type_ != own else "")):
        text = f"CAST({text} AS {wanted})"
    return duckdb.SQLExpression(text)


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


def trimmed(text: Expr) -> Expr:
    """Return a text without blanks at its ends, NULL where nothing is left."""
    # The engine's trim takes ten times as long as to see that there is nothing to trim.
    ends = f"starts_with({text}, ' ') OR suffix({text}, ' ')"
    return duckdb.SQLExpression(f"nullif(CASE WHEN {ends} THEN trim({text}) ELSE {text} END, '')")


def like(text: Expr, pattern: str) -> Expr:
    """Say whether a text is like a pattern: "_" stands for one sign, "%" for any."""
    return duckdb.SQLExpression(f"({text}) LIKE {literal(pattern)}")


def counted(condition: Expr | None = None) -> Expr:
    """Count rows, or those for which a condition holds."""
    # Of conditions that are all NULL the engine's own count is NULL.
    return (
        first(call("count_if", condition), val(0))
        if condition is not None
        else duckdb.SQLExpression("count(*)")
    )


def distinct_count(expression: Expr) -> Expr:
    """Count the different values."""
    return duckdb.SQLExpression(f"count(DISTINCT {expression})")


def day_number(moment: Expr) -> Expr:
    """Return the day number (since 1970-01-01) of a date or timestamp."""
    return cast(call("date_diff", "day", val("1970-01-01", "DATE"), cast(moment, "DATE")), "INTEGER")


def month_end(day: Expr) -> Expr:
    """Return the number of the last day of a day number's month."""
    date = cast(val("1970-01-01"), "DATE") + cast(day, "INTEGER")
    return day_number(call("last_day", date))


def second_number(moment: Expr) -> Expr:
    """Return the second number (since 1970-01-01 UTC) of a timestamp."""
    return cast(call("epoch", moment), "BIGINT")


# --- steps over relations ------------------------------------------------------------------------


def read(con: Connection, path: Path) -> Relation:
    """Read a Parquet file."""
    return con.read_parquet(str(path))


def keep(con: Connection, relation: Relation, name: str) -> Relation:
    """Compute a relation once into a temporary table of this connection; `name` is free to be used again."""
    relation.query("__kept", f"CREATE OR REPLACE TEMP TABLE {quoted(name)} AS SELECT * FROM __kept")
    return con.table(name)


def view(con: Connection, relation: Relation, name: str) -> Relation:
    """Give a relation a name without computing it: each use computes what it needs of it."""
    relation.create_view(name, replace=True)
    return con.table(name)


def coded(con: Connection, relation: Relation, column: str, name: str) -> str:
    """Make a type of the texts of a column, and return its name: small numbers that sort as the texts do.

    Sorting and keeping numbers costs a fifth of what texts cost; a cast to VARCHAR gives the text back.
    """
    texts = relation.select(col(column).alias("t"))
    texts.query(
        "__texts",
        # A type without any text is refused by the engine: an empty table has none.
        f"CREATE TYPE {quoted(name)} AS ENUM (SELECT DISTINCT t FROM (SELECT t FROM __texts WHERE t IS NOT NULL "
        "UNION ALL SELECT '') ORDER BY t)",
    )
    return quoted(name)


def drop(con: Connection, *names: str) -> None:
    """Forget temporary tables, so that their memory is free again."""
    for name in names:
        con.execute(f"DROP TABLE IF EXISTS {quoted(name)}")


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
    return joined.select(
        *kept, *(duckdb.ColumnExpression("r", f"__take{i}").alias(n) for i, n in enumerate(take))
    )


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


def windowed(
    relation: Relation, functions: Mapping[str, str], *, by: Sequence[str], order: Sequence[str]
) -> Relation:
    """Add columns of window functions (`row_number()`, `lagged(…)`) over one window, computed in one pass.

    Args:
        relation: the rows.
        functions: new column → function.
        by: the columns that part the rows.
        order: the columns that sort each part: "column", or "-column" from the largest; NULLs come last.
    """
    partition = f"PARTITION BY {', '.join(quoted(k) for k in by)} " if by else ""
    ordered = ", ".join(
        f"{quoted(o.lstrip('-'))} {'DESC' if o[0] == '-' else 'ASC'} NULLS LAST" for o in order
    )
    over = f"({partition}{'ORDER BY ' + ordered if ordered else ''})"
    kept = [quoted(c) for c in relation.columns if c not in functions]
    return relation.project(
        ", ".join([*kept, *(f"{f} OVER {over} AS {quoted(n)}" for n, f in functions.items())])
    )


ROW_NUMBER = "row_number()"


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
    return relation.select(
        *(col(c) for c in relation.columns if c != name), call("unnest", expression).alias(name)
    )


def of_values(
    con: Connection, columns: Mapping[str, tuple[str, Sequence[Any]]], *, name: str = ""
) -> Relation:
    """Make a relation of Python values: column → (type, values); kept as a table where a name is given.

    The values go in as JSON: ten times as fast as bound parameters, which also load pandas where it is there.
    """
    parts = []
    for column, (type_, values) in columns.items():
        plain = type_ in ("VARCHAR", "BIGINT", "INTEGER", "DOUBLE", "BOOLEAN")
        listed = list(values) if plain else [None if v is None else f"{v:f}" for v in values]
        document = literal(json.dumps(listed, ensure_ascii=False))
        read = f"from_json({document}, '[\"{type_ if plain else 'VARCHAR'}\"]')"
        parts.append(f"unnest({read if plain else f'CAST({read} AS {type_}[])'}) AS {quoted(column)}")
    table = name or "__values"
    con.execute(f"CREATE OR REPLACE TEMP TABLE {quoted(table)} AS SELECT {', '.join(parts)}")
    return con.table(table)


def rows(relation: Relation, *, limit: int | None = None) -> list[tuple[Any, ...]]:
    """Fetch rows as Python values."""
    return (relation.limit(limit) if limit is not None else relation).fetchall()


def one(relation: Relation) -> tuple[Any, ...]:
    """Fetch the single row of an aggregate."""
    row = relation.fetchone()
    assert row is not None  # noqa: S101 - an aggregate always answers
    return tuple(row)


def exists(con: Connection, name: str) -> bool:
    """Say whether the engine holds a table or view of that name."""
    row = con.execute(f"SELECT count(*) FROM duckdb_tables() WHERE table_name = {literal(name)}").fetchone()
    return bool(row and row[0])


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
    # The least effort of zstd gives files of the same size as the usual one, in nine tenths of the time.
    con.execute(
        f"COPY (SELECT {columns} FROM {quoted(table.name)}) TO {literal(path)} "
        "(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1)"
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
    parts = ", ".join(
        f"coalesce(CAST(CAST({quoted(c.name)} AS {c.type}) AS VARCHAR), {unknown})" for c in table.columns
    )
    # Half of the MD5, by a shift: `md5_number_lower` gives the same number and takes three times as long.
    half = f"CAST(md5_number(concat_ws({between}, {parts})) >> 64 AS UBIGINT)"
    row = con.execute(f"SELECT count(*), sum({half}) FROM {quoted(table.name)}").fetchone()
    assert row is not None  # noqa: S101 - an aggregate always answers
    return f"{row[0]}:{row[1] or 0}"


def attach_snapshot(con: Connection, folder: Path) -> None:
    """Make a view of each canonical table over its Parquet file."""
    for name in TABLES:
        path = folder / f"{name}.parquet"
        con.execute(f"CREATE OR REPLACE VIEW {quoted(name)} AS SELECT * FROM read_parquet({literal(path)})")


def csv_to_parquet(
    con: Connection,
    source: Path,
    target: Path,
    *,
    width: int,
    delimiter: str,
    quote: str,
    newline: str,
    skip: int,
    longest: int,
    row: int,
    line: int,
    numbers: Mapping[str, object] | None = None,
    first: int | None = None,
    parallel: bool = True,
) -> None:
    """Copy a strict CSV of UTF-8 text, cell for cell, to Parquet.

    Nothing is guessed: every option stands here. `row` and `line` are the numbers of the first row;
    `numbers` gives those of every row ("_row" and "_line" arrays) where they don't run by one.
    `skip` counts lines, `first` takes only so many rows: several parts of one file can be copied at once,
    each on a cursor of its own, which is the only way to number rows on more than one core.
    """
    columns = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(width))
    size = max(2 << 20, longest + 1024)
    ends = newline.replace("\r", "\\r").replace("\n", "\\n")
    # Not strict_mode: it refuses sound files whose lines end in "\r\n".
    cells = (
        f"read_csv({literal(source)}, columns={{{columns}}}, delim={literal(delimiter)}, "
        f"quote={literal(quote)}, escape={literal(quote)}, header=false, skip={skip}, auto_detect=false, "
        f"strict_mode=false, new_line='{ends}', encoding='utf-8', nullstr='', null_padding=false, "
        f"max_line_size={size}, buffer_size={max(8 * (2 << 20), 2 * size)}, compression='none', comment='', "
        f"ignore_errors=false, parallel={'true' if parallel else 'false'})"
    )
    if first is not None:
        cells = f"(SELECT * FROM {cells} LIMIT {first})"
    if numbers is None:
        count = "row_number() OVER ()"
        select = f"SELECT *, {count} + {row - 1} AS _row, {count} + {line - 1} AS _line FROM {cells}"
    else:
        con.register("_numbers", numbers)
        select = f"SELECT * FROM {cells} POSITIONAL JOIN _numbers"
    # Neither compressed nor with dictionaries: a scratch file is read soon and once or twice, and looking
    # for repeated texts takes as long as all the rest.
    con.execute(
        f"COPY ({select}) TO {literal(target)} "
        "(FORMAT parquet, COMPRESSION uncompressed, DICTIONARY_SIZE_LIMIT 1)"
    )
    if numbers is not None:
        con.unregister("_numbers")


def threads(con: Connection) -> int:
    """Return how many cores the engine may use."""
    found = con.execute("SELECT current_setting('threads')").fetchone()
    return int(found[0]) if found else 1


def parquet_rows(con: Connection, path: Path) -> int:
    """Return how many rows a Parquet file (or several, by a pattern) says it has."""
    found = con.execute(f"SELECT sum(num_rows) FROM parquet_file_metadata({literal(path)})").fetchone()
    return int(found[0] or 0) if found else 0


def parquet_to_text(con: Connection, source: Path, target: Path) -> tuple[str, ...]:
    """Copy any Parquet file to one of text columns with row numbers; return its column names."""
    described = con.execute(f"DESCRIBE SELECT * FROM read_parquet({literal(source)})").fetchall()
    columns = []
    for position, (name, kind, *_) in enumerate(described):
        text = f"CAST({quoted(name)} AS VARCHAR)"
        if kind in ("DOUBLE", "FLOAT"):
            text = f"regexp_replace({text}, '\\.0$', '')"
        columns.append(f"nullif({text}, '') AS c{position}")
    con.execute(
        f"COPY (SELECT {', '.join(columns)}, file_row_number + 1 AS _row, file_row_number + 1 AS _line "
        f"FROM read_parquet({literal(source)}, file_row_number=true)) "
        f"TO {literal(target)} (FORMAT parquet, COMPRESSION lz4_raw)"
    )
    return tuple(str(name) for name, *_ in described)


def empty_cells(con: Connection, target: Path, *, width: int) -> None:
    """Write a Parquet file of `width` text columns and no rows."""
    columns = "".join(f"CAST(NULL AS VARCHAR) AS c{i}, " for i in range(width))
    con.execute(
        f"COPY (SELECT {columns}CAST(NULL AS BIGINT) AS _row, CAST(NULL AS BIGINT) AS _line WHERE false) "
        f"TO {literal(target)} (FORMAT parquet)"
    )


def filled_cells(con: Connection, path: Path, columns: Sequence[str]) -> tuple[int, ...]:
    """Count the cells that are not empty, for each of these columns."""
    counts = ", ".join(f"count({quoted(c)})" for c in columns)
    found = con.execute(f"SELECT {counts} FROM read_parquet({literal(path)})").fetchone()
    return tuple(int(n) for n in found or ())


def rows_like(con: Connection, path: Path, *, columns: Sequence[str], pattern: str) -> list[tuple[Any, ...]]:
    """Return whole rows whose first filled of these cells matches a pattern, whatever the case."""
    cell = f"coalesce({', '.join(quoted(c) for c in columns)})"
    return con.execute(
        f"SELECT * FROM read_parquet({literal(path)}) "
        f"WHERE length({cell}) < 400 AND regexp_matches({cell}, {literal(pattern)}, 'i') ORDER BY _row"
    ).fetchall()


def rewrite_cells(
    con: Connection, path: Path, target: Path, *, width: int, without_rows: Sequence[int] = ()
) -> None:
    """Write scratch cells again to another file: the first `width` columns, without these rows."""
    columns = "".join(f"c{i}, " for i in range(width))
    con.register("_without", {"r": np.array(without_rows, dtype=np.int64)})
    con.execute(
        f"COPY (SELECT {columns}_row, _line FROM read_parquet({literal(path)}) "
        f"WHERE _row NOT IN (SELECT r FROM _without)) TO {literal(target)} "
        "(FORMAT parquet, COMPRESSION lz4_raw)"
    )
    con.unregister("_without")


def latest_day(con: Connection, *, until: int) -> int | None:
    """Return the latest day, not after `until`, on which anything happened by the canonical tables of `con`."""
    row = con.execute(
        "SELECT max(day) FROM (SELECT created_day AS day FROM deals "
        "UNION ALL SELECT close_day FROM deals WHERE meaning <> 'open' UNION ALL SELECT at_day FROM deal_changes "
        f"UNION ALL SELECT at_day FROM activities UNION ALL SELECT at_day FROM signals) WHERE day <= {until}"
    ).fetchone()
    return int(row[0]) if row and row[0] is not None else None
