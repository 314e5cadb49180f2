"""How recognisable a voice is: what few of the side share is marked, what many share is not."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothways.opendoor.disclosure import Rules
from bothways.opendoor.voices import recognisable

GROUPS = {"Acme": 1, "Tromsø": 2, "Fleet Pro": 4, "Berlin": 5, "CRM": 12}


def found(text: str, **more) -> list[tuple[str, str]]:
    return [(trace.kind, trace.words) for trace in recognisable(text, **more).traces]


@pytest.mark.parametrize(
    ("text", "words", "why"),
    [
        ("We lose at Acme because of legal.", "Acme", "Only one of you could write of “Acme”."),
        ("We lose at ACME because of legal.", "ACME", "Only one of you could write of “Acme”."),
        ("We lose in Tromsø.", "Tromsø", "Only 2 of you could write of “Tromsø”."),
        ("The price of Fleet Pro is too high.", "Fleet Pro", "Only 4 of you could write of “Fleet Pro”."),
    ],
)
def test_what_few_share_is_marked_with_its_reason(text: str, words: str, why: str):
    got = recognisable(text, groups=GROUPS)
    (trace,) = got.traces
    assert (trace.kind, trace.words, trace.why) == ("few share it", words, why)
    assert text[trace.start : trace.end] == words
    assert got.level == "much"
    assert words not in got.safer
    assert "[what several of us know]" in got.safer


@pytest.mark.parametrize("text", ["We lose in Berlin.", "The CRM is slow.", "Prices are too high.", ""])
def test_what_many_share_points_to_nobody(text: str):
    got = recognisable(text, groups=GROUPS, names=["Berlin"])
    assert got.traces == ()
    assert (got.level, got.safer) == ("little", text)


def test_a_stricter_rule_marks_more():
    assert found("We lose in Berlin.", groups=GROUPS, rules=Rules(k=8)) == [("few share it", "Berlin")]


def test_names_days_figures_and_style_come_with_what_few_share():
    text = "On 12 March I lost 47,300 at Acme, ask Bob!!"
    assert found(text, groups=GROUPS, names=["Bob", "Acme"]) == [
        ("day", "12 March"),
        ("figure", "47,300"),
        ("few share it", "Acme"),
        ("name", "Bob"),
        ("style", "!!"),
    ]
    got = recognisable(text, groups=GROUPS, names=["Bob", "Acme"])
    for hidden in ("12 March", "47,300", "Acme", "Bob", "!!"):
        assert hidden not in got.safer


def test_part_of_a_word_is_none_of_it():
    assert (
        found("We saw Acmeville and Berliners.", groups=GROUPS, others=["Acmeville and Berliners"] * 9) == []
    )


def test_it_never_says_safe():
    got = recognisable("We need more time for each customer.")
    assert got.level == "little"
    assert got.unseen


@given(st.text(max_size=200), st.dictionaries(st.text(max_size=8), st.integers(0, 9), max_size=5))
def test_any_text_and_any_group_is_read_and_spans_are_exact(text: str, groups: dict[str, int]):
    got = recognisable(text, groups=groups)
    for trace in got.traces:
        assert text[trace.start : trace.end] == trace.words
    swaps = [trace for trace in got.traces if trace.instead is not None]
    assert all(one.end <= two.start for one, two in pairwise(swaps))
    kept = text
    for trace in reversed(swaps):
        kept = kept[: trace.start] + str(trace.instead) + kept[trace.end :]
    assert got.safer == kept


def test_a_longer_name_is_taken_out_whole_and_what_only_one_can_say_stays_said():
    got = recognisable("We won Acme Robotics with a discount.", groups={"Acme": 1}, names=["Acme Robotics"])
    assert [(trace.kind, trace.words) for trace in got.traces] == [("few share it", "Acme Robotics")]
    assert got.safer == "We won [what several of us know] with a discount."
    got = recognisable("I won acme with a discount.", groups={"Acme": 1})
    assert [(trace.kind, trace.words) for trace in got.traces] == [
        ("only one could say it", "I won acme with a discount"),
        ("few share it", "acme"),
    ]
    assert got.safer == "I won [what several of us know] with a discount."
    assert [trace.kind for trace in got.to_change] == ["only one could say it"]
