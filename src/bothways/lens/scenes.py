"""Scenes: word families that mean something together ("whoever told HR" beside "lost the account"), in any wording.

A family lists words and turns of one meaning; a scene lists families that must stand in one sentence, or in two that
follow each other. A learner's grammar and a turned-round sentence keep the families, where a phrase would miss them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from tomllib import loads
from typing import Final, NamedTuple

__all__ = ["Scene", "scenes_in"]

_TOKEN: Final = re.compile(r"[a-z0-9à-ÿ]+(?:['-][a-z0-9à-ÿ]+)*|[.!?;\n…]+")
_END: Final = frozenset(".!?;\n…")
_PREFIX: Final = range(4, 11)
_LONGEST: Final = 80  # words: what never ends is cut, or a chain would look through all of it again and again


@dataclass(frozen=True, slots=True)
class Scene:
    """A scene that was met: its topic, the piece from its first word to its last, `text[start:end]`; if not sure, a hint."""

    topic: str
    start: int
    end: int
    sure: bool = True


class _Mark(NamedTuple):
    """Where a family stands: the numbers of its first token and of the one behind its last."""

    family: str
    first: int
    behind: int


@dataclass(frozen=True, slots=True)
class _Rule:
    """A scene as it is written: chains of families with the gap allowed before each, and the families that rule it out."""

    topic: str
    sentences: int
    chains: tuple[tuple[tuple[int, str], ...], ...]
    needs: int
    never: int
    sure: bool


@dataclass(frozen=True, slots=True)
class _Book:
    by_word: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]]
    by_prefix: Mapping[str, tuple[str, ...]]
    bits: Mapping[str, int]
    rules: Mapping[str, tuple[_Rule, ...]]


def scenes_in(text: str) -> Iterator[Scene]:
    """The scenes of a message, by rule; `text` must be in small letters with straight apostrophes."""
    book = _book()
    tokens = list(_TOKEN.finditer(text))
    sentences = _sentences([t.group() for t in tokens], book)
    present = [_bits(marks, book) for marks in sentences]
    for at, marks in enumerate(sentences):
        here, two = present[at], present[at] | (present[at + 1] if at + 1 < len(present) else 0)
        both = [*marks, *sentences[at + 1]] if at + 1 < len(sentences) else marks
        for family in dict.fromkeys(mark.family for mark in both):
            for rule in book.rules.get(family, ()):
                seen = here if rule.sentences == 1 else two
                if seen & rule.needs != rule.needs or seen & rule.never:
                    continue
                met = _met(rule, marks if rule.sentences == 1 else both)
                if met:
                    yield Scene(rule.topic, tokens[met[0]].start(), tokens[met[1] - 1].end(), rule.sure)


def _sentences(words: Sequence[str], book: _Book) -> list[list[_Mark]]:
    """The marks of each sentence, in order."""
    out: list[list[_Mark]] = [[]]
    for at, word in enumerate(words):
        if word[0] in _END:
            if out[-1]:
                out.append([])
            continue
        if out[-1] and at - out[-1][0].first > _LONGEST:
            out.append([])
        for family, rest in _begins(word):
            if not rest:
                out[-1].append(_Mark(family, at, at + 1))
                continue
            behind = at + 1 + len(rest)
            if words[at + 1 : behind] == [*rest]:
                out[-1].append(_Mark(family, at, behind))
    return out


@lru_cache(maxsize=8192)
def _begins(word: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What begins with this word: families, each with the words that must follow."""
    book = _book()
    by_prefix = (
        (family, ()) for n in _PREFIX for family in book.by_prefix.get(word[:n], ()) if len(word) >= n
    )
    return (*book.by_word.get(word, ()), *by_prefix)


def _bits(marks: Sequence[_Mark], book: _Book) -> int:
    found = 0
    for mark in marks:
        found |= book.bits[mark.family]
    return found


def _met(rule: _Rule, marks: Sequence[_Mark]) -> tuple[int, int] | None:
    """The first and the last token of the scene, if each of its chains is there."""
    spans = []
    for chain in rule.chains:
        span = next((s for m in marks if m.family == chain[0][1] for s in _from(m, chain, marks)), None)
        if span is None:
            return None
        spans.append(span)
    return min(first for first, _ in spans), max(behind for _, behind in spans)


def _from(
    mark: _Mark, chain: tuple[tuple[int, str], ...], marks: Sequence[_Mark]
) -> Iterator[tuple[int, int]]:
    """Where a chain that begins at a mark ends: each next family begins at most its gap behind the one before."""
    ends = [mark.behind]
    for gap, family in chain[1:]:
        ends = [m.behind for e in ends for m in marks if m.family == family and 0 <= m.first - e <= gap]
    if ends:
        yield mark.first, min(ends)


@lru_cache(maxsize=1)
def _book() -> _Book:
    path = files("bothways.lens.charge").joinpath("lexicon", "scenes.toml")
    table = loads(path.read_text(encoding="utf-8"))
    by_word: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    by_prefix: dict[str, list[str]] = {}
    bits = {family: 1 << n for n, family in enumerate(table["families"])}
    for family, said in table["families"].items():
        for entry in (one.strip() for one in said.split("|")):
            if entry.endswith("*"):
                by_prefix.setdefault(entry[:-1], []).append(family)
                continue
            head, *rest = entry.split()
            for form in _forms(head):
                by_word.setdefault(form, []).append((family, tuple(rest)))
    rules = [
        _rule(topic, said, bits, sure=part == "scenes")
        for part in ("scenes", "hints")
        for topic, all_said in table[part].items()
        for said in all_said
    ]
    return _Book(
        {w: tuple(dict.fromkeys(f)) for w, f in by_word.items()},
        {p: tuple(f) for p, f in by_prefix.items()},
        bits,
        _by_rarest(rules),
    )


def _by_rarest(rules: Sequence[_Rule]) -> dict[str, tuple[_Rule, ...]]:
    """The rules under the family of theirs that fewest rules name: "I" and "again" stand everywhere, an envelope doesn't."""
    used = Counter(family for rule in rules for chain in rule.chains for _, family in chain)
    out: dict[str, list[_Rule]] = {}
    for rule in rules:
        families = [family for chain in rule.chains for _, family in chain]
        out.setdefault(min(families, key=lambda family: used[family]), []).append(rule)
    return {family: tuple(found) for family, found in out.items()}


def _rule(topic: str, said: str, bits: Mapping[str, int], *, sure: bool) -> _Rule:
    """A scene read: `2: told_on adverse !trade`, with `a>3>b` for b at most three words behind a."""
    sentences = 2 if said.startswith("2:") else 1
    chains, needs, never = [], 0, 0
    for part in said.removeprefix("2:").split():
        if part.startswith("!"):
            never |= bits[part[1:]]
            continue
        first, *more = part.split(">")
        chain = [(0, first), *((int(gap), family) for gap, family in zip(more[::2], more[1::2], strict=True))]
        for _, family in chain:
            needs |= bits[family]
        chains.append(tuple(chain))
    return _Rule(topic, sentences, tuple(chains), needs, never, sure)


def _forms(head: str) -> tuple[str, ...]:
    """A word as it is written, or, with `~`, a regular verb in all its forms (a form too many does no harm)."""
    if not head.endswith("~"):
        return (head,)
    verb = head[:-1]
    if verb.endswith("e"):
        return (verb, verb + "s", verb + "d", verb[:-1] + "ing")
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return (verb, verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing")
    double = verb + verb[-1]
    return (verb, verb + "s", verb + "es", verb + "ed", verb + "ing", double + "ed", double + "ing")
