"""One file, whatever it is, into raw tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from bothways.evidence import engine
from bothways.evidence.reading import archives, columnar, sheets
from bothways.evidence.reading.cells import Disagreement
from bothways.evidence.reading.delimited import Body, read_body
from bothways.evidence.reading.encodings import Encoding, encoding_of, write_as_utf8
from bothways.evidence.reading.layout import Layout, find_layout
from bothways.evidence.reading.raw import Kind, Limits, RawTable, Refused
from bothways.evidence.reading.recognise import other_kind, text_kind, what_is
from bothways.evidence.reading.source import ByteWindow, Hashing, Watch

_TABLE_SUFFIXES = (".csv", ".tsv", ".tab", ".psv", ".csv.gz", ".tsv.gz", ".xls", ".xlsx")
_REHASH = 64 << 20  # files up to this size are read once more at the end, to be sure that nobody changed them


@dataclass(frozen=True, slots=True)
class Found:
    """A file to read: its name for people, where it lies, or why it can't be read."""

    name: str
    path: Path | None
    trouble: str = ""
    code: str = ""
    packed: bool = False  # it lies in the scratch folder, where nobody else writes


class FileReader:
    """Reads one file, whatever it is."""

    def __init__(
        self,
        con: engine.Connection,
        found: Found,
        *,
        scratch: Path,
        limits: Limits,
        tick: Callable[[int], None],
    ) -> None:
        self._con, self._found, self._scratch = con, found, scratch
        self._limits, self._tick = limits, tick

    def read(self) -> list[RawTable]:
        """Return its tables; one with `refusal` where there is none."""
        found = self._found
        if found.path is None:
            return [self._refused(found.code, found.trouble, None)]
        watch = Watch(found.path, name=found.name)
        try:
            what = what_is(found.path)
            # A small file is hashed before anything else reads it, and once more behind; a large one beside.
            small = found.packed or watch.size <= _REHASH
            hashing = None if small else Hashing(watch)
            if small:
                watch.hash()
            try:
                tables = self._by_kind(found.path, what, watch)
            finally:
                sha256 = hashing.result() if hashing else watch.sha256
        except PermissionError:
            return [self._refused("no-permission", "The file may not be read.", watch)]
        except (duckdb.Error, OSError, Disagreement):
            watch.check(again=True)  # a file that changed under the reader explains it
            raise
        watch.check(again=not found.packed and watch.size <= _REHASH)
        return [replace(table, sha256=sha256) for table in tables]

    def _by_kind(self, path: Path, what: str, watch: Watch) -> list[RawTable]:
        if what == "empty":
            return [self._refused("empty", "The file is empty.", watch)]
        if what == "text":
            return [self._text(path, watch)]
        if what == "gzip":
            return [self._gzip(path, watch)]
        if what == "parquet":
            body = columnar.read_parquet(self._con, path, scratch=self._scratch)
            if isinstance(body, str):
                return [self._refused("parquet", body, watch)]
            return [self._table(body, watch, kind="parquet", encoding="", delimiter="", header_line=0)]
        if what in ("xlsx", "xls"):
            return self._workbook(path, watch)
        reason = (
            "It is an archive inside the archive; only the outer one is opened."
            if what == "zip"
            else f"It is {other_kind(path) or 'something else'}, not a table."
        )
        return [self._refused("not-a-table", reason, watch)]

    def _gzip(self, path: Path, watch: Watch) -> RawTable:
        target = self._scratch.with_suffix(".unpacked")
        if not archives.gunzip(path, name=self._found.name, target=target, limits=self._limits):
            return self._refused("zip-broken", "It is a damaged gzip file.", watch)
        what = what_is(target)
        if what == "empty":
            return self._refused("empty", "The file is empty.", watch)
        if what != "text":
            return self._refused("not-a-table", "It holds no text table.", watch)
        return self._text(target, watch)

    def _text(self, path: Path, watch: Watch) -> RawTable:
        encoding, file = self._as_utf8(path)
        window = ByteWindow(file)
        try:
            head = window.peek(0, 4096).decode("utf-8", "replace")
            wanted = self._found.name.lower().endswith(_TABLE_SUFFIXES)
            if kind := text_kind(head):
                hint = " Export it as CSV or as a real workbook instead." if wanted else ""
                return self._refused("not-a-table", f"It is a {kind}, not a table.{hint}", watch)
            layout = find_layout(window, head=self._limits.head)
        finally:
            window.close()
        if isinstance(layout, str):
            return self._refused("no-header" if wanted else "not-a-table", layout, watch)
        if not wanted and not layout.plain_table:
            return self._refused("not-a-table", "It is a text, not a table.", watch)
        return self._delimited(file, layout, encoding, watch)

    def _delimited(self, file: Path, layout: Layout, encoding: Encoding, watch: Watch) -> RawTable:
        body = read_body(
            self._con,
            file,
            layout,
            name=self._found.name,
            scratch=self._scratch,
            limits=self._limits,
            tick=self._tick,
        )
        if encoding.note:
            body = replace(body, notes=(encoding.note, *body.notes))
        return self._table(
            body,
            watch,
            kind="csv",
            encoding=encoding.name,
            delimiter=layout.delimiter,
            header_line=layout.header_line,
            above=layout.above,
        )

    def _as_utf8(self, path: Path) -> tuple[Encoding, Path]:
        encoding = encoding_of(path)
        if not encoding.foreign:
            return encoding, path
        target = self._scratch.with_suffix(".utf8")
        write_as_utf8(path, encoding.name, target)
        return encoding, target

    def _workbook(self, path: Path, watch: Watch) -> list[RawTable]:
        read = sheets.read_workbook(
            self._con, path, name=self._found.name, scratch=self._scratch, limits=self._limits
        )
        if isinstance(read, str):
            return [self._refused("workbook", read, watch)]
        tables = []
        for sheet in read:
            name = f"{self._found.name}#{sheet.name}"
            if isinstance(sheet.body, str):
                tables.append(self._refused("no-header", sheet.body, watch, name=name))
                continue
            line = sheet.header_line
            tables.append(
                self._table(
                    sheet.body,
                    watch,
                    kind="xlsx",
                    encoding="",
                    delimiter="",
                    header_line=line,
                    name=name,
                    above=sheet.above,
                )
            )
        return tables or [self._refused("empty", "The workbook holds no filled sheet.", watch)]

    def _table(
        self,
        body: Body,
        watch: Watch,
        *,
        kind: Kind,
        encoding: str,
        delimiter: str,
        header_line: int,
        name: str = "",
        above: tuple[str, ...] = (),
    ) -> RawTable:
        return RawTable(
            file=name or self._found.name,
            sha256=watch.sha256,
            size=watch.size,
            kind=kind,
            encoding=encoding,
            delimiter=delimiter,
            columns=body.columns,
            parquet=body.parquet,
            rows_read=body.read,
            rows_kept=body.kept,
            refused=body.refused,
            header_line=header_line,
            notes=body.notes,
            above=above,
        )

    def _refused(self, code: str, reason: str, watch: Watch | None, *, name: str = "") -> RawTable:
        """Return a table without columns and rows that says why."""
        name = name or self._found.name
        target = self._scratch.with_suffix(".none.parquet")
        if not target.exists():
            engine.empty_cells(self._con, target, width=0)
        return RawTable(
            file=name,
            sha256=watch.sha256 if watch else "",
            size=watch.size if watch else 0,
            kind="other",
            encoding="",
            delimiter="",
            columns=(),
            parquet=target,
            rows_read=0,
            rows_kept=0,
            refused=(),
            header_line=0,
            notes=(reason,),
            refusal=Refused(name, None, None, code, reason, ""),
        )
