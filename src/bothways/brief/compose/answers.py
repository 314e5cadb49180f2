"""What one side brought, in the words that crossed, with the other side's answer; and what waits for an answer."""

from __future__ import annotations

from bothways.brief import words
from bothways.brief.document import Ask, Asks, Line, Section
from bothways.brief.facts import Book, Draft
from bothways.brief.facts.readers import EXECUTIVES, SIDES, STAFF, WHY_ANSWER
from bothways.brief.given import Answered
from bothways.terms import Side

_MOST = 3
_CALLED = {Side.STAFF: "the sales staff", Side.EXECUTIVES: "the executives"}
_READER = {Side.STAFF: STAFF, Side.EXECUTIVES: EXECUTIVES}


def answers_section(book: Book, answered: tuple[Answered, ...], *, side: Side) -> Section | None:
    """Return what crossed: answered, for both sides; waiting, for the side that owes the answer. None where nothing did.

    Answered ones come as they are handed in, at most three; of those that wait the longest first, at most three.
    """
    places = {one: at for at, one in enumerate(answered, 1)}
    done = [one for one in answered if one.answer][:_MOST]
    waits = sorted(
        (one for one in answered if not one.answer and one.side is side.other), key=lambda one: one.crossed
    )
    items = tuple(_item(book, places[one], one) for one in (*done, *waits[:_MOST]))
    return Section(title=("What crossed, and what was answered",), blocks=(Asks(items),)) if items else None


def _item(book: Book, place: int, one: Answered) -> Ask:
    since = f"since {words.day(one.crossed)}"
    key = _given(book, place, one, since)
    said: Line = (book.cite(key, one.said),)
    rows: tuple[tuple[str, Line], ...] = (("As it crossed", said),)
    if one.answer:
        rows = (*rows, ("Answer", (book.cite(key, one.answer, mark=False),)))
        rows = (*rows, ("Why", (book.cite(key, one.why, mark=False),))) if one.why else rows
    else:
        rows = (*rows, ("Waits for your answer", (book.cite(key, since, mark=False),)))
    return Ask(title=(f"{one.kind.capitalize()} of {_CALLED[one.side]}",), rows=rows)


def _given(book: Book, place: int, one: Answered, since: str) -> str:
    texts = (one.said, one.answer, one.why) if one.answer else (one.said, since)
    return book.enter(
        Draft(
            key=f"answer/{place}",
            kind="given",
            label="What crossed" if one.answer else "What waits for an answer",
            title=("What crossed" if one.answer else "What waits for an answer",),
            readers=SIDES if one.answer else frozenset({_READER[one.side.other]}),
            given="\n".join(text for text in texts if text),
            given_by="the open door",
            why="" if one.answer else WHY_ANSWER,
        )
    )
