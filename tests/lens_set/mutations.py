"""Breaks a rewrite in one class of facts and says what it broke: the measure of what a receipt catches.

`mutants(text)` gives broken wordings of any text, free paraphrases too. It knows words and their neighbours
only; where it finds nothing to break it gives nothing. The same text and seed give the same mutants everywhere.

Run it as a program for the counts over the set without its sealed third:
`PYTHONPATH=tests python -m lens_set.mutations`.
"""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from lens_set.breaks import amounts, asks, comparisons, logic, names, times, words
from lens_set.breaks.scene import Rule, Scene, apply

__all__ = ["CLASSES", "Mutant", "mutants", "sources"]

HERE = Path(__file__).parent


class Mutant(NamedTuple):
    """A broken wording: its class (a key of `CLASSES`), the whole text, and what was broken, in words."""

    kind: str
    text: str
    what: str


# The class, the kind of fact that it breaks (as in README.md), and the rule.
RULES: list[tuple[str, str, Rule]] = [
    ("number changed", "number", amounts.number_changed),
    ("money changed", "money", amounts.money_changed),
    ("percent changed", "percent", amounts.percent_changed),
    ("digits swapped", "number", amounts.digits_swapped),
    ("scale changed", "number", amounts.scale_changed),
    ("currency changed", "money", amounts.currency_changed),
    ("percent to points", "percent", amounts.percent_to_points),
    ("numbers exchanged", "number", amounts.numbers_exchanged),
    ("amount blurred", "number", amounts.amount_blurred),
    ("duration changed", "duration", amounts.duration_changed),
    ("date shifted", "date", times.date_changed),
    ("weekday changed", "date", times.weekday_changed),
    ("deadline relation", "deadline", times.relation_changed),
    ("deadline dropped", "deadline", times.deadline_dropped),
    ("name swapped", "name", names.name_swapped),
    ("names exchanged", "name", names.names_exchanged),
    ("name dropped", "name", names.name_dropped),
    ("owner changed", "name", names.owner_changed),
    ("actor changed", "name", names.sides_changed),
    ("beneficiary changed", "name", names.receiver_changed),
    ("negation dropped", "negation", logic.negation_dropped),
    ("negation inserted", "negation", logic.negation_inserted),
    ("double negation", "negation", logic.negation_doubled),
    ("may to will", "modality", logic.may_to_will),
    ("will to may", "modality", logic.will_to_may),
    ("must to should", "modality", logic.must_to_should),
    ("request dropped", "request", asks.request_dropped),
    ("request made optional", "request", asks.request_optional),
    ("commitment dropped", "commitment", asks.commitment_dropped),
    ("commitment weakened", "commitment", asks.commitment_weakened),
    ("condition dropped", "condition", logic.condition_dropped),
    ("condition inverted", "condition", logic.condition_inverted),
    ("bound flipped", "comparison", comparisons.bound_flipped),
    ("direction flipped", "comparison", comparisons.direction_flipped),
    ("win and loss flipped", "comparison", comparisons.win_loss_flipped),
    ("late and early flipped", "comparison", comparisons.early_late_flipped),
    ("cause dropped", "cause", logic.cause_dropped),
    ("cause reversed", "cause", logic.cause_reversed),
    ("severity changed", "severity", words.severity_changed),
    ("quantity changed", "quantity", words.quantity_changed),
    ("quotation changed", "quotation", words.quotation_changed),
    ("fact invented", "any", words.fact_invented),
    ("sentence lost", "any", words.sentence_lost),
]
CLASSES = {kind: fact for kind, fact, _ in RULES}


def mutants(text: str, *, names: Sequence[str] = (), seed: int = 0, each: int = 1) -> Iterator[Mutant]:
    """Broken wordings of a text, class by class, at most `each` of a class.

    `names` are spelt as in the text; names, quotations and quoted mails (`> `) are touched only by the rules
    made for them. Every mutant differs from the text. Where a class has several places, `seed` chooses.

    >>> [m.text for m in mutants("Acme pays 40 % by Friday.", names=["Acme"]) if m.kind == "deadline relation"]
    ['Acme pays 40 % after Friday.']
    """
    scene = Scene(text, tuple(names))
    for kind, _, rule in RULES:
        # A generator of its own for each class: what one class finds moves no other.
        rng = random.Random(f"{seed}|{kind}|{text}")
        places = list(rule(scene, rng))
        seen: set[str] = set()
        for edits, what in rng.sample(places, len(places)):
            broken = apply(text, edits)
            if len(seen) < each and broken not in seen and broken.split() != text.split() and broken.strip():
                seen.add(broken)
                yield Mutant(kind, broken, what)


def sources(*, files: str = "dev_*.jsonl") -> Iterator[tuple[str, str, str, list[str]]]:
    """Texts to break: (id, original, rewrite, names) of calm wordings, of calm messages as they are, of paraphrases."""
    for row in _rows("charged", files):
        if row["calm"]:
            yield row["id"], row["text"], row["calm"], row["names"]
    for row in _rows("calm", files):
        yield row["id"], row["text"], row["text"], row["names"]
    for row in _rows("paraphrases", files):
        yield row["id"], row["original"], row["paraphrase"], row["names"]


def main() -> int:
    """Print how many mutants of each class the set gives, and from which part of it."""
    tally: dict[str, Counter[str]] = {kind: Counter() for kind in CLASSES}
    places: Counter[str] = Counter()
    for name, _, rewrite, known in sources():
        for mutant in mutants(rewrite, names=known):
            tally[mutant.kind][name[0]] += 1
        places.update(mutant.kind for mutant in mutants(rewrite, names=known, each=99))
    lines = [
        f"{'class':24}{'fact':12}{'one a text':>12}{'charged':>9}{'calm':>6}{'paraphrases':>13}{'all places':>12}"
    ]
    for kind, found in tally.items():
        parts = f"{found.total():12}{found['c']:9}{found['k']:6}{found['p']:13}{places[kind]:12}"
        lines.append(f"{kind:24}{CLASSES[kind]:12}{parts}")
    lines.append(
        f"{sum(found.total() for found in tally.values())} mutants, {places.total()} with every place"
    )
    sys.stdout.write("\n".join([*lines, ""]))
    return 0


def _rows(folder: str, files: str) -> Iterator[dict[str, Any]]:
    for path in sorted((HERE / folder).glob(files)):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield json.loads(line)


if __name__ == "__main__":
    raise SystemExit(main())
