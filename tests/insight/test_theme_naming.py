"""What a proposed theme is called."""

from __future__ import annotations

import numpy as np

from bothways.insight.themes.naming import names_of
from bothways.insight.themes.tokens import tokens_of

SAID = [
    "they want a loan unit for 3 weeks", "no loan unit is free", "the loan unit came back", "a loan unit before may",
    "plastic waste again", "too much plastic waste", "the plastic waste of a run", "we count plastic waste",
    "he called back", "call me on tuesday", "ok w/ it", "amt is 30", "until then",
]  # fmt: skip


def named(groups):
    rows = [np.array(one, dtype=np.int64) for one in groups]
    return names_of(tokens_of(SAID), rows, weights=np.ones(len(SAID)))


def test_phrases_come_before_words():
    assert named([[0, 1, 2, 3], [4, 5, 6, 7]]) == [("loan unit",), ("plastic waste",)]


def test_never_small_words_digits_or_abbreviations():
    assert named([[8, 9, 10, 11, 12]]) == [()]


def test_a_group_of_two_matters_has_both_in_its_name_and_never_more_than_three():
    (name,) = named([[0, 1, 2, 3, 4, 5, 6, 7]])
    assert set(name) == {"loan unit", "plastic waste"}


def test_no_sentences_no_name():
    assert named([[]]) == [()]
    assert names_of(tokens_of([]), [], weights=np.zeros(0)) == []
