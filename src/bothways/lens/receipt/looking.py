"""What is read of one text for the weighing: words of closed classes, denials, how each thing stands, by sentence."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Final

from bothways.lens.facts.lexicon import table
from bothways.lens.facts.polarity import family
from bothways.lens.facts.reading import Reading

# Classes of words that turn a meaning; the words of each stand in the list `critical`.
_GROUPS: Final[dict[str, str]] = {
    "person 1": "I, we", "person 2": "you", "person 3m": "he, they", "person 3f": "he, they", "person 3p": "he, they",
    "when by": "by", "when before": "before", "when after": "after", "when since": "since", "when within": "within",
    "bound least": "bounds", "bound most": "bounds", "much all": "all", "much some": "some", "much most": "some",
    "much half": "some", "much both": "all", "much only": "only", "deny not": "not", "bind must": "must",
    "bind should": "should", "bind will": "will", "bind may": "may", "link if": "if", "link unless": "unless",
    "link else": "otherwise", "link case": "if", "link because": "because", "link against": "although",
}  # fmt: skip
_NAMED: Final = {"again": "again", "hedge": "hedges", "fail": "failed", "side": "sides"}
CLASSES: Final = (*dict.fromkeys(_GROUPS.values()), "sides", "again", "hedges", "failed", "?")
SAID, DENIED, OPEN = 1, 2, 4  # how a thing stands; a text may hold more than one


@dataclass(slots=True)
class Look:
    """What is read of one text for all its comparisons; by sentence where a sentence is named."""

    words: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    classes: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    denied: Counter[int] = field(default_factory=Counter)
    ways: dict[int, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    stands: dict[str, int] = field(default_factory=dict)
    bag: Counter[str] = field(default_factory=Counter)
    total: Counter[str] = field(default_factory=Counter)
    pairs: set[tuple[str, str]] = field(default_factory=set)
    keys: set[str] = field(default_factory=set)


@lru_cache(maxsize=1)
def _classes() -> dict[str, str]:
    found: dict[str, str] = {}
    for word, key in table("critical").items():
        name = _GROUPS.get(key) or _NAMED.get(key.split()[0])
        if name:
            found[word] = name
    return found


def look_at(reading: Reading, keys: dict[int, set[str]]) -> Look:
    """Look at a text; once for a reading. `keys` are those of its sentences. Linear in its tokens."""
    known = reading.noted.get("look")
    if isinstance(known, Look):
        return known
    got = Look()
    reading.noted["look"] = got
    classes, denials = _classes(), family("denials")
    signs, denied_at, marks = reading.statements.signs, reading.statements.denied_at, reading.marks
    tails = {place for negation in reading.statements.negations for place in negation.scope[1:]}
    flat: list[str] = []
    for place, token in enumerate(reading.found.items):
        low, sentence = token.low, token.sentence
        if token.kind == "p":
            if low == "?":
                got.classes[sentence].append("?")
            continue
        got.words[sentence].append(low)
        flat.append(low)
        name = classes.get(low)
        if name is not None:
            got.classes[sentence].append(name)
        mark = marks[place]
        opposed = mark is not None and mark.sign < 0
        if opposed or place in denied_at or token.stem in denials or low in denials:
            got.denied[sentence] += 1
        if mark is not None and not mark.name:
            way = OPEN if place in tails else DENIED if signs[place] < 0 else SAID
            got.stands[mark.concept] = got.stands.get(mark.concept, 0) | way
            mine = got.ways[sentence]
            mine[mark.concept] = mine.get(mark.concept, 0) | way
    got.bag.update(flat)
    got.pairs.update(pairwise(flat))
    for some in got.classes.values():
        got.total.update(some)
    for some_keys in keys.values():
        got.keys |= some_keys
    return got
