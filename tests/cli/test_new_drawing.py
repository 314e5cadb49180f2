"""Pictures in a terminal: every number is there, nothing is wider than the terminal, any code page will do."""

import io
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from bothways.brief.document import (
    Bridge,
    Cause,
    Cell,
    Cite,
    Column,
    Compare,
    Contrast,
    Range,
    Ranges,
    Tick,
    Total,
)
from bothways.brief.lines import block_lines
from bothways.cli import printing
from bothways.cli.drawing import DRAWN, TYPED, Pen, marks_for, written

sys.path.append(str(Path(__file__).parents[1] / "brief" / "render"))
import example_insight as example

BLOCKS = example.pictures()
DRAW = {
    "bridge": "bridge",
    "columns": "bridge",
    "ranges": "ranges",
    "dots": "dots",
    "compare": "compare",
    "trends": "trends",
}


def drawn(name, width=80, encoding="utf-8"):
    return getattr(Pen(width=width, encoding=encoding), DRAW[name])(BLOCKS[name])


@pytest.mark.parametrize("width", [60, 80, 100, 200])
@pytest.mark.parametrize("name", DRAW)
def test_every_number_is_there_and_no_line_is_too_wide(name, width):
    lines = drawn(name, width)
    assert max(line.cell_len for line in lines) <= min(width, 120)
    told = " ".join(" ".join(line.plain for line in lines).split())
    for line in block_lines(BLOCKS[name]):
        for span in line:
            if isinstance(span, Cite):
                assert all(word in told for word in span.text.split()), span.text


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "cp437", "cp850", "latin-1", "ascii"])
@pytest.mark.parametrize("name", DRAW)
def test_any_code_page_can_write_it(name, encoding):
    text = "\n".join(line.plain for line in drawn(name, 80, encoding))
    text.encode(encoding)
    if encoding == "ascii" and name == "bridge":
        assert "-EUR290k" in text
        assert "?" not in text


@given(st.text(), st.sampled_from(["ascii", "cp437", "latin-1", "utf-8", "nothing-known"]))
def test_what_an_encoding_lacks_is_written_otherwise(text, encoding):
    if encoding in ("utf-8", "nothing-known"):
        return
    written(text, encoding).encode(encoding)


def test_marks_follow_the_encoding():
    assert marks_for("utf-8") is DRAWN
    assert marks_for("ascii") is TYPED
    assert all(letter.isascii() for letter in TYPED.letters())


def test_whose_a_bar_is_stands_beside_it_without_colour():
    lines = [line.plain for line in drawn("bridge")]
    for cause, name in (
        ("Decided later", "Executives"),
        ("Lower win rate", "Both sides"),
        ("Smaller deals", "Staff"),
        ("Chance", "Nobody"),
    ):
        assert name in next(line for line in lines if line.startswith(cause) and "€" in line)


def test_half_and_half_for_both_sides():
    block = Bridge(
        ("T",),
        (),
        Total(("A",), ("a",), 0),
        (Cause(("c",), ("v",), 100.0, "both"),),
        Total(("B",), ("b",), 100.0),
    )
    (line,) = [line for line in Pen().bridge(block) if line.plain.startswith("c")]
    used = [str(span.style) for span in line.spans if str(span.style) in ("#c87f0f", "#2f7cb8")]
    assert used.count("#c87f0f") > 3
    assert abs(used.count("#c87f0f") - used.count("#2f7cb8")) <= 1


def test_limit_cases_draw_something():
    pen = Pen()
    assert pen.bridge(Bridge(("T",), (), Total(("A",), ("a",), 0), (), Total(("B",), ("b",), 0)))
    down = Bridge(
        ("T",),
        (),
        Total(("A",), ("a",), -5),
        (Cause(("c",), ("v",), -5, low=-7, high=1),),
        Total(("B",), ("b",), -10),
    )
    assert pen.bridge(down)
    assert pen.ranges(Ranges(("T",), (), (Range(("r",), ("not known",), None),)))
    assert pen.ranges(Ranges(("T",), (), (), ticks=(Tick(("t",), 3.0),)))
    empty = Compare(("T",), (), (Column("Time"),), (Contrast(("x",), (Cell(("not known",), None),)),))
    assert any("not known" in line.plain for line in pen.compare(empty))


@pytest.mark.parametrize("name", DRAW)
def test_they_are_printed_as_wide_as_the_terminal(name, monkeypatch):
    written_to = io.StringIO()
    console = Console(file=written_to, width=80, color_system=None, highlight=False)
    monkeypatch.setattr(printing, "out", console)
    getattr(printing, f"draw_{DRAW[name]}")(BLOCKS[name])
    lines = written_to.getvalue().splitlines()
    assert max(map(len, lines)) <= 80
    assert "\x1b" not in written_to.getvalue()
