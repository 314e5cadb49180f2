"""Small exchanges in sentences that run alike: a word in the very place of another, a word that came or went.

None of them proves anything: people word things anew. But where the neighbours stayed, "they" in the place of "we" is
seen more surely than by counting words. Counts for the weighing, by class.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Final

from bothways.lens.facts.lexicon import table
from bothways.lens.facts.reading import Reading
from bothways.lens.facts.tokens import Token
from bothways.lens.receipt.polarity import Pair
from bothways.lens.receipt.verbatim import units_of

_CLASS: Final = {
    "person": "person", "when": "when", "bound": "side", "side": "side", "much": "many", "deny": "not", "bind": "strength",
    "link": "link", "again": "again", "hedge": "strength", "fail": "not",
}  # fmt: skip
EXCHANGES: Final = (
    "person", "when", "side", "many", "not", "strength", "link", "again", "figure", "name", "opposite", "word",
    "not gone", "not come", "other gone", "other come", "word come", "words come",
)  # fmt: skip
_AT: Final = {name: place for place, name in enumerate(EXCHANGES)}
_SMALL, _LONG = 3, 90  # units that may be exchanged for others, and of a sentence that is looked at
_CONTEXT = 2  # units that must stay beside an exchange
_BETWEEN = 3  # sentences of the original that may answer to one without a word of its own

_Unit = tuple[str, Token]


def exchanges_of(pair: Pair, sentences: Sequence[int]) -> dict[int, list[float]]:
    """Return for these sentences of the rewrite how many small exchanges of each class they hold.

    Linear in the texts, quadratic in a sentence, whose length is bounded.
    """
    found: dict[int, list[float]] = {}
    order = list(pair.there.found.bounds)
    best = {one: (pair.back.mates.get(one) or [-1])[0] for one in order}
    places = {one: place for place, one in enumerate(order)}
    for sentence in sentences:
        theirs = _units(pair.there, [sentence])
        ours = _units(pair.here, _answered(pair, sentence, order, places, best))
        counts = [0.0] * len(EXCHANGES)
        if ours and theirs and len(ours) <= 2 * _LONG and len(theirs) <= _LONG:
            _count(ours, theirs, counts)
        found[sentence] = counts
    return found


def _answered(
    pair: Pair, sentence: int, order: Sequence[int], places: dict[int, int], best: dict[int, int]
) -> list[int]:
    """The sentences that this one answers to: by what they share; else those between its neighbours' own."""
    mates = pair.back.mates.get(sentence, ())[:2]
    if mates:
        return sorted(mates)
    at = places[sentence]
    before = best[order[at - 1]] if at else -1
    after = best[order[at + 1]] if at + 1 < len(order) else max(pair.here.found.bounds, default=-1) + 1
    if before < 0 and at:
        return []
    return [one for one in range(before + 1, after) if one in pair.here.found.bounds][:_BETWEEN]


def _units(reading: Reading, sentences: Sequence[int]) -> list[_Unit]:
    bounds = reading.found.bounds
    return [unit for one in sentences for unit in units_of(reading, *bounds[one])]


def _count(ours: Sequence[_Unit], theirs: Sequence[_Unit], counts: list[float]) -> None:
    codes = SequenceMatcher(None, [s for s, _ in ours], [s for s, _ in theirs], autojunk=False).get_opcodes()
    for place, (tag, a, b, c, d) in enumerate(codes):
        if tag == "equal" or b - a > _SMALL or d - c > _SMALL:
            if tag == "insert":
                counts[_AT["words come"]] += 1
            continue
        stayed = sum(
            codes[at][2] - codes[at][1]
            for at in (place - 1, place + 1)
            if 0 <= at < len(codes) and codes[at][0] == "equal"
        )
        if stayed >= _CONTEXT:
            for name in _classes([s for s, _ in ours[a:b]], [s for s, _ in theirs[c:d]]):
                counts[_AT[name]] += 1


def _classes(gone: Sequence[str], come: Sequence[str]) -> list[str]:
    """What class an exchange is of; of one side alone: whether a "not", another word that turns or any other went or came."""
    critical = table("critical")
    old, new = ({critical[s] for s in some if s in critical} for some in (gone, come))
    if not gone or not come:
        turned, way = (old, "gone") if gone else (new, "come")
        names = {_CLASS.get(value.split()[0], "") for value in turned} - {""}
        found = [f"not {way}"] if "not" in names else []
        if names - {"not", "person"}:
            found.append(f"other {way}")
        return found or (["word come"] if come and any(" " in s for s in come) else [])
    found = sorted({_CLASS.get(value.split()[0], "") for value in old ^ new} - {""})
    for sign, name in (("#", "figure"), ("@", "name")):
        if {s for s in gone if s[0] == sign} != {s for s in come if s[0] == sign}:
            found.append(name)
    one, two = ({s for s in some if " " in s and s[0] not in "#@"} for some in (gone, come))
    if one and two and one != two:
        turned_round = {s.rpartition(" ")[0] for s in one - two} & {s.rpartition(" ")[0] for s in two - one}
        found.append("opposite" if turned_round else "word")
    return found
