"""The word-level diff: applying it gives both texts, whatever they are."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bothways.lens.diff import Step, original_of, rewrite_of, word_diff

WORDS = st.lists(
    st.sampled_from(
        ["you", "never", "answer", ".", " ", "\n", "Acme", "$240k", "!", "don’t", "é", "不", "🙂", "\u202e"]
    ),
    max_size=40,
).map("".join)


def spans_hold(steps: tuple[Step, ...], original: str, rewrite: str) -> None:
    left = right = 0
    for step in steps:
        (a, b), (c, d) = step.original_span, step.rewrite_span
        assert (a, c) == (left, right)
        if step.done == "kept":
            assert step.text == original[a:b] == rewrite[c:d]
        elif step.done == "deleted":
            assert (step.text, c) == (original[a:b], d)
        else:
            assert (step.text, a) == (rewrite[c:d], b)
        assert step.text
        left, right = b, d
    assert (left, right) == (len(original), len(rewrite))


@settings(max_examples=200, deadline=None)
@given(st.one_of(WORDS, st.text()), st.one_of(WORDS, st.text()))
def test_applying_it_gives_both_texts(original: str, rewrite: str) -> None:
    steps = word_diff(original, rewrite)
    assert original_of(steps) == original
    assert rewrite_of(steps) == rewrite
    spans_hold(steps, original, rewrite)


@settings(max_examples=100, deadline=None)
@given(st.one_of(WORDS, st.text()))
def test_a_text_beside_itself_is_kept(text: str) -> None:
    assert [step.done for step in word_diff(text, text)] == (["kept"] if text else [])


@pytest.mark.parametrize(
    ("original", "rewrite", "said"),
    [
        ("", "", ""),
        ("", "New.", "+New."),
        ("Old.", "", "-Old."),
        ("You people blew it.", "You missed it.", "=You |-people blew|+missed|= it."),
        ("NEVER late!!! Send it.", "Never late. Send it.", "-NEVER|+Never|= late|-!!!|+.|= Send it."),
        ("One. Two. Three.", "One. Three.", "=One. |-Two. |=Three."),
    ],
)
def test_it_reads_as_one_would_tell_it(original: str, rewrite: str, said: str) -> None:
    signs = {"kept": "=", "deleted": "-", "inserted": "+"}
    assert "|".join(signs[step.done] + step.text for step in word_diff(original, rewrite)) == said


@pytest.mark.parametrize("piece", ["You never answer the call of Acme. ", "a ", "word", "x. "])
def test_a_long_text_takes_no_square_of_time(piece: str) -> None:
    long = piece * (200_000 // len(piece))
    other = long.replace("a", "b").replace("x", "y") + "End"
    begun = time.process_time()
    steps = word_diff(long, other)
    assert time.process_time() - begun < 5
    assert (original_of(steps), rewrite_of(steps)) == (long, other)
