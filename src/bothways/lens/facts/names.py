"""Names: the ones handed in, and words that are written as names are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bothways.lens.facts.lexicon import table, words
from bothways.lens.facts.tokens import Token, Tokens, tokens_of


@dataclass(slots=True)
class Called:
    """A name as it was found: token places, its canonical spelling, and whether it was handed in."""

    first: int
    last: int
    value: str
    given: bool


@lru_cache(maxsize=256)
def _trie(names: tuple[str, ...]) -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """Index the names handed in by their first word: (words, canonical)."""
    index: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    suffixes = words("names", "suffixes") | words("names", "titles")
    for name in names:
        spelled = tuple(token.low for token in tokens_of(name).items)
        if not spelled:
            continue
        canonical = " ".join(spelled)
        index.setdefault(spelled[0], []).append((spelled, canonical))
        parts = [word for word in spelled if word not in suffixes and word != "."]
        if parts and tuple(parts) != spelled and len(parts[0]) > 2:
            index.setdefault(parts[0], []).append((tuple(parts), canonical))
    for entries in index.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return index


def names_of(found: Tokens, taken: bytearray, names: Sequence[str]) -> list[Called]:
    """Return the names of a text: first the ones handed in, in any case where they are no word, then capitals."""
    items = found.items
    called: list[Called] = []
    index = _trie(tuple(names)) if names else {}
    capitals = _mostly_capitals(items)
    place, count = 0, len(items)
    while place < count:
        token = items[place]
        got = None
        if not taken[place] and token.kind in "wc":
            got = _given(items, place, index) if index else None
            if got is None and not capitals:
                got = _written(items, place, taken)
        if got is None:
            place += 1
            continue
        called.append(got)
        for claimed in range(got.first, got.last + 1):
            taken[claimed] = 2  # a name may still be an actor of a clause
        place = got.last + 1
    return _joined(called)


def _given(
    items: list[Token], place: int, index: dict[str, list[tuple[tuple[str, ...], str]]]
) -> Called | None:
    for spelled, canonical in index.get(items[place].low, ()):
        size = len(spelled)
        if place + size > len(items):
            continue
        if size > 1 and any(items[place + step].low != spelled[step] for step in range(1, size)):
            continue
        token = items[place]
        if size == 1 and (token.low in everyday() or len(token.low) < 3) and not token.text[:1].isupper():
            continue
        if (
            size == 1
            and token.low in {"will", "may", "mark", "bill", "grace", "sue", "pat", "art", "can"}
            and token.first
            and _auxiliary_question(items, place)
        ):
            continue
        return Called(place, place + size - 1, canonical, True)
    return None


def _auxiliary_question(items: list[Token], place: int) -> bool:
    after = items[place + 1].low if place + 1 < len(items) else ""
    return after in {
        "i",
        "you",
        "we",
        "they",
        "he",
        "she",
        "it",
        "the",
        "this",
        "that",
        "your",
        "my",
        "our",
        "someone",
        "somebody",
        "anyone",
    }


def _written(items: list[Token], place: int, taken: bytearray) -> Called | None:
    """A word with a capital inside a sentence, or a code such as X200, that no list knows as an ordinary word."""
    token = items[place]
    text = token.text
    if token.kind == "c":
        if text[:1].isupper() and any(map(str.isdigit, text)) and len(text) > 1:
            return Called(place, place, token.low, False)
        return None
    if not text[:1].isupper() or token.first or len(text) < 2:
        return None
    low = token.low
    if low in _ordinary() or low in everyday():
        return None
    if text.isupper() and len(text) > 4:
        return None
    last = place
    while last + 1 < len(items) and not taken[last + 1]:
        following = items[last + 1]
        if (
            following.kind == "w"
            and following.text[:1].isupper()
            and following.low not in _ordinary()
            and following.low not in everyday()
            and not following.first
        ):
            last += 1
        else:
            break
    return Called(place, last, " ".join(items[step].low for step in range(place, last + 1)), False)


def _joined(called: list[Called]) -> list[Called]:
    """Let a part of a name that stands alone be the whole name: Priya Nair … Priya."""
    whole: dict[str, str] = {}
    for one in called:
        if " " in one.value:
            for part in one.value.split():
                if len(part) > 2:
                    whole.setdefault(part, one.value)
    for one in called:
        if " " not in one.value and not one.given and one.value in whole:
            one.value = whole[one.value]
    return called


def _mostly_capitals(items: list[Token]) -> bool:
    written = [token for token in items if token.kind == "w" and len(token.text) > 1]
    shouted = sum(1 for token in written if token.text.isupper())
    return len(written) > 3 and shouted * 2 > len(written)


@lru_cache(maxsize=1)
def _ordinary() -> frozenset[str]:
    kinds = ("calendar", "departments", "titles", "greetings", "trade")
    return frozenset().union(*(words("names", kind) for kind in kinds)) | frozenset(table("currencies"))


@lru_cache(maxsize=1)
def everyday() -> frozenset[str]:
    """Words of everyday English: with a capital inside a sentence they are shouted or a heading, no names."""
    return words("everyday", "words")
