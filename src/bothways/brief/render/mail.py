"""The HTML part of a mail: tables, styles on every element, nothing from anywhere else.

Its first screen on a phone holds the number against its target, the cause and the ask. Each figure is an element
that names its fact, as on the page, so that the check reads it back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from markupsafe import Markup, escape

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
    Insight,
    Line,
    Name,
    Notice,
    Paragraph,
    Ranges,
    TableBlock,
    Trends,
    Waterfall,
    Who,
    text_of,
)
from bothways.brief.ledger import MASK
from bothways.brief.mailed import Mailed, mailed
from bothways.brief.render import mail_strips
from bothways.brief.render.bridge import CHANCE_KEY, SIDE_NAMES, has_whisker, note_of
from bothways.brief.render.html import template
from bothways.brief.render.mail_look import MAIL_SHEET, look
from bothways.brief.render.spoken import Spoken, spoken

__all__ = ["mail_html"]

UNSEEN: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
"""Control and direction characters: what they turn round in a mail program nobody can foresee."""
_SHORT: Final = 26
"""A figure of at most so many letters is never broken over two lines."""
_ABREAST: Final = 44
"""Letters that stand beside each other on the narrowest phone: a wider table becomes rows of terms."""
_KINDS: Final[dict[type[Any], str]] = {
    Paragraph: "paragraph",
    Bullets: "bullets",
    Waterfall: "waterfall",
    Bars: "bars",
    TableBlock: "table",
    Insight: "insight",
    Asks: "asks",
    Notice: "notice",
    Bridge: "bridge",
    Ranges: "ranges",
    Dots: "dots",
    Compare: "compare",
    Trends: "trends",
}
_TILES: Final[dict[Who, tuple[str, ...]]] = {
    "executives": ("tile-exec",),
    "staff": ("tile-staff",),
    "both": ("tile-staff", "tile-exec"),
    "manager": ("tile-ink",),
    "nobody": ("tile-mid",),
}


def mail_html(document: Document, *, link: str = "", stop: str = "") -> str:
    """Return the HTML part of a brief's mail.

    Args:
        document: the brief of this one reader.
        link: where the page with the evidence is; figures lead to their evidence there.
        stop: where the reader can stop such mails.
    """
    return template("mail.html.j2").render(
        mail=mailed(document),
        page=_Mail(document, link),
        document=document,
        sheet=Markup(MAIL_SHEET),  # noqa: S704 - our own, made of constants
        look=look,
        link=link,
        stop=stop,
    )


@dataclass(frozen=True, slots=True)
class _Mail:
    """What the template asks for."""

    document: Document
    link: str

    def line(self, line: Line) -> Markup:
        """Write a line."""
        return Markup("").join(self._span(span) for span in line)

    def about(self, mail: Mailed) -> Markup:
        """Write for whom it is and of when, in one line."""
        return Markup(". ").join(self.line(line) for line in mail.about)

    def text(self, text: str) -> str:
        """Write a text of the document, without what can't be seen."""
        return UNSEEN.sub(" ", text)

    def kind(self, block: Block) -> str:
        """Say which macro writes a block."""
        return _KINDS[type(block)]

    def side(self) -> str:
        """Say whose shore the mail stands on."""
        return self.document.side if self.document.side in ("executives", "staff") else "nobody"

    def tiles(self, who: Who, chance: bool = False) -> tuple[str, ...]:
        """Return the small squares that stand before the name of who can move it."""
        return _TILES["nobody" if chance else who]

    def side_name(self, who: Who, chance: bool = False) -> str:
        """Return the name of who can move it."""
        return SIDE_NAMES["nobody" if chance else who]

    def bridge_rows(self, block: Bridge) -> Iterator[tuple[Any, mail_strips.Strip, bool]]:
        """Yield each row with its bar, and whether it is an end."""
        rows = [block.base, *block.causes, block.actual]
        for place, (what, strip) in enumerate(zip(rows, mail_strips.bridge_strips(block), strict=True)):
            yield what, strip, place in (0, len(rows) - 1)

    def bridge_note(self, block: Bridge) -> Line:
        """Return the note of a bridge, with where its ends are cut and what chance is."""
        parts: list[str] = []
        if any(cause.chance for cause in block.causes):
            parts.append(f"Pale: {CHANCE_KEY}.")
        if has_whisker(block.causes):
            parts.append("The bracket under a bar is where it is likely to lie.")
        told = note_of(block)
        return (*told, " " if told else "", " ".join(parts)) if parts else told

    def bar_rows(self, block: Bars) -> list[tuple[Any, mail_strips.Strip | None]]:
        """Pair each row with its bar."""
        return list(zip(block.rows, mail_strips.bar_strips(block), strict=True))

    def whose_bars(self, block: Bars) -> bool:
        """Say whether a table of bars tells whose they are."""
        return any(row.who != "nobody" for row in block.rows)

    def step_rows(self, block: Waterfall) -> list[tuple[Any, mail_strips.Strip]]:
        """Pair each step with its bar."""
        return list(zip(block.steps, mail_strips.step_strips(block), strict=True))

    def range_rows(self, block: Ranges) -> list[tuple[Any, mail_strips.Strip | None]]:
        """Pair each row of a landing with its strip."""
        return list(zip(block.rows, mail_strips.range_strips(block), strict=True))

    def compare_rows(self, block: Compare) -> list[tuple[Any, list[tuple[Any, Any, Any]]]]:
        """Pair each row with its columns, cells and bars."""
        drawn = mail_strips.compare_strips(block)
        return [
            (row, list(zip(block.columns, row.cells, strips, strict=True)))
            for row, strips in zip(block.rows, drawn, strict=True)
        ]

    def abreast(self, table: TableBlock) -> bool:
        """Say whether the columns of a table find room beside each other on a phone."""
        if len(table.heads) < 3:
            return True
        widths = [max(map(len, head.split()), default=0) for head in table.heads]
        for row in table.rows:
            for at, cell in enumerate(row):
                words = text_of(cell).split() if at == 0 else [text_of(cell)]
                widths[at] = max(widths[at], max(map(len, words), default=0), 12 if at == 0 else 0)
        return sum(widths) + 2 * len(widths) <= _ABREAST

    def filled(self, table: TableBlock, row: tuple[Line, ...]) -> list[tuple[str, Line]]:
        """Return the cells that stand below a row's first: their heads and what they hold."""
        heads = [self.text(head) for head in table.heads]
        rest = [(head, cell) for head, cell in zip(heads[2:], row[2:], strict=True) if cell]
        return [
            (head if not at else head[:1].lower() + head[1:], cell) for at, (head, cell) in enumerate(rest)
        ]

    def spoken(self, block: Insight) -> list[Spoken]:
        """Return the quotes of an insight with the lines under them."""
        return list(spoken(block, self.document.ledger))

    def quote(self, said: Spoken) -> Markup:
        """Write the words of a quote, its masks as they stand."""
        return escape(UNSEEN.sub(" ", MASK.join(said.quote.pieces)))

    def _span(self, span: str | Cite | Name) -> Markup:
        if isinstance(span, str):
            return escape(UNSEEN.sub(" ", span))
        text = UNSEEN.sub(" ", span.text)
        if isinstance(span, Name):
            return Markup('<span data-name="{}" dir="auto">{}</span>').format(span.what, text)
        return self._figure(span, text)

    def _figure(self, cite: Cite, text: str) -> Markup:
        whole = Markup(" ") + look("whole") if len(text) <= _SHORT else Markup("")
        if not cite.mark:
            return Markup('<span data-fact="{}"{}>{}</span>').format(cite.fact, whole, text)
        shown = self.document.mark(cite.fact)
        leads = self.link and any(note.fact == cite.fact for note in self.document.evidence)
        mark = Markup("<sup {}>{}</sup>").format(look("mark-link" if leads else "mark"), shown)
        if not leads:
            return Markup('<span data-fact="{}"{}>{}{}</span>').format(cite.fact, whole, text, mark)
        return Markup('<a data-fact="{}" href="{}#f{}" {}>{}{}</a>').format(
            cite.fact, self.link, cite.fact, look("fig"), text, mark
        )
