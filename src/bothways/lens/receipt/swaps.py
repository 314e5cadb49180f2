"""One word for another in a sentence that is otherwise the same: "renewed" that became "cancelled".

Lists of opposites have gaps. Where everything around a word stayed and neither a list of synonyms nor a corrected
spelling explains the new one, it can't be told whether the same is meant.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from bothways.lens.facts.reading import Reading
from bothways.lens.facts.tokens import Token
from bothways.lens.receipt.hard import verdict_of
from bothways.lens.receipt.polarity import Pair
from bothways.lens.receipt.verdicts import FactVerdict

_LONG, _SHORT = 120, 4  # words of a sentence
_SAME = 0.65  # share of words in common
_OTHERS = 2  # words that may differ beside


def swaps(pair: Pair) -> list[FactVerdict]:
    """Return words that stand in the very place of another content word."""
    out: list[FactVerdict] = []
    for begin, end in pair.there.found.sentences:
        if end - begin > _LONG:
            continue
        sentence = pair.there.found.items[begin].sentence
        mates = pair.back.mates.get(sentence, ())[:1]
        if not mates or mates[0] in pair.heat.sentences:
            continue
        first, last = pair.here.found.bounds.get(mates[0], (0, 0))
        if last - first > _LONG:
            continue
        got = _swapped(pair, range(first, last), range(begin, end))
        if got is not None:
            mine, yours = got
            reason = "one word stands for another in a sentence that is otherwise the same"
            out.append(
                verdict_of("statement", "doubt", pair.here, pair.there, (mine, mine), (yours, yours), reason)
            )
    return out


def _swapped(pair: Pair, mine: range, yours: range) -> tuple[int, int] | None:
    here, there = pair.here, pair.there
    ours, theirs = _words(here, mine), _words(there, yours)
    if min(len(ours), len(theirs)) < _SHORT:
        return None
    bag, other = Counter(_key(token) for token in ours), Counter(_key(token) for token in theirs)
    less, more = bag - other, other - bag
    if less.total() > _OTHERS or more.total() > _OTHERS:
        return None
    if (len(ours) - less.total()) / max(len(ours), len(theirs)) < _SAME:
        return None
    gone, new = _content(here, ours, less), _content(there, theirs, more)
    if len(gone) != 1 or len(new) != 1:
        return _phrase(here, there, ours, theirs)
    one, two = gone[0], new[0]
    first, second = here.marks[one.place], there.marks[two.place]
    if first is None or second is None or _alike(one.low, two.low):
        return None
    if first.concept == second.concept and first.sign == second.sign:
        return None
    if _beside(here, one.place) != _beside(there, two.place):
        return _phrase(here, there, ours, theirs)
    return one.place, two.place


def _phrase(
    here: Reading, there: Reading, ours: Sequence[Token], theirs: Sequence[Token]
) -> tuple[int, int] | None:
    """A word that became a short phrase, or the other way round, and nothing else: "delayed", "brought forward"."""
    start, size = 0, min(len(ours), len(theirs))
    while start < size and _key(ours[start]) == _key(theirs[start]):
        start += 1
    tail = 0
    while tail < size - start and _key(ours[-1 - tail]) == _key(theirs[-1 - tail]):
        tail += 1
    mine, yours = ours[start : len(ours) - tail], theirs[start : len(theirs) - tail]
    if not 1 <= len(mine) <= _OTHERS or not 1 <= len(yours) <= _OTHERS:
        return None
    first = [mark for token in mine if (mark := here.marks[token.place]) is not None]
    second = [mark for token in yours if (mark := there.marks[token.place]) is not None]
    if not first or not second or any(mark.name for mark in (*first, *second)):
        return None
    if {mark.concept for mark in first} & {mark.concept for mark in second}:
        return None
    return mine[0].place, yours[0].place


def _words(reading: Reading, places: range) -> list[Token]:
    return [token for token in reading.found.items[places.start : places.stop] if token.kind != "p"]


def _key(token: Token) -> str:
    return token.stem or token.low


def _content(reading: Reading, tokens: Sequence[Token], wanted: Counter[str]) -> list[Token]:
    return [
        token
        for token in tokens
        if _key(token) in wanted and (mark := reading.marks[token.place]) is not None and not mark.name
    ]


def _beside(reading: Reading, place: int) -> tuple[str, str]:
    items = reading.found.items
    before = items[place - 1].low if place else ""
    return before, items[place + 1].low if place + 1 < len(items) else ""


def _alike(one: str, two: str) -> bool:
    """Say whether two words may be one, written rightly and wrongly or in short: changng, covr, acct, diff.

    >>> _alike("covr", "cover"), _alike("acct", "account"), _alike("bought", "returned")
    (True, True, False)
    """
    short, long = sorted((one, two), key=len)
    if short[:1] != long[:1]:
        return False
    rest = iter(long)
    if all(letter in rest for letter in short):
        return True  # letters left out
    same = sum((Counter(short) & Counter(long)).values())
    return same >= len(long) - 1 and len(long) > 3
