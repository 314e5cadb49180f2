"""Negations and opposites set side by side: does each thing that was denied stay denied?"""

from __future__ import annotations

from dataclasses import dataclass, field

from bothways.lens.facts.polarity import family
from bothways.lens.facts.reading import Reading, quoted
from bothways.lens.receipt.alignment import Alignment
from bothways.lens.receipt.hard import verdict_of
from bothways.lens.receipt.heat import Heat
from bothways.lens.receipt.verdicts import FactVerdict


@dataclass(slots=True)
class Pair:
    """Two readings with their alignment both ways and what may be dropped of the first."""

    here: Reading
    there: Reading
    forth: Alignment
    back: Alignment
    heat: Heat
    noted: dict[str, float] = field(default_factory=dict)  # scores of modules, for the weighing

    def note(self, name: str, points: float) -> None:
        """Keep the highest score that a module gave."""
        if points > self.noted.get(name, -99.0):
            self.noted[name] = points

    def support(self, sentence: int) -> float:
        """Return the share of a sentence's keys that the answering sentences hold."""
        keys = self.forth.keys.get(sentence, set())
        near: set[str] = set()
        for mate in self.forth.mates.get(sentence, ())[:2]:
            near |= self.forth.others[mate]
        return len(keys & near) / len(keys) if keys else 0.0

    def turned(self) -> Pair:
        """Return the pair seen from the rewrite; nothing of a rewrite may be dropped for its heat."""
        return Pair(self.there, self.here, self.back, self.forth, Heat(), self.noted)


def lows(reading: Reading, sentences: list[int]) -> frozenset[str]:
    """Return the words and stems of some sentences."""
    found: frozenset[str] = frozenset()
    for sentence in sentences:
        said = reading.said.get(sentence)
        if said is None:
            begin, end = reading.found.bounds.get(sentence, (0, 0))
            tokens = reading.found.items[begin:end]
            said = frozenset([token.low for token in tokens] + [token.stem for token in tokens])
            reading.said[sentence] = said
        found = found | said if found else said
    return found


def flips(pair: Pair) -> tuple[list[FactVerdict], set[int], set[int]]:
    """Return words whose polarity turned round, and the token places on each side that this explains."""
    ours, theirs = _polar(pair.here), _polar(pair.there)
    out: list[FactVerdict] = []
    mine: set[int] = set()
    yours: set[int] = set()
    even = (_all_negatives(pair.here) - _all_negatives(pair.there)) % 2 == 0
    for concept, (plus, minus, wild) in ours.items():
        other = theirs.get(concept)
        if other is None:
            continue
        slack = wild + other[2]
        less_plus, more_minus = len(plus) - len(other[0]), len(other[1]) - len(minus)
        for rising, falling in ((more_minus, less_plus), (-more_minus, -less_plus)):
            if rising <= 0 or falling <= 0 or min(rising, falling) <= slack:
                continue
            first = (plus if falling == less_plus else minus)[-1]
            second = (other[1] if falling == less_plus else other[0])[-1]
            here, there = pair.here.found.items[first].sentence, pair.there.found.items[second].sentence
            paired = pair.here.marks[first].paired  # type: ignore[union-attr]
            if here in pair.heat.sentences and not paired:
                continue
            if not paired and _negatives(pair.here, here) == _negatives(pair.there, there) > 0:
                continue  # both deny something: the word only stands elsewhere in the sentence
            near = there in pair.forth.mates.get(here, ())
            shared = pair.forth.keys[here] & pair.forth.others[there]
            sure = near and len(shared) >= 2 and here not in pair.heat.sentences
            sure = sure and (concept in _ACTS if paired else _direct(pair, first, second))
            if not paired and (even or pair.support(here) < 0.6):
                sure = False
            if not sure and not paired:
                continue  # what is not certain here is weighed in denials.py
            out.append(
                verdict_of(
                    "comparison" if _opposite(pair, first, second) else "negation",
                    "changed" if sure else "doubt",
                    pair.here,
                    pair.there,
                    (first, first),
                    (second, second),
                    "what one text says, the other denies",
                )
            )
            mine.add(first)
            yours.add(second)
    return out, mine, yours


_READ = 300  # words of a sentence that are looked at again and again
_ACTS = frozenset(
    [
        "attain",
        "accept",
        "allow",
        "start",
        "include",
        "win",
        "move",
        "stay",
        "hire",
        "able",
        "cancel",
        "agree",
        "success",
    ]
)
_DIRECT = frozenset(["not", "never", "cannot"])
_ZERO = frozenset(["0", "zero", "nil"])


def _opposite(pair: Pair, first: int, second: int) -> bool:
    one, two = pair.here.marks[first], pair.there.marks[second]
    return one is not None and two is not None and one.sign != two.sign


def _direct(pair: Pair, first: int, second: int) -> bool:
    """Say whether one of the two words is denied by "not" or "never" right before it."""
    for reading, place in ((pair.here, first), (pair.there, second)):
        for negation in reading.statements.negations:
            if negation.scope[:1] == [place] and reading.found.items[negation.place].low in _DIRECT:
                return place - negation.place <= 2
    return False


def _all_negatives(reading: Reading) -> int:
    denials = family("denials")
    items = reading.found.items
    spent = reading.statements.denied_at
    return len(spent) + sum(
        1
        for place, token in enumerate(items)
        if place not in spent and token.kind != "p" and (token.stem in denials or token.low in denials)
    )


def _negatives(reading: Reading, sentence: int) -> int:
    """Count what denies in a sentence: negations, words that deny, the opposite words of a pair."""
    denials = family("denials")
    begin, end = reading.found.bounds.get(sentence, (0, 0))
    end = min(end, begin + _READ)
    spent = reading.statements.denied_at
    count = 0
    for place in range(begin, end):
        token = reading.found.items[place]
        if place in spent:
            count += 1
        elif token.kind != "p":
            mark = reading.marks[place]
            count += token.stem in denials or token.low in denials or (mark is not None and mark.sign < 0)
    return count


def _polar(reading: Reading) -> dict[str, tuple[list[int], list[int], int]]:
    """Return for each concept the places where it surely stands, where it surely is denied, and how many are open."""
    statements = reading.statements
    items, marks = reading.found.items, reading.marks
    tails = {place for negation in statements.negations for place in negation.scope[1:]}
    heads = {negation.scope[0] for negation in statements.negations if negation.scope}
    denials = family("denials")
    clauses = {token.clause for token in items if token.stem in denials or token.low in denials}
    zeros = {token.clause for token in items if token.low in _ZERO}
    open_ = _open(reading)
    polar: dict[str, tuple[list[int], list[int], int]] = {}
    for place, mark in enumerate(marks):
        if mark is None or mark.name:
            continue
        plus, minus, wild = polar.get(mark.concept, ([], [], 0))
        spent = place in statements.denied_at and not statements.signs[place]
        if place in open_ or spent or items[place].clause in zeros:
            wild += 1
        elif place in heads or (mark.paired and place not in tails):
            sign = statements.signs[place] * (_turned_by_than(reading, place) if mark.paired else 1)
            (minus if sign < 0 else plus).append(place)
        elif place in tails or (items[place].clause in clauses and place not in heads):
            wild += 1
        else:
            plus.append(place)
        polar[mark.concept] = (plus, minus, wild)
    return polar


def _open(reading: Reading) -> set[int]:
    """Return the places whose polarity is open: in quotations, under "unless", under "no" before an opposite."""
    marks, items = reading.marks, reading.found.items
    found = quoted(reading)
    for negation in reading.statements.negations:
        if not negation.scope:
            continue
        # "Unless you sign" and "sign, or …" ask for the same; "no payment came late" denies the lateness.
        doubled = any((mark := marks[place]) is not None and mark.sign < 0 for place in negation.scope[1:])
        if items[negation.place].low == "unless" or doubled:
            found.add(negation.scope[0])
    return found


def _turned_by_than(reading: Reading, place: int) -> int:
    """Return -1 where "we" are compared with others, 1 otherwise: we are cheaper than they, they are dearer than we."""
    items, marks = reading.found.items, reading.marks
    end = min(len(items), place + 4)
    than = next((at for at in range(place + 1, end) if items[at].low == "than"), -1)
    if than < 0 or than + 1 >= len(items):
        return 1
    after, mark = items[than + 1].low, marks[than + 1]
    if after in _WE or (mark is None and after not in _OTHERS):
        return 1
    return -1 if any(items[at].low in _WE for at in range(max(0, place - 4), place)) else 1


_WE = frozenset(["we", "us", "ours", "our", "i", "me", "mine"])
_OTHERS = frozenset(["they", "them", "theirs", "their", "you", "yours", "your", "he", "she", "the"])
