"""What is never softened: harassment, discrimination, retaliation, fraud, safety, violence, self-harm.

The words are shown to their author with the routes that the organisation named; this module only recognises them.
Figures of speech ("this quarter is killing me", "heads will roll") are none: they are taken out before the rules look.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from tomllib import loads
from typing import Final

TOPICS: Final = ("harassment", "discrimination", "retaliation", "fraud", "safety", "violence", "self-harm")


@dataclass(frozen=True, slots=True)
class Escalation:
    """A passage that belongs to a named route, not into a rewording: `text[start:end]`, and its topic."""

    topic: str
    start: int
    end: int
    text: str


_COMMON: Final = frozenset(
    [
        "the",
        "that",
        "this",
        "with",
        "they",
        "them",
        "their",
        "there",
        "have",
        "has",
        "had",
        "his",
        "her",
        "you",
        "your",
        "him",
        "she",
        "for",
        "and",
        "not",
        "from",
        "will",
        "was",
        "were",
        "who",
        "what",
        "whoever",
        "someone",
        "somebody",
        "going",
        "one",
        "our",
        "are",
        "because",
        "since",
        "its",
        "all",
        "any",
        "can",
        "won",
        "get",
        "out",
        "off",
        "only",
        "people",
        "don",
        "doesn",
        "nothing",
        "everything",
        "never",
    ]
)


@dataclass(frozen=True, slots=True)
class _Rule:
    topic: str
    stems: frozenset[str]
    find: re.Pattern[str]


def _rule(topic: str, pattern: str) -> _Rule:
    """A rule with the beginnings of its own words: it is not tried where none of them stands, which saves most of the "
    "time."""
    words = re.findall(r"[a-z]{3,}", re.sub(r"\\[a-zA-Z]", " ", pattern.lower()))
    return _Rule(
        topic, frozenset(w[:4] for w in words if w not in _COMMON), re.compile(pattern, re.IGNORECASE)
    )


@lru_cache(maxsize=1)
def _rules() -> tuple[re.Pattern[str], tuple[_Rule, ...]]:
    table = loads(
        files("bothways.lens.charge").joinpath("lexicon", "escalation.toml").read_text(encoding="utf-8")
    )
    figures = re.compile("|".join(f"(?:{f})" for f in table["figures"]), re.IGNORECASE)
    return figures, tuple(_rule(topic, pattern) for topic in TOPICS for pattern in table[topic])


def escalations(text: str) -> tuple[Escalation, ...]:
    """What in a message must never be softened, by topic, in order of place; quoted history counts too.

    >>> [e.topic for e in escalations("He put his hand on my back again at dinner.")]
    ['harassment']
    >>> escalations("This quarter is killing me; heads will roll.")
    ()
    """
    figures, rules = _rules()
    plain = text.replace("’", "'")
    stems = {w[:n] for w in re.findall(r"[a-z]{3,}", plain.lower()) for n in (3, 4)}
    found: dict[str, Escalation] = {}
    looked_at = ""
    for rule in rules:
        if rule.topic in found or not rule.stems & stems:
            continue
        looked_at = looked_at or figures.sub(lambda m: " " * len(m.group()), plain)
        match = rule.find.search(looked_at)
        if match:
            found[rule.topic] = Escalation(
                rule.topic, match.start(), match.end(), text[match.start() : match.end()]
            )
    return tuple(sorted(found.values(), key=lambda e: (e.start, e.topic)))
