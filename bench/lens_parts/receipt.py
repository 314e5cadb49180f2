"""The receipt on the house's own set: broken passed as clean, honest called broken, doubt; per class, with Wilson intervals.

PYTHONPATH=tests python -m bench.lens_parts.receipt        the open part of the set
PYTHONPATH=tests python -m bench.lens_parts.receipt show CLASS …      with the mutants that passed
"""

from __future__ import annotations

import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from lens_parts.own_set import rows, wilson


def honest(files: str):
    """Pairs that mean the same: (class, id, original, rewrite, names)."""
    calm = {}
    for row in rows("charged", files):
        if row["calm"]:
            calm[row["id"]] = row
            yield "charged, calm", row["id"], row["text"], row["calm"], row["names"]
    for row in rows("calm", files):
        yield "calm, itself", row["id"], row["text"], row["text"], row["names"]
    for row in rows("paraphrases", files):
        yield "calm, paraphrase", row["id"], row["original"], row["paraphrase"], row["names"]
        if row["of"] in calm:
            yield "charged, paraphrase", row["id"], calm[row["of"]]["text"], row["paraphrase"], row["names"]


def run(files: str = "dev_*.jsonl", seed: int = 0, show: tuple[str, ...] = (), limit: int = 12) -> dict:
    from bothways.lens import receipt
    from lens_set.mutations import CLASSES, mutants, sources

    started = time.process_time()
    pairs = 0
    good: dict[str, Counter] = defaultdict(Counter)
    for kind, name, original, rewrite, names in honest(files):
        got = receipt(original, rewrite, names=names)
        pairs += 1
        good[kind][got.verdict] += 1
        if kind in show and got.verdict != "clean" and limit:
            bad = [
                (f.kind, f.verdict, f.original, f.rewrite, f.reason) for f in got.facts if f.verdict != "kept"
            ]
            print(name, got.verdict, bad)
    bad: dict[str, Counter] = defaultdict(Counter)
    parts: dict[str, Counter] = defaultdict(Counter)
    shown: Counter = Counter()
    for name, original, rewrite, names in sources(files=files):
        for mutant in mutants(rewrite, names=names, seed=seed):
            verdict = receipt(original, mutant.text, names=names).verdict
            pairs += 1
            bad[mutant.kind][verdict] += 1
            parts[name[0]][verdict] += 1
            if mutant.kind in show and verdict == "clean" and shown[mutant.kind] < limit:
                shown[mutant.kind] += 1
                print(f"{mutant.kind} {name}: {mutant.what}\n   A {original!r}\n   M {mutant.text!r}")
    spent = (time.process_time() - started) / max(1, pairs)
    _table("honest pairs: called broken", good, "broken")
    _table("broken pairs: passed as clean", {kind: bad[kind] for kind in CLASSES if kind in bad}, "clean")
    _table("broken pairs by source (c charged, k calm, p paraphrase)", parts, "clean")
    print(f"{spent * 1000:.2f} ms of CPU a pair, the making of mutants included")
    return {"honest": good, "broken": bad, "ms": spent * 1000}


def _table(title: str, classes: dict[str, Counter], wrong: str) -> None:
    print(f"\n{title}\n{'':26}{'n':>6}{'clean':>7}{'doubt':>7}{'broken':>8}   wrong [95 %]            doubt")
    total: Counter = Counter()
    for kind, counts in classes.items():
        total += counts
        _line(kind, counts, wrong)
    _line("all", total, wrong)


def _line(kind: str, counts: Counter, wrong: str) -> None:
    n = counts.total()
    low, high = wilson(counts[wrong], n)
    share = counts[wrong] / n if n else 0.0
    print(
        f"{kind:26}{n:6}{counts['clean']:7}{counts['doubt']:7}{counts['broken']:8}"
        f"   {share:6.2%} [{low:6.2%} to {high:6.2%}]   {counts['doubt'] / n if n else 0:6.1%}"
    )


if __name__ == "__main__":
    run(show=tuple(sys.argv[2:]) if sys.argv[1:2] == ["show"] else ())
