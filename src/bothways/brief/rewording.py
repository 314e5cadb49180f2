"""A brief in the manager's own words: lines reworded, taken out, sections in another order; the ledger holds.

Every figure and name of a line stays what it was: a number that changes, goes missing or comes in is refused, and so is
a name that this reader's cut has not. What becomes of the meaning is told by the receipt, for the manager to see.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from bothways.brief.check import check_document
from bothways.brief.document import (
    Block,
    Bullets,
    Cite,
    Document,
    Line,
    Notice,
    Paragraph,
    Section,
    Span,
    text_of,
)
from bothways.brief.ledger import Ledger
from bothways.brief.lines import names_in
from bothways.brief.readback import numbers_in
from bothways.lens import MeaningReceipt, receipt
from bothways.terms import Refusal

__all__ = ["METHOD", "Edits", "Wording", "edited", "edits_from_dict", "places", "reword", "sections_of"]

METHOD: Final = "rewording/1"
_LONGEST: Final = 600
_SHORTEST_NAME: Final = 3
_OF_ONE: Final = frozenset({"rep", "owner", "account", "deal", "manager"})
"""Of which group a figure is where its label is the name of a person, a customer or a deal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edits:
    """What the manager changed in one document.

    `words`: new text by place; `without`: places taken out; `order`: the sections in their new order, by the place
    that each had (sections that it doesn't name follow).
    """

    words: Mapping[str, str]
    without: frozenset[str]
    order: tuple[int, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {"words": dict(self.words), "without": sorted(self.without), "order": list(self.order)}


@dataclass(frozen=True, slots=True)
class Wording:
    """A line in other words: the line with its citations, and what its receipt says of the meaning."""

    line: Line
    receipt: MeaningReceipt


def edits_from_dict(held: Mapping[str, Any] | None) -> Edits:
    """Return the edits that `Edits.as_dict` wrote; none of nothing."""
    held = held or {}
    return Edits(
        words={str(place): str(text) for place, text in dict(held.get("words", {})).items()},
        without=frozenset(str(place) for place in held.get("without", ())),
        order=tuple(int(at) for at in held.get("order", ())),
    )


def places(document: Document) -> Iterator[tuple[str, Line]]:
    """Yield each line that can be reworded or taken out, with its place.

    `h0` is a line of the headline, `s2.b1` a paragraph, `s2.b1.i3` an item of a list, `s2.b1.n0` a line of a notice,
    `s2` a whole section (it can be taken out, not reworded: its line is its title). Places are those of the document
    before any edit.
    """
    for at, line in enumerate(document.headline):
        yield f"h{at}", line
    for number, section in enumerate(document.sections):
        yield f"s{number}", section.title
        for at, block in enumerate(section.blocks):
            yield from _places(block, f"s{number}.b{at}")


def _places(block: Block, place: str) -> Iterator[tuple[str, Line]]:
    match block:
        case Paragraph(line):
            yield place, line
        case Bullets(items):
            yield from ((f"{place}.i{at}", item) for at, item in enumerate(items))
        case Notice():
            yield from ((f"{place}.n{at}", line) for at, line in enumerate(block.lines))
        case _:
            return


def sections_of(document: Document) -> tuple[tuple[int, str], ...]:
    """Return each section's place and title, as the order names them."""
    return tuple((at, text_of(section.title)) for at, section in enumerate(document.sections))


def reword(line: Line, text: str, *, document: Document, ledger: Ledger) -> Wording:
    """Return a line in other words, on the same facts.

    Args:
        line: the line as it stands.
        text: the manager's words for it.
        document: the brief that it stands in: its cut says which names its reader may have.
        ledger: the whole ledger of the pair: its other names must not come in.

    Raises:
        Refusal: `reword-empty`, `reword-long`; `reword-number` for a figure that was changed, lost or invented (data:
            `lost`, `invented`); `reword-name` for a name that this reader must not have.
    """
    said = " ".join(text.split())
    if not said:
        raise Refusal("reword-empty", "The line has no words left.", hint="To take it out, take it out.")
    if len(said) > _LONGEST:
        raise Refusal("reword-long", f"The line has {len(said)} letters.", hint=f"At most {_LONGEST} fit.")
    spans, lost = _cited(said, line)
    invented = [number.text for span in spans if isinstance(span, str) for number in numbers_in(span)]
    if lost or invented:
        raise _changed(lost, invented)
    held = names_in(ledger.cut(document.reader))
    _check_names(said, _names_of_things(ledger) - held, already=text_of(line))
    names = [name for name in held if len(name) >= _SHORTEST_NAME and name in text_of(line)]
    return Wording(spans, receipt(text_of(line), said, names=names))


def _cited(said: str, line: Line) -> tuple[Line, list[str]]:
    """Find the figures and names of a line again, each once, the longest first; what is not found is lost."""
    pieces: list[Span] = [said]
    lost: list[str] = []
    wanted = [span for span in line if not isinstance(span, str)]
    for span in sorted(wanted, key=lambda one: -len(one.text)):
        for at, piece in enumerate(pieces):
            if isinstance(piece, str) and (found := _whole(piece, span.text)) >= 0:
                after = found + len(span.text)
                pieces[at : at + 1] = [piece[:found], span, piece[after:]]
                break
        else:
            if isinstance(span, Cite):
                lost.append(span.text)
    return tuple(piece for piece in pieces if piece != ""), lost


def _whole(piece: str, text: str) -> int:
    """Where a figure stands by itself: not the 5 of 55, nor the 4 % of 54 %."""
    at = piece.find(text)
    while at >= 0:
        before, after = piece[at - 1 : at], piece[at + len(text) : at + len(text) + 2]
        digits_on = text[-1:].isdigit() and (
            after[:1].isdigit() or (after[:1] in ".," and after[1:2].isdigit())
        )
        if (
            not (text[:1].isdigit() and (before.isdigit() or (before in {".", ","} and at > 1)))
            and not digits_on
        ):
            return at
        at = piece.find(text, at + 1)
    return -1


def _changed(lost: Sequence[str], invented: Sequence[str]) -> Refusal:
    parts = [
        f"{', '.join(lost)} is missing" if lost else "",
        f"{', '.join(invented)} stands on no fact" if invented else "",
    ]
    return Refusal(
        "reword-number",
        f"{' and '.join(part for part in parts if part)}.",
        hint="A brief's figures are those of its ledger: keep each as it is written, and add none.",
        data={"lost": list(lost), "invented": list(invented)},
    )


def _names_of_things(ledger: Ledger) -> set[str]:
    """Names of deals, accounts and people: not those of stages, groups and measures, which are words of the trade."""
    names = {row.label for fact in ledger for row in fact.rows}
    names |= {fact.quote.who for fact in ledger if fact.quote is not None}
    names |= {fact.figure.label for fact in ledger if fact.figure is not None and fact.figure.by in _OF_ONE}
    return {name for name in names if len(name) >= _SHORTEST_NAME}


def _check_names(said: str, names: Iterable[str], *, already: str) -> None:
    text, before = said.casefold(), already.casefold()
    for name in sorted(names):
        low = " ".join(name.split()).casefold()
        if low in text and low not in before and re.search(rf"(?<!\w){re.escape(low)}(?!\w)", text):
            raise Refusal(
                "reword-name",
                f"“{name}” is not for this reader.",
                hint="Say it without the name.",
                data={"name": name},
            )


def edited(document: Document, edits: Edits, *, ledger: Ledger) -> Document:
    """Return a document with the manager's edits, checked as every document is.

    Raises:
        Refusal: as `reword`; `reword-place` for a place that the document has not; `brief-…` of the check.
    """
    known = dict(places(document))
    for place in (*edits.words, *edits.without):
        if place not in known:
            raise Refusal(
                "reword-place", f"The brief has no line “{place}” any more.", hint="Look at it anew."
            )
    new = {
        place: reword(known[place], text, document=document, ledger=ledger).line
        for place, text in edits.words.items()
        if place not in edits.without
    }
    headline = tuple(
        new.get(f"h{at}", line) for at, line in enumerate(document.headline) if f"h{at}" not in edits.without
    )
    if not headline:
        raise Refusal("reword-empty", "The brief has no headline left.", hint="Keep one of its lines.")
    sections = {}
    for number, section in enumerate(document.sections):
        if f"s{number}" not in edits.without and (
            kept := _section(section, f"s{number}", new, edits.without)
        ):
            sections[number] = kept
    order = [
        *(at for at in dict.fromkeys(edits.order) if at in sections),
        *(at for at in sections if at not in edits.order),
    ]
    made = replace(document, headline=headline, sections=tuple(sections[at] for at in order))
    check_document(made)
    return made


def _section(
    section: Section, place: str, new: Mapping[str, Line], without: frozenset[str]
) -> Section | None:
    blocks = []
    for at, block in enumerate(section.blocks):
        kept = _block(block, f"{place}.b{at}", new, without)
        if kept is not None:
            blocks.append(kept)
    return replace(section, blocks=tuple(blocks)) if blocks else None


def _block(block: Block, place: str, new: Mapping[str, Line], without: frozenset[str]) -> Block | None:
    match block:
        case Paragraph(line):
            return None if place in without else Paragraph(new.get(place, line))
        case Bullets(items):
            kept = tuple(
                new.get(f"{place}.i{at}", item)
                for at, item in enumerate(items)
                if f"{place}.i{at}" not in without
            )
            return Bullets(kept) if kept else None
        case Notice():
            lines = tuple(
                new.get(f"{place}.n{at}", line)
                for at, line in enumerate(block.lines)
                if f"{place}.n{at}" not in without
            )
            return replace(block, lines=lines)
        case _:
            return block
