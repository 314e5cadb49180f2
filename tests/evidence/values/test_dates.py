"""Dates: the order of day and month is the column's, and asked for where it is open."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bothways.evidence.values import plain_date_pattern, plain_moment_pattern, read_dates
from bothways.terms.period import day_number


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


def only(text: str, order: str | None = None) -> tuple[str, int | None]:
    reading = read_dates({text: 1}, order=order)
    assert not reading.bad
    day, second = reading.parsed[text]
    return (date(1970, 1, 1) + timedelta(days=day)).isoformat(), second


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2016-10-20", "2016-10-20"),
        ("2017/12/01", "2017-12-01"),
        ("2017.12.01", "2017-12-01"),
        ("10/20/2016", "2016-10-20"),
        ("20/10/2016", "2016-10-20"),
        ("20.10.2016", "2016-10-20"),
        ("1.2.2016", "2016-02-01"),
        ("15.04.21", "2021-04-15"),
        ("20161020", "2016-10-20"),
        ("15 Apr, 2021", "2021-04-15"),
        ("Apr 15, 2021", "2021-04-15"),
        ("April 15th 2021", "2021-04-15"),
        ("15-Apr-21", "2021-04-15"),
        ("2021-Apr-15", "2021-04-15"),
        ("Thu, 15 Apr 2021", "2021-04-15"),
        ("15 avril 2021", "2021-04-15"),
        ("1er août 2021", "2021-08-01"),
        ("jeudi 15 avr. 2021", "2021-04-15"),
        ("15. März 2021", "2021-03-15"),
        ("Donnerstag, 15. April 2021", "2021-04-15"),
        ("31. Dez. 2021", "2021-12-31"),
        ("15 de abril de 2021", "2021-04-15"),
        ("1 ene 2021", "2021-01-01"),
        ("2021-04", "2021-04-01"),
        ("04/2021", "2021-04-01"),
        ("Apr 2021", "2021-04-01"),
        ("avril 2021", "2021-04-01"),
        ("43831", "2020-01-01"),
    ],
)
def test_days(text: str, day: str) -> None:
    assert only(text) == (day, None)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("15 Apr, 2021 00:02:00", "2021-04-15 00:02:00"),
        ("2018-12-19 19:51:13", "2018-12-19 19:51:13"),
        ("2018-12-19T19:51", "2018-12-19 19:51:00"),
        ("2016-10-20T00:00:00.000+0000", "2016-10-20 00:00:00"),
        ("2016-10-20T10:00:00.123456789Z", "2016-10-20 10:00:00"),
        ("2016-10-20T10:00:00+02:00", "2016-10-20 08:00:00"),
        ("2016-10-20 10:00:00 UTC", "2016-10-20 10:00:00"),
        ("12/31/2021 12:00 AM", "2021-12-31 00:00:00"),
        ("12/31/2021 12:30 PM", "2021-12-31 12:30:00"),
        ("12/31/2021, 3:04 p.m.", "2021-12-31 15:04:00"),
        ("15.04.2021 14:30 Uhr", "2021-04-15 14:30:00"),
        ("15 avril 2021 à 14h30", "2021-04-15 14:30:00"),
        ("43831.5", "2020-01-01 12:00:00"),
        ("1546300800000", "2019-01-01 00:00:00"),
        ("1546300800", "2019-01-01 00:00:00"),
    ],
)
def test_moments(text: str, moment: str) -> None:
    _, second = only(text)
    with duckdb.connect() as con:
        assert con.execute("SELECT epoch(?::TIMESTAMP)::BIGINT", [moment]).fetchone() == (second,)


def test_the_day_is_the_one_that_is_written() -> None:
    assert only("2016-10-20T23:30:00-08:00") == ("2016-10-20", 1477035000)


@pytest.mark.parametrize(
    "text",
    ["hello", "12", "2021", "2021-02-30", "31/31/2021", "13.13.2021", "0000-00-00", "2021-04-15 25:00",
     "2021-04-15 10:61", "Foo 15, 2021", "15 Apr", "99999999", "10:30", "1-2-3-4"],
)  # fmt: skip
def test_what_is_no_date_is_bad(text: str) -> None:
    reading = read_dates({text: 1, "2021-01-01": 1})
    assert list(reading.bad) == [text]


@pytest.mark.parametrize(
    ("texts", "open_"),
    [
        (["01/02/2021"], ("dmy", "mdy")),
        (["01/02/2021", "03/04/2021", "12/12/2021"], ("dmy", "mdy")),
        (["20-10-16"], ("dmy", "ymd")),
        (["04-01-19"], ("dmy", "mdy", "ymd")),
        (["13/02/2021", "02/13/2021"], ("dmy", "mdy")),
    ],
)
def test_what_stays_open_is_asked(texts: list[str], open_: tuple[str, ...]) -> None:
    reading = read_dates(dict.fromkeys(texts, 1))
    assert (reading.order, reading.ambiguous) == (None, open_)
    for order in open_:
        answered = read_dates(dict.fromkeys(texts, 1), order=order)
        assert answered.order == order
        assert len(answered.parsed) + len(answered.bad) == len(texts)


def test_one_day_above_twelve_decides_for_all() -> None:
    assert read_dates({"01/02/2021": 9, "13/02/2021": 1}).order == "dmy"
    assert read_dates({"01/02/2021": 9, "02/13/2021": 1}).order == "mdy"


def test_the_same_day_in_every_order_needs_no_question() -> None:
    assert read_dates({"01/01/2021": 5, "02/02/2021": 1}).ambiguous == ()


def test_a_stray_in_fifty_does_not_turn_a_column() -> None:
    values = {f"{day:02d}/02/2021": 4 for day in range(1, 29)} | {"02/13/2021": 1}
    reading = read_dates(values)
    assert reading.order == "dmy"
    assert list(reading.bad) == ["02/13/2021"]


def test_iso_dates_settle_nothing_for_the_others() -> None:
    reading = read_dates({"2021-12-31": 1, "01/02/2021": 1})
    assert reading.ambiguous == ("dmy", "mdy")
    assert list(reading.parsed) == ["2021-12-31"]


@pytest.mark.parametrize("order", ["dmy", "ymd", "mdy"])
def test_years_of_two_digits_are_told_by_the_whole_column(order: str) -> None:
    days = [date(2016, 10, 1) + timedelta(days=3 * n) for n in range(150)]
    form = {"dmy": "%d-%m-%y", "ymd": "%y-%m-%d", "mdy": "%m-%d-%y"}[order]
    reading = read_dates({day.strftime(form): 1 for day in days})
    assert reading.order == order
    assert [reading.parsed[day.strftime(form)][0] for day in days] == [day_number(day) for day in days]


@pytest.mark.real_data
def test_both_date_formats_of_maven_are_the_same_days(real_data: Path) -> None:
    columns: list[list[str]] = []
    for variant in ("original_zip", "variant_thomas"):
        path = real_data / "maven_crm" / variant / "sales_pipeline.csv"
        with path.open(encoding="utf-8", newline="") as handle:
            columns.append([row["close_date"] for row in csv.DictReader(handle)])
    readings = [read_dates({text: column.count(text) for text in set(column)}) for column in columns]
    assert [reading.order for reading in readings] == ["", "dmy"]
    assert not readings[0].bad
    assert not readings[1].bad
    iso, short = (
        [reading.parsed.get(text) for text in column]
        for reading, column in zip(readings, columns, strict=True)
    )
    assert iso == short


DAYS = st.dates(min_value=date(1970, 1, 1), max_value=date(2060, 12, 31))
FORMS = {
    "dmy": ["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"],
    "mdy": ["%m/%d/%Y", "%m-%d-%Y"],
}


@settings(max_examples=200)
@given(days=st.lists(DAYS, min_size=1, max_size=8), order=st.sampled_from(["dmy", "mdy"]), data=st.data())
def test_whatever_is_written_in_an_order_is_read(days: list[date], order: str, data: st.DataObject) -> None:
    form = data.draw(st.sampled_from(FORMS[order]))
    texts = {day.strftime(form): day for day in days}
    reading = read_dates({**dict.fromkeys(texts, 1), date(2021, 12, 31).strftime(form): 1})
    assert reading.order == order
    assert {text: reading.parsed[text] for text in texts} == {
        t: (day_number(d), None) for t, d in texts.items()
    }


@settings(max_examples=300)
@given(st.dictionaries(st.text(max_size=22), st.integers(1, 5), max_size=6))
def test_any_text_is_either_parsed_bad_or_open(values: dict[str, int]) -> None:
    reading = read_dates(values)
    for text in values:
        if text.strip():
            known = (text in reading.parsed) + (text in reading.bad)
            assert known == 1 or (known == 0 and reading.ambiguous)


@settings(max_examples=200, deadline=None)
@given(text=st.from_regex(plain_date_pattern, fullmatch=True))
def test_the_engine_casts_plain_dates_to_the_same(con: duckdb.DuckDBPyConnection, text: str) -> None:
    if text.endswith("\n"):
        return
    reading = read_dates({text: 1})
    row = con.execute(
        "SELECT regexp_matches(?, ?), date_diff('day', DATE '1970-01-01', TRY_CAST(? AS DATE))",
        [text, plain_date_pattern, text],
    ).fetchone()
    assert row == (True, reading.parsed[text][0] if text in reading.parsed else None)


@settings(max_examples=200, deadline=None)
@given(text=st.from_regex(plain_moment_pattern, fullmatch=True))
def test_the_engine_casts_plain_moments_to_the_same(con: duckdb.DuckDBPyConnection, text: str) -> None:
    if text.endswith("\n"):
        return
    reading = read_dates({text: 1})
    row = con.execute(
        "SELECT regexp_matches($1, $2), date_diff('day', DATE '1970-01-01', TRY_CAST($1 AS TIMESTAMP)::DATE), "
        "floor(epoch(TRY_CAST($1 AS TIMESTAMP)))::BIGINT",
        [text, plain_moment_pattern],
    ).fetchone()
    assert row == (True, *reading.parsed.get(text, (None, None)))
    assert re.search(plain_moment_pattern, text)
