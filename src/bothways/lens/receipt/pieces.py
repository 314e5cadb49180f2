"""Each sentence of a rewrite beside the sentences that it answers to: numbers for a weighing, each with a name.

None of them proves anything alone. They are what a reader feels before finding the place: a word of a closed class too
many, a sentence that has little to stand on, neighbours that did not stand together before.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from bothways.lens.facts.fields import uncovered, weight_of_all
from bothways.lens.receipt.exchanges import EXCHANGES, exchanges_of
from bothways.lens.receipt.looking import CLASSES, DENIED, OPEN, SAID, Look, look_at
from bothways.lens.receipt.polarity import Pair

SIGNS: Final = (
    "words", "closeness", "closeness to all answers", "words beside the best answer", "words new", "words new anywhere",
    "words gone", "weight unsaid in the answers", "weight unsaid before", "share unsaid in the answers", "support",
    "weight of the answer left out", "share of the answer left out", "answers", "second answer", "answered also by others",
    "answer is charged", "answer asks", "asks", "requests", "requests in the answers", "denials more", "denials odd", "denials",
    "now denied", "no longer denied", "open polarity", "opposed anywhere", "neighbours new", "neighbours moved", "place moved",
    "names and figures", "names and figures elsewhere before", "persons", "half-points for a person",
    "half-points for a denial lost", "half-points for a denial more", "acts with another actor",
    *(f"{name}: {what}" for name in CLASSES for what in ("gained", "lost", "more in the text")),
    *(f"exchanged: {name}" for name in EXCHANGES),
)  # fmt: skip
NONE = -9.0  # no module gave half-points
_AT: Final = {name: 3 * place for place, name in enumerate(CLASSES)}
_NO: Final[list[str]] = []


@dataclass(slots=True)
class Sides:
    """What the two texts hold for all sentences: who asks and acts where, and which sentences answer to which."""

    asked: Counter[int] = field(default_factory=Counter)
    asks: Counter[int] = field(default_factory=Counter)
    persons: Counter[int] = field(default_factory=Counter)
    others: Counter[int] = field(default_factory=Counter)
    answers: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    more: list[float] = field(
        default_factory=list
    )  # for each class: gained, lost (still nothing), more in the text


def _sides(pair: Pair, ours: Look, theirs: Look) -> Sides:
    here, there = pair.here.statements, pair.there.statements
    got = Sides()
    got.asked.update(one.sentence for one in here.requests)
    got.asks.update(one.sentence for one in there.requests)
    got.persons.update(one.sentence for one in there.persons)
    actors: dict[str, set[str]] = defaultdict(set)
    for role in here.roles:
        if role.actor:
            actors[role.concept].add(role.actor)
    got.others.update(
        role.sentence
        for role in there.roles
        if role.actor and role.concept in actors and role.actor not in actors[role.concept]
    )
    for sentence, mates in pair.back.mates.items():
        for mate in mates[:1]:
            got.answers[mate].add(sentence)
    for sentence, mates in pair.forth.mates.items():
        got.answers[sentence].update(mates[:2])
    got.more = [0.0] * (3 * len(CLASSES))
    for name in {*ours.total, *theirs.total}:
        got.more[_AT[name] + 2] = _held(theirs.total[name] - ours.total[name], 2)
    return got


def _held(value: float, most: float) -> float:
    return float(max(-most, min(most, value)))


def _open(keys: set[str], others: set[str]) -> float:
    return sum(weight for key, weight in uncovered(keys, others) if key[0] != "#")


def _whole(keys: Iterable[str]) -> float:
    return max(1.0, weight_of_all(keys))


def _counted(words: Iterable[str]) -> dict[str, int]:
    counts: dict[str, int] = {}  # a Counter costs three times as much for a handful of words
    for word in words:
        counts[word] = counts.get(word, 0) + 1
    return counts


def _over(one: Iterable[str], two: Iterable[str]) -> dict[str, int]:
    """Return what the first has more of than the second."""
    counts = _counted(one)
    if counts:
        for word in two:
            if word in counts:
                counts[word] -= 1
    return counts


def _common(one: Sequence[str], two: Iterable[str]) -> int:
    left = _counted(one)
    shared = 0
    for word in two:
        if left.get(word, 0) > 0:
            left[word] -= 1
            shared += 1
    return shared


def _turned(sentence: int, mates: list[int], ours: Look, theirs: Look) -> list[float]:
    """How many things are now denied, no longer denied, open, and opposed to all that the original says of them."""
    off = on = either = opposed = 0
    for concept, way in theirs.ways.get(sentence, {}).items():
        anywhere = ours.stands.get(concept, 0)
        opposed += bool(anywhere) and not anywhere & way
        before = 0
        for mate in mates:
            before |= ours.ways[mate].get(concept, 0) if mate in ours.ways else 0
        if before and not before & way:
            off += way == DENIED and before == SAID
            on += way == SAID and before == DENIED
            either += OPEN in {way, before}
    return [float(off), float(on), float(either), float(opposed)]


def pieces_of(pair: Pair) -> dict[int, list[float]]:
    """Return the numbers of each sentence of the rewrite that is no copy, in the order of `SIGNS`. Linear in the texts."""
    ours, theirs = look_at(pair.here, pair.forth.keys), look_at(pair.there, pair.back.keys)
    sides = _sides(pair, ours, theirs)
    found: dict[int, list[float]] = {}
    last = -1
    for sentence in theirs.words:
        mates = pair.back.mates.get(sentence, [])
        best = mates[0] if mates else -1
        if mates and theirs.words[sentence] == ours.words.get(best):
            last = max(last, best)
            continue  # word for word the same
        found[sentence] = _row(pair, sentence, sides, ours, theirs, moved=0 <= best < last)
        last = max(last, best)
    for sentence, counts in exchanges_of(pair, list(found)).items():
        found[sentence] += [min(3.0, count) for count in counts]
    return found


def _row(pair: Pair, sentence: int, sides: Sides, ours: Look, theirs: Look, *, moved: bool) -> list[float]:
    forth, back = pair.forth, pair.back
    all_mates = back.mates.get(sentence, [])
    mates = all_mates[:2]
    best = mates[0] if mates else -1
    group = sides.answers[best] | {sentence} if mates else {sentence}
    circle = {mate for other in group for mate in back.mates.get(other, ())[:2]}
    words, mine = theirs.words[sentence], ours.words.get(best, [])
    beside = [word for mate in mates for word in ours.words.get(mate, ())]
    common = _common(words, beside)
    keys, mine_keys = back.keys.get(sentence, set()), forth.keys.get(best, set())
    near = set().union(*(forth.keys.get(mate, set()) for mate in mates))
    said = set().union(*(back.keys.get(other, set()) for other in group))
    unsaid, out = _open(keys, near), _open(mine_keys, said)
    in_group = [word for other in group for word in theirs.words.get(other, ())]
    more = sum(theirs.denied.get(other, 0) for other in group) - sum(
        ours.denied.get(mate, 0) for mate in circle
    )
    new = [one for one in pairwise(words) if one not in ours.pairs]
    stood = set(beside)
    hard = [key for key in keys if key[0] in "@#"]
    note = pair.noted.get
    classes = theirs.classes.get(sentence, _NO)
    gained = _over(classes, [name for mate in circle for name in ours.classes.get(mate, _NO)])
    lost = _over(
        ours.classes.get(best, _NO), [name for other in group for name in theirs.classes.get(other, _NO)]
    )
    row = [
        math.log1p(len(words)),
        _common(words, mine) / max(len(words), len(mine), 1),
        common / max(1, len(words)),
        _held(len(words) - len(mine), 12),
        float(min(8, len(words) - common)),
        float(min(8, sum(word not in ours.bag for word in set(words)))),
        float(min(8, len(mine) - _common(mine, in_group))),
        unsaid,
        _open(keys, ours.keys) if unsaid else 0.0,
        unsaid / _whole(keys),
        back.score.get(sentence, 0.0) / _whole(keys),
        out,
        out / _whole(mine_keys),
        float(len(mates)),
        float(len(all_mates) > 1),
        float(len(group)),
        float(best in pair.heat.sentences),
        float(best in pair.heat.questions),
        float("?" in classes),
        float(sides.asks.get(sentence, 0)),
        float(sum(sides.asked.get(mate, 0) for mate in mates)),
        _held(more, 3),
        float(more % 2),
        float(theirs.denied.get(sentence, 0)),
        *_turned(sentence, mates, ours, theirs),
        float(min(9, len(new))),
        float(min(6, sum(one in stood and two in stood for one, two in new))),
        float(moved),
        float(len(hard)),
        float(sum(key not in near and key in ours.keys for key in hard)),
        float(sides.persons.get(sentence, 0)),
        note(f"persons {sentence}", NONE),
        max((note(f"denials lost {mate}", NONE) for mate in circle), default=NONE),
        note(f"denials invented {sentence}", NONE),
        float(sides.others.get(sentence, 0)),
    ]
    counted = list(sides.more)
    for some, step in ((gained, 0), (lost, 1)):
        for name, count in some.items():
            counted[_AT[name] + step] = float(max(0, count))
    return row + counted
