"""The word lists beside this file, read once and kept.

A list is a text file in UTF-8: "#" opens a comment; a line is `key: word, word, …`.
"""

from __future__ import annotations

from functools import cache
from importlib import resources


@cache
def groups(name: str) -> dict[str, tuple[str, ...]]:
    """Return the lines of a list as key → words."""
    text = (resources.files("bothways.lens.facts") / "lexicons" / f"{name}.txt").read_text("utf-8")
    found: dict[str, tuple[str, ...]] = {}
    for raw in text.splitlines():
        line = raw.split("#", 1)[0].strip()
        if line:
            key, _, words = line.partition(":")
            said = tuple(word.strip() for word in words.split(",") if word.strip())
            found[key.strip()] = found.get(key.strip(), ()) + said
    return found


@cache
def table(name: str) -> dict[str, str]:
    """Return a list turned round: word → key."""
    return {word: key for key, words in groups(name).items() for word in words}


@cache
def words(name: str, key: str) -> frozenset[str]:
    """Return the words of one line."""
    return frozenset(groups(name)[key])
