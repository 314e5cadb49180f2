"""Makes the scales of the receipt (`bothways.lens.receipt.weighing`): when small signs are a doubt, and when a doubt is none.

PYTHONPATH=tests python -m bench.lens_parts.arbiter            what any choice costs, on messages that a fold never saw
PYTHONPATH=tests python -m bench.lens_parts.arbiter --write    the same, and the tables for the package

It learns from pairs that mean the same (the open part of the set, its paraphrases in either direction, the first of the
fresh files, the learning messages) and from mutants of them. First from sentences: those of an honest pair against those
that a mutant changed. Then from pairs, with what their sentences came to when their own message was left aside. Folds are
by hand: what is printed of a writer is said by scales that never read this writer. fresh_02, fresh_03 and hand_c_02 are not
learned from; only totals are printed of them. The sealed and the reserve files are not opened.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "2")
import numpy as np
from bench.lens_parts.receipt import rows

HERE = Path(__file__).resolve().parent
PACKAGE = HERE.parents[1] / "src" / "bothways" / "lens" / "receipt"
TEST = "test"
LEAST = 40  # findings of a type, from which it is known by itself
# The set's own mixture is what counts; the learning messages only help.
WEIGHT = {
    "dev": 1.5, "back": 0.7, "fresh": 1.5, "learning": 1.0, "test": 0.0,
    "hand b": 1.5, "back b": 0.7, "hand c": 1.5, "back c": 0.7, "test c": 0.0,
}  # fmt: skip
NEW = frozenset(
    ["fresh", "hand b", "hand c"]
)  # writers whose messages no threshold inside the receipt was tuned on
MOST_CLEAN, MOST_BROKEN = 0.015, 0.03  # broken passed as clean, honest called broken, of new writers
SENTENCE = {"max_iter": 110, "learning_rate": 0.1, "max_leaf_nodes": 8, "max_depth": 4}
PAIR = {"max_iter": 90, "learning_rate": 0.08, "max_leaf_nodes": 6, "max_depth": 3}


@dataclass
class One:
    """A pair with all that is known of it."""

    part: str
    kind: str
    group: str
    honest: bool
    counted: bool  # one of those that the receipt is measured by
    verdict: str = ""
    weighed: bool = False
    broken: bool = False  # a break that is not certain by itself
    stays: bool = False  # a doubt that no scale lifts
    warmth: Any = None
    pair: Any = None
    facts: Any = None
    base: Any = None
    sentences: list[tuple[int, list[float], int]] = field(default_factory=list)
    score: float = float("nan")


def honest_pairs():  # noqa: PLR0912 - part after part of the set
    """(part, kind, group, original, rewrite, names, seeds, broken too)"""
    calm = {row["id"]: row for row in rows("charged", "dev_*.jsonl") if row["calm"]}
    for row in calm.values():
        yield "dev", "charged, calm", row["id"], row["text"], row["calm"], row["names"], (0, 1)
    for row in rows("calm", "dev_*.jsonl"):
        yield "dev", "calm, itself", row["id"], row["text"], row["text"], row["names"], (0, 1)
    for row in rows("paraphrases", "dev_*.jsonl"):
        yield "dev", "calm, paraphrase", row["of"], row["original"], row["paraphrase"], row["names"], (0, 1)
        yield "back", "paraphrase, calm", row["of"], row["paraphrase"], row["original"], row["names"], (0,)
        if row["of"] in calm:
            text = calm[row["of"]]["text"]
            yield "dev", "charged, paraphrase", row["of"], text, row["paraphrase"], row["names"], ()
    for part, files in (("fresh", "fresh_01.jsonl"), ("test", "fresh_02.jsonl"), ("test", "fresh_03.jsonl")):
        for row in rows("charged", files):
            if row["calm"]:
                seeds = (0, 1) if part == "fresh" else (0,)
                yield part, "charged, calm", row["id"], row["text"], row["calm"], row["names"], seeds
    for row in rows("learning", "learn_*.jsonl"):
        yield "learning", "charged, calm", row["id"], row["text"], row["calm"], row["names"], (0,)
    for name, files in (("b", "hand_b_*.jsonl"), ("c", "hand_c_01.jsonl"), ("test c", "hand_c_02.jsonl")):
        part, seeds = (f"hand {name}", (0, 1)) if len(name) == 1 else (name, (0,))
        for row in rows("charged", files):
            if row["calm"]:
                yield part, "charged, calm", row["id"], row["text"], row["calm"], row["names"], seeds
        for row in rows("paraphrases", files):
            original, other = row["original"], row["paraphrase"]
            yield part, "calm, paraphrase", row["of"], original, other, row["names"], seeds
            if len(name) == 1:
                yield f"back {name}", "paraphrase, calm", row["of"], other, original, row["names"], (0,)


def looked() -> list[One]:
    """All pairs, honest and broken, each with its verdict before it is weighed."""
    from lens_set.mutations import mutants

    found = []
    for part, kind, group, original, rewrite, names, seeds in honest_pairs():
        first = _one(
            One(part, kind, group, True, not part.startswith("back")), original, rewrite, names, None
        )
        found.append(first)
        base = set(_said(rewrite, names))
        for seed in seeds:
            for mutant in mutants(rewrite, names=names, seed=seed):
                one = One(part, mutant.kind, group, False, not part.startswith("back") and seed == 0)
                found.append(_one(one, original, mutant.text, names, base))
    return found


def _said(text: str, names: list[str]) -> dict[str, int]:
    from bothways.lens.facts.reading import read

    reading = read(text, names)
    items = reading.found.items
    return {
        text[items[begin].start : items[end - 1].end].strip(): items[begin].sentence
        for begin, end in reading.found.sentences
    }


def _one(one: One, original: str, rewrite: str, names: list[str], base: set[str] | None) -> One:
    from bothways.lens.facts.reading import read
    from bothways.lens.receipt.comparing import compared, paired
    from bothways.lens.receipt.figures import pieces_of as places
    from bothways.lens.receipt.figures import without_figures
    from bothways.lens.receipt.pieces import pieces_of
    from bothways.lens.receipt.signs import share_known
    from bothways.lens.receipt.verdicts import BREAKING, whole_of
    from bothways.lens.receipt.warmth import is_missing, warmth_of
    from bothways.lens.receipt.weighing import FREE, is_certain, is_weighed, stays

    pair = paired(read(original, names), read(rewrite, names))
    facts = without_figures(compared(pair), original, names=names, rewrite=rewrite)
    one.verdict = whole_of(facts) if original != rewrite else "clean"
    if not is_weighed(pair):
        return one
    known = frozenset(name.casefold() for name in names)
    warmth = warmth_of(facts, places(original, names) if any(map(is_missing, facts)) else ())
    near = share_known(pair) >= FREE
    if any(is_certain(fact, warm, known, near=near) for fact, warm in zip(facts, warmth, strict=True)):
        return one
    one.weighed = True
    one.broken = any(fact.verdict in BREAKING for fact in facts)
    one.stays = stays(pair, facts, warmth, known)
    pieces_of(pair)  # what is worked out once stays with the readings
    one.pair, one.facts, one.warmth = pair, facts, warmth
    one.base = None if base is None else {n for text, n in _said(rewrite, names).items() if text not in base}
    return one


def learned(x: Any, y: Any, w: Any, options: dict[str, Any]) -> Any:
    """Trees for rows of numbers; both classes weigh the same."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    w = w * np.where(y == 0, w[y == 1].sum() / w[y == 0].sum(), 1.0)
    return HistGradientBoostingClassifier(
        random_state=0,
        min_samples_leaf=25,
        l2_regularization=5.0,
        max_features=0.4,
        early_stopping=False,
        **options,
    ).fit(x, y, sample_weight=w)


def as_table(model: Any, signs: list[str]) -> dict[str, Any]:
    """The trees of a fitted model as lists: a branch is [sign, threshold, place below, place above], a leaf its weight."""
    trees = [[_node(node) for node in stage[0].nodes] for stage in model._predictors]
    return {"signs": signs, "base": round(float(model._baseline_prediction.ravel()[0]), 5), "trees": trees}


def _node(node: Any) -> Any:
    if node["is_leaf"]:
        return round(float(node["value"]), 4)
    ways = (int(node["left"]), int(node["right"]))
    return [int(node["feature_idx"]), round(float(node["num_threshold"]), 5), *ways]


def folds_of(pairs: list[One]) -> Any:
    """The hand that wrote each pair; what is tested only has its own."""
    hands = {"dev": "first", "back": "first", "back b": "hand b", "back c": "hand c", "test c": TEST}
    return np.array([hands.get(one.part, one.part) for one in pairs])


def aside(x: Any, y: Any, w: Any, folds: Any, options: dict[str, Any]) -> tuple[Any, Any]:
    """What each row comes to when its own writer is left aside, and the model of all."""
    out = np.zeros(len(x))
    learnt = (y >= 0) & (folds != TEST) & (w > 0)
    for fold in sorted(set(folds[learnt])):
        which = learnt & (folds != fold)
        here = folds == fold
        out[here] = learned(x[which], y[which], w[which], options).decision_function(x[here])
    model = learned(x[learnt], y[learnt], w[learnt], options)
    if (folds == TEST).any():
        out[folds == TEST] = model.decision_function(x[folds == TEST])
    return out, model


def main(*, write: bool) -> None:
    """Fit, print what each choice costs, and write the tables where asked."""
    from bothways.lens.receipt import pieces, signs
    from bothways.lens.receipt.signs import signs_of, type_of
    from bothways.lens.receipt.warmth import WARMTH
    from bothways.lens.receipt.weighing import rows_of

    gc.disable()  # millions of small things that all stay
    everything = looked()
    pairs = [one for one in everything if one.weighed]
    said = Counter(
        type_of(fact, warm)
        for one in pairs
        for fact, warm in zip(one.facts, one.warmth, strict=True)
        if fact.verdict != "kept" or fact.reason
    )
    types = sorted(name for name, n in said.items() if n >= LEAST)
    known = {name: place for place, name in enumerate(types)}
    print(f"{len(everything):,} pairs, {len(pairs):,} without a hard break, {len(types)} types of findings")
    folds = folds_of(pairs)
    w = np.array([WEIGHT[one.part] for one in pairs])

    x, y, of = [], [], []
    for number, one in enumerate(pairs):
        for sentence, row in rows_of(one.pair, one.facts, one.warmth, known).items():
            x.append(row)
            y.append(0 if one.honest else 1 if sentence in one.base else -1)
            of.append(number)
    of = np.array(of)
    scores, by_sentence = aside(np.array(x), np.array(y), w[of], folds[of], SENTENCE)
    found: dict[int, list[float]] = defaultdict(list)
    for number, score in zip(of.tolist(), scores.tolist(), strict=True):
        found[number].append(score)
    rows_ = np.array(
        [signs_of(one.pair, one.facts, one.warmth, found[n], known) for n, one in enumerate(pairs)]
    )
    truth = np.array([0 if one.honest else 1 for one in pairs])
    totals, by_pair = aside(rows_, truth, w, folds, PAIR)
    for one, total in zip(pairs, totals.tolist(), strict=True):
        one.score = total
    doubt, broken = chosen(everything)
    told(everything, doubt, broken)
    if write:
        names = [f"finding: {name}" for name in types]
        made = {
            "doubt": round(doubt, 4), "broken": round(broken, 4), "types": types,
            "sentence": as_table(by_sentence, [*pieces.SIGNS, *WARMTH, "excuses", "findings", *names]),
            "pair": as_table(by_pair, [*signs.FRAME, *names]),
        }  # fmt: skip
        text = json.dumps(made, ensure_ascii=False, separators=(",", ":"))
        PACKAGE.joinpath("scales.json").write_text(text, encoding="utf-8")


def verdict(one: One, doubt: float, broken: float) -> str:
    """What the receipt says of a pair with these thresholds."""
    if not one.weighed:
        return one.verdict
    if one.broken:
        return "broken" if one.score >= broken else "doubt"
    return "doubt" if one.score >= doubt or one.stays else "clean"


def rates(some: list[One], doubt: float, broken: float) -> tuple[float, float, float, float]:
    """Broken as clean, honest as broken, honest in doubt, broken in doubt."""
    honest = Counter(verdict(one, doubt, broken) for one in some if one.honest)
    other = Counter(verdict(one, doubt, broken) for one in some if not one.honest)
    good, bad = max(1, honest.total()), max(1, other.total())
    return other["clean"] / bad, honest["broken"] / good, honest["doubt"] / good, other["doubt"] / bad


def chosen(everything: list[One]) -> tuple[float, float]:
    """The highest threshold of doubt that passes few enough broken pairs of new writers as clean, and the lowest from which on
    few enough of their honest pairs are called broken. Fewer doubts are for sale, at the price that the printed curve shows."""
    some = [one for one in everything if one.counted and one.part in NEW]
    steps = [
        float(t) for t in np.quantile([one.score for one in some if one.weighed], np.linspace(0, 1, 201))
    ]
    doubt = max((t for t in steps if rates(some, t, 99.0)[0] <= MOST_CLEAN), default=-9.0)
    broken = min((t for t in steps if rates(some, doubt, t)[1] <= MOST_BROKEN), default=9.0)
    return doubt, max(doubt, broken)


def told(everything: list[One], doubt: float, broken: float) -> None:
    """Print what each threshold costs."""
    parts = {
        "open set": {"dev"}, "learning": {"learning"}, "fresh 01": {"fresh"}, "hand b": {"hand b"}, "hand c": {"hand c"},
        "new writers": NEW, "fresh 02, 03": {"test"}, "hand c 02": {"test c"},
    }  # fmt: skip
    titles = ("broken as clean", "honest as broken", "honest in doubt", "broken in doubt")
    print(f"{'':28}" + "".join(f"{title:>18}" for title in titles))
    for name, which in parts.items():
        some = [one for one in everything if one.counted and one.part in which]
        for a, b in (
            (doubt, broken),
            *((t, broken) for t in (-2.5, -2.0, -1.5, -1.0, -0.5)),
            *((doubt, t) for t in (0.5, 1.5, 3.5)),
        ):
            said = f"{name}, {a:.2f}, {b:.2f}"
            print(f"{said:28}" + "".join(f"{number:18.2%}" for number in rates(some, a, b)))


if __name__ == "__main__":
    main(write="--write" in sys.argv)
