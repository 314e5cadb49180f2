"""Results: how good shrinkage and the partial order are on planted truth, and what 100,000 deals cost."""

from __future__ import annotations

import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import numpy as np

sys.path.append(str(Path(__file__).parents[1]))

from bothways.evidence import open_snapshot
from bothways.evidence.measures import measure
from bothways.insight.results import results, shrunk_counts, shrunk_means, shrunk_rates
from bothways.insight.results.order import rates_differ, told_apart
from bothways.insight.results.standings import LEVELS, MEASURES
from insight_parts.sized import sized

SIZES = (10_000, 30_000, 100_000)
RUNS = 400
SINCE = date(2026, 9, 1)
Goals = list[tuple[str, str, str, bool | None]]
"""What, the figure, its goal, whether it is met."""


def _rates(rng: np.random.Generator, groups: int):
    truth = rng.beta(6, 14, groups)
    n = rng.integers(3, 40, groups)
    hits = rng.binomial(n, truth)
    return shrunk_rates(hits, n), hits / n, truth


def _logs(rng: np.random.Generator, groups: int):
    truth = rng.normal(4, 0.3, groups)
    error = 0.8 / np.sqrt(rng.integers(1, 15, groups))
    mean = rng.normal(truth, error)
    return shrunk_means(mean, error), mean, truth


def _counts(rng: np.random.Generator, groups: int):
    truth = rng.gamma(1 / 0.16, 0.32, groups)
    weeks = rng.uniform(1, 5, groups)
    counts = rng.poisson(truth * weeks)
    return shrunk_counts(counts, weeks), counts / weeks, truth


def quality(runs: int = RUNS) -> Goals:
    goals: Goals = []
    print(
        f"Shrinkage, {runs} companies of each size: share of 80 % intervals that hold the truth, squared error"
    )
    for name, family in (("rates", _rates), ("logs", _logs), ("counts", _counts)):
        for groups in (5, 12, 30):
            rng = np.random.default_rng(groups)
            covered, own, raw = [], [], []
            for _ in range(runs):
                post, value, truth = family(rng, groups)
                covered.append(((post.low <= truth) & (truth <= post.high)).mean())
                own.append(((post.value - truth) ** 2).mean())
                raw.append(((value - truth) ** 2).mean())
            held = 100 * float(np.mean(covered))
            goals.append(
                (
                    f"shrunk {name}, {groups} groups: intervals hold",
                    f"{held:.1f} of 100",
                    "75 to 85",
                    75 <= held <= 85,
                )
            )
            print(f"  {name:7} {groups:3} groups  covered {np.mean(covered):.3f}  "
                  f"error {np.mean(own) / np.mean(raw):.2f} of the raw one")  # fmt: skip
    print(f"Pairs told apart, 12 people, {runs} companies")
    for spread, words in ((0.0, "equal rates"), (0.07, "small differences"), (0.15, "plain differences")):
        rng = np.random.default_rng(7)
        apart, wrong = 0, 0
        for _ in range(runs):
            truth = np.clip(rng.normal(0.4, spread, 12), 0.02, 0.98) if spread else np.full(12, 0.4)
            n = rng.integers(10, 80, 12)
            hits = rng.binomial(n, truth)
            above = told_apart(shrunk_rates(hits, n), differ=rates_differ(hits, n)) > 0
            apart += int(above.sum())
            wrong += int((above & (truth[:, None] <= truth[None, :])).sum())
        print(
            f"  {words:18} {apart / runs / 66:6.1%} of pairs told apart, {wrong / max(apart, 1):6.1%} of these wrong"
        )
        # Chance of the runs themselves: two standard errors of a share of so many pairs.
        share, most = wrong / max(apart, 1), 0.05 + 2 * (0.05 / max(apart, 1)) ** 0.5
        if spread:
            goals.append(
                (
                    f"pairs told apart that are wrong, {words}",
                    f"{share:.1%} of {apart}",
                    "at most 5 %",
                    share <= most,
                )
            )
    return goals


def speed(sizes: tuple[int, ...] = SIZES) -> Goals:
    print(
        "All results of a quarter, with what changed since a day: CPU and wall seconds; the measures alone beside"
    )
    with tempfile.TemporaryDirectory() as folder:
        for size in (1_000, *sizes):
            snapshot = sized(Path(folder) / f"{size}", deals=size)
            times = []
            for run in (
                lambda one: results(one, period="2026Q3", since=SINCE),
                lambda one: (
                    measure(one, period=one.calendar.period("2026Q3"), by=LEVELS, names=MEASURES).figures
                ),
            ):
                opened = open_snapshot(snapshot.folder)
                assert opened.con
                cpu, wall = time.process_time(), time.perf_counter()
                run(opened)
                times.append((time.process_time() - cpu, time.perf_counter() - wall))
                opened.close()
            if size >= 10_000:  # the first loads what is loaded once
                print(
                    f"  {size:8,} deals  {times[0][0]:6.2f} CPU {times[0][1]:6.2f} s; a period's measures {times[1][0]:5.2f} CPU"
                )
    return [
        (
            f"all results, {sizes[-1]:,} deals",
            f"{times[0][0]:.2f} s CPU, {times[0][1]:.2f} s",
            "none set",
            None,
        )
    ]


def run(*, quick: bool = False) -> Goals:
    """Print all of it; return the figures that have a goal."""
    return [*quality(100 if quick else RUNS), *speed(SIZES[:1] if quick else SIZES)]


if __name__ == "__main__":
    run()
