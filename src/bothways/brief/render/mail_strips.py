"""Bars of a mail: strips of table cells, since a mail program shows no inline picture. Amounts only decide lengths."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bothways.brief.document import Bars, Bridge, Cause, Compare, Ranges, Waterfall, Who
from bothways.brief.render.bridge import reaches, scale_of
from bothways.brief.render.ranges import range_scale

__all__ = ["Cell", "Strip", "against_strips", "bar_strips", "bridge_strips", "compare_strips", "range_strips",
           "step_strips"]  # fmt: skip

_LEAST = 0.7
"""Per cent of the width: a bar of less would not be seen."""
_FILLS: dict[Who, tuple[str, str]] = {
    "staff": ("fill-staff", "fill-staff"),
    "executives": ("fill-exec", "fill-exec"),
    "both": ("fill-staff", "fill-exec"),
    "manager": ("fill-ink", "fill-ink"),
    "nobody": ("fill-mid", "fill-mid"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """A piece of a strip: its share of the width in per cent, and what fills it; empty: nothing."""

    share: float
    fill: str = ""


@dataclass(frozen=True, slots=True)
class Strip:
    """One bar: its upper half, its lower half, and the bracket of its likely range below, where there is one."""

    upper: tuple[Cell, ...]
    lower: tuple[Cell, ...]
    range: tuple[Cell, ...] = ()

    @property
    def together(self) -> bool:
        """Whether both halves have the same columns, and can be rows of one table."""
        return [cell.share for cell in self.upper] == [cell.share for cell in self.lower]


def bridge_strips(bridge: Bridge) -> tuple[Strip, ...]:
    """Return the bars of a bridge, each cause beginning where the last one ended."""
    begin, end, _ = scale_of(bridge)
    found = []
    for reach in reaches(bridge):
        cause = isinstance(reach.what, Cause)
        start = max(reach.before, begin) if cause else max(0.0, begin)
        fills = _FILLS["manager"]
        if isinstance(reach.what, Cause):
            fills = ("fill-chance", "fill-chance") if reach.what.chance else _FILLS[reach.what.who]
        found.append(_strip(begin, end, start, reach.after, fills, (reach.low, reach.high)))
    return tuple(found)


def bar_strips(bars: Bars) -> tuple[Strip | None, ...]:
    """Return the bars of a table, from nought; None where an amount is not known."""
    marks = [0.0]
    for row in bars.rows:
        marks += [v for v in (row.amount, row.low, row.high, row.reference) if v is not None]
    begin, end = _ends(marks)
    return tuple(
        None
        if row.amount is None
        else _strip(begin, end, 0.0, row.amount, _FILLS[row.who], (row.low, row.high), row.reference)
        for row in bars.rows
    )


def against_strips(bars: Bars) -> tuple[Strip, ...]:
    """Return the bars of the first screen."""
    return tuple(strip for strip in bar_strips(bars) if strip is not None)


def step_strips(waterfall: Waterfall) -> tuple[Strip, ...]:
    """Return the bars of a waterfall: stocks and what was won in ink, what came in slate, what went out pale."""
    level, spans = 0.0, []
    for step in waterfall.steps:
        if step.role == "stock":
            spans.append((0.0, step.amount))
            level = step.amount
            continue
        after = level + (abs(step.amount) if step.role == "inflow" else -abs(step.amount))
        spans.append((level, after))
        level = after
    begin, end = _ends([0.0, *(one for span in spans for one in span)])
    fills = {"stock": "fill-ink", "won": "fill-ink", "inflow": "fill-mid", "outflow": "fill-chance"}
    return tuple(
        _strip(begin, end, *span, (fills[step.role], fills[step.role]), (None, None))
        for step, span in zip(waterfall.steps, spans, strict=True)
    )


def compare_strips(compare: Compare) -> tuple[tuple[Strip | None, ...], ...]:
    """Return the bars of a comparison, all on one scale from nought."""
    known = [cell.amount for row in compare.rows for cell in row.cells if cell.amount is not None]
    begin, end = _ends([0.0, *known])
    return tuple(
        tuple(
            None
            if cell.amount is None
            else _strip(begin, end, 0.0, cell.amount, _FILLS[column.who], (None, None))
            for column, cell in zip(compare.columns, row.cells, strict=True)
        )
        for row in compare.rows
    )


def range_strips(ranges: Ranges) -> tuple[Strip | None, ...]:
    """Return where each row of a landing lies: a band for its range, ink for its middle, marks below for the ticks."""
    begin, end = range_scale(ranges)
    found: list[Strip | None] = []
    ticks = [(tick.amount, "fill-mid" if place else "fill-ink") for place, tick in enumerate(ranges.ticks)]
    for row in ranges.rows:
        at = row.happened if row.kind == "claim" else row.middle
        if at is None and row.low is None:
            found.append(None)
            continue
        edges: list[tuple[float, float, str]] = []
        if row.low is not None and row.high is not None:
            edges.append((row.low, row.high, "fill-mid" if row.kind == "ours" else "fill-chance"))
        upper = _laid(begin, end, edges, [(at, "fill-ink")] if at is not None else [])
        found.append(Strip(upper, _laid(begin, end, [], ticks)))
    return tuple(found)


def _ends(marks: Iterable[float]) -> tuple[float, float]:
    held = list(marks)
    low, high = min(held), max(held)
    return (low, high) if high > low else (0.0, 1.0)


def _strip(
    begin: float,
    end: float,
    start: float,
    stop: float,
    fills: tuple[str, str],
    likely: tuple[float | None, float | None],
    reference: float | None = None,
) -> Strip:
    left, right = sorted((start, stop))
    upper, lower = (_laid(begin, end, [(left, right, fill)], []) for fill in fills)
    low, high = likely
    bracket: tuple[Cell, ...] = ()
    if low is not None and high is not None:
        bracket = _laid(begin, end, [(max(low, begin), min(high, end), "whisker")], [])
    elif reference is not None:
        bracket = _laid(begin, end, [], [(reference, "fill-ink")])
    return Strip(upper, lower, bracket)


def _laid(
    begin: float,
    end: float,
    bands: Sequence[tuple[float, float, str]],
    marks: Sequence[tuple[float, str]],
) -> tuple[Cell, ...]:
    """Lay bands and, over them, narrow marks side by side: cells can't overlap."""

    def x(amount: float) -> float:
        return min(max((amount - begin) / (end - begin) * 100, 0.0), 100.0)

    spans: list[tuple[float, float, str]] = []
    for low, high, fill in bands:
        left = min(x(low), 100 - _LEAST)
        spans.append((left, max(x(high), left + _LEAST), fill))
    for at, fill in marks:
        left = min(max(x(at) - _LEAST / 2, 0.0), 100 - _LEAST)
        right = left + _LEAST
        spans = [
            part
            for low, high, old in spans
            for part in ((low, min(high, left), old), (max(low, right), high, old))
            if part[1] - part[0] > 0
        ]
        spans.append((left, right, fill))
    cells: list[Cell] = []
    reached = 0.0
    for left, right, fill in sorted(spans):
        if left - reached >= 0.05:
            cells.append(Cell(round(left - reached, 1)))
        cells.append(Cell(round(max(right - left, 0.1), 1), fill))
        reached = right
    if 100 - reached >= 0.05:
        cells.append(Cell(round(100 - reached, 1)))
    return tuple(cells)
