"""The last word on a pair without a certain break: the findings and signs of all modules weighed together.

Each module doubts by itself. Many weak signs together may speak louder than one of them, and one doubt alone may be
how people word things. What is weighed was learned from pairs that mean the same and pairs that don't
(`bench/lens_parts/arbiter.py`): first sentence by sentence, then the pair.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from typing import Final

from bothways.lens.facts.reading import Reading
from bothways.lens.receipt import pieces, signs
from bothways.lens.receipt.pieces import pieces_of
from bothways.lens.receipt.polarity import Pair
from bothways.lens.receipt.signs import counts_of, share_known, signs_of, type_of
from bothways.lens.receipt.trees import Trees
from bothways.lens.receipt.verdicts import BREAKING, FactVerdict

# What is counted or quoted is never argued away, whatever the rest of the pair looks like; names that a CRM hands in neither.
HARD: Final = frozenset(["number", "money", "percent", "date", "deadline", "duration", "quotation"])
LIFTED: Final = "it may be said in other words: weighed with the rest, nothing speaks for another meaning"
LOWERED: Final = "weighed with the rest it is not certain: "
ADDED: Final = "no single word proves it, but small signs add up here"


_LONGEST: Final = 15  # sentences: small signs add up with length, and the scales were set by messages
FREE: Final = 0.6  # share of the rewrite's words that the original has, under which a wording is free


@dataclass(frozen=True, slots=True)
class Scales:
    """The trees of sentences and of pairs, the types of findings that they know, and from which sum on they doubt."""

    sentence: Trees
    pair: Trees
    types: dict[str, int]
    doubt: float


@lru_cache(maxsize=1)
def scales() -> Scales:
    """Return the scales that the package brings; `bench/lens_parts/arbiter.py` made them."""
    made = json.loads(files(__package__).joinpath("scales.json").read_text(encoding="utf-8"))
    types = [f"finding: {name}" for name in made["types"]]
    return Scales(
        Trees(made["sentence"], [*pieces.SIGNS, "excuses", "findings", *types]),
        Trees(made["pair"], [*signs.FRAME, *types]),
        {name: place for place, name in enumerate(made["types"])},
        made["doubt"],
    )


def is_hard(fact: FactVerdict, names: frozenset[str]) -> bool:
    """Say whether a finding is of a kind that is never weighed; `names` are those handed in, in small letters."""
    if fact.kind in HARD:
        return True
    said = ((fact.original or "").casefold(), (fact.rewrite or "").casefold())
    return fact.kind == "name" and any(name and name in names for name in said)


def weighed(
    pair: Pair, facts: tuple[FactVerdict, ...], *, names: Sequence[str] = ()
) -> tuple[FactVerdict, ...]:
    """Return the verdicts with doubts lifted or one added, as the pair's signs together say.

    A break of a hard kind is left as it is; a soft one is lowered to a doubt where the wording is free, never further.
    Equal texts, empty ones and long ones are not weighed.
    """
    here, there = pair.here.found, pair.there.found
    if here.text == there.text or not (here.bounds and there.bounds):
        return facts
    if max(len(here.bounds), len(there.bounds)) > _LONGEST:
        return facts
    known = frozenset(name.casefold() for name in names)
    broken = [fact for fact in facts if fact.verdict in BREAKING]
    if broken:
        return facts if any(is_hard(fact, known) for fact in broken) else lowered(pair, facts)
    with_ = scales()
    rows = rows_of(pair, facts, with_.types)
    found = {sentence: with_.sentence.score(row) for sentence, row in rows.items()}
    open_ = [fact for fact in facts if fact.verdict == "doubt"]
    if with_.pair.score(signs_of(pair, facts, list(found.values()), with_.types)) >= with_.doubt:
        return facts if open_ else (*facts, _added(pair, rows, found))
    if not found or any(is_hard(fact, known) for fact in open_):
        return facts  # where every sentence is a copy, nothing can be said in other words
    if any(_gone(fact) for fact in open_) and share_known(pair) >= FREE:
        return facts  # what a wording near the original does not hold at all, it does not say in other words
    return tuple(
        replace(fact, verdict="kept", reason=LIFTED) if fact.verdict == "doubt" else fact for fact in facts
    )


def lowered(pair: Pair, facts: tuple[FactVerdict, ...]) -> tuple[FactVerdict, ...]:
    """Return the verdicts with what is said to be changed only in doubt, where the wording is free.

    In a near copy a turned word is seen for certain; in other words it may be how people say the same. What was softened,
    lost whole or invented whole stays: no free wording says that by chance.
    """
    if share_known(pair) >= FREE:
        return facts
    return tuple(
        replace(fact, verdict="doubt", reason=LOWERED + (fact.reason or fact.verdict))
        if fact.verdict == "changed"
        else fact
        for fact in facts
    )


def _gone(fact: FactVerdict) -> bool:
    """Whether a statement, a promise or a request has no place in the rewrite."""
    return fact.rewrite_span is None and fact.kind in {"statement", "commitment", "request"}


def rows_of(pair: Pair, facts: Sequence[FactVerdict], known: dict[str, int]) -> dict[int, list[float]]:
    """Return the numbers of each sentence of the rewrite, with the findings that lie in it or in what it answers to."""
    rows = pieces_of(pair)
    mine = _places(pair.here)
    yours = _places(pair.there)
    answered: dict[int, list[int]] = defaultdict(list)
    for sentence in rows:
        for mate in pair.back.mates.get(sentence, ())[:1]:
            answered[mate].append(sentence)
    types: dict[int, list[str]] = defaultdict(list)
    for fact in facts:
        if fact.verdict == "kept" and not fact.reason:
            continue
        if fact.rewrite_span:
            types[_sentence(yours, fact.rewrite_span[0])].append(type_of(fact))
        elif fact.original_span:
            for sentence in answered[_sentence(mine, fact.original_span[0])]:
                types[sentence].append(type_of(fact))
    return {sentence: row + counts_of(types.get(sentence, ()), known) for sentence, row in rows.items()}


def _places(reading: Reading) -> tuple[list[int], list[int]]:
    items = reading.found.items
    bounds = reading.found.bounds
    return [items[begin].start for begin, _ in bounds.values()], list(bounds)


def _sentence(places: tuple[list[int], list[int]], start: int) -> int:
    starts, numbers = places
    return numbers[max(0, bisect_right(starts, start) - 1)] if numbers else -1


def _added(pair: Pair, rows: dict[int, list[float]], found: dict[int, float]) -> FactVerdict:
    """A doubt at the sentence that speaks loudest against the pair, with what speaks loudest there."""
    if not found:
        return _unanswered(pair)
    sentence = max(found, key=lambda one: (found[one], -one))
    mate = next(iter(pair.back.mates.get(sentence, ())), None)
    ours = _span(pair.here, mate) if mate is not None else None
    theirs = _span(pair.there, sentence)
    reason = f"{ADDED}: {_loudest(rows[sentence], found[sentence])}"
    return FactVerdict(
        "statement",
        "doubt",
        pair.here.found.text[slice(*ours)] if ours else None,
        pair.there.found.text[slice(*theirs)],
        reason,
        ours,
        theirs,
    )


def _unanswered(pair: Pair) -> FactVerdict:
    """All that the rewrite says is a copy: then the doubt is about the sentence that has least to stand for it."""
    bounds = pair.here.found.bounds
    sentence = min(bounds, key=lambda one: (pair.support(one), one))
    ours = _span(pair.here, sentence)
    reason = f"{ADDED}: it has little to stand for it in the rewrite"
    return FactVerdict("statement", "doubt", pair.here.found.text[slice(*ours)], None, reason, ours, None)


def _span(reading: Reading, sentence: int) -> tuple[int, int]:
    begin, end = reading.found.bounds[sentence]
    return reading.found.items[begin].start, reading.found.items[end - 1].end


# Plain words for the signs. Signs of a class of words are put into words by its name.
_PLAIN: Final[dict[str, str]] = {
    "weight unsaid before": "words that the original does not have",
    "words new anywhere": "words that the original does not have",
    "weight unsaid in the answers": "words that the sentence it answers to does not have",
    "share unsaid in the answers": "words that the sentence it answers to does not have",
    "words new": "words that the sentence it answers to does not have",
    "weight of the answer left out": "words of the original that are left out",
    "share of the answer left out": "words of the original that are left out",
    "words gone": "words of the original that are left out",
    "denials more": "it denies more or less than the original",
    "denials odd": "it denies more or less than the original",
    "now denied": "it denies what the original says",
    "no longer denied": "it says what the original denies",
    "opposed anywhere": "it says the contrary of a word of the original",
    "acts with another actor": "somebody else acts",
    "half-points for a person": "it may be about another person",
    "half-points for a denial lost": "a denial may be missing",
    "half-points for a denial more": "a denial may have come in",
    "neighbours moved": "words stand in other company than before",
    "neighbours new": "words stand in other company than before",
}  # fmt: skip


def _loudest(row: list[float], score: float) -> str:
    """What, taken away, would quieten a sentence most."""
    trees = scales().sentence
    drops: dict[str, float] = defaultdict(float)
    trial = list(row)
    for place, name in enumerate(pieces.SIGNS):
        quiet = pieces.NONE if name.startswith("half-points") else 0.0
        class_, _, way = name.partition(": ")
        said = _PLAIN.get(name) or (
            f"words such as “{class_}” that came in or went" if way in {"gained", "lost"} else ""
        )
        if said and row[place] != quiet:
            trial[place] = quiet
            drops[said] = max(drops[said], score - trees.score(trial))
            trial[place] = row[place]
    if not drops:
        return "it has little to stand on in the original"
    best = max(drops, key=lambda said: drops[said])
    return best if drops[best] > 0 else "it has little to stand on in the original"
