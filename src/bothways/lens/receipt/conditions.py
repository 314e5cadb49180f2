"""Conditions set side by side: whether each is still made, and whether it asks for the same or for the contrary."""

from __future__ import annotations

from bothways.lens.facts.conditions import Condition, conditions_of
from bothways.lens.facts.reading import Reading, marked, skipped
from bothways.lens.receipt.answers import free_of, keys_at, said_in, sentences_at
from bothways.lens.receipt.hard import verdict_of
from bothways.lens.receipt.polarity import Pair
from bothways.lens.receipt.soft import missing_of
from bothways.lens.receipt.verdicts import FactVerdict, Verdict

_MANY = 12
_FIRM = frozenset(["if", "only", "unless", "else"])
_DENY = frozenset(["without", "fail", "fails", "failed", "refuse", "refuses", "refused", "nor"])


GONE = "what follows from the condition is not found there"


def conditions(pair: Pair) -> list[FactVerdict]:
    """Return conditions that are gone, that are new, and that became their contrary."""
    ours, theirs = _conditions(pair.here), _conditions(pair.there)
    if not ours and not theirs:
        return []
    out = _inverted(pair, ours, theirs)
    if not out:
        out += _gone(pair, ours, theirs, kind="lost")
        out += _gone(pair.turned(), theirs, ours, kind="invented")
    return out


def _conditions(reading: Reading) -> list[Condition]:
    skip = bytearray(skipped(reading))
    for word in reading.statements.words:
        if word.group == "optional":
            for place in range(word.first, word.last + 1):
                skip[place] = 1
    return conditions_of(reading.found.items, marked(reading, "conditional"), skip)


def _gone(pair: Pair, ours: list[Condition], theirs: list[Condition], *, kind: str) -> list[FactVerdict]:
    """Conditions of the first text that no words of the second can stand for."""
    here, there = pair.here, pair.there
    if not ours:
        return []
    hints = marked(there, "conditional")
    reason = "the condition is not found there" if kind == "lost" else "the original has no such condition"
    out: list[FactVerdict] = []
    matched = _matched(pair, ours, theirs)
    for number, one in enumerate(ours):
        if number in matched or any(
            here.found.items[place].sentence in pair.heat.sentences for place in one.holds
        ):
            continue
        asked, follows = keys_at(here, one.holds), keys_at(here, one.follows)
        own = asked - follows or asked
        stands = sentences_at(here, one.holds, one.follows)
        free = free_of(pair, stands, wide=number < _MANY)
        said = said_in(pair, free)
        held = len(follows & said) / len(follows) if follows else 0.0
        still = set(free)
        mates = [mate for at in stands for mate in pair.forth.mates.get(at, ()) if mate in still]
        place = (one.first, max(one.last, min(one.holds.stop - 1, one.last + 6)))
        if own and not own & said and held >= 0.3 and (one.firm or kind == "lost"):
            sure = one.firm and kind == "lost" and len(own) >= 3 and held >= 0.75 and not pair.heat.anywhere
            verdict: Verdict = "lost" if sure else "doubt"
            out.append(missing_of("condition", verdict, kind, pair, place, reason))
            continue
        then = follows - asked
        kept = len(asked & said) / len(asked) if asked else 0.0
        if kind == "lost" and len(then) >= 2 and not then & said and kept >= 0.5:
            # "…, or I will cut the budget": what must hold is there, what follows from it is not.
            out.append(
                missing_of("condition", "doubt" if pair.heat.anywhere else "lost", kind, pair, place, GONE)
            )
            continue
        if not one.firm:
            continue
        effect = {here.found.items[at].low for at in one.follows}
        found = [marker for mate in mates for marker in hints.get(mate, ())]
        if mates and not any(marker.classes & _FIRM or marker.said not in effect for marker in found):
            out.append(missing_of("condition", "doubt", kind, pair, place, reason))
    return out


def _matched(pair: Pair, ours: list[Condition], theirs: list[Condition]) -> set[int]:
    """Return which conditions of the first text have one of their own in the second: the best by what they share."""
    here, there = pair.here, pair.there
    out: set[int] = set()
    for other in theirs[:_MANY]:
        yours = set(sentences_at(there, other.holds, other.follows))
        asked, follows = keys_at(there, other.holds), keys_at(there, other.follows)
        best, number = 0, -1
        for at, one in enumerate(ours[:_MANY]):
            stands = sentences_at(here, one.holds, one.follows)
            if not any(mate in yours for place in stands for mate in pair.forth.mates.get(place, ())):
                continue
            mine, then = keys_at(here, one.holds), keys_at(here, one.follows)
            score = 1 + 2 * (len(mine & asked) + len(then & follows)) + len((mine | then) & (asked | follows))
            if score > best:
                best, number = score, at
        out.add(number)
    return out


def _inverted(pair: Pair, ours: list[Condition], theirs: list[Condition]) -> list[FactVerdict]:
    """The same condition with the other sign: "if they sign" and "unless they sign"."""
    here, there = pair.here, pair.there
    out: list[FactVerdict] = []
    for one in ours[:_MANY]:
        stands = sentences_at(here, one.holds, one.follows)
        mates = {mate for at in stands for mate in pair.forth.mates.get(at, ())}
        asked, follows = keys_at(here, one.holds), keys_at(here, one.follows)
        best: tuple[int, bool, Condition] | None = None
        for other in theirs[:_MANY]:
            if not mates & set(sentences_at(there, other.holds, other.follows)):
                continue
            one_way, other_way = asked & keys_at(there, other.holds), follows & keys_at(there, other.follows)
            if not one_way and len(other_way) < 2:
                continue
            shared = one_way | other_way
            found = (
                len(one_way) + len(other_way),
                _sign(here, one, shared) == _sign(there, other, shared),
                other,
            )
            best = found if best is None or found[:2] > best[:2] else best
        if best is None or best[1]:
            continue
        other = best[2]
        same = (
            one.sign != other.sign
            and min(pair.support(one.sentence), pair.turned().support(other.sentence)) >= 0.75
        )
        verdict: Verdict = "changed" if same else "doubt"
        text = "the condition has become its contrary"
        place, to = (one.first, one.last), (other.first, other.last)
        out.append(verdict_of("condition", verdict, here, there, place, to, text))
    return out


def _sign(reading: Reading, one: Condition, shared: set[str]) -> int:
    """Return the sign of "A, then B": the marker's, one for each denial, one for each opposite of a shared concept."""
    items, marks = reading.found.items, reading.marks
    denied = reading.statements.denied_at
    sign = one.sign
    for places in (one.holds, one.follows):
        for place in places:
            token, mark = items[place], marks[place]
            if token.low == "unless" or token.kind == "p":
                continue
            than = place + 1 < len(items) and items[place + 1].low == "than"
            opposite = mark is not None and mark.sign < 0 and mark.concept in shared and not than
            if place in denied or token.low in _DENY or opposite:
                sign = -sign
    return sign
