"""The pair: one ledger, three kinds of briefs, each with its own cut; and little data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from firm import ASKS, IMPERATIVES, NAMES, NOTE, firm

from bothways.brief.check import check_file, must_not_contain
from bothways.brief.document import Asks, Bars, Cite, Document, Insight, Notice, Waterfall, text_of
from bothways.brief.lines import cites_of, lines_of
from bothways.brief.pair import Pair, make_pair
from bothways.brief.proof import check_pair
from bothways.brief.render import render_html, render_markdown, render_pdf
from bothways.evidence import Snapshot
from bothways.terms import Refusal
from company import day, snapshot_of


def told(document: Document) -> str:
    return "\n".join(text_of(line) for line in lines_of(document, evidence=False))


def blocks(document: Document, kind: type) -> list[Any]:
    return [block for section in document.sections for block in section.blocks if isinstance(block, kind)]


def test_the_first_sentence_is_results_against_target(pair: Pair) -> None:
    first = text_of(pair.executive.headline[0])
    assert first.startswith("We booked €")
    assert "third quarter 2026" in first
    assert " the target of €810k" in first


def test_the_first_screen_of_a_phone_holds_result_movement_and_ask(pair: Pair) -> None:
    assert len(pair.executive.headline) == 3
    assert sum(len(text_of(line)) for line in pair.executive.headline) < 520
    assert text_of(pair.executive.headline[2]) == (
        "We ask of you: One security reviewer, for two quarters, by 14 November 2026; "
        "more stands at the end of this brief."
    )


def test_the_executives_get_all_that_was_promised(pair: Pair) -> None:
    assert len(blocks(pair.executive, Waterfall)) == 1
    assert len(blocks(pair.executive, Bars)) == 1
    assert any(block.quotes for block in blocks(pair.executive, Insight))
    assert [len(block.items) for block in blocks(pair.executive, Asks)] == [2]
    text = told(pair.executive)
    for part in ("Renewals kept", "Where deals and customers wait", "Discounts came to", NOTE, "€62k"):
        assert part in text, part


def test_the_team_gets_results_wins_what_is_stuck_and_why_it_is_required(pair: Pair) -> None:
    text = told(pair.team)
    for part in ("What you won, and how", "What went with a win", "pushed to a later day", "Discounts stop at 8 %",
                 "Margin fell", "Right for new business", "The quarter before it was"):  # fmt: skip
        assert part in text, part


def test_without_asks_and_imperatives_nothing_is_canned(snapshot: Snapshot, pair: Pair) -> None:
    bare = make_pair(snapshot, period=snapshot.calendar.period("2026Q3"))
    assert not blocks(bare.executive, Asks)
    assert not blocks(bare.team, Asks)
    for text in (told(bare.executive), told(bare.team)):
        assert "asked of you" not in text
        assert "require" not in text
        assert "because" not in text.lower()


def test_the_pair_is_the_same_each_time(snapshot: Snapshot, pair: Pair) -> None:
    again = make_pair(
        snapshot, period=snapshot.calendar.period("2026Q3"), asks=ASKS, imperatives=IMPERATIVES, note=NOTE
    )
    assert again == pair


def test_facts_are_numbered_from_one_in_the_order_of_reading(pair: Pair) -> None:
    assert [fact.number for fact in pair.ledger] == list(range(1, len(pair.ledger) + 1))
    seen = list(
        dict.fromkeys(
            cite.fact for line in pair.executive.headline for cite in line if isinstance(cite, Cite)
        )
    )
    assert seen == sorted(seen)
    assert seen[0] == 1
    assert len({fact.key for fact in pair.ledger}) == len(pair.ledger)


def test_each_fact_says_where_it_comes_from(pair: Pair, snapshot: Snapshot) -> None:
    for fact in pair.ledger:
        if fact.figure is not None:
            assert fact.figure.source.snapshot == snapshot.id
            assert fact.figure.source.expression
            assert fact.figure.method
    bookings = pair.ledger.keyed("bookings/all")
    assert bookings is not None
    assert bookings.rows_total == bookings.figure.n if bookings.figure else False
    assert all(row.label for row in bookings.rows)
    assert "In the period before it was" in bookings.against
    rate = pair.ledger.keyed("win_rate_count/all")
    if rate is not None:
        assert "chance alone" in rate.against


# ---- What nobody must have


def open_names(snapshot: Snapshot) -> list[str]:
    rows = snapshot.con.execute("SELECT name FROM deals WHERE meaning <> 'won'").fetchall()
    return [str(row[0]) for row in rows]


def files(document: Document) -> list[str | bytes]:
    return [render_html(document), render_markdown(document), render_pdf(document)]


def test_no_file_of_a_side_names_a_colleague(pair: Pair) -> None:
    for document in (pair.executive, pair.team):
        for data in files(document):
            must_not_contain(data, words=NAMES)
            if isinstance(data, str):
                must_not_contain(data, words=[f'r{i}"' for i in range(9)])


def test_the_team_never_sees_open_deals_by_name(pair: Pair, snapshot: Snapshot) -> None:
    names = open_names(snapshot)
    # There is something that could leak: the ledger and the people's own briefs do name them.
    assert any(name in told(document) for name in names for document in pair.people.values())
    won = {
        str(row[0]) for row in snapshot.con.execute("SELECT name FROM deals WHERE meaning = 'won'").fetchall()
    }
    hidden = [name for name in names if not any(other.startswith(name) for other in won)]
    for data in files(pair.team):
        must_not_contain(data, words=hidden)


def test_no_file_of_a_person_holds_another_person(pair: Pair) -> None:
    for one, document in pair.people.items():
        others = [name for key, name in pair.names.items() if key != one]
        theirs = {row.label for fact in document.ledger for row in fact.rows}
        foreign = {
            row.label
            for fact in pair.ledger
            if fact.readers == frozenset({f"person:{next(k for k in pair.names if k != one)}"})
            for row in fact.rows
            if row.table == "deals"
        } - theirs
        assert foreign
        for data in files(document)[:2]:
            must_not_contain(
                data, words=[*others, *(f"{name}<" for name in foreign), *(f'"{name}"' for name in foreign)]
            )


def test_quotes_and_teams_are_not_for_colleagues(pair: Pair) -> None:
    # A won deal's words may be told to colleagues, without whose they are; all others are the executives'.
    staffs = [fact.quote for fact in pair.ledger if fact.quote and "staff" in fact.readers]
    assert not any(quote.who or quote.row.label for quote in staffs)
    theirs = {quote.text for quote in staffs}
    quotes = [fact.quote.text for fact in pair.ledger if fact.quote and fact.quote.text not in theirs]
    assert quotes
    for data in files(pair.team):
        must_not_contain(data, words=[*quotes, "North", "South"])


def test_a_leak_anywhere_is_found(pair: Pair) -> None:
    page = render_html(pair.team)
    for leak in (
        page.replace("</footer>", "<!-- Ada Lindqvist --></footer>"),
        page.replace("</footer>", '<p title="Ada&#32;Lindqvist"></p></footer>'),
        page.replace("</template>", '{"x":"Ada Lindqvist"}</template>'),
    ):
        with pytest.raises(Refusal, match="Ada Lindqvist"):
            must_not_contain(leak, words=NAMES)
    with pytest.raises(Refusal, match="Ada Lindqvist"):
        must_not_contain(render_pdf(replace(pair.team, title="Brief for Ada Lindqvist")), words=NAMES)


def test_every_cut_holds_only_its_readers_facts(pair: Pair) -> None:
    for document in pair.documents():
        whole = {fact.number: fact for fact in pair.ledger}
        for fact in document.ledger:
            assert document.reader in whole[fact.number].readers
            assert fact.readers == frozenset({document.reader})
            assert fact.against == ""
        assert {cite.fact for cite in cites_of(document)} <= {fact.number for fact in document.ledger}
        assert {note.fact for note in document.evidence} == {fact.number for fact in document.ledger}


def test_figures_of_one_person_are_theirs_alone(pair: Pair) -> None:
    found = [fact for fact in pair.ledger if fact.figure and fact.figure.by == "rep"]
    assert found
    for fact in found:
        assert fact.figure
        assert fact.readers == frozenset({f"person:{fact.figure.key}"})


def test_a_team_of_two_is_not_shown_to_anybody(tmp_path: Path) -> None:
    small = firm(tmp_path, people=5)
    pair = make_pair(small, period=small.calendar.period("2026Q3"), parts=())
    assert not blocks(pair.executive, Bars)
    for data in files(pair.executive):
        must_not_contain(data, words=["North", "South"])


def test_a_median_needs_five_others(tmp_path: Path, pair: Pair) -> None:
    small = firm(tmp_path, people=5)
    few = make_pair(small, period=small.calendar.period("2026Q3"), parts=())
    for document in few.people.values():
        assert "too few others" in told(document)
        assert "Median of" not in told(document)
    for document in pair.people.values():
        assert "Median of" in told(document)
    medians = [f for f in pair.ledger if f.figure and f.figure.method.startswith("others-median")]
    assert medians
    assert all(fact.figure and (fact.figure.n or 0) >= 5 for fact in medians)


# ---- Works with little


def little(into: Path, *, deals: int = 12, people: int = 1, **more: Any) -> Snapshot:
    rows = [
        {"deal_id": f"d{i}", "name": f"Deal {i}", "owner_id": f"r{i % people}", "stage": "Open" if i % 3 == 0 else "Won",
         "meaning": "open" if i % 3 == 0 else "won" if i % 3 == 1 else "lost", "amount_cents": 1_000_00 * (i + 1),
         "created_day": day("2026-05-01") + i, "close_day": day("2026-08-01") + 5 * i}
        for i in range(deals)
    ]  # fmt: skip
    held: Mapping[str, Any] = {
        "people": [{"person_id": f"r{i}", "name": NAMES[i], "role": "rep"} for i in range(people)], "deals": rows, **more,
    }  # fmt: skip
    return snapshot_of(into, as_of="2026-09-30", **held)


def test_twelve_deals_and_no_history_say_what_cant_be_known(tmp_path: Path) -> None:
    snapshot = little(tmp_path)
    pair = make_pair(snapshot, period=snapshot.calendar.period("2026Q3"))
    text = told(pair.executive)
    assert "no target is in the data" in text
    assert "What this brief can't show" in text
    assert "next Monday (5 October 2026)" in text
    assert blocks(pair.executive, Notice)
    assert not blocks(pair.executive, Waterfall)
    assert " of 100" not in text
    for document in pair.documents():
        for kind, render in (("html", render_html), ("markdown", render_markdown), ("pdf", render_pdf)):
            check_file(render(document), kind=kind, ledger=pair.ledger, document=document)  # type: ignore[arg-type]


@pytest.mark.parametrize("deals", [0, 1, 2])
@pytest.mark.parametrize("people", [1, 2])
def test_next_to_nothing_is_no_crash(tmp_path: Path, deals: int, people: int) -> None:
    snapshot = little(tmp_path, deals=deals, people=people)
    pair = make_pair(snapshot, period=snapshot.calendar.period("2026Q3"))
    for document in pair.documents():
        assert document.headline
        check_file(render_html(document), kind="html", ledger=pair.ledger, document=document)
        check_file(render_pdf(document), kind="pdf", ledger=pair.ledger, document=document)


def test_nobody_at_all(tmp_path: Path) -> None:
    snapshot = snapshot_of(tmp_path, as_of="2026-09-30", currency="")
    pair = make_pair(snapshot, period=snapshot.calendar.period("2026Q3"))
    assert pair.people == {}
    assert pair.executive.headline


@pytest.mark.parametrize("period", ["2026Q4", "2026-09", "2026", "2026-07-01..2026-09-15", "2024Q1"])
def test_any_period_can_be_asked(snapshot: Snapshot, period: str) -> None:
    pair = make_pair(snapshot, period=snapshot.calendar.period(period))
    for document in (pair.executive, pair.team):
        check_file(render_html(document), kind="html", ledger=pair.ledger, document=document)
        check_file(render_markdown(document), kind="markdown", ledger=pair.ledger, document=document)


def test_some_days_are_said_from_when_to_when(snapshot: Snapshot) -> None:
    pair = make_pair(snapshot, period=snapshot.calendar.period("2026-07-01..2026-09-15"), parts=())
    assert " from 1 July to 15 September 2026" in text_of(pair.executive.headline[0])


def test_a_running_period_is_set_beside_the_same_days(tmp_path: Path) -> None:
    running = firm(tmp_path, as_of="2026-08-15")
    pair = make_pair(running, period=running.calendar.period("2026Q3"))
    first = text_of(pair.executive.headline[0])
    assert first.startswith("By 15 August, we had booked €")
    before = pair.ledger.keyed("bookings/all@before")
    assert before is not None
    assert before.figure is not None
    assert before.figure.period.name == "2026-04-01 to 2026-05-16"
    assert "was booked than" not in told(pair.executive)


def test_a_fiscal_year_is_said_to_be_one(tmp_path: Path) -> None:
    snapshot = snapshot_of(
        tmp_path, as_of="2026-09-30", fiscal_start_month=2,
        deals=[{"deal_id": "d", "name": "Deal", "stage": "Won", "meaning": "won", "amount_cents": 100_00,
                "created_day": day("2026-07-01"), "close_day": day("2026-09-01")}],
    )  # fmt: skip
    pair = make_pair(snapshot, period=snapshot.calendar.period("2027Q3"), parts=())
    assert "third quarter of fiscal 2027" in told(pair.executive)
    check_file(render_html(pair.executive), kind="html", ledger=pair.ledger, document=pair.executive)


def test_names_are_material(tmp_path: Path) -> None:
    bad = "<script>alert(1)</script> `#import` [x](y) €7 ⁴ seven"
    rows = [
        {"deal_id": f"d{i}", "name": f"{bad} {i}", "owner_id": "r", "account_id": "a", "stage": "S 1",
         "meaning": "open" if i % 2 else "won", "amount_cents": 10_000_00 + i, "created_day": day("2026-05-01"),
         "close_day": day("2026-09-10")}
        for i in range(8)
    ]  # fmt: skip
    snapshot = snapshot_of(
        tmp_path, as_of="2026-09-30", deals=rows, people=[{"person_id": "r", "name": "Jo 3 <b>", "role": "rep"}],
        accounts=[{"account_id": "a", "name": "A&B 4 <i>"}],
    )  # fmt: skip
    pair = make_pair(snapshot, period=snapshot.calendar.period("2026Q3"), note=bad, asks=[{"what": bad}])
    for document in pair.documents():
        page = render_html(document)
        assert "<script" not in page
        check_file(page, kind="html", ledger=pair.ledger, document=document)
        check_file(render_markdown(document), kind="markdown", ledger=pair.ledger, document=document)


# ---- The proof


def test_the_proof_lists_each_fact_once_with_its_words(pair: Pair) -> None:
    assert sorted(use.number for use in pair.proof) == [fact.number for fact in pair.ledger]
    one = next(use for use in pair.proof if use.number == 1)
    assert any("We booked" in text_of(line) for line in one.executives)
    assert any("We booked" in text_of(line) for line in one.staff)
    for use in (*pair.proof.executives_only, *pair.proof.staff_only, *pair.proof.people_only):
        assert use.why, use.label
    assert pair.proof.facts == len(pair.ledger)


def test_two_values_of_one_fact_are_refused(pair: Pair) -> None:
    fact = pair.executive.ledger.facts[0]
    assert fact.figure is not None
    other = replace(fact, figure=replace(fact.figure, value=1))
    document = replace(pair.executive, ledger=type(pair.ledger)((other, *pair.executive.ledger.facts[1:])))
    with pytest.raises(Refusal) as refused:
        check_pair(pair.ledger, [document, pair.team])
    assert refused.value.code == "two-values"


def test_a_claim_without_a_fact_is_refused(pair: Pair) -> None:
    document = replace(pair.team, headline=((Cite(99_999, "€1"),),))
    with pytest.raises(Refusal) as refused:
        check_pair(pair.ledger, [pair.executive, document])
    assert refused.value.code == "brief-number"
