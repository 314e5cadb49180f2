"""The careful reader of records: one physical line after the other, nothing swallowed.

Quoting is that of the csv module (a quote opens a field only at its start, doubled quotes are one),
with two differences where the csv module would lose rows: a quote that is never closed, or is followed
by other text, does not run on over the next lines; that line is refused and reading resumes behind it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

_LINES_LIMIT = 100_000
_WASTE_LIMIT = 256 << 20  # bytes that may be read twice while looking for the end of an open quote


class Window(Protocol):
    """A view on the bytes of a file from a moving position."""

    def peek(self, start: int, size: int) -> bytes:
        """Return up to `size` bytes from `start`; fewer only at the end of the file."""


@dataclass(frozen=True, slots=True)
class Line:
    """A physical line: where it starts, its number, its bytes, and the newline that ends it."""

    start: int
    number: int
    body: bytes
    newline: bytes
    whole: bool = True  # False: longer than the limit, and cut


@dataclass(slots=True)
class Record:
    """A record: its fields, or why it has none."""

    start: int
    end: int
    line: int
    lines: int
    fields: list[str]
    code: str = ""
    text: str = ""
    lazy: bool = False  # quotes inside a quoted field were taken as text
    blank: bool = False


def physical_lines(window: Window, *, start: int, number: int, limit: int) -> Iterator[tuple[Line, int]]:
    """Yield each physical line with the position behind it; an overlong one is cut, never held whole."""
    position, step = start, 1 << 16
    buffer, base = window.peek(position, step), position
    while True:
        found = _newline(buffer, position - base)
        # A carriage return at the very end of the buffer may be half of "\r\n": read on before deciding.
        unsure = found is not None and found[1] == b"\r" and found[0] + 1 == len(buffer)
        if found is None or unsure:
            held = len(buffer) - (position - base)
            more = window.peek(position, max(step, 2 * held))
            if len(more) > held and held <= limit:
                buffer, base = more, position
                continue
            if found is None and held > limit:
                end, newline = _skip_line(window, position + held)
                yield Line(position, number, buffer[position - base :][:4096], newline, whole=False), end
                position, number = end, number + 1
                buffer, base = window.peek(position, step), position
                if not buffer:
                    return
                continue
        if found is None:
            if held:
                yield Line(position, number, buffer[position - base :], b""), position + held
            return
        body, end = buffer[position - base : found[0]], base + found[0] + len(found[1])
        whole = len(body) <= limit
        yield Line(position, number, body if whole else body[:4096], found[1], whole=whole), end
        position, number = end, number + 1
        if position - base >= len(buffer):
            buffer, base = window.peek(position, step), position
            if not buffer:
                return


def _newline(buffer: bytes, at: int) -> tuple[int, bytes] | None:
    """Return where the next newline stands, and which. Two searches for a byte beat one pattern tenfold."""
    feed = buffer.find(b"\n", at)
    back = buffer.find(b"\r", at, len(buffer) if feed < 0 else feed)
    if back >= 0:
        return back, b"\r\n" if feed == back + 1 else b"\r"
    return (feed, b"\n") if feed >= 0 else None


def _skip_line(window: Window, position: int) -> tuple[int, bytes]:
    """Return the position behind the end of the line that `position` stands in."""
    while chunk := window.peek(position, 1 << 20):
        if found := _newline(chunk, 0):
            end = found[0] + len(found[1])
            if found[1] == b"\r" and end == len(chunk):
                return position + end + (window.peek(position + end, 1) == b"\n"), b"\r"
            return position + end, found[1]
        position += len(chunk)
    return position, b""


@dataclass(slots=True)
class _Open:
    """A record that is being read: fields so far, and the quoted field that is still open."""

    fields: list[str] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    inside: bool = False
    stray: bool = False


def _take(state: _Open, text: str, *, delimiter: str, quote: str) -> None:
    """Read one line's text into the record."""
    if not state.inside and (fields := _all_quoted(text, delimiter, quote)):
        state.fields += fields
        return
    at, size = 0, len(text)
    while True:
        if state.inside or (quote and text.startswith(quote, at)):
            at = _take_quoted(state, text, at if state.inside else at + 1, delimiter=delimiter, quote=quote)
            if at < 0:
                return
        else:
            stop = text.find(delimiter, at)
            stop = size if stop < 0 else stop
            state.fields.append(text[at:stop])
            at = stop
        if at >= size:
            return
        at += 1  # the delimiter
        if at == size:
            state.fields.append("")
            return


def _all_quoted(text: str, delimiter: str, quote: str) -> list[str]:
    """Return the fields of a line in which each is quoted and holds no quote; none where it is not so plain.

    Programs quote everything or nearly nothing; this is many times as fast as going from sign to sign.
    """
    if not quote or len(text) < 2 or not (text.startswith(quote) and text.endswith(quote)):
        return []
    fields = text[1:-1].split(quote + delimiter + quote)
    return fields if text.count(quote) == 2 * len(fields) else []


def _take_quoted(state: _Open, text: str, at: int, *, delimiter: str, quote: str) -> int:
    """Read the rest of a quoted field; return the position behind it, or -1 when it is still open."""
    state.inside = True
    while True:
        stop = text.find(quote, at)
        if stop < 0:
            state.parts.append(text[at:])
            return -1
        if text.startswith(quote, stop + 1):
            state.parts.append(text[at : stop + 1])
            at = stop + 2
            continue
        behind = stop + 1
        while text.startswith(" ", behind):  # blanks between the closing quote and the delimiter
            behind += 1
        if behind >= len(text) or text[behind] == delimiter:
            state.parts.append(text[at:stop])
            state.fields.append("".join(state.parts))
            state.parts.clear()
            state.inside = False
            return behind
        state.stray = True
        state.parts.append(text[at : stop + 1])
        at = stop + 1


class Records:
    """Iterate over the records of a file from a position, one `Record` at a time.

    `width` is the count of fields that a sound record has (None: unknown); it decides whether a lone line
    is plausible after a broken one. `position` and `line` say where the next record starts.
    """

    def __init__(
        self,
        window: Window,
        *,
        start: int,
        line: int,
        delimiter: str,
        quote: str,
        limit: int,
        width: int | None = None,
    ) -> None:
        self._lines = physical_lines(window, start=start, number=line, limit=limit)
        self._waiting: deque[tuple[Line, int]] = deque()
        self._delimiter, self._quote, self._limit, self._width = delimiter, quote, limit, width
        self._broken = False
        self._wasted = 0
        self.position, self.line = start, line

    def __iter__(self) -> Iterator[Record]:
        while (item := self._next_line()) is not None:
            record = self._record(*item)
            self.position, self.line = record.end, record.line + record.lines
            yield record

    def _next_line(self) -> tuple[Line, int] | None:
        return self._waiting.popleft() if self._waiting else next(self._lines, None)

    def _record(self, line: Line, end: int) -> Record:
        if not line.whole:
            shown = line.body.decode("utf-8", "replace")
            return Record(line.start, end, line.number, 1, [], "too-long", shown)
        if not line.body:
            return Record(line.start, end, line.number, 1, [], blank=True)
        if b"\0" in line.body:
            shown = line.body.decode("utf-8", "replace").replace("\0", "␀")
            return Record(line.start, end, line.number, 1, [], "nul", shown)
        try:
            text = line.body.decode("utf-8")
        except UnicodeDecodeError:
            shown = line.body.decode("windows-1252", "replace")
            return Record(line.start, end, line.number, 1, [], "encoding", shown)
        state = _Open()
        _take(state, text, delimiter=self._delimiter, quote=self._quote)
        if not state.inside:
            return self._one_line(line, end, state, text)
        return self._several_lines(line, end, state, text)

    def _one_line(self, line: Line, end: int, state: _Open, text: str) -> Record:
        record = Record(line.start, end, line.number, 1, state.fields, text=text, lazy=state.stray)
        fits = self._width is None or len(state.fields) == self._width
        if state.stray and not fits:
            record.code = "quotes"
        elif self._broken and (not fits or (self._quote and any(self._quote in f for f in state.fields))):
            record.code = "broken-quotes"
        else:
            self._broken = False
        return record

    def _several_lines(self, first: Line, first_end: int, state: _Open, text: str) -> Record:
        """Read on until the open quote closes; where it does not close soundly, refuse the first line."""
        taken: list[tuple[Line, int]] = []
        size, previous, sound, end = len(first.body), first, True, first_end
        pieces = [text]
        while state.inside:
            item = self._next_line() if self._wasted <= _WASTE_LIMIT else None
            if item is None:
                sound = False
                break
            line, line_end = item
            taken.append(item)
            size += len(line.body) + len(previous.newline)
            try:
                more = line.body.decode("utf-8")
            except UnicodeDecodeError:
                sound = False
                break
            newline = previous.newline.decode("ascii")
            state.parts.append(newline)
            pieces += (newline, more)
            _take(state, more, delimiter=self._delimiter, quote=self._quote)
            end, previous = line_end, line
            if state.stray or not line.whole or b"\0" in line.body:
                sound = False
            if not sound or size > self._limit or len(taken) > _LINES_LIMIT:
                sound = False
                break
        if sound and not state.inside and not state.stray:
            self._broken = False
            fields = state.fields
            return Record(first.start, end, first.number, 1 + len(taken), fields, text="".join(pieces))
        # Only the line with the open quote is refused: what follows may be sound rows.
        self._waiting.extendleft(reversed(taken))
        self._wasted += size
        self._broken = True
        return Record(first.start, first_end, first.number, 1, [], "open-quote", text)
