"""The pictures of a brief in a terminal: the same blocks, drawn with letters.

Rows of words beside their bars, in eighty columns or more, with colour or without. Whose a bar is stands
beside it as a word; colour only repeats it. Where a terminal has no such letters, plain ones stand in.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from bothways.brief.document import (
    Bridge,
    Cause,
    Compare,
    Dots,
    Line,
    Ranges,
    Total,
    Trends,
    Who,
    text_of,
)
from bothways.brief.render.bridge import SIDE_NAMES, note_of, reaches, scale_of
from bothways.brief.render.ranges import DOTS_KEY, range_scale

NARROWEST, WIDEST = 60, 120
_ROOMY = 110
_STYLES: dict[Who, str] = {
    "staff": "#c87f0f",
    "executives": "#2f7cb8",
    "manager": "bold",
    "nobody": "bright_black",
}
_SOFT = "dim"
_DOT_STEP = 5


@dataclass(frozen=True, slots=True)
class Marks:
    """The letters of a picture."""

    full: str = "█"
    left: str = "▐"
    right: str = "▌"
    chance: str = "░"
    cut: str = "╱"
    line: str = "─"
    begin: str = "├"
    end: str = "┤"
    cross: str = "┼"
    joint: str = "│"
    tick: str = "│"
    other: str = "┊"
    dot: str = "●"
    ring: str = "○"
    eighths: str = "▏▎▍▌▋▊▉█"
    heights: str = "▁▂▃▄▅▆▇█"

    def letters(self) -> str:
        """Return every letter that a picture may need."""
        return "".join(getattr(self, name) for name in self.__dataclass_fields__)


DRAWN = Marks()
TYPED = Marks(
    full="#", left="#", right="#", chance=":", cut="/", line="-", begin="|", end="|", cross="+", joint="|",
    tick="|", other=":", dot="@", ring="o", eighths="#", heights="_.-=*#",
)  # fmt: skip
_PLAIN = str.maketrans({
    "\N{MINUS SIGN}": "-", "“": '"', "”": '"', "’": "'", "‘": "'", "…": "...", "–": "-", "—": "-",
    "\N{NO-BREAK SPACE}": " ", "€": "EUR", "£": "GBP",
})  # fmt: skip


def as_range(text: str) -> str:
    """Return “between A and B” as “A to B”: a column of a terminal is narrow.

    >>> as_range("between −€1.50M and −€871k"), as_range("it was €3M")
    ('−€1.50M to −€871k', 'it was €3M')
    """
    if not text.startswith("between "):
        return text
    low, _, high = text.removeprefix("between ").partition(" and ")
    return f"{low} to {high}"


def marks_for(encoding: str) -> Marks:
    """Return the letters that an encoding has for pictures.

    >>> marks_for("utf-8") is DRAWN, marks_for("cp1252") is TYPED
    (True, True)
    """
    try:
        DRAWN.letters().encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return TYPED
    return DRAWN


def written(text: str, encoding: str) -> str:
    """Return a text with what an encoding lacks written otherwise, so that no output breaks on it.

    >>> written("−€380k", "ascii"), written("−€380k", "utf-8")
    ('-EUR380k', '−€380k')
    """
    try:
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        kept = "".join(letter if _has(encoding, letter) else letter.translate(_PLAIN) for letter in text)
        return "".join(letter if _has(encoding, letter) else "?" for letter in kept)
    return text


def _has(encoding: str, letter: str) -> bool:
    try:
        letter.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True


@dataclass(slots=True)
class Pen:
    """Draws blocks as lines of text, `width` columns wide, with letters that `encoding` has."""

    width: int = 80
    encoding: str = "utf-8"
    marks: Marks = field(init=False)

    def __post_init__(self) -> None:
        self.width = max(NARROWEST, min(self.width, WIDEST))
        self.marks = marks_for(self.encoding)

    def bridge(self, block: Bridge) -> list[Text]:
        """Draw a bridge: two lines a cause, its bar and below it its likely range."""
        begin, end, cut = scale_of(block)
        wide = self.width >= _ROOMY
        value_wide, who_wide = (18, 32) if wide else (18, 11)
        name_wide = min(28, self.width * 3 // 10)
        lane = self.width - name_wide - value_wide - who_wide - 3
        rows = self._head(block.title, block.sub)

        def at(amount: float) -> float:
            return (amount - begin) / (end - begin) * lane

        for place, reach in enumerate(found := reaches(block)):
            cause = reach.what if isinstance(reach.what, Cause) else None
            if cause and cause.head:
                rows.append(Text(self._text(cause.head), style="bold"))
            start = at(reach.before) if cause else at(max(begin, 0.0))
            bar = _Lane(lane)
            self._bar(bar, start, at(reach.after), reach.what, cut=cut)
            below = _Lane(lane)
            if place + 1 < len(found):
                below.put(at(reach.after), self.marks.joint, _SOFT)
            if reach.low is not None and reach.high is not None:
                self._whisker(below, at(reach.low), at(reach.high), at(reach.after))
            who: Who = "nobody" if cause and cause.chance else cause.who if cause else "manager"
            style = _STYLES.get(who, "") if cause else ""
            lever = self._text(cause.lever) if cause and wide else ""
            said = (SIDE_NAMES[who], lever) if cause else ("", "")
            cells = (
                _Cell(name_wide, [*self._strong(reach.what.label), *self._soft(reach.what.about)]),
                _Cell(lane, [bar.text(), below.text()] if below.cells else [bar.text()]),
                _Cell(
                    value_wide,
                    [*self._strong(reach.what.value), *self._range(cause.small if cause else ())],
                    right=True,
                ),
                _Cell(who_wide, [(said[0], style), (said[1], _SOFT)]),
            )
            rows += _joined(cells)
        return rows + self._foot(note_of(block))

    def ranges(self, block: Ranges) -> list[Text]:
        """Draw a landing: each row its dot and its likely range on one scale."""
        low, high = range_scale(block)
        name_wide, value_wide = min(28, self.width // 3), 22
        lane = self.width - name_wide - value_wide - 2
        rows = self._head(block.title, block.sub)
        for place, tick in enumerate(block.ticks):
            sign = self.marks.other if place else self.marks.tick
            rows.append(Text.assemble((f"{sign} ", "bold" if not place else _SOFT), self._text(tick.label)))
        rows.append(Text())

        def at(amount: float) -> float:
            return (amount - low) / (high - low) * lane

        for row in block.rows:
            first, below = _Lane(lane), _Lane(lane)
            for drawn in (first, below):
                for place, tick in enumerate(block.ticks):
                    sign = self.marks.other if place else self.marks.tick
                    drawn.put(at(tick.amount), sign, _SOFT if place else "bold")
            ours = row.kind == "ours"
            if row.low is not None and row.high is not None:
                self._whisker(first, at(row.low), at(row.high), None, style="bold" if ours else "")
            if row.middle is not None:
                first.put(at(row.middle), self.marks.dot if ours else self.marks.ring, "bold")
            if row.happened is not None:
                first.put(at(row.happened), self.marks.dot, "bold")
            cells = (
                _Cell(name_wide, [*self._strong(row.label), *self._soft(row.about)]),
                _Cell(lane, [first.text(), below.text()], fill=below.text()),
                _Cell(
                    value_wide,
                    [*self._strong(row.value), *self._range(row.small), *self._soft(row.outcome, "")],
                    right=True,
                ),
            )
            rows += _joined(cells)
        return rows + self._foot(block.note)

    def compare(self, block: Compare) -> list[Text]:
        """Draw a comparison: in each row one bar a column, all on one scale from nought."""
        amounts = [cell.amount for row in block.rows for cell in row.cells if cell.amount is not None]
        most = max([abs(amount) for amount in amounts], default=0.0) or 1.0
        columns = max(len(block.columns), 1)
        name_wide = min(28, self.width // 3 - 2)
        slot = (self.width - name_wide) // columns
        number = min(
            max(6, *(cell_len(text_of(c.value)) for row in block.rows for c in row.cells)), slot // 2
        )
        lane = slot - number - 3
        rows = self._head(block.title, block.sub)
        heads = [_Cell(name_wide, [(block.row_head, _SOFT)])]
        heads += [
            _Cell(slot - 1, [Text(" " * (number + 2) + column.head[: lane + 1], _SOFT)])
            for column in block.columns
        ]
        rows += _joined(tuple(heads))
        for row in block.rows:
            cells = [_Cell(name_wide, [*self._strong(row.label, ""), *self._soft(row.about)])]
            for column, cell in zip(block.columns, row.cells, strict=True):
                bar = self._length(0.0 if cell.amount is None else max(cell.amount, 0.0) / most * lane)
                value = self._text(cell.value)
                told = " " * max(0, number - cell_len(value)) + value
                line = Text.assemble((told, "bold"), "  ", (bar, _STYLES.get(column.who, "")))
                small = [Text(" " * 2 + part, _SOFT) for part, _ in self._range(cell.small)]
                cells.append(_Cell(slot - 1, [line, *small]))
            rows += _joined(tuple(cells))
        return rows + self._foot(block.note)

    def dots(self, block: Dots) -> list[Text]:
        """Draw a distribution as dots that stand on each other."""
        lane = min(self.width, 72)
        marks = [*block.values, *([block.tick.amount] if block.tick else [])]
        low, high = (min(marks), max(marks)) if marks else (0.0, 1.0)
        scale = (lane - 3) / ((high - low) or 1.0)
        tick = None if block.tick is None else (block.tick.amount - low) * scale
        stacks: dict[int, list[bool]] = {}
        for value in sorted(block.values):
            reached = block.tick is None or value >= block.tick.amount
            # Dots share a few places; none that reaches the tick may stand before it.
            base = tick or 0.0
            place = round(base) + (int(((value - low) * scale - base) // _DOT_STEP) * _DOT_STEP + 2)
            stacks.setdefault(max(0, min(place, lane - 1)), []).append(reached)
        rows = self._head(block.title, block.said)
        for height in range(max((len(stack) for stack in stacks.values()), default=0), 0, -1):
            drawn = _Lane(lane)
            if tick is not None:
                drawn.put(tick, self.marks.tick, "bold")
            for place, stack in stacks.items():
                if len(stack) >= height:
                    drawn.put(place, self.marks.dot if stack[height - 1] else self.marks.ring, "")
            rows.append(drawn.text())
        rows.append(Text(self.marks.line * lane, style=_SOFT))
        ends = self._text(block.low), self._text(block.high)
        gap = " " * max(2, lane - cell_len(ends[0]) - cell_len(ends[1]))
        rows.append(Text(gap.join(ends), style=_SOFT))
        if block.tick:
            rows.append(Text.assemble((f"{self.marks.tick} ", "bold"), self._text(block.tick.label)))
        key = (
            DOTS_KEY
            if block.tick is None
            else f"{DOTS_KEY} {self.marks.dot} reaches it, {self.marks.ring} does not."
        )
        return [*rows, *self._foot((key,)), *self._foot(block.note)[1:]]

    def trends(self, block: Trends) -> list[Text]:
        """Draw small lines, one a row, from nought to the largest value of the row."""
        rows = self._head(block.title, block.sub)
        name_wide, number = min(30, self.width * 3 // 10), 7
        for row in block.rows:
            known = [value for value in row.values if value is not None]
            top = max(known, default=0.0) or 1.0
            steps = len(self.marks.heights) - 1
            line = "".join(
                " " if value is None else self.marks.heights[round(max(value, 0.0) / top * steps)]
                for value in row.values
            )
            cells = (
                _Cell(name_wide, self._strong(row.label, "")),
                _Cell(number, self._soft(row.first), right=True),
                _Cell(len(row.values) + 2, [Text(f" {line} ")]),
                _Cell(
                    self.width - name_wide - number - len(row.values) - 6,
                    [Text.assemble((self._text(row.last), "bold"), "  ", (self._text(row.small), _SOFT))],
                ),
            )
            rows += _joined(cells)
        return rows + self._foot(block.note)

    def _text(self, line: Line) -> str:
        return written(text_of(line), self.encoding)

    def _strong(self, line: Line, style: str = "bold") -> list[tuple[str, str]]:
        return [(text, style)] if (text := self._text(line)) else []

    def _soft(self, line: Line, style: str = _SOFT) -> list[tuple[str, str]]:
        return [(text, style)] if (text := self._text(line)) else []

    def _range(self, line: Line) -> list[tuple[str, str]]:
        return [(as_range(text), _SOFT)] if (text := self._text(line)) else []

    def _head(self, title: Line, sub: Line) -> list[Text]:
        rows = [Text(part, style="bold") for part in _fold(self._text(title), self.width)]
        rows += [Text(part, style=_SOFT) for part in _fold(self._text(sub), self.width)]
        return [*rows, Text()]

    def _foot(self, note: Line) -> list[Text]:
        if not note:
            return []
        return [Text(), *(Text(part, style=_SOFT) for part in _fold(self._text(note), self.width))]

    def _bar(self, lane: _Lane, start: float, end: float, what: Total | Cause, *, cut: bool) -> None:
        low, high = sorted((start, end))
        first, last = round(low * 2), max(round(high * 2), round(low * 2) + 1)
        middle = (first + last) / 2
        for cell in range(first // 2, (last + 1) // 2):
            left, right = max(first, cell * 2), min(last, cell * 2 + 2)
            sign = self.marks.full
            if right - left == 1:
                sign = self.marks.left if left % 2 else self.marks.right
            if isinstance(what, Total):
                style = "bold"
                if cut and cell - first // 2 in (2, 3):
                    sign = self.marks.cut
            elif what.chance:
                sign, style = self.marks.chance, ""
            elif what.who == "both":
                style = _STYLES["staff" if cell * 2 + 1 <= middle else "executives"]
            else:
                style = _STYLES[what.who]
            lane.put(cell, sign, style)

    def _whisker(self, lane: _Lane, low: float, high: float, at: float | None, *, style: str = "") -> None:
        first, last = int(low), max(int(high), int(low) + 1)
        for cell in range(first, last + 1):
            lane.put(cell, self.marks.line, style)
        lane.put(first, self.marks.begin, style)
        lane.put(last, self.marks.end, style)
        if at is not None and first < int(at) < last:
            lane.put(at, self.marks.cross, style)

    def _length(self, cells: float) -> str:
        whole = int(cells)
        eighths = self.marks.eighths
        rest = round((cells - whole) * len(eighths))
        if rest == len(eighths):
            whole, rest = whole + 1, 0
        return eighths[-1] * whole + (eighths[rest - 1] if rest else "" if whole else eighths[0])


@dataclass(slots=True)
class _Lane:
    """A line of single letters, each with its style."""

    wide: int
    cells: dict[int, tuple[str, str]] = field(default_factory=dict)

    def put(self, place: float, letter: str, style: str) -> None:
        """Set a letter at a place; what lies beyond the ends stands at them."""
        self.cells[max(0, min(int(place), self.wide - 1))] = (letter, style)

    def text(self) -> Text:
        """Return the line."""
        return Text.assemble(*(self.cells.get(place, (" ", "")) for place in range(self.wide)))


@dataclass(slots=True)
class _Cell:
    """A cell of a row: its lines, folded to its width; `fill` stands where others have more lines."""

    wide: int
    lines: Sequence[tuple[str, str] | Text]
    right: bool = False
    fill: Text | None = None

    def folded(self) -> list[Text]:
        """Return its lines, each exactly as wide as the cell."""
        found: list[Text] = []
        for line in self.lines:
            if isinstance(line, Text):
                found.append(self._sized(line))
                continue
            found += [self._sized(Text(part, style=line[1])) for part in _fold(line[0], self.wide)]
        return found

    def _sized(self, text: Text) -> Text:
        blanks = " " * max(0, self.wide - text.cell_len)
        return Text.assemble(blanks, text) if self.right else Text.assemble(text, blanks)

    def blank(self) -> Text:
        """Return what stands below its last line."""
        return self.fill or Text(" " * self.wide)


def _joined(cells: Sequence[_Cell]) -> Iterator[Text]:
    columns = [cell.folded() for cell in cells]
    for at in range(max(len(column) for column in columns)):
        parts = [
            column[at] if at < len(column) else cell.blank()
            for cell, column in zip(cells, columns, strict=True)
        ]
        line = Text(" ").join(parts)
        line.rstrip()
        yield line


def _fold(text: str, wide: int) -> Iterator[str]:
    """Break a text at its blanks into lines of so many columns; a longer word is broken anywhere."""
    row = ""
    for word in text.split():
        if row and cell_len(row) + 1 + cell_len(word) <= wide:
            row = f"{row} {word}"
            continue
        if row:
            yield row
        while cell_len(word) > wide:
            head = set_cell_size(word, wide).rstrip()
            yield head
            word = word[len(head) :]  # noqa: PLW2901 - what is left of it
        row = word
    if row:
        yield row
