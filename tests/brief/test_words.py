"""Numbers in words, and what reads them back: two codes that must agree on every value."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothways.brief import words
from bothways.brief.ledger import Fact
from bothways.brief.readback import bears, numbers_in
from bothways.terms import Calendar, Figure, Interval, Period, Refusal, Source, Unit

Q3 = Calendar().period("2026Q3")


def figure(value: float | None, unit: Unit, **more: object) -> Figure:
    held = {
        "name": "x",
        "period": Q3,
        "as_of": date(2026, 10, 2),
        "source": Source("9c41e7aa0000", "x"),
        "method": "x/1",
    }
    return Figure(value=value, unit=unit, **(held | more))  # type: ignore[arg-type]


def fact(one: Figure, **more: object) -> Fact:
    return Fact(number=4, key="x", kind="figure", label="X", readers=frozenset({"staff"}), figure=one, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("cents", "currency", "said"),
    [
        (79_000_000, "EUR", "€790k"), (420_000_000, "EUR", "€4.20M"), (-38_000_000, "EUR", "−€380k"),
        (0, "EUR", "€0"), (50, "EUR", "€0.50"), (1_250, "USD", "$12.50"), (99_99, "GBP", "£99.99"),
        (100_50, "EUR", "€100"), (945_000, "EUR", "€9,450"), (999_949, "EUR", "€9,999"), (999_950, "EUR", "€10k"),
        (1_243_200, "EUR", "€12.4k"), (99_999_900, "EUR", "€1.00M"), (99_949_900, "EUR", "€999k"),
        (1_234_567_89, "EUR", "€1.23M"), (12_345_678_900, "EUR", "€123M"), (99_999_999_999, "EUR", "€1.00bn"),
        (945_000, "NOK", "NOK 9,450"), (-79_000_000, "NOK", "−NOK 790k"), (79_000_000, "", "790k"),
    ],
)  # fmt: skip
def test_money(cents: int, currency: str, said: str) -> None:
    assert words.money(cents, currency) == said


def test_signs_are_said_when_asked_for() -> None:
    assert words.money(2_500_000, "EUR", signed=True) == "+€25k"
    assert words.money(-2_500_000, "EUR", signed=True) == "−€25k"
    assert words.money(0, "EUR", signed=True) == "€0"
    assert words.count(-3, signed=True) == "−3"


@pytest.mark.parametrize(
    ("share", "n", "said"),
    [(0.63, None, "63%"), (0.084, 120, "8.4%"), (0.084, 12, "8%"), (0.0, 9, "0%"), (1.0, 9, "100%"), (0.997, 9, "99.7%"),
     (0.9999, 9, "99.99%"), (0.002, 9, "0.2%"), (2.13, None, "213%"), (-0.12, None, "−12%")],
)  # fmt: skip
def test_shares(share: float, n: int | None, said: str) -> None:
    assert words.percent(share, n=n) == said


def test_rates_of_few_are_not_said_of_a_hundred() -> None:
    many = figure(0.2333, Unit.SHARE, name="win_rate_count", n=61)
    few = figure(9 / 11, Unit.SHARE, name="win_rate_count", n=11)
    all_of_few = figure(1.0, Unit.SHARE, name="renewal_rate_count", n=2)
    assert words.value(many, "EUR") == "23 of 100"
    assert words.value(few, "EUR") == "9 of 11"
    assert words.value(all_of_few, "EUR") == "2 of 2"


def test_a_median_of_rates_has_no_cases() -> None:
    """Its n counts people: “5 of 10” would be ten deals that are nowhere."""
    median = figure(0.5, Unit.SHARE, name="win_rate_count", n=10, method="others-median/1")
    assert words.value(median, "EUR") == "50 of 100"
    assert bears(fact(median), "50 of 100") == ""
    assert bears(fact(median), "5 of 10")


@given(st.integers(1, 19).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_cases_are_borne_and_no_others(case: tuple[int, int]) -> None:
    kept, n = case
    one = fact(figure(kept / n, Unit.SHARE, name="win_rate_count", n=n))
    assert one.figure is not None
    assert bears(one, words.value(one.figure, "EUR")) == ""
    assert bears(one, f"{kept + 1} of {n}")
    assert bears(one, f"{kept} of {n + 1}")


def test_days_periods_and_ranges() -> None:
    assert words.day(date(2026, 9, 30)) == "30 September 2026"
    assert words.period(Q3) == "third quarter 2026"
    assert words.period(Calendar(2).period("2026Q1"), fiscal=True) == "first quarter of fiscal 2026"
    assert words.period(Calendar().period("2026-09")) == "September 2026"
    assert words.span(Q3) == "1 July to 30 September 2026"
    assert words.span(Calendar(11).period("2026Q1")) == "1 November 2025 to 31 January 2026"
    money = figure(400_000_000, Unit.CENTS, interval=Interval(380_000_000, 430_000_000))
    assert words.between(money, "EUR") == "between €3.80M and €4.30M"
    assert words.how_sure(money) == "80 times in 100"
    rate = figure(0.23, Unit.SHARE, name="win_rate_count", n=61, interval=Interval(0.17, 0.31))
    assert words.between(rate, "EUR") == "between 17 and 31 of 100"
    assert (
        words.between(figure(12.0, Unit.DAYS, interval=Interval(9.0, 15.0)), "EUR") == "between 9 and 15 days"
    )


def test_a_value_that_is_not_known_has_no_words() -> None:
    with pytest.raises(Refusal, match="no value"):
        words.value(figure(None, Unit.CENTS, unknown="No target is in the data."), "EUR")


units = st.sampled_from(list(Unit))


@st.composite
def figures(draw: st.DrawFn) -> Figure:
    unit = draw(units)
    number: st.SearchStrategy[float] = {
        Unit.CENTS: st.integers(-(10**13), 10**13),
        Unit.COUNT: st.integers(0, 10**7),
        Unit.SHARE: st.floats(0, 3),
    }.get(unit, st.floats(0, 10**5))  # type: ignore[assignment]
    value = draw(number)
    ends = sorted((draw(number), draw(number)))
    name = draw(st.sampled_from(["win_rate_count", "discount_share"]))
    n = draw(st.none() | st.integers(0, 10**6))
    return figure(
        value,
        unit,
        name=name,
        n=n,
        interval=Interval(ends[0], ends[1], draw(st.sampled_from([0.5, 0.8, 0.95]))),
    )


@given(figures(), st.sampled_from(["EUR", "NOK", "", "USD", "CHF"]))
def test_what_is_said_is_read_back_and_borne(one: Figure, currency: str) -> None:
    held = fact(one, rows_total=one.n or 0)
    assert bears(held, words.value(one, currency)) == ""
    assert bears(held, words.value(one, currency, signed=True)) == ""
    assert bears(held, f"{words.between(one, currency)}, {words.how_sure(one)}") == ""
    assert bears(held, words.span(one.period)) == ""
    assert bears(held, words.day(one.as_of)) == ""
    if one.n is not None:
        assert bears(held, words.count(one.n, "deal")) == ""


@given(figures(), st.data())
def test_another_last_digit_is_not_borne(one: Figure, data: st.DataObject) -> None:
    bare = figure(one.value, one.unit, name=one.name)
    said = words.value(bare, "EUR")
    places = [place for place, char in enumerate(said.removesuffix(" of 100")) if char.isdigit()]
    place = data.draw(st.sampled_from(places))
    wrong = said[:place] + str((int(said[place]) + data.draw(st.integers(1, 9))) % 10) + said[place + 1 :]
    read = [number.value for number in numbers_in(wrong)]
    if read == [number.value for number in numbers_in(said)]:
        return  # a leading nought says nothing else
    assert bears(fact(bare), wrong) != ""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("seven deals, a dozen, half of it, two thirds", ["seven", "dozen", "half", "two", "thirds"]),
        ("a quarter of it, in the quarter", ["a quarter of"]),
        ("½ and ⁴ and ٣", ["½", "⁴", "٣"]),
        ("31 February", ["31 February"]),
        ("2026-09-30, 30 Sept, third quarter 2026", ["2026-09-30", "30 Sept", "third quarter 2026"]),
        ("twice, doubled, hundreds", ["twice", "doubled", "hundreds"]),
        ("someone, often, attend, weigh, the stones", []),
        ("Q3 H2 v1.5", ["3", "2", "1.5"]),
    ],
)
def test_every_number_of_a_text_is_found(text: str, found: list[str]) -> None:
    assert [number.text for number in numbers_in(text)] == found


def test_precision_is_that_of_the_print() -> None:
    money, rate, level = numbers_in("€790k, 23 of 100, 80 times in 100")
    assert (money.value, money.half) == (Decimal(790_000), Decimal(500))
    assert (rate.value, rate.half) == (Decimal("0.23"), Decimal("0.005"))
    assert level.sort == "level"


def test_a_word_of_direction_must_agree() -> None:
    short = fact(figure(-79_000_000, Unit.CENTS))
    assert bears(short, "€790k short") == ""
    assert "round" in bears(short, "€790k above")
    assert bears(short, "+€790k") != ""


def test_units_must_agree() -> None:
    days = fact(figure(12.0, Unit.DAYS))
    assert bears(days, "12 days") == ""
    for wrong in ("12 hours", "12%", "€12", "12", "12 times"):
        assert bears(days, wrong) != "", wrong


def test_a_period_is_read() -> None:
    one = fact(figure(1, Unit.COUNT))
    assert bears(one, "third quarter 2026") == ""
    assert bears(one, "30 September") == ""
    for wrong in ("fourth quarter 2026", "third quarter 2025", "29 September", "30 September 2025"):
        assert bears(one, wrong) != "", wrong
    month = fact(
        figure(1, Unit.COUNT, period=Period(date(2026, 9, 1), date(2026, 9, 30), "month", "2026-09"))
    )
    assert bears(month, "September 2026") == ""
    assert bears(month, "August 2026") != ""
