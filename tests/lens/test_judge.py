"""The judge: what it may take out, what never, and that its tables are those of its signs."""

from __future__ import annotations

import json
import math
from importlib.resources import files
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bothways.lens import facts_of, reframe
from bothways.lens.charge.parts import parts_of
from bothways.lens.judge import falling
from bothways.lens.judge.pieces import pieces_of
from bothways.lens.judge.signs import NAMES
from bothways.lens.judge.turns import turns_in, turns_weight, weights
from bothways.lens.judge.weighing import Forest, forest, judged

HEATED = "You clowns sat on it again. "


def looked(text: str, *, names: tuple[str, ...] = (), charged: bool = True):
    return falling(parts_of(text), facts_of(text, names=names), charged=charged, names=names)


@pytest.mark.parametrize(
    "said",
    [
        "Did your phone drown?",
        "My goldfish has a better memory.",
        "One hesitates to ask whether the client was a botanical garden.",
        "Shall I send a carrier pigeon with the next one?",
    ],
)
def test_wit_that_no_rule_knows_is_seen_beside_heat(said: str) -> None:
    loose, suspected = looked(
        f"Nadia, 22 leads are open and 0 were called. {said} Please call them by Friday."
    )
    assert any(said.rstrip(".?") in c.text or c.text in said for c in (*loose, *suspected))


@pytest.mark.parametrize(
    "said",
    [
        "The portal is down.",
        "Please send me the signed contract.",
        "Acme cancelled the trial on Monday.",
        "We don't work nights and never did.",
        "If the audit fails, we lose the account.",
        "I will call them myself.",
        'Their buyer wrote "this is the last time".',
        "Send the names of all customers to Dana.",
        "Nobody told me about the price change before the meeting.",
    ],
)
def test_what_states_something_is_not_taken_out(said: str) -> None:
    loose, _ = looked(f"{HEATED}{said} Please answer by Friday.", names=("Acme", "Dana"))
    assert not [c for c in loose if c.text in said or said in c.text]


def test_pieces_with_hard_facts_are_never_loose() -> None:
    text = f"{HEATED}The rest is a circus with 14 elephants. Like a fairy tale told on Tuesday for €300 to Marta."
    loose, _ = looked(text, names=("Marta",))
    assert all(not any(h in c.text for h in ("14", "Tuesday", "300", "Marta")) for c in loose)


def test_a_calm_message_is_left_alone() -> None:
    text = "The demo went well. Marta asked for two references. I will send the offer on Thursday."
    assert looked(text, charged=False) == ([], [])
    assert not reframe(text, names=("Marta",)).changed


def test_proposals_are_marked_undone_singly_and_must_pass_unexcused() -> None:
    done = reframe(
        "Nadia, you clowns have 22 open leads and zero calls. Did your phone drown? Please call all 22 today."
    )
    proposals = [e for e in done.edits if e.proposal]
    assert proposals
    assert done.receipt.verdict == "clean"
    for edit in proposals:
        assert edit.before.strip() in done.without(edit.id).reframed


@given(st.text(max_size=300))
@settings(max_examples=100, deadline=None)
def test_pieces_lie_in_their_sentence(text: str) -> None:
    for piece in pieces_of(text):
        assert 0 <= piece.start <= piece.end <= len(text)


@given(st.text(max_size=200), st.booleans())
@settings(max_examples=100, deadline=None)
def test_clauses_are_pieces_of_the_message_apart_from_each_other(text: str, charged: bool) -> None:
    loose, suspected = looked(text, charged=charged)
    for clause in (*loose, *suspected):
        assert text[clause.start : clause.end] == clause.text
        assert 0 <= clause.score <= 1
    for one, other in pairwise(loose):
        assert one.end <= other.start


@given(st.lists(st.lists(st.floats(-3, 9), min_size=len(NAMES), max_size=len(NAMES)), min_size=1, max_size=5))
@settings(max_examples=50, deadline=None)
def test_the_forest_is_walked_as_its_tables_say(rows: list[list[float]]) -> None:
    made = json.loads(files("bothways.lens.judge").joinpath("forest.json").read_text(encoding="utf-8"))

    def by_hand(row: list[float]) -> float:
        total = made["base"]
        for tree in range(len(made["sign"])):
            at = 0
            while made["left"][tree][at] != at:
                way = "left" if row[made["sign"][tree][at]] <= made["threshold"][tree][at] else "right"
                at = made[way][tree][at]
            total += made["weight"][tree][at]
        return 1 / (1 + math.exp(-total))

    assert forest().chances(rows) == pytest.approx([by_hand(row) for row in rows])


def test_the_tables_were_made_for_these_signs() -> None:
    assert isinstance(forest(), Forest)
    assert forest().sign.max() < len(NAMES)
    assert len(set(NAMES)) == len(NAMES)


def test_turns_hide_names_and_figures() -> None:
    assert turns_in("Acme paid 300", ["Acme"]) == turns_in("Globex paid 4.5", ["Globex"])
    assert turns_weight(frozenset(["no such turn"])) == weights()[""]


def test_growth_is_linear() -> None:
    one = "The report is late again. Did it get lost in the post like a puppy? Please send it. "
    small, large = parts_of(one * 20), parts_of(one * 40)
    assert len(judged(large, (), names=())) == 2 * len(judged(small, (), names=()))
