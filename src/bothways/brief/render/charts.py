"""The charts of a brief: from a block of the document to a picture, by the grammar of the house.

Stocks and won stand in ink, in-flows in slate, out-flows hatched with an edge; bars start at nought;
whiskers with caps are intervals; a tick is what a row is compared with. Values are printed as the
document has them: nothing here formats a number, and amounts only decide lengths.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bothways.brief.document import Bar, Bars, Cite, Line, Name, Span, Step, Waterfall, text_of
from bothways.brief.render.picture import Box, Picture, Rule, Shape, Tone, Words

WIDE, TALL = 760.0, 268.0
_TOP, _FLOOR = 26.0, 222.0
_MOST_COLUMNS = 12
ROW_WIDE, ROW_TALL = 400.0, 44.0
_BAR_TOP, _BAR_TALL = 12.0, 20.0


@dataclass(frozen=True, slots=True)
class _Reach:
    """From where to where one step of a waterfall stands, in amounts."""

    step: Step
    low: float
    high: float
    after: float


def columns(waterfall: Waterfall) -> Picture | None:
    """Draw a waterfall as columns; None where columns would be too narrow for what they must say.

    Then the rows serve every width.
    """
    reaches = _reaches(waterfall.steps)
    if not 1 < len(reaches) <= _MOST_COLUMNS:
        return None
    slot = WIDE / len(reaches)
    longest = max(len(text_of(reach.step.value)) for reach in reaches)
    size = 13 if longest * 7.8 < slot else 12
    if longest * (size - 5.4) >= slot:
        return None
    bottom, top = _span(value for reach in reaches for value in (reach.low, reach.high))

    def y(value: float) -> float:
        return _FLOOR - (value - bottom) / (top - bottom) * (_FLOOR - _TOP)

    shapes: list[Shape] = [Rule(((0, y(0)), (WIDE, y(0))), "axis")]
    deepest = 0
    for place, reach in enumerate(reaches):
        left, wide = slot * (place + 0.18), slot * 0.64
        high, low = y(reach.high), y(reach.low)
        shapes += _filled(Box(left, high, wide, max(low - high, 1.0), _tone(reach.step)))
        if place + 1 < len(reaches):
            shapes.append(Rule(((left + wide, y(reach.after)), (left + slot, y(reach.after))), "axis"))
        middle = left + wide / 2
        shapes.append(Words(middle, high - 8, reach.step.value, size=size, strong=True))
        label = list(wrap(reach.step.label, max(6, int(slot / 6.4))))
        deepest = max(deepest, len(label))
        shapes += [Words(middle, _FLOOR + 18 + 15 * row, line, size=12) for row, line in enumerate(label)]
    return Picture(WIDE, max(TALL, _FLOOR + 10 + 15 * deepest), tuple(shapes), alt=_told(waterfall))


def waterfall_rows(waterfall: Waterfall) -> tuple[Picture, ...]:
    """Draw each step of a waterfall as a bar that lies in its row, for phones and for mail."""
    reaches = _reaches(waterfall.steps)
    if not reaches:
        return ()
    bottom, top = _span(value for reach in reaches for value in (reach.low, reach.high))
    scale = ROW_WIDE / (top - bottom)
    return tuple(
        Picture(
            ROW_WIDE,
            ROW_TALL,
            tuple(
                _filled(
                    Box(
                        (reach.low - bottom) * scale,
                        _BAR_TOP,
                        max((reach.high - reach.low) * scale, 1.5),
                        _BAR_TALL,
                        "band" if _tone(reach.step) == "hatch" else _tone(reach.step),
                    )
                )
            ),
            stretch=True,
        )
        for reach in reaches
    )


def bar_rows(bars: Bars) -> tuple[Picture | None, ...]:
    """Draw the picture of each row of a bar table; None for a row whose amount is not known.

    All rows share one scale from nought, so that lengths can be compared; rows that are measured
    in different units belong in different tables.
    """
    marks = [
        mark
        for row in bars.rows
        for mark in (row.amount, row.low, row.high, row.reference)
        if mark is not None
    ]
    if not marks:
        return tuple(None for _ in bars.rows)
    bottom, top = _span(marks)
    return tuple(None if row.amount is None else _bar(row, row.amount, bottom, top) for row in bars.rows)


def wrap(line: Line, most: int) -> Iterator[Line]:
    """Break a line at its spaces into lines of about `most` letters; facts and names stay marked."""
    row: list[Span] = []
    used = 0
    for word, span, glued in _pieces(line, most):
        # What stands at a piece without a blank (“11 deals,”) stays with it, in whatever row that is.
        if used and not glued and used + 1 + len(word) > most:
            yield tuple(row)
            row, used = [], 0
        blank = " " if used and not glued else ""
        if isinstance(span, str):
            row.append(blank + word)
        else:
            # A blank before a marked piece is its own plain text: the mark holds the words alone.
            row += [blank] if blank else []
            row.append(Cite(span.fact, word, mark=False) if isinstance(span, Cite) else Name(word, span.what))
        used += len(blank) + len(word)
    if row:
        yield tuple(row)


def _pieces(line: Line, most: int) -> Iterator[tuple[str, Span, bool]]:
    """Yield the words of a line, each with its span and whether it stands at the one before without a blank."""
    touches = False
    for span in line:
        text = span if isinstance(span, str) else span.text
        if not text:
            continue
        glued = touches and not text[0].isspace()
        touches = not text[-1].isspace()
        if isinstance(span, Cite):
            # A number is never broken: “1 July” stays one piece.
            yield text, span, glued
            continue
        for word in text.split():
            for start in range(0, len(word), most):
                yield word[start : start + most], span, glued and not start
            glued = False


def _reaches(steps: tuple[Step, ...]) -> list[_Reach]:
    reaches: list[_Reach] = []
    level = 0.0
    for step in steps:
        if step.role == "stock":
            level = step.amount
            reaches.append(_Reach(step, min(0.0, level), max(0.0, level), level))
            continue
        after = level + (abs(step.amount) if step.role == "inflow" else -abs(step.amount))
        reaches.append(_Reach(step, min(level, after), max(level, after), after))
        level = after
    return reaches


def _span(values: Iterable[float]) -> tuple[float, float]:
    held = list(values)
    bottom, top = min(0.0, *held), max(0.0, *held)
    return (bottom, top) if top > bottom else (0.0, 1.0)


def _tone(step: Step) -> Tone:
    tones: dict[str, Tone] = {"stock": "ink", "won": "ink", "inflow": "mid", "outflow": "hatch"}
    return tones[step.role]


def _filled(box: Box) -> list[Shape]:
    if box.tone not in {"hatch", "band"}:
        return [box]
    right, foot = box.x + box.width - 0.5, box.y + box.height
    left = box.x + 0.5
    edge = ((left, box.y), (right, box.y), (right, foot), (left, foot), (left, box.y))
    return [box, Rule(edge, "edge")]


def _bar(row: Bar, amount: float, bottom: float, top: float) -> Picture:
    scale = ROW_WIDE / (top - bottom)

    def x(value: float) -> float:
        return (value - bottom) * scale

    left, wide = x(min(0.0, amount)), max(abs(amount) * scale, 1.5)
    shapes: list[Shape] = []
    if bottom < 0:
        shapes.append(Rule(((x(0), 0), (x(0), ROW_TALL)), "axis"))
    if row.who == "both":
        half = _BAR_TALL / 2
        shapes += [
            Box(left, _BAR_TOP, wide, half, "staff"),
            Box(left, _BAR_TOP + half, wide, half, "exec"),
            Rule(((left, _BAR_TOP + half), (left + wide, _BAR_TOP + half)), "paper", 1.5),
        ]
    else:
        tones: dict[str, Tone] = {"staff": "staff", "executives": "exec", "manager": "ink", "nobody": "mid"}
        shapes.append(Box(left, _BAR_TOP, wide, _BAR_TALL, tones[row.who]))
    if row.low is not None and row.high is not None:
        shapes += _whisker(x(row.low), x(row.high))
    if row.reference is not None:
        at = min(max(x(row.reference), 1.0), ROW_WIDE - 1.0)
        shapes += [
            Rule(((at, _BAR_TOP - 7), (at, _BAR_TOP + _BAR_TALL + 7)), "paper", 5.0),
            Rule(((at, _BAR_TOP - 7), (at, _BAR_TOP + _BAR_TALL + 7)), "ink", 2.0),
        ]
    return Picture(ROW_WIDE, ROW_TALL, tuple(shapes), stretch=True)


def _whisker(low: float, high: float) -> list[Shape]:
    middle = _BAR_TOP + _BAR_TALL / 2
    return [
        Rule(((low, middle), (high, middle)), "ink", 1.5),
        Rule(((low, middle - 5), (low, middle + 5)), "ink", 1.5),
        Rule(((high, middle - 5), (high, middle + 5)), "ink", 1.5),
    ]


def told(waterfall: Waterfall) -> str:
    """Say each step of a waterfall, for where no table stands behind the picture."""
    steps = []
    for step in waterfall.steps:
        counted = f" ({text_of(step.count)})" if step.count else ""
        steps.append(f"{text_of(step.label)}: {text_of(step.value)}{counted}")
    return f"{text_of(waterfall.title)}. {'; '.join(steps)}."


def _told(waterfall: Waterfall) -> str:
    """Say the picture in one sentence: its ends, and that the table has each step."""
    first, last = waterfall.steps[0], waterfall.steps[-1]
    start = f"{text_of(first.value)} ({text_of(first.label)})"
    end = f"{text_of(last.value)} ({text_of(last.label)})"
    return f"From {start} to {end}; the table below the picture has each step."
