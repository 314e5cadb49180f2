"""A brief as Markdown that reads well as it stands: tables in columns, figures with footnotes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from bothways.brief.document import (
    Asks,
    Bars,
    Block,
    Bridge,
    Bullets,
    Cite,
    Compare,
    Document,
    Dots,
    Evidence,
    Insight,
    Line,
    Name,
    Notice,
    Paragraph,
    Ranges,
    TableBlock,
    Total,
    Trends,
    Waterfall,
)
from bothways.brief.ledger import Ledger
from bothways.brief.render.bridge import SIDE_NAMES, note_of
from bothways.brief.render.marks import as_marked
from bothways.brief.render.spoken import spoken

METHOD = "markdown/2"
_SPECIAL = re.compile(r"([\\`*<>\[\]|~])")
# An underscore inside a word is only itself; at the edge of a word it would set the word in italics.
_EDGE = re.compile(r"(?<!\w)_|_(?!\w)")
_STARTS = re.compile(r"^(\s*)([#+=-]|\d+(?=[.)]))(?=[#\s.)+=-]|$)")
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
_WIDEST = 44


def render_markdown(document: Document) -> str:
    """Return a brief as Markdown.

    A figure that asks for its number is written `€640k[^4]`; the footnote holds its evidence.
    Whatever comes out of a CRM is escaped, so that it can't become a heading, a link or a cell.
    """
    document = as_marked(document)
    parts = [f"# {_line(document.kicker) or _text(document.title)}"]
    if period := _line(document.period_line):
        parts.append(_start(period))
    parts += [_start(_line(line)) for line in document.headline]
    for section in document.sections:
        named = bool(section.title)
        if named:
            parts.append(f"## {_line(section.title)}")
        if section.aside:
            parts.append(_start(_line(section.aside)))
        for block in section.blocks:
            parts += _block(block, document.ledger, "###" if named else "##")
    ending = [_start(_line(line)) for line in (*document.notes, document.footer) if line]
    if ending:
        parts += ["---", *ending]
    if document.evidence:
        parts += ["## The evidence", *(_note(note) for note in document.evidence)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _block(block: Block, ledger: Ledger, mark: str) -> Iterator[str]:
    match block:
        case Paragraph(line):
            yield _start(_line(line))
        case Bullets(items):
            yield "\n".join(f"- {_start(_line(item))}" for item in items)
        case Waterfall():
            yield from _waterfall(block, mark)
        case Bars():
            yield from _bars(block, mark)
        case TableBlock():
            if block.caption:
                yield f"**{_line(block.caption)}**"
            yield _grid(block.heads, [[_line(cell) for cell in row] for row in block.rows], block.numeric)
        case Insight():
            yield from _insight(block, ledger, mark)
        case Asks(items):
            for ask in items:
                yield f"{mark} {_line(ask.title)}"
                yield _terms(ask.rows)
        case Notice(title, lines):
            yield f"{mark} {_line(title)}"
            yield from (_start(_line(line)) for line in lines)
        case Bridge() | Ranges() | Dots() | Compare() | Trends():
            yield from _chart(block, mark)


def _chart(block: Bridge | Ranges | Dots | Compare | Trends, mark: str) -> Iterator[str]:
    yield f"{mark} {_line(block.title)}"
    match block:
        case Bridge():
            yield from _bridge(block)
        case Ranges():
            yield from _ranges(block)
        case Dots():
            tick = (*block.tick.label, "; ") if block.tick else ()
            yield _start(_line(block.said))
            yield _start(_line((*tick, *block.low, ", ", *block.high)))
        case Compare():
            yield from _sub(block.sub)
            heads = [_text(block.row_head), *(_text(column.head) for column in block.columns)]
            rows = [
                [_beside(row.label, row.about), *(_beside(cell.value, cell.small) for cell in row.cells)]
                for row in block.rows
            ]
            yield _grid(heads, rows, (False, *(True for _ in block.columns)), escaped=True)
        case Trends():
            yield from _sub(block.sub)
            heads = ["", _text(block.first_head) or "At the start", _text(block.last_head) or "At the end"]
            rows = [[_line(row.label), _line(row.first), _beside(row.last, row.small)] for row in block.rows]
            yield _grid(heads, rows, (False, True, True), escaped=True)
    note = note_of(block) if isinstance(block, Bridge) else block.note
    yield from _sub(note)


def _bridge(block: Bridge) -> Iterator[str]:
    yield from _sub(block.sub)

    def end(total: Total) -> list[str]:
        return [f"**{_beside(total.label, total.about)}**", f"**{_line(total.value)}**", "", ""]

    rows = [end(block.base)]
    for cause in block.causes:
        if cause.head:
            rows.append([f"*{_line(cause.head)}*", "", "", ""])
        who = SIDE_NAMES["nobody" if cause.chance else cause.who]
        lever = f": {_line(cause.lever)}" if cause.lever else ""
        rows.append(
            [_beside(cause.label, cause.about), _line(cause.value), _line(cause.small), f"{who}{lever}"]
        )
    rows.append(end(block.actual))
    heads = ["Cause", _text(block.unit) or "Effect", "Where it is likely to lie", "Who can move it"]
    yield _grid(heads, rows, (False, True, True, False), escaped=True)


def _ranges(block: Ranges) -> Iterator[str]:
    yield from _sub(block.sub)
    if block.ticks:
        yield _start("; ".join(_line(tick.label) for tick in block.ticks))
    heads = ["", _text(block.value_head) or "Middle", "Where it is likely to lie"]
    happened = any(row.outcome for row in block.rows)
    rows = [
        [_beside(row.label, row.about), _line(row.value), _line(row.small)]
        + ([_line(row.outcome)] if happened else [])
        for row in block.rows
    ]
    yield _grid(
        heads + (["What happened"] if happened else []), rows, (False, True, True, False), escaped=True
    )


def _sub(line: Line) -> Iterator[str]:
    if line:
        yield _start(_line(line))


def _beside(first: Line, other: Line) -> str:
    return f"{_line(first)} ({_line(other)})" if other else _line(first)


def _waterfall(block: Waterfall, mark: str) -> Iterator[str]:
    yield f"{mark} {_line(block.title)}"
    if block.sub:
        yield _start(_line(block.sub))
    counted = any(step.count for step in block.steps)
    heads = ["Step", _line(block.unit) or "Amount"] + (["Deals"] if counted else [])
    rows = [
        [_line(step.label), _line(step.value)] + ([_line(step.count)] if counted else [])
        for step in block.steps
    ]
    yield _grid(heads, rows, (False, True, True), escaped=True)
    if block.note:
        yield _start(_line(block.note))


def _bars(block: Bars, mark: str) -> Iterator[str]:
    yield f"{mark} {_line(block.title)}"
    if block.sub:
        yield _start(_line(block.sub))
    small = any(row.small for row in block.rows)
    who = any(row.who != "nobody" for row in block.rows)
    heads = ["", _text(block.value_head) or "Value"]
    heads += ([" "] if small else []) + (["Who can move it"] if who else [])
    rows = [
        [_line(row.label), _line(row.value)]
        + ([_line(row.small)] if small else [])
        + ([SIDE_NAMES[row.who]] if who else [])
        for row in block.rows
    ]
    yield _grid(heads, rows, (False, True, False, False), escaped=True)
    if block.note:
        yield _start(_line(block.note))


def _insight(block: Insight, ledger: Ledger, mark: str) -> Iterator[str]:
    yield f"{mark} {_line(block.title)}"
    if block.money or block.small:
        yield _start(", ".join(part for part in (_line(block.money), _line(block.small)) if part))
    yield from (_start(_line(line)) for line in block.lines)
    for said in spoken(block, ledger):
        if said.number in block.against:
            yield "Against it:"
        lines = [f"> {_text(line)}" for line in f"“{said.quote.text}”".splitlines()]
        yield "\n".join([*lines, ">", f"> — {_line(said.caption)}"])
    yield from _sub(block.foot)


def _note(note: Evidence) -> str:
    parts = [f"**{_line(note.title)}**"]
    if note.rows:
        parts.append(_terms(note.rows))
    if note.table:
        heads = [_text(head) for head in note.table.heads]
        rows = []
        for row in note.table.rows:
            first, *rest = (_line(cell) for cell in row)
            told = ", ".join(f"{head}: {cell}" for head, cell in zip(heads[1:], rest, strict=True) if cell)
            rows.append(f"- {_start(first)}" + (f" ({told})" if told else ""))
        parts.append("\n".join(rows))
    if note.more:
        parts.append(_start(_line(note.more)))
    if note.against:
        parts.append(f"Against it: {_line(note.against)}")
    text = "\n\n".join(parts)
    return (
        f"[^{note.fact}]: " + "\n".join(f"    {line}" if line else "" for line in text.split("\n")).lstrip()
    )


def _terms(rows: Iterable[tuple[str, Line]]) -> str:
    return "\n".join(f"- {_text(term)}: {_line(line)}" for term, line in rows)


def _grid(
    heads: Sequence[str], rows: Sequence[Sequence[str]], numeric: Sequence[bool], *, escaped: bool = False
) -> str:
    """Write a table whose columns stand under each other in plain text too."""
    if not escaped:
        heads = [_text(head) for head in heads]
    columns = range(len(heads))
    wide = [min(_WIDEST, max([3, _width(heads[at]), *(_width(row[at]) for row in rows)])) for at in columns]

    def row_of(cells: Sequence[str]) -> str:
        padded = [_pad(cells[at], wide[at], right=numeric[at]) for at in columns]
        return f"| {' | '.join(padded)} |"

    rule = [("-" * (wide[at] - 1) + ":") if numeric[at] else "-" * wide[at] for at in columns]
    return "\n".join([row_of(heads), row_of(rule), *map(row_of, rows)])


def _pad(text: str, wide: int, *, right: bool) -> str:
    blanks = " " * max(0, wide - _width(text))
    return blanks + text if right else text + blanks


def _width(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return sum(
        0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        for letter in text
    )


def _line(line: Line) -> str:
    return "".join(map(_span, line))


def _span(span: str | Cite | Name) -> str:
    if isinstance(span, str):
        return _text(span)
    if isinstance(span, Name):
        return _text(span.text)
    return _text(span.text) + (f"[^{span.fact}]" if span.mark else "")


def _text(text: str) -> str:
    return _EDGE.sub(r"\\_", _SPECIAL.sub(r"\\\1", _UNSEEN.sub(" ", text)))


def _start(text: str) -> str:
    """Keep a line from becoming a heading or a list by how it happens to begin."""
    return _STARTS.sub(lambda m: f"{m[1]}{m[2]}\\" if m[2].isdigit() else f"{m[1]}\\{m[2]}", text)
