"""A brief on paper: PDF/UA by typst, without a browser, the same bytes on every machine.

The document reaches typst as JSON in `sys.inputs` and is set as text, never as markup: a name such as
`#import` is only a name. The fonts come with packages, so that a brief looks the same everywhere; the
fonts of the machine are asked only for letters that these lack.
"""

from __future__ import annotations

import io
import json
import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime, time
from functools import cache
from importlib.resources import as_file, files
from itertools import groupby
from typing import Any

from bothways.brief.document import (
    Asks,
    Bars,
    Block,
    Bridge,
    Bullets,
    Cause,
    Cite,
    Compare,
    Document,
    Dots,
    Insight,
    Line,
    Name,
    Notice,
    Paragraph,
    Ranges,
    TableBlock,
    Trends,
    Waterfall,
    text_of,
)
from bothways.brief.ledger import Ledger
from bothways.brief.render import bridge, charts, ranges
from bothways.brief.render.marks import as_marked
from bothways.brief.render.picture import Picture, paper_svg
from bothways.brief.render.spoken import spoken

METHOD = "pdf/3"
SANS, SERIF = "Inter", "Source Serif 4"
_FONT_PACKAGES = ("fontpkg_inter", "fontpkg_source_serif_4")
PAGES = 2
_SIZES = ((1.0, 1.0), (1.0, 0.8), (0.97, 0.75), (0.95, 0.7), (0.93, 0.6), (0.9, 0.5), (0.86, 0.4))
"""Type and air, tried in this order until two pages do; below the last, notes are hard to read."""
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_NO_FONT = "could not be displayed"
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]+")
_LONG = re.compile(r"\S{40,}")
_CHUNK = re.compile(".{1,12}")
_BEYOND = re.compile("[^\x20-\u024f\u0370-\u052f\u1e00-\u22ff\ufffd]")
_LACKING = "\ufffd"
_MOST_SCRIPTS = 12
LACKING_NOTE = f"Some letters have no font on this machine and stand here as {_LACKING}; the page has them."


def render_pdf(document: Document) -> bytes:
    """Return a brief as PDF/UA-1 on A4.

    The brief takes two pages wherever the type can stay readable; its annex begins on a sheet of its own.
    Fact numbers stand as raised numerals (`€640k⁴`), so that a reader of the text can't take them for
    digits of the figure. The date in the file is that of the data.

    Raises:
        typst.TypstError: the template has a fault; nothing in a document can cause it.
    """
    document = as_marked(document)
    stamp = _stamp(document.ledger)
    told = _told(document)
    own = [section for section in told["sections"] if not section["annex"]]
    if len(own) == len(told["sections"]):
        return _fitted(_Press(told, stamp))[0]
    # How large the type is, the brief alone decides: its annex may take as many sheets as it needs.
    _, scale, air, breaks = _fitted(_Press(told | {"sections": own}, stamp))
    return _Press(told, stamp).set(scale, air, breaks=breaks)[0]


def _fitted(press: _Press) -> tuple[bytes, float, float, bool]:
    """Return a document in the largest type in which two pages hold it, with that type; else as it is."""
    natural, pages = press.set(*_SIZES[0], breaks=True)
    if pages <= PAGES:
        return natural, *_SIZES[0], True
    tries = [(*size, breaks) for size in _SIZES for breaks in (True, False)][1:]
    best, pages = press.set(*tries[-1][:2], breaks=tries[-1][2])
    if pages > PAGES:
        return natural, *_SIZES[0], True
    # Each is smaller than the one before it: halving finds the largest that does, in four settings for thirteen.
    low, high = 0, len(tries) - 1
    while low < high:
        middle = (low + high) // 2
        pdf, pages = press.set(*tries[middle][:2], breaks=tries[middle][2])
        if pages <= PAGES:
            best, high = pdf, middle
        else:
            low = middle + 1
    return best, *tries[high]


class _Press:
    """Sets one document in several sizes; what it learns of missing fonts it learns once."""

    def __init__(self, told: dict[str, Any], stamp: int) -> None:
        self._told = told
        self._stamp = stamp
        self._system = False

    def set(self, scale: float, air: float, *, breaks: bool) -> tuple[bytes, int]:
        """Return the document in this size, and how many pages it takes."""
        from pypdf import PdfReader  # noqa: PLC0415 - start-up time

        pdf = self._compile({"scale": scale, "air": air, "breaks": breaks})
        return pdf, len(PdfReader(io.BytesIO(pdf)).pages)

    def _compile(self, size: dict[str, Any]) -> bytes:
        import typst  # noqa: PLC0415 - start-up time

        for _ in range(_MOST_SCRIPTS):
            try:
                return self._typeset(size)
            except typst.TypstError as refused:
                if _NO_FONT not in refused.message:
                    raise
                if self._system:
                    self._told = _without(self._told, refused.message)
                self._system = True
        self._told = _without(self._told, "")
        return self._typeset(size)

    def _typeset(self, size: dict[str, Any]) -> bytes:
        pdf: bytes = _compiler(self._system).compile(
            _template(),
            format="pdf",
            sys_inputs={"document": json.dumps(self._told | size, ensure_ascii=False)},
            pdf_standards=["ua-1"],
            timestamp=self._stamp,
        )
        return pdf


def _without(told: dict[str, Any], message: str) -> dict[str, Any]:
    """Put a mark in place of every letter of the script that the message says no font has."""
    text = json.dumps(told, ensure_ascii=False)
    scripts = {_script(letter) for letter in _BEYOND.findall(message) or _BEYOND.findall(text)}
    marked = _BEYOND.sub(lambda match: _LACKING if _script(match[0]) in scripts else match[0], text)
    return dict(json.loads(marked)) | {"lacking": LACKING_NOTE}


def _script(letter: str) -> str:
    return unicodedata.name(letter, "?").split()[0]


@cache
def _template() -> bytes:
    return files(__package__).joinpath("templates", "brief.typ").read_bytes()


@cache
def _compiler(system: bool) -> Any:
    """Return a compiler with its fonts, kept: reading fonts takes longer than setting a brief."""
    import typst  # noqa: PLC0415 - start-up time

    fonts = []
    for package in _FONT_PACKAGES:
        with as_file(files(package).joinpath("files")) as folder:
            fonts.append(str(folder))
    return typst.Compiler(
        _template(), font_paths=typst.Fonts(include_system_fonts=system, font_paths=list(fonts))
    )


def _stamp(ledger: Ledger) -> int:
    """Return the moment that the file says it was made: the latest day of its data, never the clock."""
    days = [fact.figure.as_of for fact in ledger if fact.figure]
    day = max(days, default=None)
    return int(datetime.combine(day, time(), UTC).timestamp()) if day else 0


def _told(document: Document) -> dict[str, Any]:
    language, _, region = document.language.partition("-")
    return {
        "title": _clean(document.title) or "Brief",
        "language": language,
        "region": region or None,
        "side": document.side,
        "kicker": _line(document.kicker) or _line((document.title,)),
        "period": _line(document.period_line),
        "headline": [_line(line) for line in document.headline],
        "sections": [
            {
                "title": _line(section.title),
                "aside": _line(section.aside),
                "new_page": section.new_page,
                "annex": section.annex,
                "blocks": list(_blocks(section.blocks, document.ledger)),
            }
            for section in document.sections
        ],
        "notes": [_line(line) for line in (*document.notes, document.footer) if line],
        "lacking": "",
    }


def _blocks(blocks: tuple[Block, ...], ledger: Ledger) -> Iterator[dict[str, Any]]:
    for insight, held in groupby(blocks, key=lambda block: isinstance(block, Insight)):
        if insight:
            items = [_insight(item, ledger) for item in held if isinstance(item, Insight)]
            yield {"kind": "insights", "items": items}
        else:
            yield from map(_block, held)


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Paragraph(line):
            return {"kind": "paragraph", "line": _line(line)}
        case Bullets(items):
            return {"kind": "bullets", "items": [_line(item) for item in items]}
        case Waterfall():
            return _waterfall(block)
        case Bars():
            return _bars(block)
        case TableBlock():
            return {
                "kind": "table",
                "caption": _line(block.caption),
                "heads": [_clean(head) for head in block.heads],
                "numeric": list(block.numeric),
                "weights": _weights(block),
                "rows": [[_line(cell) for cell in row] for row in block.rows],
            }
        case Asks(items):
            asks = [
                {"title": _line(ask.title), "rows": [[_clean(term), _line(line)] for term, line in ask.rows]}
                for ask in items
            ]
            return {"kind": "asks", "items": asks}
        case Notice(title, lines):
            return {"kind": "notice", "title": _line(title), "lines": [_line(line) for line in lines]}
        case Bridge():
            return _bridge(block)
        case Ranges() | Dots() | Compare() | Trends():
            return _ranges(block)
        case Insight():  # pragma: no cover - grouped before
            raise AssertionError("insights are grouped")


def _weights(block: TableBlock) -> list[int]:
    """Share a table's width: numbers take what they need (0), words by the longest of each column."""

    def longest(at: int) -> int:
        return max(len(block.heads[at]), *(len(text_of(row[at])) for row in block.rows), 0)

    return [0 if numeric else min(max(longest(at), 8), 44) for at, numeric in enumerate(block.numeric)]


def _waterfall(block: Waterfall) -> dict[str, Any]:
    picture = charts.columns(block)
    told: dict[str, Any] = {
        "kind": "waterfall",
        "title": _line(block.title),
        "sub": _line(block.sub),
        "note": _line(block.note),
        "unit": _line(block.unit),
    }
    if picture:
        return told | {"svg": _svg(picture), "alt": _UNSEEN.sub(" ", charts.told(block))}
    rows = zip(block.steps, charts.waterfall_rows(block), strict=True)
    return told | {
        "rows": [
            {
                "label": _line(step.label),
                "svg": _svg(bar),
                "value": _line(step.value),
                "small": _line(step.count),
                "total": step.role == "stock",
            }
            for step, bar in rows
        ]
    }


def _bars(block: Bars) -> dict[str, Any]:
    used = {row.who for row in block.rows}
    sides = [who for who in ("executives", "staff", "both", "manager", "nobody") if who in used]
    return {
        "kind": "bars",
        "title": _line(block.title),
        "sub": _line(block.sub),
        "note": _line(block.note),
        "value_head": _clean(block.value_head),
        "reference": _line(block.reference_name),
        "sides": [] if sides == ["nobody"] else sides,
        "interval": any(row.low is not None and row.high is not None for row in block.rows),
        "rows": [
            {
                "label": _line(row.label),
                "svg": _svg(bar),
                "value": _line(row.value),
                "small": _line(row.small),
                "who": row.who,
            }
            for row, bar in zip(block.rows, charts.bar_rows(block), strict=True)
        ],
    }


def _bridge(block: Bridge) -> dict[str, Any]:
    rows = []
    for row in bridge.bridge_rows(block):
        cause = row.what if isinstance(row.what, Cause) else None
        rows.append(
            {
                "head": _line(cause.head) if cause else [],
                "label": _line(row.what.label),
                "about": _line(row.what.about),
                "svg": _svg(row.bar),
                "under": _svg(row.joint),
                "through": _svg(row.through),
                "value": _line(row.what.value),
                "small": _line(cause.small) if cause else [],
                "who": "" if cause is None else "nobody" if cause.chance else cause.who,
                "lever": _line(cause.lever) if cause else [],
                "total": cause is None,
            }
        )
    return {
        "kind": "bridge",
        "title": _line(block.title),
        "sub": _line(block.sub),
        "note": _line(bridge.note_of(block)),
        "unit": _clean(block.unit) or "Effect",
        "sides": bridge.whose(block),
        "chance": any(cause.chance for cause in block.causes),
        "interval": bridge.has_whisker(block.causes),
        "rows": rows,
    }


def _ranges(block: Ranges | Dots | Compare | Trends) -> dict[str, Any]:
    told: dict[str, Any] = {"title": _line(block.title), "note": _line(block.note)}
    match block:
        case Ranges():
            rows = [
                {
                    "label": _line(row.label),
                    "about": _line(row.about),
                    "svg": _svg(marks),
                    "under": _svg(ground),
                    "value": _line(row.value),
                    "small": _line(row.small),
                    "outcome": _line(row.outcome),
                    "total": row.kind == "ours",
                }
                for row, (ground, marks) in zip(block.rows, ranges.range_rows(block), strict=True)
            ]
            return told | {
                "kind": "ranges",
                "sub": _line(block.sub),
                "ticks": [_line(tick.label) for tick in block.ticks],
                "kinds": sorted({row.kind for row in block.rows}),
                "head": _clean(block.value_head),
                "rows": rows,
            }
        case Dots():
            return told | {
                "kind": "dots",
                "sub": _line(block.said),
                "tick": _line(block.tick.label) if block.tick else [],
                "svg": _svg(ranges.dots_picture(block)),
                "low": _line(block.low),
                "high": _line(block.high),
            }
        case Compare():
            drawn = ranges.compare_rows(block)
            return told | {
                "kind": "compare",
                "sub": _line(block.sub),
                "row_head": _clean(block.row_head),
                "heads": [
                    [_clean(column.head), ranges.COLUMN_TONES.get(column.who, "mid")]
                    for column in block.columns
                ],
                "rows": [
                    {
                        "label": _line(row.label),
                        "about": _line(row.about),
                        "cells": [
                            {"value": _line(cell.value), "small": _line(cell.small), "svg": _svg(bar)}
                            for cell, bar in zip(row.cells, bars, strict=True)
                        ],
                    }
                    for row, bars in zip(block.rows, drawn, strict=True)
                ],
            }
        case Trends():
            lines = ranges.trend_rows(block)
            return told | {
                "kind": "trends",
                "sub": _line(block.sub),
                "heads": [_clean(block.first_head), _clean(block.last_head)],
                "rows": [
                    {
                        "label": _line(row.label),
                        "first": _line(row.first),
                        "svg": _svg(line),
                        "last": _line(row.last),
                        "small": _line(row.small),
                    }
                    for row, line in zip(block.rows, lines, strict=True)
                ],
            }


def _insight(block: Insight, ledger: Ledger) -> dict[str, Any]:
    quotes = [
        {
            "text": f"“{_clean(said.quote.text)}”",
            "by": _line(said.caption),
            "against": said.number in block.against,
        }
        for said in spoken(block, ledger)
    ]
    return {
        "title": _line(block.title),
        "lines": [_line(line) for line in block.lines],
        "quotes": quotes,
        "foot": _line(block.foot),
        "money": _line(block.money),
        "small": _line(block.small),
    }


def _line(line: Line) -> list[dict[str, str]]:
    return [_span(span) for span in line]


def _span(span: str | Cite | Name) -> dict[str, str]:
    if isinstance(span, str):
        return {"kind": "text", "text": _clean(span)}
    if isinstance(span, Name):
        kind = "hash" if span.what in {"snapshot", "method"} else "name"
        return {"kind": kind, "text": _clean(span.text)}
    raised = str(span.fact).translate(_RAISED) if span.mark else ""
    return {"kind": "fact", "text": _clean(span.text), "raised": raised}


def _clean(text: str) -> str:
    """Return a text without control characters and overrides of direction.

    A word longer than any line gets places where it may break; typst breaks no word by itself.
    """
    text = _UNSEEN.sub(" ", text)
    # A line may break between a minus and a currency sign: the amount would read as a gain.
    text = text.replace("\N{MINUS SIGN}", "\N{MINUS SIGN}\N{WORD JOINER}")
    return _LONG.sub(lambda match: "\u200b".join(_CHUNK.findall(match[0])), text)


def _svg(picture: Picture | None) -> str:
    return _UNSEEN.sub(" ", paper_svg(picture, font=SANS)) if picture else ""
