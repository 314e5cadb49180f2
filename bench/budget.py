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
from dataclasses import replace

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")  # before NumPy is loaded: it reads them once

import numpy as np  # noqa: E402
from scipy.optimize import minimize  # noqa: E402

from bothways.budget.allocation import (  # noqa: E402
    Bound,
    Problem,
    Timing,
    allocate,
    best_by_size,
    best_values,
    best_values_at,
    flat_region,
    make_unit,
    prices,
    weigh,
    worth_by_level,
)
from bothways.budget.allocation.solver import solve_with_highs  # noqa: E402
from bothways.budget.response import Adbudg, Judgement, Response, judged_response  # noqa: E402

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
    chance = np.random.default_rng(4)
    timing = Timing(periods=12, ramp=(0.0, 0.25, 0.5, 0.75, 1.0), attrition=0.01, carry_over=0.3)
    units, draws = [], []
    for at in range(12):
        response = _response(f"line {at}", chance)
        cost = int(chance.integers(20, 120))
        base = [chance.uniform(150, 500)] * 12
        worth = worth_by_level(response.curve.at, top=6, today=6, reference=6, base=base, timing=timing)
        drawn = worth_by_level(
            response.draws(1000, seed=[4, at]).at, top=6, today=6, reference=6, base=base, timing=timing
        )
        charge = cost * np.arange(7)
        units.append(
            make_unit(
                f"line {at}", values=drawn.mean(axis=1) - charge, uses={"money": cost, "heads": int(at < 6)}
            )
        )
        draws.append(drawn - charge[:, None])
        assert len(worth) == 7
    people = frozenset(f"line {at}" for at in range(6))
    bounds = (
        Bound(name="money", resource="money", most=900),
        Bound(name="people", resource="heads", most=8, units=people),
    )
    problem = Problem(tuple(units), bounds)
    sizes = best_by_size(problem, resource="money", top=1080)
    amounts = [round(900 * share) for share in (0.6, 0.8, 1.0, 1.2)]
    best = best_values_at(problem, resource="money", amounts=amounts, values=draws)
    told = []
    for amount, row in zip(amounts, best, strict=True):
        rung = problem.with_bound(replace(bounds[0], most=amount))
        levels = sizes.levels_at(sizes.at_most(amount))
        told.append(weigh(rung, levels=levels, values=draws, baseline=[0] * 12, best=row))
    costs = prices(problem)
    flat = flat_region(sizes)
    return f"best in {told[2].chance_best:.0%} of draws, {costs[0].each:.2f} per thousand, flat from {flat.low} to {flat.high}"


def _response(name: str, chance: np.random.Generator) -> Response:
    curve = Adbudg.through_reference(
        floor=chance.uniform(0.2, 0.8), ceiling=chance.uniform(1.1, 1.8), c=chance.uniform(0.6, 3)
    )
    answers = {
        "none": curve.floor, "half": curve.at(0.5), "half_more": curve.at(1.5), "saturation": curve.ceiling
    }  # fmt: skip
    return judged_response(name, judgements=[Judgement(who=who, **answers) for who in ("Ada", "Ben")])


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
