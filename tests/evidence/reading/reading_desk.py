"""Reads bytes as a file and gives the cells back, for the tests of reading."""

from __future__ import annotations

import tempfile
from pathlib import Path

import duckdb

from bothways.evidence.reading import Limits, RawTable, read_sources

# So small that the quick look, the pieces and the careful reader all take part in files of a few lines.
TINY = Limits(block=256, piece=48, several=4)
COARSE = Limits(block=120, piece=16, several=9)


def cells_of(table: RawTable) -> list[tuple[str | None, ...]]:
    """Return the kept rows, in the file's order, with only the columns that are listed."""
    names = ", ".join(f"c{i}" for i in range(len(table.columns)))
    with duckdb.connect() as con:
        return con.execute(f"SELECT {names} FROM read_parquet('{table.parquet}') ORDER BY _row").fetchall()


def numbers_of(table: RawTable) -> list[tuple[int, int]]:
    """Return (_row, _line) as they lie in the file."""
    with duckdb.connect() as con:
        return con.execute(f"SELECT _row, _line FROM read_parquet('{table.parquet}')").fetchall()


def check_law(table: RawTable) -> None:
    """Kept and refused make what was read, and every record has its own number."""
    assert table.rows_kept + len(table.refused) == table.rows_read
    numbers = [row for row, _ in numbers_of(table)] if table.rows_kept else []
    assert len(numbers) == table.rows_kept
    assert numbers == sorted(numbers)
    refused = [refused.row for refused in table.refused]
    assert sorted([*numbers, *refused]) == list(range(1, table.rows_read + 1))


def read_bytes(
    data: bytes | str, *, name: str = "t.csv", limits: Limits | None = None
) -> tuple[RawTable, list[tuple[str | None, ...]]]:
    """Read one file of these bytes; return its table and its cells."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "in" / name
        path.parent.mkdir()
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        (table,) = read_sources(path, work=Path(folder) / "work", limits=limits)
        check_law(table)
        return table, cells_of(table) if table.columns else []


def codes(table: RawTable) -> list[tuple[int | None, str]]:
    """Return (line, code) of what was refused."""
    return [(refused.line, refused.code) for refused in table.refused]
