"""Which words are quoted: whole sentences, to the letter, that point to nobody of the own firm."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothways.brief.facts.quotes import quotable

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


@given(st.text(alphabet=st.sampled_from("ab Jo.,!?\n-äWill'@"), max_size=400))
def test_a_quote_is_always_a_piece_of_the_text(text: str) -> None:
    piece = quotable(text, names=NAMES)
    assert piece in text
    assert piece == "" or 25 <= len(piece) <= 200
    assert "Jo" not in piece.replace(".", " ").replace(",", " ").split()
