"""A picture as plain shapes, drawn once and written as SVG for a page or for paper.

On a page the shapes carry classes, so that light, dark and print come from one style sheet and the
file holds no style attribute. On paper and in mail, where there is no style sheet, the same shapes
carry the colours of a palette. The shapes know tones ("ink", "staff"), never colours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup, escape

from bothways.brief.document import Cite, Line, Name, Who, text_of

Tone = Literal["ink", "mid", "staff", "exec", "hatch", "band", "paper", "axis", "edge", "line"]
Place = Literal["start", "middle", "end"]
Shade = Literal["", "faint", "staff", "exec"]


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle."""

    x: float
    y: float
    width: float
    height: float
    tone: Tone


@dataclass(frozen=True, slots=True)
class Rule:
    """A polyline through points; `wide` in pixels, whatever the picture is stretched to."""

    points: tuple[tuple[float, float], ...]
    tone: Tone
    wide: float = 1.0
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text at its baseline."""

    x: float
    y: float
    line: Line
    place: Place = "middle"
    size: int = 13
    strong: bool = False
    shade: Shade = ""


@dataclass(frozen=True, slots=True)
class Area:
    """A filled polygon."""

    points: tuple[tuple[float, float], ...]
    tone: Tone


@dataclass(frozen=True, slots=True)
class Dot:
    """A round mark of `wide` pixels, which stays round however its picture is stretched; or a ring."""

    x: float
    y: float
    tone: Tone
    wide: int = 11
    ring: bool = False


@dataclass(frozen=True, slots=True)
class Hatching:
    """Slanted lines over a rectangle, drawn one by one: a pattern needs an id that is alone on the page."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Sign:
    """The sign of a side: a disc of radius 5, its left or right half filled."""

    x: float
    y: float
    who: Who


Shape = Box | Rule | Words | Area | Dot | Hatching | Sign


@dataclass(frozen=True, slots=True)
class Picture:
    """Shapes on a ground of `width` × `height`.

    `alt` is the sentence that stands for the picture; empty where the row beside it says it all.
    `stretch` lets a row's bar fill whatever width its cell has; such a picture holds no words.
    """

    width: float
    height: float
    shapes: tuple[Shape, ...]
    alt: str = ""
    stretch: bool = False


_SLANT = 7.0
"""How far the lines of a hatching stand from each other."""

PAPER: Mapping[str, str] = {
    "ink": "#13202b",
    "soft": "#43515c",
    "faint": "#5c6973",
    "mid": "#808c95",
    "staff": "#c87f0f",
    "exec": "#2f7cb8",
    "staff-text": "#885000",
    "exec-text": "#16568a",
    "band": "#dfe3e5",
    "paper": "#ffffff",
    "axis": "#7d8990",
    "edge": "#4a5863",
    "line": "#dfe3e5",
}
"""The light palette of the style sheet, for what has no style sheet: paper and mail."""


def page_svg(picture: Picture, *, hatch: str = "hatch", classes: str = "") -> Markup:
    """Write a picture for a page: classes, no colours, no style.

    `hatch` is the id of its hatching and must be alone on the page.
    """
    told = (
        Markup('role="img" aria-label="{}"').format(picture.alt)
        if picture.alt
        else Markup('aria-hidden="true"')
    )
    stretch = Markup(' preserveAspectRatio="none"') if picture.stretch else Markup("")
    kind = Markup(' class="{}"').format(classes) if classes else Markup("")
    view = f"0 0 {_n(picture.width)} {_n(picture.height)}"
    return Markup('<svg{} viewBox="{}"{} {}>{}</svg>').format(
        kind, view, stretch, told, page_marks(picture, hatch=hatch)
    )


def page_marks(picture: Picture, *, hatch: str = "hatch") -> Markup:
    """Write the shapes of a picture for a page, to stand inside an `<svg>`."""
    parts = [_hatch(hatch, 'class="hatch"')] if _has_hatch(picture) else []
    return Markup("").join([*parts, *(_on_page(shape, hatch) for shape in picture.shapes)])


def paper_svg(picture: Picture, *, font: str, palette: Mapping[str, str] = PAPER) -> str:
    """Write a picture for paper or mail: its colours inside, one font family, nothing to look up."""
    parts = [_hatch("hatch", f'stroke="{palette["edge"]}" stroke-width="1.2"')] if _has_hatch(picture) else []
    # A row's bar is set at about half its size, and what reads paper knows no stroke that does not scale.
    thick = 1.6 if picture.stretch else 1.0
    parts += [_on_paper(shape, palette, font, thick) for shape in picture.shapes]
    width, height = _n(picture.width), _n(picture.height)
    return str(
        Markup(
            '<svg xmlns="http://www.w3.org/2000/svg" width="{}" height="{}" viewBox="0 0 {} {}"{}>{}</svg>'
        ).format(
            width,
            height,
            width,
            height,
            Markup(' preserveAspectRatio="none"') if picture.stretch else "",
            Markup("").join(parts),
        )
    )


def _n(value: float) -> str:
    return (
        f"{value:.1f}".removesuffix(".0").replace("-0", "0")
        if abs(value) < 0.05
        else f"{value:.1f}".removesuffix(".0")
    )


def _has_hatch(picture: Picture) -> bool:
    return any(isinstance(shape, Box) and shape.tone == "hatch" for shape in picture.shapes)


def _hatch(name: str, line: str) -> Markup:
    return Markup(
        '<defs><pattern id="{}" width="5" height="5" patternUnits="userSpaceOnUse"'
        ' patternTransform="rotate(45)"><path {} d="M0 0V5"/></pattern></defs>'
    ).format(name, Markup(line))  # noqa: S704 - `line` is one of the two literals above


def _path(points: tuple[tuple[float, float], ...]) -> str:
    return "M" + "L".join(f"{_n(x)} {_n(y)}" for x, y in points)


def _area(box: Box) -> Markup:
    return Markup('x="{}" y="{}" width="{}" height="{}"').format(
        _n(box.x), _n(box.y), _n(box.width), _n(box.height)
    )


def _on_page(shape: Shape, hatch: str) -> Markup:
    match shape:
        case Box(tone="hatch"):
            return Markup('<rect fill="url(#{})" {}/>').format(hatch, _area(shape))
        case Box():
            return Markup('<rect class="c-{}" {}/>').format(shape.tone, _area(shape))
        case Rule():
            wide = {1.0: "", 1.5: " w15", 2.0: " w2", 5.0: " w5"}[shape.wide]
            dashed = " dash" if shape.dashed else ""
            return Markup('<path class="l-{}{}{}" d="{}"/>').format(
                shape.tone, wide, dashed, _path(shape.points)
            )
        case Area():
            return Markup('<path class="c-{}" d="{}Z"/>').format(shape.tone, _path(shape.points))
        case Hatching():
            return Markup('<path class="l-edge" d="{}"/>').format(_slants(shape))
        case Dot():
            at = f"M{_n(shape.x)} {_n(shape.y)}h0"
            inner = Markup('<path class="l-paper dot d{}" d="{}"/>').format(shape.wide - 4, at)
            return Markup('<path class="l-{} dot d{}" d="{}"/>{}').format(
                shape.tone, shape.wide, at, inner if shape.ring else ""
            )
        case Sign():
            return Markup('<g class="g-{}">{}</g>').format(shape.who, _sign(shape, "fill", "ring", ""))
        case Words():
            return _words_on_page(shape)


def _words_on_page(words: Words) -> Markup:
    kind = (
        "x"
        + (" x-strong" if words.strong else "")
        + {"start": "", "middle": " x-mid", "end": " x-end"}[words.place]
        + (f" x-{words.size}" if words.size != 13 else "")
        + (f" x-{words.shade}" if words.shade else "")
    )
    return Markup('<text class="{}" x="{}" y="{}"{}>{}</text>').format(
        kind, _n(words.x), _n(words.y), *_told(words.line)
    )


def _on_paper(shape: Shape, palette: Mapping[str, str], font: str, thick: float) -> Markup:
    match shape:
        case Box():
            fill = "url(#hatch)" if shape.tone == "hatch" else palette[shape.tone]
            return Markup('<rect fill="{}" {}/>').format(fill, _area(shape))
        case Rule():
            dashed = Markup(' stroke-dasharray="5 4"') if shape.dashed else ""
            return Markup('<path fill="none" stroke="{}" stroke-width="{}"{} d="{}"/>').format(
                palette[shape.tone], _n(shape.wide * thick), dashed, _path(shape.points)
            )
        case Area():
            return Markup('<path fill="{}" d="{}Z"/>').format(palette[shape.tone], _path(shape.points))
        case Hatching():
            return Markup('<path fill="none" stroke="{}" stroke-width="{}" d="{}"/>').format(
                palette["edge"], _n(thick), _slants(shape)
            )
        case Dot():
            width = 3.0 if shape.ring else 0.0
            return Markup('<circle cx="{}" cy="{}" r="{}" fill="{}" stroke="{}" stroke-width="{}"/>').format(
                _n(shape.x),
                _n(shape.y),
                _n((shape.wide - width) / 2 * thick),
                palette["paper" if shape.ring else shape.tone],
                palette[shape.tone],
                _n(width * thick * 0.7),
            )
        case Sign():
            return _sign(shape, "", "", palette["edge"])
        case Words():
            return _words_on_paper(shape, palette, font)


def _words_on_paper(words: Words, palette: Mapping[str, str], font: str) -> Markup:
    shade = {"": "soft", "faint": "faint", "staff": "staff-text", "exec": "exec-text"}[words.shade]
    return Markup(
        '<text font-family="{}" font-size="{}" font-weight="{}" fill="{}" text-anchor="{}"'
        ' x="{}" y="{}">{}</text>'
    ).format(
        font,
        words.size,
        600 if words.strong else 400,
        palette["ink" if words.strong else shade],
        words.place,
        _n(words.x),
        _n(words.y),
        text_of(words.line),
    )


def _slants(area: Hatching) -> str:
    """Return the lines of a hatching, each cut where the rectangle ends."""
    right, foot = area.x + area.width, area.y + area.height
    lines = []
    at = area.x - area.height + _SLANT / 2
    while at < right:
        left_x, right_x = max(at, area.x), min(at + area.height, right)
        if right_x > left_x:
            lines.append(
                f"M{_n(left_x)} {_n(foot - (left_x - at))}L{_n(right_x)} {_n(foot - (right_x - at))}"
            )
        at += _SLANT
    return "".join(lines)


def _sign(sign: Sign, fill: str, ring: str, colour: str) -> Markup:
    """Write the disc of a side: with classes on a page, with one colour on paper."""
    halves = {"staff": "left", "executives": "right", "both": "left right", "manager": "left right"}
    x, top, foot = _n(sign.x), _n(sign.y - 5), _n(sign.y + 5)
    parts = []
    for half in halves.get(sign.who, "").split():
        kind = Markup('class="{}-{}"').format(fill, half) if fill else Markup('fill="{}"').format(colour)
        sweep = 0 if half == "left" else 1
        parts.append(Markup('<path {} d="M{} {}A5 5 0 0 {} {} {}Z"/>').format(kind, x, top, sweep, x, foot))
    edge = Markup('class="{}"').format(ring) if ring else Markup('fill="none" stroke="{}"').format(colour)
    parts.append(Markup('<circle {} cx="{}" cy="{}" r="5"/>').format(edge, x, _n(sign.y)))
    return Markup("").join(parts)


def _told(line: Line) -> tuple[Markup, Markup]:
    """Return the attributes of a text and what it holds, facts and names marked for the checker."""
    if len(line) == 1 and not isinstance(line[0], str):
        return Markup(" ") + _mark(line[0]), escape(line[0].text)
    held = [
        escape(span)
        if isinstance(span, str)
        else Markup("<tspan {}>{}</tspan>").format(_mark(span), span.text)
        for span in line
    ]
    return Markup(""), Markup("").join(held)


def _mark(span: Cite | Name) -> Markup:
    if isinstance(span, Cite):
        return Markup('data-fact="{}"').format(span.fact)
    return Markup('data-name="{}"').format(span.what)
