"""What a theme is worth: intervals and calls on deals whose true chances are known, and what it costs.

Run `python -m insight_parts.effects` in `bench/`, or call `run()`.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2] / "tests"))

from bothways.insight.themes.measuring import measured
from planted.effects import AS_OF, PLANTS, Plant, planted, score

SIZES = ((150, 200), (300, 200), (600, 150), (1200, 100), (2500, 60))
SPEED = ((2_500, 25_000), (5_000, 50_000), (10_000, 100_000), (20_000, 200_000))
THEMES = 60


def coverage(seed: int = 1000) -> None:
    """Print how often the 80 % intervals hold the truth, and what is called an effect, by size."""
    print("Intervals at 80 %, and themes called an effect, in 100 runs (a sixth of the deals is open)")
    print(
        f"{'deals':>6} {'runs':>5} {'unshrunk':>9} {'shrunk':>7} {'at stake':>9}   called: effects  none  worst none"
    )
    for n, runs in SIZES:
        got = score(n, runs=runs, seed=seed)
        effects = got.effects
        print(
            f"{n:6} {runs:5} {100 * np.nanmean(got.raw):9.0f} {100 * np.nanmean(got.shrunk):7.0f} "
            f"{100 * np.nanmean(got.stake):9.0f}   {100 * got.called[effects].mean():15.0f} "
            f"{100 * got.called[~effects].mean():5.1f} {100 * got.called[~effects].max():11.1f}"
        )
    print()


def themes_apart(n: int = 800, runs: int = 200, *, confounding: float = 1.0, seed: int = 5000) -> None:
    """Print the same theme by theme, beside what plain win rates would have called."""
    got = score(n, runs=runs, seed=seed, confounding=confounding)
    print(
        f"Theme by theme: {n} deals, {runs} runs, confounding × {confounding:g}; called an effect in 100 runs by"
    )
    print(
        f"{'theme':18} {'log-odds':>8} {'deals':>6} {'ours':>5} {'plain':>6} {'plain, late too':>16}   held: shrunk, at stake"
    )
    for row, plant in enumerate(PLANTS):
        held = f"{100 * got.shrunk[row]:12.0f} {100 * got.stake[row]:9.0f}"
        print(
            f"{plant.name:18} {plant.effect:8.1f} {got.deals[row]:6.0f} {100 * got.called[row]:5.0f} "
            f"{100 * got.naive[row]:6.0f} {100 * got.leaky[row]:16.0f}   {held}"
        )
    print()


def power(seed: int = 9000) -> None:
    """Print how often a planted effect is found, by its size and by how many closed deals mention it."""
    effects = (-0.4, -0.8, -1.2, -1.6)
    print("Planted effects found, in 100 runs, by log-odds and closed deals that mention it")
    print(f"{'deals':>6} " + " ".join(f"{effect:>14.1f}" for effect in effects))
    for n, runs in ((300, 100), (600, 100), (1200, 80), (2500, 40)):
        cells = []
        for effect in effects:
            plants = (Plant("it", 0.06, effect), *(Plant(f"none {row}", 0.05) for row in range(7)))
            got = score(n, runs=runs, seed=seed, plants=plants)
            cells.append(f"{100 * got.called[0]:5.0f} ({got.deals[0]:4.0f})")
        print(f"{n:6} " + " ".join(f"{cell:>14}" for cell in cells))
    print()


def speed() -> None:
    """Print seconds for sixty themes, by size."""
    plants = tuple(Plant(f"theme {row}", 0.01 + 0.001 * row) for row in range(THEMES))
    print(f"{THEMES} themes measured (exposure, association, at stake, trend), CPU seconds")
    for deals, texts in SPEED:
        one = planted(deals, seed=1, plants=plants, texts=4.6)
        start = time.process_time()
        measured(one.corpus, one.assignment, one.deals, as_of=AS_OF)
        took = time.process_time() - start
        print(
            f"{deals:7,} deals {len(one.corpus):8,} texts (about {texts:,}) {took:6.2f} s {1e6 * took / deals:6.0f} µs a deal"
        )
    print()


def run() -> None:
    """Print all."""
    coverage()
    themes_apart()
    themes_apart(2500, 40, confounding=1.5)
    power()
    speed()


if __name__ == "__main__":
    run()
