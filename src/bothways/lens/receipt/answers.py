"""Which sentences may stand for a clause: those that answer to it and do not stand for another sentence already."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from bothways.lens.facts.reading import Reading
from bothways.lens.receipt.polarity import Pair

_OWNED = 0.8  # share of a sentence's keys that another sentence has, from which it stands for that one


def keys_at(reading: Reading, places: Iterable[int]) -> set[str]:
    """Return the concepts at some token places."""
    marks = reading.marks
    return {mark.concept for place in places if (mark := marks[place]) is not None}


def sentences_at(reading: Reading, *runs: range) -> list[int]:
    """Return the sentences that some runs of tokens stand in."""
    items = reading.found.items
    return list(dict.fromkeys(items[place].sentence for run in runs for place in run))


def free_of(pair: Pair, sentences: Collection[int], *, wide: bool = True) -> list[int]:
    """Return the sentences of the second text that do not stand for another sentence of the first than these.

    `wide` looks at the whole text, otherwise only at the sentences that answer to these: callers look wide a bounded
    number of times, so that long texts stay linear.
    """
    mine = set(sentences)
    looked: Iterable[int] = pair.forth.others
    if not wide:
        looked = dict.fromkeys(mate for one in sentences for mate in pair.forth.mates.get(one, ()))
    out: list[int] = []
    for other in looked:
        keys = pair.forth.others.get(other, set())
        best = (pair.back.mates.get(other) or [-1])[0]
        if best >= 0 and best not in mine and keys:
            owned = len(keys & pair.forth.keys.get(best, set())) / len(keys)
            if owned >= _OWNED:
                continue
        out.append(other)
    return out


def said_in(pair: Pair, sentences: Iterable[int]) -> set[str]:
    """Return the concepts of some sentences of the second text."""
    said: set[str] = set()
    for sentence in sentences:
        said |= {key.lstrip("@") for key in pair.forth.others.get(sentence, ())}
    return said
