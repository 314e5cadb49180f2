"""mapping.toml: written, edited by a person, taken back; nonsense in it is refused with a hint."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "importing"))
from desk import fetch, take

from bothways.evidence.mapping import read_mapping
from bothways.terms import Refusal

FILES = {"deals.csv": "Deal Name,Stage,Amount,Close Date,Owner,Shoe size\nA,Closed Won,1,2026-04-03,Ann,44\n"}


def test_it_is_written_beside_and_gives_the_same_content_back(tmp_path):
    first = take(tmp_path, FILES)
    path = first.snapshot.folder / "mapping.toml"
    document = tomllib.loads(path.read_text("utf-8"))
    assert document["file"][0]["is"] == "deals"
    assert document["file"][0]["unused"] == ["Shoe size"]
    assert document["stages"] == {"Closed Won": "won"}
    again = take(tmp_path, FILES, mapping=path)
    assert again.snapshot.folder == first.snapshot.folder


def test_an_edited_mapping_holds(tmp_path):
    first = take(tmp_path, FILES)
    text = (first.snapshot.folder / "mapping.toml").read_text("utf-8")
    edited = tmp_path / "mine.toml"
    edited.write_text(
        text.replace('"Closed Won" = "won"', '"Closed Won" = "lost"').replace('"Owner"', '"Shoe size"'),
        "utf-8",
    )
    done = take(tmp_path, FILES, mapping=edited)
    assert fetch(done, "SELECT meaning, owner_id FROM deals") == [("lost", "44")]
    assert "Owner" in done.report.files[0].unused


@pytest.mark.parametrize(
    "text",
    [
        "no toml [",
        '[[file]]\nname = "deals.csv"\nis = "shoes"\n',
        '[[file]]\nname = "deals.csv"\nis = "deals"\n[file.columns]\nshoe = "Amount"\n',
        '[stages]\nWon = "maybe"\n',
        'file = "deals.csv"\n',
        "[stages]\nWon = 1\n",
    ],
)
def test_nonsense_is_refused_with_a_hint(tmp_path, text):
    path = tmp_path / "mapping.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(Refusal) as caught:
        read_mapping(path)
    assert caught.value.code == "mapping"
    assert caught.value.hint


def test_a_column_that_is_not_there_is_refused(tmp_path):
    path = tmp_path / "mapping.toml"
    path.write_text('[[file]]\nname = "deals.csv"\nis = "deals"\n[file.columns]\namount = "Money"\n', "utf-8")
    with pytest.raises(Refusal) as caught:
        take(tmp_path, FILES, mapping=path)
    assert caught.value.code == "mapping"
    assert "Money" in caught.value.sentence
