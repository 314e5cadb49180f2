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


@lru_cache(maxsize=1)
def _rules() -> tuple[re.Pattern[str], dict[str, tuple[re.Pattern[str], ...]]]:
    table = loads(files("bothways.lens.charge").joinpath("lexicon", "escalation.toml").read_text(encoding="utf-8"))
    figures = re.compile("|".join(f"(?:{f})" for f in table["figures"]), re.IGNORECASE)
    return figures, {topic: tuple(re.compile(p, re.IGNORECASE) for p in table[topic]) for topic in TOPICS}


def escalations(text: str) -> tuple[Escalation, ...]:
    """What in a message must never be softened, by topic, in order of place; quoted history counts too.

    >>> [e.topic for e in escalations("He put his hand on my back again at dinner.")]
    ['harassment']
    >>> escalations("This quarter is killing me; heads will roll.")
    ()
    """
    figures, topics = _rules()
    looked_at = figures.sub(lambda m: " " * len(m.group()), text.replace("’", "'"))
    found = []
    for topic, patterns in topics.items():
        for pattern in patterns:
            match = pattern.search(looked_at)
            if match:
                found.append(Escalation(topic, match.start(), match.end(), text[match.start() : match.end()]))
                break
    return tuple(sorted(found, key=lambda e: (e.start, e.topic)))
