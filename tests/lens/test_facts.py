"""Typed facts: found, normalised, bound."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bothways.lens import KINDS, facts_of


def values(text: str, kind: str, names: tuple[str, ...] = ()) -> list[str]:
    return [fact.value for fact in facts_of(text, names=names) if fact.kind == kind]


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("date", "It was 5 May.", "It was May 5."),
        ("date", "It was 5 May.", "It was on the 5th of May."),
        ("date", "It was 5 May.", "It was on 5/5."),
        ("date", "It was 31 January.", "It was on 31.01."),
        ("date", "We start in Q4.", "We start in the fourth quarter."),
        ("deadline", "Answer by 5 pm.", "Answer by 17:00."),
        ("deadline", "Answer by Monday.", "Answer no later than Monday."),
        ("money", "It costs $240k.", "It costs 240,000 USD."),
        ("money", "It costs €2.3m.", "It costs 2.3 million euros."),
        ("money", "It costs 30.000 €.", "It costs EUR 30,000."),
        ("percent", "We gave 12 %.", "We gave 12 percent."),
        ("percent", "We gave 12 %.", "We gave twelve per cent."),
        ("duration", "It took two weeks.", "It took 14 days."),
        ("duration", "It took 48 hours.", "It took two days."),
        ("duration", "It took a year and a half.", "It took 18 months."),
        ("number", "There are 212 calls.", "There are two hundred and twelve calls."),
        ("number", "There are 12 calls.", "There are a dozen calls."),
        ("negation", "It isn't paid.", "It is not paid."),
        ("negation", "They won't pay.", "They will not pay."),
    ],
)
def test_two_ways_of_writing_are_one_value(kind: str, one: str, other: str):
    assert values(one, kind)
    assert values(one, kind) == values(other, kind)


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("money", "It costs $240k.", "It costs $240m."),
        ("money", "It costs $240k.", "It costs €240k."),
        ("percent", "Up 3 %.", "Up 3 percentage points."),
        ("percent", "Up 3 %.", "Up 30 %."),
        ("date", "On 5 May.", "On 6 May."),
        ("duration", "It took two weeks.", "It took two days."),
        ("number", "There are 41 calls.", "There are 14 calls."),
    ],
)
def test_other_facts_are_other_values(kind: str, one: str, other: str):
    assert values(one, kind) != values(other, kind)


def test_a_deadline_carries_its_relation():
    relations = {
        text: next(fact.relation for fact in facts_of(text) if fact.kind in {"date", "deadline"})
        for text in ("by Friday", "before Friday", "after Friday", "from Friday", "until Friday", "on Friday")
    }
    assert relations == {
        "by Friday": "by", "before Friday": "before", "after Friday": "after", "from Friday": "from",
        "until Friday": "by", "on Friday": "",
    }  # fmt: skip


def test_a_number_carries_how_it_is_compared():
    found = {
        text: next(fact.relation for fact in facts_of(text) if fact.kind == "number")
        for text in (
            "at least 20 units",
            "at most 20 units",
            "more than 20 units",
            "20 units or more",
            "about 20 units",
        )
    }
    assert found == {
        "at least 20 units": "ge", "at most 20 units": "le", "more than 20 units": "gt", "20 units or more": "ge",
        "about 20 units": "approx",
    }  # fmt: skip


def test_names_that_are_words_need_to_be_handed_in():
    assert values("Will will call Grace in May.", "name", ("Will", "Grace")) == ["will", "grace"]
    assert values("Will you call? Grace may be given.", "name") == []
    assert values("acme and ACME and Acme", "name", ("Acme",)) == ["acme"] * 3


def test_may_is_a_month_a_name_or_a_word():
    assert values("It may come in May.", "date") == ["M5"]
    assert values("May I come?", "date") == []


def test_a_fact_lies_where_it_says():
    text = "Acme won’t pay €84,000 by 5 May — unless Priya signs “as is”."
    for fact in facts_of(text, names=("Acme", "Priya")):
        assert text[fact.start : fact.end] == fact.text
        assert fact.kind in KINDS
        assert fact.as_dict()["value"] == fact.value


def test_soft_facts_are_typed():
    kinds = {
        fact.kind for fact in facts_of('I will send it only if you must. Again, "no", because all say so.')
    }
    assert {"modality", "commitment", "condition", "severity", "quotation", "cause", "quantity"} <= kinds
    request = next(fact for fact in facts_of("Please send the list by Monday.") if fact.kind == "request")
    assert request.value == "asked"
    optional = next(fact for fact in facts_of("Please send the list, if you like.") if fact.kind == "request")
    assert optional.value == "optional"


@given(st.text(max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_text_has_facts_in_their_places(text: str):
    for fact in facts_of(text):
        assert 0 <= fact.start < fact.end <= len(text)
        assert text[fact.start : fact.end] == fact.text


@pytest.mark.parametrize("text", ["", " ", "\n\n", "?", "…", "\x00", "İ" * 10, "👏"])
def test_nothing_to_read_is_no_error(text: str):
    assert facts_of(text) == ()


@pytest.mark.parametrize(
    "piece",
    [
        "1,",
        "1.1",
        "not ",
        "if ",
        "a-",
        "'",
        '"',
        "n't",
        "*",
        "5 May ",
        "twenty-",
        "€",
        "A",
        "(",
        "\n",
        "not not ",
    ],
)
def test_hostile_text_takes_linear_time(piece: str):
    def cost(size: int) -> float:
        text = (piece * (size // len(piece) + 1))[:size]
        started = time.process_time()
        facts_of(text)
        return time.process_time() - started

    small, large = cost(12_500), cost(100_000)
    assert large < 8.0
    assert large < 40 * small + 0.5  # eight times the text; a quadratic reader would need sixty-four times
