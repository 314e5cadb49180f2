"""A bridge from target to actual: columns where few causes fit, rows everywhere.

Ends stand in ink, causes between, joined by hairlines; colour is who can move it, half and half for
both sides; chance is hatched. Amounts only decide lengths.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bothways.brief.document import Bridge, Cause, Line, Total, Who, text_of
from bothways.brief.render.charts import ROW_TALL, ROW_WIDE, wrap
from bothways.brief.render.picture import Area, Box, Hatching, Picture, Rule, Shade, Shape, Sign, Tone, Words

WIDE = 760.0
SIDE_NAMES: dict[Who, str] = {
    "executives": "Executives",
    "staff": "Staff",
    "both": "Both sides",
    "manager": "The manager",
    "nobody": "Nobody",
}
CUT_NOTE = "Both ends are cut: the same length is left out of each, so only where they end can be compared."
CHANCE_KEY = "chance: what no cause explains"
_MOST_COLUMNS = 9
_TOP, _FLOOR = 30.0, 216.0
_BAR_TOP, _BAR_TALL = 12.0, 20.0
_TONES: dict[Who, Tone] = {"staff": "staff", "executives": "exec", "manager": "ink", "nobody": "mid"}
_SHADES: dict[Who, Shade] = {"staff": "staff", "executives": "exec"}
# Where the causes take less than this share of the longest end, the ends are cut.
_CUT_BELOW = 0.55
_LEFT_BELOW = 0.35


@dataclass(frozen=True, slots=True)
class Reach:
    """From where to where a bar of a bridge stands, in amounts; `low` and `high` are its whisker's ends."""

    what: Total | Cause
    before: float
    after: float
    low: float | None = None
    high: float | None = None

    def marks(self) -> tuple[float, ...]:
        """Return every amount that the picture must hold."""
        return tuple(v for v in (self.before, self.after, self.low, self.high) if v is not None)


@dataclass(frozen=True, slots=True)
class BridgeRow:
    """A row: its bar, the hairlines that join it to its neighbours, and the one through a head above it.

    The hairlines are pictures of their own: they stretch with the height of the row, the bar does not.
    """

    what: Total | Cause
    bar: Picture
    joint: Picture
    through: Picture


def reaches(bridge: Bridge) -> list[Reach]:
    """Return where each bar stands: each cause begins where the last one ended."""
    level = bridge.base.amount
    found = [Reach(bridge.base, 0.0, level)]
    for cause in bridge.causes:
        whisker = (
            (level + cause.low, level + cause.high)
            if cause.low is not None and cause.high is not None
            else (None, None)
        )
        found.append(Reach(cause, level, level + cause.amount, *whisker))
        level += cause.amount
    found.append(Reach(bridge.actual, 0.0, bridge.actual.amount))
    return found


def scale_of(bridge: Bridge) -> tuple[float, float, bool]:
    """Return where the picture begins and ends, in amounts, and whether the ends are cut."""
    found = reaches(bridge)
    marks = [found[0].after, found[-1].after, *(m for reach in found[1:-1] for m in reach.marks())]
    low, high = min(marks), max(marks)
    if low > 0 and (high - low) < _CUT_BELOW * high and high > low:
        begin = low - _LEFT_BELOW * (high - low)
        if begin > 0:
            return begin, high, True
    low, high = min(0.0, low), max(0.0, high)
    return (low, high, False) if high > low else (0.0, 1.0, False)


def bridge_rows(bridge: Bridge) -> tuple[BridgeRow, ...]:
    """Draw each bar of a bridge as it lies in its row, with the hairlines that join it to its neighbours."""
    begin, end, cut = scale_of(bridge)

    def x(amount: float) -> float:
        return (amount - begin) / (end - begin) * ROW_WIDE

    found = reaches(bridge)
    rows = []
    for place, reach in enumerate(found):
        shapes: list[Shape] = []
        if begin < 0:
            shapes.append(Rule(((x(0), 0), (x(0), ROW_TALL)), "axis"))
        start = x(max(reach.before, begin)) if isinstance(reach.what, Cause) else x(max(0.0, begin))
        left, right = sorted((start, x(reach.after)))
        area = (left, _BAR_TOP, max(right - left, 1.5), _BAR_TALL)
        shapes += _bar(reach.what, *area, upright=False)
        if cut and isinstance(reach.what, Total):
            shapes += _cuts_across(left, right - left)
        if reach.low is not None and reach.high is not None:
            shapes += _whisker(x(reach.low), x(reach.high), _BAR_TOP + _BAR_TALL / 2)
        joint: list[Shape] = []
        if place:
            from_x = x(reach.before) if isinstance(reach.what, Cause) else x(found[place - 1].after)
            joint.append(Rule(((from_x, 0), (from_x, ROW_TALL / 2)), "axis"))
        if place + 1 < len(found):
            joint.append(Rule(((x(reach.after), ROW_TALL / 2), (x(reach.after), ROW_TALL)), "axis"))
        rows.append(
            BridgeRow(
                reach.what,
                Picture(ROW_WIDE, ROW_TALL, tuple(shapes), stretch=True),
                Picture(ROW_WIDE, ROW_TALL, tuple(joint), stretch=True),
                _through(x(found[place - 1].after) if place else None),
            )
        )
    return tuple(rows)


def _through(at: float | None) -> Picture:
    line = () if at is None else (Rule(((at, 0), (at, ROW_TALL)), "axis"),)
    return Picture(ROW_WIDE, ROW_TALL, line, stretch=True)


def bridge_columns(bridge: Bridge) -> Picture | None:
    """Draw a bridge as columns; None where there are too many, or where their words would not fit."""
    found = reaches(bridge)
    slot = WIDE / len(found)
    if len(found) > _MOST_COLUMNS or len(bridge.causes) == 0:
        return None
    longest = max(len(text_of(reach.what.value)) for reach in found)
    words = (word for reach in found for word in text_of(reach.what.label).split())
    if longest * 7.6 >= slot or max((len(word) for word in words), default=0) * 6.9 >= slot:
        return None
    begin, end, cut = scale_of(bridge)

    def y(amount: float) -> float:
        return _FLOOR - (amount - begin) / (end - begin) * (_FLOOR - _TOP)

    shapes: list[Shape] = [Rule(((0, y(max(begin, 0.0))), (WIDE, y(max(begin, 0.0)))), "axis")]
    deepest, foot = _FLOOR, _FLOOR + 18 + (18 if any(cause.head for cause in bridge.causes) else 0)
    for place, reach in enumerate(found):
        what, left, wide = reach.what, slot * (place + 0.2), slot * 0.6
        start = reach.before if isinstance(what, Cause) else max(0.0, begin)
        high, low = sorted((y(start), y(reach.after)))
        shapes += _bar(what, left, high, wide, max(low - high, 1.0), upright=True)
        if cut and isinstance(what, Total):
            shapes += _cuts_along(left, wide, y(begin))
        if place + 1 < len(found):
            shapes.append(Rule(((left + wide, y(reach.after)), (left + slot, y(reach.after))), "axis"))
        top = high
        if reach.low is not None and reach.high is not None:
            shapes += _upright_whisker(left + wide / 2, y(reach.low), y(reach.high))
            top = min(high, y(reach.high))
        deepest = max(deepest, _column_words(shapes, what, left + wide / 2, top - 8, foot, slot))
    shapes += _heads(bridge, slot, _FLOOR + 18)
    return Picture(WIDE, deepest + 8, tuple(shapes), alt=told_ends(bridge))


def _column_words(
    shapes: list[Shape], what: Total | Cause, middle: float, top: float, foot: float, slot: float
) -> float:
    most = max(6, int((slot - 8) / 6.6))
    shapes.append(Words(middle, top, what.value, size=13, strong=True))
    at = foot
    for line in wrap(what.label, most):
        shapes.append(Words(middle, at, line, size=12))
        at += 15
    if isinstance(what, Total):
        return at - 15
    for line in wrap(what.small, most):
        shapes.append(Words(middle, at, line, size=12, shade="faint"))
        at += 15
    if what.chance:
        return at - 15
    name = SIDE_NAMES[what.who]
    half = len(name) * 3.1
    shapes.append(Sign(middle - half - 3, at - 1, what.who))
    shapes.append(Words(middle + 6, at + 3, (name,), size=12, shade=_SHADES.get(what.who, "")))
    return at + 3


def _heads(bridge: Bridge, slot: float, at: float) -> list[Shape]:
    """Set the heads of groups under their columns, with a line over what each holds."""
    shapes: list[Shape] = []
    causes = bridge.causes
    starts = [place for place, cause in enumerate(causes) if cause.head]
    for number, start in enumerate(starts):
        if number + 1 < len(starts):
            end = starts[number + 1]
        else:
            end = next((p for p in range(start + 1, len(causes)) if causes[p].chance), len(causes))
        left, right = slot * (start + 1.1), slot * (end + 0.9)
        shapes.append(Rule(((left, at - 12), (right, at - 12)), "axis"))
        shapes.append(Words((left + right) / 2, at + 2, causes[start].head, size=12, strong=True))
    return shapes


def _bar(what: Total | Cause, x: float, y: float, wide: float, tall: float, *, upright: bool) -> list[Shape]:
    if isinstance(what, Total):
        return [Box(x, y, wide, tall, "ink")]
    if what.chance:
        edge = ((x, y), (x + wide, y), (x + wide, y + tall), (x, y + tall), (x, y))
        return [Box(x, y, wide, tall, "band"), Hatching(x, y, wide, tall), Rule(edge, "edge")]
    if what.who != "both":
        return [Box(x, y, wide, tall, _TONES[what.who])]
    if upright:
        half = wide / 2
        middle = ((x + half, y), (x + half, y + tall))
        return [
            Box(x, y, half, tall, "staff"),
            Box(x + half, y, half, tall, "exec"),
            Rule(middle, "paper", 1.5),
        ]
    half = tall / 2
    middle = ((x, y + half), (x + wide, y + half))
    return [Box(x, y, wide, half, "staff"), Box(x, y + half, wide, half, "exec"), Rule(middle, "paper", 1.5)]


def _cuts_across(left: float, wide: float) -> list[Shape]:
    """Draw two slanted cuts through a lying bar, near where it begins."""
    first = left + min(24.0, wide * 0.3)
    top, foot = _BAR_TOP - 4, _BAR_TOP + _BAR_TALL + 4
    return [
        Area(((at, top), (at + 8, foot), (at + 13, foot), (at + 5, top)), "paper")
        for at in (first, first + 11)
    ]


def _cuts_along(left: float, wide: float, floor: float) -> list[Shape]:
    """Draw two slanted cuts through a standing bar, near its foot."""
    return [
        Area(
            ((left - 4, at), (left + wide + 4, at - 7), (left + wide + 4, at - 3), (left - 4, at + 4)),
            "paper",
        )
        for at in (floor - 12, floor - 21)
    ]


def _whisker(low: float, high: float, middle: float) -> list[Shape]:
    return [
        Rule(((low, middle), (high, middle)), "ink", 1.5),
        Rule(((low, middle - 5), (low, middle + 5)), "ink", 1.5),
        Rule(((high, middle - 5), (high, middle + 5)), "ink", 1.5),
    ]


def _upright_whisker(middle: float, low: float, high: float) -> list[Shape]:
    return [
        Rule(((middle, low), (middle, high)), "ink", 1.5),
        Rule(((middle - 5, low), (middle + 5, low)), "ink", 1.5),
        Rule(((middle - 5, high), (middle + 5, high)), "ink", 1.5),
    ]


def whose(bridge: Bridge) -> list[Who]:
    """Say whose colours a bridge uses, executives first."""
    used = {cause.who for cause in bridge.causes if not cause.chance}
    return [who for who in SIDE_NAMES if who in used]


def has_whisker(rows: Iterable[Cause]) -> bool:
    """Say whether a cause has a likely range."""
    return any(row.low is not None and row.high is not None for row in rows)


def told_ends(bridge: Bridge) -> str:
    """Say the picture in one sentence: its ends, and that the table has each cause."""
    start = f"{text_of(bridge.base.value)} ({text_of(bridge.base.label)})"
    end = f"{text_of(bridge.actual.value)} ({text_of(bridge.actual.label)})"
    return f"From {start} to {end}; the table below the picture has each cause."


def note_of(bridge: Bridge) -> Line:
    """Return the note under a bridge: what the document says, and that the ends are cut where they are."""
    if not scale_of(bridge)[2]:
        return bridge.note
    return (*bridge.note, f" {CUT_NOTE}") if bridge.note else (CUT_NOTE,)
