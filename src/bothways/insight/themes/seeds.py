"""The seed list: themes that business customers are known to talk about, and where their words stand."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import product
from pathlib import Path
from typing import Any, Literal

import numpy as np

from bothways.insight.themes.corpus import Bools, Ints, Theme
from bothways.insight.themes.language import SMALL, plain
from bothways.insight.themes.tokens import Places, Tokens, tokens_of
from bothways.terms import Refusal

VERSION = "seeds/1"
_EVERYDAY = frozenset(
    ("says", "two", "three", "one", "second", "third", "never", "every", "other", "want", "want*", "wants", "need",
     "need*", "needs", "ask*", "asked", "asks", "come", "else", "back", "time", "time*", "have*", "get", "got", "gave",
     "before", "after", "since", "takes", "through", "next", "more", "less", "far", "old", "people", "nobody", "like",
     "rather", "like*", "use", "talk*", "went", "day", "days", "made", "put", "keep*", "drei", "niemand", "ihnen",
     "kein*", "durch", "ab", "part*", "find", "fifth", "afraid", "side", "small", "short", "place", "thank", "thanks",
     "merci", "talk")
)  # fmt: skip
"""Words of patterns that say nothing about any theme where they stand alone."""
_NOBODY = frozenset(
    ("", "none", "no", "n a", "na", "unknown", "other", "others", "no competitor", "none known", "not known", "nobody",
     "keine", "keiner", "kein", "unbekannt", "andere", "sonstige", "aucun", "inconnu", "autre", "no decision", "in house",
     "yes", "known", "tbd", "null")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Seed:
    """A theme of the seed list: patterns that say it, words that say it beside others, and what never counts."""

    id: str
    name: str
    kind: Literal["concern", "praise", "competitor"]
    hits: tuple[str, ...]
    words: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    never: tuple[str, ...] = ()

    @property
    def theme(self) -> Theme:
        """The theme that this seed begins."""
        return Theme(self.id, self.name, "seed", self.hits[:12], self.kind)


@dataclass(frozen=True, slots=True, eq=False)
class Hits:
    """Where seeds stand: pairs of sentence and seed (row in the list), and the places of the words that said so."""

    sentence: Ints
    seed: Ints
    is_word: Bools


@lru_cache(maxsize=1)
def own_seeds() -> tuple[Seed, ...]:
    """Return the seed list that comes with the package."""
    text = files(__package__).joinpath("seeds.toml").read_text("utf-8")
    return _seeds(tomllib.loads(text))


def read_seeds(path: Path | str) -> tuple[Seed, ...]:
    """Read a seed list from a TOML file of the same form as the package's own.

    Raises:
        Refusal: `seeds` when the file is none, with what is wrong in it.
    """
    try:
        return _seeds(tomllib.loads(Path(path).read_text("utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as wrong:
        raise Refusal(
            "seeds",
            f"The seed list {path} can't be read: {wrong}.",
            hint="Begin with a copy of the package's own list and change it.",
        ) from wrong


def _seeds(data: Mapping[str, Any]) -> tuple[Seed, ...]:
    made = []
    for one in data["theme"]:
        kind = one.get("kind", "concern")
        if kind not in {"concern", "praise", "competitor"}:
            raise ValueError(f"a theme is a concern, praise or a competitor, not {kind}")
        lists = {key: patterns(one.get(key, ())) for key in ("hits", "words", "beside", "not")}
        made.append(
            Seed(
                str(one["id"]),
                str(one["name"]),
                kind,
                lists["hits"],
                lists["words"],
                lists["beside"],
                lists["not"],
            )
        )
    if len({seed.id for seed in made}) < len(made):
        raise ValueError("two themes have the same id")
    return tuple(made)


def patterns(given: Iterable[str]) -> tuple[str, ...]:
    """Return patterns of words as they are looked for: plain, one space between; `call_back|reply` is two patterns."""
    made: list[str] = []
    for one in given:
        parts = re.sub(r"[^\w|*#~']+", " ", plain(one)).split()
        choices = [part.split("|") if "_" in part else [part] for part in parts]
        made += [" ".join(chosen).replace("_", " ") for chosen in product(*choices)]
    return tuple(dict.fromkeys(made))


def competitor_seeds(names: Iterable[str], *, seeds: Sequence[Seed] = ()) -> tuple[Seed, ...]:
    """Return a seed for each competitor by name, sorted; “none” and “other” are nobody's name."""
    made: dict[str, Seed] = {}
    taken = {seed.id for seed in seeds}
    for name in sorted({str(one).strip() for one in names if one}):
        words = " ".join(tokens_of([name]).words) if name else ""
        ordered = " ".join(_words(name))
        if ordered in _NOBODY or not words or len(ordered) < 2:
            continue
        slug = "competitor-" + ordered.replace(" ", "-")
        if slug in made or slug in taken:
            continue
        made[slug] = Seed(slug, name, "competitor", (ordered,))
    firsts = [seed.hits[0].split()[0] for seed in made.values()]
    for slug, seed in made.items():
        first = seed.hits[0].split()[0]
        # People say “Corrigan” for “Corrigan Scales”, where it can mean nobody else.
        if " " in seed.hits[0] and len(first) >= 5 and firsts.count(first) == 1 and first not in SMALL:
            made[slug] = Seed(seed.id, seed.name, seed.kind, (*seed.hits, first))
    return tuple(made.values())


def _words(text: str) -> list[str]:
    return tokens_of([text]).of_sentence(0)


def find_seeds(
    tokens: Tokens, seeds: Sequence[Seed], *, sentences: Sequence[str] = (), places: Places | None = None
) -> Hits:
    """Find the seeds in all sentences.

    `sentences`, where given, are the same ones to the letter: a competitor whose name is also an ordinary
    word then counts only with its capital.
    """
    places = places or Places(tokens)
    rows: list[Ints] = []
    which: list[Ints] = []
    said: list[Bools] = []
    for number, seed in enumerate(seeds):
        begin, end = _spans(places, seed)
        found: Ints = np.unique(tokens.of[begin]).astype(np.int64)
        if seed.kind == "competitor" and sentences:
            found = _named(found, seed, sentences)
        rows.append(found)
        which.append(np.full(len(found), number, dtype=np.int64))
        said.append(_covered(begin, end, len(tokens.id)))
    sentence = np.concatenate(rows) if rows else np.zeros(0, dtype=np.int64)
    seed_of = np.concatenate(which) if which else np.zeros(0, dtype=np.int64)
    order = np.lexsort((seed_of, sentence))
    is_word = np.zeros(len(tokens.id), dtype=bool)
    for one in said:
        is_word |= one
    return Hits(sentence[order], seed_of[order], is_word)


def _spans(places: Places, seed: Seed) -> tuple[Ints, Ints]:
    begin, end = _all(places, seed.hits)
    tokens = places.tokens
    if seed.words and seed.beside:
        word, _ = _all(places, seed.words)
        near, near_end = _all(places, seed.beside)
        never = _covered(*_all(places, seed.never), len(tokens.id))
        word, near = word[~never[word]], near[~never[near] & ~never[near_end[: len(near)]]]
        has = np.zeros(len(tokens), dtype=bool)
        has[tokens.of[near]] = True
        word = word[has[tokens.of[word]]]
        begin, end = np.concatenate([begin, word]), np.concatenate([end, word])
    if not len(begin) or not seed.never:
        return begin, end
    never = _covered(*_all(places, seed.never), len(tokens.id))
    total = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(never)])
    free: Bools = total[end + 1] == total[begin]
    return begin[free], end[free]


def _all(places: Places, patterns: Sequence[str]) -> tuple[Ints, Ints]:
    parts = [places.spans(pattern) for pattern in patterns]
    if not parts:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    return np.concatenate([b for b, _ in parts]), np.concatenate([e for _, e in parts])


def _covered(begin: Ints, end: Ints, length: int) -> Bools:
    """Return which places lie in any span."""
    edges = np.zeros(length + 1, dtype=np.int64)
    np.add.at(edges, begin, 1)
    np.add.at(edges, end + 1, -1)
    return np.asarray(np.cumsum(edges[:-1]) > 0, dtype=bool)


_ARTICLES = r"\b(?:an?|the|this|that|every|your|our|ein|eine|einen|der|die|das|un|une|le|la)\s+"


def _named(found: Ints, seed: Seed, sentences: Sequence[str]) -> Ints:
    """Keep a competitor's mentions; a name that is written small behind articles is a word, and only capitals count."""
    name = seed.name.split()[0]
    capital = re.compile(rf"\b{re.escape(name[0].upper())}(?i:{re.escape(name[1:])})")
    said = [sentences[row] for row in found.tolist()]
    is_capital = np.array([bool(capital.search(one)) for one in said], dtype=bool)
    behind = re.compile(_ARTICLES + re.escape(name.lower()) + r"\b")
    as_word = sum(bool(behind.search(one)) for one in said)
    if as_word < 2 or as_word * 3 < len(found) - is_capital.sum():
        return found
    kept: Ints = found[is_capital]
    return kept


def seed_words(seeds: Sequence[Seed]) -> tuple[str, ...]:
    """Return every word pattern of the list that says something, sorted: small and everyday words left out.

    A text shares no word with the list when none of its words is like any of these.
    """
    found: set[str] = set()
    for seed in seeds:
        for pattern in (*seed.hits, *seed.words, *seed.beside):
            for part in pattern.split():
                found.update(
                    one for one in part.split("|") if one.strip("*#~") and one not in SMALL | _EVERYDAY
                )
    return tuple(sorted(found))
