"""Breaks requests and commitments."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from lens_set.breaks.logic import found_loosely
from lens_set.breaks.scene import Break, Edit, Scene, found, like

__all__ = ["commitment_dropped", "commitment_weakened", "request_dropped", "request_optional"]

REQUEST = re.compile(
    r"\bplease\b|\bpls\b|\bkindly\b|^(?:could|can|would|may|might)\s(?:you|we|I|someone|somebody|finance)\b"
    r"|\bI(?:'d|\swould)\s(?:like|ask)|\bI\s(?:ask|need|want|must\shave)\b|\bwe\s(?:ask|need|want)\b",
    re.IGNORECASE,
)
PROMISE = re.compile(
    r"\b(?:I|we)(?:\swill|['’]ll)\s(?!not\b|never\b)|\b(?:I['’]m|I\sam|we['’]re|we\sare)\sgoing\sto\b"
    r"|\b(?:I|we)(?:\shave|['’]ve)?\spromised?\b",
    re.IGNORECASE,
)
FIRM = [
    (re.compile(r"\b(?P<i>I|[Ww]e)\s(?P<w>will)\s(?!not\b|never\b|try\b)"), "will try to "),
    (re.compile(r"\b(?:I|[Ww]e)(?P<w>['’]ll)\s(?!not\b|never\b|try\b)"), "'ll try to "),
    (re.compile(r"\b(?:I['’]m|I\sam|[Ww]e['’]re|[Ww]e\sare)(?P<w>\sgoing\sto\s)(?=[a-z])"), " hoping to "),
    (re.compile(r"\b(?P<w>promised)\s(?=to\b|him\b|her\b|them\b|an?\b)"), "thought of promising "),
]
OPTIONAL = [
    (re.compile(r"(?P<w>\b[Pp]lease)(?=\s[a-z])"), "if you like,"),
    (re.compile(r"(?<=, )(?P<w>please)(?=[,.;:!?]|\s*$)"), "if you like"),
    (
        re.compile(
            r"\b(?P<w>I\s(?:need|want|must\shave))(?=\s(?!to\b|you\b|it\b|that\b|him\b|her\b|them\b|no\b)\w)"
        ),
        "It would be nice to have",
    ),
    (
        re.compile(r"\b(?P<w>(?:[Cc]ould|[Cc]an|[Ww]ould)\syou)(?=\s(?!like)[a-z]+)"),
        "would you, if you like,",
    ),
    (re.compile(r"\b(?P<w>I\s(?:ask|['’]d\sask))(?=\s(?:for|that|you)\b)"), "I might ask"),
]
AFTER = re.compile(r"[;]\s(?:so\s)?please\s(?:[^.!?;\n]|(?<=\d)\.(?=\d))+(?=[.!?\n](?!\d)|$)", re.IGNORECASE)


def request_dropped(scene: Scene, _rng: random.Random) -> Iterator[Break]:
    """A sentence that asks for something is left out, or the clause of it that asks."""
    for at in found_loosely(scene, AFTER):
        yield ((*at.span(), ""),), f"the request {at[0].strip(' ;')!r} is lost"
    for start, end in _sentences(scene, REQUEST):
        sentence = scene.text[start:end]
        if not AFTER.search(sentence) and len(scene.sentences) > 1:
            yield (_gone(scene, start, end),), f"the request {sentence!r} is lost"


def request_optional(scene: Scene, _rng: random.Random) -> Iterator[Break]:
    """What is asked becomes a matter of liking."""
    for pattern, new in OPTIONAL:
        for at in found(scene, pattern):
            yield (
                ((*at.span("w"), like(new, at["w"])),),
                f"the request became optional: {at['w']!r} became {new!r}",
            )


def commitment_dropped(scene: Scene, _rng: random.Random) -> Iterator[Break]:
    """A sentence in which the author promises something is left out."""
    for start, end in _sentences(scene, PROMISE):
        if len(scene.sentences) > 1:
            yield (_gone(scene, start, end),), f"the commitment {scene.text[start:end]!r} is lost"


def commitment_weakened(scene: Scene, _rng: random.Random) -> Iterator[Break]:
    """I will becomes I will try to."""
    for pattern, new in FIRM:
        for at in found(scene, pattern):
            yield ((at.start("w"), at.end(), new),), f"{at[0].strip()!r} became {new.strip()!r}"


def _sentences(scene: Scene, pattern: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    for start, end in scene.sentences:
        places = [start + at.start() for at in pattern.finditer(scene.text[start:end])]
        if any(not any(a <= place < b for a, b in scene.quotations) for place in places):
            yield start, end


def _gone(scene: Scene, start: int, end: int) -> Edit:
    # The blank after the sentence goes with it, a line end stays.
    after = re.match(r" +", scene.text[end:])
    if after:
        return start, end + after.end(), ""
    before = re.search(r" +$", scene.text[:start])
    return start - (len(before[0]) if before else 0), end, ""
