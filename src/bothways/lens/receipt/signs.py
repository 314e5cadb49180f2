"""What can be told of two texts beside each other by looking: numbers for the weighing, each with a name."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Final

from bothways.lens.receipt.looking import DENIED, SAID, Look, look_at
from bothways.lens.receipt.polarity import Pair
from bothways.lens.receipt.verdicts import BREAKING, FactVerdict
from bothways.lens.receipt.warmth import WARMTH, how_warm, signs_of_warmth

FRAME: Final = (
    "words", "length against the original", "share of words known", "share of words kept", "share of neighbours known",
    "sentences", "sentences more", "charged sentences", "share of charged sentences", "questions of the original",
    "requests", "requests more", "orders more", "acts with another actor", "names", "names more", "figures", "figures more",
    "dates more", "persons more", "half-points for a person", "half-points for a denial lost", "half-points for a denial more",
    "now denied", "no longer denied", "open polarity", "denials more", "denials odd",
    "most of a sentence", "second of a sentence", "mean of the sentences", "sum of the sentences", "sentences looked at",
    "sentences that speak against", *WARMTH, "excuses", "findings", "doubts",
)  # fmt: skip


def _held(value: float, most: float) -> float:
    return float(max(-most, min(most, value)))


def share_known(pair: Pair) -> float:
    """Return the share of the rewrite's words that the original has: how free the wording is."""
    ours, theirs = look_at(pair.here, pair.forth.keys), look_at(pair.there, pair.back.keys)
    return (ours.bag & theirs.bag).total() / max(1, theirs.bag.total())


def _texts(pair: Pair, ours: Look, theirs: Look) -> list[float]:
    mine, yours = ours.bag.total(), theirs.bag.total()
    common = (ours.bag & theirs.bag).total()
    here, there = len(pair.here.found.sentences), len(pair.there.found.sentences)
    return [
        math.log1p(yours),
        math.log((yours + 1) / (mine + 1)),
        common / max(1, yours),
        common / max(1, mine),
        len(theirs.pairs & ours.pairs) / max(1, len(theirs.pairs)),
        float(there),
        float(there - here),
        float(len(pair.heat.sentences)),
        len(pair.heat.sentences) / max(1, here),
        float(len(pair.heat.questions)),
    ]


def _statements(pair: Pair) -> list[float]:
    here, there = pair.here, pair.there
    mine, yours = here.statements, there.statements
    roles = {(role.concept, role.actor) for role in mine.roles if role.actor}
    acts = {concept for concept, _ in roles}
    other = sum(
        1
        for role in yours.roles
        if role.actor and role.concept in acts and (role.concept, role.actor) not in roles
    )
    orders = [sum(one.form == "imperative" for one in some.requests) for some in (mine, yours)]
    noted = {"persons": -9.0, "denials lost": -9.0, "denials invented": -9.0}
    for name, points in pair.noted.items():
        what = name.rpartition(" ")[0]
        noted[what] = max(noted[what], points)
    return [
        float(len(yours.requests)),
        float(len(yours.requests) - len(mine.requests)),
        float(orders[1] - orders[0]),
        _held(other, 3),
        float(len(there.names)),
        float(len(there.names) - len(here.names)),
        float(len(there.amounts) + len(there.dates)),
        float(len(there.amounts) - len(here.amounts)),
        float(len(there.dates) - len(here.dates)),
        float(len(yours.persons) - len(mine.persons)),
        *noted.values(),
    ]


def _polarity(ours: Look, theirs: Look) -> list[float]:
    """Things that stand asserted in one text and denied in the other."""
    off = on = either = 0
    for concept, way in theirs.stands.items():
        other = ours.stands.get(concept)
        if other is None or way & other:
            continue
        if way == DENIED and other == SAID:
            off += 1
        elif way == SAID and other == DENIED:
            on += 1
        else:
            either += 1
    more = theirs.denied.total() - ours.denied.total()
    return [_held(off, 3), _held(on, 3), _held(either, 4), _held(more, 4), float(more % 2)]


def _spread(scores: Sequence[float]) -> list[float]:
    """What the scores of the sentences come to."""
    ranked = sorted(scores, reverse=True)
    return [
        ranked[0] if ranked else -6.0,
        ranked[1] if len(ranked) > 1 else -6.0,
        sum(ranked) / len(ranked) if ranked else -6.0,
        math.log(sum(math.exp(one) for one in ranked)) if ranked else -6.0,
        float(len(ranked)),
        float(sum(one > 0 for one in ranked)),
    ]


def type_of(fact: FactVerdict, warmth: float) -> str:
    """Return what a finding is, for counting: its kind, whether it is taken for certain, why, how warm its place is."""
    verdict = "broken" if fact.verdict in BREAKING else fact.verdict
    return f"{fact.kind}: {verdict}: {fact.reason or fact.verdict}{how_warm(fact, warmth)}"


def counts_of(types: Iterable[str], known: dict[str, int]) -> list[float]:
    """Return how many findings are excused, how many are none, and how many there are of each known type."""
    row = [0.0] * (len(known) + 2)
    for one in types:
        row[0 if ": kept:" in one else 1] += 1
        place = known.get(one)
        if place is not None:
            row[place + 2] += 1
    return row


def signs_of(
    pair: Pair,
    facts: Sequence[FactVerdict],
    warmth: Sequence[float],
    scores: Sequence[float],
    known: dict[str, int],
) -> list[float]:
    """Return the numbers of a pair: those of `FRAME`, then how many findings there are of each known type."""
    return [*frame_of(pair), *told_of(facts, warmth, scores, known)]


def frame_of(pair: Pair) -> list[float]:
    """Return the numbers of two texts before a finding or a sentence is asked."""
    ours, theirs = look_at(pair.here, pair.forth.keys), look_at(pair.there, pair.back.keys)
    return [*_texts(pair, ours, theirs), *_statements(pair), *_polarity(ours, theirs)]


def told_of(
    facts: Sequence[FactVerdict], warmth: Sequence[float], scores: Sequence[float], known: dict[str, int]
) -> list[float]:
    """Return what the sentences came to and what the findings are, as numbers."""
    types = [
        type_of(fact, warm)
        for fact, warm in zip(facts, warmth, strict=True)
        if fact.verdict != "kept" or fact.reason
    ]
    excused, findings, *counted = counts_of(types, known)
    return [
        *_spread(scores),
        *signs_of_warmth(facts, warmth),
        excused,
        findings,
        float(sum(fact.verdict == "doubt" for fact in facts)),
        *counted,
    ]
