"""Chances, sentences of the rooms below, and quotes with masked names: said, and read back."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothways.brief import words
from bothways.brief.check import LONGEST_MASK, check_quotes
from bothways.brief.ledger import MASK, Fact, Ledger, Quote, Row, masked_text
from bothways.brief.pair import Pair
from bothways.brief.readback import bears, numbers_in
from bothways.evidence import Snapshot
from bothways.terms import Calendar, Called, Figure, Interval, Refusal, Said, Source, Unit

QUARTER = Calendar().period("2026Q3")


def figure(name: str, value: float | None, unit: Unit = Unit.CENTS, **more) -> Figure:
    return Figure(
        name=name, value=value, unit=unit, period=QUARTER, as_of=QUARTER.last, source=Source("9c41e7aa0000", "x"),
        method="x/1", **more,
    )  # fmt: skip


def fact(of: Figure) -> Fact:
    return Fact(number=1, key="k", kind="figure", label="it", readers=frozenset({"staff"}), figure=of)


chances = st.floats(0, 1, allow_nan=False)


@given(chances)
def test_a_chance_is_never_nought_nor_all_and_its_figure_bears_it(share):
    text = words.chance(share)
    assert not text.startswith("0 ")
    assert "10 times in 10" not in text.replace("100", "")
    assert "100 times" not in text
    assert bears(fact(figure("shortfall_negative_chance", share, Unit.SHARE)), text) == ""


@given(chances, chances)
def test_another_chance_bears_it_only_where_it_is_as_near(share, other):
    text = words.chance(other)
    (number,) = numbers_in(text)
    held = bears(fact(figure("x_probability", share, Unit.SHARE)), text) == ""
    if number.bound:
        assert held == (share < 0.01 if number.bound < 0 else share > 0.99)
    else:
        assert (
            held == (abs(share - float(number.value)) <= float(number.half) + 1e-9)
            or abs(abs(share - float(number.value)) - float(number.half)) < 1e-9
        )


@given(chances, chances)
def test_a_larger_chance_is_never_said_as_a_smaller_one(one, other):
    def said(share):
        (number,) = numbers_in(words.chance(share))
        return float(number.value) + number.bound * 0.001

    low, high = sorted((one, other))
    # Tenths and hundredths meet at 5% and 95%: 6% is “1 time in 10”, which is more than “5 times in 100”.
    assert said(low) <= said(high) + 1e-12


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.05, "5 times in 100"), (0.051, "1 time in 10"), (0.5, "5 times in 10"), (0.949, "9 times in 10"),
     (0.95, "95 times in 100"), (0.99, "99 times in 100"), (0.995, "more than 99 times in 100"), (0.01, "1 time in 100"),
     (0.0099, "less than 1 time in 100")],
)  # fmt: skip
def test_where_tenths_end(share, text):
    assert words.chance(share) == text


@pytest.mark.parametrize("wrong", [-0.1, 1.2])
def test_what_is_no_chance_is_refused(wrong):
    with pytest.raises(Refusal, match="no chance"):
        words.chance(wrong)


def test_a_chance_turned_round_is_found():
    rare = fact(figure("shortfall_largest_chance", 0.004, Unit.SHARE))
    assert bears(rare, "less than 1 time in 100") == ""
    assert bears(rare, "more than 1 time in 100")
    assert bears(rare, "1 time in 100")
    likely = fact(figure("shortfall_largest_chance", 0.72, Unit.SHARE))
    assert bears(likely, "7 times in 10") == ""
    assert bears(likely, "8 times in 10")
    assert bears(likely, "7 times in 100")
    share = fact(figure("mix", 0.72, Unit.SHARE))
    assert bears(share, "7 times in 10"), "a share that is no chance is not said as one"


def test_how_often_a_range_holds_stays_what_it_was():
    held = fact(figure("bookings", 100, interval=Interval(50, 150, 0.8)))
    assert bears(held, "80 times in 100") == ""
    assert bears(held, "70 times in 100")


def test_a_sentence_of_a_room_below():
    gap = figure("shortfall_gap", -79_000_000, n=19, interval=Interval(-90_000_000, -60_000_000, 0.8))
    chance = figure("shortfall_chance_chance", 0.31, Unit.SHARE)
    parts = (
        "We are ", Said(gap, "size", "short"), " in ", Called("Labs 24", "segment"), ": ", Said(gap, "signed"), ", ",
        Said(gap, "n", "deal"), ", ", Said(gap, "between"), "; ", Said(chance), " it is chance.",
    )  # fmt: skip
    assert words.sentence(parts, "EUR") == (
        "We are €790k short in Labs 24: −€790k, 19 deals, between −€900k and −€600k; 3 times in 10 it is chance."
    )


def test_counts_and_nouns_in_a_sentence():
    count = figure("results_wins", 1, Unit.COUNT, n=1)
    assert words.said(Said(count, noun="deal"), "EUR") == "1 deal"
    assert words.said(Said(replace(count, value=3), noun="opportunity"), "EUR") == "3 opportunities"
    assert words.said(Said(replace(count, value=-3), "signed", "deal"), "EUR") == "−3 deal"
    assert words.count(2, "loss") == "2 losses"
    assert words.count(2, "day") == "2 days"


def test_what_is_not_known_says_why_and_what_is_lacking_is_refused():
    nothing = figure("landing_total", None, unknown="No deal is open.")
    assert words.said(Said(nothing), "EUR") == "No deal is open."
    for form in ("n", "between"):
        with pytest.raises(Refusal):
            words.said(Said(nothing, form), "EUR")


def test_an_amount_whose_name_begins_like_a_rate_is_no_rate():
    effect = figure("win_rate_effect", -38_000_000, n=12)
    assert words.value(effect, "EUR") == "−€380k"
    assert words.cases(effect) == ""


def test_the_minus_of_a_range_is_a_true_one():
    part = figure("theme_win_difference", 0.004, Unit.SHARE, n=103, interval=Interval(-0.104, 0.11, 0.8))
    assert words.between(part, "EUR") == "between −10 and 11 percentage points"
    assert bears(fact(part), words.between(part, "EUR")) == ""
    near = replace(part, interval=Interval(-0.002, 0.11, 0.8))
    assert words.between(near, "EUR") == "between 0 and 11 percentage points"


# ---- Quotes


def _quoted(pair: Pair) -> Fact:
    return next(fact for fact in pair.ledger if fact.quote and len(fact.quote.text) > 40)


def _with(held: Fact, segments: tuple[str, ...]) -> Ledger:
    quote = replace(held.quote, text=masked_text(segments), segments=segments)
    return Ledger((replace(held, quote=quote),))


def test_a_quote_with_a_masked_name_is_exact_in_its_pieces(pair: Pair, snapshot: Snapshot):
    held = _quoted(pair)
    text = held.quote.text
    at = text.index(" ", 8)
    gone = text.index(" ", at + 1)
    check_quotes(_with(held, (text[: at + 1], text[gone:])), snapshot)
    check_quotes(_with(held, ("", text[at:])), snapshot)
    check_quotes(_with(held, (text[:at], "")), snapshot)
    for wrong in (
        (text[gone:], text[: at + 1]),
        (text[:at], "x" + text[gone:]),
        (text[: at + 1], text[at + 1 :]),
        ("", ""),
    ):
        with pytest.raises(Refusal, match="does not stand in"):
            check_quotes(_with(held, wrong), snapshot)


def test_a_mask_hides_no_more_than_a_name(pair: Pair, snapshot: Snapshot):
    held = max((f for f in pair.ledger if f.quote), key=lambda f: len(f.quote.text))
    text = held.quote.text
    first = len(text) - LONGEST_MASK - 4
    assert first > 3
    check_quotes(_with(held, (text[:first], text[first + LONGEST_MASK :])), snapshot)
    with pytest.raises(Refusal, match="does not stand in"):
        check_quotes(_with(held, (text[:first], text[first + LONGEST_MASK + 1 :])), snapshot)


def test_the_text_of_a_masked_quote_is_its_pieces():
    row = Row("activities", "a")
    quote = Quote(f"I told {MASK} so.", "customer", row, "Buyer", date(2026, 9, 1), ("I told ", " so."))
    assert quote.pieces == ("I told ", " so.")
    assert Quote("I told so.", "customer", row, "Buyer", None).pieces == ("I told so.",)
    with pytest.raises(Refusal, match="pieces"):
        Quote("I told Ana so.", "customer", row, "Buyer", None, ("I told ", " so."))
