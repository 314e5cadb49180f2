"""The engine's part in reading a text file: cells to Parquet, its count checked, late totals found."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import numpy as np

from bothways.evidence import engine
from bothways.evidence.reading import footers
from bothways.evidence.reading.judge import REASONS
from bothways.evidence.reading.layout import Layout
from bothways.evidence.reading.raw import Refused, cut
from bothways.evidence.reading.sink import Sink

_PARTS = 4


class Disagreement(Exception):  # noqa: N818 - it names what happened
    """The engine counts other rows than the scanner: the file has changed meanwhile, or there is a bug."""


def write_cells(
    con: engine.Connection, path: Path, layout: Layout, sink: Sink, *, scratch: Path, several: int
) -> Path:
    """Let the engine copy the cells, and check its count of rows against our own.

    Returns the Parquet file, or a pattern of several ("…-*.parquet", in order).
    """
    if not sink.kept:
        target = scratch.with_suffix(".parquet")
        engine.empty_cells(con, target, width=layout.width)
        return target
    parts = 1 if sink.several or sink.kept < several else min(_PARTS, engine.threads(con))
    for turn in (parts, 1, 0):
        target = scratch.with_name(f"{scratch.name}-{turn}-*.parquet")
        try:
            _copy(con, sink.clean or path, layout, sink, target, parts=max(turn, 1), parallel=turn > 0)
        except duckdb.Error:
            if not turn:
                raise
            continue
        count = engine.parquet_rows(con, target)
        if count == sink.kept:
            return target if turn > 1 else Path(str(target).replace("*", "0"))
    raise Disagreement(f"{path.name}: the engine counts {count} rows, the scanner {sink.kept}")


def _copy(
    con: engine.Connection,
    source: Path,
    layout: Layout,
    sink: Sink,
    target: Path,
    *,
    parts: int,
    parallel: bool,
) -> None:
    row, line = sink.numbers()
    head = 0 if sink.clean else layout.body_line - 1
    bounds = [sink.kept * part // parts for part in range(parts + 1)]

    def copy(part: int) -> None:
        start, end = bounds[part], bounds[part + 1]
        numbers: Mapping[str, object] | None = None
        if isinstance(row, np.ndarray) and isinstance(line, np.ndarray):
            numbers = {"_row": row[start:end], "_line": line[start:end]}
        cursor = con.cursor()
        try:
            engine.csv_to_parquet(
                cursor,
                source,
                Path(str(target).replace("*", str(part))),
                width=layout.width,
                delimiter=layout.delimiter,
                quote=layout.quote,
                newline=layout.newline,
                skip=head + start,
                longest=sink.longest,
                row=0 if numbers else int(row) + start,
                line=0 if numbers else int(line) + start,
                numbers=numbers,
                first=end - start if part < parts - 1 else None,
                parallel=parallel,
            )
        finally:
            cursor.close()

    with ThreadPoolExecutor(parts) as pool:
        list(pool.map(copy, range(parts)))


def late_totals(
    con: engine.Connection, cells: Path, layout: Layout, *, name: str, scratch: Path
) -> tuple[Path, list[Refused]]:
    """Refuse totals and footers amid regular rows, where only the engine looks; return the cells without them."""
    width = layout.width
    if width < 2:
        return cells, []
    columns = [f"c{i}" for i in range(min(width, 2))]
    late = []
    for *texts, row, line in engine.rows_like(
        con, cells, columns=columns, pattern=footers.ENGINE_FIRST.pattern
    ):
        found = [text or "" for text in texts]
        footer = footers.is_footer(found)
        if footer or footers.is_total(found, near_end=False):
            code = "footer" if footer else "total"
            text = cut(layout.delimiter.join(found))
            late.append(Refused(name, int(line), int(row), code, REASONS[code], text))
    if not late:
        return cells, []
    target = scratch.with_suffix(".late.parquet")
    engine.rewrite_cells(con, cells, target, width=width, without_rows=[r.row or 0 for r in late])
    return target, late


def without_empty_tail(
    con: engine.Connection, cells: Path, layout: Layout, *, scratch: Path
) -> tuple[Path, tuple[str, ...]]:
    """Drop the trailing columns without a label when they are empty, else name them; return cells and labels."""
    labels = layout.labels
    named = sum(1 for label in labels if label)
    if named == len(labels):
        return cells, labels
    filled = engine.filled_cells(con, cells, [f"c{i}" for i in range(named, len(labels))])
    while filled and not filled[-1]:
        filled = filled[:-1]
    width = named + len(filled)
    target = scratch.with_suffix(".narrow.parquet")
    engine.rewrite_cells(con, cells, target, width=width)
    return target, (*labels[:named], *(f"column {i + 1}" for i in range(named, width)))
