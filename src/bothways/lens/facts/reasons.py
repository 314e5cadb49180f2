"""Causes: which words state the cause, which the effect."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bothways.lens.facts.evidence import Found
from bothways.lens.facts.tokens import Token

_END = frozenset([".", "!", "?", "\n"])
_REACH = 40  # words on either side
_NO_CLAUSE = frozenset(
    ["well", "soon", "long", "far", "much", "many", "per", "of", "to", "usual", "if", "a", "such"]
)


@dataclass(slots=True, frozen=True)
class Reason:
    """One statement of cause: its words, and the token places of the cause and of the effect."""

    first: int
    last: int
    sentence: int
    cause: range
    effect: range
    opens: bool  # the words open the sentence


def reasons_of(items: Sequence[Token], marked: Found, taken: bytearray) -> list[Reason]:
    """Return the causes of a text, in order."""
    found: list[Reason] = []
    spots: list[tuple[int, int, bool]] = []
    for markers in marked.values():
        for marker in markers:
            if "back" in marker.classes:
                spots.append((marker.first, marker.last, True))
            elif "front" in marker.classes:
                spots.append((marker.first, marker.last, False))
            elif marker.said in {"as", "since", "so"} and _causal(items, taken, marker.first, marker.said):
                spots.append((marker.first, marker.last, marker.said != "so"))
    for first, last, back in spots:
        found.append(_around(items, first, last, back=back))
    return found


def _causal(items: Sequence[Token], taken: bytearray, place: int, said: str) -> bool:
    """Say whether "as", "since" or "so" states a cause: "As A, B", "Since A, B", "A, so B"."""
    if place + 2 >= len(items):
        return False
    after = items[place + 1]
    opens = items[place].first
    comma = place > 0 and items[place - 1].low in {",", "-", ";", "and"}
    if said == "so":
        return comma and after.low not in {"that", "far", "much", "many", "long", "please", ","}
    if after.kind in "np" or taken[place + 1] or after.low in _NO_CLAUSE:
        return False
    if said == "since" and after.low in (
        {"then", "last", "when", "the"} if opens else {"then", "last", "when"}
    ):
        return False
    if opens:
        return any(
            token.low == "," for token in items[place + 2 : place + 22] if token.sentence == after.sentence
        )
    return comma and items[place - 1].low != "and"


def _around(items: Sequence[Token], first: int, last: int, *, back: bool) -> Reason:
    start, end = first, last
    while start > max(0, first - _REACH) and items[start - 1].low not in _END:
        start -= 1
    while end + 1 < min(len(items), last + _REACH) and items[end + 1].low not in _END:
        end += 1
    opens = not any(token.kind != "p" and token.low not in {"and", "but"} for token in items[start:first])
    sentence = items[first].sentence
    if back and opens:  # Because A, B
        comma = next((place for place in range(last + 2, end) if items[place].low in {",", ":"}), None)
        if comma is not None:
            return Reason(first, last, sentence, range(last + 1, comma), range(comma + 1, end + 1), True)
    if opens:  # A. That is why B
        before = max(0, start - 1)
        start = before
        while start > max(0, before - _REACH) and items[start - 1].low not in _END:
            start -= 1
    front, behind = range(start, first), range(last + 1, end + 1)
    cause, effect = (behind, front) if back else (front, behind)
    return Reason(first, last, sentence, cause, effect, opens)
