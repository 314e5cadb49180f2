"""Files: all or none, safe names, each checked before it is there."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothways.brief.document import Cite
from bothways.brief.pair import Pair
from bothways.brief.writing import file_names, write_briefs
from bothways.terms import Refusal


@pytest.fixture(scope="module")
def few(pair: Pair) -> Pair:
    """The pair with the briefs of two people: enough to write."""
    keep = list(pair.people)[:2]
    return replace(
        pair, people={one: pair.people[one] for one in keep}, names={one: pair.names[one] for one in keep}
    )


def test_all_files_are_written_and_told(few: Pair, tmp_path: Path) -> None:
    steps: list[tuple[int, int, str]] = []
    out = tmp_path / "out"
    paths = write_briefs(few, out, progress=lambda *step: steps.append(step))
    names = sorted(path.relative_to(out).as_posix() for path in paths)
    assert names == sorted(
        [f"{name}.{ending}" for name in ("executive", "team", "people/ada-lindqvist", "people/ben-okafor")
         for ending in ("html", "md", "pdf")] + ["documents.json", "ledger.json", "pair.html"]
    )  # fmt: skip
    assert sorted(path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()) == names
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert steps[0][0] == 0
    assert steps[-1][:2] == (5, 5)
    ledger = json.loads((out / "ledger.json").read_text("utf-8"))
    assert [fact["number"] for fact in ledger["facts"]] == [fact.number for fact in few.ledger]


def test_an_earlier_run_is_replaced_and_other_files_stay(few: Pair, tmp_path: Path) -> None:
    (tmp_path / "people").mkdir()
    (tmp_path / "people" / "gone.html").write_text("old", "utf-8")
    (tmp_path / "team.pdf").write_text("old", "utf-8")
    (tmp_path / "mine.txt").write_text("mine", "utf-8")
    write_briefs(few, tmp_path)
    assert not (tmp_path / "people" / "gone.html").exists()
    assert (tmp_path / "team.pdf").read_bytes().startswith(b"%PDF")
    assert (tmp_path / "mine.txt").read_text("utf-8") == "mine"


def test_a_wrong_brief_leaves_nothing(few: Pair, tmp_path: Path) -> None:
    wrong = replace(few.team, headline=((Cite(1, "€1"),),))
    out = tmp_path / "out"
    with pytest.raises(Refusal):
        write_briefs(replace(few, team=wrong), out)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cant_be_written_is_refused(few: Pair, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", "utf-8")
    with pytest.raises(Refusal) as refused:
        write_briefs(replace(few, people={}, names={}), tmp_path / "file" / "out")
    assert refused.value.code == "out-file"


@given(st.lists(st.text(max_size=80), max_size=12))
def test_file_names_are_safe_everywhere(names: list[str]) -> None:
    found = file_names([(str(place), name) for place, name in enumerate(names)])
    assert len(found) == len(names)
    assert len({name.lower() for name in found.values()}) == len(names)
    for name in found.values():
        assert name
        assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
        assert name not in {"con", "nul", "aux", "prn", "com1", "lpt9"}
        assert len(name) < 80
