"""Softer facts in the receipt: how binding, on what condition, why, how many, what is asked."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothways.lens import receipt
from bothways.lens.facts.evidence import LISTS, markers_of
from bothways.lens.facts.reading import marked, read
from bothways.lens.receipt.alignment import align
from bothways.lens.receipt.causes import causes
from bothways.lens.receipt.conditions import conditions
from bothways.lens.receipt.heat import heat_of
from bothways.lens.receipt.polarity import Pair

NAMES = ("Acme", "Lidl", "Tom")


def verdict(one: str, other: str) -> str:
    return receipt(one, other, names=NAMES).verdict


def kinds(one: str, other: str) -> set[str]:
    return {fact.kind for fact in receipt(one, other, names=NAMES).facts if fact.verdict != "kept"}


MUST = ["must", "has to", "needs to", "is required to", "is obliged to"]


@pytest.mark.parametrize("first", MUST)
@pytest.mark.parametrize("second", MUST)
def test_all_ways_to_say_must_are_one(first: str, second: str):
    assert "modality" not in kinds(f"Acme {first} sign the annex.", f"Acme {second} sign the annex.")


@pytest.mark.parametrize("first", MUST)
@pytest.mark.parametrize("weaker", ["should", "ought to", "may", "might"])
def test_must_does_not_become_weaker(first: str, weaker: str):
    one, other = f"Acme {first} sign the annex.", f"Acme {weaker} sign the annex."
    assert verdict(one, other) != "clean"
    assert "modality" in kinds(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("We will refund the fee.", "We hope to refund the fee."),
        ("We will refund the fee.", "We are trying to refund the fee."),
        ("I'm going to call Tom.", "I'm thinking of calling Tom."),
        ("I promised Lidl an answer.", "I thought of promising Lidl an answer."),
        ("The plant closes in June.", "The plant may close in June."),
        ("Acme may sue over the patent.", "Acme will sue over the patent."),
        ("Please ship the samples.", "The samples should go out."),
    ],
)
def test_strength_is_compared_sentence_by_sentence(one: str, other: str):
    assert verdict(one, other) != "clean"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Acme may sue over the patent.", "It is possible that Acme sues over the patent."),
        ("Can you ship the samples?", "Please ship the samples."),
        ("We will refund the fee.", "We are going to refund the fee."),
        ("The annex must be signed.", "It is necessary that the annex is signed."),
        ("Lidl can wait.", "Lidl is able to wait."),
    ],
)
def test_the_same_strength_in_other_words_is_kept(one: str, other: str):
    assert verdict(one, other) == "clean"


CAUSES = ["because", "since", "as"]


@pytest.mark.parametrize("word", CAUSES)
def test_a_cause_that_is_dropped_is_seen(word: str):
    one = f"The launch was stopped, {word} the labels showed a wrong price."
    assert verdict(one, "The launch was stopped.") != "clean"


@pytest.mark.parametrize(
    "other",
    [
        "Because the labels showed a wrong price, the launch was stopped.",
        "The labels showed a wrong price. That is why the launch was stopped.",
        "The labels showed a wrong price, so the launch was stopped.",
    ],
)
def test_a_cause_may_stand_on_either_side(other: str):
    one = "The launch was stopped because the labels showed a wrong price."
    got = causes(pair_of(one, other))
    assert [fact for fact in got if fact.verdict != "kept"] == []


@pytest.mark.parametrize(
    "other",
    [
        "The labels showed a wrong price because the launch was stopped.",
        "The launch was stopped. That is why the labels showed a wrong price.",
        "The launch was stopped, although the labels showed a wrong price.",
    ],
)
def test_cause_and_effect_do_not_change_places(other: str):
    one = "The launch was stopped because the labels showed a wrong price."
    assert verdict(one, other) == "broken"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("If Acme signs, we ship.", "Unless Acme signs, we ship."),
        ("Unless Acme signs, we leave.", "If Acme signs, we leave."),
        ("If Acme does not sign, we leave.", "If Acme signs, we leave."),
        ("Sign the form, otherwise we leave.", "Sign the form; in that case we leave."),
    ],
)
def test_a_condition_does_not_become_its_contrary(one: str, other: str):
    assert verdict(one, other) != "clean"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("If Acme does not sign, we leave.", "Unless Acme signs, we leave."),
        ("If Acme signs, we ship.", "Should Acme sign, we ship."),
        ("We ship as long as Acme signs.", "Provided that Acme signs, we ship."),
        ("We ship only if Acme signs.", "Only if Acme signs do we ship."),
    ],
)
def test_the_same_condition_in_other_words_is_kept(one: str, other: str):
    assert [fact for fact in conditions(pair_of(one, other)) if fact.verdict != "kept"] == []


@pytest.mark.parametrize("word", ["if", "provided that", "as long as", "on condition that", "in case"])
def test_a_condition_that_is_dropped_is_seen(word: str):
    assert verdict(f"The customer takes all machines {word} the first ones pass the test.",
                   "The customer takes all machines.") != "clean"  # fmt: skip


@pytest.mark.parametrize("asking", ["I do not know if Acme signs.", "Tom asked if Acme signs."])
def test_an_indirect_question_is_no_condition(asking: str):
    assert conditions(pair_of(asking, asking.replace(" if ", " whether "))) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Send me the report daily.", "Send me the report weekly."),
        ("We get 15 calls a day.", "We get 15 calls a month."),
        ("All tickets are open.", "Some tickets are open."),
        ("None of the tickets is open.", "Few of the tickets are open."),
        ("Half of the team is ill.", "Most of the team is ill."),
        ("Bring at least two people.", "Bring at most two people."),
        ("Keep a minimum of two people.", "Keep a maximum of two people."),
        ("The offer was 15 % below ours.", "The offer was 15 % above ours."),
        ("Lidl complained again.", "Lidl complained."),
        ("The date was moved twice; two customers left.", "The date was moved once; two customers left."),
    ],
)
def test_how_many_and_how_often_is_seen(one: str, other: str):
    assert verdict(one, other) != "clean"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("We get 15 calls a day.", "We get 15 calls daily."),
        ("Bring at least two people.", "Bring two people or more."),
        ("Lidl complained again.", "Lidl complained once more."),
        ("It is the third outage.", "These are three outages."),
    ],
)
def test_the_same_number_of_times_in_other_words_is_kept(one: str, other: str):
    assert verdict(one, other) == "clean"


FORMS = ["Please {}.", "Could you please {}?", "Can you {}?", "I'd like you to {}.", "You need to {}."]


@pytest.mark.parametrize("first", FORMS)
@pytest.mark.parametrize("second", FORMS)
def test_a_request_may_change_its_form(first: str, second: str):
    act = "send the form to Lidl"
    facts = receipt(first.format(act), second.format(act), names=NAMES).facts
    assert not {fact.verdict for fact in facts if fact.kind == "request"} - {"kept"}


@pytest.mark.parametrize("form", FORMS)
def test_a_request_that_is_dropped_is_seen(form: str):
    before = "Lidl has two invoices of May. "
    assert verdict(before + form.format("correct the amount"), before.strip()) != "clean"


def test_one_of_two_requests_that_is_dropped_is_seen():
    one = "Please send the samples to Lidl. Please correct the invoice of May."
    assert verdict(one, "Please send the samples to Lidl.") != "clean"


@pytest.mark.parametrize(
    "text", ["Acme ships pallets to Lidl.", "Supply shipped the wrong doors.", "I need not add anything."]
)
def test_a_plain_statement_is_no_request(text: str):
    assert read(text, NAMES).statements.requests == []


def test_numbers_stay_with_what_stands_before_the_colon():
    one = "Acme: 700 units; Lidl: 450 units."
    assert verdict(one, "Acme: 450 units; Lidl: 700 units.") != "clean"
    assert verdict(one, "Lidl: 450 units; Acme: 700 units.") == "clean"


def test_markers_are_not_read_in_quotations_and_names():
    reading = read('The sign says "you must wait". May must sign.', ("May",))
    found = [marker.said for markers in marked(reading, "modals").values() for marker in markers]
    assert found == ["must"]


WORDS = st.sampled_from(
    [
        "if",
        "unless",
        "must",
        "should",
        "may",
        "will",
        "because",
        "so",
        "please",
        "send",
        "acme",
        "the",
        "not",
        "and",
        "or",
        "all",
        "some",
        "again",
        ",",
        ".",
        "?",
        ":",
        "5",
    ]
)


@given(st.lists(WORDS, max_size=40))
def test_any_text_keeps_its_softer_facts_against_itself(words: list[str]):
    text = " ".join(words)
    assert not kinds(text, text) & {
        "modality",
        "condition",
        "cause",
        "quantity",
        "severity",
        "comparison",
        "request",
    }


@given(st.lists(WORDS, max_size=40))
def test_markers_do_not_overlap_and_name_their_list(words: list[str]):
    reading = read(" ".join(words), NAMES)
    found = markers_of(reading.found.items, bytearray(len(reading.found.items)))
    assert set(found) == set(LISTS)
    for markers in found.values():
        places = [(marker.first, marker.last) for one in markers.values() for marker in one]
        assert all(first[1] < second[0] for first, second in pairwise(places))


def pair_of(one: str, other: str) -> Pair:
    here, there = read(one, NAMES), read(other, NAMES)
    return Pair(here, there, align(here, there), align(there, here), heat_of(here))
