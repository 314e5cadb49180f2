"""The team's brief: results down, what was won and how, what is stuck, what is required and why."""

from __future__ import annotations

from typing import Any

from bothways.brief.compose.crossing import imperatives_section, note_section
from bothways.brief.compose.frame import framed
from bothways.brief.compose.limits import limits
from bothways.brief.compose.movement import moved_line, no_history, waterfall
from bothways.brief.compose.results import RESULTS, kind_of, past_table, past_title, rate_line, result_line
from bothways.brief.compose.risk import stuck
from bothways.brief.compose.unknown import unknown_section
from bothways.brief.document import Block, Bullets, Document, Line, Name, Paragraph, Section
from bothways.brief.facts import Base, Book
from bothways.brief.facts.figures import known
from bothways.brief.facts.readers import STAFF
from bothways.brief.given import Imperative

_WINS = 6
_FEWEST_OWNERS = 3


def compose_team(
    base: Base, book: Book, *, imperatives: tuple[Imperative, ...] = (), note: str = ""
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
            _movement(base, book),
            _won(base, book),
            stuck(base, book),
            limits(base, book),
            imperatives_section(book, imperatives),
            note_section(book, note, title="From your manager"),
            unknown_section(base, book),
        ),
        footer=(
            "The executives have a brief on the same facts. What points to one person is only in their own.",
        ),
    )


def _past_line(base: Base, book: Book) -> Line:
    kind = kind_of(base)
    before = known(base, book, "bookings", when="before")
    if not before or not book.figure(before).value:
        return ()
    line: Line = (f"The {kind} before it was ", book.value(before))
    year_ago = known(base, book, "bookings", when="year_ago")
    if year_ago and book.figure(year_ago).value:
        line = (*line, "; a year earlier, ", book.value(year_ago))
    return (*line, ".")


def _results(base: Base, book: Book) -> Section | None:
    table = past_table(base, book, (*RESULTS, "attainment"))
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
    blocks: list[Block] = []
    owners = {view.owner_id for view in base.won}
    if len(owners) >= _FEWEST_OWNERS:
        items = tuple(_win(view) for view in _by_name(base.won)[:_WINS])
        blocks.append(Bullets(items))
    rate = rate_line(base, book, "win_rate_count")
    if rate:
        blocks.append(Paragraph(("Of all deals that closed, ", *rate, " were won.")))
    if not blocks:
        return None
    return Section(title=("What you won, and how",), blocks=tuple(blocks), new_page=True)


def _by_name(views: tuple[Any, ...]) -> list[Any]:
    # By name, never by amount: an order by amount is a ranking of whoever stands behind the deals.
    return sorted(views, key=lambda view: view.name.lower())


def _win(view: Any) -> Line:
    line: Line = (Name(view.name, "deal"),)
    if view.account and view.account.lower() not in view.name.lower():
        line = (*line, ", ", Name(view.account, "account"))
    return line
