"""One fact, one verdict: a figure that was lost and another that came in its place is a figure changed; what several
comparisons say of the same place is said once.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Final

from bothways.lens.facts.reading import Reading
from bothways.lens.receipt.polarity import Pair
from bothways.lens.receipt.verdicts import FactVerdict

# A deadline is a date with a relation: one may stand in the other's place.
_FIGURES: Final = {
    "number": "number",
    "money": "money",
    "percent": "percent",
    "duration": "duration",
    "date": "date",
    "deadline": "date",
}
# What tells most of a fact comes first.
_RANK: Final = {"softened": 0, "changed": 1, "lost": 2, "invented": 2, "doubt": 3, "kept": 4}
INSTEAD: Final = "another stands in its place"


def merged(pair: Pair, facts: Sequence[FactVerdict]) -> tuple[FactVerdict, ...]:
    """Return the verdicts with exchanged figures as one, and each place of a kind once, in their order."""
    return _once(_exchanged(pair, facts))


def _exchanged(pair: Pair, facts: Sequence[FactVerdict]) -> list[FactVerdict]:
    lost = [f for f in facts if f.verdict == "lost" and f.kind in _FIGURES and f.rewrite_span is None]
    new = [f for f in facts if f.verdict == "invented" and f.kind in _FIGURES and f.original_span is None]
    if not lost or not new:
        return list(facts)
    mine, yours = _starts(pair.here), _starts(pair.there)
    gone: set[int] = set()
    made: dict[int, FactVerdict] = {}
    for one in lost:
        mates = pair.forth.mates.get(_sentence(pair.here, mine, one.original_span), ())
        other = next(
            (
                f
                for f in new
                if id(f) not in gone
                and _FIGURES[f.kind] == _FIGURES[one.kind]
                and _sentence(pair.there, yours, f.rewrite_span) in mates
            ),
            None,
        )
        if other is not None:
            gone.add(id(other))
            made[id(one)] = FactVerdict(
                one.kind,
                "changed",
                one.original,
                other.rewrite,
                INSTEAD,
                one.original_span,
                other.rewrite_span,
            )
    return [made.get(id(f), f) for f in facts if id(f) not in gone]


def _once(facts: Sequence[FactVerdict]) -> tuple[FactVerdict, ...]:
    best: dict[object, FactVerdict] = {}
    for fact in facts:
        place = (fact.kind, fact.original_span, fact.rewrite_span)
        known = best.get(place)
        if known is None or _RANK[fact.verdict] < _RANK[known.verdict]:
            best[place] = fact  # a place that is known keeps its turn
    return tuple(best.values())


def _starts(reading: Reading) -> list[int]:
    return [token.start for token in reading.found.items]


def _sentence(reading: Reading, starts: Sequence[int], span: tuple[int, int] | None) -> int:
    place = bisect_right(starts, span[0] if span else 0) - 1
    return reading.found.items[max(0, place)].sentence
