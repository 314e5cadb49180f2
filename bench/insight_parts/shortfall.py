"""The shortfall bridge: how often its intervals hold what is true, whether causes are ranked right, how long it takes.

Companies are simulated with planted rates (tests/planted). Of each the last quarter is explained by the one
before, and the amounts are held to the true Shapley shares, worked out over all orders.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2] / "tests"))

from bothways.insight.shortfall import Factors, bridge, shapley
from planted.company import FACTORS, Plan, company
from planted.coverage import NAMES, coverage, span

STEPS = {"calm": 0.08, "usual": 0.2, "wild": 0.35}
SIZES = (
    ("small, 40 deals, 1 segment", 300, Plan(deals=40, segments=1)),
    ("small, 40 deals, 4 segments", 300, Plan(deals=40, segments=4)),
    ("middle, 150 deals, 1 segment", 200, Plan(deals=150, segments=1)),
    ("middle, 150 deals, 6 segments", 200, Plan(deals=150, segments=6)),
    ("large, 800 deals, 8 segments", 100, Plan(deals=800, segments=8)),
    ("large, 800 deals, 40 segments", 100, Plan(deals=800, segments=40)),
)
CLEAR = {"volume": -0.7, "mix": -0.9, "slippage": -1.6, "win_rate": -1.2, "size": -0.7}


Goals = list[tuple[str, str, str, bool | None]]
"""What, the figure, its goal, whether it is met."""


def run(*, quick: bool = False) -> Goals:
    """Print the tables; return the figures that have a goal. `quick` makes fewer companies."""
    scale = 0.1 if quick else 1.0
    return [*_coverage(scale), *_ranking(scale), *_speed()]


def _coverage(scale: float) -> Goals:
    print("Bridge: of 100 companies, how many true amounts lie in the 80 % interval (goal 75 to 85)")
    print(f"{'':44}{''.join(f'{name:>10}' for name in NAMES)}{'all':>8}{'n':>6}")
    pooled: dict[str, list[np.ndarray]] = {}
    for world, steps in STEPS.items():
        for place, (name, many, plan) in enumerate(SIZES):
            n = max(10, int(many * scale))
            moved = Plan(**{**vars(plan), "steps": dict.fromkeys(FACTORS, steps)})
            found = coverage(companies=n, seed=100_000 * (place + 1), plan=moved)
            row = np.array([found.held.get(bar, np.nan) for bar in NAMES])
            pooled.setdefault(name, []).append(row)
            _row(f"{world}: {name}", row, n)
    goals: Goals = []
    for name, rows in pooled.items():
        mean = np.mean(rows, axis=0)
        _row(f"all three: {name}", mean, 0)
        all_bars = float(100 * np.nanmean(mean))
        goals.append((f"intervals hold, {name}", f"{all_bars:.1f} of 100", "75 to 85", 75 <= all_bars <= 85))
    return goals


def _row(name: str, row: np.ndarray, n: int) -> None:
    cells = "".join(f"{'-':>10}" if np.isnan(one) else f"{100 * one:10.0f}" for one in row)
    print(f"{name:44}{cells}{100 * np.nanmean(row):8.1f}{n or '':>6}", flush=True)


def _ranking(scale: float) -> Goals:
    goals: Goals = []
    print("\nBridge: planted clearly, named as the largest cause (of 100 companies)")
    for name, deals, many in (("small", 40, 60), ("middle", 150, 60), ("large", 800, 30)):
        n, cells, right = max(10, int(many * scale)), [], []
        for factor, change in CLEAR.items():
            plan = Plan(deals=deals, segments=4, steps=dict.fromkeys(FACTORS, 0.05), planted={factor: change})
            found = coverage(companies=n, seed=7_000, plan=plan)
            right.append(found.right)
            cells.append(
                f"{factor} {100 * found.right:.0f} (n {found.clear}, held {100 * found.held[factor]:.0f})"
            )
        print(f"  {name}, {deals} deals a quarter, n {n}: {', '.join(cells)}", flush=True)
        mean = float(np.nanmean(right))
        what = f"planted cause named the largest, {name} ({deals} deals a quarter)"
        goals.append((what, f"{100 * mean:.0f} of 100", "ranked right (no number)", None))
    return goals


def _speed() -> Goals:
    print("\nBridge: how long")
    rng = np.random.default_rng(0)
    made = [Factors(rng.gamma(50, 4, 2000), *(rng.random((2000, 200)) for _ in range(4))) for _ in range(2)]
    took = min(_timed(lambda: shapley(*made)) for _ in range(3))
    print(f"  shares alone, 2,000 draws x 200 segments: {1000 * took:.0f} ms")
    before, slowest = 0.0, 0.0
    for deals in (2_500, 5_000, 10_000, 20_000):
        one = company(seed=1, new=Plan(deals=deals, segments=200), quarters=2)
        spans = {"actual": span(one.periods[-1]), "base": span(one.periods[-2])}
        took = min(_timed(lambda o=one, s=spans: bridge(o.columns, **s, draws=2000)) for _ in range(3))
        growth = f", {took / before:.2f} times" if before else ""
        print(
            f"  whole bridge, 2,000 draws x 200 segments, {len(one.columns):,} deals: {took:.2f} s{growth}",
            flush=True,
        )
        before, slowest = took, max(slowest, took)
    return [
        (
            "whole bridge, 2,000 draws x 200 segments, 20,000 deals",
            f"{slowest:.2f} s CPU",
            "under 2 s",
            slowest < 2,
        )
    ]


def _timed(call) -> float:
    start = time.process_time()
    call()
    return time.process_time() - start


if __name__ == "__main__":
    run()
