"""Which sentence of one text speaks of what a sentence of the other says: by the words and facts that they share."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from bothways.lens.facts.reading import Reading

_CROWDED = 24  # a key in more sentences than this tells none of them apart


@dataclass(slots=True)
class Alignment:
    """For each sentence of one text the sentences of the other that answer to it, the best first, with their score."""

    keys: dict[int, set[str]] = field(default_factory=dict)
    others: dict[int, set[str]] = field(default_factory=dict)
    mates: dict[int, list[int]] = field(default_factory=dict)
    score: dict[int, float] = field(default_factory=dict)


def keys_of(reading: Reading) -> dict[int, set[str]]:
    """Return for each sentence its keys: concepts, names ("@"), numbers and dates ("#")."""
    items = reading.found.items
    keys: dict[int, set[str]] = defaultdict(set)
    for place, mark in enumerate(reading.marks):
        if mark is not None:
            keys[items[place].sentence].add("@" + mark.concept if mark.name else mark.concept)
    for amount in reading.amounts:
        if not amount.weak:
            keys[items[amount.first].sentence].add("#" + (amount.bare or amount.value))
    for when in reading.dates:
        for part in when.value.split():
            keys[items[when.first].sentence].add("#" + part)
    return keys


def align(here: Reading, there: Reading) -> Alignment:
    """Align the sentences of `here` with those of `there`; linear where keys are not crowded."""
    got = Alignment(keys_of(here), keys_of(there))
    index: dict[str, list[int]] = defaultdict(list)
    for sentence, keys in got.others.items():
        for key in keys:
            index[key].append(sentence)
    for sentence, keys in got.keys.items():
        scores: dict[int, float] = defaultdict(float)
        for key in keys:
            found = index.get(key)
            if not found or len(found) > _CROWDED:
                continue
            weight = (2.0 if key[0] in "@#" else 1.0) / len(found)
            for other in found:
                scores[other] += weight
        ranked = sorted(scores, key=lambda other: (-scores[other], other))
        best = scores[ranked[0]] if ranked else 0.0
        got.score[sentence] = best
        got.mates[sentence] = [other for other in ranked[:3] if scores[other] >= max(0.5, best * 0.4)]
    return got
