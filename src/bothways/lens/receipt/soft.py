"""Conditions, quantity words, causes, severity and requests set side by side."""

from __future__ import annotations

from collections import defaultdict

from bothways.lens.facts.lexicon import words
from bothways.lens.facts.reading import Reading, quoted
from bothways.lens.facts.statements import Word
from bothways.lens.receipt.hard import verdict_of
from bothways.lens.receipt.polarity import Pair, lows
from bothways.lens.receipt.verdicts import FactVerdict, Verdict

_MANY = 60  # requests, modals or causes of one side that are set beside each one of the other


def missing_of(
    kind: str, verdict: Verdict, way: str, pair: Pair, place: tuple[int, int], reason: str
) -> FactVerdict:
    """Make the verdict of something that only one side has; a turned pair has its sides turned back."""
    if way == "lost":
        return verdict_of(kind, verdict, pair.here, pair.there, place, None, reason)
    return verdict_of(kind, verdict, pair.there, pair.here, None, place, reason)


def by_group(reading: Reading) -> dict[str, list[Word]]:
    """Group the soft words of a reading; what stands in a quotation is left out, the quotation is compared itself."""
    inside = quoted(reading)
    groups: dict[str, list[Word]] = defaultdict(list)
    for word in reading.statements.words:
        if word.first not in inside:
            groups[word.group].append(word)
    return groups


def _nearest(pair: Pair, ours: list[Word], theirs: list[Word]) -> tuple[Word | None, Word | None]:
    """Return a pair of words in sentences that answer to each other, if there is one."""
    for first in ours[:_MANY]:
        if first.sentence in pair.heat.sentences:
            continue
        mates = pair.forth.mates.get(first.sentence, ())
        for second in theirs[:_MANY]:
            if second.sentence in mates:
                return first, second
    return None, None


def quantities(pair: Pair) -> list[FactVerdict]:
    """All that became some, some that became all, only that was dropped."""
    ours, theirs = by_group(pair.here), by_group(pair.there)
    names = ("quantity_all", "quantity_most", "quantity_some", "quantity_few", "quantity_many")
    less = {name: len(ours.get(name, ())) - len(theirs.get(name, ())) for name in names}
    out: list[FactVerdict] = []
    for first in names:
        for second in names:
            if first == second or less[first] <= 0 or less[second] >= 0:
                continue
            one, two = _nearest(pair, ours[first], theirs[second])
            if one is None or two is None:
                continue
            less[first] -= 1
            less[second] += 1
            out.append(
                verdict_of(
                    "quantity",
                    "changed",
                    pair.here,
                    pair.there,
                    (one.first, one.last),
                    (two.first, two.last),
                    "how many are meant has changed",
                )
            )
    return out


_FAMILIES = (
    ("quantity_all", "quantity", "universals"),
    ("quantity_only", "quantity", "particulars"),
)


def families(pair: Pair, *, kind: str) -> list[FactVerdict]:
    """Quantity words, causes and repetitions that nothing in the answering sentences can stand for."""
    here, there = pair.here, pair.there
    groups = by_group(here)
    out: list[FactVerdict] = []
    for group, name, known in _FAMILIES:
        family = words("functions", known)
        for word in groups.get(group, ()):
            low = here.found.items[word.first].low
            if word.sentence in pair.heat.sentences or low in _LOOSE:
                continue
            mates = pair.forth.mates.get(word.sentence, [])
            if lows(there, mates) & family:
                continue
            if kind == "invented" or (not mates):
                continue
            verdict: Verdict = "doubt"
            place = (word.first, word.last)
            out.append(missing_of(name, verdict, kind, pair, place, "the word is not found there"))
    return out


_LOOSE = frozenset(
    ["anyone", "always", "any", "another", "whole", "just", "keep", "keeps", "kept", "still", "both", "fully"]
)
