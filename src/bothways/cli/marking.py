"""Texts with marks in a terminal: charged spans with the number of their note, words that went and came, places of facts.

Each mark is a sign first and a colour second, so that nothing is lost on paper, in a log or to an eye that sees no red.
Text of others is shown, never obeyed: control characters come out as a visible stand-in, letter for letter.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from rich.text import Text

from bothways.cli.printing import out
from bothways.lens.charge import Charge
from bothways.lens.diff import Step

# In the middle of lightness: read on dark and on light, and near enough to what a terminal of sixteen colours has.
AMBER, RED, GREEN = "#b87208", "#d9402e", "#1f8f2f"
CHARGED: Final = f"{AMBER} underline"
GONE: Final = RED
NEW: Final = GREEN
SOFT: Final = "dim"
VERDICTS: Final = {"clean": f"{GREEN} bold", "doubt": f"{AMBER} bold", "broken": f"{RED} bold"}
WIDEST: Final = 100
_LONG: Final = 4_000
_BLANKS: Final = re.compile(" {2,}")
_AROUND: Final = 160
# Escape sequences, and marks that turn the direction of writing: in a terminal they would hide or move what stands there.
_HIDDEN: Final = {
    **dict.fromkeys((*range(9), *range(11, 32), *range(127, 160)), "\N{REPLACEMENT CHARACTER}"),
    **dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)), "\N{REPLACEMENT CHARACTER}"),
}


def shown(text: str) -> str:
    """A text as it may stand in a terminal, of the same length.

    >>> shown("a\\x1b[31mb\\n")
    'a\N{REPLACEMENT CHARACTER}[31mb\\n'
    """
    return text.translate(_HIDDEN)


def width() -> int:
    """How wide text is set: as the terminal, but no wider than is good to read."""
    return min(out.width, WIDEST)


def put(text: Text | str, *, indent: int = 2) -> None:
    """Print text, wrapped at words and indented, without blanks at the ends of lines: it may be copied or kept."""
    held = Text(text) if isinstance(text, str) else text
    held.rstrip()
    for line in held.wrap(out, width() - indent):
        line.rstrip()
        out.print(Text(" " * indent if line else "").append(line))


def head(text: str) -> None:
    """Print the head of a part."""
    out.print()
    out.print(Text(text.upper(), style="bold"))


def put_rows(rows: Sequence[Sequence[Text | str]], *, most: int = 60) -> None:
    """Print rows: all columns but the last as wide as they need, the last wrapped beside them; no more than `most`.

    Not a table of the library's: that fills its lines up with blanks, which copied text then has.
    """
    held = [[Text(cell) if isinstance(cell, str) else cell for cell in row] for row in rows[:most]]
    if not held:
        return
    wides = [max(row[at].cell_len for row in held) for at in range(len(held[0]) - 1)]
    room = max(20, width() - 2 - sum(wides) - 2 * len(wides))
    for row in held:
        for number, line in enumerate(row[-1].wrap(out, room) or [Text()]):
            drawn = Text("  ")
            for cell, wide in zip(row[:-1], wides, strict=True):
                drawn.append(cell if not number else Text())
                drawn.append(" " * (wide + 2 - (0 if number else cell.cell_len)))
            drawn.append(line)
            drawn.rstrip()
            out.print(drawn)
    if len(rows) > most:
        put(Text(f"And {len(rows) - most:,} more: --json has all of them.", style=SOFT))


def noted(charge: Sequence[Charge]) -> list[Charge]:
    """Charged spans in the order of their notes: as one meets their ends, the inner before the outer.

    What lies inside another span of its kind has no note of its own: it would say the same thing twice.
    """
    found: list[Charge] = []
    reach: dict[str, int] = {}
    for one in sorted(charge, key=lambda one: (one.start, -one.end)):
        if one.end > reach.get(one.kind, -1):
            reach[one.kind] = one.end
            found.append(one)
    return sorted(found, key=lambda one: (one.end, -one.start))


def marked(text: str, charge: Sequence[Charge]) -> Text:
    """The message with its charged spans, each with the number of its note behind it."""
    plain = shown(text)
    drawn = Text()
    ends: dict[int, list[int]] = {}
    for number, one in enumerate(noted(charge), start=1):
        ends.setdefault(one.end, []).append(number)
    places = sorted({0, len(text), *(one.start for one in charge), *ends})
    for start, end in pairwise(places):
        inside = any(one.start <= start and end <= one.end for one in charge)
        piece = plain[start:end]
        drawn.append(piece if inside else _shortened(piece, start, end, len(text)), CHARGED if inside else "")
        for number in ends.get(end, ()):
            drawn.append(f"[{number}]", f"bold {AMBER}")
    return drawn


def changed(steps: Sequence[Step]) -> Text:
    """The words that went and came: `[-out-]`, `{+in+}`."""
    drawn = Text()
    whole = sum(len(step.text) for step in steps)
    for step in steps:
        text = shown(step.text)
        if step.done == "kept":
            drawn.append(_shortened(text, step.original_span[0], step.original_span[1], whole))
            continue
        opened, closed, style = ("[-", "-]", GONE) if step.done == "deleted" else ("{+", "+}", NEW)
        body = text.rstrip(" \n")
        if body:
            drawn.append(opened, style)
            drawn.append(body, f"{style} strike" if step.done == "deleted" else f"{style} bold")
            drawn.append(closed, style)
        drawn.append(text[len(body) :])
    return drawn


def _shortened(text: str, start: int, end: int, whole: int) -> str:
    """What is unchanged in a long text, without its middle; the text itself is printed whole elsewhere."""
    if whole <= _LONG or len(text) <= 2 * _AROUND:
        return text
    left = text[:_AROUND] if start else ""
    right = text[-_AROUND:] if end < whole else ""
    return f"{left} […] {right}"


def placed(text: str, span: tuple[int, int] | None, *, around: int = 28) -> Text | None:
    """A piece of a text with the words around it, the piece between signs."""
    if span is None:
        return None
    plain = shown(text).replace("\n", " ")
    start, end = span
    first, last = max(0, start - around), min(len(text), end + around)
    if first:  # begin at a word
        first = (plain.find(" ", first, start) + 1) or first
    if last < len(text):
        cut = plain.rfind(" ", end, last)
        last = cut if cut > end else last
    drawn = Text("…" if first else "", style=SOFT)
    drawn.append(_BLANKS.sub(" ", plain[first:start]), SOFT)
    drawn.append(f"[{_BLANKS.sub(' ', plain[start:end])}]", "bold not dim")
    drawn.append(_BLANKS.sub(" ", plain[end:last]) + ("…" if last < len(text) else ""), SOFT)
    return drawn
