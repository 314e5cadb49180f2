"""The text part of a mail: short lines that read well in any program, and aloud. Pictures are rows of words."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

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
    Notice,
    Paragraph,
    Ranges,
    TableBlock,
    Trends,
    Waterfall,
    text_of,
)
from bothways.brief.mailed import mailed
from bothways.brief.render.bridge import SIDE_NAMES
from bothways.brief.render.mail import UNSEEN
from bothways.brief.render.spoken import spoken

__all__ = ["mail_text"]

_WIDE = 72
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def mail_text(document: Document, *, link: str = "", stop: str = "") -> str:
    """Return the text part of a brief's mail; fact numbers are raised numerals, as on paper.

    Args: as `mail_html`.
    """
    return _Text(document).whole(link, stop)


class _Text:
    """Writes the lines of one document."""

    def __init__(self, document: Document) -> None:
        self.document = document

    def whole(self, link: str, stop: str) -> str:
        mail = mailed(self.document)
        parts = [self.set(mail.first), self.set(". ".join(map(self.words, mail.about)))]
        if mail.against is not None:
            parts.append("\n".join(self.pair(row.label, row.value) for row in mail.against.rows))
        parts += [self.set(line) for line in mail.rest]
        if link:
            parts.append(f"Open it with its evidence:\n{link}")
        for section in mail.sections:
            if section.title:
                title = self.set(section.title)
                parts.append(f"{title}\n{'=' * max(map(len, title.splitlines()))}")
            parts.append(self.set(section.aside))
            for block in section.blocks:
                parts += self.block(block)
        parts.append("-" * 24)
        parts += [self.set(line) for line in (*mail.notes, mail.footer)]
        held = "with what bears it out" if mail.annexed else "on paper"
        parts.append(f"The attached PDF is this brief {held}.")
        if stop:
            parts.append(f"Stop these mails:\n{stop}")
        return "\n\n".join(part for part in parts if part.strip()) + "\n"

    def words(self, line: Line | str) -> str:
        """Return a line as words, each fact with its raised number."""
        if isinstance(line, str):
            return UNSEEN.sub(" ", line)
        return "".join(
            UNSEEN.sub(" ", span if isinstance(span, str) else span.text)
            + (self.mark(span) if isinstance(span, Cite) and span.mark else "")
            for span in line
        )

    def mark(self, cite: Cite) -> str:
        return str(self.document.mark(cite.fact)).translate(_RAISED)

    def set(self, line: Line | str, first: str = "", then: str = "") -> str:
        """Break a line into short ones."""
        return _broken(self.words(line), first, then)

    def pair(self, name: Line | str, *values: Line | str) -> str:
        """Write “Name: value, value”."""
        told = ", ".join(text for text in map(self.words, values) if text)
        head = self.words(name)
        return _broken(f"{head}: {told}" if head and told else head or told, "  ", "    ")

    def block(self, block: Block) -> Iterator[str]:
        """Write a block, in parts that an empty line parts."""
        match block:
            case Paragraph(line):
                yield self.set(line)
            case Bullets(items):
                yield "\n".join(self.set(item, "- ", "  ") for item in items)
            case Notice(title, lines):
                yield self.set(title)
                yield from map(self.set, lines)
            case Asks(items):
                for ask in items:
                    rows = [self.pair(term, line) for term, line in ask.rows]
                    yield "\n".join([self.head(ask.title), *rows])
            case TableBlock():
                yield from self.table(block)
            case Insight():
                yield from self.insight(block)
            case _:
                yield from self.chart(block)

    def head(self, title: Line) -> str:
        return self.set(title, "* ", "  ")

    def table(self, block: TableBlock) -> Iterator[str]:
        yield self.set(block.caption)
        heads = [head[:1].lower() + head[1:] for head in map(self.words, block.heads)]
        # A line before the rows names the columns; then each number stands behind the name of its own.
        yield "\n".join(
            self.pair(
                row[0],
                "; ".join(
                    f"{head} {self.words(cell)}" if head and len(heads) > 2 else self.words(cell)
                    for head, cell in zip(heads[1:], row[1:], strict=True)
                    if cell
                ),
            )
            for row in block.rows
        )

    def insight(self, block: Insight) -> Iterator[str]:
        money = ", ".join(text for text in map(self.words, (block.money, block.small)) if text)
        yield "\n".join(part for part in (self.head(block.title), _broken(money, "  ", "  ")) if part)
        yield from (self.set(line, "  ", "  ") for line in block.lines)
        for said in spoken(block, self.document.ledger):
            against = "  Against it:\n" if said.number in block.against else ""
            quote = _broken(f"“{UNSEEN.sub(' ', said.quote.text)}”", "  > ", "  > ")
            yield f"{against}{quote}\n{self.set(said.caption, '    ', '    ')}"
        yield self.set(block.foot, "  ", "  ")

    def chart(self, block: Waterfall | Bars | Bridge | Ranges | Dots | Compare | Trends) -> Iterator[str]:
        yield self.head(block.title) if block.title else ""
        note = block.note
        match block:
            case Bridge():
                yield self.set(block.sub)
                yield "\n".join(self.bridge(block))
            case Waterfall():
                yield self.set(block.sub)
                yield self.set(block.unit)
                yield "\n".join(self.pair(one.label, one.value, one.count) for one in block.steps)
            case Bars():
                yield self.set(block.sub)
                yield self.set(block.reference_name)
                yield "\n".join(self.pair(row.label, row.value, row.small) for row in block.rows)
            case Ranges():
                yield self.set(block.sub)
                yield from (self.set(tick.label) for tick in block.ticks)
                yield "\n".join(
                    self.pair(
                        self.beside(row.label, row.about), row.value, row.small, row.outcome
                    ) for row in block.rows
                )  # fmt: skip
            case Dots():
                yield self.set(block.said)
                yield self.set(block.tick.label) if block.tick else ""
                yield self.set(", ".join(map(self.words, (block.low, block.high))))
            case Compare():
                yield self.set(block.sub)
                for row in block.rows:
                    told = [self.pair(column.head, cell.value, cell.small)
                            for column, cell in zip(block.columns, row.cells, strict=True)]  # fmt: skip
                    yield "\n".join([self.set(self.beside(row.label, row.about)), *told])
            case Trends():
                yield self.set(block.sub)
                yield "\n".join(
                    self.pair(one.label, f"{self.words(one.first)} to {self.words(one.last)}", one.small)
                    for one in block.rows
                )
        yield self.set(note)

    def bridge(self, block: Bridge) -> Iterator[str]:
        yield self.pair(self.beside(block.base.label, block.base.about), block.base.value)
        for cause in block.causes:
            if text_of(cause.head):
                yield self.set(cause.head)
            who = SIDE_NAMES["nobody" if cause.chance else cause.who].lower()
            yield self.pair(
                self.beside(cause.label, cause.about),
                cause.value,
                cause.small,
                f"can be moved by {who}",
                cause.lever,
            )
        yield self.pair(self.beside(block.actual.label, block.actual.about), block.actual.value)

    def beside(self, label: Line, about: Line) -> str:
        return f"{self.words(label)} ({self.words(about)})" if text_of(about) else self.words(label)


def _broken(text: str, first: str, then: str) -> str:
    return "\n".join(
        textwrap.wrap(
            text,
            _WIDE,
            initial_indent=first,
            subsequent_indent=then,
            break_long_words=False,
            break_on_hyphens=False,
        )
    )
