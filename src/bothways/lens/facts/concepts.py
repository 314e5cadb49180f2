"""What each word means for a comparison: its concept, and on which side of a pair of opposites it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from bothways.lens.facts.lexicon import groups, words
from bothways.lens.facts.names import Called
from bothways.lens.facts.stems import stem_of
from bothways.lens.facts.tokens import Token, Tokens

SILENT = "silent"  # the line of the list whose phrases bear no content
_APART = 5  # how far the particle of a phrasal verb may stand from it: "push the whole launch date back"
_PARTICLES = frozenset(
    ["up", "off", "back", "down", "out", "on", "over", "away", "through", "forward", "in", "aside", "around"]
)
_NEVER_BETWEEN = frozenset(["to", "for", "with", "from", "of", "at", "by", "and", "or", "but", "that"])


@dataclass(slots=True)
class Mark:
    """A word that bears content: its concept; its sign (-1: the opposite word); whether opposites are known."""

    concept: str
    sign: int = 1
    paired: bool = False
    name: bool = False
    size: int = 1


_Phrases = dict[str, list[tuple[tuple[str, ...], Mark]]]  # by the second stem


@dataclass(slots=True)
class Thesaurus:
    """The concepts: by exact form, by stem, phrases by their first two stems (the longest first), and phrasal verbs.

    `parted` are the phrasal verbs by verb and particle: "push" → "back".
    """

    exact: dict[str, Mark] = field(default_factory=dict)
    single: dict[str, Mark] = field(default_factory=dict)
    phrases: dict[str, _Phrases] = field(default_factory=dict)
    parted: dict[str, dict[str, Mark]] = field(default_factory=dict)


def parts_of_entry(entry: str) -> tuple[int, bool, tuple[str, ...]]:
    """Return an entry of the list as its sign, whether it stands for this very form only, and its stems.

    >>> parts_of_entry("-put_off"), parts_of_entry("=latest")
    ((-1, False, ('put', 'off')), (1, True, ('latest',)))
    """
    sign, bare = (-1, entry[1:]) if entry[0] == "-" else (1, entry)
    if bare[0] == "=":
        return sign, True, (bare[1:],)
    return sign, False, tuple([stem_of(part) for part in bare.replace("-", "_").split("_") if part])


@lru_cache(maxsize=1)
def thesaurus() -> Thesaurus:
    """Return the concepts of the list; read once, in about ten milliseconds."""
    return thesaurus_of(groups("concepts"))


def thesaurus_of(lists: Mapping[str, Sequence[str]]) -> Thesaurus:
    """Return the concepts of lists of words; of two entries for one word the first holds."""
    got = Thesaurus()
    for concept, members in lists.items():
        paired = any(word[0] == "-" for word in members)
        plus, minus = Mark(concept, 1, paired), Mark(concept, -1, paired)
        for word in members:
            sign, exact, parts = parts_of_entry(word)
            mark = plus if sign > 0 else minus
            if exact:
                got.exact.setdefault(parts[0], mark)
            elif len(parts) == 1:
                got.single.setdefault(parts[0], mark)
            else:
                whole = Mark(concept, sign, paired, size=len(parts))
                got.phrases.setdefault(parts[0], {}).setdefault(parts[1], []).append((parts, whole))
                if len(parts) == 2 and parts[1] in _PARTICLES:
                    got.parted.setdefault(parts[0], {})[parts[1]] = whole
    for entries in (found for seconds in got.phrases.values() for found in seconds.values()):
        entries.sort(key=lambda entry: -len(entry[0]))
    return got


@lru_cache(maxsize=1)
def _silent() -> frozenset[str]:
    return frozenset(stem_of(word) for word in words("functions", "function")) | words(
        "functions", "function"
    )


def marks_of(found: Tokens, taken: bytearray, called: Sequence[Called]) -> list[Mark | None]:
    """Return for each token its mark, or None where it bears no content (function words, numbers, dates, signs)."""
    items = found.items
    known = thesaurus()
    silent = _silent()
    marks: list[Mark | None] = [None] * len(items)
    named: dict[int, Called] = {one.first: one for one in called}
    spent: set[int] = set()  # particles of phrasal verbs that stand before them
    place, count = 0, len(items)
    while place < count:
        token = items[place]
        if place in named:
            one = named[place]
            marks[place] = Mark(one.value, name=True, size=one.last - one.first + 1)
            place = one.last + 1
            continue
        if token.kind in "pn" or taken[place] or place in spent:
            place += 1
            continue
        entries = known.phrases.get(token.stem)
        if entries is not None:
            mark, last = _phrase(items, place, entries)
            if mark is None:
                mark, particle = _parted(items, place, known.parted.get(token.stem), named)
                if mark is not None:
                    spent.add(particle)
            if mark is not None:
                marks[place] = None if mark.concept == SILENT else mark
                place = last + 1
                continue
        mark = known.exact.get(token.low) or known.single.get(token.stem)
        if mark is None and token.stem not in silent and token.low not in silent:
            mark = _denied(token, known) or Mark(token.stem)
        marks[place] = mark
        place += 1
    return marks


def _phrase(items: Sequence[Token], place: int, entries: _Phrases) -> tuple[Mark | None, int]:
    """Return the longest phrase that begins here and where it ends; hyphens inside it do not count."""
    count = len(items)
    second = place + 1
    if second < count and items[second].low == "-":
        second += 1
    for parts, mark in entries.get(items[second].stem, ()) if second < count else ():
        at = place
        for part in parts[1:]:
            at += 1
            if at < count and items[at].low == "-":
                at += 1
            if at >= count or items[at].stem != part:
                break
        else:
            return mark, at
    return None, place


def _parted(
    items: Sequence[Token],
    place: int,
    wanted: Mapping[str, Mark] | None,
    named: Mapping[int, Called],
) -> tuple[Mark | None, int]:
    """Return a phrasal verb whose particle stands behind its object: "push the launch back"."""
    if not wanted:
        return None, place
    clause = items[place].clause
    for at in range(place + 1, min(len(items), place + 2 + _APART)):
        other = items[at]
        if other.clause != clause or other.kind == "p" or other.low in _NEVER_BETWEEN:
            break
        if other.low in wanted and at > place + 1 and at not in named:
            after = items[at + 1] if at + 1 < len(items) else None
            if (
                after is not None
                and after.clause == clause
                and after.kind in "nw"
                and other.low in {"in", "on", "over"}
            ):
                break  # "put the date on the list": a preposition, no particle
            mark = wanted[other.low]
            return Mark(mark.concept, mark.sign, mark.paired), at
    return None, place


def _denied(token: Token, known: Thesaurus) -> Mark | None:
    """Return "unsigned" as the opposite of "signed"."""
    low = token.low
    if len(low) < 6 or not low.startswith(("un", "non")):
        return None
    bare = low[2:] if low.startswith("un") else low[3:]
    mark = known.single.get(stem_of(bare))
    if mark is None or mark.sign < 0:
        return None
    return Mark(mark.concept, -1, True)
