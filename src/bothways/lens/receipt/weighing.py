"""The last word on a pair without a certain break: the findings and signs of all modules weighed together.

Each module doubts by itself. Many weak signs together may speak louder than one of them, and one doubt alone may be
how people word things. What is weighed was learned from pairs that mean the same and pairs that don't
(`bench/lens_parts/arbiter.py`): first sentence by sentence, then the pair.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from typing import Final

from bothways.lens.facts.kinds import HARD
from bothways.lens.facts.reading import Reading
from bothways.lens.receipt import pieces, signs
from bothways.lens.receipt.figures import pieces_of as calm_places
from bothways.lens.receipt.pieces import pieces_of
from bothways.lens.receipt.polarity import Pair
from bothways.lens.receipt.signs import counts_of, share_known, signs_of, type_of
from bothways.lens.receipt.trees import Trees
from bothways.lens.receipt.verdicts import BREAKING, FactVerdict
from bothways.lens.receipt.warmth import HOT, WARMTH, is_missing, signs_of_warmth, warmth_of

LIFTED: Final = "it may be said in other words: weighed with the rest, nothing speaks for another meaning"
LOWERED: Final = "weighed with the rest it is not certain: "
ADDED: Final = "no single word proves it, but small signs add up here"

_LONGEST: Final = 15  # sentences: small signs add up with length, and the scales were set by messages
FREE: Final = 0.6  # share of the rewrite's words that the original has, under which a wording is free
# Breaks of a hard kind that are concluded, not read: these figures stand in both texts, in another company.
_ONE_WORD: Final = "the sentence is the same but for this word"
_CONCLUDED: Final = frozenset(
    [
        "what it belongs to has changed",
        "two words have changed places",
        "the relation to it has changed",
        _ONE_WORD,
    ]
)
# Breaks of other kinds that are certain where the wording is hardly free.
_PLAIN_IN_A_COPY: Final = frozenset(
    [
        ("negation", _ONE_WORD),
        ("negation", "what one text says, the other denies"),
        ("condition", "what follows from the condition is not found there"),
    ]
)
_NAME_GONE: Final = frozenset(["", "the original has no such name"])


@dataclass(frozen=True, slots=True)
class Scales:
    """The trees of sentences and of pairs, the types of findings that they know, from which sum on they doubt, and from
    which on they bear out a break that is not certain by itself."""

    sentence: Trees
    pair: Trees
    types: dict[str, int]
    doubt: float
    broken: float


@lru_cache(maxsize=1)
def scales() -> Scales:
    """Return the scales that the package brings; `bench/lens_parts/arbiter.py` made them."""
    made = json.loads(files(__package__).joinpath("scales.json").read_text(encoding="utf-8"))
    types = [f"finding: {name}" for name in made["types"]]
    return Scales(
        Trees(made["sentence"], [*pieces.SIGNS, *WARMTH, "excuses", "findings", *types]),
        Trees(made["pair"], [*signs.FRAME, *types]),
        {name: place for place, name in enumerate(made["types"])},
        made["doubt"],
        made["broken"],
    )


def is_hard(fact: FactVerdict, names: frozenset[str]) -> bool:
    """Say whether a finding is of a kind whose doubts are never argued away: what is counted, dated, quoted; a name that was
    handed in. `names` are those handed in, in small letters."""
    return fact.kind in HARD or _is_given(fact, names)


def _is_given(fact: FactVerdict, names: frozenset[str]) -> bool:
    said = ((fact.original or "").casefold(), (fact.rewrite or "").casefold())
    return fact.kind == "name" and any(name and name in names for name in said)


def is_certain(fact: FactVerdict, warmth: float, names: frozenset[str], *, near: bool) -> bool:
    """Say whether a break is certain by itself and never weighed: a figure in digits, or a name handed in, that came or
    went, outside what a calm wording leaves out; in a `near` copy also one in words, a
    quotation, a request, or a denial turned, or what follows from a condition dropped."""
    if fact.verdict not in BREAKING or warmth >= HOT:
        return False
    if _is_given(fact, names):
        return fact.reason in _NAME_GONE
    if near and (fact.kind, fact.reason) in _PLAIN_IN_A_COPY:
        return True
    if near and warmth < HOT and fact.verdict in {"lost", "invented"} and fact.kind in HARD | {"request"}:
        return fact.reason not in _CONCLUDED
    if fact.kind not in HARD or fact.kind == "quotation" or fact.reason in _CONCLUDED:
        return False
    return any(char.isdigit() for char in f"{fact.original} {fact.rewrite}")


def is_weighed(pair: Pair) -> bool:
    """Say whether a pair is weighed at all: equal texts, empty ones and long ones are not."""
    here, there = pair.here.found, pair.there.found
    if here.text == there.text or not (here.bounds and there.bounds):
        return False
    return max(len(here.bounds), len(there.bounds)) <= _LONGEST


def weighed(
    pair: Pair, facts: tuple[FactVerdict, ...], *, names: Sequence[str] = ()
) -> tuple[FactVerdict, ...]:
    """Return the verdicts with doubts lifted or one added, and breaks lowered to doubts, as the pair's signs together say.

    A break that is certain by itself is left as it is. `names` are those that the original was read with.
    """
    if not is_weighed(pair):
        return facts
    places = calm_places(pair.here.found.text, names) if any(map(is_missing, facts)) else ()
    known = frozenset(name.casefold() for name in names)
    warmth = warmth_of(facts, places)
    near = share_known(pair) >= FREE
    if any(is_certain(fact, warm, known, near=near) for fact, warm in zip(facts, warmth, strict=True)):
        return facts
    with_ = scales()
    rows = rows_of(pair, facts, warmth, with_.types)
    found = {sentence: with_.sentence.score(row) for sentence, row in rows.items()}
    total = with_.pair.score(signs_of(pair, facts, warmth, list(found.values()), with_.types))
    if any(fact.verdict in BREAKING for fact in facts):
        return facts if total >= with_.broken else lowered(facts)
    open_ = [fact for fact in facts if fact.verdict == "doubt"]
    if total >= with_.doubt:
        return facts if open_ else (*facts, _added(pair, rows, found))
    if stays(pair, facts, warmth, known):
        return facts
    return tuple(
        replace(fact, verdict="kept", reason=LIFTED) if fact.verdict == "doubt" else fact for fact in facts
    )


def stays(pair: Pair, facts: Sequence[FactVerdict], warmth: Sequence[float], names: frozenset[str]) -> bool:
    """Say whether a doubt is of a kind that no weighing lifts: hard facts, and what a near copy does not hold at all,
    outside what calm wordings leave out."""
    near = share_known(pair) >= FREE
    return any(
        fact.verdict == "doubt" and warm < HOT and (is_hard(fact, names) or (near and _gone(fact)))
        for fact, warm in zip(facts, warmth, strict=True)
    )


def lowered(facts: Sequence[FactVerdict]) -> tuple[FactVerdict, ...]:
    """Return the verdicts with what is broken in doubt: in other words, it may be how people say the same."""
    return tuple(
        replace(fact, verdict="doubt", reason=LOWERED + (fact.reason or fact.verdict))
        if fact.verdict in BREAKING
        else fact
        for fact in facts
    )


def _gone(fact: FactVerdict) -> bool:
    """Whether a statement, a promise or a request has no place in the rewrite."""
    return fact.rewrite_span is None and fact.kind in {"statement", "commitment", "request"}


def findings_at(pair: Pair, facts: Sequence[FactVerdict], rows: Iterable[int]) -> dict[int, list[int]]:
    """Return which findings lie in each sentence of the rewrite, or in what it answers to: places in `facts`."""
    mine, yours = _places(pair.here), _places(pair.there)
    answered: dict[int, list[int]] = defaultdict(list)
    for sentence in rows:
        for mate in pair.back.mates.get(sentence, ())[:1]:
            answered[mate].append(sentence)
    found: dict[int, list[int]] = defaultdict(list)
    for number, fact in enumerate(facts):
        if fact.verdict == "kept" and not fact.reason:
            continue
        if fact.rewrite_span:
            found[_sentence(yours, fact.rewrite_span[0])].append(number)
        elif fact.original_span:
            for sentence in answered[_sentence(mine, fact.original_span[0])]:
                found[sentence].append(number)
    return found


def rows_of(
    pair: Pair, facts: Sequence[FactVerdict], warmth: Sequence[float], known: dict[str, int]
) -> dict[int, list[float]]:
    """Return the numbers of each sentence of the rewrite, with the findings that lie in it or in what it answers to."""
    rows = pieces_of(pair)
    at = findings_at(pair, facts, rows)
    return {
        sentence: row
        + findings_row(
            [facts[n] for n in at.get(sentence, ())], [warmth[n] for n in at.get(sentence, ())], known
        )
        for sentence, row in rows.items()
    }


def findings_row(facts: Sequence[FactVerdict], warmth: Sequence[float], known: dict[str, int]) -> list[float]:
    """Return the numbers of some findings: how warm, how many, how many of each known type."""
    types = [type_of(fact, warm) for fact, warm in zip(facts, warmth, strict=True)]
    return signs_of_warmth(facts, warmth) + counts_of(types, known)


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
    "exchanged: person": "another person stands in the place of one",
    "exchanged: figure": "another figure stands in the place of one",
    "exchanged: name": "another name stands in the place of one",
    "exchanged: opposite": "an opposite stands in the place of a word",
    "exchanged: word": "another word stands in the place of one",
    "exchanged: not": "a denial came or went in a sentence that runs alike",
    "exchanged: not gone": "a denial came or went in a sentence that runs alike",
    "exchanged: not come": "a denial came or went in a sentence that runs alike",
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
