"""Whose, for whom, by whom: the receipt sees another person at the same word, and no other person where none came in."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bothways.lens import receipt
from bothways.lens.facts.reading import read

NAMES = ("Acme", "Priya", "Kone", "Lidl")


def verdict(original: str, rewrite: str) -> str:
    return receipt(original, rewrite, names=NAMES).verdict


def persons(text: str) -> list[tuple[str, str, set[str]]]:
    reading = read(text, NAMES)
    items = reading.found.items
    return [
        (items[one.place].low, f"{one.person} {one.role}", set(one.heads))
        for one in reading.statements.persons
    ]


def test_a_possessive_is_bound_to_its_thing():
    assert persons("Our plant closes.")[0][:2] == ("our", "1 owner")
    assert read("Our plant closes.", ()).marks[1].concept in persons("Our plant closes.")[0][2]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "word", "role"),
    [
        ("We told Priya.", "we", "1 actor"),
        ("We were told by Priya.", "we", "1 object"),
        ("It was asked for by us.", "us", "1 actor"),
        ("Priya told you.", "you", "2 object"),
        ("You told Priya.", "you", "2 actor"),
        ("Please call her.", "her", "3 object"),
        ("Please read her plan.", "her", "3 owner"),
    ],
)
def test_active_and_passive_have_the_same_roles(text: str, word: str, role: str):
    assert (word, role) in [(low, kind) for low, kind, _ in persons(text)]


@pytest.mark.parametrize(
    ("original", "rewrite"),
    [
        ("Our budget for Kone is gone.", "Your budget for Kone is gone."),
        ("The plant in Essen is ours.", "The plant in Essen is yours."),
        ("We lost the tender at Lidl.", "You lost the tender at Lidl."),
        ("They have 28 trucks there.", "We have 28 trucks there."),
        ("Lidl asked me for the price list.", "Lidl asked them for the price list."),
        ("Please send me the price list.", "Please send them the price list."),
        ("The safety stock was ordered by us.", "The safety stock was ordered by them."),
        # in other words around it
        ("Lidl told us on Monday that our plant in Essen closes in June.",
         "In June your plant in Essen closes; Lidl told us so on Monday."),
        ("I asked for the safety stock on 9 May and nobody ordered.",
         "On 9 May the safety stock was asked for by them; no order came."),
    ],
)  # fmt: skip
def test_another_person_at_the_same_word_is_seen(original: str, rewrite: str):
    assert verdict(original, rewrite) != "clean"
    assert verdict(rewrite, original) != "clean"


@pytest.mark.parametrize(
    ("original", "rewrite"),
    [
        ("We were not told of it by Lidl.", "Lidl did not tell us of it."),
        ("I lost the tender at Lidl.", "We lost the tender at Lidl."),
        ("Our plant in Essen closes in June.", "In June our plant in Essen closes."),
        ("When is it ready?", "Please tell me when it is ready."),
        ('Priya said "I forgot it".', 'According to Priya: "I forgot it".'),
    ],
)
def test_the_same_person_in_another_syntax_is_no_change(original: str, rewrite: str):
    got = receipt(original, rewrite, names=NAMES)
    assert not [fact for fact in got.facts if fact.kind == "name" and fact.verdict != "kept"], got.facts


_SAID = st.lists(
    st.sampled_from(
        [
            "Our plant closes in June.", "You told me so.", "They sold your printers to us.", "Please send her my list.",
            "We were asked by them.", "The half is ours, not yours.", "He says it was his idea.", "I owe you an answer.",
        ]
    ),
    min_size=1, max_size=6, unique=True,
)  # fmt: skip


@given(_SAID)
@settings(max_examples=60, deadline=None)
def test_a_text_full_of_pronouns_is_its_own_clean_rewrite(sentences: list[str]):
    text = " ".join(sentences)
    assert verdict(text, text) == "clean"


@given(_SAID, st.integers(0, 10_000))
@settings(max_examples=60, deadline=None)
def test_one_exchanged_pronoun_is_never_clean(sentences: list[str], pick: int):
    words = " ".join(sentences).split(" ")
    places = [
        place for place, word in enumerate(words) if word.strip(".,").lower() in {"our", "we", "you", "your"}
    ]
    if not places:
        return
    place = places[pick % len(places)]
    bare = words[place].strip(".,")
    other = {"our": "your", "we": "you", "you": "we", "your": "our"}[bare.lower()]
    words[place] = words[place].replace(bare, other.capitalize() if bare[0].isupper() else other)
    text = " ".join(sentences)
    assert verdict(text, " ".join(words)) == "broken"


@pytest.mark.parametrize(
    ("original", "rewrite"),
    [
        ("We lost Acme to Beta.", "Beta lost us to Acme."),
        ("We lost Acme to Beta.", "We lost Beta to Acme."),
        ("We won Acme from Beta.", "Beta won Acme from us."),
        ("We replaced Acme with Beta.", "We replaced Beta with Acme."),
        ("We prefer Acme to Beta.", "We prefer Beta to Acme."),
        ("We switched from Acme to Beta.", "We switched from Beta to Acme."),
    ],
)
def test_who_goes_to_whom_is_told_apart(original: str, rewrite: str):
    assert receipt(original, rewrite, names=["Acme", "Beta"]).verdict == "broken"
