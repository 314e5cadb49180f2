"""The case, its ladder, its front, the compromise and the counter-offer, beside every plan there is."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from cases import judged_line, three_lines

from bothways.budget import (
    Counter,
    CounterLimit,
    Kind,
    answer_counter,
    best_for_the_ask,
    ladder,
    nash_compromise,
    pareto_front,
    rungs,
    work_out,
)
from bothways.budget.allocation import Bound, Timing, weigh
from bothways.terms import Refusal


def plans_within(worked, *, money, most):
    for levels in itertools.product(*[range(top + 1) for top in most]):
        if worked.problem.used("money", levels=levels) <= money:
            yield worked.plan(levels)


def test_a_return_is_the_rise_of_the_result_less_the_cost():
    case = three_lines()
    worked = work_out(case)
    assert worked.plan(worked.nothing).value == 0
    line = case.lines[0]
    drawn = line.response.draws(200, seed=[case.seed, 0])
    rise = drawn.at(1.0)[:, 0] / drawn.at(0.0)[:, 0] - 1
    expected = 1_500_000 * 0.6 * rise - 2 * 12 * 3000
    assert worked.plan((2, 0, 0)).value == pytest.approx(expected.mean())
    assert worked.plan((2, 0, 0)).low == pytest.approx(np.quantile(expected, 0.1))
    assert worked.plan((2, 0, 0)).chance_loss == pytest.approx(np.mean(expected < 0))
    assert worked.plan((2, 0, 0)).cost == 72_000


def test_who_starts_later_costs_less_and_brings_less():
    now = work_out(three_lines())
    late = work_out(
        three_lines(
            lines=(judged_line("People", timing=Timing(periods=12, start=6)), *three_lines().lines[1:])
        )
    )
    assert late.problem.used("money", levels=(2, 0, 0)) == 36_000
    gross = [w.plan((2, 0, 0)).value + w.plan((2, 0, 0)).cost for w in (now, late)]
    assert gross[1] == pytest.approx(gross[0] / 2)


def test_the_same_seed_gives_the_same_case():
    one, two, other = (work_out(three_lines(seed=seed)).plan((2, 1, 4)) for seed in (1, 1, 2))
    assert one == two
    assert one != other


@pytest.mark.parametrize("share", [0, 0.35, 0.6, 0.8, 1.0, 1.2])
def test_a_rung_is_the_best_of_every_plan_for_its_money(share):
    worked = work_out(three_lines())
    (rung,) = ladder(worked, shares=[share])
    most = worked.ask if share <= 1 else [unit.top for unit in worked.problem.units]
    plans = list(plans_within(worked, money=rung.money, most=most))
    assert rung.plan.value == pytest.approx(max(plan.value for plan in plans))
    assert rung.plan.cost <= rung.money
    drawn = np.array([sum(v[k] for v, k in zip(worked.values, p.levels, strict=True)) for p in plans])
    mine = sum(v[k] for v, k in zip(worked.values, rung.plan.levels, strict=True))
    assert rung.doubt.chance_best == pytest.approx(np.mean(mine >= drawn.max(axis=0) - 1e-6))


def test_the_ladder_says_what_is_given_up_and_who_feels_it():
    worked = work_out(three_lines())
    rungs = ladder(worked)
    assert [rung.name for rung in rungs] == ["60 %", "80 %", "100 %", "120 %"]
    values = [rung.plan.value for rung in rungs]
    assert values == sorted(values)
    low = rungs[0]
    assert low.given_up
    for one in low.given_up:
        line = worked.case.line(one.line)
        assert (
            one.fewer
            == line.ask - dict(zip(("People", "Tool", "Trips"), low.plan.levels, strict=True))[one.line]
        )
        assert one.felt_by == line.felt_by
    assert all(
        level <= ask for rung in rungs[:3] for level, ask in zip(rung.plan.levels, worked.ask, strict=True)
    )
    (nothing,) = ladder(worked, shares=[0])
    assert nothing.plan.levels == (0, 0, 0)
    assert len(nothing.given_up) == 3
    # 80 is 80 % to whoever types it; what no money could be ran off into infinity once.
    for share in (-0.1, float("nan"), 80, 1e308):
        with pytest.raises(Refusal) as refused:
            ladder(worked, shares=[share])
        assert refused.value.code == "rung-share"


def test_limits_of_the_case_hold_on_every_rung_and_an_impossible_rung_names_them():
    bound = Bound(
        name="at least one",
        resource="people",
        least=1,
        units=frozenset({"People"}),
        says="one person at least",
    )
    worked = work_out(three_lines(bounds=(bound,)))
    assert all(rung.plan.levels[0] >= 1 for rung in ladder(worked))
    with pytest.raises(Refusal) as refused:
        ladder(worked, shares=[0.1])
    assert "“one person at least”" in refused.value.sentence
    assert "“10 % of the ask”" in refused.value.sentence


def test_what_is_asked_as_a_whole_or_not_at_all_has_a_ladder_with_gaps():
    people = judged_line("People", ask=2, least=2)
    worked = work_out(three_lines(lines=(people,), loads={}))
    with pytest.raises(Refusal):
        ladder(worked)
    found, gaps = rungs(worked)
    assert [rung.name for rung in found] == ["100 %", "120 %"]
    assert [gap.name for gap in gaps] == ["60 %", "80 %"]
    assert "“People: at least 2” and “60 % of the ask” can't hold together." in gaps[0].why
    assert found == ladder(worked, shares=[1.0, 1.2])
    assert best_for_the_ask(worked) == found[0].plan
    assert rungs(work_out(three_lines()))[1] == ()
    # Where even the money of the ask leaves nothing, there is no ladder at all.
    third = Bound(
        name="three", resource="people", least=3, units=frozenset({"People"}), says="three at least"
    )
    with pytest.raises(Refusal, match="three at least"):
        rungs(work_out(three_lines(bounds=(third,))))


def test_the_front_holds_every_plan_that_none_beats():
    worked = work_out(three_lines())
    front = pareto_front(worked)
    assert front.complete
    plans = list(plans_within(worked, money=10**9, most=[unit.top for unit in worked.problem.units]))
    assert front.looked_at == len(plans)

    def goods(plan):
        return (-plan.cost, plan.value, plan.low, plan.reach, -plan.unevenness)

    def beaten(plan):
        return any(
            all(a >= b for a, b in zip(goods(other), goods(plan), strict=True))
            and goods(other) != goods(plan)
            for other in plans
        )

    assert {plan.levels for plan in front.plans} == {plan.levels for plan in plans if not beaten(plan)}
    assert front.knee is None or 0 <= front.knee < len(front.plans)


def test_a_large_front_is_not_called_complete_and_holds_the_best_for_money():
    lines = tuple(judged_line(f"line {at}", full=1.01 + 0.01 * at, ask=5, most=6) for at in range(5))
    worked = work_out(three_lines(lines=lines, loads={}))
    front = pareto_front(worked)
    assert not front.complete
    assert max(plan.value for plan in front.plans) == pytest.approx(worked.best().value)
    assert all(plan.unevenness is None for plan in front.plans)


def test_loads_become_fairer_where_a_line_relieves_who_carries_most():
    worked = work_out(three_lines())
    assert worked.plan((0, 0, 0)).unevenness == pytest.approx(40 / 30)
    assert worked.plan((2, 0, 0)).unevenness == pytest.approx(20 / ((40 * 0.49 + 20) / 2))


def test_nash_is_the_largest_product_and_says_when_there_is_none():
    options = ["nothing", "60 %", "80 %", "100 %"]
    found = nash_compromise(
        ["100 %", "80 %", "60 %", "nothing"], executives=["60 %", "80 %", "nothing", "100 %"],
        fallback="nothing", options=options,
    )  # fmt: skip
    # Gains: 60 %: 1/3 · 2/3; 80 %: 2/3 · 1/3; 100 %: 1 · −1/3.
    assert found.proposed == ("60 %", "80 %")
    assert found.product == pytest.approx(2 / 9)
    none = nash_compromise(
        ["100 %", "nothing"], executives=["nothing"], fallback="nothing", options=["nothing", "100 %"]
    )
    assert none.proposed == ()
    assert "not on the table yet" in none.sentence
    with pytest.raises(Refusal, match="two places"):
        nash_compromise(["60 %", "60 %"], executives=[], fallback="nothing", options=options)
    with pytest.raises(Refusal, match="90 %"):
        nash_compromise(["90 %"], executives=[], fallback="nothing", options=options)


ONE_AND_NO_TRAVEL = Counter(
    words="one, and no travel until July",
    limits=(CounterLimit(of="people", most=1), CounterLimit(of="travel", not_before="2027-07")),
)


def test_a_counter_offer_is_the_best_of_every_plan_within_it():
    worked = work_out(three_lines())
    found = answer_counter(worked, counter=ONE_AND_NO_TRAVEL)
    late = three_lines()
    trips = late.lines[2]
    lines = (*late.lines[:2], replace(trips, timing=Timing(periods=12, start=6)))
    after = work_out(three_lines(lines=lines))
    money = worked.problem.used("money", levels=worked.ask)
    plans = list(plans_within(after, money=money, most=(1, 1, 4)))
    assert found.offered.value == pytest.approx(max(plan.value for plan in plans))
    assert found.asked.levels == (2, 1, 4)
    people, tool, trips_change = found.changes
    assert people.levels == (2, 1)
    assert people.changed
    assert people.felt_by == ("Dana",)
    assert not tool.changed
    assert trips_change.starts == ("2027-01", "2027-07")
    assert sum(change.costs[0] for change in found.changes) == found.asked.cost
    assert sum(change.costs[1] for change in found.changes) == found.offered.cost
    assert sum(change.returns[1] for change in found.changes) == pytest.approx(found.offered.value)
    # What each limit costs alone: the case is solved without it.
    alone = answer_counter(worked, counter=Counter(words="no travel", limits=ONE_AND_NO_TRAVEL.limits[1:]))
    assert found.costs[0] == ("people: at most 1", pytest.approx(alone.offered.value - found.offered.value))
    assert found.costs[1][1] > 0


def test_a_counter_offer_of_money_or_never():
    worked = work_out(three_lines())
    found = answer_counter(
        worked,
        counter=Counter(
            words="fifty thousand, no travel this year",
            limits=(CounterLimit(of="money", most=50_000), CounterLimit(of="Trips", not_before="2028-01")),
        ),
    )
    assert found.offered.cost <= 50_000
    assert found.changes[2].returns[1] == 0


@pytest.mark.parametrize(
    ("limit", "said"),
    [
        (CounterLimit(of="Fairs", most=1), "“Fairs” is no line"),
        (CounterLimit(of="travel", not_before="2027-7"), "no period"),
        (CounterLimit(of="people", most=-1), "less than nothing"),
    ],
)
def test_a_counter_offer_that_means_nothing_is_refused(limit, said):
    with pytest.raises(Refusal, match=said):
        answer_counter(work_out(three_lines()), counter=Counter(words="so", limits=(limit,)))


def test_a_counter_offer_against_the_cases_own_limits_names_both():
    bound = Bound(
        name="two",
        resource="people",
        least=2,
        units=frozenset({"People"}),
        says="two people or none of it works",
    )
    with pytest.raises(Refusal) as refused:
        answer_counter(work_out(three_lines(bounds=(bound,))), counter=ONE_AND_NO_TRAVEL)
    assert refused.value.code == "no-plan"
    assert (
        "“two people or none of it works” and “people: at most 1” can't hold together."
        in refused.value.sentence
    )
    assert "becomes 2" in refused.value.hint


def test_every_assumption_is_named_with_its_kind():
    found = three_lines().assumptions()
    assert {"lines add up", "lines err apart", "People: response", "Trips: doubt"} <= {
        one.name for one in found
    }
    assert all(one.source and one.kind in Kind for one in found)
    assert len(found) == len(set(found))


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"each": -1.0}, "negative-cost"),
        ({"ask": 0}, "line-ask"),
        ({"most": 1}, "line-ask"),
        ({"least": 3}, "line-ask"),
        ({"kind": "money"}, "line-kind"),
        ({"share": 0.0}, "line-share"),
    ],
)
def test_a_line_that_is_nonsense_is_refused_by_name(more, code):
    with pytest.raises(Refusal) as refused:
        judged_line("People", **more)
    assert refused.value.code == code
    assert "People" in refused.value.sentence


def test_a_case_without_a_result_is_refused():
    for more in ({"result": 0.0}, {"margin": 0.0}, {"margin": 1.5}, {"result": float("nan")}):
        with pytest.raises(Refusal):
            three_lines(**more)
    with pytest.raises(Refusal):
        three_lines(lines=())


def test_many_plans_count_money_in_lots_and_never_pass_the_limit():
    chance = np.random.default_rng(51)
    lines = tuple(
        judged_line(f"line {at}", full=1.02 + 0.01 * at, ask=2, most=3, each=float(chance.uniform(400, 1900)))
        for at in range(8)
    )
    worked = work_out(three_lines(lines=lines, loads={}))
    asked = worked.plan(worked.ask).cost
    assert worked.lot == 100
    assert asked / 5000 <= worked.lot <= asked / 2000
    assert work_out(three_lines()).lot == 1
    for rung in ladder(worked):
        assert rung.plan.cost <= rung.money
        assert rung.plan.cost == sum(
            line.cost * level for line, level in zip(lines, rung.plan.levels, strict=True)
        )
    found = answer_counter(
        worked, counter=Counter(words="so", limits=(CounterLimit(of="money", most=54_321),))
    )
    assert found.offered.cost <= 54_321
    best = max(plan.value for plan in plans_within(worked, money=54_321, most=worked.ask))
    assert found.offered.value == pytest.approx(best)


@pytest.mark.parametrize("least", [None, 20_000])
def test_the_cases_own_limit_of_money_holds_on_every_rung(least):
    bound = Bound(
        name="cash", resource="money", least=least, most=50_000, says="no more than 50,000 this year"
    )
    worked = work_out(three_lines(bounds=(bound,)))
    free = ladder(work_out(three_lines()))
    for rung, other in zip(ladder(worked), free, strict=True):
        assert rung.plan.cost <= 50_000
        assert rung.plan.value <= other.plan.value
        # All rungs are told of one table: the same as if each were weighed by itself.
        units = [
            unit.limited(most=ask) if rung.share <= 1 else unit
            for unit, ask in zip(worked.problem.units, worked.ask, strict=True)
        ]
        granted = Bound(name="granted", resource="money", most=rung.money)
        alone = worked.problem.with_units(units).with_bound(granted)
        told = weigh(alone, levels=rung.plan.levels, values=worked.values, baseline=worked.nothing)
        assert rung.doubt.as_dict() == pytest.approx(told.as_dict())
