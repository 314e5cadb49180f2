"""What crossed the door, in the briefs: answered for both sides, waiting for the side that owes; nothing else of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bothways.brief.check import check_file
from bothways.brief.compose.answers import answers_section
from bothways.brief.document import text_of
from bothways.brief.facts import Book
from bothways.brief.given import Answered, read_answered
from bothways.brief.lines import block_lines
from bothways.brief.pair import make_pair
from bothways.brief.render import render_html
from bothways.terms import Side

DONE = Answered(
    side=Side.STAFF, kind="concern", said="Norrvik waits for 11 quotes since 5 October.", crossed=date(2026, 9, 2),
    answer="They go out by Friday.", why="2 people are back.",
)  # fmt: skip
OWED = replace(
    DONE, said="Who answers for the price list of 2027?", kind="question", answer="", why="", crossed=date(2026, 9, 7)
)  # fmt: skip
UP = replace(
    DONE, side=Side.EXECUTIVES, kind="imperative", said="Discounts stop at 8 %.", answer="From 1 December."
)


def told(side: Side, *given: Answered) -> str:
    book = Book("EUR")
    book.begin("executives" if side is Side.EXECUTIVES else "staff")
    section = answers_section(book, given, side=side)
    if section is None:
        return ""
    return "\n".join(text_of(line) for block in section.blocks for line in block_lines(block))


def test_both_sides_read_what_was_answered_in_the_same_words():
    for side in Side:
        found = told(side, DONE, UP)
        for words in (DONE.said, DONE.answer, DONE.why, UP.said, UP.answer):
            assert words in found


def test_what_waits_is_told_to_the_side_that_owes_the_answer_and_to_nobody_else():
    assert "Waits for your answer" in told(Side.EXECUTIVES, OWED)
    assert "since 7 September 2026" in told(Side.EXECUTIVES, OWED)
    assert told(Side.STAFF, OWED) == ""
    assert told(Side.EXECUTIVES) == ""


def test_at_most_three_of_each_the_longest_waiting_first():
    owed = [replace(OWED, said=f"Matter {chr(65 + at)}.", crossed=date(2026, 9, 20 - at)) for at in range(5)]
    done = [replace(DONE, said=f"Answered {chr(65 + at)}.") for at in range(5)]
    found = told(Side.EXECUTIVES, *done, *owed)
    assert [f"Answered {letter}." in found for letter in "ABCDE"] == [True, True, True, False, False]
    assert [f"Matter {letter}." in found for letter in "ABCDE"] == [False, False, True, True, True]
    assert found.index("Matter E.") < found.index("Matter C.")


@pytest.mark.parametrize("text", ["word " * 500, "x" * 900, "a\r\nb\x00c\u200b"])
def test_a_voice_that_is_too_long_or_unprintable_never_keeps_a_brief_from_being_made(text):
    (one,) = read_answered((replace(DONE, said=text),))
    assert len(one.said) <= 600
    assert one.said.isprintable()
    assert ("[…]" in one.said) is (len(text) > 600)


@pytest.mark.slow
def test_a_finished_pair_holds_them_and_is_read_back(snapshot):
    pair = make_pair(snapshot, period=snapshot.calendar.period("2026Q3"), answered=(DONE, UP, OWED), parts=())
    up, down = (render_html(one) for one in (pair.executive, pair.team))
    for document, page in ((pair.executive, up), (pair.team, down)):
        check_file(page, kind="html", ledger=pair.ledger, document=document)
    for words in (DONE.said, DONE.answer, UP.said, UP.answer):
        assert words in up
        assert words in down
    assert OWED.said in up
    assert OWED.said not in down
    assert not any(OWED.said in str(fact.as_dict()) for fact in pair.team.ledger)
