"""Prices of limits against solving again; doubt, flat tops and where a gain comes from."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from problems import best_of_all, every_plan, random_problem, shaped_problem

from bothways.budget.allocation import (
    Bound,
    Problem,
    allocate,
    best_by_size,
    flat_region,
    gain_split,
    make_unit,
    plan_values,
    prices,
    value_along,
    weigh,
)
from bothways.budget.allocation import pricing as pricing_module
from bothways.terms import Refusal


def solved_at(problem, price, amount):
    """The best value with the limit at another amount, by looking at every plan; minus infinity for none."""
    moved = problem.with_bound(replace(problem.bound(price.bound), **{price.end: amount}))
    found = best_of_all(moved)
    return -np.inf if found is None else found


def test_prices_are_finite_differences_and_hold_where_they_say():
    chance = np.random.default_rng(3)
    bound, free = 0, 0
    for _ in range(500):
        problem = random_problem(chance)
        if best_of_all(problem) is None:
            continue
        for price in prices(problem):
            sign = 1 if price.end == "most" else -1
            assert price.value == pytest.approx(solved_at(problem, price, price.amount))
            if price.next_at is None:
                free += 1
                assert solved_at(problem, price, price.amount + 30 * sign) == pytest.approx(price.value)
                assert (price.gain, price.each) == (0, 0)
                continue
            bound += 1
            assert solved_at(problem, price, price.next_at) == pytest.approx(price.value + price.gain)
            for amount in range(price.amount, price.next_at, sign):
                assert solved_at(problem, price, amount) == pytest.approx(price.value)
            # The shadow price is the slope between both ends of its range.
            low, high = (solved_at(problem, price, at) for at in (price.holds_from, price.holds_to))
            assert sign * price.each * (price.holds_to - price.holds_from) == pytest.approx(high - low)
            assert price.holds_from <= price.amount <= price.holds_to
            if price.before_at is not None:
                assert solved_at(problem, price, price.before_at) == pytest.approx(price.value - price.loss)
    assert min(bound, free) > 100


def test_a_price_of_many_heads_is_the_difference_of_one_head():
    problem = shaped_problem(10, 40, chance=np.random.default_rng(4))
    (price,) = prices(problem)
    more = allocate(problem.with_bound(Bound(name="heads", resource="heads", most=41))).value
    less = allocate(problem.with_bound(Bound(name="heads", resource="heads", most=39))).value
    assert price.next_at == 41
    assert price.gain == pytest.approx(more - price.value)
    assert price.loss == pytest.approx(price.value - less)


def test_where_every_amount_is_too_much_the_limit_is_moved_step_by_step(monkeypatch):
    problem = shaped_problem(6, 20, chance=np.random.default_rng(4), grouped=True)
    amounts, values = value_along(problem, bound="first half", end="most")

    def too_large(*_given, **_named):
        raise Refusal("too-large", "")

    monkeypatch.setattr(pricing_module, "_exact_sizes", too_large)
    near, same = value_along(problem, bound="first half", end="most")
    exact = dict(zip(amounts.tolist(), values.tolist(), strict=True))
    assert len(near) > 5
    assert [exact[at] for at in near.tolist() if at in exact] == pytest.approx(
        [value for at, value in zip(near.tolist(), same.tolist(), strict=True) if at in exact]
    )


def test_a_plan_is_weighed_against_the_best_of_each_draw():
    chance = np.random.default_rng(12)
    units = tuple(
        make_unit(name, values=np.r_[0, np.cumsum(chance.random(3))], uses={"heads": 1}) for name in "ABC"
    )
    problem = Problem(units, (Bound(name="heads", resource="heads", most=4),))
    values = [unit.values[:, None] * chance.uniform(0.2, 1.8, (1, 200)) for unit in units]
    plan, today = allocate(problem).levels, (1, 1, 1)
    found = weigh(problem, levels=plan, values=values, baseline=today)
    plans = [levels for _, levels in every_plan(problem)]
    worth = np.array([plan_values(levels, values=values) for levels in plans])
    mine = plan_values(plan, values=values)
    regret = worth.max(axis=0) - mine
    assert found.regret == pytest.approx(regret.mean())
    assert found.regret_high == pytest.approx(np.quantile(regret, 0.9))
    assert found.chance_best == pytest.approx(np.mean(regret < 1e-9))
    assert 0 < found.chance_best < found.chance_near < 1
    gained = mine - plan_values(today, values=values)
    assert (found.mean, found.low, found.high) == pytest.approx(
        (gained.mean(), *np.quantile(gained, [0.1, 0.9]))
    )
    assert found.chance_loss == pytest.approx(np.mean(gained < 0))


def test_the_plan_of_the_mean_values_has_the_least_mean_regret():
    chance = np.random.default_rng(13)
    units = tuple(make_unit(name, values=np.zeros(4), uses={"heads": 1}) for name in "ABC")
    values = [np.cumsum(np.vstack([np.zeros(300), chance.lognormal(0, 1, (3, 300))]), axis=0) for _ in units]
    mean = tuple(replace(unit, values=worth.mean(axis=1)) for unit, worth in zip(units, values, strict=True))
    problem = Problem(mean, (Bound(name="heads", resource="heads", most=4),))
    best = weigh(problem, levels=allocate(problem).levels, values=values).regret
    assert best == pytest.approx(
        min(weigh(problem, levels=p, values=values).regret for _, p in every_plan(problem))
    )


def test_what_can_not_be_weighed_is_refused():
    unit = make_unit("A", values=[0, 1, 2], uses={"heads": 1})
    problem = Problem((unit,), (Bound(name="heads", resource="heads", most=1),))
    with pytest.raises(Refusal, match="does not keep"):
        weigh(problem, levels=(2,), values=[np.ones((3, 5))])
    with pytest.raises(Refusal, match="Nothing was drawn"):
        weigh(problem, levels=(1,), values=[np.ones((3, 0))])


def test_a_flat_top_has_its_range_and_a_peak_has_none():
    heads = np.arange(60)
    profit = 100 - 0.02 * (heads - 34.0) ** 2
    sizes = best_by_size(Problem((make_unit("A", values=profit, uses={"heads": 1}),)), resource="heads")
    assert flat_region(sizes).as_dict() == {"best": 34, "low": 24, "high": 44, "within": 0.02}
    peak = best_by_size(Problem((make_unit("A", values=[0, 100, 0], uses={"heads": 1}),)), resource="heads")
    assert (flat_region(peak).low, flat_region(peak).high) == (1, 1)


def test_the_gain_is_split_exactly():
    a = make_unit("A", values=[0, 10, 18, 24, 28], uses={"heads": 1})
    b = make_unit("B", values=[0, 3, 4, 5, 5], uses={"heads": 1})
    problem = Problem((a, b))
    sizes = best_by_size(problem, resource="heads")
    found = gain_split(problem, sizes=sizes, today=(1, 3))
    # Four heads: today 10 + 5; best 24 + 3 (or 28 + 0); without a limit 28 + 5.
    assert (found.today, found.reallocation, found.size) == (15, 13, 5)
    assert found.share_of_reallocation == pytest.approx(13 / 18)
    assert found.today + found.reallocation + found.size == sizes.values.max()
