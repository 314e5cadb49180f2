"""The one small file that speaks an engine's own SQL (DuckDB's).

Measures never come here for arithmetic: they are portable expressions (see `measures`).
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from bothways.evidence.tables import TABLES, Table


def connect(*, threads: int | None = None) -> duckdb.DuckDBPyConnection:
    """Open an in-memory DuckDB that never reaches for the network."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "preserve_insertion_order": "true",
    }
    if threads:
        config["threads"] = str(threads)
    return duckdb.connect(":memory:", config=config)


def quoted(name: str) -> str:
    """Quote an identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str | Path) -> str:
    """Quote a string."""
    return "'" + str(text).replace("'", "''") + "'"


def empty_table(con: duckdb.DuckDBPyConnection, table: Table, *, name: str | None = None) -> None:
    """Create a canonical table without rows."""
    columns = ", ".join(f"{quoted(c.name)} {c.type}" for c in table.columns)
    con.execute(f"CREATE OR REPLACE TABLE {quoted(name or table.name)} ({columns})")


def write_parquet(con: duckdb.DuckDBPyConnection, table: Table, path: Path) -> int:
    """Write the table of that name to Parquet, in its schema's column order; return the row count."""
    columns = ", ".join(f"CAST({quoted(c.name)} AS {c.type}) AS {quoted(c.name)}" for c in table.columns)
    con.execute(
        f"COPY (SELECT {columns} FROM {quoted(table.name)}) TO {literal(path)} "
        "(FORMAT parquet, COMPRESSION zstd)"
    )
    counted = con.execute(f"SELECT count(*) FROM {quoted(table.name)}").fetchone()
    assert counted is not None  # noqa: S101 - count(*) always answers
    return int(counted[0])


def content_hash(con: duckdb.DuckDBPyConnection, table: Table) -> str:
    """Return a hash of a table's rows that neither their order nor the file format can change."""
    columns = ", ".join(f"CAST({quoted(c.name)} AS {c.type})" for c in table.columns)
    row = con.execute(
        f"SELECT count(*), sum(hash(ROW({columns}))::HUGEINT), bit_xor(md5_number(ROW({columns})::VARCHAR)) "
        f"FROM {quoted(table.name)}"
    ).fetchone()
    assert row is not None  # noqa: S101 - an aggregate always answers
    return f"{row[0]}:{row[1] or 0}:{row[2] or 0}"


def attach_snapshot(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Make a view of each canonical table over its Parquet file."""
    for name in TABLES:
        path = folder / f"{name}.parquet"
        con.execute(f"CREATE OR REPLACE VIEW {quoted(name)} AS SELECT * FROM read_parquet({literal(path)})")
