"""Whose wording comes out calm with every fact: the lens, copying, deleting by word list, a small local model.

All are judged by the same eye (`reframing.judged`) on the same messages: changed, receipt clean, no charge left, every
hand-labelled fact there. The model's raw answers are judged, and then what is passed on when the receipt guards them.
The list of labelled charge, and the lens, were made with the open part in view: what both score there says how well they
fit it. The sealed and the fresh part say how they carry over, and the list of ParaDetox is of other messages anyway.
"""

from __future__ import annotations

import random
import time
from typing import Any

from bothways.lens import reframe
from lens_parts import local_model
from lens_parts.own_set import rows, wilson
from lens_parts.peers import as_done, delete, list_from_labels, list_from_pairs
from lens_parts.reframing import judged


def run(*, prefix: str, models: int) -> list[tuple[str, Any, str, bool | None]]:
    """Judge all wordings on the messages of one part of the set (`prefix`), the model's on the first `models` drawn."""
    messages = [r for r in rows("charged", f"{prefix}*.jsonl") if not r["escalate"]]
    lists = {}
    lists["words of labelled charge"] = list_from_labels([r for r in rows() if r["calm"]], rows("calm"))
    try:
        from lens_parts import paradetox

        lists["ParaDetox"] = list_from_pairs(
            (a, b) for a, rewrites in paradetox.split(600)[0] for b in rewrites[:1]
        )
    except FileNotFoundError:
        print("skipped: the list learned from ParaDetox (its data are not there)")
    seen = ", in view when the lens and the list of labelled charge were made" if prefix == "dev" else ""
    print(f"\nwordings of {len(messages)} charged messages ({prefix}{seen})")
    print(f"{'':44}{'n':>5}{'changed':>9}{'receipt clean':>15}{'broken':>8}{'all right':>11}   [95 %]")
    _line("copy", messages, [as_done(r["text"], r["text"], names=r["names"]) for r in messages])
    for name, dropped in lists.items():
        done = [as_done(r["text"], delete(r["text"], dropped), names=r["names"]) for r in messages]
        _line(f"deletion, {len(dropped)} {name}", messages, done)
    ours = [reframe(r["text"], audience=r["for"], names=r["names"]) for r in messages]
    right = _line("the lens", messages, ours)
    goals: list[tuple[str, Any, str, bool | None]] = [
        (
            "charged messages that come out changed, clean, uncharged, whole",
            f"{right:.1%}" + (" in view" if prefix == "dev" else ""),
            "85 % or more",
            right >= 0.85,
        )
    ]
    drawn = random.Random(7).sample(range(len(messages)), min(models, len(messages)))
    some = [messages[i] for i in drawn]
    with local_model.serving() as model:
        if model is None:
            return [*goals, ("a local model on loopback", "skipped", "see above", None)]
        started = time.perf_counter()
        raw = [as_done(r["text"], local_model.plain_answer(model, r), names=r["names"]) for r in some]
        took = (time.perf_counter() - started) / len(some)
        _line(f"{model.name}, raw ({took:.0f} s a message)", some, raw)
        _line("the lens, the same messages", some, [ours[i] for i in drawn])
        guarded, passed = local_model.guarded(model, some)
        share = _line(f"{model.name} behind the receipt, {passed} of its wordings passed", some, guarded)
        broken = sum(d.receipt.verdict != "clean" for d in guarded)
    goals.append(
        (f"{model.name} behind the receipt: wordings passed that are not clean", broken, "0", broken == 0)
    )
    goals.append((f"{model.name} behind the receipt: all right", f"{share:.1%}", "beside", None))
    return goals


def _line(name: str, messages: list[dict[str, Any]], done: list[Any]) -> float:
    right = sum(not judged(r, d) for r, d in zip(messages, done, strict=True))
    n = len(messages)
    low, high = wilson(right, n)
    print(
        f"{name:44}{n:5}{sum(d.changed for d in done) / n:9.1%}"
        f"{sum(d.receipt.verdict == 'clean' for d in done) / n:15.1%}{sum(d.receipt.verdict == 'broken' for d in done) / n:8.1%}"
        f"{right / n:11.1%}   [{low:.1%} to {high:.1%}]",
        flush=True,
    )
    return right / n
