"""Targets of any shape, over fiscal calendars that start in any month."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bothways.evidence.measures import Measures, measure
from bothways.terms import Calendar, Period
from company import snapshot_of

PEOPLE = [
    {"person_id": "r1", "name": "Ann", "team": "North", "role": "rep"},
    {"person_id": "r2", "name": "Bo", "team": "North", "role": "rep"},
    {"person_id": "r3", "name": "Cy", "team": "South", "role": "rep"},
]
NAMES = ["target", "gap", "attainment", "coverage", "bookings"]


def quota(scope: str, key: str | None, period: Period, cents: int, **more: Any) -> dict[str, Any]:
    return {
        "scope": scope,
        "key": key,
        "first_day": period.first_day,
        "last_day": period.last_day,
        "total_cents": cents,
        **more,
    }


def measured(tmp_path: Path, period: Period, quotas: list[dict[str, Any]], *, month: int = 1) -> Measures:
    rows = [{"target_id": f"t{i}", **row} for i, row in enumerate(quotas)]
    snapshot = snapshot_of(
        tmp_path, as_of="2026-08-31", fiscal_start_month=month, targets=rows, people=PEOPLE
    )
    return measure(snapshot, period=period, names=NAMES)


@pytest.mark.parametrize("month", [1, 2, 7, 12])
def test_months_add_up_to_the_quarter_and_the_year_of_their_calendar(tmp_path: Path, month: int) -> None:
    calendar = Calendar(month)
    year = calendar.period("2026")
    months = [calendar.before(calendar.period(f"{year.last:%Y-%m}"), steps=back) for back in range(12)]
    quotas = [quota("rep", "r1", one, 100 + back) for back, one in enumerate(months)]
    assert measured(tmp_path / "y", year, quotas, month=month).one("target", "rep", "r1").value == 1200 + 66
    last = calendar.period("2026Q4")
    assert measured(tmp_path / "q", last, quotas, month=month).one("target", "rep", "r1").value == 303


def test_parts_make_teams_and_the_whole(tmp_path: Path) -> None:
    q3 = Calendar().period("2026Q3")
    found = measured(tmp_path, q3, [quota("rep", f"r{i}", q3, 100 * i) for i in (1, 2, 3)])
    assert found.one("target", "team", "North").value == 300
    assert found.one("target").value == 600
    assert found.notices == ()


def test_a_whole_that_is_given_wins_and_the_difference_is_said(tmp_path: Path) -> None:
    q3 = Calendar().period("2026Q3")
    quotas = [
        quota("rep", "r1", q3, 100_00),
        quota("rep", "r3", q3, 200_00),
        quota("whole", None, q3, 350_00),
    ]
    found = measured(tmp_path, q3, quotas)
    assert found.one("target").value == 350_00
    assert found.notices == (
        "The target of the whole is given as 350.00; those of its teams add up to 300.00, which is 50.00 less. "
        "The one given is used.",
    )


def test_rollups_are_never_added(tmp_path: Path) -> None:
    q3 = Calendar().period("2026Q3")
    quotas = [
        quota("rep", "r1", q3, 100), quota("rep", "r2", q3, 200), quota("rep", "m1", q3, 300, is_rollup=True),
        quota("team", "North", q3, 300, is_rollup=True), quota("team", "Everybody", q3, 999, is_rollup=True),
    ]  # fmt: skip
    found = measured(tmp_path, q3, quotas)
    assert found.one("target").value == 300
    assert found.one("target", "team", "North").value == 300
    assert found.one("target", "team", "Everybody").value == 999


def test_what_does_not_fill_the_period_is_not_split_or_guessed(tmp_path: Path) -> None:
    calendar = Calendar()
    q3, year = calendar.period("2026Q3"), calendar.period("2026")
    partly = measured(tmp_path / "a", q3, [quota("rep", "r1", calendar.period("2026-07"), 100)])
    assert partly.one("target").value is None
    assert "cover 31 of the 92 days" in partly.one("target", "rep", "r1").unknown
    longer = measured(tmp_path / "b", q3, [quota("whole", None, year, 100)])
    assert "not split" in longer.one("target").unknown
    assert "not split" in longer.one("attainment").unknown
    assert measured(tmp_path / "c", q3, []).one("target").unknown == "No target is given for this period."


def test_quarters_and_their_months_are_not_counted_twice(tmp_path: Path) -> None:
    calendar = Calendar()
    q3 = calendar.period("2026Q3")
    quotas = [
        quota("rep", "r1", q3, 500),
        *(quota("rep", "r1", calendar.period(f"2026-0{m}"), 100) for m in (7, 8, 9)),
    ]
    assert measured(tmp_path / "a", q3, quotas).one("target").value == 500
    # Two quotas of one span, by product: they are parts of one target.
    assert (
        measured(tmp_path / "b", q3, [quota("rep", "r1", q3, 500), quota("rep", "r1", q3, 70)])
        .one("target")
        .value
        == 570
    )


def test_coverage_says_why_it_is_not_there(tmp_path: Path) -> None:
    calendar = Calendar()
    q3, q2 = calendar.period("2026Q3"), calendar.period("2026Q2")
    over = measured(tmp_path / "a", q2, [quota("whole", None, q2, 500)])
    assert over.one("coverage").unknown == "The period is over: nothing is still to be covered."
    reached = measured(tmp_path / "b", q3, [quota("whole", None, q3, 0)])
    assert reached.one("coverage").unknown == "The target is reached: nothing is missing."
    assert reached.one("attainment").unknown == "The target is zero."
    assert reached.one("gap").value == 0
