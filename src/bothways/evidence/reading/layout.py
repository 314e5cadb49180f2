"""How a text file is laid out: delimiter, quoting, newline, where the header stands, what it says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bothways.evidence.reading.fields import Record, Records, Window
from bothways.evidence.reading.footers import is_footer

_DELIMITERS = (",", ";", "\t", "|")
_SAMPLE = 400
_PREAMBLE = 60  # a header stands among so many first lines
_NUMBER = re.compile(r"[-+(]?[\s$€£¥]*\d[\d.,' \u00a0\u202f]*\s*[%€$£)]?")
_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([T ].*)?")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d.*)?")  # months may head columns, moments never do
_SEP = re.compile(r"sep=(.)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Layout:
    """Delimiter, quote ("" = quotes are text), newline, the header, and where the rows start behind it."""

    delimiter: str
    quote: str
    newline: str
    labels: tuple[str, ...]
    cells: tuple[str, ...]  # the header's fields as they stand there
    header_line: int
    body_start: int
    body_line: int
    simple_head: bool  # the engine can skip the head by counting lines
    plain_table: bool  # so regular that it is a table whatever the file is called
    notes: tuple[str, ...] = ()
    above: tuple[str, ...] = ()  # the lines above the header, as texts

    @property
    def width(self) -> int:
        """How many fields a record has, trailing columns without a label included."""
        return len(self.labels)


@dataclass(frozen=True, slots=True)
class Sample:
    """The first records, read with one delimiter."""

    delimiter: str
    quote: str
    records: tuple[Record, ...]

    @property
    def score(self) -> float:
        """How much it looks like a table: the share of records of one width, wide ones a little dearer."""
        widths = [_filled_width(r.fields) for r in self.records if not r.blank]
        wide = Counter(
            len(r.fields) for r in self.records if not r.blank and not r.code and len(r.fields) > 1
        )
        if not wide:
            return 0.0
        width, count = max(wide.items(), key=lambda item: (item[1], item[0]))
        broken = sum(1 for r in self.records if r.code)
        return (count - broken / 2) / len(widths) * (1 + min(width, 20) / 100)

    @property
    def regular(self) -> bool:
        """Whether nearly all records have one width of at least two."""
        widths = Counter(len(r.fields) for r in self.records if not r.blank)
        width, count = widths.most_common(1)[0] if widths else (0, 0)
        return width > 1 and widths.total() > 1 and count >= 0.9 * widths.total()


def labels_of(cells: Sequence[str]) -> tuple[str, ...]:
    """Return header labels, trimmed and unique; "" stays only for the trailing ones without a label."""
    trimmed = [" ".join(cell.replace("\ufeff", "").split()) for cell in cells]
    used = _filled_width(trimmed)
    seen: set[str] = set()
    labels: list[str] = []
    for position, label in enumerate(trimmed[:used], start=1):
        wanted = label or f"column {position}"
        name, turn = wanted, 2
        while name.casefold() in seen:
            name, turn = f"{wanted} ({turn})", turn + 1
        seen.add(name.casefold())
        labels.append(name)
    return (*labels, *([""] * (len(trimmed) - used)))


def one_text(cells: Sequence[str]) -> str:
    """Return the filled cells of a line as one text."""
    return " ".join(cell.strip() for cell in cells if cell.strip())


def header_index(rows: Sequence[Sequence[str]]) -> int | None:
    """Return which of the first rows is the header: the first that is as full as the table is wide.

    Title and filter lines above a report are short; a header is text and reaches the last column. A row that
    does not reach it is the header only when it is all text and the row below it looks like data (a column
    without a label). None: no row can be a header.
    """
    filled = [sum(1 for cell in row if cell.strip()) for row in rows]
    widths = [_filled_width(row) for row in rows]
    wide = Counter(width for width in widths if width > 1)
    usual = max(wide, key=lambda width: (wide[width], width)) if wide else 1
    need = max(min(usual, 2), round(0.6 * usual))
    for index, row in enumerate(rows[:_PREAMBLE]):
        if widths[index] < usual or filled[index] < need:
            continue
        above = rows[index - 1] if index else ()
        if index and filled[index - 1] >= need and _all_text(above) and not _all_text(row):
            return index - 1
        # A full row that is no header is data already: then this table has none.
        return index if _is_header(row) else None
    return None


def find_layout(window: Window, *, head: int) -> Layout | str:
    """Find the layout from the first `head` bytes; a string says why there is none."""
    start = 3 if window.peek(0, 3) == b"\xef\xbb\xbf" else 0
    sample_bytes = window.peek(start, head)
    newline = newline_of(sample_bytes)
    declared = _SEP.fullmatch(re.split(rb"[\r\n]", sample_bytes[:64])[0].decode("latin-1").strip('" '))
    # What does not stand there can't part anything: reading the head in vain takes longer than all the rest.
    there = [d for d in _DELIMITERS if d.encode() in sample_bytes] or [_DELIMITERS[0]]
    choices = [declared[1]] if declared else there
    sampler = _Sampler(window, start=start, head=head)
    best = max((sampler.read(d, '"') for d in choices), key=lambda sample: sample.score)
    best = _perhaps_unquoted(sampler, best)
    records = [r for r in best.records if not r.blank]
    if declared:
        records = records[1:]
    sound = [r for r in records if not r.code]
    if not sound:
        return "It holds no text." if not records else "No line of it can be read as a row."
    index = header_index([r.fields for r in sound])
    if index is None:
        return "No line of it looks like a header."
    header = sound[index]
    labels = labels_of(header.fields)
    if not any(labels):
        return "No line of it looks like a header."
    head_bytes = window.peek(start, header.end - start)
    made = _layout(best, header, labels, newline, simple=_is_simple(head_bytes, header, newline))
    return replace(made, above=tuple(one_text(record.fields) for record in sound[:index]))


def _is_simple(head: bytes, header: Record, newline: str) -> bool:
    """Say whether whoever counts lines comes to the rows: no foreign newlines, no quotes above the header."""
    ends = head.count(newline.encode())
    others = head.count(b"\n") + head.count(b"\r") - ends * len(newline)
    quoted = b'"' in head and (header.line > 1 or header.lazy or any('"' in cell for cell in header.fields))
    blank = head.startswith((b"\n", b"\r")) or newline.encode() * 2 in head
    return header.lines == 1 and ends in (header.line, header.line - 1) and not (others or quoted or blank)


def _layout(best: Sample, header: Record, labels: tuple[str, ...], newline: str, *, simple: bool) -> Layout:
    notes = []
    if header.line > 1:
        lines = "line" if header.line == 2 else "lines"
        notes.append(f"The header stands in line {header.line}; the {lines} above it were left out.")
    return Layout(
        delimiter=best.delimiter,
        quote=best.quote,
        newline=newline,
        labels=labels,
        cells=tuple(header.fields),
        header_line=header.line,
        body_start=header.end,
        body_line=header.line + header.lines,
        simple_head=simple,
        plain_table=best.regular and max(map(len, labels)) <= 80,
        notes=tuple(notes),
    )


def newline_of(sample: bytes) -> str:
    """Return the newline that the file uses most."""
    both = sample.count(b"\r\n")
    feeds, returns = sample.count(b"\n") - both, sample.count(b"\r") - both
    if both and both >= feeds:
        return "\r\n"
    return "\r" if returns > feeds else "\n"


class _Sampler:
    """Reads the first records, as often as there are delimiters to try; looks at nothing behind the head."""

    def __init__(self, window: Window, *, start: int, head: int) -> None:
        self._window, self._start, self._end, self._head = window, start, start + head, head
        self._more = bool(window.peek(self._end, 1))

    def peek(self, start: int, size: int) -> bytes:
        """Return up to `size` bytes of the head."""
        return self._window.peek(start, max(0, min(size, self._end - start)))

    def read(self, delimiter: str, quote: str) -> Sample:
        """Return the first records, without one that the end of the head cuts."""
        records: list[Record] = []
        reader = Records(self, start=self._start, line=1, delimiter=delimiter, quote=quote, limit=self._head)
        for record in reader:
            records.append(record)
            if len(records) >= _SAMPLE:
                break
        if self._more and len(records) > 1 and records[-1].end >= self._end:
            records.pop()
        return Sample(delimiter, quote, tuple(records))


def _perhaps_unquoted(sampler: _Sampler, best: Sample) -> Sample:
    """Tabs and pipes often come without any quoting: then a leading quotation mark is text."""
    if best.delimiter not in "\t|" or not any(
        r.code in ("open-quote", "quotes") or r.lazy for r in best.records
    ):
        return best
    bare = sampler.read(best.delimiter, "")
    widths = {len(r.fields) for r in bare.records if not r.blank}
    return bare if len(widths) == 1 and not any(r.code for r in bare.records) else best


def _filled_width(cells: Sequence[str]) -> int:
    width = len(cells)
    while width and not cells[width - 1].strip():
        width -= 1
    return width


def _all_text(cells: Sequence[str]) -> bool:
    filled = [cell.strip() for cell in cells if cell.strip()]
    return not is_footer(cells) and not any(_NUMBER.fullmatch(c) or _DATE.fullmatch(c) for c in filled)


def _is_header(cells: Sequence[str]) -> bool:
    filled = [cell.strip() for cell in cells if cell.strip()]
    if is_footer(cells) or any(_MOMENT.fullmatch(cell) for cell in filled):
        return False
    return any(not _NUMBER.fullmatch(cell) and not _DATE.fullmatch(cell) for cell in filled)
