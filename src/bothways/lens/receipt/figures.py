"""Soft facts that stand only inside heat: "nobody ever tells us anything" is no negation that a rewrite must keep.

The lens's own rules of charge say where heat is. They are asked only when something soft is missing, because most
receipts have nothing to settle.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final

from bothways.lens.charge import calm_words, heat_of
from bothways.lens.charge.parts import parts_of
from bothways.lens.facts import facts_of
from bothways.lens.facts.fields import weight_of
from bothways.lens.facts.kinds import SOFT
from bothways.lens.facts.lexicon import groups
from bothways.lens.facts.reading import read
from bothways.lens.judge.weighing import judged
from bothways.lens.receipt.coverage import LITTLE
from bothways.lens.receipt.fallen import fallen
from bothways.lens.receipt.verdicts import FactVerdict
from bothways.lens.receipt.warmth import Piece

_SOFT: Final = SOFT | {"statement"}
REASON: Final = "A figure of speech, a guess or an insult: no fact."

# How sure the judge's "this is left out" must be to excuse a lost statement, and how much surer with each word of business
# English in it, up to so many. Chosen on the house's open messages.
LEFT_OUT: Final = 0.4
EACH: Final = 0.05
MOST: Final = 3
STATED: Final = 0.05  # what the judge takes for a statement more surely than this is looked at more closely
KNOWN: Final = "A calm wording that the lexicon knows for these words."


def without_figures(
    facts: tuple[FactVerdict, ...],
    original: str,
    *,
    rewrite: str,
    names: Sequence[str] = (),
    heat: Sequence[tuple[int, int, str]] | None = None,
) -> tuple[FactVerdict, ...]:
    """Return the verdicts with missing soft facts that lie inside the original's heat taken for kept.

    A hidden request (a rhetorical question) is never settled so: it has to be asked for. A name counts only when it was
    not handed in (it is then in doubt: "Kafka would weep"). `heat` is what `heat_of` gives, for whoever has it already.
    """
    facts = _known_wordings(facts, original, rewrite, names)
    if not any(map(_is_missing, facts)):
        return facts
    pieces = pieces_of(original, names)
    facts = fallen(facts, pieces)
    missing = [f for f in facts if _is_missing(f) and _is_soft(f)]
    if not missing:
        return facts
    heat = heat_of(original, names=names) if heat is None else heat
    known = {n.casefold() for n in names}
    settled = {
        id(f)
        for f in missing
        if (f.original or "").casefold() not in known
        and (_inside(f, original, heat) or _falls(f, original, names, pieces))
    }
    return tuple(replace(f, verdict="kept", reason=REASON) if id(f) in settled else f for f in facts)


def _known_wordings(
    facts: tuple[FactVerdict, ...], original: str, rewrite: str, names: Sequence[str]
) -> tuple[FactVerdict, ...]:
    """The verdicts with soft facts kept where the rewrite says, letter for letter, what the lexicon says for the heat there.

    "Case closed." as "This is decided.", "moved the goalposts" as "moved the target": two wordings that share no word.
    Only what lies inside the heat, or inside its known wording, is settled; a number, a date or a name never is.
    """
    open_ = [f for f in facts if f.kind in _SOFT and f.verdict in {"lost", "doubt", "invented"}]
    if not open_:
        return facts
    low = rewrite.casefold()
    places = [
        (start, end, low.find(after.casefold()), len(after))
        for start, end, after in calm_words(original, names=tuple(names))
        if after and after.casefold() in low
    ]
    settled = {
        id(f)
        for f in open_
        for start, end, at, long in places
        if (f.original_span is None or _within(f.original_span, start, end))
        and (f.rewrite_span is None or _within(f.rewrite_span, at, at + long))
        and (f.original_span or f.rewrite_span)
    }
    return tuple(replace(f, verdict="kept", reason=KNOWN) if id(f) in settled else f for f in facts)


def _falls(
    fact: FactVerdict, original: str, names: Sequence[str], pieces: Sequence[tuple[int, int, float]]
) -> bool:
    """Whether a lost statement is one that calm wordings leave out, as the judge sees it."""
    if fact.kind not in {"statement", "commitment"} or fact.original_span is None:
        return False
    start, end = fact.original_span
    sure = -1.0
    best = 0.0
    for a, b, score in pieces:
        shared = max(0, min(end, b) - max(start, a)) / max(end - start, b - a, 1)
        if shared > best:
            best, sure = shared, score
    if fact.reason == LITTLE:
        return sure >= STATED
    said = _business(original, start, end, names)
    return sure >= LEFT_OUT + EACH * min(said, MOST)


def _business(text: str, start: int, end: int, names: Sequence[str]) -> int:
    """How many words of business English stand between two places: what is said with them is more likely a statement."""
    reading, known = read(text, names), groups("concepts")
    return sum(
        mark.concept in known and weight_of(mark.concept) >= 1
        for token, mark in zip(reading.found.items, reading.marks, strict=True)
        if mark is not None and not mark.name and start <= token.start < end
    )


def pieces_of(text: str, names: Sequence[str]) -> tuple[Piece, ...]:
    """The pieces of a text with how likely a calm wording leaves them out: start, end, 0 to 1. The last few texts are kept."""
    return _pieces(text, tuple(names))


@lru_cache(maxsize=16)
def _pieces(text: str, names: tuple[str, ...]) -> tuple[Piece, ...]:
    parts = parts_of(text)
    return tuple(
        (parts[one.part].start + one.piece.start, parts[one.part].start + one.piece.end, one.sure)
        for one in judged(parts, facts_of(text, names=names), names=names)
    )


def _is_asked(original: str, end: int) -> bool:
    """Whether a request is a question: then it has to be asked for in other words, not passed over."""
    return original[end : end + 3].lstrip().startswith("?") or "?" in original[max(0, end - 1) : end]


def _within(span: tuple[int, int], start: int, end: int) -> bool:
    """Whether most of a span lies between two places."""
    shared = max(0, min(span[1], end) - max(span[0], start))
    return shared >= 0.8 * max(1, span[1] - span[0])


def _is_missing(fact: FactVerdict) -> bool:
    return fact.rewrite is None and fact.original_span is not None and fact.verdict in {"lost", "doubt"}


def _is_soft(fact: FactVerdict) -> bool:
    return fact.kind in _SOFT or (fact.kind == "name" and fact.verdict == "doubt")


def _inside(fact: FactVerdict, original: str, heat: Sequence[tuple[int, int, str]]) -> bool:
    start, end = fact.original_span or (0, 0)
    for a, b, kind in heat:
        if fact.kind == "request" and (kind in {"rhetorical", "profanity"} or _is_asked(original, end)):
            continue
        if fact.kind in {"statement", "commitment", "request"}:
            shared = max(0, min(end, b) - max(start, a))
            if shared >= 0.6 * max(1, end - start):
                return True
        elif a - 1 <= start and end <= b + 1:
            return True
    return False
