"""Texts: no word lost."""

from __future__ import annotations

import csv
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bothways.evidence.values import html_to_text, split_dated_notes, split_mail, tidy


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Hello <b>Ada</b></p><p>Bye</p>", "Hello Ada\n\nBye"),
        ("a<br>b<br/>c", "a\nb\nc"),
        ("<ul><li>one</li><li>two</li></ul>", "- one\n- two"),
        ("5 &gt; 3 &amp;&nbsp;2 &lt; 4 &#8364; &#x20AC;", "5 > 3 & 2 < 4 € €"),
        ("<style>p {}</style>a<script>alert('<p>')</script>b<head><title>t</title></head>", "ab"),
        ("<div>Jürgen said: 3 < 4</div>", "Jürgen said: 3 < 4"),
        ("no markup, 3 < 4 and a > b", "no markup, 3 < 4 and a > b"),
        ("AT&T; R&D", "AT&T; R&D"),
        ("<a href='http://x'>link</a>", "link"),
        ("<p>unclosed", "unclosed"),
        ("<!-- hidden -->seen", "seen"),
        ("", ""),
    ],
)
def test_html(html: str, text: str) -> None:
    assert html_to_text(html) == text


def test_tidy_keeps_words_and_paragraphs() -> None:
    assert tidy("  a \t b\u00a0c\r\n\r\n\r\n\r\nd\u200b \r e ") == "a b c\n\nd\ne"


@given(st.text(max_size=60))
def test_any_text_survives(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)
    html_to_text(text)
    if not re.search(r"[<&]", text):
        assert html_to_text(text).split() == tidy(text).split()


def notes(text: str, order: str | None = None) -> list[tuple[str | None, str]]:
    return [(day.isoformat() if day else None, note) for day, note in split_dated_notes(text, order=order)]


def test_several_notes_in_the_order_of_the_cell() -> None:
    assert notes("2023-11-26: Saw the demo. 2023-11-29: Had a call. 2023-10-27: Met. ") == [
        ("2023-11-26", "Saw the demo."),
        ("2023-11-29", "Had a call."),
        ("2023-10-27", "Met."),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Had a call. We meet on 2023-11-30: bring the demo.",
        "They decide by 2023-11-30 - or never.",
        "Budget is free from 1.12.2023: then we sign.",
        "Call them.",
    ],
)
def test_a_date_inside_a_sentence_starts_no_note(text: str) -> None:
    assert notes(text) == [(None, text)]


def test_forms_of_a_note() -> None:
    assert notes("15.04.2021: Anruf.\n16.04.2021 - Besuch.\n[17.04.2021] Mail.") == [
        ("2021-04-15", "Anruf."),
        ("2021-04-16", "Besuch."),
        ("2021-04-17", "Mail."),
    ]
    assert notes("Apr 15, 2021 10:30 (LS): Called.\nHe said: maybe.") == [
        ("2021-04-15", "Called.\nHe said: maybe.")
    ]
    assert notes("Before.\n2021-04-15\nCalled.") == [(None, "Before."), ("2021-04-15", "Called.")]


def test_an_open_order_starts_no_note_until_it_is_known() -> None:
    text = "01/02/2021: Called."
    assert notes(text) == [(None, text)]
    assert notes(text, "mdy") == [("2021-01-02", "Called.")]
    assert notes(text, "dmy") == [("2021-02-01", "Called.")]


def test_an_impossible_day_starts_no_note() -> None:
    assert notes("2021-02-30: Called.") == [(None, "2021-02-30: Called.")]


@settings(max_examples=200)
@given(st.lists(st.tuples(st.dates(date(2000, 1, 1), date(2030, 1, 1)), st.sampled_from(["Met them.", "On 2020-01-01 we sign!", "Was: good?"])), max_size=6))  # fmt: skip
def test_what_was_joined_is_split(items: list[tuple[date, str]]) -> None:
    for joint in (" ", "\n"):
        text = joint.join(f"{day.isoformat()}: {note}" for day, note in items)
        assert split_dated_notes(text) == items


@given(st.text(max_size=80))
def test_no_word_of_any_cell_is_lost(text: str) -> None:
    kept = "".join(note for _, note in split_dated_notes(text))
    assert Counter(c for c in text if c.isalpha()) - Counter(kept) == Counter() or re.search(r"\d", text)


@pytest.mark.real_data
def test_the_notes_of_workbench(real_data: Path) -> None:
    path = real_data / "workbench" / "customer_relationship_manager_data.csv"
    with path.open(encoding="utf-8", newline="") as handle:
        cells = [row["notes"] for row in csv.DictReader(handle)]
    split = [split_dated_notes(cell) for cell in cells]
    flat = [note for cell in split for note in cell]
    # Counted another way: every date of this file that a colon follows starts a note.
    assert len(flat) == sum(len(re.findall(r"\d{4}-\d\d-\d\d: ", cell)) for cell in cells) == 331
    assert Counter(text for _, text in flat) == {
        said: sum(cell.count(said) for cell in cells)
        for said in ("Had a call.", "Saw the demo.", "Met in person.", "On holiday.")
    }
    assert all(day is not None for day, _ in flat)
    assert sum(not cell for cell in split) == sum(not cell.strip() for cell in cells)
    assert split[1] == [
        (date(2023, 11, 26), "Saw the demo."),
        (date(2023, 11, 29), "Had a call."),
        (date(2023, 10, 27), "Had a call."),
    ]


MAIL = """Yes, let us meet.

> can we meet?
> Ada

Best
--
Ben Holt
Acme

On Mon, 3 Jan 2022 at 10:00, Ada Love wrote:
> can we meet?
"""


def test_mail_parts_join_to_the_mail() -> None:
    parts = split_mail(MAIL)
    assert "".join(part.text for part in parts) == MAIL
    assert [part.kind for part in parts] == ["own", "quoted", "own", "signature", "quoted"]
    assert parts[0].text.strip() == "Yes, let us meet."
    assert "Ben Holt" in parts[3].text


@pytest.mark.parametrize(
    "head",
    [
        "-----Original Message-----",
        "Am 03.01.2022 um 10:00 schrieb Ada Love:",
        "Le 3 janvier 2022 à 10:00, Ada a écrit :",
        "El 3 ene 2022, Ada escribió:",
        "From: Ada\nSent: Monday\nTo: Ben",
        "Von: Ada\nGesendet: Montag",
    ],
)
def test_history_is_marked_in_four_languages(head: str) -> None:
    mail = f"Yes.\n\n{head}\nold words\n"
    parts = split_mail(mail)
    assert [(p.kind, p.text.strip()) for p in parts] == [("own", "Yes."), ("quoted", f"{head}\nold words")]


@given(st.text(max_size=120))
def test_any_mail_joins_to_itself(text: str) -> None:
    assert "".join(part.text for part in split_mail(text)) == text
