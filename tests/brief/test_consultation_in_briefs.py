"""What both sides answered, in the briefs: the release that all have seen, in the same words for both."""

from __future__ import annotations

import json
from datetime import date

import pytest

from bothways.brief.check import check_file
from bothways.brief.compose.consulted import consulted_annex, consulted_section
from bothways.brief.document import text_of
from bothways.brief.facts import Book
from bothways.brief.lines import block_lines
from bothways.brief.pair import make_pair
from bothways.brief.registers import read_release
from bothways.brief.render import render_html
from bothways.opendoor.asked import Asked, AskedStatement, Ballot, Release, release
from bothways.terms import Refusal, Side

TEXTS = ("Quotas should follow the season.", "Discounts need two signatures.", "Calls on Friday can go.")


def released() -> Release:
    asked = Asked(
        "c1", "What slows our deals down?", tuple(AskedStatement(f"s{at}", text) for at, text in enumerate(TEXTS)),
        {Side.STAFF: 12, Side.EXECUTIVES: 2}, 1, date(2026, 9, 1),
    )  # fmt: skip
    staff = [
        Ballot(f"t{at}", Side.STAFF, {"s0": 1, "s1": -1, "s2": 1}, frozenset(), {"s0": 20, "s1": 90})
        for at in range(12)
    ]
    executives = [
        Ballot(f"x{at}", Side.EXECUTIVES, {"s0": 1, "s1": 1, "s2": at}, on_record=True, name=f"Person {at}")
        for at in range(2)
    ]
    return release(asked, [*staff, *executives], day=date(2026, 9, 20))


def told(side: Side) -> str:
    book = Book("EUR")
    book.begin("executives" if side is Side.EXECUTIVES else "staff")
    sections = [part(book, released()) for part in (consulted_section, consulted_annex)]
    return "\n".join(
        text_of(line)
        for section in sections
        if section
        for block in section.blocks
        for line in block_lines(block)
    )


def test_both_sides_read_the_same_of_it():
    staff, executives = told(Side.STAFF), told(Side.EXECUTIVES)
    assert staff == executives
    assert "Most of both sides are for “Quotas should follow the season”" in staff
    assert "75 to 100 % agree, of 10 to 12 who answered" in staff
    assert "2 of 2 on the record agree" in staff
    assert "held by one side only" in staff


def test_nothing_is_said_where_nothing_was_released():
    book = Book("EUR")
    book.begin("staff")
    assert consulted_section(book, None) is None
    assert consulted_annex(book, None) is None


def test_a_release_is_read_from_its_file_and_nothing_else_is(tmp_path):
    path = tmp_path / "release.json"
    path.write_text(json.dumps(released().shown()), encoding="utf-8")
    assert read_release(path) == released()
    assert read_release(None) is None
    for wrong in ("[]", "{}", "no json", '{"method": "consultation-release/1"}'):
        path.write_text(wrong, encoding="utf-8")
        with pytest.raises(Refusal, match="no release of a consultation"):
            read_release(path)
    with pytest.raises(Refusal, match="is not there"):
        read_release(tmp_path / "nowhere.json")


@pytest.mark.slow
def test_a_finished_pair_holds_it_and_is_read_back(snapshot):
    pair = make_pair(
        snapshot, period=snapshot.calendar.period("2026Q3"), consultation=released().shown(), parts=()
    )
    for document in (pair.executive, pair.team):
        page = render_html(document)
        check_file(page, kind="html", ledger=pair.ledger, document=document)
        assert "What both sides answered" in page
        assert "2 of 2 on the record agree" in page
        given = [fact for fact in document.ledger if "both sides, in a consultation" in fact.given_by]
        assert given
        assert "20 September 2026" in given[0].given
