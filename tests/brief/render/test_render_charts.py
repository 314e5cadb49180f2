import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothways.brief.document import Bar, Bars, Cite, Name, Step, Waterfall, text_of
from bothways.brief.render.charts import ROW_WIDE, bar_rows, columns, waterfall_rows, wrap
from bothways.brief.render.picture import Box, Picture, Rule, Words, page_svg, paper_svg

amounts = st.floats(min_value=0, max_value=1e12, allow_nan=False).map(lambda x: round(x, 2))


def waterfall(*steps: tuple[str, float]) -> Waterfall:
    made = tuple(
        Step((f"step {role}",), (Cite(i + 1, f"{i}"),), amount, role)
        for i, (role, amount) in enumerate(steps)
    )
    return Waterfall(("Title",), ("Sub",), made)


def boxes(picture: Picture) -> list[Box]:
    return [shape for shape in picture.shapes if isinstance(shape, Box)]


@given(
    start=amounts,
    flows=st.lists(st.tuples(st.sampled_from(["inflow", "outflow", "won"]), amounts), min_size=1, max_size=9),
)
def test_each_step_begins_where_the_last_ended(start, flows):
    end = start + sum(a if role == "inflow" else -a for role, a in flows)
    block = waterfall(("stock", start), *flows, ("stock", end))
    picture = columns(block)
    assert picture is not None
    drawn = boxes(picture)
    assert len(drawn) == len(block.steps)
    for shape in picture.shapes:
        if isinstance(shape, Box):
            assert -0.01 <= shape.y <= 223
            assert shape.height >= 0.99
            assert 0 <= shape.x <= shape.x + shape.width <= picture.width
    joints = [s for s in picture.shapes if isinstance(s, Rule) and s.tone == "axis"][1:]
    for joint, before, after in zip(joints, drawn, drawn[1:], strict=False):
        level = joint.points[0][1]
        assert min(abs(level - before.y), abs(level - before.y - before.height)) < 1.01
        assert min(abs(level - after.y), abs(level - after.y - after.height)) < 1.01


def test_an_out_flow_goes_down_whatever_its_sign():
    down = columns(waterfall(("stock", 10), ("outflow", -4), ("stock", 6)))
    same = columns(waterfall(("stock", 10), ("outflow", 4), ("stock", 6)))
    assert down == same


def test_out_flows_are_hatched_and_stocks_are_ink():
    drawn = boxes(columns(waterfall(("stock", 10), ("inflow", 3), ("outflow", 4), ("won", 5), ("stock", 4))))
    assert [box.tone for box in drawn] == ["ink", "mid", "hatch", "ink", "ink"]


@pytest.mark.parametrize("steps", [[("stock", 5.0)], [("stock", float(i)) for i in range(13)]])
def test_too_few_or_too_many_columns_become_rows(steps):
    block = waterfall(*steps)
    assert columns(block) is None
    assert len(waterfall_rows(block)) == len(steps)


def test_values_too_long_for_columns_become_rows():
    steps = tuple(Step(("Open",), ("NOK 1,234,567,890.12",), 5, "stock") for _ in range(9))
    assert columns(Waterfall(("T",), (), steps)) is None


def test_nothing_at_all_is_drawn_without_dividing_by_it():
    assert columns(waterfall(("stock", 0), ("inflow", 0), ("stock", 0))) is not None
    assert waterfall_rows(Waterfall(("T",), (), ())) == ()


def bars(*rows: Bar) -> Bars:
    return Bars(("Title",), (), rows)


def test_bars_share_one_scale_from_nought():
    one, two = bar_rows(bars(Bar(("a",), ("1",), 50), Bar(("b",), ("2",), 100)))
    assert boxes(one)[0].width * 2 == boxes(two)[0].width == ROW_WIDE


def test_a_row_without_an_amount_has_no_picture():
    assert bar_rows(bars(Bar(("a",), ("unknown",), None), Bar(("b",), ("2",), 3)))[0] is None
    assert bar_rows(bars(Bar(("a",), ("unknown",), None))) == (None,)
    assert bar_rows(bars()) == ()


def test_a_whisker_has_caps_and_a_tick_is_inside():
    (picture,) = bar_rows(bars(Bar(("a",), ("1",), 0.5, low=0.25, high=1.0, reference=1.0)))
    rules = [s for s in picture.shapes if isinstance(s, Rule)]
    line, left, right = [r for r in rules if r.tone == "ink" and r.wide == 1.5]
    assert line.points == ((ROW_WIDE / 4, 22), (ROW_WIDE, 22))
    assert left.points[0][0] == ROW_WIDE / 4
    assert right.points[0][0] == ROW_WIDE
    (tick,) = [r for r in rules if r.tone == "ink" and r.wide == 2.0]
    assert tick.points[0][0] < ROW_WIDE


def test_a_loss_reaches_left_of_nought():
    low, high = bar_rows(bars(Bar(("a",), ("1",), -25), Bar(("b",), ("2",), 75)))
    assert (boxes(low)[0].x, boxes(low)[0].width) == (0, 100)
    assert (boxes(high)[0].x, boxes(high)[0].width) == (100, 300)


def test_both_sides_are_two_halves_with_a_line_between():
    (picture,) = bar_rows(bars(Bar(("a",), ("1",), 1, who="both")))
    assert [b.tone for b in boxes(picture)] == ["staff", "exec"]
    assert [r for r in picture.shapes if isinstance(r, Rule) and r.tone == "paper"]


@given(
    st.lists(
        st.one_of(
            st.text(),
            st.builds(lambda t: Cite(3, t), st.text(min_size=1)),
            st.builds(lambda t: Name(t, "deal"), st.text()),
        )
    ),
    st.integers(6, 20),
)
def test_wrapping_loses_no_letter_and_no_mark(line, most):
    rows = list(wrap(tuple(line), most))
    kept = "".join("".join(text_of(row).split()) for row in rows)
    assert kept == "".join(text_of(tuple(line)).split())
    facts = [s.text for row in rows for s in row if isinstance(s, Cite)]
    assert facts == [s.text for s in line if isinstance(s, Cite)]


def test_a_page_gets_classes_and_paper_gets_colours():
    picture = columns(waterfall(("stock", 10), ("outflow", 4), ("stock", 6)))
    page, paper = page_svg(picture), paper_svg(picture, font="Inter")
    assert "style" not in page
    assert not any(mark in page for mark in ("stroke=", "#1", "font-"))
    assert "class=" not in paper
    assert 'font-family="Inter"' in paper
    assert {s.line for s in picture.shapes if isinstance(s, Words)} >= {(Cite(1, "0"),)}


def test_a_picture_escapes_what_it_says():
    hostile = '"><script>'
    block = Waterfall(
        ("T",),
        (),
        (
            Step((Name(hostile, "deal"),), (Cite(1, hostile),), 1, "stock"),
            Step((hostile,), (hostile,), 1, "stock"),
        ),
    )
    for svg in (str(page_svg(columns(block))), paper_svg(columns(block), font="Inter")):
        assert "<script" not in svg
        assert "&lt;script&gt;" in svg
