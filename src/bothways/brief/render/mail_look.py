"""How a mail looks: styles written onto each element, because mail programs drop style sheets; dark by classes.

Values are those of the look's tokens. The one style sheet of a mail turns colours for programs that know the dark
theme; those that turn colours round by themselves find both grounds and inks named on every element.
"""

from __future__ import annotations

from typing import Final

from markupsafe import Markup

__all__ = ["MAIL_SHEET", "look"]

_LIGHT: Final = {
    "ground": "#f6f7f7", "paper": "#ffffff", "ink": "#13202b", "soft": "#43515c", "faint": "#5c6973",
    "line": "#dfe3e5", "staff": "#885000", "exec": "#16568a", "mid": "#4a5863", "loss": "#a51d3c",
    "fill-ink": "#13202b", "fill-staff": "#c87f0f", "fill-exec": "#2f7cb8", "fill-mid": "#808c95",
    "fill-chance": "#c9d0d5", "on-ink": "#ffffff",
}  # fmt: skip
_DARK: Final = {
    "ground": "#0f161c", "paper": "#151e26", "ink": "#e9eef1", "soft": "#b6c1c9", "faint": "#93a1ab",
    "line": "#28333d", "staff": "#f2b453", "exec": "#8cc1ee", "mid": "#aab6bf", "loss": "#ff93a3",
    "fill-ink": "#e9eef1", "fill-staff": "#d8942b", "fill-exec": "#4b93cc", "fill-mid": "#75838e",
    "fill-chance": "#3a4650", "on-ink": "#0f161c",
}  # fmt: skip
# What a class colours: grounds and fills the background, edges the border, all else the letters.
_BACK: Final = frozenset(("ground", "paper", *(name for name in _LIGHT if name.startswith("fill-"))))
SANS: Final = "-apple-system,'Segoe UI',Roboto,Arial,sans-serif"
SERIF: Final = "Charter,'Sitka Text',Cambria,Georgia,serif"

_LOOKS: Final[dict[str, tuple[str, str]]] = {
    # name: (colours, the rest)
    "body": ("ground", "margin:0;padding:0"),
    "ground": ("ground", ""),
    "sheet": ("paper", "width:100%;max-width:600px"),
    "inside": ("ink", f"padding:20px 20px 24px;font:15px/1.5 {SANS}"),
    "first": ("", f"margin:0;font:600 23px/1.26 {SERIF}"),
    "about": ("faint", "margin:8px 0 0;font-size:13px;line-height:1.4"),
    "rest": ("", f"margin:12px 0 0;font:17px/1.42 {SERIF}"),
    "section": ("ink", f"padding:28px 0 0;font:15px/1.5 {SANS}"),
    "h2": ("", "margin:0 0 4px;font-size:20px;line-height:1.28;font-weight:600"),
    "h3": ("", "margin:16px 0 2px;font-size:16px;line-height:1.35;font-weight:600"),
    "p": ("", "margin:10px 0 0"),
    "note": ("faint", "margin:8px 0 0;font-size:13px;line-height:1.45"),
    "sub": ("soft", "margin:2px 0 4px;font-size:14px;line-height:1.45"),
    "against": ("soft", "margin:12px 0 0;font-size:13px;line-height:1.4;font-weight:600"),
    "quote": ("", f"margin:10px 0 2px;font:17px/1.45 {SERIF}"),
    "cite": ("faint", "margin:0;font-size:13px;line-height:1.4"),
    "money": ("", "margin:2px 0 0;font-weight:600"),
    "item": ("", "margin:6px 0 0"),
    "list": ("", "margin:6px 0 0;padding:0 0 0 20px"),
    "name": ("ink", f"padding:9px 12px 3px 0;font:600 15px/1.35 {SANS};vertical-align:top"),
    "value": ("ink", f"padding:9px 0 3px;font:600 15px/1.35 {SANS};vertical-align:top"),
    "small": ("faint", "font-size:13px;font-weight:400"),
    "who": ("soft", f"padding:4px 0 8px;font:13px/1.4 {SANS}"),
    "scale": ("", "table-layout:fixed"),
    "half": ("", "font-size:6px;line-height:6px"),
    "bar": ("", "font-size:12px;line-height:12px"),
    "range": ("", "font-size:4px;line-height:4px"),
    "whisker": ("edge-ink", "font-size:4px;line-height:4px;border-width:0 2px 2px;border-style:solid"),
    "head": ("faint", f"padding:6px 8px 6px 0;font:13px/1.3 {SANS};vertical-align:bottom"),
    "head-num": ("faint", f"padding:6px 0 6px 8px;font:13px/1.3 {SANS};vertical-align:bottom"),
    "cell": ("ink edge", f"padding:7px 8px 7px 0;font:14px/1.35 {SANS};vertical-align:top;"
                         "border-width:1px 0 0;border-style:solid"),
    "cell-num": ("ink edge", f"padding:7px 0 7px 8px;font:14px/1.35 {SANS};vertical-align:top;"
                             "border-width:1px 0 0;border-style:solid"),
    "more": ("soft", f"padding:0 0 7px;font:13px/1.4 {SANS};vertical-align:top"),
    "term": ("faint", f"padding:2px 12px 2px 0;width:104px;font:14px/1.4 {SANS};vertical-align:top"),
    "said": ("ink", f"padding:2px 0;font:15px/1.4 {SANS};vertical-align:top"),
    "shore-executives": ("fill-exec", "font-size:4px;line-height:4px"),
    "shore-staff": ("fill-staff", "font-size:4px;line-height:4px"),
    "shore-nobody": ("fill-mid", "font-size:4px;line-height:4px"),
    "air": ("", "font-size:12px;line-height:16px"),
    "button": ("fill-ink", "padding:12px 18px;border-radius:6px"),
    "press": ("on-ink", f"font:600 15px/1.3 {SANS};text-decoration:none"),
    "link": ("soft", "text-decoration:underline"),
    "fig": ("", "color:inherit;text-decoration:none"),
    "whole": ("", "white-space:nowrap"),
    "mark": ("soft", "font-size:11px;line-height:1;font-weight:400"),
    "mark-link": ("soft", "font-size:11px;line-height:1;font-weight:400;text-decoration:underline"),
    "tile-staff": ("staff", ""),
    "tile-exec": ("exec", ""),
    "tile-mid": ("mid", ""),
    "tile-ink": ("ink", ""),
}  # fmt: skip


def look(name: str, *more: str) -> Markup:
    """Return class and style of an element, ready to stand in its tag.

    >>> look("link")
    Markup('class="soft" style="color:#43515c;text-decoration:underline"')
    """
    colours, rest = _LOOKS[name]
    classes = [*colours.split(), *more]
    declared = [_light(one) for one in classes] + ([rest] if rest else [])
    # Nothing here comes out of data: names and values are the ones above.
    made = f'class="{" ".join(classes)}" ' if classes else ""
    return Markup(f'{made}style="{";".join(declared)}"')  # noqa: S704


def _property(colour: str) -> str:
    return "border-color" if colour.startswith("edge") else "background-color" if colour in _BACK else "color"


def _value(colour: str, values: dict[str, str]) -> str:
    return values[{"edge": "line"}.get(colour, colour.removeprefix("edge-"))]


def _light(colour: str) -> str:
    return f"{_property(colour)}:{_value(colour, _LIGHT)}"


def _sheet() -> str:
    names = [*_LIGHT, "edge", "edge-ink", "edge-exec", "edge-staff"]
    names.remove("line")
    turned = "\n".join(f".{one}{{{_property(one)}:{_value(one, _DARK)} !important}}" for one in names)
    return (
        ":root{color-scheme:light dark;supported-color-schemes:light dark}\n"
        f"@media (prefers-color-scheme:dark){{\n{turned}\n}}"
    )


MAIL_SHEET: Final = _sheet()
"""The style sheet of every mail: it turns colours for the dark theme and does nothing else."""
