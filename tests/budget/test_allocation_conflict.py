"""Limits that can't hold together: each that is named is needed, and what is said to free them does."""

from __future__ import annotations

import numpy as np
import pytest
from problems import best_of_all, random_problem

from bothways.budget.allocation import Bound, Problem, allocate, conflict_of, feasible, make_unit
from bothways.budget.allocation.feasible import held_limits, with_only
from bothways.terms import Refusal


def test_a_conflict_is_irreducible_and_its_ways_free_it():
    chance = np.random.default_rng(21)
    seen = []
    for _ in range(800):
        problem = random_problem(chance)
        found = conflict_of(problem)
        if best_of_all(problem) is not None:
            assert found is None
            continue
        assert found is not None
        assert best_of_all(with_only(problem, found.limits)) is None
        for one in found.limits:
            rest = [held for held in found.limits if held != one]
            assert best_of_all(with_only(problem, rest)) is not None, found
        for way in found.ways:
            assert way.to is not None
            rest = [held for held in found.limits if held != way.held]
            step = 1 if way.held.end == "least" else -1
            moved = type(way.held)(way.held.name, way.held.of, way.held.end, way.to, "")
            less = type(way.held)(way.held.name, way.held.of, way.held.end, way.to + step, "")
            assert best_of_all(with_only(problem, [*rest, moved])) is not None
            assert best_of_all(with_only(problem, [*rest, less])) is None
            others = [held for held in held_limits(problem) if held != way.held]
            assert way.frees_all == (best_of_all(with_only(problem, [*others, moved])) is not None)
        seen.append(len(found.limits))
    assert len(seen) > 150
    assert max(seen) >= 3


def test_the_sentence_names_the_limits_and_what_would_free_them():
    units = tuple(
        make_unit(name, values=[0, 1, 2, 3], uses={"heads": 1}, least=2) for name in ("Ann", "Bo", "Cy")
    )
    bounds = (
        Bound(name="heads", resource="heads", most=7),
        Bound(
            name="north",
            resource="heads",
            most=3,
            units=frozenset({"Ann", "Bo"}),
            says="no more than 3 in the north",
        ),
    )
    with pytest.raises(Refusal) as refused:
        allocate(Problem(units, bounds))
    assert refused.value.code == "no-plan"
    assert refused.value.sentence == (
        "“Ann: at least 2”, “Bo: at least 2” and “no more than 3 in the north” can't hold together."
    )
    assert refused.value.hint == (
        "What would free it: “Ann: at least 2” becomes 1; or “Bo: at least 2” becomes 1; "
        "or “no more than 3 in the north” becomes 4."
    )
    assert [one["name"] for one in refused.value.data["limits"]] == ["Ann", "Bo", "north"]


def test_min_over_max_names_both_ends():
    for unit, bounds in (
        (make_unit("Ann", values=[0, 1, 2, 3], least=3, most=1), ()),
        (
            make_unit("Ann", values=[0, 1, 2, 3], uses={"heads": 1}),
            (Bound(name="Ann", resource="heads", least=3, most=1),),
        ),
    ):
        with pytest.raises(Refusal) as refused:
            allocate(Problem((unit,), bounds))
        assert refused.value.sentence == "“Ann: at least 3” and “Ann: at most 1” can't hold together."
        assert (
            refused.value.hint
            == "What would free it: “Ann: at least 3” becomes 1; or “Ann: at most 1” becomes 3."
        )


def test_a_limit_that_nothing_can_keep_stands_alone():
    problem = Problem(
        (make_unit("A", values=[0, 1], uses={"heads": 1}),), (Bound(name="heads", resource="heads", least=4),)
    )
    with pytest.raises(Refusal) as refused:
        allocate(problem)
    assert refused.value.sentence == "“heads: at least 4” can't be kept."
    assert "becomes 1" in refused.value.hint


def test_whole_numbers_can_conflict_where_fractions_would_not():
    # Three at a time, and exactly four: no whole number of threes.
    problem = Problem(
        (make_unit("A", values=[0, 1, 2], uses={"heads": 3}),),
        (Bound(name="heads", resource="heads", least=4, most=5),),
    )
    found = conflict_of(problem)
    assert found is not None
    assert [(way.held.end, way.to) for way in found.ways] == [("least", 3), ("most", 6)]


def test_of_two_conflicts_one_is_named_and_the_other_told():
    a = make_unit("A", values=[0, 1, 2], least=2, most=1)
    b = make_unit("B", values=[0, 1, 2], least=2, most=1)
    with pytest.raises(Refusal, match="besides"):
        allocate(Problem((a, b)))


def test_one_conflict_among_many_limits_is_found():
    units = tuple(
        make_unit(
            f"u{at}", values=np.arange(6.0), uses={"heads": 1}, least=3 if at in {40, 41} else 0, most=4
        )
        for at in range(120)
    )
    pair = Bound(name="pair", resource="heads", most=5, units=frozenset({"u40", "u41"}))
    found = conflict_of(Problem(units, (Bound(name="heads", resource="heads", most=200), pair)))
    assert found is not None
    assert [one.name for one in found.limits] == ["u40", "u41", "pair"]


def test_a_thousand_demands_that_are_too_many_are_told_in_one_breath():
    units = tuple(
        make_unit(f"u{at}", values=np.arange(40.0), uses={"heads": 1}, least=2) for at in range(1000)
    )
    with pytest.raises(Refusal) as refused:
        allocate(Problem(units, (Bound(name="heads", resource="heads", most=1000),)))
    assert "“heads: at most 1000” and 494 more of the kind can't hold together." in refused.value.sentence
    assert "“heads: at most 1000” becomes 1002" in refused.value.hint
    assert len(refused.value.data["limits"]) == 502  # 501 times 2 is the first sum above 1000


def test_intervals_and_plans_say_the_same():
    chance = np.random.default_rng(41)
    quick = 0
    for _ in range(500):
        problem = random_problem(chance)
        told = feasible._by_intervals(problem)
        if told is not None:
            quick += 1
            limits = held_limits(problem)
            for kept in (limits, limits[::2], limits[1::2]):
                assert told(kept) == (best_of_all(with_only(problem, kept)) is not None)
    assert quick > 30
