"""Themes from run to run: what is found again keeps its id and name; what is stored holds no text."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, get_args

import numpy as np

from bothways.insight.themes.corpus import Assignment, Corpus, Origin, Theme
from bothways.insight.themes.language import plain

KEPT = 400
ALIKE = 0.25
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Remembered:
    """The themes of a run, and of each the smallest hashes of its sentences: enough to know it again.

    Two sets of sentences share about as large a part of themselves as of their smallest hashes.
    """

    themes: tuple[Theme, ...]
    marks: Mapping[str, tuple[str, ...]]

    def as_dict(self) -> dict[str, Any]:
        """Return what to store, ready for JSON."""
        return {
            "themes": [
                {"id": t.id, "name": t.name, "origin": t.origin, "words": list(t.words), "kind": t.kind}
                for t in self.themes
            ],
            "marks": {key: list(value) for key, value in self.marks.items()},
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Remembered:
        """Return what was stored; what can't be read is left out."""
        themes = tuple(
            Theme(
                str(t["id"]),
                str(t["name"]),
                t["origin"],
                tuple(map(str, t.get("words", ()))),
                t.get("kind", "concern"),
            )
            for t in data.get("themes", ())
            if t.get("origin") in get_args(Origin)
        )
        return cls(themes, {str(k): tuple(map(str, v)) for k, v in data.get("marks", {}).items()})


def remembered(found: Assignment) -> Remembered:
    """Return what the next run needs of this one."""
    return Remembered(found.themes, found.marks)


def remember(corpus: Corpus, found: Assignment) -> Assignment:
    """Return the assignment with its marks."""
    hashes = _hashes(corpus, found)
    return replace(found, marks={t.id: hashes[n] for n, t in enumerate(found.themes)})


def _hashes(corpus: Corpus, found: Assignment) -> list[tuple[str, ...]]:
    known: dict[int, str] = {}
    for row in np.unique(found.sentence).tolist():
        said = _SPACE.sub(" ", plain(corpus.sentence(row)))
        known[row] = hashlib.blake2b(said.encode("utf-8", "replace"), digest_size=6).hexdigest()
    made = []
    for number in range(len(found.themes)):
        rows = found.sentence[found.theme == number].tolist()
        made.append(tuple(sorted({known[row] for row in rows})[:KEPT]))
    return made


def matched(corpus: Corpus, found: Assignment, previous: Remembered) -> Assignment:
    """Give proposed themes the id and name that they had before: by the sentences and words that they share."""
    hashes = _hashes(corpus, found)
    old = [t for t in previous.themes if t.origin == "proposed"]
    new = [n for n, t in enumerate(found.themes) if t.origin == "proposed"]
    scored = sorted(
        (
            (_alike(hashes[n], found.themes[n], previous.marks.get(t.id, ()), t), t.id, n, t)
            for n in new
            for t in old
        ),
        key=lambda one: (-one[0], one[1], one[2]),
    )
    taken: dict[int, Theme] = {}
    used: set[str] = set()
    for score, key, n, theme in scored:
        if score < ALIKE or n in taken or key in used:
            continue
        used.add(key)
        taken[n] = replace(found.themes[n], id=theme.id, name=theme.name)
    ids = used | {t.id for n, t in enumerate(found.themes) if n not in taken}
    themes = []
    for n, theme in enumerate(found.themes):
        one = taken.get(n, theme)
        if n not in taken and one.id in used:
            # The words are those of an older theme that another group continues.
            fresh = one.id
            while fresh in ids:
                fresh += "-x"
            ids.add(fresh)
            one = replace(one, id=fresh)
        themes.append(one)
    return replace(found, themes=tuple(themes))


def _alike(a: tuple[str, ...], theme: Theme, b: tuple[str, ...], other: Theme) -> float:
    shared = 0.0
    if a and b:
        size = min(len(a), len(b), KEPT)
        small = set(sorted(set(a) | set(b))[:KEPT])
        shared = len(small & set(a) & set(b)) / max(1, min(size, len(small)))
    words, others = set(theme.words), set(other.words)
    said = len(words & others) / len(words | others) if words | others else 0.0
    return 0.5 * min(1.0, shared) + 0.5 * said
