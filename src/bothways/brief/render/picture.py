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

from bothways.brief.document import Cite, Line, Name, text_of

Tone = Literal["ink", "mid", "staff", "exec", "hatch", "band", "paper", "axis", "edge"]
Place = Literal["start", "middle", "end"]


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


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text at its baseline."""

    x: float
    y: float
    line: Line
    place: Place = "middle"
    size: int = 13
    strong: bool = False


Shape = Box | Rule | Words


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


PAPER: Mapping[str, str] = {
    "ink": "#13202b",
    "soft": "#43515c",
    "mid": "#808c95",
    "staff": "#c87f0f",
    "exec": "#2f7cb8",
    "band": "#dfe3e5",
    "paper": "#ffffff",
    "axis": "#7d8990",
    "edge": "#4a5863",
}
"""The light palette of the style sheet, for what has no style sheet: paper and mail."""


def page_svg(picture: Picture, *, hatch: str = "hatch", classes: str = "") -> Markup:
    """Write a picture for a page: classes, no colours, no style.

    `hatch` is the id of its hatching and must be alone on the page.
    """
    parts = [_hatch(hatch, 'class="hatch"')] if _has_hatch(picture) else []
    parts += [_on_page(shape, hatch) for shape in picture.shapes]
    told = (
        Markup('role="img" aria-label="{}"').format(picture.alt)
        if picture.alt
        else Markup('aria-hidden="true"')
    )
    stretch = Markup(' preserveAspectRatio="none"') if picture.stretch else Markup("")
    kind = Markup(' class="{}"').format(classes) if classes else Markup("")
    view = f"0 0 {_n(picture.width)} {_n(picture.height)}"
    return Markup('<svg{} viewBox="{}"{} {}>{}</svg>').format(
        kind, view, stretch, told, Markup("").join(parts)
    )


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
    if isinstance(shape, Box):
        if shape.tone == "hatch":
            return Markup('<rect fill="url(#{})" {}/>').format(hatch, _area(shape))
        return Markup('<rect class="c-{}" {}/>').format(shape.tone, _area(shape))
    if isinstance(shape, Rule):
        wide = {1.0: "", 1.5: " w15", 2.0: " w2", 5.0: " w5"}[shape.wide]
        return Markup('<path class="l-{}{}" d="{}"/>').format(shape.tone, wide, _path(shape.points))
    kind = (
        "x"
        + (" x-strong" if shape.strong else "")
        + {"start": "", "middle": " x-mid", "end": " x-end"}[shape.place]
        + (f" x-{shape.size}" if shape.size != 13 else "")
    )
    return Markup('<text class="{}" x="{}" y="{}"{}>{}</text>').format(
        kind, _n(shape.x), _n(shape.y), *_told(shape.line)
    )


def _on_paper(shape: Shape, palette: Mapping[str, str], font: str, thick: float) -> Markup:
    if isinstance(shape, Box):
        fill = "url(#hatch)" if shape.tone == "hatch" else palette[shape.tone]
        return Markup('<rect fill="{}" {}/>').format(fill, _area(shape))
    if isinstance(shape, Rule):
        return Markup('<path fill="none" stroke="{}" stroke-width="{}" d="{}"/>').format(
            palette[shape.tone], _n(shape.wide * thick), _path(shape.points)
        )
    return Markup(
        '<text font-family="{}" font-size="{}" font-weight="{}" fill="{}" text-anchor="{}"'
        ' x="{}" y="{}">{}</text>'
    ).format(
        font,
        shape.size,
        600 if shape.strong else 400,
        palette["ink" if shape.strong else "soft"],
        shape.place,
        _n(shape.x),
        _n(shape.y),
        text_of(shape.line),
    )


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
