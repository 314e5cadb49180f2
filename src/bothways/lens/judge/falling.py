"""Which pieces of a message may fall away, and which are only suspected."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bothways.lens.charge.parts import Part
from bothways.lens.charge.weight import carries_hard_fact
from bothways.lens.facts import Fact
from bothways.lens.facts.stems import stem_of
from bothways.lens.judge.signs import words_of
from bothways.lens.judge.weighing import Judged, judged
from bothways.lens.judge.words import bears

TOGETHER: Final = 1.0  # a message that no rule finds charged: the surest piece of each sentence, summed up
CUT: Final = 0.22  # how sure the judge must be that a piece is cut at just these borders
WHOLE: Final = 0.2  # a whole sentence goes before its pieces where it is less sure by no more than this
SOFT: Final = 0.1  # surer by this where it denies, compares, counts or gives a cause: it may state something
BINDING: Final = 0.1  # and by this where it seems to ask, to bind or to set a condition
ALL: Final = 0.2  # and by this where such a sentence goes whole
EACH: Final = 0.2  # and by this for each word of business English of a whole sentence
WORDS: Final = 2  # up to so many
SUSPECT: Final = 0.1  # flagged, not changed
ALONE: Final = 0.55  # flagged in a message that nothing else finds charged
MOST: Final = 3  # suspected pieces of a message that are flagged: more would be read by nobody
_HARD: Final = frozenset(
    [
        "number",
        "money",
        "percent",
        "date",
        "deadline",
        "duration",
        "quotation",
    ]
)
_BINDING: Final = frozenset(["request", "commitment", "condition"])
_PLEASE: Final = re.compile(r"\b(?:please|pls|plz|kindly|asap|deadline)\b", re.IGNORECASE)
_SOFT: Final = frozenset(["negation", "modality", "cause", "comparison", "severity", "quantity"])
_ASKS: Final = re.compile(
    r"\b(?:please|pls|plz|kindly|need|needs|want|wants|expect|require|asap|approve|deadline|should|ought|recommend|propose|suggest)\b|"
    r"^\W*(?:and |so |then )?(?:can|could|may|might) (?:i|we|you|somebody|someone)\b|"
    r"^\W*what (?:can|shall|should|do) (?:i|we) (?:tell|offer|say|do|answer)\b",
    re.IGNORECASE,
)
_QUOTED: Final = re.compile('["“”„«»]')
# "Your team treats deadlines like a rumour" says nothing without its comparison.
_LEANING: Final = re.compile(
    r"\b(?:treat|handl|look|sound|feel|felt|smell|tast|read|act|behav|seem|come across|is|are|was|were|be|been)\w{0,3}\b[^,;]*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A piece of a sentence, `text[start:end]` of the message, with how likely it is that it can go (0 to 1)."""

    start: int
    end: int
    text: str
    part: int
    score: float
    cut: float = 0.0


def falling(
    parts: Sequence[Part], facts: Sequence[Fact], *, charged: bool, names: tuple[str, ...] = ()
) -> tuple[list[Clause], list[Clause]]:
    """Pieces that may fall away, and those that are only suspected: (loose, suspected).

    What holds a figure, a date, a name handed in, a quotation, a condition, a promise or a request never falls away.
    `charged`: whether rules found charge in the message; where they found none, one piece must look surely like heat
    before any is touched.
    """
    every = judged(parts, facts, names=names)
    sure = charged or _hot(every)
    loose: list[Clause] = []
    suspected: list[Clause] = []
    for one in sorted(
        every, key=lambda j: (-j.cut - WHOLE * (j.piece.place == "whole"), j.part, j.piece.start)
    ):
        if one.cut < CUT or not sure:
            continue
        clause = _clause(parts[one.part], one)
        if any(c.start < clause.end and clause.start < c.end for c in loose):
            continue
        if one.cut >= CUT + _held(parts[one.part], clause, facts, names):
            loose.append(clause)
    for one in sorted(every, key=lambda j: (j.piece.place != "whole", -j.sure)):
        if one.sure < (SUSPECT if sure else ALONE):
            continue
        clause = _clause(parts[one.part], one)
        if not any(c.start < clause.end and clause.start < c.end for c in (*loose, *suspected)):
            suspected.append(clause)
    suspected.sort(key=lambda c: -c.score)
    return sorted(loose, key=lambda c: c.start), suspected[:MOST]


def _business(text: str) -> int:
    """How many words of business English a sentence has: what is said with them is more likely a statement."""
    stems = {stem_of(word.removesuffix("'s")) for word in words_of(text.casefold().replace("’", "'"))}
    return min(WORDS, sum(map(bears, stems)))


def _hot(found: Sequence[Judged]) -> bool:
    """Whether a message is charged by the judge alone: many suspicions tell more than the strongest of them."""
    best: dict[int, float] = {}
    for one in found:
        best[one.part] = max(best.get(one.part, 0.0), one.sure)
    return math.fsum(best.values()) >= TOGETHER


def _clause(part: Part, one: Judged) -> Clause:
    start, end = part.start + one.piece.start, part.start + one.piece.end
    # The signs that join a piece belong to what joins it.
    text = part.text[one.piece.start : one.piece.end]
    start += len(text) - len(text.lstrip(" ,;:–—-("))
    return Clause(start, end, part.text[start - part.start : end - part.start], one.part, one.sure, one.cut)


def _held(part: Part, clause: Clause, facts: Sequence[Fact], names: tuple[str, ...]) -> float:
    """How much surer a guess has to be for what a piece holds; 1 where it must never go on a guess."""
    inside = {f.kind for f in facts if f.start < clause.end and clause.start < f.end}
    if carries_hard_fact(clause.text, names=names) or inside & _HARD or _QUOTED.search(clause.text):
        return 1.0
    before = part.text[: clause.start - part.start]
    if re.match(r"(?:like|as)\b", clause.text, re.IGNORECASE) and _LEANING.search(before):
        return 1.0
    if _PLEASE.search(clause.text):
        return 1.0
    whole = clause.start == part.start and clause.end == part.end
    more = 0.0
    if inside & _BINDING or _ASKS.search(clause.text):
        more = BINDING
    elif inside & _SOFT:
        more = SOFT
    return more + (
        ALL + EACH * _business(clause.text) if whole and more else EACH * _business(clause.text) * whole
    )
