"""Numbers: the column decides, what is open is said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bothways.evidence.values import plain_number_pattern, read_numbers

ANCHOR = {"point": "9,999.25", "comma": "9.999,25"}


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


@pytest.mark.parametrize(
    ("text", "style", "number", "currency"),
    [
        ("$22,700.00", None, "22700", "$"),
        ("USD 22,700.00", None, "22700", "USD"),
        ("22,700.00USD", None, "22700", "USD"),
        ("22.700,00 €", None, "22700", "EUR"),
        ("$342.09K", None, "342090", "$"),
        ("1.2M", None, "1200000", None),
        ("5 Mio. €", None, "5000000", "EUR"),
        ("342K€", None, "342000", "EUR"),
        ("1,5 Mrd", None, "1500000000", None),
        ("1.234,56 €", None, "1234.56", "EUR"),
        ("1 234,56", None, "1234.56", None),
        ("1\u00a0234,56", None, "1234.56", None),
        ("1\u202f234,56", None, "1234.56", None),
        ("1'234.50", None, "1234.5", None),
        ("1’234.50", None, "1234.5", None),
        ("(1,200)", "point", "-1200", None),
        ("($1,200.50)", None, "-1200.5", "$"),
        ("-1,200", "point", "-1200", None),
        ("1,200-", "point", "-1200", None),
        ("-$1,200.5", None, "-1200.5", "$"),
        ("€ -5,00", None, "-5", "EUR"),
        ("−5", None, "-5", None),
        ("+5", None, "5", None),
        ("25%", None, "0.25", None),
        ("12,5 %", None, "0.125", None),
        ("1e5", None, "100000", None),
        ("1.5E+05", None, "150000", None),
        ("1,00,000", None, "100000", None),
        ("₹12,34,567.50", None, "1234567.5", "INR"),
        ("R$ 1.000,50", None, "1000.5", "BRL"),
        (".5", None, "0.5", None),
        ("5.", None, "5", None),
        ("0.123", None, "0.123", None),
        ("1234.567", None, "1234.567", None),
        ("1,234,567", None, "1234567", None),
        ("1.234.567", None, "1234567", None),
        ("00012", None, "12", None),
        ("$22,700", None, "22700", "$"),
        ("22.700 €", None, "22700", "EUR"),
    ],
)
def test_forms(text: str, style: str | None, number: str, currency: str | None) -> None:
    reading = read_numbers({text: 1}, style=style)
    assert reading.parsed == {text: Decimal(number)}
    assert reading.currency.get(text) == currency
    assert reading.ambiguous == ()


@pytest.mark.parametrize(
    "text",
    [
        "abc",
        "12-34",
        "1,2,3",
        "USD",
        "12 apples",
        "--5",
        "1..2",
        "1,23.4,5",
        "2021-04-01",
        "1e999",
        "٣",
        "5 USD EUR",
    ],
)
def test_what_is_no_number_is_bad_and_kept_apart(text: str) -> None:
    reading = read_numbers({text: 1, "5": 1})
    assert list(reading.bad) == [text]
    assert reading.parsed == {"5": Decimal(5)}


@pytest.mark.parametrize("text", ["1.234", "1,234", "-1,200", "(1,200)", "12.345"])
def test_a_lone_mark_before_three_digits_is_ambiguous(text: str) -> None:
    reading = read_numbers({text: 5, "7": 1})
    assert reading.ambiguous == ("point", "comma")
    assert reading.style is None
    assert reading.parsed == {"7": Decimal(7)}
    by_style = {s: read_numbers({text: 5}, style=s).parsed[text] for s in ("point", "comma")}
    assert by_style["point"] != by_style["comma"]


def test_the_column_decides() -> None:
    assert read_numbers({"1.234": 3, "1.234,50": 1}).parsed["1.234"] == 1234
    assert read_numbers({"1.234": 3, "1,234.50": 1}).parsed["1.234"] == Decimal("1.234")
    assert read_numbers({"1,234": 3, "0.5": 1}).parsed["1,234"] == 1234


def test_a_column_in_two_styles_asks_unless_one_is_a_stray() -> None:
    assert read_numbers({"1,5": 3, "2.5": 3}).ambiguous == ("point", "comma")
    reading = read_numbers({"1,5": 1, "2.5": 60})
    assert (reading.style, list(reading.bad)) == ("point", ["1,5"])


def test_a_currency_of_three_decimals_stays_open() -> None:
    assert read_numbers({"KWD 1.234": 1}).ambiguous == ("point", "comma")


def test_empty_columns() -> None:
    reading = read_numbers({"": 4, "  ": 1})
    assert (reading.parsed, reading.bad, reading.ambiguous) == ({}, {}, ())


NUMBERS = st.decimals(min_value=-(10**9), max_value=10**9, places=2, allow_nan=False)


def spelled(number: Decimal, style: str, group: str, minus: str) -> str:
    text = (
        f"{abs(number):,.2f}".replace(",", "G")
        .replace(".", "." if style == "point" else ",")
        .replace("G", group)
    )
    if number < 0:
        text = {"-": f"-{text}", "−": f"−{text}", "()": f"({text})", "after": f"{text}-"}[minus]
    return text


@settings(max_examples=300)
@given(
    numbers=st.lists(NUMBERS, min_size=1, max_size=8),
    style=st.sampled_from(["point", "comma"]),
    group=st.sampled_from(["", " ", "\u00a0", "\u202f", "'", "mark"]),
    minus=st.sampled_from(["-", "−", "()", "after"]),
    sign=st.sampled_from(["", "$", "€ ", "USD "]),
)
def test_whatever_is_spelled_is_read(numbers, style, group, minus, sign) -> None:
    mark = {"point": ",", "comma": "."}[style] if group == "mark" else group
    texts = {sign + spelled(n, style, mark, minus): n for n in numbers}
    reading = read_numbers({**dict.fromkeys(texts, 1), ANCHOR[style]: 1})
    assert reading.style == style
    assert {text: reading.parsed[text] for text in texts} == texts
    assert not reading.bad


@settings(max_examples=300)
@given(st.dictionaries(st.text(max_size=15), st.integers(1, 5), max_size=6))
def test_any_text_is_either_parsed_bad_or_open(values: dict[str, int]) -> None:
    reading = read_numbers(values)
    for text in values:
        if text.strip():
            known = (text in reading.parsed) + (text in reading.bad)
            assert known == 1 or (known == 0 and reading.ambiguous)


PLAIN = st.one_of(
    st.from_regex(plain_number_pattern, fullmatch=True),
    st.from_regex(r"-?[0-9]{1,6}(\.[0-9]{0,5})?", fullmatch=True),
)


@settings(max_examples=200, deadline=None)
@given(texts=st.lists(PLAIN, min_size=1, max_size=6))
def test_the_engine_casts_plain_numbers_to_the_same(con: duckdb.DuckDBPyConnection, texts: list[str]) -> None:
    plain = [t for t in texts if re.search(plain_number_pattern, t) and "\n" not in t]
    reading = read_numbers(dict.fromkeys(plain, 1))
    assert reading.ambiguous == ()
    for text in plain:
        row = con.execute(
            "SELECT regexp_matches(?, ?), TRY_CAST(? AS DECIMAL(38, 9))", [text, plain_number_pattern, text]
        ).fetchone()
        assert row == (True, reading.parsed[text])
