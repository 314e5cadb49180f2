"""Where the measures find tables, and how they get rows back: the only place that knows the engine.

A measure is an expression over lazy frames. DuckDB answers them here; any engine that Narwhals speaks
answers them the same way through another `Frames` (Spark does in the tests).
"""

from __future__ import annotations

from datetime import date
from typing import Any, Protocol, cast

import duckdb
import narwhals as nw
import numpy.typing as npt

from bothways.evidence import engine
from bothways.evidence.snapshot import Snapshot

Frame = nw.LazyFrame[Any]
Array = npt.NDArray[Any]


class Frames(Protocol):
    """An engine that holds the canonical tables."""

    id: str
    as_of: date
    manifest: dict[str, Any]

    def table(self, name: str) -> Frame:
        """Return a canonical table."""
        ...

    def keep(self, frame: Frame, name: str) -> Frame:
        """Compute a frame once and return it computed; `name` is free to be used again."""
        ...

    def rows(self, frame: Frame) -> list[tuple[Any, ...]]:
        """Compute a frame and return its rows."""
        ...

    def arrays(self, frame: Frame) -> dict[str, Array]:
        """Compute a frame and return its columns; masked where one holds a NULL."""
        ...


class DuckFrames:
    """The tables of a snapshot in embedded DuckDB; what is kept lives in this object's own cursor."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.id = snapshot.id
        self.as_of = snapshot.as_of
        self.manifest = dict(snapshot.manifest)
        # A cursor is a connection of its own: its temporary tables can't meet those of another call.
        self.cursor = snapshot.con.cursor()

    def table(self, name: str) -> Frame:
        """Return a canonical table."""
        return _frame(self.cursor.table(name))

    def keep(self, frame: Frame, name: str) -> Frame:
        """Compute a frame into a temporary table."""
        return _frame(engine.keep(self.cursor, _relation(frame), name))

    def rows(self, frame: Frame) -> list[tuple[Any, ...]]:
        """Compute a frame and return its rows."""
        return _relation(frame).fetchall()

    def arrays(self, frame: Frame) -> dict[str, Array]:
        """Compute a frame and return its columns; masked where one holds a NULL."""
        return _relation(frame).fetchnumpy()

    def close(self) -> None:
        """Forget what was kept."""
        self.cursor.close()


def _frame(relation: duckdb.DuckDBPyRelation) -> Frame:
    return nw.from_native(relation)


def _relation(frame: Frame) -> duckdb.DuckDBPyRelation:
    return cast(duckdb.DuckDBPyRelation, frame.to_native())
