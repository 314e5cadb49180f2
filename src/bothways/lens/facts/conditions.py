"""Conditions: what must hold or must not hold, and what follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bothways.lens.facts.evidence import Found, Marker
from bothways.lens.facts.lexicon import words
from bothways.lens.facts.tokens import Token

_END = frozenset([".", "!", "?", "\n"])
_REACH = 40
_MOST = 6  # conditions of a sentence that are read
_ASKING = frozenset(
    [
        "ask", "asks", "asked", "asking", "wonder", "wonders", "wondered", "know", "knows", "knew", "see", "check",
        "checks", "checked", "sure", "unclear", "doubt", "doubts", "decide", "tell", "say", "as", "unsure", "matter",
        "matters", "even", "also", "find", "out", "clear", "glad", "grateful", "happy", "appreciate", "me", "us", "mind", "what",
    ]
)  # fmt: skip


_SUBJECTS = frozenset(["i", "we", "you", "he", "she", "they", "it", "there", "the", "your", "our", "my"])


@dataclass(slots=True, frozen=True)
class Condition:
    """One condition: its words, where what must hold and what follows stand; sign -1: what must not hold."""

    first: int
    last: int
    sentence: int
    holds: range
    follows: range
    sign: int
    opens: bool
    firm: bool = True  # "when" and "or" may state a condition, "if" does


def conditions_of(items: Sequence[Token], marked: Found, skip: bytearray) -> list[Condition]:
    """Return the conditions of a text, in order."""
    found: list[Condition] = []
    for markers in marked.values():
        for marker in markers:
            how = "" if skip[marker.first] else _how(items, marker)
            if how:
                one = _around(items, marker.first, marker.last, how)
                found.append(replace(one, firm=how != "when"))
    for place, token in enumerate(items):
        if token.low == "should" and token.first and not skip[place] and not _asks(items, place):
            found.append(_around(items, place, place, "if"))
        elif token.low == "or" and not skip[place] and _or_else(items, place):
            found.append(replace(_around(items, place, place, "else"), firm=False))
        elif (token.low == "and" and not skip[place] and _and_then(items, place)) or token.low == "=":
            found.append(replace(_around(items, place, place, "then"), firm=False))
    found.sort(key=lambda one: one.first)
    counts: dict[int, int] = {}
    kept: list[Condition] = []
    for one in found:
        counts[one.sentence] = counts.get(one.sentence, 0) + 1
        if counts[one.sentence] <= _MOST:
            kept.append(one)
    return kept


def _asks(items: Sequence[Token], place: int) -> bool:
    sentence = items[place].sentence
    at = place
    while at + 1 < len(items) and items[at + 1].sentence == sentence and at - place < 2 * _REACH:
        at += 1
    return items[at].low == "?"


def _how(items: Sequence[Token], marker: Marker) -> str:
    """Return how a marker states a condition, or "" where it does not ("asked if", "who else", "just in case")."""
    before = items[marker.first - 1].low if marker.first else ""
    after = items[marker.last + 1].low if marker.last + 1 < len(items) else ""
    how = next(
        (name for name in ("unless", "only", "if", "else", "then", "when") if name in marker.classes), ""
    )
    if how == "when" and not (items[marker.first].first and _comma(items, marker.last)):
        return ""
    if marker.said == "if not" and after == ",":
        return "else"
    if (
        how == "if"
        and marker.said == "if"
        and (before in _ASKING or after in {"possible", "any", "at", "ever"})
    ):
        return ""
    if marker.said == "else" and before not in {",", ";", "-", "", "."}:
        return ""
    if marker.said in {"provided", "providing", "assuming"} and not (
        items[marker.first].first or before in {",", "-", "and", ";"}
    ):
        return ""
    if marker.said in {"not before", "not until"} and after.isdigit():
        return ""
    return how


def _comma(items: Sequence[Token], place: int) -> bool:
    sentence = items[place].sentence
    return any(token.low == "," for token in items[place + 2 : place + 22] if token.sentence == sentence)


def _or_else(items: Sequence[Token], place: int) -> bool:
    """Say whether an "or" opens a consequence: "Drop them by Saturday, or …", "Either they sign or …"."""
    start = place
    while start and items[start - 1].sentence == items[place].sentence and place - start < _REACH:
        start -= 1
    lows = [token.low for token in items[start:place]]
    if "either" in lows:
        return True
    behind = [token.low for token in items[place + 1 : place + 8] if token.sentence == items[place].sentence]
    return (
        lows[-1:] == [","]
        and len(behind) >= 3
        and behind[0] not in {"not", "no", "in", "on", "at", "by", "to"}
    )


def _and_then(items: Sequence[Token], place: int) -> bool:
    """Say whether an "and" opens a consequence: "A fourth and I close the desk", "Miss it again and …"."""
    start = place
    while start and items[start - 1].sentence == items[place].sentence and place - start < 12:
        start -= 1
    after = items[place + 1].low if place + 1 < len(items) else ""
    if not items[start].first or after not in _SUBJECTS:
        return False
    return items[start].low in {"one", "a", "another", "once"} or items[start].low in words("verbs", "verbs")


def _around(items: Sequence[Token], first: int, last: int, how: str) -> Condition:
    start, end = first, last
    while start > max(0, first - _REACH) and items[start - 1].low not in _END:
        start -= 1
    while end + 1 < min(len(items), last + _REACH) and items[end + 1].low not in _END:
        end += 1
    sentence = items[first].sentence
    opens = not any(
        token.kind != "p" and token.low not in {"and", "but", "so", "because", "that"}
        for token in items[start:first]
    )
    sign = -1 if how in {"unless", "else"} else 1
    if how in {"else", "then"}:  # A, otherwise B
        front = range(start, first)
        if opens:
            before = max(0, start - 1)
            start = before
            while start > max(0, before - _REACH) and items[start - 1].low not in _END:
                start -= 1
            front = range(start, before)
        return Condition(first, last, sentence, front, range(last + 1, end + 1), sign, opens)
    comma = next(
        (place for place in range(last + 2, end) if items[place].low in {",", ":", "-", ";", "then"}), None
    )
    if opens and comma is not None:
        return Condition(first, last, sentence, range(last + 1, comma), range(comma + 1, end + 1), sign, True)
    stop = end + 1 if comma is None else comma
    return Condition(first, last, sentence, range(last + 1, stop), range(start, first), sign, opens)
