"""The team's brief: results down, what was won and how, what is stuck, what is required and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bothways.brief import words
from bothways.brief.compose.ahead import ahead, behind_ahead
from bothways.brief.compose.answers import answers_section
from bothways.brief.compose.consulted import consulted_annex, consulted_section
from bothways.brief.compose.crossing import imperatives_section, note_section
from bothways.brief.compose.declared import declared_sections
from bothways.brief.compose.effort import effort
from bothways.brief.compose.frame import framed
from bothways.brief.compose.limits import limits
from bothways.brief.compose.movement import moved_line, no_history, waterfall
from bothways.brief.compose.promises import promises_kept, promises_section
from bothways.brief.compose.prospects import prospects
from bothways.brief.compose.results import RESULTS, before_of, kind_of, past_table, past_title, result_line
from bothways.brief.compose.risk import stuck
from bothways.brief.compose.standing import changed, habits
from bothways.brief.compose.unknown import unknown_section
from bothways.brief.compose.voices import what_works
from bothways.brief.compose.why import why
from bothways.brief.document import Block, Document, Line, Name, Paragraph, Section
from bothways.brief.facts import Base, Book
from bothways.brief.facts.figures import known
from bothways.brief.facts.readers import STAFF
from bothways.brief.given import Answered, Imperative
from bothways.brief.ledger import Row
from bothways.constraints import Limits
from bothways.credibility import Promises
from bothways.terms import Side

if TYPE_CHECKING:
    from bothways.opendoor.asked import Release

_WINS = 6
_FEWEST_OWNERS = 3


def compose_team(
    base: Base,
    book: Book,
    *,
    imperatives: tuple[Imperative, ...] = (),
    note: str = "",
    promises: Promises | None = None,
    limits_of: Limits | None = None,
    answered: tuple[Answered, ...] = (),
    consultation: Release | None = None,
) -> Document:
    """Write the team's brief: results against target and own past; no person is set beside another."""
    book.begin(STAFF)
    return framed(
        base,
        book,
        reader=STAFF,
        side="staff",
        title="Brief for the team",
        kicker=("For everyone who sells",),
        headline=(result_line(base, book), moved_line(base, book), _past_line(base, book)),
        sections=(
            _results(base, book),
            changed(base, book, STAFF),
            why(base, book),
            ahead(base, book),
            promises_kept(base, book, promises),
            _won(base, book),
            habits(base, book, STAFF),
            what_works(base, book),
            imperatives_section(book, imperatives),
            answers_section(book, answered, side=Side.STAFF),
            consulted_section(book, consultation),
            note_section(book, note, title="From your manager"),
        ),
        annex=(
            effort(base, book, STAFF),
            prospects(base, book),
            behind_ahead(base, book),
            _movement(base, book),
            stuck(base, book),
            limits(base, book),
            promises_section(base, book, promises),
            *declared_sections(base, book, limits_of, side=Side.STAFF),
            consulted_annex(book, consultation),
            unknown_section(base, book),
        ),
        footer=(
            "The executives have a brief on the same facts. "
            "What points to a single person stands only in that person's own brief.",
        ),
    )


def _past_line(base: Base, book: Book) -> Line:
    kind = kind_of(base)
    before = known(base, book, "bookings", when="before")
    if not before or not book.figure(before).value:
        return ()
    when = f"In {before_of(base)}" if base.is_running else f"The {kind} before"
    line: Line = (f"{when} it was ", book.value(before))
    year_ago = known(base, book, "bookings", when="year_ago")
    if year_ago and book.figure(year_ago).value:
        line = (*line, "; a year earlier, ", book.value(year_ago))
    return (*line, ".")


def _results(base: Base, book: Book) -> Section | None:
    table = past_table(base, book, RESULTS)
    return Section(title=past_title(base, book), blocks=(table,)) if table else None


def _movement(base: Base, book: Book) -> Section | None:
    picture = waterfall(base, book)
    if picture is not None:
        return Section(title=("How the pipeline moved",), blocks=(picture,))
    why = no_history(base, book)
    return (
        Section(title=("How the pipeline moved can't be shown",), blocks=(Paragraph(why),)) if why else None
    )


def _won(base: Base, book: Book) -> Section | None:
    """Recognise what was won and the behaviour behind it, without saying whose deal it was.

    A handful of wins by one or two people would point to them by themselves; then only the whole is said.
    """
    count = known(base, book, "bookings_count")
    if not count or not book.figure(count).value:
        return None
    won = book.figure(count).value or 0
    blocks: list[Block] = []
    lead: Line = ("You won ", book.cite(count, words.count(won, "deal")))
    rate = known(base, book, "win_rate_count")
    closed = words.count(book.figure(rate).n or 0) if rate else ""
    lead = (*lead, " of the ", book.cite(rate, closed), " that closed.") if rate else (*lead, ".")
    named = _named(base, book)
    blocks.append(Paragraph((*lead, " ", *named) if named else lead))
    behaviour = _behaviour(base, book)
    if behaviour:
        blocks.append(Paragraph(behaviour))
    return Section(title=("What you won, and how",), blocks=tuple(blocks), new_page=True)


_BEHAVIOUR = (
    ("wins_met", "person of the customer met", "people of the customer met"),
    ("wins_meetings", "meeting", "meetings"),
    ("wins_calls", "call", "calls"),
)


def _behaviour(base: Base, book: Book) -> Line:
    found: list[Line] = []
    for name, noun, many in _BEHAVIOUR:
        key = known(base, book, name)
        if key and (value := book.figure(key).value):
            said = words.value(book.figure(key), base.currency)
            found.append((book.cite(key, f"{said} {noun if value == 1 else many}"),))
    reply = known(base, book, "wins_reply_hours")
    if reply:
        found.append(("an answer to the customer within ", book.value(reply)))
    if not found:
        return ()
    line: Line = ("What went with a win, at the median: ",)
    for place, part in enumerate(found):
        joint = "" if place == 0 else " and " if place == len(found) - 1 else ", "
        line = (*line, *((joint,) if joint else ()), *part)
    return (*line, ".")


def _named(base: Base, book: Book) -> Line:
    """Name deals that were won, by name and never by amount: an order by amount is a ranking of people."""
    if len({win.deal.owner_id for win in base.won}) < _FEWEST_OWNERS:
        return ()
    wins = sorted(base.won[:_WINS], key=lambda win: win.deal.name.lower())
    book.name_rows(
        known(base, book, "bookings_count"),
        tuple(Row("deals", win.deal.deal_id, win.deal.name) for win in wins),
    )
    line: Line = ("Among them: ",)
    for place, win in enumerate(wins):
        line = (*line, *((", ",) if place else ()), Name(win.deal.name, "deal"))
    return (*line, ".")
