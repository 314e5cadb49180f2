"""The learning messages are sound: what a judge of the lens may learn from."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent.parent / "lens_set" / "learning"
KEYS = ["id", "from", "for", "text", "names", "calm"]
SIDES = {"staff", "executives"}
A_FILE = 50

# "1,212.50" and "16:00" are one figure each; a full stop that ends a sentence belongs to none.
FIGURE = re.compile(r"\d+(?:[.,:]\d+)*")


def figures(text: str) -> set[str]:
    return set(FIGURE.findall(text))


@pytest.fixture(scope="module")
def files() -> dict[str, list[dict]]:
    return {
        path.name: [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        for path in sorted(FOLDER.glob("learn_*.jsonl"))
    }


@pytest.fixture(scope="module")
def rows(files) -> list[dict]:
    return [row for part in files.values() for row in part]


def test_there_are_whole_files(files):
    assert len(files) >= 4
    assert {name: len(part) for name, part in files.items()} == dict.fromkeys(files, A_FILE)


def test_every_line_has_the_format(rows):
    for row in rows:
        assert list(row) == KEYS, row["id"]
        assert {row["from"], row["for"]} == SIDES, row["id"]
        assert all(isinstance(row[key], str) for key in ("text", "calm")), row["id"]
        assert all(name.casefold() in row["text"].casefold() for name in row["names"]), row["id"]


def test_ids_run_in_order(rows):
    assert [row["id"] for row in rows] == [f"l{at:03d}" for at in range(1, len(rows) + 1)]


def test_no_message_and_no_calm_wording_is_empty(rows):
    assert [row["id"] for row in rows if not row["text"].strip() or not row["calm"].strip()] == []


def test_the_calm_wording_has_all_figures_of_the_text_and_no_others(rows):
    assert [row["id"] for row in rows if figures(row["text"]) != figures(row["calm"])] == []


def test_no_message_comes_twice(rows):
    texts = sorted(row["text"].casefold() for row in rows)
    assert [one for one, other in pairwise(texts) if one == other] == []


def test_some_messages_are_calm_already(rows):
    calm = sum(row["text"] == row["calm"] for row in rows)
    assert 0.1 <= calm / len(rows) <= 0.2
