"""The numbers that readers see: the ledger's for the two sides, a person's own count in their brief."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from bothways.brief import make_pair
from bothways.brief.check import check_file
from bothways.brief.compose.tables import table_of
from bothways.brief.document import Cite, TableBlock, text_of
from bothways.brief.lines import cites_of
from bothways.brief.pair import Pair
from bothways.brief.proofpage import check_proof_page
from bothways.brief.render import render_html, render_markdown, render_pair_html, render_pdf
from bothways.terms import Refusal
from company import day, snapshot_of


def test_a_person_sees_small_numbers_and_the_ids_stay_the_ledgers(pair: Pair) -> None:
    for document in pair.people.values():
        marked = [document.mark(cite.fact) for cite in cites_of(document, evidence=False) if cite.mark]
        assert list(dict.fromkeys(marked)) == list(range(1, len(set(marked)) + 1))
        page = render_html(document)
        assert sorted(map(int, re.findall(r'id="f(\d+)"', page))) == sorted(document.marks)
        check_file(page, kind="html", ledger=pair.ledger, document=document)
        check_file(render_markdown(document), kind="markdown", ledger=pair.ledger, document=document)


def test_the_two_sides_see_the_ledgers_numbers(pair: Pair) -> None:
    for document in (pair.executive, pair.team):
        assert all(document.mark(cite.fact) == cite.fact for cite in cites_of(document))


def test_a_wrong_mark_is_found(pair: Pair) -> None:
    document = next(iter(pair.people.values()))
    other = replace(document, marks=(document.marks[1], document.marks[0], *document.marks[2:]))
    for kind, render in (("html", render_html), ("markdown", render_markdown), ("pdf", render_pdf)):
        with pytest.raises(Refusal, match="stands"):
            check_file(render(other), kind=kind, ledger=pair.ledger, document=document)  # type: ignore[arg-type]


def test_a_fact_without_a_mark_is_refused(pair: Pair) -> None:
    document = next(iter(pair.people.values()))
    with pytest.raises(Refusal, match="has no mark"):
        document.mark(10**6)


def test_the_proof_lists_each_persons_facts_with_their_own_number(pair: Pair) -> None:
    page = render_pair_html(pair.proof)
    check_proof_page(page, pair.proof)
    for name, uses in pair.proof.by_person().items():
        document = next(one for key, one in pair.people.items() if pair.names[key] == name)
        assert [use.shown for use in uses] == [document.mark(use.number) for use in uses]
    with pytest.raises(Refusal):
        check_proof_page(page.replace("<sup>2</sup></td>", "<sup>3</sup></td>", 1), pair.proof)


def test_a_column_that_says_nothing_is_left_out() -> None:
    empty = table_of(
        ("Deal", "Signs", "Amount"), ((("A",), (), ("x",)), (("B",), (), ())), (False, False, True)
    )
    assert empty.heads == ("Deal", "Amount")
    assert empty.numeric == (False, True)
    assert [len(row) for row in empty.rows] == [2, 2]
    assert table_of(("Deal", "Signs"), (((), ()),), (False, False)).heads == ("Deal",)


def test_rows_are_named_once_and_only_where_they_are_the_same(pair: Pair) -> None:
    seen: set[tuple[int, tuple[str, ...]]] = set()
    for note in pair.executive.evidence:
        if note.table is not None:
            rows = tuple(text_of(row[0]) for row in note.table.rows)
            listed = (pair.executive.ledger.fact(note.fact).rows_total, rows)
            assert listed not in seen
            seen.add(listed)
        elif text_of(note.more).startswith("It stands on the same rows"):
            (other,) = (span.fact for span in note.more if isinstance(span, Cite))
            facts = pair.executive.ledger
            assert facts.fact(other).rows == facts.fact(note.fact).rows
            assert facts.fact(other).rows_total == facts.fact(note.fact).rows_total


def test_deals_without_a_name_or_an_amount_can_be_spoken_of(tmp_path: Path) -> None:
    """Some CRMs have neither name nor amount before a deal is won: the brief says so and goes out."""
    opened = {"owner_id": "r0", "type": "new", "currency": "EUR", "stage": "Talks", "meaning": "open"}
    snapshot = snapshot_of(
        tmp_path,
        as_of="2026-09-30",
        people=[{"person_id": "r0", "name": "Ada Berg", "team": "North", "role": "rep", "is_active": True}],
        accounts=[{"account_id": "a0", "name": "Otter Foods"}],
        stages=[{"stage_id": "Talks", "stage": "Talks", "position": 1, "meaning": "open"}],
        deals=[
            {"deal_id": "d0", "account_id": "a0", "product": "Dryer", "created_day": day("2026-08-01"),
             "close_day": day("2026-09-01"), **opened},
            {"deal_id": "d1", "created_day": day("2026-08-01"), **opened},
        ],
    )  # fmt: skip
    pair = make_pair(snapshot, period=snapshot.calendar.period("2026Q3"))
    (mine,) = pair.people.values()
    (table,) = (
        block
        for section in mine.sections
        if text_of(section.title) == "Your open deals"
        for block in section.blocks
        if isinstance(block, TableBlock)
    )
    assert {text_of(row[0]) for row in table.rows} == {"Otter Foods - Dryer", "d1"}
    assert {text_of(row[-1]) for row in table.rows} == {"no amount"}
    assert text_of(mine.headline[-1]) == "2 deals of yours are open."
    check_file(render_html(mine), kind="html", ledger=pair.ledger, document=mine)
