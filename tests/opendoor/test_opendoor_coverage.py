"""What is stated with an interval must hold as often as it says: on sides whose whole truth is known."""

from __future__ import annotations

import pytest
from simulated import SIZES, STRETCHES, Group, coverage, gap_coverage, stays_as_said, verdicts

from bothways.opendoor import Verdict


@pytest.mark.parametrize("answered", SIZES)
@pytest.mark.parametrize("stretch", STRETCHES)
def test_bounds_hold_for_every_truth(answered, stretch):
    mean, worst = coverage(answered, round(answered * stretch), draws=2000, seed=1)
    # Nine in ten at least, whatever is true; 2,000 draws stray by 0.02 (three deviations), over 60 truths a little more.
    assert worst >= 0.9 - 0.025
    assert mean >= 0.9
    if stretch == 1:
        assert worst == 1.0


@pytest.mark.parametrize(("answered", "asked"), [(6, 12), (12, 24), (40, 80)])
def test_more_than_half_comes_as_often_as_said(answered, asked):
    for said, came, many in stays_as_said(answered, asked, draws=20_000, seed=2):
        assert came == pytest.approx(said, abs=4 * (0.25 / many) ** 0.5)


ROOMS = [((8, 6), (2, 2)), ((14, 12), (2, 2)), ((60, 40), (8, 6)), ((500, 400), (60, 40))]


@pytest.mark.parametrize(("staff", "executives"), ROOMS)
def test_a_false_divide_is_rare_and_a_true_one_is_seen(staff, executives):
    # The worst that is no divide: staff exactly halved, one vote short of a majority, executives against.
    halved = verdicts(Group(*staff, 0.5, 0.5), Group(*executives, 0.0, 1.0), statements=1000, seed=3)
    assert halved[Verdict.DIVIDE] <= 0.05 + 0.02
    apart = verdicts(Group(*staff, 1.0, 0.0), Group(*executives, 0.0, 1.0), statements=50, seed=4)
    assert apart[Verdict.DIVIDE] == 1.0
    alike = verdicts(Group(*staff, 0.7, 0.3), Group(*executives, 1.0, 0.0), statements=1000, seed=5)
    assert alike[Verdict.DIVIDE] == 0.0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("answered", "asked", "runs"),
    [(6, 12, 250), (12, 14, 250), (12, 40, 250), (40, 60, 250), (400, 500, 100)],
)
def test_gaps_lie_where_their_bounds_say(answered, asked, runs):
    one, mean, moved = gap_coverage(answered, asked, runs=runs, seed=6)
    assert 0.86 <= one <= 0.95
    # The mean size of five gaps: sizes of noisy gaps are too large, and what is taken off for that is itself unsure.
    assert 0.8 <= mean <= 0.97
    assert moved >= 0.84


def test_gaps_of_sides_that_answered_whole_are_known():
    assert gap_coverage(6, 6, runs=20, seed=7) == (1.0, 1.0, 1.0)
