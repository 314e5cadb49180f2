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

Found = dict[int, list["Marker"]]
_Entry = tuple[tuple[str, ...], str, frozenset[str], str]
LISTS = ("modals", "causal", "conditional", "amounts")
_MOST = 24  # markers of a sentence that are read: no sentence of a person has more


@dataclass(slots=True, frozen=True)
class Marker:
    """A word or phrase of a class: the classes that it belongs to, its first and last token."""

    classes: frozenset[str]
    first: int
    last: int
    said: str


@cache
def _index() -> Mapping[str, Sequence[_Entry]]:
    classes: dict[tuple[tuple[str, ...], str], set[str]] = {}
    for name in LISTS:
        for key, members in groups(name).items():
            for member in members:
                classes.setdefault((tuple(member.split("_")), name), set()).add(key)
    index: dict[str, list[_Entry]] = {}
    for (parts, name), keys in classes.items():
        index.setdefault(parts[0], []).append((parts, name, frozenset(keys), " ".join(parts)))
    for entries in index.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return index


def markers_of(items: Sequence[Token], skip: bytearray) -> dict[str, Found]:
    """Return the markers by list and sentence, the longest phrase at a place; `skip` holds places that are not read.

    One pass for all lists: a text is read once, however many classes there are.
    """
    index = _index()
    found: dict[str, Found] = {name: {} for name in LISTS}
    ends = dict.fromkeys(LISTS, 0)
    count = len(items)
    lows = [token.low for token in items]
    for place, token in enumerate(items):
        entries = index.get(token.low) if token.kind != "p" and not skip[place] else None
        for parts, name, classes, said in entries or ():
            size = len(parts)
            if place < ends[name] or place + size > count:
                continue
            if size > 1 and (lows[place + 1] != parts[1] or tuple(lows[place : place + size]) != parts):
                continue
            ends[name] = place + size
            markers = found[name].setdefault(token.sentence, [])
            if len(markers) < _MOST:
                markers.append(Marker(classes, place, place + size - 1, said))
    return found
