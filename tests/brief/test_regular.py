"""When a brief is due: clocks that change, months that end, leap years, and the laws of what comes next."""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothways.brief.regular import EVERY, Schedule, next_due
from bothways.terms import Refusal

ZONES = ("UTC", "Europe/Oslo", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia",
         "America/Sao_Paulo", "Africa/Casablanca", "Asia/Kathmandu", "Pacific/Chatham")  # fmt: skip
MOMENTS = st.integers(631_152_000, 2_840_140_800).map(lambda second: datetime.fromtimestamp(second, UTC))


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    every = draw(st.sampled_from(EVERY))
    weekday = draw(st.integers(0, 6) if every in ("week", "fortnight") else st.none() | st.integers(0, 6))
    return Schedule(
        every=every,
        weekday=weekday,
        hour=draw(st.integers(0, 23)),
        minute=draw(st.sampled_from([0, 30, 59])),
        zone=draw(st.sampled_from(ZONES)),
        day=draw(st.integers(1, 31)),
        anchor=draw(st.dates(date(2000, 1, 1), date(2040, 1, 1))) if every == "fortnight" else None,
        start_month=draw(st.integers(1, 12)),
    )


def due(after: str, **given: Any) -> str:
    return next_due(Schedule(**given), after=datetime.fromisoformat(after)).isoformat()


OSLO = {"zone": "Europe/Oslo"}
MONDAY = {"every": "week", "weekday": 0, "hour": 7, **OSLO}


@pytest.mark.parametrize(
    ("after", "given", "wanted"),
    [
        # The same hour of the place, in summer and in winter.
        ("2026-10-19T12:00+00:00", MONDAY, "2026-10-26T07:00:00+01:00"),
        ("2026-10-12T12:00+00:00", MONDAY, "2026-10-19T07:00:00+02:00"),
        # Strictly after.
        ("2026-10-26T05:59:59+00:00", MONDAY, "2026-10-26T07:00:00+01:00"),
        ("2026-10-26T06:00:00+00:00", MONDAY, "2026-11-02T07:00:00+01:00"),
        # The hour that is left out: the moment when the clocks go on.
        (
            "2026-03-28T12:00+00:00",
            {"every": "week", "weekday": 6, "hour": 2, "minute": 30, **OSLO},
            "2026-03-29T03:00:00+02:00",
        ),
        # The hour that comes twice: the first, and only once.
        (
            "2026-10-24T12:00+00:00",
            {"every": "week", "weekday": 6, "hour": 2, "minute": 30, **OSLO},
            "2026-10-25T02:30:00+02:00",
        ),
        (
            "2026-10-25T00:30+00:00",
            {"every": "week", "weekday": 6, "hour": 2, "minute": 30, **OSLO},
            "2026-11-01T02:30:00+01:00",
        ),
        # Half an hour left out, midnight left out, a whole day left out.
        (
            "2026-10-02T00:00+00:00",
            {"every": "week", "weekday": 6, "hour": 2, "minute": 10, "zone": "Australia/Lord_Howe"},
            "2026-10-04T02:30:00+11:00",
        ),
        (
            "2018-11-01T00:00+00:00",
            {"every": "week", "weekday": 6, "hour": 0, "zone": "America/Sao_Paulo"},
            "2018-11-04T01:00:00-02:00",
        ),
        (
            "2011-12-26T00:00+00:00",
            {"every": "week", "weekday": 4, "hour": 7, "zone": "Pacific/Apia"},
            "2011-12-31T00:00:00+14:00",
        ),
        # The ends of months.
        ("2026-01-31T12:00+00:00", {"every": "month", "day": 31}, "2026-02-28T07:00:00+00:00"),
        ("2028-02-01T12:00+00:00", {"every": "month", "day": 30}, "2028-02-29T07:00:00+00:00"),
        ("2100-02-01T12:00+00:00", {"every": "month", "day": 29}, "2100-02-28T07:00:00+00:00"),
        ("2026-12-31T12:00+00:00", {"every": "month", "day": 31}, "2027-01-31T07:00:00+00:00"),
        ("2026-10-05T12:00+00:00", {"every": "month", "weekday": 0}, "2026-11-02T07:00:00+00:00"),
        ("2026-01-31T12:00+00:00", {"every": "month", "weekday": 0, "day": 31}, "2026-02-02T07:00:00+00:00"),
        # The end of a quarter: the day itself, or the first such weekday after it.
        ("2026-09-01T00:00+00:00", {"every": "quarter"}, "2026-09-30T07:00:00+00:00"),
        ("2026-09-30T07:00+00:00", {"every": "quarter", "weekday": 0}, "2026-10-05T07:00:00+00:00"),
        ("2026-10-05T07:00+00:00", {"every": "quarter", "weekday": 0}, "2027-01-04T07:00:00+00:00"),
        ("2026-10-01T00:00+00:00", {"every": "quarter", "start_month": 2}, "2026-10-31T07:00:00+00:00"),
        ("2028-01-01T00:00+00:00", {"every": "quarter", "start_month": 3}, "2028-02-29T07:00:00+00:00"),
        # Every second week, counted from a week that is named, before it, too.
        (
            "2026-10-01T00:00+00:00",
            {"every": "fortnight", "weekday": 2, "anchor": date(2026, 10, 6)},
            "2026-10-07T07:00:00+00:00",
        ),
        (
            "2026-10-08T00:00+00:00",
            {"every": "fortnight", "weekday": 2, "anchor": date(2026, 10, 6)},
            "2026-10-21T07:00:00+00:00",
        ),
        (
            "2026-09-01T00:00+00:00",
            {"every": "fortnight", "weekday": 2, "anchor": date(2026, 10, 6)},
            "2026-09-09T07:00:00+00:00",
        ),
    ],
)
def test_when_it_is_due(after: str, given: dict[str, Any], wanted: str) -> None:
    assert due(after, **given) == wanted


@given(schedule=schedules(), after=MOMENTS)
def test_what_comes_next_comes_after_and_nothing_between(schedule: Schedule, after: datetime) -> None:
    found = next_due(schedule, after=after)
    assert found > after
    # Just before it, it is still the next; from it on, another is.
    assert next_due(schedule, after=found - timedelta(seconds=1)) == found
    following = next_due(schedule, after=found)
    longest = {"week": 8, "fortnight": 15, "month": 38, "quarter": 100}[schedule.every]
    assert timedelta() < following - found <= timedelta(days=longest)
    shortest = {"week": 5, "fortnight": 12, "month": 20, "quarter": 80}[schedule.every]
    assert following - found >= timedelta(days=shortest)


@given(schedule=schedules(), one=MOMENTS, other=MOMENTS)
def test_later_moments_have_no_earlier_next(schedule: Schedule, one: datetime, other: datetime) -> None:
    early, late = sorted((one, other))
    assert next_due(schedule, after=early) <= next_due(schedule, after=late)


@given(schedule=schedules(), after=MOMENTS)
def test_the_hour_is_the_places_own_unless_its_clocks_leave_it_out(
    schedule: Schedule, after: datetime
) -> None:
    found = next_due(schedule, after=after)
    if (found.hour, found.minute) != (schedule.hour, schedule.minute):
        # It was left out: a second before, the clocks were not yet there.
        before = (found.astimezone(UTC) - timedelta(seconds=1)).astimezone(found.tzinfo)
        assert before.utcoffset() != found.utcoffset()
    else:
        assert found.fold == 0
        if schedule.weekday is not None:
            assert found.weekday() == schedule.weekday
        if schedule.every == "month" and schedule.weekday is None:
            assert found.day == min(schedule.day, calendar.monthrange(found.year, found.month)[1])


@given(schedule=schedules(), after=MOMENTS, hours=st.integers(-12, 12))
def test_the_zone_of_the_moment_does_not_matter(schedule: Schedule, after: datetime, hours: int) -> None:
    elsewhere = after.astimezone(timezone(timedelta(hours=hours)))
    assert next_due(schedule, after=after) == next_due(schedule, after=elsewhere)


@pytest.mark.parametrize(
    "wrong",
    [{"every": "day"}, {"every": "week"}, {"every": "week", "weekday": 7}, {"every": "week", "weekday": -1},
     {"every": "month", "day": 0}, {"every": "month", "day": 32}, {"every": "month", "hour": 24},
     {"every": "month", "minute": 60}, {"every": "month", "zone": "Oslo"}, {"every": "month", "zone": ""},
     {"every": "month", "zone": "../etc/passwd"}, {"every": "fortnight", "weekday": 1},
     {"every": "quarter", "start_month": 13}],
)  # fmt: skip
def test_nonsense_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(Refusal):
        Schedule(**wrong)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(Refusal, match="no time zone"):
        next_due(Schedule(every="month"), after=datetime(2026, 1, 1))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (MONDAY, "Every Monday at 07:00 (Europe/Oslo)"),
        (
            {"every": "fortnight", "weekday": 4, "anchor": date(2026, 1, 1)},
            "Every second Friday at 07:00 (UTC)",
        ),
        ({"every": "month", "weekday": 0}, "Every month, the first Monday at 07:00 (UTC)"),
        ({"every": "month", "day": 31}, "Every month, on day 31 or its last at 07:00 (UTC)"),
        ({"every": "quarter"}, "On the last day of each quarter at 07:00 (UTC)"),
        ({"every": "quarter", "weekday": 1}, "The first Tuesday after each quarter at 07:00 (UTC)"),
    ],
)
def test_it_is_said_in_words(given: dict[str, Any], words: str) -> None:
    assert Schedule(**given).in_words() == words
