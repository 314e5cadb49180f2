"""The executives' brief: customer insight up. Two pages; the first screen says it all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bothways.brief.compose.ahead import ahead, behind_ahead
from bothways.brief.compose.answers import answers_section
from bothways.brief.compose.consulted import consulted_annex, consulted_section
from bothways.brief.compose.crossing import ask_line, asks_section, note_section
from bothways.brief.compose.customers import relations, said
from bothways.brief.compose.declared import declared_sections
from bothways.brief.compose.effort import effort
from bothways.brief.compose.frame import framed
from bothways.brief.compose.limits import limits
from bothways.brief.compose.movement import moved_line, no_history, waterfall
from bothways.brief.compose.promises import promises_kept, promises_section
from bothways.brief.compose.prospects import prospects
from bothways.brief.compose.results import (
    RESULTS,
    closed_line,
    past_table,
    past_title,
    result_line,
    team_bars,
)
from bothways.brief.compose.risk import at_risk
from bothways.brief.compose.standing import changed
from bothways.brief.compose.unknown import unknown_section
from bothways.brief.compose.voices import scenarios
from bothways.brief.compose.why import cause_line, why
from bothways.brief.document import Document, Paragraph, Section
from bothways.brief.facts import Base, Book
from bothways.brief.facts.readers import EXECUTIVES
from bothways.brief.given import Answered, Asked
from bothways.constraints import Limits
from bothways.credibility import Promises
from bothways.terms import Side

if TYPE_CHECKING:
    from bothways.opendoor.asked import Release


def compose_executive(
    base: Base,
    book: Book,
    *,
    asks: tuple[Asked, ...] = (),
    note: str = "",
    promises: Promises | None = None,
    limits_of: Limits | None = None,
    answered: tuple[Answered, ...] = (),
    consultation: Release | None = None,
) -> Document:
    """Write the executives' brief: result against target, what moved, the ask; then what bears them out."""
    book.begin(EXECUTIVES)
    headline = (
        result_line(base, book),
        cause_line(base, book) or moved_line(base, book),
        ask_line(book, asks) or closed_line(base, book),
    )
    # Numbers go by the order of reading: what is told later is composed later.
    results, since, bridge, landed = (
        _results(base, book), changed(base, book, EXECUTIVES), why(base, book), ahead(base, book),
    )  # fmt: skip
    kept = promises_kept(base, book, promises)
    heard = scenarios(base, book)
    return framed(
        base,
        book,
        reader=EXECUTIVES,
        side="executives",
        title="Brief for the executives",
        kicker=("For the executives",),
        headline=headline,
        sections=(
            results,
            since,
            bridge,
            landed,
            kept,
            heard,
            answers_section(book, answered, side=Side.EXECUTIVES),
            consulted_section(book, consultation),
            asks_section(book, asks),
            note_section(book, note),
        ),
        annex=(
            effort(base, book, EXECUTIVES),
            _teams(base, book),
            prospects(base, book),
            behind_ahead(base, book),
            _movement(base, book),
            said(base, book, shown=heard),
            relations(base, book),
            at_risk(base, book),
            limits(base, book),
            promises_section(base, book, promises),
            *declared_sections(base, book, limits_of, side=Side.EXECUTIVES),
            consulted_annex(book, consultation),
            unknown_section(base, book),
        ),
        footer=("Staff have a brief on the same facts, in their own words.",),
    )


def _results(base: Base, book: Book) -> Section | None:
    table = past_table(base, book, (*RESULTS, "coverage"))
    return Section(title=past_title(base, book), blocks=(table,)) if table is not None else None


def _teams(base: Base, book: Book) -> Section | None:
    teams = team_bars(base, book)
    return Section(title=("What each team booked",), blocks=(teams,)) if teams is not None else None


def _movement(base: Base, book: Book) -> Section | None:
    picture = waterfall(base, book)
    if picture is not None:
        return Section(title=("How the pipeline moved",), blocks=(picture,))
    why = no_history(base, book)
    return (
        Section(title=("How the pipeline moved can't be shown",), blocks=(Paragraph(why),)) if why else None
    )
