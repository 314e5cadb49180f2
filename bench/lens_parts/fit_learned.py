"""Fits the learned eye for charge (`bothways.lens.charge.learned`) on the open part of the house's own set.

`python bench/lens_parts/fit_learned.py` prints how well it does on messages that it was not fitted on (five folds, by
message); `… --write` fits on all of them and writes the table. It is fitted on `dev_*` and `fresh_01`; the sealed and the
other fresh files are not read for that.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from bothways.lens.charge.learned import clauses_of, content_of, features_of
from bothways.lens.charge.parts import parts_of
from bothways.lens.rewrite import plan
from bothways.lens.rewrite.render import sentence_after

ROOT = Path(__file__).resolve().parents[2]
SET = ROOT / "tests" / "lens_set"
TABLE = ROOT / "src" / "bothways" / "lens" / "charge" / "lexicon" / "learned.json"
Row = tuple[list[str], int, str]


def _lines(part: str, prefix: str) -> list[dict[str, Any]]:
    return [
        json.loads(line)
        for path in sorted((SET / part).glob(f"{prefix}*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]


def clauses(text: str, names: list[str], spans: list[tuple[int, int]], group: str) -> list[Row]:
    """The clauses of a message with their features, whether they are charged, and the message that they are from."""
    parts = parts_of(text)
    name_words = frozenset(w.lower() for n in names for w in n.split())
    stems = [content_of(p.text) for p in parts]
    counted = Counter(s for own in stems for s in own)
    opened = [i for i, p in enumerate(parts) if not p.kept]
    found: list[Row] = []
    for index in opened:
        part = parts[index]
        others = frozenset(s for s in stems[index] if counted[s] > 1)
        place = "first" if index == opened[0] else "last" if index == opened[-1] else "middle"
        for start, end in clauses_of(part.text):
            a, b = part.start + start, part.start + end
            covered = sum(max(0, min(b, y) - max(a, x)) for x, y in spans)
            features = features_of(
                part.text[start:end], sentence=part.text, others=others, names=name_words, place=place
            )
            found.append((features, int(covered >= 0.6 * (b - a)), group))
    return found


def _gone(text: str, calm: str) -> list[tuple[int, int]]:
    """The words of a message that its calm wording leaves out, as spans: heat, or what was mended."""
    words = [(m.group().lower(), m.start(), m.end()) for m in re.finditer(r"[\w'’-]+|[^\w\s]", text)]
    after = [m.group().lower() for m in re.finditer(r"[\w'’-]+|[^\w\s]", calm)]
    gone: list[tuple[int, int]] = []
    for tag, a, b, _, _ in SequenceMatcher(
        None, [w for w, _, _ in words], after, autojunk=False
    ).get_opcodes():
        if tag in {"delete", "replace"}:
            gone.append((words[a][1], words[b - 1][2]))
    return gone


def learning() -> list[Row]:
    """The learning messages: what their calm wording leaves out is charged."""
    found: list[Row] = []
    for r in _lines("learning", "learn"):
        found += clauses(r["text"], r["names"], _gone(r["text"], r["calm"]), r["id"])
        found += clauses(r["calm"], r["names"], [], r["id"])
    return found


def turns() -> list[Row]:
    """Turns of speech written for fitting, each a message of its own."""
    found: list[Row] = []
    lines = (Path(__file__).parent / "turns.txt").read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines):
        sign, _, said = line.partition(" ")
        if sign in {"+", "-"}:
            found += clauses(said, [], [(0, len(said))] if sign == "+" else [], f"turn {number}")
    return found


def _mended(row: dict[str, Any]) -> list[Row]:
    """What rules made of a message's sentences: calm, or a second reading would take it out."""
    names = tuple(row["names"])
    planned = plan(row["text"], names=names)
    found: list[Row] = []
    for index in {e.part for e in planned.edits if not e.proposal}:
        edits = [e for e in planned.edits if e.part == index and not e.proposal]
        said = sentence_after(planned.parts[index], edits)
        if said and said != planned.parts[index].text:
            found += clauses(said, row["names"], [], row["id"])
    return found


def rows(*, prefix: str = "dev", calm: bool = True) -> list[Row]:
    found: list[Row] = []
    for r in _lines("charged", prefix):
        if r["escalate"]:
            continue
        spans = [
            (c["start"], c["start"] + len(c["text"]))
            for c in r["charge"]
            if c["kind"] not in {"shouting", "threat", "command"}
        ]
        found += clauses(r["text"], r["names"], spans, r["id"])
        if calm:
            found += _mended(r)
        if calm and r["calm"]:
            found += clauses(r["calm"], r["names"], [], r["id"])
    if calm:
        for r in _lines("calm", prefix):
            found += clauses(r["text"], r["names"], [], r["id"])
            for part in parts_of(r["text"]):
                # The same sentences alone: one that stands by itself is no more charged for that.
                if not part.kept:
                    found += clauses(part.text, r["names"], [], r["id"])
        for r in _lines("paraphrases", prefix):
            found += clauses(r["paraphrase"], r["names"], [], r["of"])
    return found


def _matrix(data: list[Row], known: dict[str, int]) -> csr_matrix:
    places, columns = [], []
    for at, (features, _, _) in enumerate(data):
        for f in set(features):
            if f in known:
                places.append(at)
                columns.append(known[f])
    return csr_matrix((np.ones(len(places)), (places, columns)), shape=(len(data), len(known)))


def fit(data: list[Row], *, strength: float = 0.6) -> tuple[float, dict[str, float]]:
    from sklearn.linear_model import LogisticRegression

    seen: dict[str, set[str]] = {}
    for features, _, group in data:
        for f in features:
            seen.setdefault(f, set()).add(group)
    known = {
        f: i for i, f in enumerate(sorted(f for f, g in seen.items() if len(g) >= (2 if f[0] == "w" else 3)))
    }
    model = LogisticRegression(C=strength, max_iter=2000)
    model.fit(_matrix(data, known), [y for _, y, _ in data])
    weights = {f: round(float(model.coef_[0][i]), 3) for f, i in known.items()}
    return float(model.intercept_[0]), {f: w for f, w in weights.items() if abs(w) >= 0.02}


def scored(data: list[Row], bias: float, weights: dict[str, float]) -> np.ndarray[Any, Any]:
    return np.array([bias + sum(weights.get(f, 0.0) for f in features) for features, _, _ in data])


def report(name: str, z: np.ndarray[Any, Any], y: np.ndarray[Any, Any]) -> None:
    from sklearn.metrics import average_precision_score, roc_auc_score

    print(
        name,
        "AUC",
        round(roc_auc_score(y, z), 3),
        "AP",
        round(average_precision_score(y, z), 3),
        "n",
        len(y),
        int(y.sum()),
    )
    for level in (0.3, 0.5, 0.7, 0.8, 0.9):
        hit = z >= np.log(level / (1 - level))
        right = int((hit & (y == 1)).sum())
        print(
            f"   {level}: found {hit.sum()}, precision {right / max(1, hit.sum()):.2f}, recall {right / y.sum():.2f}"
        )


if __name__ == "__main__":
    data = rows() + rows(prefix="fresh_01") + learning() + turns()
    groups = sorted({g for _, _, g in data})
    fold = {g: i % 5 for i, g in enumerate(groups)}
    z = np.zeros(len(data))
    for k in range(5):
        bias, weights = fit([d for d in data if fold[d[2]] != k])
        inside = [i for i, d in enumerate(data) if fold[d[2]] == k]
        z[inside] = scored([data[i] for i in inside], bias, weights)
    report("folds", z, np.array([y for _, y, _ in data]))
    bias, weights = fit(data)
    for extra in sys.argv[1:]:
        if not extra.startswith("--"):
            more = rows(prefix=extra, calm=True)
            report(extra, scored(more, bias, weights), np.array([y for _, y, _ in more]))
    if "--write" in sys.argv:
        table = {"bias": round(bias, 3), "weights": dict(sorted(weights.items()))}
        TABLE.write_text(json.dumps(table, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
        print(len(weights), "weights")
