"""The tagger: the same each time, each word once, deletions only where its words stand, calm messages as they are."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bothways.lens import reframe
from bothways.lens.judge.tagging import VIEWS, looked_over, tagged
from bothways.lens.judge.words import class_of, warm

HEATED = [
    "The offer for Acme, which I'd rather naively assumed somebody was minding, lapsed on 30 September. "
    "There are corpses with better reflexes.",
    "You people never answer. Acme waits since Monday, while your team practises the art of looking busy. Send it by Friday.",
    "There are corpses with better reflexes. You couldn't close a fridge. The contract lapsed on 3 May.",
]
CALM = [
    "Please send the offer to Acme by Friday.",
    "The invoice of 3 May was paid late, and the customer asks for a credit note.",
    "The depot in Leeds ships 40 pallets a week; two were damaged.",
]


@given(st.text(max_size=300))
@settings(max_examples=80, deadline=None)
def test_every_word_has_one_place_and_one_score(text: str) -> None:
    found = tagged(text)
    assert len(found.starts) == len(found.ends) == len(found.low) == len(found.scores)
    assert all(a < b for a, b in zip(found.starts, found.ends, strict=True))
    assert all(b <= a for b, a in zip(found.ends, found.starts[1:], strict=False))
    assert found == tagged(text)


def test_every_view_has_a_key() -> None:
    seen = looked_over("Send it, you clowns.")
    assert {len(row) + len(seen.clauses[0]) + len(seen.sentence) for row in seen.words} == {len(VIEWS)}


def test_names_and_figures_are_no_words_of_their_own() -> None:
    ours, theirs = (tagged(f"{name} pays 40,000 EUR.", names=[name]) for name in ("Acme", "Hartmann"))
    assert ours.scores[0] == theirs.scores[0]


@pytest.mark.parametrize("text", HEATED)
def test_only_what_is_proposed_goes_and_each_is_undone(text: str) -> None:
    done = reframe(text, names=["Acme"])
    assert done.receipt.verdict == "clean"
    assert any(e.proposal and not e.after for e in done.edits)
    for edit in done.edits:
        assert text[edit.start : edit.end] == edit.before
    bare = done
    for edit in done.edits:
        bare = bare.without(edit.id)
    assert bare.reframed == text


@pytest.mark.parametrize("text", CALM)
def test_calm_is_left_alone(text: str) -> None:
    assert not reframe(text, names=["Acme"]).changed


def test_warmth_and_classes() -> None:
    fascination, contract = warm("fascination"), warm("contract")
    assert fascination is not None
    assert contract is not None
    assert fascination > contract
    assert warm("xq") is None
    assert class_of("heroically") == "ly"


def test_the_tables_are_small_and_plain() -> None:
    package = files("bothways.lens.judge")
    sizes = [
        len(package.joinpath(name).read_bytes())
        for name in ("tags.json", "cuts.json", "forest.json", "turns.json", "warmth.txt")
    ]
    assert sum(sizes) < 2_000_000
    assert set(json.loads(package.joinpath("tags.json").read_text(encoding="utf-8"))["views"]) <= set(VIEWS)
