"""Which records are rows: the careful judgement of what the careful reader read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bothways.evidence.reading.fields import Record
from bothways.evidence.reading.footers import is_footer, is_footer_line, is_summary, is_total, lonely

REASONS = {
    "too-long": "The line is longer than {limit} bytes.",
    "nul": "A NUL byte stands in the line: the file is damaged here.",
    "encoding": "The line holds bytes that are not UTF-8 like the rest of the file.",
    "quotes": "A quotation mark stands inside a quoted field, and the fields can't be told apart.",
    "open-quote": "A quotation mark is opened and never properly closed.",
    "broken-quotes": "The line follows an open quotation mark and is no whole row by itself.",
    "empty": "All its fields are empty.",
    "repeated-header": "It repeats the header.",
    "footer": "It is a footer of the report, not a row.",
    "total": "It is a total, not a row.",
    "too-many": "It has {found} fields where the header has {width}.",
    "too-few": "It has {found} fields where the header has {width}.",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a record: its cells, or the code and the reason of its refusal."""

    cells: list[str] | None
    code: str = ""
    reason: str = ""
    filled: bool = False


class Judge:
    """Judges the records of one table of `width` fields with the header's cells.

    A record with too few fields is filled only when it has at least half of them (and two), and
    neither neighbour is a fragment: a row that an unquoted newline tore in two is refused in both halves.
    """

    def __init__(self, header: Sequence[str], *, limit: int) -> None:
        self._header = [cell.strip() for cell in header]
        self.width = len(header)
        self._limit = limit
        self._half = max(2, (self.width + 1) // 2)
        self._after_fragment = False
        self.last = ""  # the code of the last refusal, "" after a row

    def __call__(self, record: Record, following: Record | None, *, near_end: bool) -> Verdict:
        """Judge a record; `following` is the next one that is not blank, if any."""
        verdict = self._verdict(record, following, near_end=near_end)
        self._after_fragment = verdict.code == "too-few"
        self.last = verdict.code
        return verdict

    def _verdict(self, record: Record, following: Record | None, *, near_end: bool) -> Verdict:
        cells, width = record.fields, self.width
        if record.code:
            return self._refuse(record.code, 0)
        if not any(cell.strip() for cell in cells):
            return self._refuse("empty", len(cells))
        if not any(cells[width:]) and [cell.strip() for cell in cells[:width]] == self._header:
            return self._refuse("repeated-header", len(cells))
        if width > 1 and (is_footer(cells) or (len(cells) != width and is_footer_line(record.text))):
            return self._refuse("footer", len(cells))
        if width > 1 and (is_total(cells, near_end=near_end) or (self.last == "total" and is_summary(cells))):
            return self._refuse("total", len(cells))
        if len(cells) > width:
            return Verdict(cells[:width]) if not any(cells[width:]) else self._refuse("too-many", len(cells))
        if len(cells) < width:
            if len(cells) < self._half or self._after_fragment or self._is_fragment(following):
                return self._refuse("too-few", len(cells))
            return Verdict(cells + [""] * (width - len(cells)), filled=True)
        return Verdict(cells)

    def _is_fragment(self, record: Record | None) -> bool:
        if record is None or record.blank or record.code:
            return record is not None and bool(record.code)
        return len(record.fields) < self._half and not is_footer(record.fields) and not lonely(record.fields)

    def _refuse(self, code: str, found: int) -> Verdict:
        return Verdict(None, code, REASONS[code].format(limit=self._limit, found=found, width=self.width))


def trailing_footers(verdicts: list[Verdict], width: int, *, below: bool = False) -> list[Verdict]:
    """Turn the lonely cells below the last real row into footers, when a known footer stands among them.

    A report ends with its title, the owner's firm and the like: no known phrase, but below the table.
    `below`: the first of them already stands below a footer.
    """
    start = len(verdicts)
    while start and _is_tail(verdicts[start - 1]):
        start -= 1
    tail = verdicts[start:]
    known = any(v.code in ("footer", "total") for v in tail) or (below and not start)
    if width < 3 or not known:
        return verdicts
    reason = REASONS["footer"]
    return verdicts[:start] + [
        Verdict(None, "footer", reason) if v.cells is not None or v.code == "too-few" else v for v in tail
    ]


def _is_tail(verdict: Verdict) -> bool:
    if verdict.cells is None:
        return verdict.code in ("footer", "total", "empty", "too-few")
    return lonely(verdict.cells)
