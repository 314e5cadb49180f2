"""What belongs to what: numbers, names and dates that have changed places.

Each occurrence has features: the words of its clause, its neighbours on the left and on the right, the preposition
before it. Two facts have changed places where each looks more like the other's old self than like its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bothways.lens.facts.reading import Reading
from bothways.lens.receipt.hard import amount_key, verdict_of
from bothways.lens.receipt.polarity import Pair
from bothways.lens.receipt.verdicts import FactVerdict

_WINDOW = 8  # how many neighbours of its kind a fact is compared with: the rest would make it quadratic
_PREPOSITIONS = frozenset(
    [
        "to",
        "from",
        "by",
        "for",
        "of",
        "at",
        "with",
        "than",
        "against",
        "behind",
        "over",
        "instead",
        "before",
        "after",
    ]
)
_BETWEEN = frozenset(["against", "for", "of", "instead", "versus", "vs", "over", "to", "not", "than"])
_SOFT, _HARD = frozenset([":", ";"]), frozenset([".", "!", "?", "\n"])
_FULL = 60
_LEAST = 0.9  # the margin from which two facts are said to have changed places


@dataclass(slots=True)
class Thing:
    """All occurrences of one fact on one side, as features with weights."""

    value: str
    kind: str
    first: int
    last: int
    features: dict[str, float] = field(default_factory=dict)
    count: int = 0


def things_of(reading: Reading) -> dict[str, Thing]:
    """Return the numbers, dates and names of a reading with their features."""
    things: dict[str, Thing] = {}
    spots: list[tuple[str, str, int, int]] = []
    spots += [(amount_key(a), a.kind, a.first, a.last) for a in reading.amounts if not a.weak]
    spots += [(when.value, "date", when.first, when.last) for when in reading.dates]
    spots += [(called.value, "name", called.first, called.last) for called in reading.names]
    holders = _holders(reading, spots)
    for value, kind, first, last in spots:
        thing = things.setdefault(f"{kind[:1]} {value}", Thing(value, kind, first, last))
        thing.count += 1
        for feature, weight in _features(reading, holders, first, last, topic=kind != "name").items():
            thing.features[feature] = max(weight, thing.features.get(feature, 0.0))
    return things


def _holders(reading: Reading, spots: Sequence[tuple[str, str, int, int]]) -> dict[int, str]:
    """Return what stands at each token: a concept, a name, or the value of a number or date."""
    holders = {place: mark.concept for place, mark in enumerate(reading.marks) if mark is not None}
    for value, kind, first, _ in spots:
        holders[first] = f"{kind[:1]} {value}"
    return holders


def _features(
    reading: Reading, holders: dict[int, str], first: int, last: int, *, topic: bool
) -> dict[str, float]:
    items = reading.found.items
    here = items[first]
    found: dict[str, float] = {}
    for direction, side in ((-1, "<"), (1, ">")):
        at = (first if direction < 0 else last) + direction
        steps = nth = 0
        while 0 <= at < len(items) and steps < 12 and items[at].sentence == here.sentence:
            held = holders.get(at)
            if held is not None:
                same = items[at].clause == here.clause
                found[held] = max(
                    found.get(held, 0.0), ((1.5 if same else 0.8) if nth == 0 else 1.0 if same else 0.4)
                )
                if nth == 0:
                    found[side + held] = 0.7
                nth += 1
            elif steps == 0 and items[at].low in (_PREPOSITIONS if direction < 0 else _BETWEEN):
                found[("^" if direction < 0 else "$") + items[at].low] = 0.5
            at += direction
            steps += 1
        if topic and direction < 0 and at >= 0 and items[at].low in _SOFT and steps < 12:
            _topic(reading, holders, at, found)
    return found


def _topic(reading: Reading, holders: dict[int, str], at: int, found: dict[str, float]) -> None:
    """Add what stands before a colon or semicolon: "Nike: $700k", "Leads from Capterra are bad; they convert at 8 %"."""
    items = reading.found.items
    stop = at - 14
    at -= 1
    while at >= max(0, stop) and items[at].low not in _HARD:
        held = holders.get(at)
        if held is not None:
            found[held] = max(found.get(held, 0.0), 1.0 if reading.marks[at] is not None else 0.4)
        at -= 1


def _pairs_up(reading: Reading) -> bool:
    """Say whether a reading has two facts of a kind: one alone has nothing to change places with."""
    return max(len(reading.amounts), len(reading.dates), len(reading.names)) > 1


def exchanged(pair: Pair) -> list[FactVerdict]:
    """Return the facts that have changed places."""
    if not _pairs_up(pair.here) or not _pairs_up(pair.there):
        return []
    ours, theirs = things_of(pair.here), things_of(pair.there)
    shared: dict[str, list[str]] = {}
    for key, thing in ours.items():
        if key in theirs:
            group = "name" if thing.kind == "name" else "date" if thing.kind == "date" else "amount"
            shared.setdefault(group, []).append(key)
    out: list[FactVerdict] = []
    for keys in shared.values():
        window = len(keys) if len(keys) <= _FULL else _WINDOW
        done: set[str] = set()
        for place, one in enumerate(keys):
            for two in keys[place + 1 : place + 1 + window]:
                if (
                    one in done
                    or two in done
                    or (ours[one].kind == "name" and _listed(pair, ours, theirs, one, two))
                ):
                    continue
                margin = _margin(ours, theirs, one, two)
                if margin < _LEAST:
                    continue
                done |= {one, two}
                out.append(_verdict(pair, ours[one], theirs[two], margin))
                out.append(_verdict(pair, ours[two], theirs[one], margin))
    return out


def _listed(pair: Pair, ours: dict[str, Thing], theirs: dict[str, Thing], one: str, two: str) -> bool:
    """Whether two names stand side by side in one list on both sides: "Krones and KHS", "KHS and Krones"."""
    for reading, things in ((pair.here, ours), (pair.there, theirs)):
        first, second = sorted((things[one], things[two]), key=lambda thing: thing.first)
        between = [token.low for token in reading.found.items[first.last + 1 : second.first]]
        if not between or len(between) > 2 or not set(between) <= {",", "and", "or", "&", "plus"}:
            return False
    return True


def _margin(ours: dict[str, Thing], theirs: dict[str, Thing], one: str, two: str) -> float:
    """How much more each looks like the other's old self than like its own (their shared surroundings cancel out)."""
    crossed = _without(ours[one], theirs[two], one, two) + _without(ours[two], theirs[one], one, two)
    if crossed < _LEAST:
        return 0.0  # whatever they share with their own old selves only takes from it
    straight = _without(ours[one], theirs[one], one, two) + _without(ours[two], theirs[two], one, two)
    return crossed - straight


def _without(first: Thing, second: Thing, one: str, two: str) -> float:
    total = 0.0
    small, large = first.features, second.features
    if len(large) < len(small):
        small, large = large, small
    for key, weight in small.items():
        if key in large and key.lstrip("<>") not in {one, two}:
            total += min(weight, large[key])
    return total


def _verdict(pair: Pair, mine: Thing, yours: Thing, margin: float) -> FactVerdict:
    return verdict_of(
        mine.kind,
        "changed" if margin >= 2.4 else "doubt",
        pair.here,
        pair.there,
        (mine.first, mine.last),
        (yours.first, yours.last),
        "what it belongs to has changed",
    )
