"""Sentences that are nearly the same on both sides: there a single word that turns the meaning is seen for certain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from bothways.lens.facts.lexicon import table
from bothways.lens.facts.tokens import Token
from bothways.lens.receipt.hard import verdict_of
from bothways.lens.receipt.polarity import Pair
from bothways.lens.receipt.verdicts import FactVerdict

_LONG = 200  # words of a sentence
_SAME = 0.7  # share of words in common from which two sentences count as nearly the same
_KINDS = {
    "person": "name", "when": "deadline", "bound": "comparison", "side": "comparison", "much": "quantity",
    "deny": "negation", "bind": "modality", "link": "condition", "again": "severity", "hedge": "modality",
    "fail": "negation",
}  # fmt: skip
# Classes whose words can only be exchanged for another of the class; the others also count when they come or go.
_PAIRED = frozenset(["person", "when", "bound", "side", "bind"])


@lru_cache(maxsize=1)
def _classes() -> dict[str, str]:
    return dict(table("critical"))


def nearly_same(pair: Pair) -> list[FactVerdict]:
    """Return what changed in sentences that are otherwise the same."""
    out: list[FactVerdict] = []
    mine = pair.here.found.bounds
    used: set[int] = set()
    for begin, end in pair.there.found.sentences:
        sentence = pair.there.found.items[begin].sentence
        theirs = [token for token in pair.there.found.items[begin:end] if token.kind != "p"]
        if not 3 <= len(theirs) <= _LONG:
            continue
        best, share = None, _SAME
        bag = Counter(token.low for token in theirs)
        for mate in pair.back.mates.get(sentence, ()):
            if mate in used or mate not in mine:
                continue
            first, last = mine[mate]
            if last - first > 2 * _LONG:
                continue
            ours = [token for token in pair.here.found.items[first:last] if token.kind != "p"]
            common = sum((bag & Counter(token.low for token in ours)).values())
            got = common / max(len(ours), len(theirs))
            if got >= share:
                best, share = (ours, mate), got
        if best is not None:
            used.add(best[1])
            out += _differences(pair, best[0], theirs)
    return out


def _differences(pair: Pair, ours: Sequence[Token], theirs: Sequence[Token]) -> list[FactVerdict]:
    classes = _classes()
    bag, other = Counter(t.low for t in ours), Counter(t.low for t in theirs)
    less, more = bag - other, other - bag
    if not less and not more:
        return _order(pair, ours, theirs) or _exchanged(pair, ours, theirs)
    gone: dict[str, list[str]] = {}
    fresh: dict[str, list[str]] = {}
    for words, found in ((less, gone), (more, fresh)):
        for word in words:
            key = classes.get(word)
            if key is not None:
                found.setdefault(key.split()[0], []).append(word)
    out: list[FactVerdict] = []
    for name in {*gone, *fresh}:
        lost, new = gone.get(name, []), fresh.get(name, [])
        old_values = {classes[word] for word in lost}
        new_values = {classes[word] for word in new}
        if old_values == new_values or (name in _PAIRED and not (lost and new)):
            continue
        if name == "person" and not (old_values - new_values and new_values - old_values):
            continue
        if name == "deny" and (len(lost) == len(new) or _balanced(pair) or _idle(theirs, new)):
            continue
        if name != "deny" and not (lost and new) and _moved(pair, lost or new):
            continue
        if name == "much" and not new and old_values == {"much some"}:
            continue
        first = _find(ours, lost)
        second = _find(theirs, new)
        verdict = "changed" if lost and new else "lost" if lost else "invented"
        if name in {"much", "again", "link"} and not (lost and new):
            verdict = "doubt"
        at = (first.place, first.place) if first else None
        to = (second.place, second.place) if second else None
        out.append(
            verdict_of(
                _KINDS[name],
                verdict,  # type: ignore[arg-type]
                pair.here,
                pair.there,
                at,
                to,
                "the sentence is the same but for this word",
            )
        )
    return out


def _moved(pair: Pair, found: Sequence[str]) -> bool:
    """Say whether both texts have these words equally often: then a word only stands in another sentence."""
    wanted = set(found)
    ours, theirs = (
        Counter(token.low for token in reading.found.items if token.low in wanted)
        for reading in (pair.here, pair.there)
    )
    return ours == theirs


_IDLE = frozenset(["exception", "exceptions", "delay", "fail", "doubt", "question", "excuses", "excuse"])


def _idle(tokens: Sequence[Token], found: Sequence[str]) -> bool:
    """Say that the new denials deny nothing of the matter: "without exception", "without delay"."""
    at = [place for place, token in enumerate(tokens) if token.low in found]
    return bool(at) and all(place + 1 < len(tokens) and tokens[place + 1].low in _IDLE for place in at)


def _balanced(pair: Pair) -> bool:
    return len(pair.here.statements.negations) == len(pair.there.statements.negations)


def _order(pair: Pair, ours: Sequence[Token], theirs: Sequence[Token]) -> list[FactVerdict]:
    """The same words in another order: harmless, unless what stands around "because" has changed places."""
    first = [token.low for token in ours]
    second = [token.low for token in theirs]
    if first == second or "because" not in first:
        return []
    cut, other = first.index("because"), second.index("because")
    before, after = set(first[:cut]), set(second[:other])
    if len(before & after) * 2 < len(before | after) and len(before & set(second[other:])) > len(
        before & after
    ):
        place = ours[cut].place
        there = theirs[other].place
        return [
            verdict_of(
                "cause", "changed", pair.here, pair.there, (place, place), (there, there),
                "cause and effect have changed places",
            )
        ]  # fmt: skip
    return []


def _exchanged(pair: Pair, ours: Sequence[Token], theirs: Sequence[Token]) -> list[FactVerdict]:
    """The same words, and only two of them (or two names) have changed places."""
    apart = [place for place, (one, two) in enumerate(zip(ours, theirs, strict=True)) if one.low != two.low]
    if not apart or len(apart) > 4 or any(ours[place].low in table("dates") for place in apart):
        return []
    first, second = ours[apart[0]], theirs[apart[0]]
    place, there = first.place, second.place
    kind = "number" if first.kind == "n" else "name"
    reason = "two words have changed places"
    return [verdict_of(kind, "changed", pair.here, pair.there, (place, place), (there, there), reason)]


def _find(tokens: Sequence[Token], words: Sequence[str]) -> Token | None:
    return next((token for token in tokens if token.low in words), None)
