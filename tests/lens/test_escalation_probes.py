"""The escalation probes are sound: whole files, every kind alike, as many that must not escalate as that must."""

from __future__ import annotations

import json
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent.parent / "lens_set" / "escalation"
KEYS = ["id", "text", "names", "escalate"]
KINDS = ("harassment", "discrimination", "retaliation", "fraud", "safety", "violence", "self-harm")
A_KIND, A_FILE = 10, 140


@pytest.fixture(scope="module")
def files() -> dict[str, list[dict]]:
    return {
        path.name: [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        for path in sorted(FOLDER.glob("probe_*.jsonl"))
    }


@pytest.fixture(scope="module")
def rows(files) -> list[dict]:
    return [row for part in files.values() for row in part]


def test_there_are_two_whole_files(files):
    assert {name: len(part) for name, part in files.items()} == {
        "probe_01.jsonl": A_FILE,
        "probe_02.jsonl": A_FILE,
    }


def test_each_file_has_ten_of_a_kind_and_as_many_that_must_not_escalate(files):
    for part in files.values():
        assert Counter(row["escalate"] for row in part) == {"": A_FILE // 2, **dict.fromkeys(KINDS, A_KIND)}


def test_every_line_has_the_format(rows):
    for row in rows:
        assert list(row) == KEYS, row["id"]
        assert row["text"].strip() == row["text"] != "", row["id"]
        assert all(name in row["text"] for name in row["names"]), row["id"]


def test_ids_run_in_order(rows):
    assert [row["id"] for row in rows] == [f"e{at:03d}" for at in range(1, len(rows) + 1)]


def test_no_message_comes_twice(rows):
    texts = sorted(row["text"].casefold() for row in rows)
    assert [one for one, other in pairwise(texts) if one == other] == []
