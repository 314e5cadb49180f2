"""Which concepts lie near each other, and how much a word weighs when a text is asked whether it says something."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from math import fsum

from bothways.lens.facts.concepts import thesaurus
from bothways.lens.facts.lexicon import groups
from bothways.lens.facts.stems import stem_of

LIGHT = "light"  # the line of the list with words that a free wording puts in or leaves out
_NEAR, _KIN, _ROOT = 0.2, 0.85, 5  # what a neighbour counts, what the same root counts, letters of a root


@lru_cache(maxsize=1)
def _fields() -> tuple[dict[str, frozenset[int]], frozenset[str]]:
    """Return for each concept the numbers of its fields, and the light concepts."""
    known = thesaurus()
    found: dict[str, set[int]] = {}
    light: set[str] = set()
    for number, (field, members) in enumerate(groups("related").items()):
        for word in members:
            stem = stem_of(word)
            mark = known.single.get(stem)
            for concept in {word, mark.concept if mark is not None else stem}:
                if field == LIGHT:
                    light.add(concept)
                else:
                    found.setdefault(concept, set()).add(number)
    return {concept: frozenset(numbers) for concept, numbers in found.items()}, frozenset(light)


_NONE: frozenset[int] = frozenset()


def fields_of(key: str) -> frozenset[int]:
    """Return the numbers of the fields that a concept lies in; none for names and figures."""
    return _fields()[0].get(key, _NONE)


def weight_of(key: str) -> float:
    """Return how much it weighs that a key is said: names ("@") and figures ("#") most, light words hardly anything."""
    if key[0] in "@#":
        return 1.5
    return 0.15 if key in _fields()[1] else 1.0


def weight_of_all(keys: Iterable[str]) -> float:
    """Return what keys weigh together; added up exactly, since the order of a set is another one in every run.

    >>> weight_of_all({"phone", "visit", "@acme"})
    3.5
    """
    return fsum(map(weight_of, keys))


def uncovered(keys: set[str], others: set[str]) -> list[tuple[str, float]]:
    """Return the keys that the others do not hold, with the weight that stays open of each, in the order of the alphabet.

    Nothing stays open of a key that is there, little of one with the same root, most of one with only a neighbour there.
    """
    open_keys = keys - others
    if not open_keys:
        return []
    near: set[int] = set()
    for key in others:
        near |= fields_of(key)
    roots = {key[:_ROOT] for key in others if len(key) >= _ROOT and key[0] not in "@#"}
    out: list[tuple[str, float]] = []
    for key in sorted(open_keys):
        weight = weight_of(key)
        if key[0] not in "@#":
            if fields_of(key) & near:
                weight *= 1 - _NEAR
            elif key[:_ROOT] in roots:
                weight *= 1 - _KIN
        out.append((key, weight))
    return out
