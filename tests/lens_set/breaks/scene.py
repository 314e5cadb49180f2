"""A text to be broken: its sentences, the places that are left alone, and how an edit is applied and mended."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

__all__ = ["Break", "Edit", "Rule", "Scene", "apply", "exchange", "found", "like"]

Edit = tuple[int, int, str]
Break = tuple[tuple[Edit, ...], str]

QUOTED = re.compile(r"\"[^\"\n]+\"|“[^”\n]+”|„[^“”\n]+[“”]")
HISTORY = re.compile(r"^>.*$", re.MULTILINE)
# A full stop after these, after a lone capital or after a digit that begins a line ends no sentence.
SHORT = re.compile(
    r"\b(?:Dr|Mr|Mrs|Ms|St|no|No|approx|max|min|vs|e\.g|i\.e|a\.m|p\.m|\d+\.\d+)\.$|\b[A-Z]\.$|(?:^|\n)\s*\d+\.$"
)
END = re.compile(r"[.!?]+[\"”']?(?=\s|$)|\n+")


@dataclass(frozen=True)
class Scene:
    """A text, and the names that stand in it."""

    text: str
    names: tuple[str, ...] = ()

    @cached_property
    def mentions(self) -> list[tuple[int, int, str]]:
        """Where each name stands, longest names first where two overlap."""
        taken: list[tuple[int, int, str]] = []
        for name in sorted(set(self.names), key=len, reverse=True):
            for at in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", self.text):
                if not any(at.start() < end and start < at.end() for start, end, _ in taken):
                    taken.append((*at.span(), name))
        return sorted(taken)

    @cached_property
    def history(self) -> list[tuple[int, int]]:
        """Quoted lines of earlier mails."""
        return [at.span() for at in HISTORY.finditer(self.text)]

    @cached_property
    def quotations(self) -> list[tuple[int, int]]:
        """Text in quotation marks, the marks included, outside quoted mails."""
        return [at.span() for at in QUOTED.finditer(self.text) if not _touches(at.span(), self.history)]

    @cached_property
    def guarded(self) -> list[tuple[int, int]]:
        """Names, quotations and quoted mails: only the rules made for them go there."""
        return [(start, end) for start, end, _ in self.mentions] + self.quotations + self.history

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        """Sentences and lines, without the white space around them and without quoted mails."""
        spans, start = [], 0
        for at in END.finditer(self.text):
            if "\n" not in at[0] and (SHORT.search(self.text[start : at.end()]) or self._inside(at.start())):
                continue
            spans.append((start, at.end()))
            start = at.end()
        spans.append((start, len(self.text)))
        tight = [_tight(self.text, span) for span in spans]
        return [span for span in tight if span[0] < span[1] and not _touches(span, self.history)]

    def sentence_at(self, place: int) -> tuple[int, int]:
        """The sentence around a place; an empty span at the place if there is none."""
        return next(((a, b) for a, b in self.sentences if a <= place < b), (place, place))

    def free(self, start: int, end: int) -> bool:
        """Whether a place touches nothing that is left alone."""
        return not _touches((start, end), self.guarded)

    def begins(self, place: int) -> bool:
        """Whether a sentence begins here."""
        return any(start == place for start, _ in self.sentences)

    def _inside(self, place: int) -> bool:
        # "… Ltd. …" in a name, and a full stop in the middle of a quotation.
        spans = [(a, b) for a, b, _ in self.mentions] + self.quotations
        return any(start <= place < end - 1 for start, end in spans)


Rule = Callable[[Scene, random.Random], Iterator[Break]]


def found(scene: Scene, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """Every match that touches nothing that is left alone."""
    for at in pattern.finditer(scene.text):
        if scene.free(*at.span()):
            yield at


def exchange(scene: Scene, pattern: re.Pattern[str], table: dict[str, str]) -> Iterator[Break]:
    """Words of a table for their opposites: the group `w` of the pattern, or all that it matches."""
    for at in found(scene, pattern):
        group = "w" if "w" in pattern.groupindex else 0
        old = at[group]
        new = table[" ".join(old.casefold().replace("’", "'").split())]
        if new != old.casefold():
            yield ((*at.span(group), like(new, old)),), f"{old!r} became {new!r}"


def like(new: str, old: str) -> str:
    """The new word with the capitals of the old one."""
    if len(old) > 1 and old.isupper() and old.isalpha():
        return new.upper()
    return new[:1].upper() + new[1:] if old[:1].isupper() else new


def apply(text: str, edits: Sequence[Edit]) -> str:
    """The text with all edits done; what a deletion leaves is mended (spaces, commas, capitals)."""
    for start, end, new in sorted(edits, reverse=True):
        head, tail = text[:start], text[end:]
        if not new:
            head, tail = _mended(head, tail)
        text = head + new + tail
    return text


def _mended(head: str, tail: str) -> tuple[str, str]:
    opens = not head.strip() or bool(re.search(r"(?:[.!?:]|\n|^[-*•–]|[-*•–])\s*$", head))
    if opens:
        tail = re.sub(r"^[\s,;]+(?=\S)", "", tail) if head[-1:].isspace() or not head else tail
        tail = tail[:1].upper() + tail[1:]
        return head, tail
    if re.match(r"\s*[.,;:!?]", tail):
        head = re.sub(r"[\s,;]+$", "", head)
        tail = tail.lstrip(" ")
    elif head[-1:] == " " and tail[:1] == " ":
        tail = tail[1:]
    elif not tail.strip():
        head = re.sub(r"[\s,;]+$", "", head)
    return head, tail


def _tight(text: str, span: tuple[int, int]) -> tuple[int, int]:
    piece = text[slice(*span)]
    start = span[0] + len(piece) - len(piece.lstrip())
    return start, max(start, span[0] + len(piece.rstrip()))


def _touches(span: tuple[int, int], others: list[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)
