"""Which sentence of one text speaks of what a sentence of the other says: by the words and facts that they share."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from bothways.lens.facts.fields import fields_of, weight_of, weight_of_all
from bothways.lens.facts.reading import Reading

_CROWDED = 24  # a key in more sentences than this tells none of them apart
_DURATIONS = frozenset(["d", "mo", "min"])
_NEAR = 0.3  # what a word of the same field counts
_LEAST, _BESIDE = 0.5, 0.4  # the least score of an answering sentence: at all, and beside the best


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
            # Two weeks and 14 days are one key; a number may stand without the unit that its neighbour has.
            long = amount.unit in _DURATIONS
            said = f"{amount.value} {amount.unit}" if long else amount.bare or amount.value
            keys[items[amount.first].sentence].add("#" + said)
    for when in reading.dates:
        for part in when.value.split():
            keys[items[when.first].sentence].add("#" + _clock(part))
    return keys


def _clock(part: str) -> str:
    """Half past two may be 2:30 or 14:30: one key, the hour is compared elsewhere."""
    hour, colon, minute = part[1:].partition(":")
    if part[0] != "T" or not colon or not hour.isdigit():
        return part
    return f"T{int(hour) % 12}:{minute}"


def align(here: Reading, there: Reading) -> Alignment:
    """Align the sentences of `here` with those of `there`; linear where keys are not crowded."""
    got = Alignment(keys_of(here), keys_of(there))
    index: dict[str, list[int]] = defaultdict(list)
    fields: dict[int, list[int]] = defaultdict(list)
    for sentence, keys in got.others.items():
        near: set[int] = set()
        for key in keys:
            index[key].append(sentence)
            near |= fields_of(key)
        for field_ in near:
            fields[field_].append(sentence)
    for sentence, keys in got.keys.items():
        scores: dict[int, float] = defaultdict(float)
        for key in sorted(
            keys
        ):  # in another order the sums would differ in the last digit, and ties with them
            found = index.get(key)
            weight = weight_of(key)
            if found:
                if len(found) <= _CROWDED:
                    for other in found:
                        scores[other] += weight / len(found)
                continue
            close: set[int] = set()
            for field_ in fields_of(key):
                near_by = fields.get(field_, ())
                if len(near_by) <= _CROWDED:
                    close.update(near_by)
            for other in close:
                scores[other] += _NEAR * weight / len(close)
        ranked = sorted(scores, key=lambda other: (-scores[other], other))
        best = scores[ranked[0]] if ranked else 0.0
        got.score[sentence] = best
        # A sentence of common words only ("you told me so") has no weight of its own: nearly all of it must be shared.
        least = max(min(_LEAST, 0.9 * weight_of_all(keys)), best * _BESIDE)
        got.mates[sentence] = [other for other in ranked[:3] if scores[other] >= least]
    return got
