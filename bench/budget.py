"""Allocation beside HiGHS' mixed-integer solver and SciPy's SLSQP: the same answer? how fast? how does it grow?

One run prints the tables, and then every figure that has a goal with the goal and whether it is met. Times are
processor time of one thread, so that a busy machine does not change them.

    python bench/budget.py            everything: a minute or two
    python bench/budget.py --quick    smaller problems for the peers
"""

from __future__ import annotations

import argparse
import math
import os
import time
from collections.abc import Callable

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")  # before NumPy is loaded: it reads them once

import numpy as np  # noqa: E402
from scipy.optimize import minimize  # noqa: E402

from bothways.budget import Case, Line, ladder, work_out  # noqa: E402
from bothways.budget.allocation import (  # noqa: E402
    Bound,
    Problem,
    Timing,
    allocate,
    best_values,
    make_unit,
    prices,
)
from bothways.budget.allocation.solver import solve_with_highs  # noqa: E402
from bothways.budget.response import Adbudg, Judgement, judged_response  # noqa: E402

Goal = tuple[str, str, str, bool]


def timed(act: Callable[[], object]) -> tuple[float, object]:
    """Return seconds of processor time and the result."""
    start = time.process_time()
    found = act()
    return time.process_time() - start, found


def territories(units: int, heads: int, *, seed: int, draws: int = 0) -> tuple[Problem, list[np.ndarray]]:
    """Territories with ADBUDG curves, six in ten S-shaped; with draws, each curve's shape in doubt by 20 %."""
    chance = np.random.default_rng(seed)
    x = np.arange(heads + 1)
    made, drawn = [], []
    for at in range(units):
        today = max(1.0, heads / units) * chance.uniform(0.5, 1.5)
        c = chance.uniform(1.2, 4) if chance.random() < 0.6 else chance.uniform(0.4, 1)
        floor, ceiling = chance.uniform(0, 0.6), chance.uniform(1.2, 2.5)
        size = chance.lognormal(0, 0.7)
        curve = Adbudg.through_reference(floor=floor, ceiling=ceiling, c=c)
        made.append(make_unit(f"u{at}", values=size * curve.at(x / today), uses={"heads": 1}))
        if draws:
            shapes = c * np.exp(0.2 * chance.standard_normal(draws))
            columns = [
                size * Adbudg.through_reference(floor=floor, ceiling=ceiling, c=one).at(x / today)
                for one in shapes.tolist()
            ]
            drawn.append(np.stack(columns, axis=1))
    return Problem(tuple(made), (Bound(name="heads", resource="heads", most=heads),)), drawn


def slsqp(problem: Problem, heads: int) -> float:
    """A smooth solver on the interpolated curves, rounded down and filled up by the best single steps."""
    n, at = len(problem.units), np.arange(heads + 1)
    tables = np.array([unit.values for unit in problem.units])
    found = minimize(
        lambda x: -sum(np.interp(one, at, row) for one, row in zip(x, tables, strict=True)),
        np.full(n, heads / n), bounds=[(0, heads)] * n, method="SLSQP",
        constraints={"type": "ineq", "fun": lambda x: heads - x.sum()}, options={"maxiter": 200},
    )  # fmt: skip
    levels = [int(one) for one in np.floor(found.x + 1e-6)]
    while sum(levels) < heads:
        steps = [row[k + 1] - row[k] if k < heads else -np.inf for row, k in zip(tables, levels, strict=True)]
        levels[int(np.argmax(steps))] += 1
    return problem.value(levels)


def greedy(problem: Problem, heads: int) -> float:
    """One step at a time, each time the best one."""
    levels = [0] * len(problem.units)
    for _ in range(heads):
        steps = [
            unit.values[k + 1] - unit.values[k] if k < unit.top else -np.inf
            for unit, k in zip(problem.units, levels, strict=True)
        ]
        levels[int(np.argmax(steps))] += 1
    return problem.value(levels)


def beside_peers(quick: bool) -> list[Goal]:
    """The same problems for all; the share of the best that each reaches, and its time."""
    sizes = [(12, 60), (25, 80)] + ([] if quick else [(50, 100), (60, 200)])
    print(
        f"{'units':>6} {'heads':>6} | {'ours s':>8} {'HiGHS s':>8} {'faster':>7} {'apart':>8} | {'SLSQP':>7} {'greedy':>7}"
    )
    ratios, apart, traps = [], [], []
    solve_with_highs(territories(3, 5, seed=1)[0])  # loads the solver
    for units, heads in sizes:
        problem, _ = territories(units, heads, seed=units)
        allocate(problem)
        repeated = max(3, 2000 // heads)
        ours = timed(lambda p=problem, n=repeated: [allocate(p) for _ in range(n)])[0] / repeated
        best = allocate(problem).value
        theirs, levels = timed(lambda p=problem: solve_with_highs(p))
        assert isinstance(levels, tuple)
        solver = problem.value(levels)
        smooth, steps = slsqp(problem, heads) / best, greedy(problem, heads) / best
        ratios.append(theirs / ours)
        apart.append(abs(solver - best) / best)
        traps.append(min(smooth, steps))
        print(
            f"{units:>6} {heads:>6} | {ours:>8.4f} {theirs:>8.2f} {theirs / ours:>6.0f}x {apart[-1]:>8.1e} | "
            f"{smooth:>7.1%} {steps:>7.1%}"
        )
    return [
        (
            "the same exact answer as HiGHS (largest relative difference)",
            f"{max(apart):.1e}",
            "≤ 1e-9",
            max(apart) <= 1e-9,
        ),
        ("faster than HiGHS, at the least", f"{min(ratios):.0f}x", "≥ 20x", min(ratios) >= 20),
        (
            "share of the best that SLSQP or greedy reach, at the worst",
            f"{min(traps):.1%}",
            "below 100 %",
            min(traps) < 1,
        ),
    ]


def a_case() -> list[Goal]:
    """Twelve lines from judgements, with ladder, prices of two limits and 1,000 draws of each rung."""
    seconds, found = timed(_whole_case)
    print(f"\n12 lines, ladder of four, prices, 1,000 draws: {seconds:.2f} s; {found}")
    return [("12 units, ladder, prices, 1,000 draws", f"{seconds:.2f} s", "< 1 s", seconds < 1)]


def _whole_case() -> str:
    """As the product does it: curves from judgements, drawn; a ladder with its prices and doubt; a limit on heads."""
    chance = np.random.default_rng(4)
    lines = []
    for at in range(12):
        gain = chance.uniform(0.01, 0.04)
        people = [
            Judgement.of_new(
                who, half=1 + 0.55 * gain * off, full=1 + gain * off, half_more=1 + 1.25 * gain * off,
                saturation=1 + 1.6 * gain * off,
            )
            for who, off in (("Ada", 1.0), ("Ben", 1.15))
        ]  # fmt: skip
        timing = Timing(periods=12, ramp=(0.0, 0.25, 0.5, 0.75, 1.0), attrition=0.01, carry_over=0.3)
        name = f"line {at}"
        lines.append(
            Line(
                name=name, kind="people" if at < 6 else "tool", ask=int(chance.integers(1, 6)), timing=timing,
                each=float(chance.uniform(300, 900)), response=judged_response(name, judgements=people),
            )
        )  # fmt: skip
    heads = Bound(name="heads", resource="people", most=9, units=frozenset(line.name for line in lines[:6]))
    case = Case(
        title="Twelve lines", lines=tuple(lines), periods=tuple(f"2027-{m:02d}" for m in range(1, 13)),
        result=5_000_000, margin=0.6, bounds=(heads,), draws=1000,
    )  # fmt: skip
    worked = work_out(case)
    rungs = ladder(worked)
    whole = rungs[2]
    assert len(prices(worked.problem)) == 1
    return (
        f"{whole.name} leaves {whole.plan.value:,.0f} ({whole.plan.low:,.0f} to {whole.plan.high:,.0f}); "
        f"within 2 % of the best in {whole.doubt.chance_near:.0%} of draws; 60 % leaves {rungs[0].plan.value:,.0f}"
    )


def large() -> list[Goal]:
    """What a large organisation asks."""
    problem, draws = territories(200, 300, seed=2, draws=200)
    once = timed(lambda: allocate(problem))[0]
    seconds = timed(lambda: best_values(problem, values=draws))[0]
    huge, _ = territories(1000, 1000, seed=3)
    most = timed(lambda: allocate(huge))[0]
    print(
        f"\n200 units, 300 heads: once {once:.3f} s, 200 draws {seconds:.2f} s. 1,000 units, 1,000 heads: {most:.2f} s"
    )
    return [
        ("200 units, 300 heads, 200 draws, exact", f"{seconds + once:.2f} s", "< 10 s", seconds + once < 10),
        ("1,000 units, 1,000 heads, once", f"{most:.2f} s", "< 10 s", most < 10),
    ]


def growth() -> list[Goal]:
    """How time grows: with heads at 100 units, and with units at 200 heads."""
    print(f"\n{'units':>6} {'heads':>6} {'seconds':>9} {'exponent':>9}")
    for rows in ([(100, h) for h in (100, 200, 400, 800)], [(u, 200) for u in (50, 100, 200, 400, 800)]):
        before = None
        for units, heads in rows:
            problem, _ = territories(units, heads, seed=5)
            allocate(problem)
            seconds = min(timed(lambda p=problem: allocate(p))[0] for _ in range(3))
            told = "" if before is None else f"{math.log2(seconds / before):.2f}"
            print(f"{units:>6} {heads:>6} {seconds:>9.4f} {told:>9}")
            before = seconds
    return []


def main() -> int:
    """Run everything."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("--quick", action="store_true")
    wanted = asked.parse_args()
    goals = [*beside_peers(wanted.quick), *a_case(), *large(), *growth()]
    print()
    for what, figure, goal, met in goals:
        print(f"{'ok ' if met else 'NOT'}  {what:<64} {figure:>10}   {goal}")
    return int(not all(met for *_, met in goals))


if __name__ == "__main__":
    raise SystemExit(main())
