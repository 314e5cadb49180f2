"""How the new pictures are drawn: lengths, joints, cuts, whiskers, dots."""

import re
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree as ET

import example_insight as example
import page_questions
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothways.brief.check import check_file
from bothways.brief.document import (
    Bridge,
    Cause,
    Cell,
    Column,
    Compare,
    Contrast,
    Dots,
    Range,
    Ranges,
    Section,
    Tick,
    Total,
    Trend,
    Trends,
)
from bothways.brief.lines import block_lines, cites_of, quotes_of
from bothways.brief.render import render_html, render_markdown, render_pdf, render_picture
from bothways.brief.render.bridge import CUT_NOTE, bridge_columns, bridge_rows, note_of, reaches, scale_of
from bothways.brief.render.charts import ROW_WIDE
from bothways.brief.render.picture import Area, Box, Dot, Hatching, Rule, Words
from bothways.brief.render.ranges import compare_rows, dots_picture, range_rows, trend_rows

cents = st.integers(-10_000_000, 10_000_000)


def bridge(base: float, *amounts: float, **more) -> Bridge:
    causes = tuple(Cause((f"cause {'x' * at}",), ("v",), amount, **more) for at, amount in enumerate(amounts))
    return Bridge(
        ("T",), (), Total(("Target",), ("a",), base), causes, Total(("Actual",), ("b",), base + sum(amounts))
    )


def boxes(picture):
    return [shape for shape in picture.shapes if isinstance(shape, Box)]


@given(cents, st.lists(cents, max_size=12))
def test_each_bar_begins_where_the_last_ended(base, amounts):
    block = bridge(base, *amounts)
    rows = bridge_rows(block)
    assert len(rows) == len(amounts) + 2
    begin, end, _ = scale_of(block)
    assert begin < end
    for before, after in pairwise(rows):
        left = [rule.points[0][0] for rule in before.joint.shapes][-1]
        right = after.joint.shapes[0].points[0][0]
        assert left == pytest.approx(right, abs=0.01)
        assert after.through.shapes[0].points[0][0] == pytest.approx(right, abs=0.01)
        assert -0.01 <= left <= ROW_WIDE + 0.01
    for row in rows:
        for box in boxes(row.bar):
            assert box.x >= -0.01
            assert box.x + box.width <= ROW_WIDE + 1.51


@given(cents, st.lists(cents, min_size=1, max_size=12))
def test_lengths_are_in_proportion(base, amounts):
    block = bridge(base, *amounts)
    begin, end, _ = scale_of(block)
    for row, amount in zip(bridge_rows(block)[1:-1], amounts, strict=True):
        (box,) = boxes(row.bar)
        assert box.width == pytest.approx(max(abs(amount) / (end - begin) * ROW_WIDE, 1.5), abs=0.01)


def test_long_ends_are_cut_and_said_so():
    block = bridge(420, 20, -60)
    begin, _, cut = scale_of(block)
    assert cut
    assert 0 < begin < 380
    first, *_, last = bridge_rows(block)
    for row in (first, last):
        assert sum(isinstance(shape, Area) for shape in row.bar.shapes) == 2
    assert note_of(block) == (CUT_NOTE,)
    assert not re.search(r"\d", CUT_NOTE)
    assert CUT_NOTE in render_markdown(example.one(block))


@pytest.mark.parametrize(
    "block", [bridge(100, -80), bridge(100, -120), bridge(-100, 20), bridge(0, 0), bridge(5, 0), bridge(0)]
)
def test_ends_that_reach_nought_are_not_cut(block):
    assert scale_of(block)[2] is False
    assert note_of(block) == ()


def test_whiskers_stand_where_the_cause_may_end():
    block = bridge(100, -50, low=-70, high=-20)
    reach = reaches(block)[1]
    assert (reach.low, reach.high) == (30, 80)
    row = bridge_rows(block)[1]
    line = next(s for s in row.bar.shapes if isinstance(s, Rule) and s.wide == 1.5)
    assert line.points[0][0] == pytest.approx(ROW_WIDE * 0.3)
    assert line.points[1][0] == pytest.approx(ROW_WIDE * 0.8)


def test_whose_and_chance_have_their_own_look():
    block = Bridge(
        ("T",), (), Total(("A",), ("a",), 100),
        (Cause(("b",), ("v",), -10, "both"), Cause(("s",), ("v",), -10, "staff"), Cause(("c",), ("v",), -10, "executives", chance=True)),
        Total(("B",), ("b",), 70),
    )  # fmt: skip
    both, staff, chance = bridge_rows(block)[1:-1]
    assert [box.tone for box in boxes(both.bar)] == ["staff", "exec"]
    assert [box.tone for box in boxes(staff.bar)] == ["staff"]
    assert [box.tone for box in boxes(chance.bar)] == ["band"]
    assert any(isinstance(shape, Hatching) for shape in chance.bar.shapes)


def test_columns_where_few_causes_fit_and_rows_else():
    assert bridge_columns(bridge(100, *[-1] * 7)) is not None
    assert bridge_columns(bridge(100, *[-1] * 8)) is None
    assert bridge_columns(bridge(100)) is None
    wide = Bridge(
        ("T",),
        (),
        Total(("A",), ("NOK 1,234,567,890",), 1),
        (Cause(("c",), ("v",), 1),) * 6,
        Total(("B",), ("b",), 7),
    )
    assert bridge_columns(wide) is None
    picture = bridge_columns(bridge(420, 20, -60))
    said = [shape.line for shape in picture.shapes if isinstance(shape, Words)]
    assert ("Nobody",) in said
    assert picture.alt.startswith("From a (Target) to b (Actual)")


def test_a_middle_is_a_dot_and_another_guess_a_ring():
    rows = range_rows(
        Ranges(
            ("T",), (),
            (Range(("o",), ("v",), 5.0, "ours", 2.0, 9.0), Range(("b",), ("v",), 8.0, "baseline"), Range(("c",), ("v",), 4.0, "claim", 3.0, 6.0, happened=9.5), Range(("n",), ("not known",), None)),
            ticks=(Tick(("t",), 7.0),),
        )
    )  # fmt: skip
    dots = [[s for s in (marks.shapes if marks else ()) if isinstance(s, Dot)] for _, marks in rows]
    assert [[dot.ring for dot in held] for held in dots] == [[False], [True], [True, False], []]
    assert rows[3][1] is None
    tick = [s for s in rows[0][0].shapes if isinstance(s, Rule)][-1].points[0][0]
    assert dots[0][0].x < tick < dots[1][0].x
    for _, marks in rows[:3]:
        assert all(
            0 <= point[0] <= ROW_WIDE for s in marks.shapes if isinstance(s, Rule) for point in s.points
        )


@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=40), st.floats(-1e9, 1e9))
def test_a_dot_that_reaches_the_tick_is_filled_and_stands_behind_it(values, target):
    picture = dots_picture(Dots(("T",), (), tuple(values), (), (), Tick(("t",), target)))
    dots = [s for s in picture.shapes if isinstance(s, Dot)]
    assert len(dots) == len(values)
    assert sum(not dot.ring for dot in dots) == sum(value >= target for value in values)
    tick = [s for s in picture.shapes if isinstance(s, Rule)][-1].points[0][0]
    assert all(dot.x <= tick + 8 if dot.ring else dot.x >= tick - 8 for dot in dots)
    assert all(0 <= dot.y <= picture.height for dot in dots)
    assert all(0 <= dot.x <= picture.width for dot in dots)


def test_bars_of_a_comparison_share_one_scale():
    rows = compare_rows(
        Compare(("T",), (), (Column("a"), Column("b", "staff")), (Contrast(("x",), (Cell(("v",), 0.5), Cell(("v",), 0.25))), Contrast(("y",), (Cell(("?",), None), Cell(("v",), 0.0)))))
    )  # fmt: skip
    assert boxes(rows[0][0])[0].width == 2 * boxes(rows[0][1])[0].width == ROW_WIDE
    assert rows[1][0] is None
    assert boxes(rows[1][1])[0].width == 1.5


def test_a_gap_parts_a_line():
    (line, none) = trend_rows(
        Trends(("T",), (), (Trend(("x",), (1, 2, None, 3, 4), (), ()), Trend(("y",), (None, 3), (), ())))
    )
    lines = [s for s in line.shapes if isinstance(s, Rule) and s.tone == "edge"]
    assert [len(rule.points) for rule in lines] == [2, 2]
    assert none is None


@pytest.mark.parametrize("name", example.pictures())
def test_a_picture_alone_is_whole(name):
    block = example.pictures()[name]
    text = render_picture(block)
    root = ET.fromstring(text)  # noqa: S314 - our own file
    names = {one.tag.rpartition("}")[2]: one for one in root}
    assert root.get("role") == "img"
    assert names["title"].text
    assert names["desc"].text
    assert "prefers-color-scheme:dark" in names["style"].text
    assert "style=" not in text
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "")
    # All that the block says stands in it, whole, in this order.
    said = " ".join("".join(one.itertext()) for one in root.iter() if one.tag.endswith("}text"))
    for line in block_lines(block):
        for span in line:
            if not isinstance(span, str) and name not in ("waterfall", "columns"):
                assert all(word in said for word in span.text.split())
    assert text == render_picture(block)


def test_a_picture_alone_escapes_what_it_says():
    hostile = '"><script>alert(1)</script>&'
    block = Ranges(
        (hostile,), (hostile,), (Range((hostile,), (hostile,), 1.0, small=(hostile,)),), note=(hostile,)
    )
    text = render_picture(block, title=hostile)
    assert "<script" not in text
    ET.fromstring(text)  # noqa: S314 - our own file


def test_nothing_at_all_is_drawn_without_dividing_by_it():
    blocks = (
        Ranges(("T",), (), ()), Dots(("T",), (), (), (), ()), Compare(("T",), (), (), ()), Trends(("T",), (), ()),
        bridge(0), Compare(("T",), (), (Column("a"),), (Contrast(("x",), (Cell(("-",), None),)),)),
    )  # fmt: skip
    for block in blocks:
        document = example.one(block)
        assert render_picture(block)
        assert render_html(document)
        assert render_markdown(document)
        assert render_pdf(document)[:4] == b"%PDF"


def test_hostile_names_are_only_names():
    document = example.hostile()
    page, text = render_html(document), render_markdown(document)
    assert "<script" not in page
    assert "<script" not in text.replace("\\<script", "")
    assert render_pdf(document)[:4] == b"%PDF"
    for section in document.sections[:-1]:
        picture = render_picture(section.blocks[0])
        assert "<script" not in picture
        ET.fromstring(picture)  # noqa: S314 - our own file


def test_a_personal_brief_shows_its_own_numbers():
    document = example.document()
    cited = tuple(sorted({cite.fact for cite in cites_of(document)} | set(quotes_of(document)), reverse=True))
    rest = tuple(fact.number for fact in document.ledger if fact.number not in cited)
    own = replace(document, marks=(*cited, *rest))
    for kind, render in (("html", render_html), ("markdown", render_markdown), ("pdf", render_pdf)):
        check_file(render(own), kind=kind, ledger=own.ledger, document=own)


# ---- In a browser

WHOLE = {
    "hostile": lambda: render_html(example.hostile()),
    "rows": lambda: render_html(example.document()),
    "columns": lambda: render_html(example.document(renewals=False)),
    "one": lambda: render_html(example.one(example.pictures()["bridge"])),
}


@pytest.mark.browser
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 768, 1280])
@pytest.mark.parametrize("name", WHOLE)
def test_pages_hold_at_every_width(show, name, width, theme):
    page = show(WHOLE[name](), width, theme=theme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(page_questions.PAST) == []
    assert page.evaluate(page_questions.SPILLS) == []
    assert page.evaluate(page_questions.CONTRAST) == []
    if width >= 768:
        assert page.evaluate(page_questions.OVERLAPS) == []


@pytest.mark.browser
def test_columns_when_wide_and_rows_on_a_phone(show):
    wide, phone = show(WHOLE["columns"](), 1280), show(WHOLE["columns"](), 360)
    assert wide.locator("svg.wide").is_visible()
    assert not wide.locator(".bars--bridge").is_visible()
    assert not phone.locator("svg.wide").is_visible()
    assert phone.locator(".bars--bridge").is_visible()


@pytest.mark.browser
@pytest.mark.parametrize("name", example.pictures())
def test_no_words_of_a_picture_alone_overlap_or_leave_it(browser, tmp_path, name):
    file = tmp_path / "picture.svg"
    file.write_text(render_picture(example.pictures()[name]), encoding="utf-8")
    page = browser.new_page(viewport={"width": 820, "height": 900})
    page.goto(file.as_uri())
    found = page.evaluate(
        """() => { const boxes = [...document.querySelectorAll('text')].map(t => [t.textContent, t.getBBox()]);
        const over = boxes.flatMap(([a, p], i) => boxes.slice(i + 1).filter(([, q]) => p.x < q.x + q.width - 1 && q.x < p.x + p.width - 1
          && p.y < q.y + q.height - 3 && q.y < p.y + p.height - 3).map(([b]) => a + ' × ' + b));
        const root = document.documentElement.viewBox.baseVal;
        return [over, boxes.filter(([, b]) => b.x < 0 || b.x + b.width > root.width || b.y + b.height > root.height + 1).map(([a]) => a)]; }"""
    )
    page.close()
    assert found == [[], []]


def test_a_brief_of_every_block_still_has_its_sections_on_paper():
    document = example.document()
    assert [type(block).__name__ for section in document.sections for block in section.blocks].count(
        "Bridge"
    ) == 1
    assert isinstance(document.sections[0], Section)
    assert len(render_pdf(document)) > 20_000
