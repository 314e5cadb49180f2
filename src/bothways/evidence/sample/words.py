"""What is said, sentence by sentence (`talk.toml`), and how blanks, greetings and slips of the finger are put in."""

from __future__ import annotations

import random
import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any

_SLIP = 0.10
"""Share of a rep's notes with a slip of the finger."""


@lru_cache(maxsize=1)
def words() -> dict[str, Any]:
    """Return all sentences: `rep` and `customer` by theme, `de` and `fr` notes, `alone`, `end`, `more`, `case`."""
    data: dict[str, Any] = tomllib.loads(files(__package__).joinpath("talk.toml").read_text("utf-8"))
    return data


def sentences_of(voice: str, theme: str) -> tuple[list[str], list[str]]:
    """Return what a voice (rep, customer, de, fr) says of a theme: with its usual words, and without them."""
    said = words().get(voice, {}).get(theme, {})
    return said.get("seeded", []), said.get("plain", [])


def some(rng: random.Random, voice: str, theme: str, count: int) -> list[str]:
    """Choose sentences of a theme, each with its usual words or without them by the toss of a coin."""
    seeded, plain = sentences_of(voice, theme)
    chosen: list[str] = []
    for _ in range(count):
        pool = [one for one in (seeded if rng.random() < 0.5 else plain) if one not in chosen]
        pool = pool or [one for one in (*seeded, *plain) if one not in chosen]
        if pool:
            chosen.append(rng.choice(pool))
    return chosen


def filled(text: str, blanks: dict[str, str]) -> str:
    """Fill the blanks of a text; a blank may hold blanks itself."""
    text = text.format_map(blanks)
    return text.format_map(blanks) if "{" in text else text


def capital(text: str) -> str:
    """Begin with a capital."""
    return text[:1].upper() + text[1:]


def slipped(rng: random.Random, text: str) -> str:
    """Let a rep's finger slip now and then: two letters of a long word in small letters change places."""
    if rng.random() >= _SLIP:
        return text
    parts = text.split(" ")
    long = [at for at, word in enumerate(parts) if len(word) >= 7 and word.isalpha() and word.islower()]
    if not long:
        return text
    at = rng.choice(long)
    place = rng.randrange(2, len(parts[at]) - 2)
    word = parts[at]
    parts[at] = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    return " ".join(parts)
