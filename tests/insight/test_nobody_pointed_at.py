"""No cell of fewer than three people, told by itself or found by taking what is told from the whole."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bothways.evidence.views.columns import LOST, WON, deal_columns
from bothways.insight.shortfall.cells import cells_of, cube_of
from bothways.insight.shortfall.drivers import drivers
from bothways.insight.shortfall.prospects import prospects
from bothways.insight.shortfall.spans import spans_of
from bothways.insight.shortfall.where import where
from bothways.terms import Calendar
from insight import odd
from insight.drawn import BASE, NOW, columns


def drawn(owner: list[str], **keys: list[str]):
    n = len(owner)
    rng = np.random.default_rng(0)
    days = np.where(np.arange(n) % 2, BASE[0] + 20.0, NOW[0] + 20.0)
    return columns(
        n, owner=np.array(owner, object), **{k: np.array(v, object) for k, v in keys.items()},
        meaning=np.where(rng.random(n) < 0.5, WON, LOST), amount=np.full(n, 1e6), created=days - 9, close=days,
    )  # fmt: skip


def cells(of):
    return cells_of(cube_of(of, *spans_of(of, BASE, NOW), keys=("segment", "region")))


def hidden_people(of, key: str, shown: set[str]) -> int:
    return len(
        {o for o, v in zip(of.owner.tolist(), getattr(of, key).tolist(), strict=True) if v not in shown}
    )


def test_a_value_is_not_told_when_the_rest_of_the_whole_is_two_people():
    # Ten sell in the one segment, two in the other: the whole less the ten is the two.
    of = drawn([f"p{i % 10}" for i in range(200)] + ["x", "y"] * 40, segment=["a"] * 200 + ["b"] * 80)
    assert {cell.values for cell in cells(of).cells} == set()
    assert drivers(of, decided=of.meaning > 0, won=of.meaning == WON, keys=("segment",)) == ()


def test_of_three_values_another_is_hidden_so_that_the_small_one_cannot_be_found():
    owners = [f"p{i % 10}" for i in range(200)] + [f"q{i % 4}" for i in range(100)] + ["x"] * 60
    of = drawn(owners, segment=["a"] * 200 + ["b"] * 100 + ["c"] * 60)
    told = {cell.values[0] for cell in cells(of).cells}
    assert told == {"a"}
    assert hidden_people(of, "segment", told) == 5
    found = drivers(of, decided=of.meaning > 0, won=of.meaning == WON, keys=("segment",))
    assert [one.key for one in found[0].values] == ["a"]


def test_a_combination_is_not_told_when_its_value_without_it_is_two_people():
    owners = [f"p{i % 6}" for i in range(240)] + ["x", "y"] * 60 + [f"z{i % 6}" for i in range(240)]
    of = drawn(owners, segment=["a"] * 360 + ["b"] * 240, region=["n"] * 240 + ["s"] * 240 + ["n"] * 120)
    pairs = {cell.values for cell in cells(of).cells if len(cell.keys) == 2}
    # a|n would leave x and y of a; of b both parts leave six people.
    assert ("a", "n") not in pairs
    assert ("b", "n") in pairs or ("b", "s") in pairs


@pytest.mark.parametrize("name", ["12 reps, 60 deals", "team of one", "a middling company", "two reps"])
def test_what_is_told_of_a_company_points_to_nobody(tmp_path: Path, name: str):
    snapshot = odd.ODD[name](tmp_path)
    of = deal_columns(snapshot)
    found = where(snapshot, period=Calendar().period("2026Q3"))
    told: dict[tuple[str, str], set[str]] = {}
    for figure in found.figures:
        if figure.by in ("segment", "region", "product", "source", "type", "team", "competitor"):
            own = {
                o
                for o, v in zip(of.owner.tolist(), getattr(of, figure.by).tolist(), strict=True)
                if v == figure.key
            }
            assert len(own) >= 3, (figure.name, figure.by, figure.key)
            if figure.name in ("where_contribution", "driver_rate"):
                told.setdefault((figure.name, figure.by), set()).add(figure.key)
    if name == "a middling company":
        assert told


def test_the_amount_of_what_looks_unreal_is_not_told_of_two_people(tmp_path: Path):
    rows = odd.deals(400)
    opened = [row for row in rows if row["meaning"] == "open"]
    for place, row in enumerate(opened):
        # Only two people hold deals that are years old.
        is_old = place % 3 == 0
        row["owner_id"] = f"r{place % 2}" if is_old else f"r{2 + place % 10}"
        row["created_day"] = odd.LAST - (900 if is_old else 20)
    snapshot = odd.written(tmp_path, rows, with_history=False)
    found = prospects(snapshot, period=Calendar().period("2026Q4"))
    sheet = {(f.name, f.by, f.key): f for f in found.figures}
    assert sheet["prospects_unreal_count", "all", ""].value >= 3
    assert sheet["prospects_unreal_count", "reason", "age"].value >= 3
    owners = {one.owner_id for one in found.deals}
    assert owners == {"r0", "r1"}
    for by, key in (("all", ""), ("reason", "age")):
        assert sheet["prospects_unreal_amount", by, key].value is None
        assert "person" in sheet["prospects_unreal_amount", by, key].unknown
