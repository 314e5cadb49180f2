"""Results of real companies: known answers, and how many pairs can be told apart at all."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from bothways.evidence import import_files
from bothways.insight.results import Results, results

pytestmark = [pytest.mark.real_data, pytest.mark.slow]
TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def maven(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Results:
    into = tmp_path_factory.mktemp("maven")
    done = import_files(real_data / "maven_crm" / "original_zip", into=into, today=TODAY)
    return results(done.snapshot, period="2017", since=None)


def _order(found: Results, measure: str, by: str):
    return next(one for one in found.orders if (one.measure, one.by) == (measure, by))


def test_maven_has_the_known_answers(maven):
    assert maven.one("bookings").now.value == 1_000_553_400
    assert round(maven.one("win_rate_count").now.value, 4) == 0.6315
    assert maven.one("bookings", "team", "Melvin Marxen").now.value == 225_193_000
    assert maven.one("bookings", "team", "Dustin Brinkmann").now.value == 109_436_300
    assert maven.one("attainment").now.value is None
    assert maven.one("attainment").now.unknown
    assert not [one for one in maven.orders if one.measure == "attainment"]
    assert maven.one("activities").now.unknown
    assert all(row.time.unknown for row in maven.effort.rows)


def test_most_agents_of_maven_are_not_told_apart(maven):
    # 30 of the 35 have a deal: 435 pairs. A ranking would order all of them.
    order = _order(maven, "win_rate_count", "rep")
    _order(maven, "win_rate_count", "team")
    assert order.pairs == 435
    assert len(order.apart) <= 0.1 * order.pairs
    assert order.false_share is None or order.false_share <= 0.05
    for one in (maven.one("win_rate_count", "rep", key) for key in order.members):
        assert abs(one.shrunk.value - 0.6315) <= abs(one.now.value - 0.6315) + 0.02
    _order(maven, "deal_size_median", "rep")


def test_what_executives_see_of_maven_names_no_agent(maven):
    cut = maven.for_reader("executives")
    text = json.dumps(cut.as_dict(), ensure_ascii=False)
    for one in maven.standings:
        if (
            one.by == "rep"
            and one.label
            and one.label not in {t.key for t in cut.standings if t.by == "team"}
        ):
            assert f'"{one.label}"' not in text
    assert {one.key for one in cut.standings if one.by == "team" and one.key} >= {
        "Melvin Marxen",
        "Rocco Neubert",
    }


def test_adventureworks_meets_the_known_attainments(real_data, tmp_path):
    done = import_files(real_data / "adventureworks_quota", into=tmp_path, today=TODAY)
    # Each has targets from a month of their own on; what was sold is counted from the first month of all.
    known = {
        "Lynn Tsoflias": ("2019-07-01", 1.550), "Jillian Carson": ("2017-08-01", 1.530),
        "Michael Blythe": ("2017-07-01", 0.440), "Pamela Ansman-Wolfe": ("2017-07-01", 0.104),
    }  # fmt: skip
    found = {
        first: results(done.snapshot, period=f"{first}..2020-05-31")
        for first in sorted({f for f, _ in known.values()})
    }
    people = {one.label: one.key for one in found["2017-07-01"].standings if one.by == "rep"}
    for name, (first, wanted) in known.items():
        own = found[first].one("attainment", "rep", people[name])
        sold = found["2017-07-01"].one("bookings", "rep", people[name]).now.value
        assert round(sold / own.target.value, 3) == wanted
        assert (
            abs(own.now.value - wanted) < 0.008
        )  # Carson sold a little in the month before her first target
        assert own.shrunk.interval.low < own.shrunk.value < own.shrunk.interval.high
    assert round(found["2017-07-01"].one("attainment", "rep", people["Michael Blythe"]).now.value, 3) == 0.440
    assert "cover" in found["2017-07-01"].one("attainment", "rep", people["Jillian Carson"]).now.unknown
