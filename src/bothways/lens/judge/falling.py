"""Which pieces of a message may fall away, and which are only suspected."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bothways.lens.charge.parts import Part
from bothways.lens.charge.weight import carries_fact
from bothways.lens.facts import Fact
from bothways.lens.facts.concepts import thesaurus
from bothways.lens.facts.fields import fields_of, weight_of
from bothways.lens.facts.stems import stem_of
from bothways.lens.judge.signs import words_of
from bothways.lens.judge.weighing import Judged, judged

SURE: Final = 0.95  # alone in a message that no rule finds charged
SURER: Final = 0.8  # two such in one message, or one among several sentences
LIKELY: Final = 0.4  # a whole sentence beside other charge
PIECE: Final = 0.4  # a piece of a sentence
SOFT: Final = 0.7  # one that denies, binds, compares, counts or gives a cause: it may state something
EACH: Final = 0.2  # surer by this for each word of business English of a whole sentence: it states something
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
        "request",
        "commitment",
        "condition",
    ]
)
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


def falling(
    parts: Sequence[Part], facts: Sequence[Fact], *, charged: bool, names: tuple[str, ...] = ()
) -> tuple[list[Clause], list[Clause]]:
    """Pieces that may fall away, and those that are only suspected: (loose, suspected).

    What holds a figure, a date, a name handed in, a quotation, a condition, a promise or a request never falls away.
    `charged`: whether rules found charge in the message; where they found none, one piece must look surely like heat
    before any is touched.
    """
    found = [one for one in judged(parts, facts, names=names) if one.sure >= SUSPECT]
    sure = charged or _hot(found, sum(not p.kept for p in parts))
    loose: list[Clause] = []
    suspected: list[Clause] = []
    for one in sorted(found, key=lambda j: (j.piece.place != "whole", -j.sure)):
        clause = _clause(parts[one.part], one)
        if any(c.start < clause.end and clause.start < c.end for c in (*loose, *suspected)):
            continue
        whole = one.piece.place == "whole"
        if whole and one.sure < LIKELY:
            continue  # a piece of it may still be seen more surely
        soft = any(f.kind in _SOFT and f.start < clause.end and clause.start < f.end for f in facts)
        least = SOFT if soft else LIKELY if whole else PIECE
        if whole:
            least += EACH * _business(clause.text)
        enough = sure and one.sure >= least
        (loose if enough and not _firm(parts[one.part], clause, facts, names) else suspected).append(clause)
    for one in found:
        clause = _clause(parts[one.part], one)
        if one.piece.place == "whole" and not any(c.part == one.part for c in (*loose, *suspected)):
            suspected.append(clause)
    suspected = [c for c in suspected if c.score >= (SUSPECT if sure else ALONE)]
    suspected.sort(key=lambda c: -c.score)
    return sorted(loose, key=lambda c: c.start), suspected[:MOST]


def _business(text: str) -> int:
    """How many words of business English a sentence has: what is said with them is more likely a statement."""
    stems = {stem_of(word.removesuffix("'s")) for word in words_of(text.casefold().replace("’", "'"))}
    return min(WORDS, sum(map(_bears, stems)))


def _bears(stem: str) -> bool:
    mark = thesaurus().single.get(stem)
    concept = stem if mark is None else mark.concept
    return (mark is not None or bool(fields_of(stem))) and weight_of(concept) >= 1


def _hot(found: Sequence[Judged], sentences: int) -> bool:
    """Whether a message is charged by the judge alone: a short one gives it little to go by."""
    wholes = [one.sure for one in found if one.piece.place == "whole"]
    seen = sum(sure >= SURER for sure in wholes)
    return max(wholes, default=0.0) >= SURE or seen >= 2 or (seen == 1 and sentences >= 4)


def _clause(part: Part, one: Judged) -> Clause:
    start, end = part.start + one.piece.start, part.start + one.piece.end
    # The signs that join a piece belong to what joins it.
    text = part.text[one.piece.start : one.piece.end]
    start += len(text) - len(text.lstrip(" ,;:–—-("))
    return Clause(start, end, part.text[start - part.start : end - part.start], one.part, one.sure)


def _firm(part: Part, clause: Clause, facts: Sequence[Fact], names: tuple[str, ...]) -> bool:
    """Whether a piece holds what must never go on a guess."""
    if any(f.kind in _HARD and f.start < clause.end and clause.start < f.end for f in facts):
        return True
    if carries_fact(clause.text, names=names) or _ASKS.search(clause.text) or _QUOTED.search(clause.text):
        return True
    before = part.text[: clause.start - part.start]
    return bool(re.match(r"(?:like|as)\b", clause.text, re.IGNORECASE) and _LEANING.search(before))
