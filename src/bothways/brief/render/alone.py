"""A picture in a file of its own: SVG with its words, its colours for light and dark, and what it tells.

It holds the same marks as the page, set as rows of words beside their bars, or as columns where those
fit. Every number is a citation of the block, in the order of the block's lines, so that the file can be
read back; nothing else in it holds a digit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files

from markupsafe import Markup

from bothways.brief.document import (
    Bars,
    Bridge,
    Cause,
    Compare,
    Dots,
    Line,
    Picturable,
    Ranges,
    Trends,
    Waterfall,
    Who,
    text_of,
)
from bothways.brief.lines import in_context
from bothways.brief.render import bridge, charts, ranges
from bothways.brief.render.picture import (
    Area,
    Box,
    Dot,
    Hatching,
    Picture,
    Place,
    Rule,
    Shade,
    Shape,
    Sign,
    Tone,
    Words,
    page_marks,
)

METHOD = "picture/1"
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
WIDE, EDGE = 800.0, 20.0
INNER = WIDE - 2 * EDGE
_LETTER = {12: 6.2, 13: 6.9, 18: 9.6}
"""About how wide a letter is, in the strong face of each size: words are broken, never cut."""
_STEP = 16.0
_SHADES: dict[Who, Shade] = {"staff": "staff", "executives": "exec"}


def render_picture(block: Picturable, *, title: str = "", language: str = "en") -> str:
    """Return a block as a complete SVG file, light or dark as its reader's system is.

    Args:
        block: what is drawn, its numbers already in words.
        title: the title of the file, where that is not the title of the picture; without numbers.
        language: of the words in it.

    A screen reader is told the title and, row by row, what the picture shows.
    """
    told = [text_of(line) for line in in_context(block)]
    if title:
        told.insert(0, title)
    sheet = _drawn(block)
    height = sheet.y + EDGE
    body = page_marks(Picture(WIDE, height, tuple(sheet.shapes)))
    # A file of XML must not hold such letters at all, not even escaped.
    return _UNSEEN.sub(
        " ",
        Markup(
            '<svg xmlns="http://www.w3.org/2000/svg" width="{w}" height="{h}" viewBox="0 0 {w} {h}" lang="{lang}"'
            ' role="img" aria-labelledby="title desc"><title id="title">{title}</title>'
            '<desc id="desc">{desc}</desc><style>{css}</style>'
            '<rect class="c-paper" width="{w}" height="{h}"/>{body}</svg>\n'
        ).format(
            w=int(WIDE),
            h=int(height + 0.999),
            lang=language,
            title=told[0] if told else "",
            desc=". ".join(told[1:]),
            css=_css(),
            body=body,
        ),
    )


@cache
def _css() -> Markup:
    """Return the colours and marks of the house, out of the one style sheet."""
    folder = files(__package__).joinpath("templates")
    css = folder.joinpath("brief.css").read_text(encoding="utf-8")
    start, end = css.index("/* Marks:"), css.index("/* End of marks */")
    colours = css[css.index(":root") : css.index("@media print{:root")]
    return Markup(colours + css[css.index("\n", start) : end])  # noqa: S704 - our own file, not data


@dataclass(slots=True)
class _Sheet:
    """What is drawn so far, and how far down it reaches."""

    shapes: list[Shape] = field(default_factory=list)
    y: float = EDGE

    def words(self, line: Line, *, size: int = 13, strong: bool = False, shade: Shade = "") -> None:
        """Set a line over the whole width, broken where it is too long."""
        for part in _broken(line, INNER, size):
            self.y += size + 5
            self.shapes.append(Words(EDGE, self.y - 3, part, "start", size, strong, shade))

    def key(self, items: list[tuple[tuple[Shape, ...], Line, bool]]) -> None:
        """Set swatches and their words beside each other, in as many lines as they need."""
        x, self.y = EDGE, self.y + 24
        for shapes, line, strong in items:
            swatch = 0 if not shapes else 16 if isinstance(shapes[0], Sign) else 32
            wide = swatch + len(text_of(line)) * _LETTER[12] + 18
            if x > EDGE and x + wide > WIDE - EDGE:
                x, self.y = EDGE, self.y + 20
            self.shapes += [_moved(shape, x, self.y - 10) for shape in shapes]
            self.shapes.append(Words(x + swatch, self.y, line, "start", 12, strong))
            x += wide
        self.y += 6


@dataclass(slots=True, kw_only=True)
class _Row:
    """A row of words beside its picture; each text with whether it is strong."""

    left: list[tuple[Line, bool]]
    right: list[tuple[Line, bool]]
    picture: Picture | None = None
    under: Picture | None = None
    through: Picture | None = None
    head: Line = ()
    who: Who | None = None
    lever: Line = ()


def _drawn(block: Picturable) -> _Sheet:
    sheet = _Sheet()
    sheet.words(block.title, size=18, strong=True)
    match block:
        case Waterfall():
            _waterfall(sheet, block)
        case Bars():
            _bars(sheet, block)
        case Bridge():
            _bridge(sheet, block)
        case Ranges():
            _ranges(sheet, block)
        case Dots():
            _dots(sheet, block)
        case Compare():
            _compare(sheet, block)
        case Trends():
            _trends(sheet, block)
    note = bridge.note_of(block) if isinstance(block, Bridge) else block.note
    if note:
        sheet.y += 10
        sheet.words(note, size=12, shade="faint")
    return sheet


def _columns(sheet: _Sheet, picture: Picture) -> None:
    sheet.y += 12
    sheet.shapes += [_moved(shape, EDGE, sheet.y) for shape in picture.shapes]
    sheet.y += picture.height


def _waterfall(sheet: _Sheet, block: Waterfall) -> None:
    sheet.words(block.sub)
    sheet.key(
        [
            ((_swatch("ink"),), ("stands, or was won",), False),
            ((_swatch("mid"),), ("came in",), False),
            (_HATCHED, ("went out",), False),
        ]
    )
    if picture := charts.columns(block):
        _columns(sheet, picture)
        return
    rows = [
        _Row(left=[(step.label, True)], right=[(step.value, True), (step.count, False)], picture=bar)
        for step, bar in zip(block.steps, charts.waterfall_rows(block), strict=True)
    ]
    _rows(sheet, rows, heads=((), block.unit))


def _bars(sheet: _Sheet, block: Bars) -> None:
    sheet.words(block.sub)
    used = {row.who for row in block.rows}
    sides = [who for who in bridge.SIDE_NAMES if who in used] if used != {"nobody"} else []
    items = [_side_key(who) for who in sides]
    if block.reference_name:
        items.append(((Rule(((13, 0), (13, 12)), "ink", 2.0),), block.reference_name, False))
    if any(row.low is not None for row in block.rows):
        items.append(_WHISKER_KEY)
    if items:
        sheet.key(items)
    rows = [
        _Row(
            left=[(row.label, True)],
            right=[(row.value, True), (row.small, False)],
            picture=picture,
            who=row.who if sides else None,
        )
        for row, picture in zip(block.rows, charts.bar_rows(block), strict=True)
    ]
    _rows(sheet, rows, heads=((), (block.value_head,)))


def _bridge(sheet: _Sheet, block: Bridge) -> None:
    sheet.words(block.sub)
    items = [_side_key(who) for who in bridge.whose(block)]
    if any(cause.chance for cause in block.causes):
        items.append((_HATCHED, (bridge.CHANCE_KEY,), False))
    if bridge.has_whisker(block.causes):
        items.append(_WHISKER_KEY)
    if items:
        sheet.key(items)
    if picture := bridge.bridge_columns(block):
        _columns(sheet, picture)
        return
    rows = []
    for row in bridge.bridge_rows(block):
        cause = row.what if isinstance(row.what, Cause) else Cause((), (), 0.0)
        end = row.what is not cause
        rows.append(
            _Row(
                left=[(row.what.label, True), (row.what.about, False)],
                right=[(row.what.value, True), (cause.small, False)],
                picture=row.bar,
                under=row.joint,
                through=row.through,
                head=cause.head,
                who=None if end else "nobody" if cause.chance else cause.who,
                lever=cause.lever,
            )
        )
    _rows(sheet, rows, heads=((), (block.unit,)))


def _ranges(sheet: _Sheet, block: Ranges) -> None:
    sheet.words(block.sub)
    items: list[tuple[tuple[Shape, ...], Line, bool]] = [
        ((Rule(((13, 0), (13, 12)), "edge" if at else "ink", 2.0, dashed=bool(at)),), tick.label, True)
        for at, tick in enumerate(block.ticks)
    ]
    kinds = {row.kind for row in block.rows}
    if "ours" in kinds:
        marks = (*_whisker("ink"), Dot(13, 6, "ink", wide=7))
        items.append((marks, ("our forecast, and where it is likely to lie",), False))
    if "baseline" in kinds:
        items.append(((Dot(13, 6, "edge", ring=True),), ("other ways to guess",), False))
    if "claim" in kinds:
        marks = (*_whisker("edge"), Dot(8, 6, "ink", wide=7))
        items.append((marks, ("what was claimed, and what happened",), False))
    sheet.key(items)
    rows = [
        _Row(
            left=[(row.label, True), (row.about, False)],
            right=[(row.value, True), (row.small, False), (row.outcome, False)],
            picture=marks,
            under=ground,
        )
        for row, (ground, marks) in zip(block.rows, ranges.range_rows(block), strict=True)
    ]
    _rows(sheet, rows, heads=((), (block.value_head,)))


def _dots(sheet: _Sheet, block: Dots) -> None:
    sheet.words(block.said)
    items: list[tuple[tuple[Shape, ...], Line, bool]] = []
    if block.tick:
        items = [
            ((Rule(((13, 0), (13, 12)), "ink", 2.0),), block.tick.label, True),
            ((Dot(13, 6, "ink"),), ("reaches it",), False),
            ((Dot(13, 6, "ink", ring=True),), ("does not",), False),
        ]
    sheet.key([((), (ranges.DOTS_KEY,), False), *items])
    picture = ranges.dots_picture(block)
    sheet.y += 12
    sheet.shapes += [_moved(shape, EDGE, sheet.y, 1.3, 1.0) for shape in picture.shapes]
    sheet.y += picture.height + 18
    sheet.shapes.append(Words(EDGE, sheet.y, block.low, "start", 12))
    sheet.shapes.append(Words(EDGE + picture.width * 1.3, sheet.y, block.high, "end", 12))
    sheet.y += 6


def _compare(sheet: _Sheet, block: Compare) -> None:
    sheet.words(block.sub)
    sheet.y += 30
    first = 210.0
    slot = (WIDE - EDGE - first) / max(len(block.columns), 1)
    number = 58.0
    sheet.shapes.append(Words(EDGE, sheet.y, (block.row_head,), "start", 12, shade="faint"))
    for at, column in enumerate(block.columns):
        x = first + slot * at + number + 10
        tone = ranges.COLUMN_TONES.get(column.who, "mid")
        sheet.shapes.append(Box(x, sheet.y - 9, 10, 10, tone))
        sheet.shapes.append(Words(x + 15, sheet.y, (column.head,), "start", 12, shade="faint"))
    sheet.y += 10
    for row, bars in zip(block.rows, ranges.compare_rows(block), strict=True):
        left = list(_texts([(row.label, True), (row.about, False)], first - EDGE - 8))
        cells = [list(_texts([(c.value, True), (c.small, False)], number + 40)) for c in row.cells]
        tall = max(34.0, *(_STEP * len(texts) + 12 for texts in (left, *cells)))
        middle = sheet.y + tall / 2
        _set(sheet, left, EDGE, middle, "start")
        for at, (texts, bar) in enumerate(zip(cells, bars, strict=True)):
            x = first + slot * at
            _set(sheet, texts, x + number, middle, "end")
            if bar:
                scale = (slot - number - 24) / bar.width
                sheet.shapes += [_moved(s, x + number + 10, middle - 17, scale, 34 / 44) for s in bar.shapes]
        sheet.y += tall


def _trends(sheet: _Sheet, block: Trends) -> None:
    sheet.words(block.sub)
    sheet.y += 26
    for x, head in ((330.0, block.first_head), (WIDE - EDGE, block.last_head)):
        sheet.shapes.append(Words(x, sheet.y, (head,), "end", 12, shade="faint"))
    sheet.y += 8
    for row, line in zip(block.rows, ranges.trend_rows(block), strict=True):
        left = list(_texts([(row.label, True)], 230))
        last = list(_texts([(row.last, True), (row.small, False)], 150))
        tall = max(36.0, *(_STEP * len(texts) + 12 for texts in (left, last)))
        middle = sheet.y + tall / 2
        _set(sheet, left, EDGE, middle, "start")
        _set(sheet, [(row.first, 13, False)], 330, middle, "end")
        _set(sheet, last, WIDE - EDGE, middle, "end")
        if line:
            sheet.shapes += [_moved(s, 345, middle - 18, 270 / line.width, 36 / 44) for s in line.shapes]
        sheet.y += tall


def _rows(sheet: _Sheet, rows: list[_Row], *, heads: tuple[Line, Line]) -> None:
    whose = any(row.who is not None for row in rows)
    start, wide, end = (222.0, 268.0, 612.0) if whose else (242.0, 330.0, WIDE - EDGE)
    sheet.y += 20
    sheet.shapes.append(Words(end, sheet.y, heads[1], "end", 12, shade="faint"))
    if whose:
        sheet.shapes.append(Words(end + 24, sheet.y, ("Who can move it",), "start", 12, shade="faint"))
    sheet.y += 8
    for row in rows:
        if row.head:
            if row.through:
                _layer(sheet, row.through, start, wide, 28.0)
            sheet.shapes.append(Words(EDGE, sheet.y + 20, row.head, "start", 13, strong=True))
            sheet.y += 28
        left = list(_texts(row.left, start - EDGE - 10))
        right = list(_texts(row.right, end - start - wide - 8))
        who: list[tuple[Line, int, bool]] = []
        if row.who:
            who = [((bridge.SIDE_NAMES[row.who],), 13, False), *_texts([(row.lever, False)], 130)]
        tall = max(36.0, *(_STEP * len(texts) + 12 for texts in (left, right, who)))
        if row.under:
            _layer(sheet, row.under, start, wide, tall)
        middle = sheet.y + tall / 2
        if row.picture:
            scale = wide / row.picture.width
            sheet.shapes += [_moved(s, start, middle - 18, scale, 36 / 44) for s in row.picture.shapes]
        _set(sheet, left, EDGE, middle, "start")
        _set(sheet, right, end, middle, "end")
        if row.who:
            top = middle - _STEP * (len(who) - 1) / 2
            sheet.shapes.append(Sign(end + 29, top + 0.5, row.who))
            _set(sheet, who, end + 42, middle, "start", shade=_SHADES.get(row.who, ""))
        sheet.y += tall


def _layer(sheet: _Sheet, picture: Picture, x: float, wide: float, tall: float) -> None:
    scale = (wide / picture.width, tall / picture.height)
    sheet.shapes += [_moved(shape, x, sheet.y, *scale) for shape in picture.shapes]


def _texts(lines: list[tuple[Line, bool]], wide: float) -> Iterator[tuple[Line, int, bool]]:
    for line, strong in lines:
        size = 13 if strong else 12
        for part in _broken(line, wide, size):
            yield part, size, strong


def _broken(line: Line, wide: float, size: int) -> Iterator[Line]:
    if text_of(line):
        yield from charts.wrap(line, max(6, int(wide / _LETTER[size])))


def _set(
    sheet: _Sheet,
    texts: list[tuple[Line, int, bool]],
    x: float,
    middle: float,
    place: Place,
    *,
    shade: Shade = "",
) -> None:
    """Set lines below each other, around a middle; the first may have the colour of a side."""
    y = middle - _STEP * (len(texts) - 1) / 2 + 4.5
    for at, (line, size, strong) in enumerate(texts):
        tint: Shade = "" if strong else (shade if at == 0 and shade else "faint" if size == 12 else "")
        sheet.shapes.append(Words(x, y + at * _STEP, line, place, size, strong, tint))


def _moved(shape: Shape, x: float, y: float, wide: float = 1.0, tall: float = 1.0) -> Shape:
    """Put a shape of a small picture into a large one."""
    match shape:
        case Rule() | Area():
            return replace(shape, points=tuple((x + px * wide, y + py * tall) for px, py in shape.points))
        case Box() | Hatching():
            return replace(
                shape,
                x=x + shape.x * wide,
                y=y + shape.y * tall,
                width=shape.width * wide,
                height=shape.height * tall,
            )
        case Words() | Dot() | Sign():
            return replace(shape, x=x + shape.x * wide, y=y + shape.y * tall)


def _swatch(tone: Tone) -> Box:
    return Box(3, 1, 20, 10, tone)


def _side_key(who: Who) -> tuple[tuple[Shape, ...], Line, bool]:
    return (Sign(5, 6, who),), (bridge.SIDE_NAMES[who],), False


def _whisker(tone: Tone) -> tuple[Shape, ...]:
    return (
        Rule(((3, 6), (23, 6)), tone, 1.5),
        Rule(((3, 2), (3, 10)), tone, 1.5),
        Rule(((23, 2), (23, 10)), tone, 1.5),
    )


_HATCHED: tuple[Shape, ...] = (
    Box(3, 1, 20, 10, "band"),
    Hatching(3, 1, 20, 10),
    Rule(((3, 1), (23, 1), (23, 11), (3, 11), (3, 1)), "edge"),
)
_WHISKER_KEY: tuple[tuple[Shape, ...], Line, bool] = (
    _whisker("ink"),
    ("where it is likely to lie",),
    False,
)
