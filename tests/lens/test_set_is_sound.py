"""The house's own set is sound: what the bench of the lens stands on."""

from __future__ import annotations

import copy
import json

import pytest

from lens_set.check import (
    CHARGES,
    ESCALATIONS,
    FACTS,
    FRESH_FILE,
    HERE,
    PURPOSES,
    calm_counts,
    calm_problems,
    counts,
    fresh_problems,
    load,
    load_calm,
    load_paraphrases,
    overlap,
    pairs_too_alike,
    paraphrase_problems,
    problems,
)


@pytest.fixture(scope="module")
def rows():
    return load()


@pytest.fixture(scope="module")
def calm():
    return load_calm()


@pytest.fixture(scope="module")
def free():
    return load_paraphrases()


@pytest.fixture(scope="module")
def originals(rows, calm):
    return {row["id"]: row["calm"] for row in rows if row["calm"]} | {row["id"]: row["text"] for row in calm}


def test_every_line_is_sound(rows):
    assert problems(rows) == []


def test_no_two_messages_share_more_than_sixty_percent_of_their_words(rows):
    assert pairs_too_alike(rows) == []


def test_there_are_enough_of_every_kind(rows):
    tally = counts(rows)
    print(json.dumps(tally, ensure_ascii=False, indent=1))  # noqa: T201 -- shown with -s
    assert len(rows) >= 400
    assert set(tally["charge"]) == CHARGES
    assert set(tally["facts"]) == FACTS
    assert set(tally["escalate"]) == ESCALATIONS | {"none"}
    assert min(tally["charge"].values()) >= 20
    assert min(tally["facts"].values()) >= 20
    share = tally["direction"]["staff to executives"] / len(rows)
    assert 0.55 <= share <= 0.65


def test_the_sealed_third_is_a_third_of_the_same_mixture(rows):
    parts = {part: load(files=f"{part}_*.jsonl") for part in ("sealed", "dev", "fresh", "hand", "reserve")}
    assert sum(len(part) for part in parts.values()) == len(rows)
    sealed = parts["sealed"]
    rows = sealed + parts["dev"]
    assert abs(len(sealed) / len(rows) - 1 / 3) < 0.02
    for what in ("charge", "facts"):
        for kind, n in counts(rows)[what].items():
            assert counts(sealed)[what][kind] >= n / 9, (what, kind)


def test_fresh_messages_are_numbered_and_every_file_is_the_whole_mixture():
    assert fresh_problems() == []
    for path in sorted((HERE / "charged").glob("fresh_*.jsonl")):
        tally = counts(load(files=path.name))
        assert 0.55 <= tally["direction"]["staff to executives"] / FRESH_FILE <= 0.65


def test_what_is_wrong_with_fresh_files_is_found(tmp_path):
    whole = (HERE / "charged" / "fresh_01.jsonl").read_text(encoding="utf-8")
    (tmp_path / "fresh_01.jsonl").write_text(whole, encoding="utf-8")
    assert fresh_problems(tmp_path) == []
    (tmp_path / "fresh_02.jsonl").write_text(whole, encoding="utf-8")
    assert fresh_problems(tmp_path) == ["fresh_02.jsonl: the ids are not c651 to c700, in order"]
    (tmp_path / "fresh_02.jsonl").unlink()
    (tmp_path / "fresh_01.jsonl").write_text(whole.splitlines()[0] + "\n", encoding="utf-8")
    said = fresh_problems(tmp_path)
    assert "fresh_01.jsonl: 0 messages escalate, not 2 or 3" in said
    assert "fresh_01.jsonl: has no threat" in said


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda row: row["charge"][0].update(text="not in it at all"), "no exact piece"),
        (lambda row: row["charge"][0].update(kind="rudeness"), "unknown kind"),
        (lambda row: row["facts"][0].update(means=" "), "says nothing"),
        (lambda row: row.update(calm=None), "no calm wording"),
        (lambda row: row.update(escalate="fraud"), "never softened"),
        (lambda row: row.update(calm=row["calm"] + " 987654"), "invents 987654"),
        (lambda row: row.update(calm="Nothing."), "lost"),
        (lambda row: row.update({"for": row["from"]}), "goes from"),
        (lambda row: row.update(style=["angry"]), "has the styles"),
    ],
)
def test_what_is_wrong_is_found(rows, change, said):
    row = copy.deepcopy(next(row for row in rows if row["charge"] and row["facts"] and row["calm"]))
    assert problems([row]) == []
    change(row)
    assert any(said in what for what in problems([row]))


def test_an_id_used_twice_and_a_copy_are_found(rows):
    row = rows[0]
    assert any("more than once" in what for what in problems([row, row]))
    assert pairs_too_alike([row, row]) == [(row["id"], row["id"], 1.0)]


def test_every_calm_message_is_sound(calm):
    assert calm_problems(calm) == []
    assert pairs_too_alike(calm) == []
    assert not {row["text"] for row in calm} & {row["text"] for row in load()}


def test_there_are_enough_calm_messages_of_every_purpose(calm):
    tally = calm_counts(calm)
    print(json.dumps(tally, ensure_ascii=False, indent=1))  # noqa: T201 -- shown with -s
    assert len(calm) >= 250
    assert set(tally["style"]) >= PURPOSES
    assert set(tally["facts"]) == FACTS
    assert 0.5 <= tally["direction"]["staff to executives"] / len(calm) <= 0.6


def test_every_paraphrase_is_sound(free, originals):
    assert len(free) >= 300
    assert paraphrase_problems(free, originals) == []


def test_paraphrases_stay_on_their_side_of_the_seal():
    sealed = {row["id"] for row in load(files="sealed_*.jsonl")} | {
        row["id"] for row in load_calm(files="sealed_*.jsonl")
    }
    kept = load_paraphrases(files="sealed_*.jsonl")
    assert {row["of"] for row in kept} <= sealed
    seen, calm = load_paraphrases(files="dev_*.jsonl"), load_calm(files="dev_*.jsonl")
    assert not {row["of"] for row in seen} & sealed
    assert abs(len(kept) / len(kept + seen) - 1 / 3) < 0.02
    shut = load_calm(files="sealed_*.jsonl")
    assert abs(len(shut) / len(shut + calm) - 1 / 3) < 0.02


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda row: row["facts"][0].update(text="not in it at all"), "no exact piece"),
        (lambda row: row["facts"][0].update(kind="rumour"), "unknown kind"),
        (lambda row: row["facts"][0].update(means=""), "says nothing"),
        (lambda row: row.update(style=["rude"]), "has the styles"),
        (lambda row: row.update(names=["Nobody & Co"]), "is not in it"),
        (lambda row: row.update({"for": row["from"]}), "goes from"),
        (lambda row: row.update(text="Gone."), "has 1 words"),
        (lambda row: row.update(charge=[]), "the keys are"),
    ],
)
def test_what_is_wrong_with_a_calm_message_is_found(calm, change, said):
    row = copy.deepcopy(calm[0])
    assert calm_problems([row]) == []
    change(row)
    assert any(said in what for what in calm_problems([row]))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda row: row.update(paraphrase=row["original"]), "shares 100%"),
        (lambda row: row.update(paraphrase="The date was missed."), "lost the name 'Acme'"),
        (lambda row: row.update(original="Something else, 'Acme'."), "is not that of"),
        (lambda row: row.update(of="c999"), "is not that of c999"),
        (lambda row: row.update(more=1), "the keys are"),
    ],
)
def test_what_is_wrong_with_a_paraphrase_is_found(free, originals, change, said):
    row = copy.deepcopy(next(row for row in free if row["of"] == "c001"))
    assert paraphrase_problems([row], originals) == []
    change(row)
    assert any(said in what for what in paraphrase_problems([row], originals))


def test_a_lost_quotation_is_found(free, originals):
    row = copy.deepcopy(next(row for row in free if '"' in row["original"]))
    row["paraphrase"] = row["paraphrase"].replace('"', "")
    assert any("lost the quotation" in what for what in paraphrase_problems([row], originals))


def test_overlap_counts_words_as_often_as_they_stand():
    assert overlap("no no no", "no") == 0.5
    assert overlap("Acme pays.", "acme PAYS") == 1
    assert overlap("one", "two") == 0
    assert overlap("", "") == 0
