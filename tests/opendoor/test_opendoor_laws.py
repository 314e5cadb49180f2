"""What must hold of every consultation, whoever votes whatever."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from bothways.opendoor import Statement, Votes, bridging_of, consult, map_of, space_of
from bothways.opendoor.grouping import adjusted_rand, groups_of
from bothways.terms import Side

matrices = arrays(
    np.float64,
    st.tuples(st.integers(3, 9), st.integers(2, 5)),
    elements=st.sampled_from([1.0, 0.0, -1.0, float("nan")]),
)


def made(matrix: np.ndarray, statements: tuple[Statement, ...] | None = None) -> Votes:
    people = tuple(f"p{number}" for number in range(len(matrix)))
    asked = statements or tuple(Statement(str(number)) for number in range(matrix.shape[1]))
    sides = tuple(Side.EXECUTIVES if number % 3 == 0 else Side.STAFF for number in range(len(matrix)))
    return Votes(people, asked, matrix, sides)


def distances(places: np.ndarray) -> np.ndarray:
    # Axes may turn over or change places where both tell as much: how far people stand from each other may not.
    return np.hypot(*(places[:, None, :] - places[None, :, :]).transpose(2, 0, 1))


def clear(matrix: np.ndarray) -> bool:
    """Whether the first two axes are well told from the third: else any of many pairs is as good."""
    held = np.any(np.abs(matrix) == 1, axis=1)
    used = matrix[held]
    if len(used) < 2:
        return True
    means = np.nansum(used, axis=0) / np.maximum((~np.isnan(used)).sum(axis=0), 1)
    strengths = np.append(
        np.linalg.svd(np.where(np.isnan(used), 0, used - means), compute_uv=False), [0.0] * 3
    )
    return bool(strengths[1] - strengths[2] > 0.05) or bool(strengths[1] < 1e-9)


@settings(max_examples=80, deadline=None)
@given(matrices)
def test_law_who_passes_on_everything_changes_nobodys_place(matrix):
    alone = map_of(made(matrix)).places
    passing = np.vstack([matrix, np.zeros((1, matrix.shape[1]))])
    assert np.array_equal(map_of(made(passing)).places[:-1], alone)


def test_on_the_server_who_passes_on_everything_does_move_the_others():
    # Why our map is not the server's: there the centre of the others moves.
    matrix = np.array([[1.0, 1], [1, -1], [-1, 1.0]])
    moved = space_of(np.vstack([matrix, np.zeros((1, 2))])).places[:3]
    assert np.abs(distances(moved) - distances(space_of(matrix).places)).max() < 1e-9
    assert np.abs(np.abs(moved) - np.abs(space_of(matrix).places)).max() > 0.01


@settings(max_examples=40, deadline=None)
@given(matrices)
def test_law_a_statement_taken_out_changes_nothing(matrix):
    asked = [Statement(str(number)) for number in range(matrix.shape[1])]
    asked[-1] = Statement("out", moderated=-1)
    shown, whole = consult(made(matrix[:, :-1]), samples=0), consult(made(matrix, tuple(asked)), samples=0)
    assert np.array_equal(map_of(whole.votes).places, map_of(shown.votes).places)
    for name in ("common", "divides", "one_sided", "too_few"):
        assert [one.statement for one in getattr(whole, name)] == [
            one.statement for one in getattr(shown, name)
        ]
    assert whole.agreed == shown.agreed


@settings(max_examples=50, deadline=None)
@given(matrices.filter(clear), st.randoms(use_true_random=False))
def test_law_relabelling_people_does_not_matter(matrix, chance):
    order = list(range(len(matrix)))
    chance.shuffle(order)
    votes = made(matrix)
    other = Votes(
        tuple(votes.people[n] for n in order),
        votes.statements,
        matrix[order],
        tuple(votes.sides[n] for n in order),
    )
    one, two = consult(votes, samples=0), consult(other, samples=0)
    assert one.sides.as_dict() == two.sides.as_dict()
    assert distances(one.space.places)[np.ix_(order, order)] == pytest.approx(
        distances(two.space.places), abs=1e-6
    )
    assert (one.agreed, one.rejected, one.would_change) == (two.agreed, two.rejected, two.would_change)


@settings(max_examples=40, deadline=None)
@given(matrices.filter(clear), st.randoms(use_true_random=False))
def test_law_relabelling_statements_does_not_matter(matrix, chance):
    order = list(range(matrix.shape[1]))
    chance.shuffle(order)
    votes = made(matrix)
    other = made(matrix[:, order], tuple(votes.statements[n] for n in order))
    one, two = consult(votes, samples=0), consult(other, samples=0)
    verdicts = dict(zip(one.sides.ids, one.sides.verdicts, strict=True))
    assert dict(zip(two.sides.ids, two.sides.verdicts, strict=True)) == verdicts
    assert distances(one.space.places) == pytest.approx(distances(two.space.places), abs=1e-6)


@settings(max_examples=40, deadline=None)
@given(matrices.filter(clear))
def test_law_turning_every_vote_mirrors_the_map(matrix):
    one, other = map_of(made(matrix)).places, map_of(made(-matrix)).places
    assert distances(one) == pytest.approx(distances(other), abs=1e-6)


def test_law_groups_do_not_hang_on_who_comes_first():
    chance = np.random.default_rng(4)
    for seed in range(4):
        leaning = np.random.default_rng(seed).normal(0, 1.2, (3, 15))[chance.integers(0, 3, 150)]
        matrix = np.sign((leaning + chance.normal(0, 1, leaning.shape)).round())
        matrix[chance.random(matrix.shape) < 0.2] = np.nan
        order = chance.permutation(len(matrix))
        one, other = groups_of(made(matrix), samples=0), groups_of(made(matrix[order]), samples=0)
        assert adjusted_rand(one.labels[order], other.labels) == 1.0


def test_law_the_bridge_does_not_hang_on_who_comes_first():
    chance = np.random.default_rng(6)
    matrix = chance.choice([1.0, 0.0, -1.0, np.nan], size=(25, 7))
    order = chance.permutation(len(matrix))
    one, other = bridging_of(made(matrix)), bridging_of(made(matrix[order]))
    assert one.bridge == pytest.approx(other.bridge, abs=1e-6)


def test_the_same_seed_gives_the_same_groups():
    matrix = np.random.default_rng(1).choice([1.0, -1.0], size=(40, 8))
    one, other = groups_of(made(matrix), seed=5), groups_of(made(matrix), seed=5)
    assert np.array_equal(one.labels, other.labels)
    assert (one.steady, one.by_chance) == (other.steady, other.by_chance)
