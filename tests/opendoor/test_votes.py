from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bothways.opendoor import Cast, Statement, Votes, side_of, votes_of
from bothways.terms import Refusal, Side

casts = st.lists(
    st.tuples(st.sampled_from("abcd"), st.sampled_from(["1", "2", "10"]), st.sampled_from([-1, 0, 1])),
    max_size=30,
)


def test_the_last_vote_counts_whatever_the_order_of_the_rows():
    rows = [("ada", "1", 1, 10), ("ada", "1", -1, 30), ("ada", "1", 0, 20)]
    for order in ([0, 1, 2], [1, 2, 0], [2, 1, 0]):
        assert votes_of([rows[number] for number in order]).matrix.tolist() == [[-1.0]]


def test_without_times_the_last_row_is_the_last_vote():
    assert votes_of([("ada", "1", 1), ("ada", "1", -1)]).matrix.tolist() == [[-1.0]]


def test_what_became_of_every_vote_is_told():
    rows = [("a", "1", 1, 1), ("a", "1", 1, 2), ("a", "1", -1, 3), ("a", "1", 0, 99), ("b", "1", 0, 3)]
    tally = votes_of(rows, until=50).tally
    assert tally.as_dict() == {"read": 5, "counted": 2, "changed": 1, "repeated": 1, "late": 1, "tied": 0}


def test_a_late_vote_does_not_count_and_one_at_the_end_does():
    votes = votes_of([("a", "1", 1, 10), ("a", "1", -1, 11)], until=10)
    assert votes.matrix.tolist() == [[1.0]]
    assert votes.tally.late == 1


def test_votes_of_the_same_moment_are_told():
    assert votes_of([("a", "1", 1, 5), ("a", "1", -1, 5)]).tally.tied == 1


@settings(max_examples=60)
@given(casts, st.randoms(use_true_random=False))
def test_law_the_order_of_votes_does_not_matter(rows, chance):
    timed = [(*row, number) for number, row in enumerate(rows)]
    mixed = timed.copy()
    chance.shuffle(mixed)
    one, other = votes_of(timed), votes_of(mixed)
    assert one.people == other.people
    assert np.array_equal(one.matrix, other.matrix, equal_nan=True)
    assert one.tally == other.tally


@settings(max_examples=60)
@given(casts)
def test_law_nothing_is_lost(rows):
    tally = votes_of(rows).tally
    assert tally.read == len(rows) == tally.counted + tally.changed + tally.repeated + tally.late


@settings(max_examples=60)
@given(casts.filter(bool))
def test_law_a_vote_added_is_the_vote_read_with_the_others(rows):
    statements = [Statement(name) for name in ("1", "2", "10")]
    first = votes_of(rows[:-1], statements=statements, people="abcd")
    added, whole = first.with_vote(Cast(*rows[-1])), votes_of(rows, statements=statements, people="abcd")
    assert np.array_equal(added.matrix, whole.matrix, equal_nan=True)
    # How often one changed their mind back is told alike: read, counted, and the rest.
    assert (added.tally.read, added.tally.counted) == (whole.tally.read, whole.tally.counted)


def test_a_vote_of_somebody_new():
    votes = votes_of([("a", "1", 1, 1)]).with_vote(Cast("b", "1", -1, 2))
    assert votes.people == ("a", "b")
    assert votes.matrix.tolist() == [[1.0], [-1.0]]


def test_no_votes_at_all():
    votes = votes_of([])
    assert votes.matrix.shape == (0, 0)
    assert votes_of([], people=["a"], statements=[Statement("1")]).matrix.shape == (1, 1)


def test_ids_stand_as_people_sort_them():
    votes = votes_of([("10", "b", 1), ("9", "2", 1), ("9", "10", 1)])
    assert votes.people == ("9", "10")
    assert [statement.id for statement in votes.statements] == ["2", "10", "b"]


@pytest.mark.parametrize("vote", [2, 0.5, float("nan"), -3])
def test_what_is_no_vote_is_refused(vote):
    with pytest.raises(Refusal, match="Vote 2") as refused:
        votes_of([("a", "1", 1), ("a", "2", vote)])
    assert refused.value.code == "vote"


def test_statements_taken_out_and_meta_ones_are_not_shown():
    kinds = [
        Statement("1"),
        Statement("2", moderated=-1),
        Statement("3", meta=True),
        Statement("4", moderated=0),
    ]
    assert votes_of([("a", "1", 1)], statements=kinds).shown.tolist() == [True, False, False, True]
    assert not kinds[3].shown(strict=True)


def test_sides_are_declared_and_the_manager_has_none():
    votes = votes_of([("a", "1", 1), ("m", "1", 1)], sides={"a": "Staff"})
    assert votes.sides == (Side.STAFF, None)
    assert votes.of_side(None).tolist() == [False, True]
    with pytest.raises(Refusal, match="manager"):
        side_of("manager")
    with pytest.raises(Refusal, match="None of those"):
        votes.with_sides({"nobody": "staff"})


def test_the_matrix_can_not_be_written_to():
    votes = votes_of([("a", "1", 1)])
    with pytest.raises(ValueError, match="read-only"):
        votes.matrix[0, 0] = -1
    with pytest.raises(ValueError, match="as many"):
        Votes(("a",), (), np.zeros((2, 0)), (None,))
