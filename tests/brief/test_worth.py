"""Is a brief worth sending: what counts and what does not, against the document, its ledger, and its ledger as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from bothways.brief.document import Cite, Document
from bothways.brief.ledger import Fact, Ledger
from bothways.brief.mailed import mailed, pieces_of
from bothways.brief.pair import Pair
from bothways.brief.worth import Reading, worth_sending
from bothways.terms import Unit


def with_facts(document: Document, change: Callable[[Fact], Fact | None]) -> Document:
    facts = tuple(new for fact in document.ledger if (new := change(fact)) is not None)
    return replace(document, ledger=Ledger(facts))


def valued(key: str, by: float) -> Callable[[Fact], Fact]:
    def change(fact: Fact) -> Fact:
        if fact.key != key or fact.figure is None or fact.figure.value is None:
            return fact
        return replace(fact, figure=replace(fact.figure, value=fact.figure.value * by))

    return change


def kinds(reading: Reading) -> set[str]:
    return {change.kind for change in reading.changes}


def test_the_first_one_is_worth_it(pair: Pair) -> None:
    assert worth_sending(None, pair.executive).worth


def test_the_same_again_is_skipped_with_the_reason(pair: Pair) -> None:
    held = json.loads(json.dumps({"facts": [fact.as_dict() for fact in pair.ledger]}))
    for document in pair.documents():
        for previous in (document, pair.ledger, held):
            reading = worth_sending(previous, document)
            assert not reading.worth, reading
            assert reading.reason.startswith(
                "Skipped: it stands on the same data as the last brief of 30 September 2026"
            )
            assert reading.changes == ()


@pytest.mark.parametrize(
    ("by", "worth"), [(1.0, False), (1.019, False), (1.021, True), (0.975, True), (0.0, True)]
)
def test_the_result_counts_from_two_per_cent_on(by: float, worth: bool, pair: Pair) -> None:
    reading = worth_sending(with_facts(pair.executive, valued("bookings/all", by)), pair.executive)
    assert reading.worth is worth
    if worth:
        assert reading.reason == "What leads the brief moved: Bookings."


def test_other_figures_count_from_a_tenth_on_and_the_annex_does_not(pair: Pair) -> None:
    document = pair.executive
    told = {
        span.fact
        for piece in pieces_of(mailed(document))
        if isinstance(piece, tuple)
        for span in piece
        if isinstance(span, Cite)
    }
    led = {span.fact for line in document.headline for span in line if isinstance(span, Cite)}
    body = next(
        fact for fact in document.ledger
        if fact.number in told - led and fact.figure and fact.figure.unit is Unit.CENTS and fact.figure.value and "@" not in fact.key
        and not fact.key.startswith("landing_t")
    )  # fmt: skip
    assert not worth_sending(with_facts(document, valued(body.key, 1.08)), document).worth
    assert kinds(worth_sending(with_facts(document, valued(body.key, 1.2)), document)) == {"moved"}
    behind = next(
        fact for fact in document.ledger if fact.number not in told and fact.figure and fact.figure.value and "@" not in fact.key
    )  # fmt: skip
    assert not worth_sending(with_facts(document, valued(behind.key, 3)), document).worth


def test_another_period_counts(pair: Pair) -> None:
    def earlier(fact: Fact) -> Fact:
        figure = fact.figure
        return (
            fact
            if figure is None
            else replace(fact, figure=replace(figure, period=replace(figure.period, name="2026Q2")))
        )

    reading = worth_sending(with_facts(pair.team, earlier), pair.team)
    assert kinds(reading) == {"period"}
    assert reading.reason == "It is of another period than the last one."


def test_what_was_given_counts_by_its_words_not_its_place(pair: Pair) -> None:
    document = pair.executive
    asks = [fact for fact in document.ledger if fact.key.startswith("ask/")]
    assert len(asks) == 2
    fewer = with_facts(document, lambda fact: None if fact.key == "ask/2" else fact)
    assert kinds(worth_sending(fewer, document)) == {"given"}
    assert kinds(worth_sending(document, fewer)) <= {"given"}
    assert worth_sending(document, fewer).worth
    other = {asks[0].key: asks[1].given, asks[1].key: asks[0].given}
    swapped = with_facts(document, lambda fact: replace(fact, given=other.get(fact.key, fact.given)))
    assert not worth_sending(swapped, document).worth
    reworded = with_facts(
        document, lambda fact: replace(fact, given=fact.given + "!") if fact.key == "note" else fact
    )
    assert worth_sending(reworded, document).worth


def test_another_lead_counts(pair: Pair) -> None:
    document = pair.executive
    lead = document.ledger.fact(next(span.fact for span in document.headline[0] if isinstance(span, Cite)))
    gone = with_facts(document, lambda fact: None if fact.key == lead.key else fact)
    assert "leading" in kinds(worth_sending(gone, document))


def test_what_is_known_now_and_was_not_counts(pair: Pair) -> None:
    def unknown(fact: Fact) -> Fact:
        if fact.key != "bookings/all" or fact.figure is None:
            return fact
        return replace(fact, figure=replace(fact.figure, value=None, unknown="why"))

    assert worth_sending(with_facts(pair.team, unknown), pair.team).worth


def test_other_data_that_say_the_same_are_skipped_with_another_reason(pair: Pair) -> None:
    def elsewhere(fact: Fact) -> Fact:
        figure = fact.figure
        return (
            fact
            if figure is None
            else replace(fact, figure=replace(figure, source=replace(figure.source, snapshot="0" * 64)))
        )

    reading = worth_sending(with_facts(pair.team, elsewhere), pair.team)
    assert not reading.worth
    assert "no number moved far enough" in reading.reason


def test_what_the_reader_could_not_know_is_not_what_they_were_told(pair: Pair) -> None:
    held = {"facts": [{**fact.as_dict(), "readers": ["executives"]} for fact in pair.ledger]}
    assert worth_sending(held, pair.team).worth


@pytest.mark.parametrize("previous", [{}, {"facts": None}, {"facts": []}, {"facts": ["x", {}, {"key": 1}]}])
def test_a_ledger_that_holds_nothing_makes_everything_new(previous: dict[str, object], pair: Pair) -> None:
    assert worth_sending(previous, pair.team).worth
