"""A message taken apart: lines, what is quoted history or a signature, sentences with their places.

Line by line, because lists, greetings and mails are written by the line; a sentence splitter that joins lines
glues list items together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

_ABBREVIATIONS: Final = frozenset([
    "mr", "mrs", "ms", "dr", "prof", "st", "eng", "no", "nr", "vs", "e.g", "i.e", "approx", "a.m", "p.m",
    "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "inc", "ltd",
    "co", "corp", "dept", "fig", "max", "min", "ca", "etc", "incl", "excl", "tel", "art", "sr", "jr", "mt",
    "ft", "gen", "p", "pp",
])  # fmt: skip
_LIST_ITEM: Final = re.compile(r"\s*(?:[-–—•*→▪·]|\(?\d{1,2}[.)]|\(?[a-z][.)])\s+")
_QUOTED: Final = re.compile(
    r"\s*>|\s*(?:On|Am|Le) .{3,80}(?:wrote|schrieb|a écrit) ?:\s*$|\s*-{3,} ?(?:Original|Forwarded)"
)
_END: Final = re.compile(
    r"[.!?…]+(?<!\(!)(?<!\(!!)(?<!\(\?)[\"'”’)\]]*(?=\s|$)|[\U0001F300-\U0001FAFF]+(?=\s+\S)"
)
_GREETING: Final = re.compile(
    r"(?:(?:dear|hi|hello|hey|good (?:morning|afternoon|evening)|morning|ladies and gentlemen|gentlemen|to all|all|"
    r"team)\b[^.!?:]{0,40}|"
    r"[A-Z][\w'-]+(?: [A-Z][\w'-]+)?)[,:]\s*$",
    re.IGNORECASE,
)
_CLOSING: Final = re.compile(
    r"(?:(?:kind|best|warm|many)? ?(?:regards|wishes|greetings)|sincerely|yours(?: \w+)?|cheers|thanks|thank you|best|"
    r"rgds)[,.!]?\s*$",
    re.IGNORECASE,
)


class Part(NamedTuple):
    """A sentence of the message, `text[start:end]`; `kept` parts (greeting, history, signature) stay verbatim."""

    start: int
    end: int
    text: str
    line: int
    item: bool
    kept: bool


def _splits(line: str, offset: int) -> Iterable[tuple[int, int]]:
    start = 0
    for found in _END.finditer(line):
        end = found.end()
        rest = line[end:].lstrip()
        if (
            found.group().startswith(".")
            and rest
            and _joins(line[start : found.start()], found.group(), rest)
        ):
            continue
        yield offset + start, offset + end
        start = end + (len(line[end:]) - len(line[end:].lstrip()))
    if line[start:].strip():
        yield offset + start, offset + len(line.rstrip())


def _joins(before: str, mark: str, rest: str) -> bool:
    """Whether the full stop belongs to an abbreviation, an initial, a date or dots that go on."""
    if (
        re.fullmatch(r"(?:[A-Z']+\.\s+)*[A-Z']+", before)
        and re.match(r"[A-Z']+\.", rest)
        and not before.isdigit()
    ):
        return True
    word = before.rsplit(maxsplit=1)[-1].lower().lstrip("(\"'“‘") if before.split() else ""
    if word in {"no", "nr", "art", "fig", "p", "pp", "max", "min", "vs"}:
        return rest[:1].isdigit()
    if word in _ABBREVIATIONS:
        return not (word in {"p.m", "a.m", "etc"} and rest[:1].isupper())
    if len(word) == 1 and word.isalpha() and rest[:1].isupper() and len(before.split()) > 1 and word != "i":
        return not before.rsplit(maxsplit=1)[-1].islower()
    if len(mark) > 1 and mark.startswith("..") and rest[:1].islower():
        return True
    return bool(rest[:1].islower() and re.fullmatch(r"\d{1,2}\.\d{1,2}(?:\.\d{2,4})?", word))


def parts_of(text: str) -> tuple[Part, ...]:
    """The sentences of a message, in order; linear in its length."""
    found: list[Part] = []
    offset = 0
    lines = text.splitlines(keepends=True)
    filled = [i for i, line in enumerate(lines) if line.strip()]
    last = filled[-1] if filled else -1
    first = filled[0] if filled else -1
    history = False
    closed = False
    for number, raw in enumerate(lines):
        line = raw.rstrip("\r\n")
        body = line.strip()
        if body:
            history = bool(_QUOTED.match(line)) or (history and number > 0 and not body)
            greeting = number == first and last != first and bool(_GREETING.fullmatch(body))
            closed = closed or (bool(_CLOSING.fullmatch(body)) and number != first)
            signed = (
                number == last and number > first and len(body.split()) <= 3 and not body.endswith(("?", "!"))
            )
            signed = (
                signed and body[:1].isupper() and ((number > 0 and not lines[number - 1].strip()) or closed)
            )
            kept = history or greeting or closed or signed
            item = _LIST_ITEM.match(line)
            skip = item.end() if item else len(line) - len(line.lstrip())
            if kept:
                found.append(
                    Part(
                        offset + skip,
                        offset + len(line.rstrip()),
                        line[skip:].rstrip(),
                        number,
                        bool(item),
                        True,
                    )
                )
            else:
                for start, end in _splits(line[skip:], offset + skip):
                    found.append(Part(start, end, text[start:end], number, bool(item), False))
        offset += len(raw)
    return tuple(found)
