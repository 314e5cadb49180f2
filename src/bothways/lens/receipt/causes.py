"""Cause and effect: which is which, and whether one became the other or its contrary."""

from __future__ import annotations

from bothways.lens.facts.reading import Reading
from bothways.lens.receipt.hard import verdict_of
from bothways.lens.receipt.polarity import Pair
from bothways.lens.receipt.soft import by_group
from bothways.lens.receipt.verdicts import FactVerdict

_MANY, _REACH = 12, 60  # causes, and words around each, that are set side by side
_AGAINST = frozenset(["although", "despite", "spite", "though", "regardless", "nevertheless"])
_HARDLY = frozenset(["hardly", "barely", "nearly", "almost", "mostly", "partly", "scarcely", "largely"])


def causes(pair: Pair) -> list[FactVerdict]:
    """Return causes that became effects, and causes that became mere circumstances."""
    here, there = pair.here, pair.there
    ours, theirs = by_group(here).get("cause", []), by_group(there).get("cause", [])
    out: list[FactVerdict] = []
    against, before = _first(there, _AGAINST), _first(here, _AGAINST)
    if len(ours) > len(theirs) and len(against) > len(before):
        place, other = (ours[0].first, ours[0].last), (against[0], against[0])
        out.append(
            verdict_of("cause", "changed", here, there, place, other, "the cause has become its contrary")
        )
        return out
    for word in ours[:_MANY]:
        mine = _halves(here, word.first, word.last)
        if mine is None:
            continue
        for other_word in theirs[:_MANY]:
            if other_word.sentence not in pair.forth.mates.get(word.sentence, ()):
                continue
            yours = _halves(there, other_word.first, other_word.last)
            if yours is None:
                continue
            straight = len(mine[0] & yours[0]) + len(mine[1] & yours[1])
            crossed = len(mine[0] & yours[1]) + len(mine[1] & yours[0])
            if crossed >= straight + 2 and mine[0] & yours[1] and mine[1] & yours[0]:
                out.append(
                    verdict_of(
                        "cause",
                        "changed",
                        here,
                        there,
                        (word.first, word.last),
                        (other_word.first, other_word.last),
                        "cause and effect have changed places",
                    )
                )
    return out


def weakened(pair: Pair) -> list[FactVerdict]:
    """Return "nobody" that became "hardly anybody": a word that takes something back."""
    ours, theirs = _first(pair.here, _HARDLY), _first(pair.there, _HARDLY)
    if len(theirs) <= len(ours):
        return []
    place = (theirs[-1], theirs[-1])
    return [verdict_of("quantity", "doubt", pair.here, pair.there, None, place, "it takes something back")]


def _first(reading: Reading, wanted: frozenset[str]) -> list[int]:
    return [place for place, token in enumerate(reading.found.items) if token.low in wanted]


def _halves(reading: Reading, first: int, last: int) -> tuple[set[str], set[str]] | None:
    """Return the words of the effect and of the cause around "because"."""
    items, marks = reading.found.items, reading.marks
    if items[first].low not in {"because", "due", "owing", "thanks"}:
        return None
    sentence = items[first].sentence
    start, end = first, last
    while start > max(0, first - _REACH) and items[start - 1].sentence == sentence:
        start -= 1
    while end + 1 < min(len(items), last + _REACH) and items[end + 1].sentence == sentence:
        end += 1
    if start == first:  # Because A, B
        comma = next((place for place in range(last, end) if items[place].low == ","), None)
        if comma is None:
            return None
        cause, effect = range(last + 1, comma), range(comma + 1, end + 1)
    else:
        effect, cause = range(start, first), range(last + 1, end + 1)
    return _concepts(marks, effect), _concepts(marks, cause)


def _concepts(marks: list, places: range) -> set[str]:  # type: ignore[type-arg]
    return {mark.concept for place in places if (mark := marks[place]) is not None}
