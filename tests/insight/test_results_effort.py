"""Effort against money: shares that sum to a hundred, rows that are not dropped, sentences that hold."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothways.insight.results import MINUTES, results
from bothways.insight.results.effort import whole_shares
from bothways.insight.results.effort_cells import MOST_ROWS, OTHERS
from bothways.terms import Refusal
from bothways.terms.sentence import Said
from insight.results_company import AS_OF, STAGES, company, days, people, snapshot_of, tables

PERIOD = "2026Q3"


@given(st.lists(st.floats(0, 1e12), min_size=1, max_size=30))
def test_whole_shares_sum_to_a_hundred_and_are_near(values):
    found = whole_shares(values)
    if sum(values) <= 0:
        assert not any(found)
        return
    assert sum(round(100 * one) for one in found) == 100
    for one, value in zip(found, values, strict=True):
        assert abs(one - value / sum(values)) < 0.01 + 1e-9


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory):
    return company(tmp_path_factory.mktemp("effort"))


@pytest.fixture(scope="module")
def effort(snapshot):
    return results(snapshot, period=PERIOD).effort


def _hundred(effort):
    for name in ("time", "open", "won", "won_count"):
        values = [getattr(row, name).value for row in effort.rows]
        assert sum(round(100 * one) for one in values) == 100, name


def test_all_columns_sum_to_a_hundred_with_what_has_no_segment_as_its_own_row(snapshot, effort):
    _hundred(effort)
    assert "" in {row.key for row in effort.rows}
    blank = next(row for row in effort.rows if row.key == "")
    assert blank.label == "not given"
    assert effort.rows[-1] is blank
    whole = results(snapshot, period=PERIOD)
    for reader in ("executives", "staff"):
        _hundred(whole.for_reader(reader).effort)


def test_the_shares_are_those_of_the_deals_and_minutes(effort):
    held = tables()
    first, last = effort.first, effort.last
    assert (first, last) == (days("2025-10-01"), days(AS_OF))
    segment = {row["deal_id"]: row["segment"] for row in held["deals"]}
    account = {row["account_id"]: row["segment"] for row in held["accounts"]}
    deal_account = {row["deal_id"]: row["account_id"] for row in held["deals"]}
    minutes, won, open_ = {}, {}, {}
    for row in held["activities"]:
        if first <= row["at_day"] <= last:
            # The deal's own segment; where it has none, that of the account the activity names (none here).
            key = segment[row["deal_id"]] or ""
            minutes[key] = minutes.get(key, 0) + MINUTES[row["kind"]]
    for row in held["deals"]:
        key = row["segment"] or ""
        if row["meaning"] == "won" and first <= row["close_day"] <= last:
            won[key] = won.get(key, 0) + row["amount_cents"]
        if row["meaning"] == "open":
            open_[key] = open_.get(key, 0) + row["amount_cents"]
    assert set(account.values()) == {"Food"}
    assert set(deal_account) == set(segment)
    for row in effort.rows:
        for figure, sums in ((row.time, minutes), (row.won, won), (row.open, open_)):
            assert abs(figure.value - sums.get(row.key, 0) / sum(sums.values())) < 0.01
            exact = sums.get(row.key, 0) / sum(sums.values())
            assert figure.interval.low <= exact + 0.02
            assert figure.interval.high >= exact - 0.02
    assert effort.hours.value == pytest.approx(sum(minutes.values()) / 60)


def test_minutes_are_an_assumption_that_can_be_edited_and_nonsense_is_refused(snapshot, effort):
    assert effort.minutes == MINUTES
    other = results(snapshot, period=PERIOD, minutes={"meeting": 0}).effort
    assert other.minutes["meeting"] == 0
    assert other.hours.value < effort.hours.value
    for wrong in ({"meeting": -1}, {"lunch": 60}, {"call": float("nan")}, {"call": True}, {"call": "60"}):
        with pytest.raises(Refusal) as no:
            results(snapshot, period=PERIOD, minutes=wrong)
        assert no.value.code == "minutes"


def _two_segments(*, swap: bool = False, calls: int = 12):
    """Retail takes most of the calls, Food brings most of the money."""
    deals, done = [], []
    for i in range(120):
        segment = ["Retail", "Food"][i % 2]
        closes = days("2026-03-01") + i
        deals.append(
            {
                "deal_id": f"d{i}", "account_id": f"a{i}", "owner_id": ["n0", "n1", "s0"][i % 3], "segment": segment,
                "meaning": ["won", "lost"][i % 4 > 1], "stage": ["Won", "Lost"][i % 4 > 1],
                "amount_cents": 10_000_00 if segment == "Retail" else 90_000_00, "created_day": closes - 60,
                "close_day": closes,
            }
        )  # fmt: skip
        some = calls if (segment == "Retail") != swap else 4
        done += [
            {
                "activity_id": f"{i}-{k}", "deal_id": f"d{i}", "person_id": deals[-1]["owner_id"], "kind": "call",
                "at_day": closes - 50 + k,
            }
            for k in range(some)
        ]  # fmt: skip
    return {"people": people(), "deals": deals, "activities": done, "stages": STAGES}


def test_where_time_and_money_part_it_is_said_with_its_counter_argument(tmp_path):
    found = results(snapshot_of(tmp_path, **_two_segments()), period=PERIOD)
    rows = {row.key: row for row in found.effort.rows}
    assert rows["Retail"].time.value == 0.75
    assert rows["Retail"].won.value == 0.1
    figures = [part.figure.name for part in rows["Retail"].sentence if isinstance(part, Said)]
    assert figures == ["effort_time", "effort_won", "effort_open"][: len(figures)]
    assert rows["Retail"].sentence in found.sentences
    assert rows["Retail"].against
    assert rows["Food"].sentence
    assert rows["Food"].against
    assert rows["Retail"].sentence in found.for_reader("staff").sentences
    assert rows["Retail"].sentence in found.for_reader("executives").sentences


def test_where_chance_could_make_it_nothing_is_said(tmp_path):
    held = _two_segments(calls=4)
    for row in held["deals"]:
        row["amount_cents"] = 50_000_00
    found = results(snapshot_of(tmp_path, **held), period=PERIOD)
    assert not [row for row in found.effort.rows if row.sentence]


def test_what_holds_under_the_assumed_minutes_alone_is_not_said(tmp_path):
    held = _two_segments(calls=4)
    for row in held["deals"]:
        row["amount_cents"] = 50_000_00
    for row in held["activities"]:
        deal = int(row["deal_id"][1:])
        row["kind"] = "meeting" if deal % 2 == 0 else "note"
    found = results(snapshot_of(tmp_path, **held), period=PERIOD)
    rows = {row.key: row for row in found.effort.rows}
    assert rows["Retail"].time.value > 0.9
    assert not rows["Retail"].sentence


def test_without_segments_regions_are_used_and_without_those_products(tmp_path):
    held = _two_segments()
    for row in held["deals"]:
        row["region"] = row.pop("segment")
    assert results(snapshot_of(tmp_path / "r", **held), period=PERIOD).effort.by == "region"
    for row in held["deals"]:
        row["product"] = row.pop("region")
    products = results(snapshot_of(tmp_path / "p", **held), period=PERIOD)
    assert products.effort.by == "product"
    assert {row.key for row in products.effort.rows} == {"Retail", "Food"}


def test_many_groups_become_twelve_rows_and_the_rest_of_them_others(tmp_path):
    held = _two_segments()
    for i, row in enumerate(held["deals"]):
        row["segment"] = f"S{i % 30:02d}" if i % 10 else None
    found = results(snapshot_of(tmp_path, **held), period=PERIOD)
    keys = [row.key for row in found.effort.rows]
    assert len(keys) <= MOST_ROWS + 1
    assert keys[-1] == OTHERS
    assert "" in keys
    _hundred_known(found.effort)


def _hundred_known(effort):
    for name in ("time", "won", "won_count"):
        assert sum(round(100 * getattr(row, name).value) for row in effort.rows) == 100


def test_intervals_are_clustered_by_account(tmp_path):
    held = _two_segments()
    apart = results(snapshot_of(tmp_path / "a", **held), period=PERIOD).effort
    for row in held["deals"]:
        row["account_id"] = f"one {row['segment']} {int(row['deal_id'][1:]) % 3}"
    few = results(snapshot_of(tmp_path / "b", **held), period=PERIOD).effort

    def width(effort):
        return np.mean([row.won_count.interval.high - row.won_count.interval.low for row in effort.rows])

    assert width(few) > 2 * width(apart)


def test_the_assumed_minutes_are_those_that_the_method_page_tells():
    """They decide the table that both sides argue from: who changes one changes what is said of it."""
    page = (Path(__file__).parents[2] / "docs" / "method" / "insight-results.md").read_text("utf-8")
    lines = page.splitlines()
    head = next(at for at, line in enumerate(lines) if line.startswith("| activity |"))
    kinds, told = ([cell.strip() for cell in lines[at].strip("|").split("|")[1:]] for at in (head, head + 2))
    names = {"mail out": "mail_out", "mail in": "mail_in"}
    assert {names.get(k, k): float(m) for k, m in zip(kinds, told, strict=True)} == dict(MINUTES)
