"""The weighing of a receipt: what it may lift, lower and add, and what never."""

from __future__ import annotations

import importlib
import json
from dataclasses import replace
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bothways.lens import receipt
from bothways.lens.facts.reading import read, reading_of
from bothways.lens.receipt import pieces, signs
from bothways.lens.receipt.comparing import compared, paired
from bothways.lens.receipt.figures import without_figures
from bothways.lens.receipt.trees import Trees
from bothways.lens.receipt.verdicts import BREAKING, FactVerdict, whole_of
from bothways.lens.receipt.warmth import WARMTH, is_missing
from bothways.lens.receipt.weighing import HARD, is_hard, rows_of, scales, weighed
from lens_set.check import load, load_calm, load_paraphrases
from lens_set.mutations import mutants

RANK = {"clean": 0, "doubt": 1, "broken": 2}
CALM = load_calm(files="dev_0[12].jsonl")
FREE = load_paraphrases(files="dev_01.jsonl")
CHARGED = [row for row in load(files="dev_01.jsonl") if row["calm"]]
PAIRS = [(row["original"], row["paraphrase"], tuple(row["names"])) for row in FREE]
PAIRS += [(row["text"], row["calm"] or "", tuple(row["names"])) for row in CHARGED]
BROKEN = [
    (row["original"], mutant.text, tuple(row["names"]))
    for row in FREE[:12]
    for mutant in mutants(row["paraphrase"], names=row["names"])
]
weighing = importlib.import_module(
    "bothways.lens.receipt.weighing"
)  # the room shows a function of the same name
CERTAIN = FactVerdict("money", "changed", "$40", "$50", "", (0, 1), (0, 1))


@pytest.fixture(params=["never doubts", "as it is", "always doubts"])
def threshold(request, monkeypatch):
    """The laws hold wherever the thresholds stand."""
    mine = scales()
    doubt = {"never doubts": 99.0, "as it is": mine.doubt, "always doubts": -99.0}[request.param]
    new = replace(mine, doubt=doubt)
    monkeypatch.setattr(weighing, "scales", lambda: new)
    return request.param


def before(original: str, rewrite: str, names: tuple[str, ...]):
    pair = paired(read(original, names), read(rewrite, names))
    return pair, without_figures(compared(pair), original, names=names, rewrite=rewrite)


def test_equal_texts_are_clean():
    for row in CALM:
        assert receipt(row["text"], row["text"], names=row["names"]).verdict == "clean", row["id"]


def test_an_empty_rewrite_is_weighed_by_nobody():
    pair, facts = before("Acme pays $40.", "", ("Acme",))
    assert weighed(pair, facts, names=("Acme",)) == facts


@pytest.mark.parametrize("some", [PAIRS, BROKEN], ids=["honest", "broken"])
def test_a_hard_finding_is_never_lifted(some, threshold):
    seen = 0
    for original, rewrite, names in some:
        pair, facts = before(original, rewrite, names)
        known = frozenset(name.casefold() for name in names)
        for old, new in zip(facts, weighed(pair, facts, names=names), strict=False):
            if is_hard(old, known):
                seen += 1
                assert new == old or new.verdict == "doubt" or is_missing(old)
            elif old != new:
                assert (old.verdict, new.verdict) == ("doubt", "kept") or (
                    old.verdict in BREAKING and new.verdict == "doubt"
                )
                assert new.reason
                assert (new.kind, new.original, new.rewrite) == (old.kind, old.original, old.rewrite)
    assert seen > 50, threshold


def test_what_is_lifted_is_of_a_hard_kind_only_where_it_stood_in_heat(threshold):
    lifted = 0
    for original, rewrite, names in (*PAIRS, *BROKEN):
        pair, facts = before(original, rewrite, names)
        after = weighed(pair, facts, names=names)
        changed = [old for old, new in zip(facts, after, strict=False) if old != new]
        lifted += len(changed)
        lifted_hard = [
            old
            for old, new in zip(facts, after, strict=False)
            if new.verdict == "kept" != old.verdict and old.kind in HARD
        ]
        assert all(map(is_missing, lifted_hard))
    assert lifted > 10 or threshold == "as it is"


def test_a_certain_break_is_never_made_cleaner(threshold):
    for original, rewrite, names in (*PAIRS, *BROKEN):
        pair, facts = before(original, rewrite, names)
        after = weighed(pair, (*facts, CERTAIN), names=names)
        assert whole_of(after) == "broken", threshold
        assert RANK[whole_of(weighed(pair, facts, names=names))] <= RANK[whole_of(after)]


def test_a_break_is_never_lifted_to_clean(threshold):
    for original, rewrite, names in BROKEN:
        pair, facts = before(original, rewrite, names)
        if whole_of(facts) == "broken":
            assert whole_of(weighed(pair, facts, names=names)) != "clean", threshold


def test_the_same_pair_gets_the_same_verdict():
    for original, rewrite, names in (*PAIRS[:20], *BROKEN[:40]):
        first = receipt(original, rewrite, names=names)
        reading_of.cache_clear()
        assert receipt(original, rewrite, names=names) == first


def test_a_doubt_that_is_added_points_to_its_place(threshold):
    added = 0
    for original, rewrite, names in (*PAIRS, *BROKEN):
        pair, facts = before(original, rewrite, names)
        after = weighed(pair, facts, names=names)
        if len(after) > len(facts):
            added += 1
            (new,) = after[len(facts) :]
            assert new.verdict == "doubt"
            assert new.reason.count(": ") >= 1
            assert new.original_span or new.rewrite_span
            if new.rewrite_span:
                assert rewrite[slice(*new.rewrite_span)] == new.rewrite
            if new.original_span:
                assert original[slice(*new.original_span)] == new.original
    assert added or threshold != "always doubts"
    assert not added or threshold != "never doubts"


def test_the_tables_are_made_for_the_signs():
    made = json.loads(files("bothways.lens.receipt").joinpath("scales.json").read_text("utf-8"))
    types = [f"finding: {name}" for name in made["types"]]
    assert made["sentence"]["signs"] == [*pieces.SIGNS, *WARMTH, "excuses", "findings", *types]
    assert made["pair"]["signs"] == [*signs.FRAME, *types]
    with pytest.raises(AssertionError, match="other signs"):
        Trees(made["pair"], [*signs.FRAME])
    assert len(set(pieces.SIGNS)) == len(pieces.SIGNS)
    assert len(set(signs.FRAME)) == len(signs.FRAME)


def test_rows_are_as_long_as_their_names():
    types = scales().types
    for original, rewrite, names in PAIRS[:15]:
        pair, facts = before(original, rewrite, names)
        warmth = [0.0] * len(facts)
        rows = rows_of(pair, facts, warmth, types)
        assert all(len(row) == len(pieces.SIGNS) + len(WARMTH) + 2 + len(types) for row in rows.values())
        got = signs.signs_of(pair, facts, warmth, [0.0] * len(rows), types)
        assert len(got) == len(signs.FRAME) + len(types)


def test_the_threshold_decides(monkeypatch):
    mine = scales()
    pair, _ = before("The plant is cold. Please call us.", "The plant is very cold. Call us, please.", ())
    for doubt, verdict in ((-99.0, "doubt"), (99.0, "clean")):
        new = replace(mine, doubt=doubt)
        monkeypatch.setattr(weighing, "scales", lambda new=new: new)
        assert whole_of(weighed(pair, ())) == verdict


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=120), st.text(max_size=120))
def test_any_two_texts_can_be_weighed(one, two):
    assert receipt(one, two).verdict in RANK
    assert receipt(one, one).verdict == "clean"
