"""Nothing in a quote points to a person, and nothing in it is reworded."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothways.insight.themes.masking import Mark, Segment, masked, names_from, reads

PEOPLE = (
    "Hana Okada", "Jean-Luc Picard", "Linh Tran", "Anne O'Neil", "Will Smith", "Maria van der Berg", "Müller Öz",
    "Sue Grant", "Kim Lee", "Çelik Yılmaz",
)  # fmt: skip
NAMES = names_from(PEOPLE, safe=["Corvid A2 moisture analyser", "Corrigan Scales", "Central Europe"])
WORDS = st.sampled_from(
    [
        "we",
        "need",
        "the",
        "security",
        "documents",
        "until",
        "Friday",
        "from",
        "price",
        "is",
        "too",
        "high",
        "Angebot",
    ]
)
SECRETS = st.one_of(
    st.sampled_from(PEOPLE),
    st.sampled_from([part for name in PEOPLE for part in name.split() if part not in ("van", "der")]),
    st.sampled_from(["hana", "OKADA", "kim lee", "picard"]),
    st.sampled_from(["kim.lee@corp.example", "+49 (0)30 1234567", "0044 20 7946 0958", "030-1234567", "www.foo.com/x?y=1",
                     "https://meet.example.org/abc", "Herr Weber", "Frau Dr. Anna Schmidt", "J. Smith", "Klaus-Peter Ochs"]),
)  # fmt: skip
MARKS = st.sampled_from([" ", ", ", ". ", "; ", " – ", "\n", " ("])


def whole(text: str):
    return masked(text, 0, len(text), names=NAMES)


def shown(text: str) -> str:
    return "".join(str(part) for part in whole(text))


@given(st.text(max_size=200), st.integers(0, 60), st.integers(0, 200))
def test_segments_are_exact_pieces_in_order(text, start, length):
    end = min(len(text), start + length)
    if start > end:
        return
    parts = masked(text, start, end, names=NAMES)
    at = start
    for part in parts:
        if isinstance(part, Segment):
            assert part.text == text[part.start : part.end]
            assert part.text
            assert part.start >= at
            at = part.end
    assert at <= end
    if not any(isinstance(part, Mark) for part in parts):
        assert "".join(part.text for part in parts if isinstance(part, Segment)) == text[start:end]


@given(st.lists(st.tuples(WORDS, MARKS, SECRETS, MARKS), min_size=1, max_size=5))
def test_no_name_address_or_number_survives(pieces):
    text = "".join("".join(piece) for piece in pieces)
    left = "".join(part.text + "\n" for part in whole(text) if isinstance(part, Segment))
    lower = left.lower()
    for _, _, secret, _ in pieces:
        assert secret.lower() not in lower
    assert "@" not in left
    assert not re.search(r"\d{3}", left)
    for name in PEOPLE:
        assert name.lower() not in lower


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Ask Kim Lee at kim@lee.org now.", "Ask [name] at [mail address] now."),
        ("quick ping to hana's desk.", "quick ping to [name]'s desk."),
        ("Corrigan Scales got it, Will said; it will take long.", "Corrigan Scales got it, [name] said; it will take long."),
        ("In June we pay 1,200,000 for the Corvid A2 moisture analyser.", "In June we pay 1,200,000 for the Corvid A2 moisture analyser."),
        ("Until 2026-09-30 or 12.10.2026 it holds.", "Until 2026-09-30 or 12.10.2026 it holds."),
        ("Die Technische Abteilung und Herr Weber sagen nein.", "Die Technische Abteilung und [name] sagen nein."),
        ("Call Klaus-Peter Ochs, Maria Gomez or Eva Stone.", "Call [name], [name] or [name]."),
        ("We like the Lark. Our team in Central Europe too.", "We like the Lark. Our team in Central Europe too."),
        ("Maria van der Berg signs, the van waits.", "[name] signs, the van waits."),
    ],
)  # fmt: skip
def test_what_is_masked_and_what_is_not(text, wanted):
    assert shown(text) == wanted


def test_a_quote_that_is_mostly_marks_does_not_read():
    assert not reads(whole("Hana Okada, Kim Lee and Linh Tran."))
    assert reads(whole("Kim Lee says that the price is far too high for us."))
    assert not reads(())


def test_nothing_is_masked_without_names():
    text = "We wait for the security documents."
    assert masked(text, 0, len(text), names=names_from([])) == (Segment(0, len(text), text),)
