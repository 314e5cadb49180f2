"""The sample company, from its export to finished files: what every reader has, and must not have."""

from __future__ import annotations

import pytest
from sheets import sheets

from bothways.brief.check import check_file, must_not_contain
from bothways.brief.document import Bars, Insight, Waterfall, text_of
from bothways.brief.pair import Pair
from bothways.brief.render import render_html, render_markdown, render_pdf
from bothways.evidence import Snapshot

pytestmark = pytest.mark.slow


def test_the_executives_get_numbers_pictures_and_voices(sampled: tuple[Snapshot, Pair]) -> None:
    _, pair = sampled
    blocks = [block for section in pair.executive.sections for block in section.blocks]
    assert sum(isinstance(block, Waterfall) for block in blocks) == 1
    assert sum(isinstance(block, Bars) for block in blocks) == 1
    quotes = [number for block in blocks if isinstance(block, Insight) for number in block.quotes]
    assert len(quotes) >= 4
    assert " of the target of €" in text_of(pair.executive.headline[0])


def test_no_finished_file_names_whom_it_must_not(sampled: tuple[Snapshot, Pair]) -> None:
    _, pair = sampled
    assert len(pair.people) == 30
    some = [*pair.people][:3]
    for document in (pair.executive, pair.team, *(pair.people[one] for one in some)):
        others = [name for one, name in pair.names.items() if document.reader != f"person:{one}"]
        page, text, pdf = render_html(document), render_markdown(document), render_pdf(document)
        for data in (page, text, pdf):
            must_not_contain(data, words=others)
        check_file(page, kind="html", ledger=pair.ledger, document=document)
        check_file(text, kind="markdown", ledger=pair.ledger, document=document)
        check_file(pdf, kind="pdf", ledger=pair.ledger, document=document)


def test_the_team_has_no_open_deal_and_no_account_by_name(sampled: tuple[Snapshot, Pair]) -> None:
    snapshot, pair = sampled
    won = {
        str(row[0]) for row in snapshot.con.execute("SELECT name FROM deals WHERE meaning = 'won'").fetchall()
    }
    rows = snapshot.con.execute("SELECT DISTINCT name FROM deals WHERE meaning <> 'won'").fetchall()
    hidden = [str(row[0]) for row in rows if not any(name.startswith(str(row[0])) for name in won)]
    assert len(hidden) > 100
    for data in (render_html(pair.team), render_markdown(pair.team), render_pdf(pair.team)):
        must_not_contain(data, words=hidden)


def test_a_brief_on_paper_has_two_pages_before_its_annex(sampled: tuple[Snapshot, Pair]) -> None:
    _, pair = sampled
    for document in (pair.executive, pair.team):
        brief, whole = sheets(document, render_pdf(document))
        assert brief <= 2
        assert whole <= 5
