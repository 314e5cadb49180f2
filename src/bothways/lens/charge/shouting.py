"""Capitals for force and repeated marks; acronyms, names and codes are none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bothways.lens.charge.rules import lexicon

_CAPITALS: Final = re.compile(r"(?<![\w&.'’-])[A-Z][A-Z'’]*(?![\w&-]|['’]\w)")
_MARKS: Final = re.compile(r"\s?\((?:!+|\?+)\)|!{2,}|\?{2,}|(?:\?!|!\?)[?!]*")


_STACCATO: Final = re.compile(r"(?:[A-Z']+\.\s+)+[A-Z']{2,}\.")
_PROPER: Final = frozenset([
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january", "february",
    "april", "june", "july", "august", "september", "october", "november", "december", "christmas",
    "easter",
])  # fmt: skip
_SENTENCE: Final = re.compile(rf"\b(?:{'|'.join(sorted(_PROPER))})\b")
_SHORT: Final = frozenset(["IT", "US", "OK", "AM", "PM", "HR", "NO", "TV", "PO"])


def shouted_words(text: str, *, names: frozenset[str]) -> Iterator[tuple[int, int, str]]:
    """Runs of shouted words in a sentence: start, end, and how they are said calmly."""
    if _STACCATO.fullmatch(text):
        words = text.replace(".", "").split()
        yield (
            0,
            len(text),
            ". ".join(w.capitalize() for w in words) + "."
            if len(set(words)) == 1
            else _SENTENCE.sub(lambda m: m.group().capitalize(), " ".join(words).capitalize()) + ".",
        )
        return
    run: list[re.Match[str]] = []
    for word in _CAPITALS.finditer(text):
        if run and text[run[-1].end() : word.start()].strip(' ,.!?-–"“”'):
            yield from _calmed(run, text, names)
            run = []
        run.append(word)
    yield from _calmed(run, text, names)


def _is_common(word: str) -> bool:
    plain = word.lower().replace("’", "'")
    return plain in lexicon().words["common"]


def _calmed(run: list[re.Match[str]], text: str, names: frozenset[str]) -> Iterator[tuple[int, int, str]]:
    words = [w for w in run if w.group() not in names]
    loud = [w for w in words if _is_common(w.group()) and len(w.group()) > 1]
    if not loud or (len(loud) == 1 and loud[0].group() in _SHORT and text.strip(" .!") != "NO"):
        return
    if len(loud) < len(words) / 3:
        return
    whole = len(loud) >= 2
    start, end = loud[0].start(), loud[-1].end()
    pieces, cursor = [], start
    for word in run:
        if not start <= word.start() < end:
            continue
        plain = word.group()
        calm = plain.lower()
        acronym = plain in lexicon().words["acronyms"] or plain in names
        if (
            plain == "I"
            or (acronym and not (whole and plain in {"IT", "US", "NO", "ON", "AM"}))
            or plain.startswith(("I'", "I’"))
        ):
            calm = plain if len(plain) < 2 or acronym else plain[0] + plain[1:].lower()
        elif (not _is_common(plain) and not whole) or (
            not _is_common(plain) and len(plain) <= 4 and not set(plain) & set("AEIOU")
        ):
            calm = plain
        if word.start() == 0 or calm in _PROPER or text[: word.start()].rstrip().endswith((".", "!", "?")):
            calm = calm[:1].upper() + calm[1:]
        pieces += [text[cursor : word.start()], calm]
        cursor = word.end()
    yield start, end, "".join(pieces)


def shouted_marks(text: str) -> Iterator[tuple[int, int, str]]:
    """Repeated or bracketed marks: start, end, and the single mark that says the same."""
    for mark in _MARKS.finditer(text):
        found = mark.group().strip()
        calm = "" if found.startswith("(") else ("?" if "?" in found else ".")
        if text[mark.end() : mark.end() + 1] in {",", ";", ":"}:
            calm = ""  # "2 feb!!!, a belt": the comma is the stop
        yield mark.start(), mark.end(), calm
