from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize
from sklearn.metrics import adjusted_rand_score, silhouette_score

from bothways.opendoor import (
    Cast,
    Statement,
    Votes,
    bridging_of,
    consult,
    groups_of,
    map_of,
    next_for,
    sides_of,
    weights_for,
)
from bothways.opendoor.grouping import adjusted_rand, means_of, silhouette
from bothways.terms import Refusal, Side


def drawn(
    people=60, statements=20, groups=2, *, seed=0, strength=1.5, given=0.7, sides=None
) -> tuple[Votes, np.ndarray]:
    chance = np.random.default_rng(seed)
    member = chance.integers(0, groups, people)
    leaning = chance.normal(0, strength, (groups, statements))[member] + chance.normal(
        0, 1, (people, statements)
    )
    matrix = np.where(leaning > 0.3, 1.0, np.where(leaning < -0.3, -1.0, 0.0))
    matrix[chance.random(matrix.shape) > given] = np.nan
    names = tuple(f"p{number}" for number in range(people))
    asked = tuple(Statement(str(number)) for number in range(statements))
    votes = Votes(names, asked, matrix, (None,) * people)
    return (votes if sides is None else votes.with_sides(dict(zip(names, sides, strict=True)))), member


def test_planted_groups_are_found():
    for seed in range(2):
        votes, member = drawn(seed=seed)
        found = groups_of(votes)
        assert found.told, found.why
        assert adjusted_rand(found.labels, member) > 0.9
        assert list(found.sizes) == sorted(found.sizes, reverse=True)


def test_where_there_are_none_none_are_told():
    told = [
        groups_of(drawn(people, groups=1, strength=0.0, seed=seed)[0]).told
        for people in (30, 80)
        for seed in range(5)
    ]
    assert not any(told)


def test_a_handful_of_people_makes_no_groups():
    found = groups_of(drawn(14)[0])
    assert not found.told
    assert "14 people" in found.why
    assert set(found.labels.tolist()) == {-1}


def test_untried_groups_are_not_told():
    assert not groups_of(drawn()[0], samples=0).told


def test_all_alike_and_empty_conversations():
    alike = Votes(tuple("abcdefghijklmnopqrstuvwxyz"), (Statement("1"),), np.ones((26, 1)), (None,) * 26)
    assert not groups_of(alike).told
    assert not map_of(alike).places.any()
    nobody = Votes((), (), np.zeros((0, 0)), ())
    found = consult(nobody)
    assert (found.common, found.divides, found.groups.told) == ((), (), False)
    unasked = Votes(("a", "b"), (Statement("1"),), np.full((2, 1), np.nan), (None, None))
    assert not consult(unasked).space.places.any()


def test_silhouette_and_rand_are_those_of_the_library():
    chance = np.random.default_rng(2)
    points, labels = chance.normal(size=(80, 2)), chance.integers(0, 3, 80)
    assert silhouette(points, labels) == pytest.approx(silhouette_score(points, labels))
    other = chance.integers(0, 4, 80)
    assert adjusted_rand(labels, other) == pytest.approx(adjusted_rand_score(labels, other))
    assert silhouette(points, np.zeros(80, dtype=int)) == 0.0
    assert silhouette(np.array([[0.0, 0], [1, 0], [9, 0]]), np.array([0, 0, 1])) < 1


def test_a_centre_without_points_stays():
    found = means_of(np.array([[0.0, 0.0], [1.0, 0.0]]), starts=np.array([[0.5, 0.0], [99.0, 0.0]]))
    assert found.centres.tolist() == [[0.5, 0.0], [99.0, 0.0]]
    assert found.within == 0.5


def test_the_bridge_is_the_least_of_its_sum():
    votes, _ = drawn(30, 8)
    cast = ~np.isnan(votes.matrix)
    rating = np.where(cast, (votes.matrix + 1) / 2, 0)
    people, statements = rating.shape

    def loss(x):
        level, p, s = x[0], x[1 : 1 + people], x[1 + people : 1 + people + statements]
        o, a = x[1 + people + statements : 1 + 2 * people + statements], x[1 + 2 * people + statements :]
        error = (rating - (level + p[:, None] + s + np.outer(o, a))) * cast
        value = (error**2).sum() / cast.sum() + 0.15 * ((p**2).mean() + (s**2).mean() + level**2)
        value += 0.03 * ((o**2).mean() + (a**2).mean())
        many = cast.sum()
        slope = np.concatenate([
            [-2 * error.sum() / many + 0.3 * level],
            -2 * error.sum(axis=1) / many + 0.3 * p / people,
            -2 * error.sum(axis=0) / many + 0.3 * s / statements,
            -2 * error @ a / many + 0.06 * o / people,
            -2 * error.T @ o / many + 0.06 * a / statements,
        ])  # fmt: skip
        return value, slope

    mine = bridging_of(votes)
    assert mine.settled
    start = np.random.default_rng(0).normal(0, 0.3, 1 + 2 * people + 2 * statements)
    least = minimize(
        loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 5000, "ftol": 1e-15, "gtol": 1e-10}
    )
    assert mine.bridge == pytest.approx(least.x[1 + people : 1 + people + statements], abs=1e-5)


def test_what_both_hold_bridges_and_what_one_holds_does_not():
    matrix = np.tile(np.array([[1.0, 1, -1, 1], [1, -1, 1, 1]]), (10, 1))
    matrix[:, 3] = np.where(np.arange(20) < 14, 1, -1)
    votes = Votes(
        tuple(f"p{n}" for n in range(20)), tuple(Statement(s) for s in "abcd"), matrix, (None,) * 20
    )
    found = bridging_of(votes)
    assert found.order[0] == 0
    assert abs(found.slant[1]) > abs(found.slant[0])
    assert found.slant[1] * found.slant[2] < 0


def test_executives_lean_to_the_right_and_taken_out_is_nothing():
    sides = ["staff", "executives"] * 10
    matrix = np.tile(np.array([[1.0, -1, 1], [-1, 1, 1]]), (10, 1))
    asked = (Statement("a"), Statement("b"), Statement("c", moderated=-1))
    votes = Votes(tuple(f"p{n}" for n in range(20)), asked, matrix, tuple(map(Side, sides)))
    found = bridging_of(votes)
    assert found.outlook[1] > found.outlook[0]
    assert found.bridge[2] == found.slant[2] == 0
    assert bridging_of(Votes((), (), np.zeros((0, 0)), ())).settled


SIDED = ["staff"] * 12 + ["executives"] * 2


def test_nobody_is_shown_what_they_voted_on_or_what_is_settled():
    votes, _ = drawn(14, 10, given=0.4, sides=SIDED)
    sides = sides_of(votes)
    for number, person in enumerate(votes.people):
        weights = weights_for(votes, person, sides=sides)
        assert not weights[~np.isnan(votes.matrix[number])].any()
        chosen = next_for(votes, person, sides=sides, seed=number)
        if chosen is not None:
            assert weights[int(chosen)] > 0


def test_a_small_side_is_asked_only_what_it_can_still_change():
    # Both executives have answered statement 0; of the staff 7 of 12 agree and nothing can change that.
    matrix = np.full((14, 2), np.nan)
    matrix[12:, 0] = 1
    matrix[:7, 0] = 1
    names = tuple(f"p{n}" for n in range(14))
    votes = Votes(names, (Statement("0"), Statement("1")), matrix, tuple(map(Side, SIDED)))
    sides = sides_of(votes)
    assert next_for(votes, "p12", sides=sides, seed=1) == "1"
    assert weights_for(votes, "p8", sides=sides)[0] == 0.0
    assert weights_for(votes, "p8", sides=sides)[1] > 0.0


def test_enough_is_enough():
    votes, _ = drawn(14, 40, given=0.8, sides=SIDED)
    assert next_for(votes, "p0", sides=sides_of(votes), seed=0, enough=20) is None
    with pytest.raises(Refusal, match="nobody"):
        next_for(votes, "nobody", sides=sides_of(votes), seed=0)


def test_a_consultation_of_twelve_reps_and_two_executives_is_useful():
    rows = {
        "a": ([1] * 12, [1, 1]),
        "b": ([1] * 12, [-1, -1]),
        "c": ([1] * 10 + [-1] * 2, [1, -1]),
        "d": ([1] * 3, [1]),
    }
    matrix = np.full((14, 4), np.nan)
    for column, (staff, executives) in enumerate(rows.values()):
        matrix[: len(staff), column] = staff
        matrix[12 : 12 + len(executives), column] = executives
    votes = Votes(
        tuple(f"p{n}" for n in range(14)), tuple(map(Statement, rows)), matrix, tuple(map(Side, SIDED))
    )
    found = consult(votes)
    assert [one.statement for one in found.common] == ["a"]
    assert [one.statement for one in found.divides] == ["b"]
    assert [one.statement for one in found.one_sided] == ["c"]
    assert [one.statement for one in found.too_few] == ["d"]
    assert all(one.certain for one in (*found.common, *found.divides, *found.one_sided))
    assert 0 < found.would_change < 2
    assert found.as_dict()["groups"]["sizes"] == []


def test_after_one_vote_the_answer_is_that_of_all_votes():
    sides = ["staff"] * 50 + ["executives"] * 10
    votes, _ = drawn(60, 20, sides=sides)
    before = consult(votes, samples=0)
    moved = votes.with_vote(Cast("p3", "5", -1.0))
    quick, anew = consult(moved, samples=0, before=before), consult(moved, samples=0)
    assert quick.sides.as_dict() == anew.sides.as_dict()
    assert np.array_equal(quick.priority, anew.priority)
    assert np.array_equal(quick.groups.labels, anew.groups.labels)
    assert (quick.agreed, quick.rejected) == (anew.agreed, anew.rejected)
