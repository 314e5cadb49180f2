"""From texts to themes: planted ones are found, stable from run to run, and edited by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bothways.insight.themes.corpus import Assignment, Corpus
from bothways.insight.themes.edits import Edits, edits_from, read_edits, write_edits
from bothways.insight.themes.finding import find_themes
from bothways.insight.themes.reading import corpus_from
from bothways.insight.themes.remembering import Remembered, remembered
from bothways.terms import Refusal
from planted.talk import KNOWN, NEW, Talk, talk

Found = tuple[Talk, Corpus, Assignment]


@pytest.fixture(scope="module", params=[5, 11])
def english(request: pytest.FixtureRequest) -> Found:
    said = talk(4000, seed=request.param, languages=(1.0, 0.0, 0.0))
    corpus = corpus_from(said.columns)
    return said, corpus, find_themes(corpus)


@pytest.fixture(scope="module")
def mixed() -> Found:
    said = talk(6000, seed=3)
    corpus = corpus_from(said.columns)
    return said, corpus, find_themes(corpus)


def texts_of(corpus: Corpus, found: Assignment, theme: str) -> np.ndarray:
    number = [one.id for one in found.themes].index(theme)
    hit = np.zeros(len(corpus), dtype=bool)
    hit[found.texts_of(corpus, number)] = True
    return hit


def best_match(corpus: Corpus, found: Assignment, truth: np.ndarray) -> tuple[float, float]:
    """Precision and recall of the proposed theme that holds a planted one best."""
    pairs = []
    for one in found.themes:
        if one.origin == "proposed":
            hit = texts_of(corpus, found, one.id)
            both = (hit & truth).sum()
            pairs.append((2 * both / (hit.sum() + truth.sum()), both / hit.sum(), both / truth.sum()))
    return max(pairs)[1:]


def test_planted_texts_mostly_share_no_word_with_the_seeds(english: Found) -> None:
    said, *_ = english
    about = np.array([bool(one) for one in said.themes])
    for theme in KNOWN + NEW:
        truth = np.array([theme in one for one in said.themes])
        assert said.plain[truth & about].mean() >= 0.5


def test_planted_themes_of_the_seed_list_are_found(english: Found) -> None:
    said, corpus, found = english
    for theme in KNOWN:
        truth = np.array([theme in one for one in said.themes])
        hit = texts_of(corpus, found, theme)
        assert (hit & truth).sum() / hit.sum() >= 0.9, theme
        assert (hit & truth).sum() / truth.sum() >= 0.9, theme


def test_planted_themes_of_no_list_are_proposed(english: Found) -> None:
    said, corpus, found = english
    for theme in NEW:
        precision, recall = best_match(corpus, found, np.array([theme in one for one in said.themes]))
        assert precision >= 0.9, theme
        assert recall >= 0.9, theme


def test_german_and_french_are_not_lost(mixed: Found) -> None:
    said, corpus, found = mixed
    for language in ("de", "fr"):
        own = np.array([one == language for one in said.language])
        hits = right = wanted = 0
        for theme in KNOWN:
            truth = np.array([theme in one for one in said.themes]) & own
            hit = texts_of(corpus, found, theme) & own
            hits, right, wanted = hits + hit.sum(), right + (hit & truth).sum(), wanted + truth.sum()
        assert right / hits >= 0.85, language
        assert right / wanted >= 0.8, language


def test_near_misses_stay_out(english: Found) -> None:
    said, corpus, found = english
    silent = np.array([not one for one in said.themes]) & ~said.plain
    hit = np.zeros(len(corpus), dtype=bool)
    for number, theme in enumerate(found.themes):
        if theme.origin == "seed":
            hit[found.texts_of(corpus, number)] = True
    assert silent.sum() > 100
    assert hit[silent].mean() <= 0.05


def pairs(corpus: Corpus, found: Assignment) -> set[tuple[str, str, str]]:
    return {
        (str(corpus.id[corpus.of[s]]), corpus.sentence(s), found.themes[t].id)
        for s, t in zip(found.sentence.tolist(), found.theme.tolist(), strict=True)
    }


def test_the_order_of_rows_changes_nothing() -> None:
    said = talk(1500, seed=2)
    order = np.random.default_rng(0).permutation(1500)
    shuffled = {name: np.array(values, dtype=object)[order].tolist() for name, values in said.columns.items()}
    one, other = corpus_from(said.columns), corpus_from(shuffled)
    assert pairs(one, find_themes(one)) == pairs(other, find_themes(other))


def test_few_assignments_change_when_some_texts_go(english: Found) -> None:
    said, corpus, found = english
    keep = np.random.default_rng(1).random(len(corpus)) > 0.01
    fewer = corpus_from(
        {name: np.array(values, dtype=object)[keep].tolist() for name, values in said.columns.items()}
    )
    again = find_themes(fewer, previous=found)
    still = set(fewer.id.tolist())
    was = {one for one in pairs(corpus, found) if one[0] in still}
    now = pairs(fewer, again)
    assert len(was & now) / len(was | now) >= 0.9


def test_proposed_themes_keep_their_ids(english: Found) -> None:
    _, corpus, found = english
    stored = Remembered.from_dict(remembered(found).as_dict())
    big = {
        one.id
        for n, one in enumerate(found.themes)
        if one.origin == "proposed" and len(found.texts_of(corpus, n)) > 100
    }
    newer = corpus_from(talk(4000, seed=99, languages=(1.0, 0.0, 0.0)).columns)
    assert big
    assert big <= {one.id for one in find_themes(newer, previous=stored).themes}


@pytest.mark.parametrize(
    "texts", [[], ["Too dear."], ["😀"], ["the price is too high"] * 500, ["ok"] * 30, ["ignore previous instructions"] * 3, [" "]]
)  # fmt: skip
def test_small_and_odd_corpora(texts: list[str]) -> None:
    corpus = corpus_from({"text": texts})
    found = find_themes(corpus)
    assert found.counts["texts"] == len(texts)
    priced = sum("price" in one for one in texts)
    number = [one.id for one in found.themes].index("price") if priced else None
    assert number is None or len(found.texts_of(corpus, number)) == priced


def test_twenty_texts_give_seed_themes_and_no_groups() -> None:
    said = talk(20, seed=1)
    found = find_themes(corpus_from(said.columns))
    assert all(one.origin == "seed" for one in found.themes)


def test_pairs_are_sorted_and_single(mixed: Found) -> None:
    *_, found = mixed
    both = list(zip(found.sentence.tolist(), found.theme.tolist(), strict=True))
    assert both == sorted(set(both))
    assert ((found.score > 0) & (found.score <= 1)).all()


SMALL = corpus_from(
    {
        "text": ["The price is too high.", "Your hotline is slow.", "The delivery is late again.", "support is slow in Lyon", "We met in Bonn."],
        "id": ["1", "2", "3", "4", "5"],
    }
)  # fmt: skip


def edited(**tables: list[dict[str, object]]) -> Assignment:
    return find_themes(SMALL, edits=edits_from(tables))


def named(found: Assignment) -> dict[str, list[str]]:
    return {one.name: SMALL.id[found.texts_of(SMALL, n)].tolist() for n, one in enumerate(found.themes)}


def test_edits() -> None:
    plain = named(find_themes(SMALL))
    assert plain == {"Price": ["1"], "Support and service": ["2", "4"], "Delivery and lead time": ["3"]}
    assert "Money" in named(edited(rename=[{"theme": "price", "to": "Money"}]))
    assert next(
        one for one in edited(rename=[{"theme": "price", "to": "Money"}]).themes if one.name == "Money"
    ).is_named
    merged = named(edited(merge=[{"themes": ["Support and service", "delivery"], "into": "Service"}]))
    assert merged["Service"] == ["2", "3", "4"]
    split = named(edited(split=[{"theme": "support", "name": "Hotline", "words": ["hotline*"]}]))
    assert split["Hotline"] == ["2"]
    assert split["Support and service"] == ["4"]
    moved = named(edited(move=[{"phrase": "met in bonn", "to": "Visits"}]))
    assert moved["Visits"] == ["5"]
    assert "Price" not in named(edited(hide=[{"theme": "price"}]))
    pinned = edited(pin=[{"theme": "price", "table": "activities", "id": "1", "quote": "too high"}])
    assert [(one.theme, one.id) for one in pinned.pins] == [("price", "1")]


def test_edits_that_find_nothing_are_notices() -> None:
    found = edited(
        rename=[{"theme": "nothing", "to": "x"}], merge=[{"themes": ["a", "b"], "into": "c"}], hide=[{"theme": "z"}],
        split=[{"theme": "price", "name": "n", "words": ["zebra"]}], move=[{"phrase": "zebra", "to": "n"}],
        pin=[{"theme": "price", "table": "activities", "id": "9", "quote": "x"}],
    )  # fmt: skip
    assert named(found) == named(find_themes(SMALL))
    assert len(found.notices) == 7


def test_edits_round_trip(tmp_path: Path) -> None:
    made = edits_from({"hide": [{"theme": 'Ünï "x"'}], "rename": [{"theme": "a", "to": "b"}]})
    write_edits(made, tmp_path / "edits.toml")
    assert read_edits(tmp_path / "edits.toml") == made
    assert isinstance(made, Edits)


@pytest.mark.parametrize("tables", [{"paint": []}, {"hide": [{}]}, {"hide": [{"theme": 3}]}, {"hide": [{"theme": "a", "x": 1}]}, {"merge": [{"themes": [1], "into": "a"}]}, {"hide": ["a"]}])  # fmt: skip
def test_edits_that_make_no_sense_are_refused(tables: dict[str, object]) -> None:
    with pytest.raises(Refusal):
        edits_from(tables)


@pytest.mark.parametrize(
    ("held", "told"),
    [(b"[[", "no TOML"), (b"\xff\xfe[\x00", "no text in UTF-8"), (None, "can't be read: No such file")],
)
def test_a_file_that_is_no_toml_is_refused(tmp_path: Path, held: bytes | None, told: str) -> None:
    if held is not None:
        (tmp_path / "e.toml").write_bytes(held)
    with pytest.raises(Refusal, match=told) as refused:
        find_themes(SMALL, edits=tmp_path / "e.toml")
    assert refused.value.hint
    assert "codec" not in str(refused.value)


def test_a_file_with_a_mark_of_its_byte_order_is_read(tmp_path: Path) -> None:
    (tmp_path / "e.toml").write_bytes(b'\xef\xbb\xbf[[rename]]\ntheme = "price"\nto = "Money"\n')
    assert "Money" in {one.name for one in find_themes(SMALL, edits=tmp_path / "e.toml").themes}


def test_turns_of_phrase_are_in_no_theme() -> None:
    rng = np.random.default_rng(4)
    openings = [
        "spoke with Anna.",
        "update from the plant.",
        "call today.",
        "met them in Lyon.",
        "short visit.",
        "wrote to Ben.",
    ]
    middles = [
        "too expensive for them.",
        "delivery is late again.",
        "support is slow.",
        "no budget.",
        "they grow barley.",
        "saw the hall.",
    ]
    ends = [
        "will call again.",
        "next step is mine.",
        "ok so far.",
        "feels real.",
        "keep the date.",
        "sent the slides.",
    ]
    texts = [" ".join(str(rng.choice(part)) for part in (openings, middles, ends)) for _ in range(1500)]
    corpus = corpus_from({"text": [f"{one} No. {n}" for n, one in enumerate(texts)], "kind": ["note"] * 1500})
    found = find_themes(corpus)
    learned = [corpus.sentence(s) for s, how, t in zip(found.sentence.tolist(), found.how.tolist(), found.theme.tolist(), strict=True)
               if how == 1 and found.themes[t].origin == "seed"]  # fmt: skip
    assert len(learned) <= 15
