"""What every answer of the insight room owes its readers, whatever the data: checked on any answer."""

from __future__ import annotations

import json
from collections.abc import Iterable
from math import isfinite
from typing import Any

from bothways.brief.readback.numbers import numbers_in
from bothways.terms import Called, Figure, Said, Sentence, Unit

_SIGNED = {"step", "moved", "rest", "change", "part", "left", "surplus", "contribution", "year"}
WHOLE = (Unit.CENTS, Unit.COUNT)


def words_of(sentence: Sentence) -> str:
    """Return the plain words, with what is put in replaced by a mark."""
    return "".join(part if isinstance(part, str) else "…" for part in sentence)


def figures_are_sound(figures: Iterable[Figure]) -> None:
    keys = set()
    for one in figures:
        place = (one.name, one.by, one.key)
        assert place not in keys, f"twice: {place}"
        keys.add(place)
        assert (one.value is None) == bool(one.unknown), (place, one.value, one.unknown)
        if one.value is not None:
            assert isfinite(one.value), place
            assert not isinstance(one.value, bool), place
            if one.unit in WHOLE:
                # A median of an even number of counts lies between two of them.
                halves = one.name.endswith("_others") and one.unit is Unit.COUNT
                assert isinstance(one.value, int) or halves, (place, one.value)
            if one.unit is Unit.COUNT:
                assert one.value >= 0 or one.by == "kind" or _SIGNED.intersection(one.name.split("_")), (
                    place,
                    one.value,
                )
        assert one.n is None or (isinstance(one.n, int) and one.n >= 0), (place, one.n)
        if one.interval is not None:
            assert one.value is not None, place
            assert isfinite(one.interval.low), place
            assert isfinite(one.interval.high), place
            assert one.interval.low <= one.interval.high, (place, one.interval)


def sentence_is_sayable(sentence: Sentence, figures: Iterable[Figure], *, people: Iterable[str] = ()) -> None:
    """Only figures that are there and known, in a form that they have; no number in the words; nobody's name."""
    held = {(f.name, f.by, f.key): f for f in figures}
    text = words_of(sentence)
    assert not numbers_in(text), text
    assert text.strip(), "an empty sentence"
    assert "  " not in text, repr(text)
    assert text.rstrip()[-1] in ".?!", text
    assert text[0].isupper() or text[0] in "…“", text
    for part in sentence:
        if isinstance(part, Said):
            figure = part.figure
            assert held.get((figure.name, figure.by, figure.key)) == figure, (text, figure)
            if part.form == "n":
                assert figure.n is not None, (text, figure.name)
            else:
                assert figure.value is not None, (text, figure.name)
            if part.form == "between":
                assert figure.interval is not None, (text, figure.name)
        elif isinstance(part, Called):
            assert part.text, text
            assert part.what != "person", (text, part)
            assert part.text not in set(people), (text, part)


def is_json(answer: Any) -> str:
    return json.dumps(answer, allow_nan=False, ensure_ascii=False)


def answer_is_sound(found: Any, *, people: Iterable[str] = ()) -> None:
    """Check figures, sentences, rows and JSON of an answer that has all of them."""
    names = set(people)
    figures = tuple(found.figures)
    figures_are_sound(figures)
    keys = {(f.name, f.by, f.key) for f in figures}
    for sentence in (*found.say, *found.sentences) if hasattr(found, "say") else found.sentences:
        sentence_is_sayable(sentence, figures, people=names)
    for key, sentence in found.against.items():
        assert key in keys, key
        if sentence:
            sentence_is_sayable(sentence, figures, people=names)
    for key, rows in found.behind.items():
        assert key in keys, key
        assert 0 < len(rows) <= 200, key
        assert len(set(rows)) == len(rows), key
    for note in getattr(found, "notices", ()):
        assert note.strip()
        assert not any(name in note for name in names), note
    is_json(found.as_dict())
