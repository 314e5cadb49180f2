"""Workbooks (XLSX, XLSM, XLSB, XLS, ODS) into raw tables: each filled sheet one."""

from __future__ import annotations

import csv
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from bothways.evidence import engine
from bothways.evidence.reading import archives
from bothways.evidence.reading.delimited import Body
from bothways.evidence.reading.fields import Record
from bothways.evidence.reading.judge import Judge, trailing_footers
from bothways.evidence.reading.layout import header_index, labels_of, one_text
from bothways.evidence.reading.raw import Limits, Refused, cut

_HEAD = 60
_CELL = re.compile(rb'<(?:\w+:)?c [^>]*?r="([A-Z]{1,3})([0-9]{1,7})"')
_ERROR = re.compile(r"#(N/A|NA|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|GETTING_DATA|SPILL!|CALC!)")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet's name, its header's row, and its rows (or why there are none)."""

    name: str
    header_line: int
    body: Body | str
    above: tuple[str, ...] = ()


def read_workbook(
    con: engine.Connection, path: Path, *, name: str, scratch: Path, limits: Limits
) -> list[Sheet] | str:
    """Read every sheet that holds anything; a string says why the workbook can't be opened."""
    note = ""
    if zipfile.is_zipfile(path):
        trouble = archives.workbook_trouble(path, limits=limits)
        if not trouble:
            trouble, note = _look_inside(path, limits)
        if trouble:
            return trouble
    try:
        sheets = list(_sheets(con, path, name=name, scratch=scratch, limits=limits))
    except BaseException as bad:
        reason = _reason(bad)
        if not reason:
            raise
        return reason
    return [_noted(sheet, note) for sheet in sheets] if note else sheets


def _noted(sheet: Sheet, note: str) -> Sheet:
    body = sheet.body
    return sheet if isinstance(body, str) else replace(sheet, body=replace(body, notes=(*body.notes, note)))


def _reason(bad: BaseException) -> str:
    """Say what a failure of the spreadsheet library means; "" when it is none of those."""
    import python_calamine  # noqa: PLC0415 - heavy, and only workbooks need it

    if isinstance(bad, python_calamine.PasswordError):
        return "It is protected by a password."
    # A panic inside the library arrives as a BaseException of its own kind.
    if isinstance(bad, python_calamine.CalamineError) or type(bad).__name__ == "PanicException":
        return "It is a damaged workbook."
    if isinstance(bad, ValueError | OSError | OverflowError | MemoryError | zipfile.BadZipFile):
        return "It is a damaged workbook."
    return ""


def _sheets(
    con: engine.Connection, path: Path, *, name: str, scratch: Path, limits: Limits
) -> Iterator[Sheet]:
    import python_calamine  # noqa: PLC0415 - heavy, and only workbooks need it

    with python_calamine.load_workbook(path) as book:
        for number, about in enumerate(book.sheets_metadata):
            if about.typ != python_calamine.SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_name(about.name)
            if not sheet.height or not sheet.width or sheet.start is None:
                continue
            rows = sheet.to_python(skip_empty_area=True)
            first_row = int(sheet.start[0]) + 1
            merged = [
                ((top + 1, bottom + 1), left - int(sheet.start[1]))
                for (top, left), (bottom, _right) in sheet.merged_cell_ranges or ()
                if bottom > top
            ]
            reader = _SheetReader(f"{name}#{about.name}", rows, first_row, limits, merged)
            target = scratch.with_name(f"{scratch.name}-{number}")
            result = reader.read(con, target)
            if result is not None:
                yield Sheet(about.name, reader.header_line, result, reader.above)


class _SheetReader:
    """Reads one sheet's cells."""

    def __init__(
        self,
        file: str,
        rows: Sequence[Sequence[Any]],
        first_row: int,
        limits: Limits,
        merged: Sequence[tuple[tuple[int, int], int]] = (),
    ) -> None:
        self._file, self._rows, self._first, self._limits = file, rows, first_row, limits
        self._merged = merged  # cells that go over several rows: their first and last row, their column
        self.header_line = 0
        self.above: tuple[str, ...] = ()

    def read(self, con: engine.Connection, scratch: Path) -> Body | str | None:
        """Return the rows; a string says why there are none; None for a sheet without text."""
        head = [self._texts(row) for row in self._rows[:_HEAD]]
        if not any(any(row) for row in head) and not any(any(self._texts(row)) for row in self._rows):
            return None
        index = header_index(head)
        if index is None:
            return "No row of it looks like a header."
        header = _without_tail(head[index])
        self.header_line = self._first + index
        self.above = tuple(one_text(cells) for cells in head[:index])
        return self._body(con, scratch, header, index)

    def _body(self, con: engine.Connection, scratch: Path, header: list[str], index: int) -> Body:
        texts = [self._texts(row) for row in self._rows[index + 1 :]]
        while texts and not any(texts[-1]):
            texts.pop()
        width = max([len(header), *(len(_without_tail(row)) for row in texts)])
        header += [""] * (width - len(header))
        verdicts = self._verdicts(texts, header)
        spread = self._spread(verdicts, header)
        kept: list[list[str]] = []
        lines: list[tuple[int, int]] = []
        refused: list[Refused] = []
        read = 0
        for offset, (cells, verdict) in enumerate(zip(texts, verdicts, strict=True)):
            if not any(cells):
                continue  # an empty row of a sheet is a gap, as a blank line is in a text
            read += 1
            line = self.header_line + 1 + offset
            if verdict.cells is None:
                text = cut("\t".join(cells))
                refused.append(Refused(self._file, line, read, verdict.code, verdict.reason, text))
            else:
                kept.append(verdict.cells)
                lines.append((read, line))
        labels = labels_of(header)
        columns = tuple(label or f"column {i}" for i, label in enumerate(labels, start=1))
        target = scratch.with_suffix(".parquet")
        _write(con, scratch.with_suffix(".clean"), target, kept, lines=lines, width=width)
        notes = []
        if index:
            notes.append(f"The header stands in row {self.header_line}; what stands above it was left out.")
        notes += [
            f"“{labels[i]}” stands once for several rows of the sheet; it was filled in for {n:,} rows below."
            for i, n in sorted(spread.items())
        ]
        return Body(columns, target, read, len(kept), tuple(refused), tuple(notes))

    def _spread(self, verdicts: list[Any], header: list[str]) -> dict[int, int]:
        """Fill in what a merged or grouped cell says of the rows below it; return how many rows by column.

        Without merged cells only a sheet with subtotals is grouped: elsewhere an empty cell is empty.
        """
        first = self.header_line + 1
        filled: dict[int, int] = {}

        def fill(offset: int, column: int, text: str) -> None:
            cells = verdicts[offset].cells
            if text and cells is not None and column < len(cells) and not cells[column].strip():
                cells[column] = text
                filled[column] = filled.get(column, 0) + 1

        for (top, bottom), column in self._merged:
            at = top - first
            if not 0 <= at < len(verdicts) or column < 0:
                continue
            cells = verdicts[at].cells
            text = cells[column] if cells is not None and column < len(cells) else ""
            for offset in range(at + 1, min(bottom - first + 1, len(verdicts))):
                fill(offset, column, text)
        rows = [v for v in verdicts if v.cells is not None]
        last = max((i for i, v in enumerate(verdicts) if v.cells is not None), default=0)
        if not any(v.code == "total" for v in verdicts[:last]):
            return filled
        for column, label in enumerate(header):
            empty = sum(1 for v in rows if not v.cells[column].strip())
            if not (label.strip().endswith(("↑", "↓")) or (column == 0 and 2 * empty > len(rows))):
                continue
            text = ""
            for offset, verdict in enumerate(verdicts):
                if verdict.code == "total":
                    text = ""
                elif verdict.cells is not None:
                    text = verdict.cells[column].strip() or text
                    fill(offset, column, text)
        return filled

    def _verdicts(self, texts: list[list[str]], header: list[str]) -> list[Any]:
        width = len(header)
        judge = Judge(header, limit=self._limits.record)
        total = len(texts)
        verdicts = []
        for number, cells in enumerate(texts):
            padded = cells[:width] + [""] * (width - len(cells))
            record = Record(0, 0, 0, 1, padded)
            verdicts.append(judge(record, None, near_end=total - number <= 10))
        return trailing_footers(verdicts, width)

    def _texts(self, row: Iterable[Any]) -> list[str]:
        return [self._text(cell) for cell in row]

    def _text(self, cell: Any) -> str:
        if isinstance(cell, str):
            return "" if _ERROR.fullmatch(cell) else cell.replace("\0", "")
        return cell_text(cell)


def cell_text(cell: Any) -> str:
    """Return a typed cell as text: ISO dates, numbers without ".0", TRUE and FALSE.

    >>> cell_text(5.0), cell_text(True), cell_text(date(2017, 3, 1))
    ('5', 'TRUE', '2017-03-01')
    """
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        midnight = cell.time() == time(0)
        return cell.date().isoformat() if midnight else cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return str(cell)


def _without_tail(cells: Sequence[str]) -> list[str]:
    width = len(cells)
    while width and not cells[width - 1].strip():
        width -= 1
    return list(cells[:width])


def _write(
    con: engine.Connection,
    clean: Path,
    target: Path,
    kept: list[list[str]],
    *,
    lines: list[tuple[int, int]],
    width: int,
) -> None:
    """Write the kept rows by way of a CSV that the engine reads."""
    import numpy as np  # noqa: PLC0415

    if not kept:
        engine.empty_cells(con, target, width=width)
        return
    with clean.open("w", encoding="utf-8", errors="replace", newline="") as out:
        writer = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
        writer.writerows(kept)
    numbers = np.array(lines, dtype=np.int64)
    longest = max(sum(map(len, cells)) for cells in kept) * 8 + 4 * width
    engine.csv_to_parquet(
        con,
        clean,
        target,
        width=width,
        delimiter=",",
        quote='"',
        newline="\n",
        skip=0,
        longest=longest,
        row=1,
        line=1,
        numbers={"_row": numbers[:, 0].copy(), "_line": numbers[:, 1].copy()},
    )
    clean.unlink()
    count = engine.parquet_rows(con, target)
    assert count == len(kept), f"the engine counts {count} rows, the sheet has {len(kept)}"  # noqa: S101


def _look_inside(path: Path, limits: Limits) -> tuple[str, str]:
    """Look at the sheets before the library does; return why not to open them, else a note on errors.

    Two cells far apart are a bomb: the library holds all cells between them. And it tells cells with an
    error from empty ones no more.
    """
    errors = 0
    with zipfile.ZipFile(path) as archive:
        for member in archive.namelist():
            if not (member.startswith("xl/worksheets/") and member.endswith(".xml")):
                continue
            try:
                columns, rows, wrong = _extent(archive, member)
            except (OSError, ValueError, EOFError, NotImplementedError, zipfile.BadZipFile, zlib.error):
                return "It is damaged.", ""
            errors += wrong
            if columns * rows > limits.cells:
                return f"One of its sheets spans {rows} rows and {columns} columns: too much to read.", ""
    return (
        "",
        f"{errors} cells of the workbook hold an Excel error; they were read as empty." if errors else "",
    )


def _extent(archive: zipfile.ZipFile, member: str) -> tuple[int, int, int]:
    """Return how many columns and rows lie between a sheet's outermost cells, and how many hold an error."""
    left, right, top, bottom, errors = 1 << 30, 0, 1 << 30, 0, 0
    with archive.open(member) as handle:
        rest = b""
        while chunk := handle.read(1 << 20):
            text = rest + chunk
            # Only whole tags: what is cut here is looked at with the next chunk.
            end = text.rfind(b">") + 1 or len(text)
            text, rest = text[:end], text[end:][:4096]
            for match in _CELL.finditer(text):
                column = 0
                for letter in match[1]:
                    column = column * 26 + letter - 64
                row = int(match[2])
                left, right = min(left, column), max(right, column)
                top, bottom = min(top, row), max(bottom, row)
            errors += text.count(b' t="e"')
    return (max(0, right - left + 1), max(0, bottom - top + 1), errors) if right else (0, 0, errors)
