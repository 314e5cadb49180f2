"""Closed classes of words and phrases, found in each sentence of a text: how binding, how many, why, on what condition.

A list gives for each class the words that state it. Where a sentence states it, and no sentence of the other text
that answers to it does, in any of these words, the statement has gone or was added.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from bothways.lens.facts.lexicon import groups
from bothways.lens.facts.tokens import Token

_Index = Mapping[str, Sequence[tuple[tuple[str, ...], frozenset[str]]]]

_MOST = 24  # markers of a sentence that are read: no sentence of a person has more


@dataclass(slots=True, frozen=True)
class Marker:
    """A word or phrase of a class: the classes that it belongs to, its first and last token."""

    classes: frozenset[str]
    first: int
    last: int
    said: str


@cache
def _index(name: str) -> _Index:
    classes: dict[tuple[str, ...], set[str]] = {}
    for key, members in groups(name).items():
        for member in members:
            classes.setdefault(tuple(member.split("_")), set()).add(key)
    index: dict[str, list[tuple[tuple[str, ...], frozenset[str]]]] = {}
    for parts, keys in classes.items():
        index.setdefault(parts[0], []).append((parts, frozenset(keys)))
    for entries in index.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return index


def markers_of(items: Sequence[Token], name: str, skip: bytearray) -> dict[int, list[Marker]]:
    """Return the markers of a list by sentence, the longest phrase first; `skip` holds places that are not read."""
    index = _index(name)
    found: dict[int, list[Marker]] = {}
    count = len(items)
    place = 0
    while place < count:
        token = items[place]
        entries = index.get(token.low) if token.kind != "p" and not skip[place] else None
        step = 1
        for parts, classes in entries or ():
            size = len(parts)
            if place + size <= count and all(items[place + at].low == parts[at] for at in range(1, size)):
                markers = found.setdefault(token.sentence, [])
                if len(markers) < _MOST:
                    markers.append(Marker(classes, place, place + size - 1, " ".join(parts)))
                step = size
                break
        place += step
    return found
