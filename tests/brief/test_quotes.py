"""Which words are quoted: whole sentences, to the letter, that point to nobody of the own firm."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothways.brief.facts.quotes import quotable, telling

NAMES = frozenset({"jo", "will", "okafor"})


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("Hi Jo,\nour budget closes on Friday the 30th. Please hurry.\nBest, Kim",
         "our budget closes on Friday the 30th. Please hurry."),
        ("Thanks! We will decide once the security answers are here.", "We will decide once the security answers are here."),
        ("Will promised us a discount of 12 %. We wait for the contract, as agreed.", "We wait for the contract, as agreed."),
        ("ask okafor for the numbers before friday. the champion left for another firm.",
         "the champion left for another firm."),
        ("Write to kim@lab.example or call me. Our network was down for the third day.",
         "Our network was down for the third day."),
        ("Call +47 22 33 44 55 today, please do.", ""),
        ("ok", ""), ("", ""), ("\n\n", ""), ("> quoted before\n> and again", ""),
        ("x" * 500, ""),
    ],
)  # fmt: skip
def test_what_is_quoted(text: str, quoted: str) -> None:
    assert quotable(text, names=NAMES) == quoted


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        # What keeps a talk going says nothing about the customer.
        ("Could you send us the offer for the Lark again, with delivery dates?", ""),
        ("Please confirm the delivery week for our second site.", ""),
        ("We need it before our audit in March. Could you send us the offer again?", "We need it before our audit in March."),
        # A greeting before the first word goes, all else stays to the letter.
        ("To whom it may concern, we have waited three weeks for the part.", "we have waited three weeks for the part."),
        ("Good morning, the export is empty since the last update.", "the export is empty since the last update."),
        # Of several pieces the one that says most is taken.
        ("The weather in our town is lovely this week.\nWe chose another supplier because your price was higher.",
         "We chose another supplier because your price was higher."),
    ],
)  # fmt: skip
def test_a_quote_says_something(text: str, quoted: str) -> None:
    assert quotable(text, names=NAMES) == quoted


def test_what_says_more_tells_more() -> None:
    assert telling("The weather is lovely.") == 0
    assert telling("We wait.") < telling("We wait because nobody decided on the price.")


@given(st.text(alphabet=st.sampled_from("ab Jo.,!?\n-äWill'@"), max_size=400))
def test_a_quote_is_always_a_piece_of_the_text(text: str) -> None:
    piece = quotable(text, names=NAMES)
    assert piece in text
    assert piece == "" or 25 <= len(piece) <= 200
    assert "Jo" not in piece.replace(".", " ").replace(",", " ").split()
