"""How recognisable a text is, and the safer wording beside it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothways.opendoor.disclosure import recognisable
from bothways.terms import Refusal

PLAIN = "We need more time for each customer. The targets are too high for this quarter."
OTHERS = [
    PLAIN,
    "Targets are too high!",
    "More time please.",
    "Prices are too high in the north.",
    "The quota is new.",
]


def kinds(text: str, **more) -> list[str]:
    return [trace.kind for trace in recognisable(text, **more).traces]


@pytest.mark.parametrize(
    ("text", "kind", "safer"),
    [
        ("Write to bob.lee@acme.com please.", "contact", "Write to [contact] please."),
        ("Call me at +49 170 555 12 34 today.", "contact", "Call me at [contact] today."),
        ("The deal OPP-20417 was lost.", "reference", "The deal [reference] was lost."),
        ("They lost it on 12 March again.", "day", "They lost it on [day] again."),
        ("They lost it on 2026-03-12 again.", "day", "They lost it on [day] again."),
        ("We lost 47,300 there.", "figure", "We lost about 50,000 there."),
        ("We heard it from Ondine again.", "name", "We heard it from [name] again."),
        ("We need time!!!", "style", "We need time!"),
        ("We need MORE TIME here.", "style", "We need more time here."),
        ("We need time…", "style", "We need time."),
        ("We need time 😀", "style", "We need time "),
    ],
)
def test_what_points_to_somebody_is_found_and_put_more_safely(text: str, kind: str, safer: str):
    found = recognisable(text)
    assert [trace.kind for trace in found.traces] == [kind]
    assert found.safer == safer


@pytest.mark.parametrize(
    "text",
    [
        "I am the only one in the north who sells it.",
        "As a mother it is hard.",
        "Since I joined nothing has changed.",
        "I told the manager twice.",
        "My territory is too large.",
    ],
)
def test_what_only_one_could_say_is_left_to_the_author(text: str):
    found = recognisable(text)
    assert found.level == "much"
    assert found.safer == text
    assert [trace.kind for trace in found.to_change] == ["only one could say it"]


def test_names_that_are_handed_in_are_found_in_any_case_and_everywhere():
    found = recognisable("ask rose about acme.", names=["Rose", "ACME"], others=["x y z."] * 5)
    assert "[name]" in found.safer
    assert "rose" not in found.safer
    assert "acme" not in found.safer


def test_what_enough_others_say_too_points_to_nobody():
    text = "We lost 47,300 to Acme."
    assert set(kinds(text)) == {"figure", "name"}
    assert kinds(text, others=[text] * 4) == []
    assert set(kinds(text, others=[text] * 3)) == {"figure", "name"}


def test_rare_words_are_called_so_only_where_there_is_something_to_compare_with():
    text = "The quota is a palimpsest."
    assert kinds(text) == []
    assert any("rare words" in line for line in recognisable(text).unseen)
    assert kinds(text, background={"quota": 900}) == ["rare word"]
    assert kinds(text, background=["palimpsests"]) == []


def test_a_plain_text_stays_as_it_is_and_is_never_called_safe():
    found = recognisable(PLAIN, others=OTHERS)
    assert (found.level, found.safer) == ("little", PLAIN)
    assert found.unseen


def test_another_language_is_said_to_be_unseen():
    text = "Wir brauchen mehr Zeit und weniger Druck von oben bei den Zielen."
    assert any("English" in line for line in recognisable(text).unseen)


@pytest.mark.parametrize("text", ["", " ", "\n", "!", "7"])
def test_almost_nothing(text: str):
    assert recognisable(text).safer == text


def test_too_long_a_text_is_refused():
    with pytest.raises(Refusal):
        recognisable("x" * 20_001)


@given(st.text(alphabet="aB .!?…;—0,-@#\n12é😀", max_size=80), st.lists(st.text(max_size=20), max_size=3))
def test_spans_are_exact_and_the_order_of_the_others_does_not_matter(text: str, others: list[str]):
    found = recognisable(text, others=others)
    assert all(text[trace.start : trace.end] == trace.words for trace in found.traces)
    assert found == recognisable(text, others=others[::-1])


def test_the_safer_wording_points_less():
    text = "Ask Bob Lee (bob@acme.com): on 12 March I lost 47,300 at Acme!! Not MY FAULT…"
    before = recognisable(text, names=["Bob", "Acme"])
    after = recognisable(before.safer, names=["Bob", "Acme"])
    assert len(after.traces) < len(before.traces)
    assert not {"contact", "day", "figure", "name"} & {trace.kind for trace in after.traces}
