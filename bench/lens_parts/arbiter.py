"""Makes the scales of the receipt (`bothways.lens.receipt.weighing`): when small signs are a doubt, and when a doubt is none.

PYTHONPATH=tests python -m bench.lens_parts.arbiter            what any choice costs, on messages that a fold never saw
PYTHONPATH=tests python -m bench.lens_parts.arbiter --write    the same, and the tables for the package

It learns from pairs that mean the same (the open part of the set, its paraphrases in either direction, the first of the
fresh files, the learning messages, hands b and c) and from mutants of them; of the learning messages every second mutant.
First from sentences: those of an honest pair against those that a mutant changed. Then from pairs, with what their
sentences came to when their own hand was left aside. Folds are by hand: what is printed of a writer is said by scales
that never read this writer, about messages judged by a judge of charged messages that never read it (`unread`).
fresh_02, fresh_03 and hand_c_02 are not learned from; only totals are printed of them. The sealed and the reserve files
are not opened.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing import Pool
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "2")
import numpy as np
from bench.lens_parts.own_set import rows

Places = dict[tuple[str, tuple[str, ...]], tuple[tuple[int, int, float], ...]]
# part, its paraphrases the other way round, files, mutants of every so manieth of those
PARTS = (
    ("dev", "back", "dev_*.jsonl", 3),
    ("fresh", "", "fresh_01.jsonl", 1),
    ("test", "", "fresh_02.jsonl", 1),
    ("test", "", "fresh_03.jsonl", 1),
    ("learning", "", "learn_*.jsonl", 1),
    ("hand b", "back b", "hand_b_*.jsonl", 2),
    ("hand c", "back c", "hand_c_01.jsonl", 2),
    ("test c", "none", "hand_c_02.jsonl", 1),
)
TESTED = frozenset(["test", "test c"])
HERE = Path(__file__).resolve().parent
PACKAGE = HERE.parents[1] / "src" / "bothways" / "lens" / "receipt"
TEST = "test"
LEAST = 40  # findings of a type, from which it is known by itself
# Which hands of the tagger's a judge leaves out for which parts. Whoever is in none is judged by the package's judge.
UNREAD = {
    "first": (("first", "second"), ("dev", "back")), "third": (("third",), ("fresh",)), "fourth": (("fourth",), ("learning",)),
    "b": (("b",), ("hand b", "back b")), "c": (("c",), ("hand c", "back c")),
}  # fmt: skip
# The set's own mixture is what counts; the learning messages only help.
WEIGHT = {
    "dev": 1.5, "back": 0.7, "fresh": 1.5, "learning": 1.0, "test": 0.0,
    "hand b": 1.5, "back b": 0.7, "hand c": 1.5, "back c": 0.7, "test c": 0.0,
}  # fmt: skip
NEW = frozenset(
    ["fresh", "hand b", "hand c"]
)  # writers whose messages no threshold inside the receipt was tuned on
MOST_CLEAN, MOST_BROKEN, MORE = (
    0.014,
    0.03,
    0.01,
)  # broken passed as clean, honest called broken, of new writers
SENTENCE = {"max_iter": 110, "learning_rate": 0.1, "max_leaf_nodes": 8, "max_depth": 4}
PAIR = {"max_iter": 90, "learning_rate": 0.08, "max_leaf_nodes": 6, "max_depth": 3}


@dataclass
class One:
    """A pair with all numbers of it, before the findings are counted by type."""

    part: str
    kind: str
    honest: bool
    counted: bool  # one of those that the receipt is measured by
    verdict: str = ""  # before it is weighed
    weighed: bool = False
    broken: bool = False  # a break that is not certain by itself
    stays: bool = False  # a doubt that no scale lifts
    facts: Any = ()  # the findings
    warmth: Any = ()
    frame: Any = ()
    # each sentence of the rewrite that is no copy: its numbers, its findings, whether the mutant changed it
    sentences: list[tuple[list[float], list[int], bool]] = field(default_factory=list)
    score: float = float("nan")


Job = tuple[str, str, str, str, list[str], tuple[int, ...]]
CACHE: dict[tuple[str, tuple[str, ...]], tuple[tuple[int, int, float], ...]] = {}


def honest_pairs() -> Iterator[Job]:
    """(part, kind, original, rewrite, names, seeds of its mutants)"""
    for part, back, files, step in PARTS:
        calm = {}
        for row in rows("learning" if part == "learning" else "charged", files):
            if row["calm"]:
                calm[row["id"]] = row
                yield part, "charged, calm", row["text"], row["calm"], row["names"], (0,)
        for row in rows("calm", files) if back else ():
            yield part, "calm, itself", row["text"], row["text"], row["names"], (0,)
        for number, row in enumerate(rows("paraphrases", files)):
            original, other, names = row["original"], row["paraphrase"], row["names"]
            yield part, "calm, paraphrase", original, other, names, (0,)
            if part not in TESTED:
                yield back, "paraphrase, calm", other, original, names, (0,) if number % step == 0 else ()
            if row["of"] in calm:
                yield part, "charged, paraphrase", calm[row["of"]]["text"], other, names, ()


def unread(jobs: list[Job]) -> Places:
    """The pieces of each message with how likely a calm wording leaves them out, by a judge that never read its hand.

    Tags, turns and trees are learned from the other hands; the warmth of words, one number a word, is the package's.
    """
    from bench.lens_parts.judge import matrix, trees
    from sklearn.linear_model import LogisticRegression

    from bothways.lens.judge.signs import NAMES

    texts = {
        fold: sorted({(job[2], tuple(job[4])) for job in jobs if job[0] in parts})
        for fold, (_, parts) in UNREAD.items()
    }
    with Pool(2) as pool:
        got = pool.map(_seen, texts.items(), chunksize=1)
    clear = [(fold, one) for fold, learn, _ in got for one in learn if one["left out"] is not None]
    data, fold_of = [one for _, one in clear], np.array([fold for fold, _ in clear])
    y = np.array([one["left out"] for one in data])
    held: dict[str, set[str]] = defaultdict(set)
    for one in data:
        for turn in one["turns"]:
            held[turn].add(one["message"])
    turns = {turn: n for n, turn in enumerate(sorted(t for t, some in held.items() if len(some) >= 3))}
    by_turn, place = matrix(data, turns), NAMES.index("turns of speech")
    x = np.array([one["signs"] for one in data])
    models = {}
    for fold in UNREAD:
        model = LogisticRegression(C=0.2, max_iter=300, tol=1e-3, solver="liblinear")
        models[fold] = model.fit(by_turn[fold_of != fold], y[fold_of != fold])
        x[fold_of == fold, place] = model.decision_function(by_turn[fold_of == fold])
    found: Places = {}
    for fold, _, mine in got:
        others = fold_of != fold
        rows_ = np.array([one["signs"] for one in mine])
        rows_[:, place] = models[fold].decision_function(matrix(mine, turns))
        sure = trees(x[others], y[others]).predict_proba(rows_)[:, 1].tolist()
        pieces: dict[Any, list[tuple[int, int, float]]] = {text: [] for text in texts[fold]}
        for one, chance in zip(mine, sure, strict=True):
            pieces[one["text"]].append((*one["span"], chance))
        found |= {text: tuple(some) for text, some in pieces.items()}
    return found


def _seen(job: tuple[str, list[tuple[str, tuple[str, ...]]]]) -> tuple[str, list[Any], list[Any]]:
    """What a hand's pieces look like to a tagger that never read it: those to learn from, those of the texts to judge."""
    from bench.lens_parts import tagger

    from bothways.lens import facts_of
    from bothways.lens.charge.parts import parts_of
    from bothways.lens.judge.turns import turns_in
    from bothways.lens.judge.weighing import looked_at
    from bothways.lens.judge.words import warmth

    fold, texts = job
    mine = UNREAD[fold][0]
    others = [hand for _, _, hand in tagger.HANDS if hand not in mine]
    words = tagger.keyed(s for s in tagger.sentences() if s.hand in others)
    judged = []
    with tagger.tables(tagger.fitted(words, others), dict(warmth())):
        learn = [one for hand in mine for one in tagger.pieces_of_hand(hand)]
        for text, names in texts:
            parts = parts_of(text)
            for seen in looked_at(parts, facts_of(text, names=names), names=names):
                at = parts[seen.part].start
                span = (at + seen.piece.start, at + seen.piece.end)
                turns = turns_in(seen.piece.text, names)
                judged.append({"text": (text, names), "span": span, "signs": seen.signs, "turns": turns})
    keep = ("signs", "turns", "left out", "message")
    return fold, [{key: one[key] for key in keep} for one in learn], judged


def looked(jobs: list[Job], places: Places) -> list[One]:
    """All pairs, honest and broken, each with its verdict before it is weighed."""
    with Pool(2, initializer=_known, initargs=(places,)) as pool:
        return [one for some in pool.imap(_pairs, jobs, chunksize=16) for one in some]


def _known(places: Places) -> None:
    """Puts the judges that have not read a message in the place of the package's, which has."""
    from bothways.lens.receipt import figures

    CACHE.update(places)
    own = figures._pieces
    figures._pieces = lambda text, names: CACHE.get((text, names)) or own(text, names)  # type: ignore[assignment]


def _pairs(job: Job) -> list[One]:
    from lens_set.mutations import mutants

    part, kind, original, rewrite, names, seeds = job
    counted = not part.startswith("back")
    found = [_one(One(part, kind, True, counted), original, rewrite, names, None)]
    base = set(_said(rewrite, names))
    for seed in seeds:
        for number, mutant in enumerate(mutants(rewrite, names=names, seed=seed)):
            if part != "learning" or number % 2 == 0:
                one = One(part, mutant.kind, False, counted)
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
    from bothways.lens.receipt.signs import frame_of, share_known
    from bothways.lens.receipt.verdicts import BREAKING, whole_of
    from bothways.lens.receipt.warmth import is_missing, warmth_of
    from bothways.lens.receipt.weighing import FREE, findings_at, is_certain, is_weighed, stays

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
    told = [n for n, fact in enumerate(facts) if fact.verdict != "kept" or fact.reason]
    one.facts, one.warmth = tuple(facts[n] for n in told), [warmth[n] for n in told]
    one.frame = frame_of(pair)
    numbers = pieces_of(pair)
    at = findings_at(pair, one.facts, numbers)
    new = set() if base is None else {n for text, n in _said(rewrite, names).items() if text not in base}
    one.sentences = [(row, at.get(n, []), n in new) for n, row in numbers.items()]
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
    hands = {
        "dev": "first",
        "back": "first",
        "back b": "hand b",
        "back c": "hand c",
        **dict.fromkeys(TESTED, TEST),
    }
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
    from bothways.lens.receipt.signs import told_of, type_of
    from bothways.lens.receipt.warmth import WARMTH
    from bothways.lens.receipt.weighing import findings_row

    started = time.time()
    jobs = list(honest_pairs())
    everything = looked(jobs, unread(jobs))
    pairs = [one for one in everything if one.weighed]
    said = Counter(type_of(f, warm) for one in pairs for f, warm in zip(one.facts, one.warmth, strict=True))
    types = sorted(name for name, n in said.items() if n >= LEAST)
    known = {name: place for place, name in enumerate(types)}
    print(
        f"{len(everything):,} pairs, {len(pairs):,} without a certain break, {len(types)} types of findings"
    )
    print(f"{time.time() - started:.0f} s", flush=True)
    folds = folds_of(pairs)
    w = np.array([WEIGHT[one.part] for one in pairs])

    x, y, of = [], [], []
    for number, one in enumerate(pairs):
        for row, at, new in one.sentences:
            x.append(row + findings_row([one.facts[n] for n in at], [one.warmth[n] for n in at], known))
            y.append(0 if one.honest else 1 if new else -1)
            of.append(number)
    of = np.array(of)
    scores, by_sentence = aside(np.array(x), np.array(y), w[of], folds[of], SENTENCE)
    found: dict[int, list[float]] = defaultdict(list)
    for number, score in zip(of.tolist(), scores.tolist(), strict=True):
        found[number].append(score)
    rows_ = np.array(
        [[*one.frame, *told_of(one.facts, one.warmth, found[n], known)] for n, one in enumerate(pairs)]
    )
    truth = np.array([0 if one.honest else 1 for one in pairs])
    totals, by_pair = aside(rows_, truth, w, folds, PAIR)
    for one, total in zip(pairs, totals.tolist(), strict=True):
        one.score = total
    doubt, broken = chosen(everything)
    told(everything, doubt, broken)
    print(f"{time.time() - started:.0f} s", flush=True)
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
    few enough of their honest pairs are called broken: `MOST_BROKEN`, or `MORE` than certain breaks alone call so.
    """
    some = [one for one in everything if one.counted and one.part in NEW]
    steps = [
        float(t) for t in np.quantile([one.score for one in some if one.weighed], np.linspace(0, 1, 201))
    ]
    doubt = max((t for t in steps if rates(some, t, 99.0)[0] <= MOST_CLEAN), default=-9.0)
    most = max(MOST_BROKEN, rates(some, doubt, 99.0)[1] + MORE)
    broken = min((t for t in steps if rates(some, doubt, t)[1] <= most), default=9.0)
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
