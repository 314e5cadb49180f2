"""What is never softened: harassment, discrimination, retaliation, fraud, safety, violence, self-harm.

The words are shown to their author with the routes that the organisation named; this module only recognises them.
Figures of speech ("this quarter is killing me", "heads will roll") are none: they are taken out before the rules look.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from tomllib import loads
from typing import Final

from bothways.lens.charge.phrases import phrase
from bothways.lens.scenes import Scene, scenes_in

TOPICS: Final = ("harassment", "discrimination", "retaliation", "fraud", "safety", "violence", "self-harm")
_WORDS: Final = re.compile(r"[a-z0-9][a-z0-9'%-]*")


@dataclass(frozen=True, slots=True)
class Escalation:
    """A passage that belongs to a named route, not into a rewording: `text[start:end]`, and its topic."""

    topic: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class _Rule:
    """A pattern, compiled when it is first met, with the words of which one must stand in the text."""

    topic: str
    pattern: str
    place: int
    also: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Book:
    figures: re.Pattern[str]
    by_word: dict[str, tuple[_Rule, ...]]
    by_stem: dict[str, tuple[_Rule, ...]]


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


@lru_cache(maxsize=1)
def _book() -> _Book:
    table = loads(
        files("bothways.lens.charge").joinpath("lexicon", "escalation.toml").read_text(encoding="utf-8")
    )
    by_word: dict[str, list[_Rule]] = {}
    by_stem: dict[str, list[_Rule]] = {}
    for topic in TOPICS:
        for place, pattern in enumerate(table[topic]):
            rule = _Rule(topic, pattern, place)
            for stem in _stems(pattern):
                by_stem.setdefault(stem, []).append(rule)
        for place, said in enumerate(table["said"][topic]):
            found = phrase(said, lists={}, at="inside")
            if not found.triggers:
                raise ValueError(f"{topic}: {said!r} has no word of its own")
            rule = _Rule(topic, found.pattern, 100 + place, found.also)
            for word in found.triggers:
                by_word.setdefault(word, []).append(rule)
    figures = re.compile("|".join(f"(?:{f})" for f in table["figures"]), re.IGNORECASE)
    return _Book(figures, _frozen(by_word), _frozen(by_stem))


def _frozen(rules: dict[str, list[_Rule]]) -> dict[str, tuple[_Rule, ...]]:
    return {word: tuple(found) for word, found in rules.items()}


_COMMON: Final = frozenset([
    "the", "that", "this", "with", "they", "them", "their", "there", "have", "has", "had", "his", "her",
    "you", "your", "him", "she", "for", "and", "not", "from", "will", "was", "were", "who", "what",
    "whoever", "someone", "somebody", "going", "one", "our", "are", "because", "since", "its", "all",
    "any", "can", "won", "get", "out", "off", "only", "people", "don", "doesn", "nothing", "everything",
    "never",
])  # fmt: skip


def _stems(pattern: str) -> frozenset[str]:
    """The beginnings of a pattern's own words: it is not tried where none of them stands."""
    words = re.findall(r"[a-z]{3,}", re.sub(r"\\[a-zA-Z]", " ", pattern.lower()))
    return frozenset(w[:4] for w in words if w not in _COMMON)


def _met(text: str) -> Iterable[_Rule]:
    """The rules whose words stand in the text, each once, by topic."""
    book = _book()
    words = set(_WORDS.findall(text))
    words |= {p for w in words if "'" in w or "-" in w for p in re.split(r"['-]", w)}
    met = {
        rule
        for word in words
        for rule in book.by_word.get(word, ())
        if not rule.also or not rule.also.isdisjoint(words)
    }
    met |= {
        rule for word in words if len(word) > 2 for n in (3, 4) for rule in book.by_stem.get(word[:n], ())
    }
    return sorted(met, key=lambda rule: (TOPICS.index(rule.topic), rule.place))


def escalations(text: str) -> tuple[Escalation, ...]:
    """What in a message must never be softened, by topic, in order of place; quoted history counts too.

    >>> [e.topic for e in escalations("He put his hand on my back again at dinner.")]
    ['harassment']
    >>> escalations("This quarter is killing me; heads will roll.")
    ()
    """
    plain = text.replace("’", "'")
    found: dict[str, Escalation] = {}
    looked_at = ""
    for rule in _met(plain.lower()):
        if rule.topic in found:
            continue
        match = _compiled(rule.pattern).search(plain)
        if match:  # figures of speech are blanked out only now: most messages never come here
            looked_at = looked_at or _book().figures.sub(lambda m: " " * len(m.group()), plain)
            match = _compiled(rule.pattern).search(looked_at)
        if match:
            place = match.span()
            found[rule.topic] = Escalation(rule.topic, *place, text[place[0] : place[1]])
    for scene in _sure_scenes(plain):
        if scene.topic in found:
            continue
        # A figure of speech may have made the scene: it must be there without them too.
        looked_at = looked_at or _book().figures.sub(lambda m: " " * len(m.group()), plain)
        again = next((s for s in _sure_scenes(looked_at) if s.topic == scene.topic), None)
        if again:
            found[scene.topic] = Escalation(
                again.topic, again.start, again.end, text[again.start : again.end]
            )
    return tuple(sorted(found.values(), key=lambda e: (e.start, e.topic)))


def hints(text: str) -> tuple[Escalation, ...]:
    """What may be such a matter, where nothing is sure: its author is asked to look, and nothing else changes.

    Empty where the message escalates. Each topic once, in order of place.

    >>> [h.topic for h in hints("I feel uncomfortable when he is on the shift.")]
    ['harassment']
    """
    plain = text.replace("’", "'")
    if not any(not scene.sure for scene in _scenes(plain)) or escalations(text):
        return ()
    found: dict[str, Escalation] = {}
    for scene in _scenes(_book().figures.sub(lambda m: " " * len(m.group()), plain)):
        if not scene.sure:
            piece = text[scene.start : scene.end]
            found.setdefault(scene.topic, Escalation(scene.topic, scene.start, scene.end, piece))
    return tuple(sorted(found.values(), key=lambda e: (e.start, e.topic)))


def _scenes(plain: str) -> tuple[Scene, ...]:
    """All scenes; none where small letters have other places (as with a Turkish capital I)."""
    small = plain.lower()
    return tuple(scenes_in(small)) if len(small) == len(plain) else ()


def _sure_scenes(plain: str) -> tuple[Scene, ...]:
    return tuple(scene for scene in _scenes(plain) if scene.sure)
