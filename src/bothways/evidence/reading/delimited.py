"""One text file (CSV, TSV and their kin) into a raw table: quickly where regular, carefully elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from bothways.evidence import engine
from bothways.evidence.reading.cells import Disagreement, late_totals, without_empty_tail, write_cells
from bothways.evidence.reading.fields import Record, Records
from bothways.evidence.reading.judge import Judge, Verdict, trailing_footers
from bothways.evidence.reading.layout import Layout
from bothways.evidence.reading.raw import Limits, Refused
from bothways.evidence.reading.scan import Scanner
from bothways.evidence.reading.sink import Sink
from bothways.evidence.reading.source import ByteWindow

# What a file read with the wrong quoting shows.
_UNFIT = frozenset({"too-few", "too-many", "quotes", "open-quote", "broken-quotes", "too-long"})


@dataclass(frozen=True, slots=True)
class Body:
    """The rows of one text file."""

    columns: tuple[str, ...]
    parquet: Path
    read: int
    kept: int
    refused: tuple[Refused, ...]
    notes: tuple[str, ...]


def read_body(
    con: engine.Connection,
    path: Path,
    layout: Layout,
    *,
    name: str,
    scratch: Path,
    limits: Limits,
    tick: Callable[[int], None],
) -> Body:
    """Read all records behind the header of a UTF-8 file; `scratch` names the files to write beside."""
    sink = _walked(path, layout, name=name, clean=scratch.with_suffix(".clean"), limits=limits, tick=tick)
    if sink.doubtful and layout.quote and layout.delimiter in "\t|":
        bare = replace(layout, quote="")
        other = _walked(path, bare, name=name, clean=scratch.with_suffix(".bare"), limits=limits, tick=tick)
        if _fits_better(other, sink):
            layout, sink, other = bare, other, sink
        if other.clean:
            other.clean.unlink()
    try:
        cells = write_cells(con, path, layout, sink, scratch=scratch, several=limits.several)
    except (Disagreement, duckdb.Error):
        # The engine reads something in these bytes otherwise than we do: give it rows written anew, all quoted.
        clean = scratch.with_suffix(".anew")
        sink = _walked(path, layout, name=name, clean=clean, limits=limits, tick=tick, anew=True)
        cells = write_cells(con, path, layout, sink, scratch=scratch, several=limits.several)
    if sink.clean:
        sink.clean.unlink()
    cells, late = late_totals(con, cells, layout, name=name, scratch=scratch)
    cells, columns = without_empty_tail(con, cells, layout, scratch=scratch)
    refused = sorted([*sink.refused, *late], key=lambda r: r.row or 0)
    notes = [*layout.notes]
    if not layout.quote:
        notes.append("Quotation marks are part of the text in this file, not its quoting.")
    if sink.filled:
        notes.append(f"{sink.filled} rows end early; their last columns were read as empty.")
    if sink.lazy:
        notes.append(f"In {sink.lazy} rows quotation marks inside a quoted field were taken as text.")
    return Body(columns, cells, sink.read, sink.read - len(refused), tuple(refused), tuple(notes))


def _fits_better(bare: Sink, quoted: Sink) -> bool:
    """Say whether a file reads better with its quotation marks as text."""
    without, within = (sum(r.code in _UNFIT for r in sink.refused) for sink in (bare, quoted))
    if without == within:
        return within > 0 or bare.filled <= quoted.filled
    return without < within


def _walked(
    path: Path,
    layout: Layout,
    *,
    name: str,
    clean: Path,
    limits: Limits,
    tick: Callable[[int], None],
    anew: bool = False,
) -> Sink:
    """Go through the file once; return where its rows went. `anew`: with care for every record."""
    window = ByteWindow(path)
    sink = Sink(name, layout, peek=window.peek, clean=clean)
    try:
        _Walk(window, layout, sink, limits=limits, tick=tick, anew=anew).run()
    finally:
        window.close()
        sink.close()
    return sink


class _Walk:
    """Goes through a file by blocks; where one is not regular, by pieces; a bad piece, record by record."""

    def __init__(
        self,
        window: ByteWindow,
        layout: Layout,
        sink: Sink,
        *,
        limits: Limits,
        tick: Callable[[int], None],
        anew: bool,
    ) -> None:
        self._window, self._layout, self._sink, self._limits, self._tick = window, layout, sink, limits, tick
        self._anew = anew
        head = window.peek(0, layout.body_start)
        self._header = _header_bytes(head, layout)
        self._scanner = Scanner(layout, header=self._header, limit=limits.record)
        self._judge = Judge(layout.cells, limit=limits.record)
        self._at, self._line = layout.body_start, layout.body_line

    def run(self) -> None:
        """Read to the end of the file."""
        size = self._window.size
        if self._anew or not self._layout.simple_head:
            self._sink.mend(self._layout.body_start)  # the engine can't skip such a head by its lines
        while self._at < size:
            if not self._quick(self._limits.block):
                until = min(self._at + self._limits.block, size)
                while self._at < until:
                    if not self._quick(self._limits.piece):
                        self._careful(self._limits.piece)
            self._tick(self._at)

    def _quick(self, portion: int) -> bool:
        """Take a regular portion, up to the tail of the file, which is always read with care."""
        room = self._window.size - self._limits.piece - self._at
        if room <= 0 or self._anew:
            return False
        block = self._window.peek(self._at, min(portion, room))
        if block[-1:] == b"\r":
            block = block[:-1]  # its "\n" may stand in the next portion: one end of a line, not two
        regular = self._scanner.look(block, at_end=False)
        if regular is None:
            return False
        self._sink.verbatim(block, regular, line=self._line)
        self._at += regular.size
        self._line += regular.lines
        return True

    def _careful(self, portion: int) -> None:
        start, line = self._at, self._line
        near_end = self._window.size - start <= portion
        below = self._judge.last in ("footer", "total")
        judged = list(self._judged(start + portion, near_end=near_end))
        if near_end:
            verdicts = trailing_footers([v for _, v in judged], self._judge.width, below=below)
            judged = [(record, verdict) for (record, _), verdict in zip(judged, verdicts, strict=True)]
        if self._unharmed(judged, start, line):
            return
        self._sink.mend(start)
        for record, verdict in judged:
            if verdict.cells is None:
                self._sink.refuse(verdict.code, verdict.reason, record.text, line=record.line)
            else:
                self._sink.keep(verdict.cells, line=record.line)
                self._sink.doubtful |= record.lazy or record.lines > 1
                self._sink.filled += verdict.filled
                self._sink.lazy += record.lazy
        self._sink.mended()

    def _unharmed(self, judged: list[tuple[Record, Verdict]], start: int, line: int) -> bool:
        """Take the bytes as they are when the careful reader found nothing to mend in them."""
        if self._anew or any(v.cells is None or v.filled or r.lazy for r, v in judged):
            return False
        size = self._at - start
        block = self._window.peek(start, size)
        regular = self._scanner.look(block, at_end=self._at >= self._window.size)
        if regular is None or regular.size != size or regular.records != len(judged):
            return False
        self._sink.verbatim(block, regular, line=line)
        return True

    def _judged(self, until: int, *, near_end: bool) -> Iterator[tuple[Record, Verdict]]:
        """Judge the records that start before a position; `_at` and `_line` move behind them."""
        layout = self._layout
        reader = Records(
            self._window,
            start=self._at,
            line=self._line,
            delimiter=layout.delimiter,
            quote=layout.quote,
            limit=self._limits.record,
            width=layout.width,
        )
        waiting: Record | None = None
        for record in reader:
            if record.blank:
                if waiting is None:
                    self._at, self._line = record.end, record.line + record.lines
                continue
            if waiting is not None:
                self._at, self._line = waiting.end, waiting.line + waiting.lines
                yield waiting, self._judge(waiting, record, near_end=near_end)
            waiting = record
            if record.start >= until:
                self._at, self._line = record.start, record.line
                return
        self._at, self._line = self._window.size, reader.line
        if waiting is not None:
            yield waiting, self._judge(waiting, None, near_end=near_end)


def _header_bytes(head: bytes, layout: Layout) -> bytes:
    lines = head.rstrip(b"\r\n").replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    return lines[-1].removeprefix(b"\xef\xbb\xbf") if layout.body_line - layout.header_line == 1 else b"\0"
