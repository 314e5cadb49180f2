import re
from dataclasses import replace

import example_brief as example
import pytest
from changed_texts import bare

from bothways.brief.render import render_markdown

DOCUMENTS = (example.executive, example.person, example.little, example.hostile)


@pytest.fixture(params=DOCUMENTS, ids=lambda make: make.__name__)
def document(request):
    return request.param()


def cells(row: str) -> int:
    return len(re.findall(r"(?<!\\)\|", row))


def test_tables_have_as_many_cells_in_each_row(document):
    tables = re.findall(r"(?:^\|.*\n?)+", render_markdown(document), flags=re.MULTILINE)
    for table in tables:
        counts = {cells(row) for row in table.strip().split("\n")}
        assert len(counts) == 1, table
    assert len(tables) == sum(
        1 for _ in re.finditer(r"^\| ?-", render_markdown(document), flags=re.MULTILINE)
    )


def test_there_is_one_title(document):
    assert len(re.findall(r"^# ", render_markdown(document), flags=re.MULTILINE)) == 1


def test_each_number_has_its_note():
    text = render_markdown(example.executive())
    defined = set(re.findall(r"^\[\^(\d+)\]:", text, flags=re.MULTILINE))
    cited = set(re.findall(r"\[\^(\d+)\](?!:)", text))
    assert cited
    assert cited <= defined


def test_hostile_names_stay_text():
    text = render_markdown(example.hostile())
    assert not re.search(r"(?<!\\)<", text)
    assert r"\<script\>" in text
    assert "\x07" not in text
    assert "\u202e" not in text
    assert "Deal a b c" in text


def test_quotes_are_exact_once_unescaped():
    text = re.sub(r"\\(.)", r"\1", render_markdown(example.executive()))
    for quote, _ in example.QUOTES.values():
        assert f"> “{quote}”" in text
    assert text.count("Customer's own words[^") == 4
    assert text.count("Rep's account[^") == 1


@pytest.mark.parametrize("start", ["# a", "- a", "+ a", "1. a", "= a", "> a", "--- a", "12) a"])
def test_a_line_does_not_become_something_else_by_how_it_starts(start):
    document = replace(example.little(), headline=((start,),))
    line = render_markdown(document).split("\n\n")[1].strip()
    assert line.replace("\\", "") == start
    assert "\\" in line


def test_it_adds_no_digit_of_its_own(document):
    assert not re.search(r"\d", re.sub(r"\[\^\d+\]", "", render_markdown(bare(document))))


def test_names_with_underscores_are_left_readable():
    document = replace(example.little(), headline=(("ACME_Deal_2 and _this_",),))
    assert r"ACME_Deal_2 and \_this\_" in render_markdown(document)
