"""A small company, written row by row, as a snapshot: for tests of what stands on evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from bothways.evidence import Snapshot, engine, write_snapshot
from bothways.evidence.tables import TABLES
from bothways.terms.period import day_number

Rows = Sequence[Mapping[str, Any]]


def day(text: str) -> int:
    return day_number(date.fromisoformat(text))


def snapshot_of(
    into: Path, *, as_of: str, currency: str = "EUR", fiscal_start_month: int = 1, **tables: Rows
) -> Snapshot:
    """Write rows (missing columns are NULL) as a snapshot; `tables` maps table names to rows."""
    con = engine.connect()
    for name, table in TABLES.items():
        engine.empty_table(con, table)
        for row in tables.get(name, ()):
            unknown = set(row) - set(table.names)
            assert not unknown, f"{name} has no {unknown}"
            con.execute(
                f'INSERT INTO "{name}" VALUES ({", ".join("?" * len(table.names))})',
                [row.get(column) for column in table.names],
            )
    about = {"currency": currency, "fiscal_start_month": fiscal_start_month, "sources": []}
    return write_snapshot(con, into, as_of=date.fromisoformat(as_of), about=about)
