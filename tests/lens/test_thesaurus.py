"""The thesaurus and the stems under it: nothing stands on two sides, forms meet, what must stay apart does."""

from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bothways.lens.facts.concepts import SILENT, parts_of_entry, thesaurus, thesaurus_of
from bothways.lens.facts.fields import uncovered, weight_of, weight_of_all
from bothways.lens.facts.lexicon import groups
from bothways.lens.facts.reading import read
from bothways.lens.facts.stems import compared, stem_of


def concepts(text: str) -> list[tuple[str, int]]:
    return [(mark.concept, mark.sign) for mark in read(text, ()).marks if mark is not None]


def test_no_entry_stands_in_two_groups_or_on_both_sides():
    seen: dict[tuple[bool, tuple[str, ...]], tuple[str, int]] = {}
    for concept, members in groups("concepts").items():
        for word in members:
            sign, exact, parts = parts_of_entry(word)
            assert parts, word
            first = seen.setdefault((exact, parts), (concept, sign))
            assert first == (concept, sign), f"{word}: {first} and {concept}"


def test_it_is_a_thesaurus_and_no_list_of_a_few_words():
    lists = groups("concepts")
    assert len(lists) > 500
    assert sum(len(members) for members in lists.values()) > 3000
    assert sum(1 for members in lists.values() if any(word[0] == "-" for word in members)) > 60


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("approve", "review"), ("lead", "customer"), ("lead", "deal"), ("deal", "customer"),
        ("order", "offer"), ("invoice", "offer"), ("sign", "read"), ("send", "receive"), ("buy", "sell"), ("ask", "answer"),
        ("borrow", "lend"), ("promise", "propose"), ("contract", "order"), ("discount", "price"), ("bonus", "commission"),
        ("test", "release"), ("suggest", "demand"), ("check", "repair"), ("hire", "promote"), ("revenue", "profit"),
        ("forecast", "target"), ("cancel", "postpone"), ("warn", "threaten"), ("pay", "repay"), ("call", "meet"),
    ],
)  # fmt: skip
def test_near_words_with_another_fact_stay_apart(one: str, other: str):
    assert concepts(f"x {one}")[-1:] != concepts(f"x {other}")[-1:]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("They approved it.", "They signed it off."), ("an approval", "a sign-off"), ("We postponed it.", "We put it off."),
        ("We pushed the whole launch back.", "We postponed the launch."), ("They laid him off.", "They dismissed him."),
        ("The deal fell through.", "The deal failed."), ("They call back.", "They ring back."),
        ("the shipment", "the delivery"), ("a resignation", "They resigned."), ("He paid.", "the payment"),
        ("organise it", "organized it"), ("a favourable licence", "a favorable license"), ("cancelled", "canceling"),
        ("They cut prices back.", "They reduced prices."), ("He turned it down.", "He rejected it."),
    ],
)  # fmt: skip
def test_families_meet(one: str, other: str):
    assert set(concepts(one)) & set(concepts(other)), (concepts(one), concepts(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("accepted", "rejected"), ("approval", "refusal"), ("rise", "fall"), ("early", "late"), ("postponed", "brought forward"),
        ("hired", "laid off"), ("improved", "deteriorated"), ("safe", "dangerous"), ("signed", "unsigned"), ("paid", "unpaid"),
        ("available", "unavailable"), ("started", "shut down"), ("included", "left out"), ("won", "lost"), ("stay", "quit"),
    ],
)  # fmt: skip
def test_opposites_are_one_concept_with_two_signs(one: str, other: str):
    first, second = concepts(f"x {one}")[-1], concepts(f"x {other}")[-1]
    assert first[0] == second[0]
    assert first[1] == -second[1]


def test_a_preposition_is_no_particle():
    assert ("postpone", 1) not in concepts("We put the date on the list.")
    assert ("repay", 1) not in concepts("Pay the invoice to the back office.")


def test_relations_to_a_number_bear_no_content():
    assert concepts("no later than Friday") == []
    assert SILENT in groups("concepts")


@pytest.mark.parametrize(
    ("form", "base"),
    [
        ("added", "add"), ("planned", "plan"), ("missing", "miss"), ("paid", "pay"), ("wrote", "write"), ("lost", "lose"),
        ("bought", "buy"), ("withdrawn", "withdraw"), ("forecasting", "forecast"), ("policies", "policy"), ("criteria", "criterion"),
        ("analyses", "analysis"), ("bigger", "big"), ("easiest", "easy"), ("happily", "happy"), ("supplies", "supply"),
        ("possibly", "possible"), ("travelled", "travel"), ("called", "call"), ("installing", "install"), ("organised", "organize"),
        ("agreed", "agree"), ("tied", "tie"), ("statuses", "status"), ("men", "man"), ("labelling", "label"), ("used", "use"),
        ("refused", "refuse"), ("led", "lead"), ("chosen", "choose"), ("honours", "honor"), ("catalogues", "catalog"),
    ],
)  # fmt: skip
def test_forms_come_to_their_base(form: str, base: str):
    assert stem_of(form) == stem_of(base)


@pytest.mark.parametrize(
    ("one", "other"),
    [("need", "ne"), ("supply", "sup"), ("string", "str"), ("plane", "plan"), ("business", "busy"), ("news", "new")],
)  # fmt: skip
def test_words_that_only_look_like_forms_stay_whole(one: str, other: str):
    assert stem_of(one) != stem_of(other)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz'", max_size=14))
@settings(max_examples=300, deadline=None)
def test_stems_of_anything_come_back(word: str):
    assert isinstance(stem_of(word), str)
    assert len(stem_of(word)) <= len(word) + 12


def test_comparatives():
    assert [compared(base, "er") for base in ("big", "easy", "large", "slow")] == [
        "bigger",
        "easier",
        "larger",
        "slower",
    ]


def test_of_two_entries_the_first_holds():
    got = thesaurus_of({"one": ["ship", "-sink"], "two": ["ship"]})
    assert got.single["ship"].concept == "one"
    assert got.single["sink"].sign == -1


def left_open(key: str, other: str) -> float:
    return sum(weight for _, weight in uncovered({key}, {other}))


def test_the_same_leaves_nothing_open_the_root_little_a_neighbour_most():
    same, root = left_open("deliver", "deliver"), left_open("painter", "painting")
    near, other = left_open("deliver", "arrive"), left_open("deliver", "pump")
    assert same == 0 < root < near < other == weight_of("deliver")
    assert uncovered(set(), {"pump"}) == []
    assert [key for key, _ in uncovered({"pump", "go"}, {"pump"})] == ["go"]
    assert weight_of("go") < weight_of("pump") < weight_of("@acme")


def test_what_keys_weigh_hangs_on_no_order():
    keys = ["@acme", "go", "pump", "#12", "deliver", "get"]
    assert len({weight_of_all(some) for some in itertools.permutations(keys)}) == 1


def test_it_loads_and_reads_quickly():
    text = (
        "They signed off on the delivery and pushed the launch back because the customer was unhappy. " * 400
    )
    groups("concepts")
    thesaurus.cache_clear()
    began = time.process_time()
    thesaurus()
    assert time.process_time() - began < 0.15  # about 0.01 s on a quiet core
    read("warm", ())
    began = time.process_time()
    read(text[: len(text) // 4], ())
    quarter = time.process_time() - began
    began = time.process_time()
    read(text, ())
    assert time.process_time() - began < 12 * quarter + 0.05
