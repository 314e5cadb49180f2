"""A brief as one HTML file: no network, no script, no style attribute.

The one `<style>` element is the same in every file, so the file carries a Content-Security-Policy
that allows that style sheet by its hash and nothing else at all: even a hostile name that came
through would find no script to run, no picture to load and nowhere to send anything.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup, escape

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
    Section,
    TableBlock,
    Trends,
    Waterfall,
    Who,
    text_of,
)
from bothways.brief.ledger import MASK
from bothways.brief.render import bridge, charts, ranges
from bothways.brief.render.picture import Picture, page_svg
from bothways.brief.render.spoken import Spoken, spoken

METHOD = "html/2"
_SHORT = 20
"""A figure of at most so many letters is never broken over two lines."""
_SENTENCE = 48
"""A figure of more letters is a sentence: its number alone leads to the evidence, not a line of dots."""
_LONG_WORD = 16
_WHOLE = 26
"""A column of numbers with at most so many letters in a cell is not broken, where there is room."""
_TOGETHER = 30
"""A name of at most so many letters fits the narrowest line."""
_STACKED_FROM = 4
"""A table of so many columns becomes a list of terms on a phone."""
_KINDS: dict[type[Block], str] = {
    Paragraph: "paragraph",
    Bullets: "bullets",
    Waterfall: "waterfall",
    Bars: "bars",
    TableBlock: "table",
    Insight: "insights",
    Asks: "asks",
    Notice: "notice",
    Bridge: "bridge",
    Ranges: "ranges",
    Dots: "dots",
    Compare: "compare",
    Trends: "trends",
}


def render_html(document: Document) -> str:
    """Return a brief as one HTML file.

    Every figure is `<a class="fig" data-fact="4" href="#f4">€640k<sup>4</sup></a>` (inside its own
    evidence, and in pictures, the same attribute without the link), every name of the CRM
    `<span data-name="deal">`. The reader's cut of the ledger lies as JSON in `<template id="ledger">`.
    """
    return template("brief.html.j2").render(page=_Page(document), document=document, **sheet("brief.css"))


def page_of(document: Document, *, opens: str = "#f{}", closes: str = "#{}") -> _Page:
    """Return what the templates of a page ask for: where a figure's evidence is, and the way back from it."""
    return _Page(document, opens=opens, closes=closes)


@dataclass(slots=True)
class _Page:
    """What the template asks for; remembers which figures were already cited, for the way back."""

    document: Document
    cited: set[int] = field(default_factory=set)
    hatches: int = 0
    opens: str = "#f{}"
    closes: str = "#{}"

    def line(self, line: Line, *, within: int | None = None) -> Markup:
        """Write a line: text escaped, figures as links to their evidence, names marked."""
        return Markup("").join(self._span(span, within) for span in line)

    def groups(self, section: Section) -> Iterator[tuple[str, list[Any]]]:
        """Give the blocks of a section by kind; insights that follow each other form one list."""
        for kind, held in groupby(section.blocks, key=lambda block: _KINDS[type(block)]):
            if kind == "insights":
                yield kind, list(held)
            else:
                for block in held:
                    yield kind, [block]

    def spoken(self, insight: Insight) -> list[Spoken]:
        """Return the quotes of an insight with their captions."""
        return list(spoken(insight, self.document.ledger))

    def anchor(self, number: int) -> Markup:
        """Give the first citation of a fact its id, so that closing the evidence leads back to it."""
        if number in self.cited:
            return Markup("")
        self.cited.add(number)
        return Markup(' id="c{}"').format(number)

    def back(self, number: int) -> str:
        """Return where closing the evidence leads back to."""
        return self.closes.format(f"c{number}" if number in self.cited else "main")

    def columns(self, waterfall: Waterfall) -> Markup | None:
        """Draw a waterfall in columns, or None where only rows will do."""
        picture = charts.columns(waterfall)
        if picture is None:
            return None
        self.hatches += 1
        return page_svg(picture, hatch=f"hatch-{self.hatches}", classes="wide")

    def step_rows(self, waterfall: Waterfall) -> list[tuple[Any, Markup]]:
        """Pair each step with its bar."""
        return list(zip(waterfall.steps, map(_svg, charts.waterfall_rows(waterfall)), strict=True))

    def bar_rows(self, bars: Bars) -> list[tuple[Any, Markup]]:
        """Pair each row with its bar."""
        return list(zip(bars.rows, map(_svg, charts.bar_rows(bars)), strict=True))

    def bridge_columns(self, block: Bridge) -> Markup | None:
        """Draw a bridge in columns, or None where only rows will do."""
        picture = bridge.bridge_columns(block)
        return page_svg(picture, classes="wide") if picture else None

    def bridge_rows(self, block: Bridge) -> list[tuple[Any, Markup, Markup, Markup]]:
        """Pair each end and cause with its bar, and with the hairlines that join it to its neighbours."""
        rows = bridge.bridge_rows(block)
        under = [
            (page_svg(row.joint, classes="under"), page_svg(row.through, classes="under")) for row in rows
        ]
        return [(row.what, page_svg(row.bar), *lines) for row, lines in zip(rows, under, strict=True)]

    def whose(self, block: Bridge) -> list[Who]:
        """Say whose colours a bridge uses."""
        return bridge.whose(block)

    def bridge_note(self, block: Bridge) -> Line:
        """Return the note of a bridge, with where its ends are cut."""
        return bridge.note_of(block)

    def has_interval_of(self, causes: tuple[Cause, ...]) -> bool:
        """Say whether a cause of a bridge has a whisker."""
        return bridge.has_whisker(causes)

    def range_rows(self, block: Ranges) -> list[tuple[Any, Markup]]:
        """Pair each row of a landing with its picture."""
        drawn = ranges.range_rows(block)
        return [
            (row, page_svg(ground, classes="under") + _svg(marks))
            for row, (ground, marks) in zip(block.rows, drawn, strict=True)
        ]

    def dots(self, block: Dots) -> Markup:
        """Draw a distribution as dots; the sentence beside it says what it shows."""
        return page_svg(ranges.dots_picture(block), classes="dots")

    def compare_rows(self, block: Compare) -> list[tuple[Any, list[tuple[Any, Any, Markup]]]]:
        """Pair each row of a comparison with its columns, cells and bars."""
        drawn = ranges.compare_rows(block)
        return [
            (row, list(zip(block.columns, row.cells, map(_svg, bars), strict=True)))
            for row, bars in zip(block.rows, drawn, strict=True)
        ]

    def tone(self, who: Who) -> str:
        """Return the tone of a column of a comparison."""
        return ranges.COLUMN_TONES.get(who, "mid")

    def trend_rows(self, block: Trends) -> list[tuple[Any, Markup]]:
        """Pair each row with its small line."""
        return list(zip(block.rows, map(_svg, ranges.trend_rows(block)), strict=True))

    def quote(self, said: Spoken) -> Markup:
        """Write the words of a quote, its masks marked."""
        mask = Markup('<span class="mask">{}</span>').format(MASK)
        return mask.join(said.quote.pieces)

    def sides(self, bars: Bars) -> list[str]:
        """Say whose colours a table uses; none where nothing but slate is in it."""
        used = {row.who for row in bars.rows}
        sides: list[str] = [
            who for who in ("executives", "staff", "both", "manager", "nobody") if who in used
        ]
        return [] if sides == ["nobody"] else sides

    def has_interval(self, bars: Bars) -> bool:
        """Say whether a row has a whisker."""
        return any(row.low is not None and row.high is not None for row in bars.rows)

    def stacked(self, table: TableBlock) -> bool:
        """Say whether a table is too wide for a phone."""
        return len(table.heads) >= _STACKED_FROM

    def columns_of(self, table: TableBlock) -> list[str]:
        """Return the classes of each column."""

        def classes(at: int) -> str:
            if not table.numeric[at]:
                return ""
            return "num whole" if all(len(text_of(row[at])) <= _WHOLE for row in table.rows) else "num"

        return [classes(at) for at in range(len(table.heads))]

    def evidenced(self) -> set[int]:
        """Return the numbers that have an evidence note."""
        return {note.fact for note in self.document.evidence}

    def ledger_json(self) -> str:
        """Return the reader's cut of the ledger as JSON."""
        facts = [fact.as_cut() for fact in self.document.ledger]
        return json.dumps({"facts": facts}, ensure_ascii=False, separators=(",", ":"))

    def _span(self, span: str | Cite | Name, within: int | None) -> Markup:
        if isinstance(span, str):
            return escape(span)
        if isinstance(span, Name):
            return name(span)
        number = Markup("<sup>{}</sup>").format(self.document.mark(span.fact)) if span.mark else ""
        if span.fact == within or span.fact not in self.evidenced():
            return Markup('<span data-fact="{}">{}{}</span>').format(
                span.fact, span.text, "" if within else number
            )
        first = self.anchor(span.fact)
        quiet = not span.mark or len(span.text) > _SENTENCE
        kind = "fig" + (" fig--short" if len(span.text) <= _SHORT else "") + (" fig--quiet" if quiet else "")
        return Markup('<a class="{}" data-fact="{}" href="{}"{}>{}{}</a>').format(
            kind, span.fact, self.opens.format(span.fact), first, span.text, number
        )


def name(span: Name) -> Markup:
    """Write a name out of the CRM; one with a word too long for a cell may break anywhere."""
    if span.what in {"snapshot", "method"}:
        return Markup('<span data-name="{}" class="hash">{}</span>').format(span.what, span.text)
    longest = max(map(len, span.text.split()), default=0)
    kind = Markup(' class="long"') if longest > _LONG_WORD else Markup("")
    if len(span.text) <= _TOGETHER and " - " in span.text:
        # In running text “Acme - Device” is one name: a line that begins with a hyphen reads as a list.
        kind = Markup(' class="whole"')
    return Markup('<span data-name="{}"{} dir="auto">{}</span>').format(span.what, kind, span.text)


def _svg(picture: Picture | None) -> Markup:
    return page_svg(picture) if picture else Markup("")


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("bothways.brief.render"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def template(name: str) -> Template:
    """Return a template of this package, compiled once."""
    return _environment().get_template(name)


@cache
def sheet(*names: str) -> dict[str, str]:
    """Return style sheets as one, and the policy that lets in this one and nothing else."""
    folder = files(__package__).joinpath("templates")
    css = "\n".join(folder.joinpath(name).read_text(encoding="utf-8") for name in names)
    # A parser turns CRLF into LF before it hashes: a checkout on Windows must not break the policy.
    css = css.replace("\r\n", "\n")
    digest = base64.b64encode(hashlib.sha256(css.encode("utf-8")).digest()).decode("ascii")
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return {"css": Markup(css), "policy": policy}  # noqa: S704 - our own file, not data
