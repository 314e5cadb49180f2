"""Makes the tagger and the judge (`bothways.lens.judge`) from all labelled hands, and says how they do on a hand they never read.

    python bench/lens_parts/tagger.py                  hand by hand, each left out of everything it is measured on
    python bench/lens_parts/tagger.py --write          the tables for the package, learned from all hands that may be read
    … --vectors words.npz                              learns the warmth of words anew (see `vectors`), else it is kept

A word is left out where a word-by-word comparison of message and calm wording takes it away and its run does not stand
elsewhere in the calm wording. Hands in `NOT_READ` are never opened here.
"""

from __future__ import annotations

import difflib
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

HERE = Path(__file__).resolve().parent
sys.path[:0] = [p for p in (str(HERE.parent), str(HERE.parents[1] / "tests")) if p not in sys.path]
PACKAGE = HERE.parents[1] / "src" / "bothways" / "lens" / "judge"
# part of the set, files, whose hand; hands are left out together.
HANDS = (
    ("charged", "dev_*.jsonl", "first"),
    ("calm", "dev_*.jsonl", "second"),
    ("charged", "fresh_01.jsonl", "third"),
    ("learning", "learn_*.jsonl", "fourth"),
    ("charged", "hand_b_0[123].jsonl", "b"),
    ("charged", "hand_c_01.jsonl", "c"),
)
LEAST = 3  # words that must have a key before it gets a weight
SMALLEST = 0.01  # weights nearer to nothing are not kept
STRENGTH = 0.05


@dataclass(slots=True)
class Sentence:
    """A sentence of a message with its words' labels: 1 left out, 0 kept, None unclear."""

    hand: str
    message: str
    text: str
    facts: list[tuple[int, int, str]]
    names: tuple[str, ...]
    labels: list[int | None]


def compared(text: str, calm: str) -> dict[int, int | None]:
    """Of each word of a message (by its first character): 1 left out of the calm wording, 0 kept, None unclear."""
    from bothways.lens.judge.tagging import TOKEN
    from lens_parts.judge import content

    ours = list(TOKEN.finditer(text.replace("’", "'")))
    theirs = [m.group().lower() for m in TOKEN.finditer(calm.replace("’", "'"))]
    said = set(content(calm))
    match = difflib.SequenceMatcher(None, [m.group().lower() for m in ours], theirs, autojunk=False)
    labels: dict[int, int | None] = {}
    for way, a, b, c, d in match.get_opcodes():
        if a == b:
            continue
        words = content(text[ours[a].start() : ours[b - 1].end()])
        share = sum(w in said for w in words) / len(words) if words else 0.0
        label: int | None = 0
        if way == "delete" or (way == "replace" and b - a >= 3 * max(1, d - c)):
            label = 0 if len(words) >= 3 and share >= 0.7 else 1
        elif way == "replace":
            label = 1 if len(words) >= 3 and share <= 0.3 else 0 if share > 0.6 else None
        labels.update((ours[i].start(), label) for i in range(a, b))
    return labels


@lru_cache(maxsize=1)
def sentences() -> tuple[Sentence, ...]:
    """The sentences of all hands that may be read."""
    from bothways.lens import facts_of
    from bothways.lens.charge.parts import parts_of
    from bothways.lens.judge.tagging import TOKEN
    from lens_parts.own_set import rows

    found = []
    for part, files, hand in HANDS:
        for row in rows(part, files):
            if row.get("escalate"):
                continue
            text, names = row["text"], tuple(row["names"])
            labels = compared(text, row.get("calm") or text)
            facts = facts_of(text, names=names)
            for one in parts_of(text):
                if one.kept or not one.text.strip():
                    continue
                inside = [
                    (f.start - one.start, f.end - one.start, f.kind)
                    for f in facts
                    if f.start < one.end and one.start < f.end
                ]
                plain = one.text.replace("’", "'")
                mine = [labels.get(one.start + m.start()) for m in TOKEN.finditer(plain)]
                found.append(Sentence(hand, row["id"], one.text, inside, names, mine))
    return tuple(found)


@dataclass(slots=True)
class Keyed:
    """The clearly labelled words of some sentences: which keys each has, its label, whose hand it is."""

    x: Any
    keys: list[str]
    label: Any
    hand: Any


def keyed(some: Iterable[Sentence]) -> Keyed:
    """The words with their keys, each key with the name of its view."""
    from scipy.sparse import csr_matrix

    from bothways.lens.judge.tagging import VIEWS, looked_over

    known: dict[str, int] = {}
    at, ends, labels, hands = [], [0], [], []
    for one in some:
        seen = looked_over(one.text, facts=one.facts, names=one.names)
        for clause, row, label in zip(seen.clause_of, seen.words, one.labels, strict=True):
            if label is None:
                continue
            all_ = zip(VIEWS, (*row, *seen.clauses[clause], *seen.sentence), strict=True)
            at += [known.setdefault(f"{view}\t{key}", len(known)) for view, key in all_]
            ends.append(len(at))
            labels.append(label)
            hands.append(one.hand)
    x = csr_matrix((np.ones(len(at), np.float32), at, ends), shape=(len(labels), len(known)))
    return Keyed(x, list(known), np.array(labels), np.array(hands))


def fitted(words: Keyed, hands: Iterable[str]) -> dict[str, Any]:
    """The tagger's table learned from some hands: a weight for each key of each view that three of their words have."""
    from sklearn.linear_model import LogisticRegression

    mine = np.isin(words.hand, list(hands))
    x = words.x[mine]
    often = np.flatnonzero(np.asarray(x.sum(axis=0)).ravel() >= LEAST)
    model = LogisticRegression(C=STRENGTH, solver="liblinear", max_iter=200, tol=1e-3, random_state=0)
    model.fit(x[:, often], words.label[mine])
    views: dict[str, dict[str, float]] = {}
    for place, weight in zip(often, model.coef_[0], strict=True):
        if abs(weight) >= SMALLEST:
            view, _, key = words.keys[place].partition("\t")
            views.setdefault(view, {})[key] = round(float(weight), 2)
    return {"views": views, "base": round(float(model.intercept_[0]), 4)}


def warmed(some: Sequence[Sentence], vectors: Path) -> dict[str, float]:
    """The warmth of words, learned from the words of some sentences over vectors of many more words.

    `vectors` holds `words` and `x` (a row of numbers for each): how near words are to each other in meaning. Those of the
    package were made with all-MiniLM-L6-v2 (Apache-2.0), each word alone; only the one number a word is kept.
    """
    from sklearn.linear_model import LogisticRegression

    from bothways.lens.judge.tagging import TOKEN

    words, x = _vectors(vectors)
    place = {w: i for i, w in enumerate(words)}
    rows, labels = [], []
    for one in some:
        low = [m.group().lower() for m in TOKEN.finditer(one.text.replace("’", "'"))]
        for word, label in zip(low, one.labels, strict=True):
            if label is not None and len(word) > 3 and word in place:
                rows.append(place[word])
                labels.append(label)
    model = LogisticRegression(C=0.02, max_iter=300, class_weight="balanced").fit(x[rows], labels)
    score = x @ model.coef_[0]
    score = (score - score.mean()) / score.std()
    return {
        w: min(3.0, max(-3.0, round(2 * float(s)) / 2))
        for w, s in zip(words, score, strict=True)
        if len(w) > 3
    }


@lru_cache(maxsize=1)
def _vectors(path: Path) -> tuple[list[str], Any]:
    made = np.load(path, allow_pickle=False)
    x = made["x"] - made["x"].mean(axis=0)
    _, _, axes = np.linalg.svd(x, full_matrices=False)
    x = x @ axes[:64].T
    return [str(w) for w in made["words"]], x / x.std()


@contextmanager
def tables(tags: dict[str, Any], warmth: dict[str, float]) -> Iterator[None]:
    """The tagger with other tables than the package's, as long as this lasts."""
    from bothways.lens.judge import tagging, weighing, words

    before = tagging.weights, words.warmth
    made = tagging.weighted(tags)
    try:
        tagging.weights, words.warmth = (lambda: made), (lambda: warmth)  # type: ignore[assignment]
        words.warm.cache_clear()
        weighing._judged.cache_clear()
        yield
    finally:
        tagging.weights, words.warmth = before
        words.warm.cache_clear()
        weighing._judged.cache_clear()


def pieces_of_hand(hand: str) -> list[dict[str, Any]]:
    """The pieces that the judge learns from, of one hand, as the tagger that is in place sees them."""
    from lens_parts.judge import pieces

    return [{**p, "hand": hand} for part, files, whose in HANDS if whose == hand for p in pieces(part, files)]


@dataclass(slots=True)
class Made:
    """All tables: the tagger's, the words' warmth, the turns of speech and the judge's trees."""

    tags: dict[str, Any]
    warmth: dict[str, float]
    turns: dict[str, float]
    forest: dict[str, Any]
    cuts: dict[str, Any]


def learned(hands: Sequence[str], warmth: dict[str, float]) -> Made:
    """All tables from some hands. What the judge learns of the tagger is what that says of a hand that it hasn't read."""
    from lens_parts.judge import fit_forests, turns

    with tables({"views": {}, "base": 0.0}, warmth):
        words = keyed(s for s in sentences() if s.hand in hands)
        data = []
        for hand in hands:
            with tables(fitted(words, [h for h in hands if h != hand]), warmth):
                data += pieces_of_hand(hand)
        tags = fitted(words, hands)
        with tables(tags, warmth):
            data += [{**p, "hand": "turns"} for p in turns()]
    return Made(tags, warmth, *fit_forests(data))


@contextmanager
def judge(made: Made) -> Iterator[None]:
    """The whole judge with other tables than the package's."""
    from bothways.lens.judge import signs, turns, weighing

    before = turns.weights, weighing.forest, weighing.cuts
    grown = weighing.planted(made.forest)
    cut = weighing.planted(made.cuts, signs=(*signs.NAMES, *signs.BORDERS))
    try:
        turns.weights = lambda: made.turns  # type: ignore[assignment]
        weighing.forest, weighing.cuts = (lambda: grown), (lambda: cut)  # type: ignore[assignment]
        with tables(made.tags, made.warmth):
            yield
    finally:
        turns.weights, weighing.forest, weighing.cuts = before


def main() -> None:
    """Hand by hand, or the tables for the package."""
    hands = [hand for _, _, hand in HANDS]
    vectors = Path(sys.argv[sys.argv.index("--vectors") + 1]) if "--vectors" in sys.argv else None
    if "--write" in sys.argv:
        written(learned(hands, _warmth(hands, vectors)), warm=vectors is not None)
        return
    for hand in sys.argv[1:2] if sys.argv[1:2] and sys.argv[1] in hands else hands:
        others = [h for h in hands if h != hand]
        made = learned(others, _warmth(others, vectors))
        with judge(made):
            print(json.dumps({"left out": hand, **measured(hand)}), flush=True)


def _warmth(hands: Sequence[str], vectors: Path | None) -> dict[str, float]:
    """Learned anew where vectors are given; else the package's, which has read all hands."""
    from bothways.lens.judge.words import warmth

    return warmed([s for s in sentences() if s.hand in hands], vectors) if vectors else dict(warmth())


def written(made: Made, *, warm: bool) -> None:
    """Write the tables into the package."""
    for name, table in (
        ("tags", made.tags),
        ("turns", made.turns),
        ("forest", made.forest),
        ("cuts", made.cuts),
    ):
        indent = None if name in {"forest", "cuts"} else 0
        text = json.dumps(table, ensure_ascii=False, indent=indent, sort_keys=name == "tags")
        PACKAGE.joinpath(f"{name}.json").write_text(text, encoding="utf-8")
    if warm:
        levels: dict[int, list[str]] = {}
        for word, level in made.warmth.items():
            levels.setdefault(round(2 * level), []).append(word)
        lines = [f"{level} {' '.join(sorted(levels[level]))}" for level in sorted(levels)]
        head = "# How near words are to what calm wordings leave out, in halves. Made by bench/lens_parts/tagger.py."
        PACKAGE.joinpath("warmth.txt").write_text("\n".join([head, *lines, ""]), encoding="utf-8")


def measured(hand: str) -> dict[str, Any]:
    """How the judge in place does on one hand: words and pieces, and what comes of its messages."""
    from sklearn.metrics import roc_auc_score

    from bothways.lens.judge.tagging import tagged

    found: dict[str, Any] = {}
    labels, scores = [], []
    for one in (s for s in sentences() if s.hand == hand):
        seen = tagged(one.text, facts=one.facts, names=one.names)
        for label, score in zip(one.labels, seen.scores, strict=True):
            if label is not None:
                labels.append(label)
                scores.append(score)
    y, s = np.array(labels), np.array(scores)
    if y.sum():
        hit = s >= TAGGED
        right = int((hit & (y == 1)).sum())
        p, r = right / max(1, int(hit.sum())), right / int(y.sum())
        f1 = 2 * p * r / max(1e-9, p + r)
        auc = float(roc_auc_score(y, s))
        found["words"] = {"AUC": round(auc, 3), "P": round(p, 3), "R": round(r, 3), "F1": round(f1, 3)}
    return found | messages(hand)


TAGGED = -0.8  # log-odds from which a word counts as tagged


def messages(hand: str) -> dict[str, Any]:
    """What comes of a hand's messages: right ones (charged), unchanged ones (calm)."""
    from bothways.lens.reframing import reframe
    from lens_parts.own_set import rows
    from lens_parts.reframing import judged as faults

    good = n = same = calm = 0
    for part, files, whose in HANDS:
        if whose != hand:
            continue
        for row in rows(part, files):
            if row.get("escalate"):
                continue
            done = reframe(row["text"], audience=row.get("for", "executives"), names=row["names"])
            if (row.get("calm") or row["text"]) == row["text"]:
                calm += 1
                same += not done.changed
            elif "facts" in row:
                n += 1
                good += not faults(row, done)
    return {"right": [good, n], "calm unchanged": [same, calm]}


if __name__ == "__main__":
    main()
