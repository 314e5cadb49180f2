"""A Parquet file into a raw table of text."""

from __future__ import annotations

from pathlib import Path

import duckdb

from bothways.evidence import engine
from bothways.evidence.reading.delimited import Body
from bothways.evidence.reading.layout import labels_of


def read_parquet(con: engine.Connection, path: Path, *, scratch: Path) -> Body | str:
    """Read a Parquet file; a string says why it can't be."""
    target = scratch.with_suffix(".parquet")
    try:
        read = engine.parquet_rows(con, path)
        names = engine.parquet_to_text(con, path, target)
    except duckdb.Error:
        return "It is a damaged or unreadable Parquet file."
    kept = engine.parquet_rows(con, target)
    if kept != read:
        return f"Its footer promises {read} rows, but {kept} can be read."
    labels = labels_of(names)
    labels = tuple(label or f"column {i}" for i, label in enumerate(labels, start=1))
    return Body(labels, target, read, kept, (), ())
