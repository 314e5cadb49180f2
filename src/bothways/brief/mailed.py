"""What of a brief stands in a mail, and in what order: the first screen, then the brief without its annex.

The mail holds no evidence notes: its numbers lead to the page where it has a link, and the PDF is attached.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bothways.brief.document import Bar, Bars, Block, Bridge, Cite, Document, Insight, Line, Section, Total
from bothways.brief.lines import block_lines

__all__ = ["Mailed", "Quoted", "mailed", "pieces_of"]


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quote as a piece of a mail: its fact's number; the words come from the ledger."""

    fact: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailed:
    """A brief as its mail tells it.

    First screen: `first` (the number against its target), `about` (for whom, of when), `against` (target and
    result as two bars, where a bridge has them), `rest` (cause and ask). Then `sections`, `notes`, `footer`.
    `annexed` says that the attached brief holds more than the mail.
    """

    document: Document
    first: Line
    about: tuple[Line, ...]
    against: Bars | None
    rest: tuple[Line, ...]
    sections: tuple[Section, ...]
    notes: tuple[Line, ...]
    footer: Line
    annexed: bool


def mailed(document: Document) -> Mailed:
    """Return what of a document stands in its mail.

    The number stands before what it is of: it is what a phone shows of a mail before it is opened.
    """
    sections = tuple(section for section in document.sections if not section.annex)
    return Mailed(
        document=document,
        first=document.headline[0] if document.headline else (),
        about=tuple(line for line in (document.kicker, document.period_line) if line),
        against=_against(sections),
        rest=document.headline[1:],
        sections=sections,
        notes=tuple(line for line in document.notes if line),
        footer=document.footer,
        annexed=len(sections) < len(document.sections),
    )


def pieces_of(mail: Mailed) -> Iterator[Line | Quoted]:
    """Yield each line and quote of a mail in the order in which it reads."""
    yield mail.first
    yield from mail.about
    if mail.against is not None:
        yield from block_lines(mail.against)
    yield from mail.rest
    for section in mail.sections:
        yield from (section.title, section.aside)
        for block in section.blocks:
            yield from _pieces(block)
    yield from mail.notes
    yield mail.footer


def _pieces(block: Block) -> Iterator[Line | Quoted]:
    if not isinstance(block, Insight):
        yield from block_lines(block)
        return
    yield from (block.title, block.money, block.small, *block.lines)
    for place, number in enumerate(block.shown):
        yield Quoted(number)
        if place < len(block.captions):
            yield block.captions[place]
    yield block.foot


def _against(sections: tuple[Section, ...]) -> Bars | None:
    """Set the two ends of the first bridge beside each other: what was to be, and what came."""
    bridges = (block for section in sections for block in section.blocks if isinstance(block, Bridge))
    bridge = next(bridges, None)
    if bridge is None or min(bridge.base.amount, bridge.actual.amount) < 0:
        return None
    # A bar from nought: the cut that a bridge may carry would make these two lie.
    return Bars(title=(), sub=(), rows=(_end(bridge.base, "nobody"), _end(bridge.actual, "manager")))


def _end(total: Total, who: str) -> Bar:
    unmarked = tuple(
        Cite(one.fact, one.text, mark=False) if isinstance(one, Cite) else one for one in total.value
    )
    label = tuple(
        Cite(one.fact, one.text, mark=False) if isinstance(one, Cite) else one for one in total.label
    )
    return Bar(
        label=label, value=unmarked, amount=total.amount, who="manager" if who == "manager" else "nobody"
    )
