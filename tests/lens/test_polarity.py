"""What is asserted and what is denied: negations, opposites, refusals; two of them are none."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bothways.lens import receipt
from bothways.lens.facts.reading import read
from bothways.lens.receipt.swaps import _alike

NAMES = ("Acme", "Kone", "Lidl", "Priya")


def verdict(original: str, rewrite: str) -> str:
    return receipt(original, rewrite, names=NAMES).verdict


def denied(text: str) -> list[str]:
    reading = read(text, NAMES)
    return [reading.found.items[negation.place].low for negation in reading.statements.negations]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Acme refused to sign.", ["refused"]),
        ("Please stop shipping the units.", ["stop"]),
        ("Not only Acme signed.", []),
        ("It costs not over 40.", []),
        ("The dispute is not over.", ["not"]),
        ("No later than Friday.", []),
        ("Nobody called Lidl without notes.", ["nobody", "without"]),
    ],
)
def test_what_denies_and_what_does_not(text: str, words: list[str]):
    assert denied(text) == words


@pytest.mark.parametrize(
    ("original", "rewrite"),
    [
        ("Acme accepted the offer.", "Acme did not reject the offer."),
        ("The offer is valid.", "The offer is not invalid."),
        ("Acme did not sign the form.", "Acme didn't sign the form."),
        ("Acme failed to sign the form.", "Acme did not sign the form."),
        ("We were cheaper than Kone.", "Kone was dearer than we were."),
        ("Telenor has 40 users who pay nothing.", "Telenor has 40 paying-nothing users."),
    ],
)
def test_a_denied_opposite_says_the_same(original: str, rewrite: str):
    got = receipt(original, rewrite, names=NAMES)
    turned = [fact for fact in got.facts if fact.reason == "what one text says, the other denies"]
    assert not turned
    assert got.verdict != "broken"


@pytest.mark.parametrize(
    ("original", "rewrite"),
    [
        ("Acme signed the form.", "Acme refused to sign the form."),
        ("The connector works for Acme.", "The connector does not work for Acme."),
        ("We cannot start without the connector.", "We cannot start with the connector."),
        ("Nobody called Lidl in May.", "Somebody called Lidl in May."),
        ("Contracts are signed by people without authority.", "Contracts are signed by people with authority."),
        ("We can't deliver in May.", "We can't fail to deliver in May."),
        ("The dispute with Kone is over.", "The dispute with Kone is not over."),
        ("Freight doubled in autumn.", "Freight halved in autumn."),
        ("Acme and Kone both renewed on the 30th.", "Acme and Kone both cancelled on the 30th."),
        ("Acme bought five printers from us last week.", "Acme returned five printers from us last week."),
        ("We were cheaper than Kone.", "Kone was cheaper than we were."),
        # in other words around it
        ("Meridian's usage was down since October and nobody called them.",
         "Since October, usage at Meridian was down, and somebody called them."),
        ("The portal was down in front of six buyers.", "In front of six buyers the portal was not down."),
    ],
)  # fmt: skip
def test_a_turned_meaning_is_seen(original: str, rewrite: str):
    assert verdict(original, rewrite) != "clean"


_SAID = st.sampled_from(
    [
        "Acme {} pay the invoice.", "The plant {} start on 5 May.", "Kone {} renew the contract.", "We {} send the list.",
        "Priya {} call Lidl.", "The new form {} take 50 lines.",
    ]
)  # fmt: skip
_HELP = st.sampled_from(["will", "can", "could", "would", "must"])


@given(st.lists(_SAID, min_size=1, max_size=4, unique=True), _HELP, st.integers(0, 3))
@settings(max_examples=60, deadline=None)
def test_one_more_or_one_less_not_breaks_and_none_does_not(sentences: list[str], word: str, pick: int):
    text = " ".join(sentence.format(word) for sentence in sentences)
    place = pick % len(sentences)
    turned = " ".join(
        sentence.format(f"{word} not" if at == place else word) for at, sentence in enumerate(sentences)
    )
    assert verdict(text, text) == "clean"
    assert verdict(text, turned) == "broken"
    assert verdict(turned, text) == "broken"


@pytest.mark.parametrize(
    ("one", "two", "alike"),
    [
        ("changng", "changing", True),
        ("covr", "cover", True),
        ("calender", "calendar", True),
        ("diff", "difference", True),
        ("renewed", "cancelled", False),
        ("doubled", "halved", False),
    ],
)
def test_a_corrected_spelling_is_no_other_word(one: str, two: str, *, alike: bool):
    assert _alike(one, two) is alike


def test_a_word_in_the_place_of_another_is_shown_with_both_places():
    got = receipt("Sharp renewed the contract for Essen.", "Sharp forgot the contract for Essen.")
    fact = next(fact for fact in got.facts if fact.verdict != "kept")
    assert (fact.original, fact.rewrite, fact.verdict) == ("renewed", "forgot", "doubt")


def test_a_synonym_in_the_place_of_a_word_is_clean():
    assert verdict("Acme approved the offer on Monday.", "Acme accepted the offer on Monday.") == "clean"
