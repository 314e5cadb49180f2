"""A single part as a document: what the commands write when asked for a file."""

from __future__ import annotations

from typing import Literal

from bothways.brief import words
from bothways.brief.compose.ahead import ahead
from bothways.brief.compose.effort import effort
from bothways.brief.compose.frame import framed
from bothways.brief.compose.prospects import prospects
from bothways.brief.compose.standing import mix, stages, standing
from bothways.brief.compose.voices import scenarios, trends, what_works
from bothways.brief.compose.why import why
from bothways.brief.document import Document, Line, Section
from bothways.brief.facts import Base, Book
from bothways.brief.facts.found import Found

_TITLES = {
    "results": "Results",
    "shortfall": "Why it came as it did",
    "landing": "Where it will land",
    "themes": "What customers say",
}


def compose_page(
    base: Base,
    book: Book,
    *,
    of: Literal["results", "shortfall", "landing", "themes"],
    side: Literal["executives", "staff"],
) -> Document:
    """Write one part as a page for a side; its headline is what can be said aloud."""
    book.begin(side)
    # Numbers go by the order of reading: what stands at the top is composed before all else.
    period_line, headline = _period_line(base, book, of), _headline(base, book, of)
    sections: tuple[Section | None, ...]
    match of:
        case "results":
            sections = (
                standing(base, book, side),
                stages(base, book, side),
                mix(base, book, side),
                effort(base, book, side),
            )
        case "shortfall":
            sections = (why(base, book, whole=True), prospects(base, book))
        case "landing":
            sections = (ahead(base, book, whole=True),)
        case "themes":
            heard = scenarios(base, book, whole=True) if side == "executives" else what_works(base, book)
            sections = (heard, trends(base, book))
    return framed(
        base,
        book,
        reader=side,
        side="executives" if side == "executives" else "staff",
        title=_TITLES[of],
        kicker=(_TITLES[of],),
        headline=headline,
        sections=sections,
        footer=("Every number stands on the snapshot.",),
        period_line=period_line,
    )


def _headline(base: Base, book: Book, of: str) -> tuple[Line, ...]:
    held = base.insight
    part = {"shortfall": held.shortfall, "landing": held.landing}.get(of)
    if of == "results" and held.results is not None:
        cut = held.results.for_reader(book.reader)
        said = Found(base, book, cut).lines(cut.sentences[:2])
        return said or (("Nothing can be said of results: no deal was decided in the period.",),)
    if of == "themes" and held.themes is not None:
        return Found(base, book, held.themes).lines(held.themes.say[:1])
    return Found(base, book, part).lines(part.say[:1]) if part is not None else ()


def _period_line(base: Base, book: Book, of: str) -> Line:
    """Say of which days a landing is: not those of the period that the results are of."""
    part = base.insight.landing
    if of != "landing" or part is None:
        return ()
    found = Found(base, book, part)
    total = next((one for one in part.figures if found.has(one)), None)
    if total is None:
        return ()
    key = found.enter(total)
    return (
        book.cite(key, words.span(total.period), mark=False), ", as of ",
        book.cite(key, words.day(total.as_of), mark=False),
    )  # fmt: skip
