"""The best plan is the best: beside every plan, beside HiGHS, and where quick ways fall into traps."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from problems import best_of_all, every_plan, random_problem, shaped_problem

from bothways.budget.allocation import (
    Bound,
    Problem,
    allocate,
    best_by_size,
    best_values,
    best_values_at,
    make_unit,
    plan_values,
)
from bothways.budget.allocation.engines import main_resource
from bothways.budget.allocation.grid import grid_plan
from bothways.budget.allocation.solver import solve_with_highs
from bothways.budget.allocation.solving import _one_by_one
from bothways.budget.allocation.states import state_table
from bothways.terms import Refusal


@pytest.mark.slow
def test_thousands_of_small_problems_against_every_plan():
    chance = np.random.default_rng(5)
    seen: Counter[str] = Counter()
    for _ in range(2500):
        problem = random_problem(chance)
        best = best_of_all(problem)
        if best is None:
            with pytest.raises(Refusal, match="can't"):
                allocate(problem)
            seen["none"] += 1
            continue
        found = allocate(problem)
        assert problem.holds(found.levels)
        assert found.value == pytest.approx(best, abs=1e-9)
        seen[found.engine] += 1
    # Each way was really gone.
    assert min(seen["none"], seen["grid"], seen["states"]) > 200


def test_every_size_is_the_best_of_that_size():
    chance = np.random.default_rng(6)
    for _ in range(300):
        problem = random_problem(chance)
        resource = main_resource(problem)
        if not resource or best_of_all(problem) is None:
            continue
        free = Problem(
            problem.units,
            tuple(
                b
                for b in problem.bounds
                if b.resource != resource or len(b.over(problem.units)) < len(problem.units)
            ),
        )
        best: dict[int, float] = {}
        for value, plan in every_plan(free):
            used = problem.used(resource, levels=plan)
            best[used] = max(value, best.get(used, -np.inf))
        found = best_by_size(problem, resource=resource)
        assert found.sizes.tolist() == sorted(best)
        assert found.values == pytest.approx([best[size] for size in sorted(best)])
        for row in range(len(found.sizes)):
            plan = found.levels_at(row)
            assert free.holds(plan)
            assert free.used(resource, levels=plan) == found.sizes[row]
            assert free.value(plan) == pytest.approx(found.values[row])


@pytest.mark.parametrize("grouped", [False, True])
def test_middle_problems_against_highs(grouped):
    chance = np.random.default_rng(7)
    for _ in range(4):
        problem = shaped_problem(8, 24, chance=chance, grouped=grouped)
        levels = solve_with_highs(problem)
        assert levels is not None
        found = allocate(problem)
        assert problem.holds(found.levels)
        assert found.value == pytest.approx(problem.value(levels), rel=1e-9)
        assert found.value >= problem.value(levels) - 1e-12


def test_several_resources_and_money_without_a_common_step_against_highs():
    chance = np.random.default_rng(8)
    for _ in range(5):
        units = []
        for at in range(9):
            cost = int(chance.integers(11_003, 90_017))
            worth = np.cumsum(chance.uniform(0, 2.5 * cost, 4))
            units.append(
                make_unit(
                    f"u{at}", values=np.r_[0, worth], uses={"money": cost, "heads": 1, "visits": at % 3}
                )
            )
        bounds = (
            Bound(name="money", resource="money", most=500_000),
            Bound(name="heads", resource="heads", most=9),
            Bound(name="visits", resource="visits", least=4, units=frozenset({"u1", "u2", "u4"})),
        )
        problem = Problem(tuple(units), bounds)
        found = allocate(problem)
        levels = solve_with_highs(problem)
        assert found.engine == "states"
        assert levels is not None
        assert found.value == pytest.approx(problem.value(levels))


@pytest.mark.slow
def test_too_many_states_are_left_to_the_solver_and_it_is_said():
    chance = np.random.default_rng(9)
    units = []
    for at in range(30):
        uses = {f"money {quarter}": int(chance.integers(10_001, 99_999)) for quarter in range(4)}
        units.append(make_unit(f"u{at}", values=[0, chance.uniform(1, 2)], uses=uses))
    bounds = tuple(Bound(name=f"q{q}", resource=f"money {q}", most=700_000) for q in range(4))
    problem = Problem(tuple(units), bounds)
    found = allocate(problem)
    assert found.engine == "highs"
    assert problem.holds(found.levels)
    # An upper bound that shares nothing with it: money of all quarters as one, divisible.
    density = sorted(
        ((u.values[1], sum(int(c[1]) for c in u.uses.values())) for u in units), key=lambda o: -o[0] / o[1]
    )
    room, bound = 2_800_000.0, 0.0
    for worth, cost in density:
        part = min(1.0, room / cost)
        bound, room = bound + part * worth, room - part * cost
    assert found.value <= bound
    assert found.value > 0.9 * bound


def test_both_programmes_agree_on_one_problem():
    problem = shaped_problem(6, 20, chance=np.random.default_rng(10), grouped=True)
    values = [unit.values[:, None] for unit in problem.units]
    assert grid_plan(problem, values=values, resource="heads", bounds=problem.bounds) is not None
    states = state_table(problem, values=values, resource="heads", bounds=problem.bounds)
    assert states is not None
    assert states.values.max() == pytest.approx(allocate(problem).value)


def test_concave_units_are_merged_and_others_are_not():
    concave = make_unit("A", values=[0, 5, 9, 12], uses={"heads": 1})
    shaped = make_unit("B", values=[0, 1, 9, 10], uses={"heads": 1})
    uneven = make_unit("C", values=[0, 5, 9], uses={"heads": [0, 1, 3]})
    problem = Problem((concave, shaped, uneven), (Bound(name="heads", resource="heads", most=4),))
    plan = grid_plan(
        problem, values=[u.values[:, None] for u in problem.units], resource="heads", bounds=problem.bounds
    )
    assert plan is not None
    assert plan.merged == (True, False, False)


def greedy(problem: Problem, heads: int) -> float:
    """One step at a time, each time the best one: exact for concave curves, and for those alone."""
    levels = [unit.least for unit in problem.units]
    for _ in range(heads):
        steps = [
            u.values[k + 1] - u.values[k] if k < u.top else -np.inf
            for u, k in zip(problem.units, levels, strict=True)
        ]
        levels[int(np.argmax(steps))] += 1
    return problem.value(levels)


def slsqp(problem: Problem, heads: int) -> float:
    """A smooth solver on the interpolated curves, rounded down and filled up by the best steps."""
    from scipy.optimize import minimize  # noqa: PLC0415

    n = len(problem.units)
    at = np.arange(heads + 1)
    found = minimize(
        lambda x: -sum(np.interp(one, at, unit.values) for one, unit in zip(x, problem.units, strict=True)),
        np.full(n, heads / n), bounds=[(0, heads)] * n, method="SLSQP",
        constraints={"type": "ineq", "fun": lambda x: heads - x.sum()},
    )  # fmt: skip
    levels = [int(one) for one in np.floor(found.x + 1e-6)]
    while sum(levels) < heads:
        steps = [
            u.values[k + 1] - u.values[k] if k < u.top else -np.inf
            for u, k in zip(problem.units, levels, strict=True)
        ]
        levels[int(np.argmax(steps))] += 1
    return problem.value(levels)


def test_greedy_is_exact_for_concave_curves():
    problem = shaped_problem(12, 40, chance=np.random.default_rng(11), s_shaped=0)
    assert greedy(problem, 40) == pytest.approx(allocate(problem).value)


def test_the_trap_in_which_one_step_at_a_time_and_smooth_solvers_stay():
    # Each product returns next to nothing until six work on it. Twelve people: two products in full, four at zero.
    x = np.arange(13)
    units = tuple(
        make_unit(f"p{at}", values=10 * x**6 / (6**6 + x**6) + 0.001 * x, uses={"heads": 1})
        for at in range(5)
    )
    timid = make_unit("timid", values=0.3 * np.sqrt(x), uses={"heads": 1})
    problem = Problem((*units, timid), (Bound(name="heads", resource="heads", most=12),))
    found = allocate(problem)
    assert found.value == pytest.approx(best_by_size(problem, resource="heads").worth(12))
    assert sorted(found.levels, reverse=True)[0] >= 6
    assert greedy(problem, 12) < 0.25 * found.value
    assert slsqp(problem, 12) < 0.6 * found.value


def test_periods_are_resources_of_their_own():
    # The same trip now or in July: one of both, and money each half-year.
    now = make_unit("now", values=[0, 9], uses={"first half": 5, "trips": 1})
    july = make_unit("July", values=[0, 6], uses={"second half": 5, "trips": 1})
    fair = make_unit("fair", values=[0, 4], uses={"first half": 4})
    bounds = (
        Bound(name="first half", resource="first half", most=5),
        Bound(name="second half", resource="second half", most=5),
        Bound(name="one trip", resource="trips", most=1),
    )
    problem = Problem((now, july, fair), bounds)
    assert allocate(problem).by_name(problem) == {"now": 0, "July": 1, "fair": 1}
    frozen = problem.with_bound(replace(bounds[0], most=0))
    assert allocate(frozen).by_name(frozen) == {"now": 0, "July": 1, "fair": 0}


def test_of_plans_worth_the_same_the_smaller_one():
    unit = make_unit("A", values=[0, 5, 5, 5], uses={"heads": 1})
    assert allocate(Problem((unit,), (Bound(name="heads", resource="heads", most=3),))).levels == (1,)


@pytest.mark.parametrize("seed", range(4))
def test_draws_at_once_are_the_same_as_one_by_one(seed):
    chance = np.random.default_rng(seed)
    problem = shaped_problem(5, 12, chance=chance, grouped=bool(seed % 2))
    values = [unit.values[:, None] * chance.uniform(0.5, 1.5, (1, 130)) for unit in problem.units]
    found = best_values(problem, values=values)
    for draw in range(0, 130, 13):
        units = [replace(u, values=v[:, draw]) for u, v in zip(problem.units, values, strict=True)]
        assert found[draw] == pytest.approx(allocate(problem.with_units(units)).value)
    at = best_values_at(problem, resource="heads", amounts=[12, 9], values=values)
    assert at[0] == pytest.approx(found)
    fewer = problem.with_bound(Bound(name="heads", resource="heads", most=9))
    assert at[1] == pytest.approx(best_values(fewer, values=values))


def test_draws_in_states_are_the_best_of_every_plan():
    chance = np.random.default_rng(31)
    seen = 0
    for _ in range(300):
        problem = random_problem(chance)
        plans = [plan for _, plan in every_plan(problem)]
        values = [unit.values[:, None] + chance.normal(0, 2, (unit.top + 1, 3)) for unit in problem.units]
        resource = main_resource(problem)
        found = state_table(problem, values=values, resource=resource, bounds=problem.bounds)
        assert found is not None
        if not plans:
            assert not np.isfinite(found.values).any()
            continue
        worth = np.array([plan_values(plan, values=values) for plan in plans])
        used = np.array([problem.used(resource, levels=plan) for plan in plans])
        assert found.sizes.tolist() == sorted(set(used.tolist()))
        for size, row in zip(found.sizes, found.values, strict=True):
            assert row == pytest.approx(worth[used == size].max(axis=0))
        seen += len(problem.bounds) > 1
    assert seen > 50


def test_one_draw_and_too_many_states_are_drawn_too():
    units = tuple(make_unit(name, values=[0, 1, 3], uses={"heads": 1, "money": 7}) for name in "AB")
    bounds = (Bound(name="heads", resource="heads", most=3), Bound(name="money", resource="money", most=22))
    problem = Problem(units, bounds)
    values = [np.array([[0.0], [2.0], [1.0]]), np.array([[0.0], [1.0], [5.0]])]
    assert best_values(problem, values=values) == pytest.approx([7])
    two = [np.repeat(one, 2, axis=1) for one in values]
    assert _one_by_one(problem, "heads", two, None) == pytest.approx(np.array([[7, 7]]))
    assert _one_by_one(problem, "heads", two, [2, 1]) == pytest.approx(np.array([[5, 5], [2, 2]]))
    with pytest.raises(Refusal) as refused:
        best_values_at(
            problem.with_units([make_unit("A", values=[0, 1, 3], uses={"heads": 1, "money": 7}, least=2)]),
            resource="heads", amounts=[3, 1], values=values,
        )  # fmt: skip
    assert refused.value.code == "no-plan"


def test_a_thousand_units_are_not_too_deep():
    problem = Problem(
        tuple(make_unit(f"u{at}", values=[0, 1, 3], uses={"heads": 1}) for at in range(1200)),
        (Bound(name="heads", resource="heads", most=500),),
    )
    assert allocate(problem).value == pytest.approx(750)


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: make_unit("A", values=[0, 1], uses={"money": -5}), "unit-uses"),
        (lambda: make_unit("A", values=[0, 1], uses={"money": [0, 1, 2]}), "unit-uses"),
        (lambda: make_unit("A", values=[0, float("nan")]), "unit-values"),
        (lambda: make_unit("A", values=[]), "unit-values"),
        (lambda: make_unit("A", values=[0, 1], least=2), "unit-levels"),
        (lambda: make_unit("A", values=[0, 1], least=-1), "unit-levels"),
        (lambda: make_unit("A", values=[0, 1], uses={"money": 1.5}), "unit-uses"),
    ],
)
def test_nonsense_is_refused_with_the_name_of_the_unit(make, code):
    with pytest.raises(Refusal) as refused:
        Problem((make(),))
    assert refused.value.code == code
    assert "“A”" in refused.value.sentence


def test_names_are_one_each_and_bounds_name_what_there_is():
    one = make_unit("A", values=[0, 1])
    for units, bounds, code in (
        ((), (), "no-units"),
        ((one, one), (), "named-twice"),
        ((one,), (Bound(name="b", resource="r"),), "bound"),
        ((one,), (Bound(name="b", resource="r", most=-1),), "bound"),
        ((one,), (Bound(name="b", resource="r", most=1, units=frozenset({"Z"})),), "no-such-unit"),
    ):
        with pytest.raises(Refusal) as refused:
            Problem(units, bounds)
        assert refused.value.code == code
