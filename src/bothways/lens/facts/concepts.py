"""What each word means for a comparison: its concept, and on which side of a pair of opposites it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bothways.lens.facts.lexicon import groups, words
from bothways.lens.facts.names import Called
from bothways.lens.facts.stems import stem_of
from bothways.lens.facts.tokens import Tokens

_LONGEST = 3


@dataclass(slots=True)
class Mark:
    """A word that bears content: its concept; its sign (-1: the opposite word); whether opposites are known."""

    concept: str
    sign: int = 1
    paired: bool = False
    name: bool = False
    size: int = 1


@lru_cache(maxsize=1)
def _index() -> tuple[dict[str, Mark], dict[str, list[tuple[tuple[str, ...], Mark]]]]:
    single: dict[str, Mark] = {}
    phrases: dict[str, list[tuple[tuple[str, ...], Mark]]] = {}
    for concept, members in groups("concepts").items():
        paired = any(word.startswith("-") for word in members)
        for word in members:
            sign, bare = (-1, word[1:]) if word.startswith("-") else (1, word)
            parts = tuple(stem_of(part) for part in bare.split("_"))
            if len(parts) == 1:
                single.setdefault(parts[0], Mark(concept, sign, paired))
            else:
                phrases.setdefault(parts[0], []).append((parts, Mark(concept, sign, paired, size=len(parts))))
    for entries in phrases.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return single, phrases


@lru_cache(maxsize=1)
def _silent() -> frozenset[str]:
    return frozenset(stem_of(word) for word in words("functions", "function")) | words(
        "functions", "function"
    )


def marks_of(found: Tokens, taken: bytearray, called: Sequence[Called]) -> list[Mark | None]:
    """Return for each token its mark, or None where it bears no content (function words, numbers, dates, signs)."""
    items = found.items
    single, phrases = _index()
    silent = _silent()
    marks: list[Mark | None] = [None] * len(items)
    named: dict[int, Called] = {one.first: one for one in called}
    place, count = 0, len(items)
    while place < count:
        token = items[place]
        if place in named:
            one = named[place]
            marks[place] = Mark(one.value, name=True, size=one.last - one.first + 1)
            place = one.last + 1
            continue
        if token.kind in "pn" or taken[place]:
            place += 1
            continue
        entries = phrases.get(token.stem)
        if entries:
            got = next(
                (
                    mark
                    for parts, mark in entries
                    if all(
                        place + step < count and items[place + step].stem == parts[step]
                        for step in range(1, len(parts))
                    )
                ),
                None,
            )
            if got is not None:
                marks[place] = got
                place += got.size
                continue
        known = single.get(token.stem)
        if known is not None:
            marks[place] = known
        elif token.stem not in silent and token.low not in silent:
            marks[place] = Mark(token.stem)
        place += 1
    return marks
