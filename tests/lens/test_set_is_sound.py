"""The house's own charged messages are sound: what the bench of the lens stands on."""

from __future__ import annotations

import copy
import json

import pytest

from lens_set.check import CHARGES, ESCALATIONS, FACTS, counts, load, pairs_too_alike, problems


@pytest.fixture(scope="module")
def rows():
    return load()


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
    sealed, dev = load(files="sealed_*.jsonl"), load(files="dev_*.jsonl")
    assert len(sealed) + len(dev) == len(rows)
    assert abs(len(sealed) / len(rows) - 1 / 3) < 0.02
    for what in ("charge", "facts"):
        for kind, n in counts(rows)[what].items():
            assert counts(sealed)[what][kind] >= n / 9, (what, kind)


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
