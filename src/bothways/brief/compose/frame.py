"""What stands around every brief: for whom, of when, from which snapshot."""

from __future__ import annotations

from dataclasses import replace

from bothways.brief import words
from bothways.brief.document import Document, Line, Name, Section, Who
from bothways.brief.facts import Base, Book
from bothways.brief.facts.figures import known
from bothways.brief.ledger import Ledger, Reader

_ANNEX: Line = ("From here on: what bears it out",)


def framed(
    base: Base,
    book: Book,
    *,
    reader: Reader,
    side: Who,
    title: str,
    kicker: Line,
    headline: tuple[Line, ...],
    sections: tuple[Section | None, ...],
    footer: Line,
    annex: tuple[Section | None, ...] = (),
    period_key: str = "",
    period_line: Line = (),
) -> Document:
    """Put a brief together; sections that have nothing to say are absent. Ledger and evidence follow.

    The `annex` holds what bears out the brief: on paper it begins a new sheet, after the two of the brief.
    """
    behind = tuple(replace(section, annex=True) for section in annex if section is not None)
    if behind:
        behind = (replace(behind[0], new_page=True, aside=behind[0].aside or _ANNEX), *behind[1:])
    key = "" if period_line else period_key or known(base, book, "bookings", unknown=True)
    return Document(
        reader=reader,
        side=side,
        title=title if period_line else f"{title}, {words.period(base.period, fiscal=base.fiscal)}",
        kicker=kicker,
        period_line=period_line or _period_line(base, book, key),
        headline=tuple(line for line in headline if line),
        sections=(*(section for section in sections if section is not None), *behind),
        footer=(*footer, " Snapshot ", Name(base.snapshot, "snapshot"), "."),
        ledger=Ledger(()),
    )


def _period_line(base: Base, book: Book, key: str) -> Line:
    if not key:
        return ()
    name = words.period(base.period, fiscal=base.fiscal)
    until = min(base.as_of, base.period.last)
    if base.period.kind == "days":
        return (book.cite(key, name, mark=False),)
    year = until.year != base.period.last.year or base.fiscal
    return (
        book.cite(key, name[0].upper() + name[1:], mark=False), ", to ",
        book.cite(key, words.day(until, year=year), mark=False),
    )  # fmt: skip
