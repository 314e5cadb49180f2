from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothways.terms import Calendar, Refusal
from bothways.terms.period import day_number, day_of, month_period

days = st.dates(date(1990, 1, 1), date(2080, 12, 31))


@pytest.mark.parametrize(
    ("start", "text", "first", "last", "kind"),
    [
        (1, "2017Q3", date(2017, 7, 1), date(2017, 9, 30), "quarter"),
        (1, "2017", date(2017, 1, 1), date(2017, 12, 31), "year"),
        (1, "2024-02", date(2024, 2, 1), date(2024, 2, 29), "month"),
        (2, "FY2026Q1", date(2025, 2, 1), date(2025, 4, 30), "quarter"),
        (2, "2026", date(2025, 2, 1), date(2026, 1, 31), "year"),
        (10, "2026Q2", date(2026, 1, 1), date(2026, 3, 31), "quarter"),
        (1, "2026-07-01..2026-07-09", date(2026, 7, 1), date(2026, 7, 9), "days"),
    ],
)
def test_spellings(start, text, first, last, kind):
    period = Calendar(start).period(text)
    assert (period.first, period.last, period.kind) == (first, last, kind)


@pytest.mark.parametrize("text", ["", "2017Q5", "2017-13", "Q3", "2026-07-09..2026-07-01", "last quarter"])
def test_what_is_no_period_is_refused_with_a_hint(text):
    with pytest.raises(Refusal) as refused:
        Calendar().period(text)
    assert refused.value.code == "period"
    assert "2026Q3" in refused.value.hint


def test_a_fiscal_year_starts_in_a_month():
    with pytest.raises(Refusal):
        Calendar(13)


@given(day=days, start=st.integers(1, 12))
def test_every_day_lies_in_its_quarter_and_year_and_they_read_back(day, start):
    calendar = Calendar(start)
    quarter, year = calendar.quarter_of(day), calendar.year_of(day)
    assert quarter.holds(day)
    assert year.holds(day)
    assert year.first <= quarter.first
    assert quarter.last <= year.last
    assert calendar.period(quarter.name) == quarter
    assert calendar.period(year.name) == year


@given(day=days, start=st.integers(1, 12), steps=st.integers(-9, 9))
def test_before_walks_without_gaps(day, start, steps):
    calendar = Calendar(start)
    for period in (calendar.quarter_of(day), calendar.year_of(day), month_period(day.year, day.month)):
        moved = calendar.before(period, steps=steps)
        assert calendar.before(moved, steps=-steps) == period
        following = calendar.before(period, steps=-1)
        assert following.first_day == period.last_day + 1


@given(day=days)
def test_day_numbers_go_both_ways(day):
    assert day_of(day_number(day)) == day
