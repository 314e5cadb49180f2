"""How likely it is that a calm wording leaves out the place where a missing fact stood: told to the weighing, fact by fact.

"The lorry, and I realise arithmetic is an elective these days, is 3.4": what is missing of such a clause says little about
a rewrite. The same loss in a plain clause says much. The judge of charged messages knows the clauses.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bothways.lens.facts.kinds import HARD
from bothways.lens.receipt.verdicts import BREAKING, FactVerdict

Piece = tuple[int, int, float]  # start, end, how likely a calm wording leaves it out (0 to 1)

WARMTH: Final = (
    "missing", "missing in calm places", "calmest of the missing", "calm of the missing", "certain", "certain in calm places",
    "certain of a hard kind", "in doubt of a hard kind",
)  # fmt: skip
HOT: Final = 0.5
WARM: Final = 0.15
_CALM: Final = 0.1


def is_missing(fact: FactVerdict) -> bool:
    """Whether the rewrite holds nothing that answers to a fact of the original."""
    return fact.verdict != "kept" and fact.rewrite_span is None and fact.original_span is not None


def warmth_of(facts: Sequence[FactVerdict], pieces: Sequence[Piece]) -> list[float]:
    """Return for each finding how hot the place of what is missing is; 0 for what is not missing."""
    return [_warmth(fact, pieces) if is_missing(fact) else 0.0 for fact in facts]


def _warmth(fact: FactVerdict, pieces: Sequence[Piece]) -> float:
    start, end = fact.original_span or (0, 0)
    around = [sure for a, b, sure in pieces if a <= start + 1 and end - 1 <= b]
    if around:
        return max(around)
    best, found = 0.0, 0.0
    for a, b, sure in pieces:
        shared = max(0, min(end, b) - max(start, a)) / max(end - start, b - a, 1)
        if shared > best:
            best, found = shared, sure
    return found


def how_warm(fact: FactVerdict, warmth: float) -> str:
    """Return the words by which a type of finding is told apart from the same one in a warmer place.

    >>> how_warm(FactVerdict("negation", "lost", "not", None, "", (0, 3), None), 0.7)
    ', hot'
    """
    if not is_missing(fact):
        return ""
    return ", hot" if warmth >= HOT else ", warm" if warmth >= WARM else ", calm"


def signs_of_warmth(facts: Sequence[FactVerdict], warmth: Sequence[float]) -> list[float]:
    """Return the numbers of `WARMTH` for some findings."""
    missing = [warm for fact, warm in zip(facts, warmth, strict=True) if is_missing(fact)]
    broken = [(fact, warm) for fact, warm in zip(facts, warmth, strict=True) if fact.verdict in BREAKING]
    return [
        float(len(missing)),
        float(sum(warm < _CALM for warm in missing)),
        max((1 - warm for warm in missing), default=0.0),
        sum(1 - warm for warm in missing),
        float(len(broken)),
        float(sum(warm < WARM for _, warm in broken)),
        float(sum(fact.kind in HARD for fact, _ in broken)),
        float(sum(fact.verdict == "doubt" and fact.kind in HARD for fact in facts)),
    ]
