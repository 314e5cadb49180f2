"""Where something will land, comparisons on one scale, and small lines: each a picture for a row.

A middle is a dot, another way to guess a ring, a likely range a whisker with caps; what every row is
compared with is a line through all of them. Amounts only decide places.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import floor as floor_of

from bothways.brief.document import Compare, Dots, Range, Ranges, Trend, Trends, Who
from bothways.brief.render.charts import ROW_TALL, ROW_WIDE
from bothways.brief.render.picture import Box, Dot, Picture, Rule, Shape, Tone

DOTS_WIDE, DOTS_TALL = 400.0, 120.0
_MIDDLE = ROW_TALL / 2
_MARGIN = 8.0
"""Room for a round mark at the ends of a scale."""
_BINS = 15
_BAR = {"top": 14.0, "tall": 16.0}
COLUMN_TONES: dict[Who, Tone] = {"staff": "staff", "executives": "exec", "manager": "ink", "nobody": "mid"}
DOTS_KEY = "Each dot is as likely as any other."
DOTS_REACH = "filled: reaches it"


def _scale(marks: Sequence[float], *, nought: bool) -> tuple[float, float]:
    if not marks:
        return 0.0, 1.0
    low, high = min(marks), max(marks)
    if nought or low <= 0:
        low, high = min(0.0, low), max(0.0, high)
    if high <= low:
        return low - 0.5, low + 0.5
    return low, high


def range_scale(ranges: Ranges) -> tuple[float, float]:
    """Return from where to where the rows run, in amounts: what is drawn decides, not nought.

    Dots and whiskers are places, not lengths, so that the scale need not begin at nought.
    """
    marks = [tick.amount for tick in ranges.ticks]
    for row in ranges.rows:
        marks += [v for v in (row.middle, row.low, row.high, row.happened) if v is not None]
    low, high = _scale(marks, nought=False)
    air = (high - low) * 0.03
    return low - air, high + air


def range_rows(ranges: Ranges) -> tuple[tuple[Picture, Picture | None], ...]:
    """Draw each row of a landing: its ground, which stretches with the row, and its marks, if any."""
    low, high = range_scale(ranges)

    def x(amount: float) -> float:
        return _MARGIN + (amount - low) / (high - low) * (ROW_WIDE - 2 * _MARGIN)

    ground: list[Shape] = [Rule(((0, _MIDDLE), (ROW_WIDE, _MIDDLE)), "line")]
    for place, tick in enumerate(ranges.ticks):
        at = x(tick.amount)
        ground.append(Rule(((at, 0), (at, ROW_TALL)), "edge" if place else "ink", 1.5, dashed=bool(place)))
    under = Picture(ROW_WIDE, ROW_TALL, tuple(ground), stretch=True)
    found: list[tuple[Picture, Picture | None]] = []
    for row in ranges.rows:
        shapes = _range(row, x)
        found.append((under, Picture(ROW_WIDE, ROW_TALL, tuple(shapes), stretch=True) if shapes else None))
    return tuple(found)


def _range(row: Range, x: Callable[[float], float]) -> list[Shape]:
    shapes: list[Shape] = []
    tone: Tone = "ink" if row.kind == "ours" else "edge"
    if row.low is not None and row.high is not None:
        low, high = x(row.low), x(row.high)
        shapes += [
            Rule(((low, _MIDDLE), (high, _MIDDLE)), tone, 2.0 if row.kind == "ours" else 1.5),
            Rule(((low, _MIDDLE - 6), (low, _MIDDLE + 6)), tone, 1.5),
            Rule(((high, _MIDDLE - 6), (high, _MIDDLE + 6)), tone, 1.5),
        ]
    if row.middle is not None:
        shapes.append(Dot(x(row.middle), _MIDDLE, tone, ring=row.kind != "ours"))
    if row.happened is not None:
        shapes.append(Dot(x(row.happened), _MIDDLE, "ink"))
    return shapes


def dots_picture(dots: Dots) -> Picture:
    """Draw a distribution as dots that stand on each other where values are near.

    The dots never touch on a phone: they share as many places as its width has room for.
    """
    marks = list(dots.values) + ([dots.tick.amount] if dots.tick else [])
    low, high = _scale(marks, nought=False)

    def x(amount: float) -> float:
        return _MARGIN + (amount - low) / (high - low) * (DOTS_WIDE - 2 * _MARGIN)

    step = (DOTS_WIDE - 2 * _MARGIN) / _BINS
    # Places are counted from the tick, so that no dot that reaches it stands before it.
    begin = x(dots.tick.amount) if dots.tick else _MARGIN
    stacks: dict[int, list[float]] = {}
    for value in sorted(dots.values):
        place = floor_of((x(value) - begin) / step)
        if dots.tick is not None:
            place = max(place, 0) if value >= dots.tick.amount else min(place, -1)
        stacks.setdefault(place, []).append(value)
    tallest = max((len(stack) for stack in stacks.values()), default=1)
    rise = min(15.0, (DOTS_TALL - 16) / max(tallest, 1))
    floor = DOTS_TALL - 3
    shapes: list[Shape] = [Rule(((0, floor), (DOTS_WIDE, floor)), "axis")]
    for place, stack in stacks.items():
        for height, value in enumerate(stack):
            reached = dots.tick is None or value >= dots.tick.amount
            at = min(max(begin + (place + 0.5) * step, _MARGIN), DOTS_WIDE - _MARGIN)
            shapes.append(Dot(at, floor - 9 - rise * height, "ink", wide=11, ring=not reached))
    if dots.tick is not None:
        at = x(dots.tick.amount)
        shapes.append(Rule(((at, 0), (at, DOTS_TALL)), "ink", 2.0))
    return Picture(DOTS_WIDE, DOTS_TALL, tuple(shapes), stretch=True)


def compare_rows(compare: Compare) -> tuple[tuple[Picture | None, ...], ...]:
    """Draw the bars of each row, all on one scale from nought; None where an amount is not known."""
    amounts = [cell.amount for row in compare.rows for cell in row.cells if cell.amount is not None]
    low, high = _scale(amounts, nought=True)

    def x(amount: float) -> float:
        return (amount - low) / (high - low) * ROW_WIDE

    def bar(amount: float | None, who: Who) -> Picture | None:
        if amount is None:
            return None
        left, right = sorted((x(0.0), x(amount)))
        shapes: list[Shape] = [Rule(((x(0.0), 4), (x(0.0), ROW_TALL - 4)), "axis")]
        top, tall, wide = _BAR["top"], _BAR["tall"], max(right - left, 1.5)
        if who == "both":
            shapes += [
                Box(left, top, wide, tall / 2, "staff"),
                Box(left, top + tall / 2, wide, tall / 2, "exec"),
            ]
        else:
            shapes.append(Box(left, top, wide, tall, COLUMN_TONES[who]))
        return Picture(ROW_WIDE, ROW_TALL, tuple(shapes), stretch=True)

    return tuple(
        tuple(bar(cell.amount, column.who) for column, cell in zip(compare.columns, row.cells, strict=True))
        for row in compare.rows
    )


def trend_rows(trends: Trends) -> tuple[Picture | None, ...]:
    """Draw the line of each row, from nought to its own largest value; None below two known values."""
    return tuple(map(_trend, trends.rows))


def _trend(trend: Trend) -> Picture | None:
    known = [value for value in trend.values if value is not None]
    if len(known) < 2:
        return None
    low, high = _scale(known, nought=True)
    step = (ROW_WIDE - 2 * _MARGIN) / max(len(trend.values) - 1, 1)
    points: list[tuple[float, float] | None] = [
        None
        if value is None
        else (_MARGIN + place * step, ROW_TALL - 8 - (value - low) / (high - low) * (ROW_TALL - 16))
        for place, value in enumerate(trend.values)
    ]
    floor = ROW_TALL - 8 - (0.0 - low) / (high - low) * (ROW_TALL - 16)
    shapes: list[Shape] = [Rule(((0, floor), (ROW_WIDE, floor)), "line")]
    run: list[tuple[float, float]] = []
    for point in (*points, None):
        if point is not None:
            run.append(point)
            continue
        if len(run) > 1:
            shapes.append(Rule(tuple(run), "edge", 1.5))
        run = []
    last = next(point for point in reversed(points) if point is not None)
    shapes.append(Dot(*last, "ink", wide=7))
    return Picture(ROW_WIDE, ROW_TALL, tuple(shapes), stretch=True)
