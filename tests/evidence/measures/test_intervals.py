"""Intervals against printed tables, exact binomials and their own limits."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothways.evidence.measures import intervals

# Student's t at 0.90, as printed in every table.
PRINTED = {1: 3.078, 2: 1.886, 3: 1.638, 4: 1.533, 5: 1.476, 6: 1.440, 7: 1.415, 8: 1.397, 9: 1.383, 10: 1.372,
           12: 1.356, 15: 1.341, 20: 1.325, 30: 1.310, 60: 1.296, 120: 1.289}  # fmt: skip


@pytest.mark.parametrize(("degrees", "printed"), PRINTED.items())
def test_student_matches_the_printed_table(degrees: int, printed: float) -> None:
    assert intervals.student(degrees) == pytest.approx(printed, abs=0.0006)


def test_student_has_no_zero_degrees() -> None:
    with pytest.raises(ValueError, match="0"):
        intervals.student(0)


def test_ranks_are_never_inside_the_exact_ones() -> None:
    for n in range(4, 3001):
        low, high = intervals.median_ranks(n)
        assert low + high == n + 1
        if n <= 400:
            below = sum(math.comb(n, i) for i in range(low))
            assert 10 * below <= 2**n, n
    assert intervals.median_ranks(3) is None


@given(st.integers(0, 500), st.integers(1, 500))
def test_a_rate_lies_in_its_interval(hits: int, n: int) -> None:
    hits = min(hits, n)
    found = intervals.rate_interval(hits, n)
    assert 0 <= found.low <= hits / n <= found.high <= 1
    assert found.high > found.low


def test_wilson_by_hand() -> None:
    # 5 of 10, z = 1.28155: (0.5 ± z sqrt(0.025 + z²/400)) / (1 + z²/10).
    found = intervals.rate_interval(5, 10)
    assert (found.low, found.high) == (pytest.approx(0.31223, abs=1e-4), pytest.approx(0.68777, abs=1e-4))
    assert intervals.rate_interval(0, 0) is None


def test_one_large_deal_makes_a_share_as_unsure_as_few_deals() -> None:
    many = intervals.weighted_rate_interval(50, 100, 100)  # 100 deals of 1
    few = intervals.weighted_rate_interval(50, 100, 50 * 50 + 50)  # one of 50, 50 of 1
    assert few.high - few.low > many.high - many.low
    assert intervals.weighted_rate_interval(0, 0, 0) is None


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 50)), min_size=1, max_size=200))
def test_the_medians_of_groups(rows: list[tuple[int, int]]) -> None:
    groups, values = (np.array(column) for column in zip(*rows, strict=True))
    counts, middles, bands = intervals.medians(values, groups, 5)
    assert (counts[4], middles[4], bands[4]) == (0, None, None)
    for group in range(4):
        ordered = sorted(value for own, value in rows if own == group)
        n = len(ordered)
        assert counts[group] == n
        assert middles[group] == ((ordered[(n - 1) // 2] + ordered[n // 2]) / 2 if n else None)
        ranks = intervals.median_ranks(n)
        band = bands[group]
        assert (band and (band.low, band.high)) == (ranks and tuple(ordered[rank - 1] for rank in ranks))


def test_waits_that_are_all_over_have_their_plain_median() -> None:
    assert intervals.waiting_median([(1, True, 1), (5, True, 1), (9, True, 1)])[0] == 5
    assert intervals.waiting_median([]) == (None, None)
    assert intervals.waiting_median([(7, True, 1)])[0] == 7


def test_who_still_waits_counts_for_as_long_as_was_seen() -> None:
    # Kaplan-Meier by hand: at 2, 4 of 4 at risk, 1 leaves: 3/4; at 3 one is lost to sight; at 5, 1 of 2: 3/8.
    waits = [(2, True, 1), (3, False, 1), (5, True, 1), (8, False, 1)]
    assert intervals.waiting_median(waits)[0] == 5
    assert intervals.waiting_median([(2, True, 1), (9, False, 3)]) == (None, None)


def test_the_band_of_many_waits_holds_their_median() -> None:
    median, interval = intervals.waiting_median([(day, True, 1) for day in range(1, 101)])
    assert median == 50
    assert interval.low < 50 < interval.high
    assert interval.high - interval.low < 20


def test_means() -> None:
    assert intervals.mean_interval(10, 100, 1) is None
    found = intervals.mean_interval(30, 350, 3)  # 5, 10, 15
    half = intervals.student(2) * 5 / math.sqrt(3)
    assert (found.low, found.high) == (pytest.approx(10 - half), pytest.approx(10 + half))
