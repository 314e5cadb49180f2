"""What stood in a sentence that fell away whole and reads like heat: shown as a doubt, since it may state something.

Whether "Moses managed with ten." states a number is no matter of words: the rules of charge don't know every taunt, the
judge is not sure of any. Such a sentence is never clean when it held a fact; only a figure in digits, an amount, a date or
a name makes it certainly broken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bothways.lens.facts.kinds import SOFT
from bothways.lens.receipt.verdicts import FactVerdict

GONE: Final = "it stands in a sentence that is gone and reads like heat: a fact, or a figure of speech?"
LIKELY: Final = 0.3  # how sure the judge must be that a calm wording leaves the piece out
_SHORT: Final = 12  # letters: a figure that stands alone is a figure
_MAY_BE_HEAT: Final = SOFT | {"quotation", "number", "duration"}  # a count only in words


def fallen(facts: Sequence[FactVerdict], pieces: Sequence[tuple[int, int, float]]) -> tuple[FactVerdict, ...]:
    """Return the verdicts with what is certainly lost in doubt where it lies in a piece that reads like heat.

    `pieces`: start, end and how likely a calm wording leaves it out (0 to 1), as the judge sees the original.
    """
    hot = [(a, b) for a, b, sure in pieces if sure >= LIKELY and b - a > _SHORT]
    if not hot:
        return tuple(facts)
    return tuple(
        replace(fact, verdict="doubt", reason=GONE) if _may_be_heat(fact, hot) else fact for fact in facts
    )


def _may_be_heat(fact: FactVerdict, hot: Sequence[tuple[int, int]]) -> bool:
    if fact.verdict != "lost" or fact.original_span is None or fact.kind not in _MAY_BE_HEAT:
        return False
    if any(c.isdigit() for c in fact.original or ""):
        return False
    start, end = fact.original_span
    return any(a <= start and end <= b for a, b in hot)
