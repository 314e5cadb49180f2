"""Negations with their scope, and the polarity that each word ends up with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from bothways.lens.facts.concepts import Mark
from bothways.lens.facts.lexicon import table, words
from bothways.lens.facts.stems import stem_of
from bothways.lens.facts.tokens import Token

_NOUNED = frozenset(["nothing", "none", "nobody"])
_OPENING = frozenset(
    ["and", "but", "or", "so", "if", "because", "when", "until", "yet", "either", "there", "here", "so"]
)
_ADDED = frozenset(
    [
        "only",
        "just",
        "merely",
        "least",
        "later",
        "more",
        "less",
        "fewer",
        "sooner",
        "earlier",
        "over",
        "under",
        "above",
        "below",
        "exceed",
        "exceeding",
    ]
)
_REACH = 9
_GERUND = frozenset(["avoid", "stop", "quit", "cease"])  # "stop shipping" denies it as "refuse to ship" does


@cache
def family(key: str) -> frozenset[str]:
    """Return the words of a line of the functions with their stems, so that "refused" is found by "refuse".

    >>> sorted(word for word in family("refusals") if word.startswith("refus"))
    ['refus', 'refuse']
    """
    known = words("functions", key)
    return known | {stem_of(word) for word in known}


@dataclass(slots=True)
class Negation:
    """A negation: where it stands, what it denies (token places, the head first) and where it belongs."""

    place: int
    scope: list[int] = field(default_factory=list)
    sentence: int = 0
    last: int = 0


def negations_of(items: Sequence[Token], marks: Sequence[Mark | None], taken: bytearray) -> list[Negation]:
    """Return the negations of a text, in order."""
    negators = words("functions", "negators")
    refusals = family("refusals")
    found: list[Negation] = []
    for place, token in enumerate(items):
        if token.kind != "w" or taken[place]:
            continue
        low = token.low
        if low in negators or low == "unless":
            if _no_negation(items, place):
                continue
            found.append(_scoped(items, marks, place))
        elif token.stem in refusals or low in refusals:
            after = items[place + 1].low if place + 1 < len(items) else ""
            if after == "to" or (token.stem in _GERUND and after.endswith("ing")):
                got = _scoped(items, marks, place + 1)
                got.place = place
                got.scope = [at for at in got.scope if at != place]
                found.append(got)
            elif (low, after) == ("lack", "of"):
                found.append(_scoped(items, marks, place + 1))
    return found


def _no_negation(items: Sequence[Token], place: int) -> bool:
    """Say that the word denies nothing here: "No, …", "yes or no", "not only", "no later than", "no. 9"."""
    low = items[place].low
    after = items[place + 1].low if place + 1 < len(items) else ""
    before = items[place - 1].low if place else ""
    if low in {"no", "not"} and after in _ADDED:
        behind = items[place + 2].low if place + 2 < len(items) else ""
        return (
            after in {"only", "just", "merely"}
            or behind == "than"
            or (
                low == "not"
                and after in {"over", "above", "under", "below", "exceed", "exceeding"}
                and (after.startswith("exceed") or _figure(items, place + 2))
            )
        )
    if low == "no":
        if after in {
            ",",
            ".",
            "!",
            "",
            "\n",
            ";",
            ":",
            "?",
            "where",
            "what",
            "who",
            "if",
            "how",
            "that",
            "when",
        }:
            return True
        if before in {"or", "/"} and place > 1 and items[place - 2].low == "yes":
            return True
        return after in {"doubt", "wonder"}
    return bool(low == "not" and before == "or" and after in {"", ".", "?", ",", "!"})


def _figure(items: Sequence[Token], place: int) -> bool:
    """Say whether a figure stands here: "not over 40", against "not over yet"."""
    if place >= len(items):
        return False
    token = items[place]
    return token.kind in "nc" or token.low in "$€£¥" or token.low in {"a", "half", *table("numbers")}


def _scoped(items: Sequence[Token], marks: Sequence[Mark | None], place: int) -> Negation:
    token = items[place]
    got = Negation(place, sentence=token.sentence, last=place)
    skippable = words("functions", "skippable")
    count = len(items)
    at, steps = place + 1, 0
    before = place - 2 if place > 1 and items[place - 1].low == "-" else place - 1
    if (
        token.low in _NOUNED
        and before >= 0
        and marks[before] is not None
        and (items[before].clause == token.clause or before < place - 1)
    ):
        got.scope.append(before)
    while at < count and steps < _REACH and len(got.scope) < 4:
        other = items[at]
        if other.sentence != token.sentence:
            break
        if other.kind == "p" and (got.scope or other.low not in {'"', "-"}):
            break
        if other.clause != token.clause and got.scope:
            break
        if marks[at] is not None and other.low not in skippable:
            got.scope.append(at)
            got.last = at if len(got.scope) == 1 else got.last
        at += 1
        steps += 1
    if not got.scope and _ends(items, place):  # "Würth does not.": what is denied stands before
        back = place - 1
        while back >= 0 and items[back].sentence == token.sentence and place - back < _REACH:
            if marks[back] is not None:
                got.scope.append(back)
                break
            back -= 1
    return got


def _ends(items: Sequence[Token], place: int) -> bool:
    """Say whether nothing follows that could be denied: not so in "not 24,000" or "start without me"."""
    if place + 1 >= len(items) or items[place + 1].sentence != items[place].sentence:
        return True
    return items[place + 1].kind == "p" or items[place].low in _NOUNED or items[place + 1].low in _OPENING


def signs_of(
    items: Sequence[Token], marks: Sequence[Mark | None], negations: Sequence[Negation]
) -> list[int]:
    """Return for each token 0 (no content), 1 or -1: the opposite word and each negation of it turn it round."""
    signs = [0 if mark is None else mark.sign for mark in marks]
    stands = {negation.place: negation for negation in negations}
    for negation in negations:
        inner = stands.get(negation.scope[0]) if negation.scope else None
        if inner is not None and inner.scope:  # "cannot fail to start": two negations are none
            signs[inner.scope[0]] = -signs[inner.scope[0]]
        elif negation.scope:
            signs[negation.scope[0]] = -signs[negation.scope[0]]
        # "failed to sign": the word of refusal is spent
        if items[negation.place].stem in family("refusals"):
            signs[negation.place] = 0
    return signs
