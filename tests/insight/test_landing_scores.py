"""Scores of forecasts, held against scoringrules; the interval's parts; what scores must do at the limits."""

from __future__ import annotations

import math

import numpy as np
import pytest
import scoringrules as sr
from hypothesis import given
from hypothesis import strategies as st

from bothways.insight.landing import crps, crps_of_quantiles, interval_score, pinball, pit

NUMBERS = st.floats(-1e6, 1e6)


@given(st.lists(NUMBERS, min_size=2, max_size=40), NUMBERS)
def test_crps_is_the_fair_one_of_scoringrules(draws, outcome):
    expected = float(sr.crps_ensemble(outcome, np.array(draws), estimator="fair"))
    assert crps(draws, outcome) == pytest.approx(expected, rel=1e-9, abs=1e-9 * 1e6)


@given(NUMBERS, NUMBERS, st.floats(0.01, 0.99))
def test_pinball_is_that_of_scoringrules(quantile, outcome, level):
    assert pinball(quantile, outcome, level) == pytest.approx(
        float(sr.quantile_score(outcome, quantile, level)), rel=1e-9, abs=1e-9
    )


@given(NUMBERS, NUMBERS, NUMBERS, st.sampled_from([0.5, 0.8, 0.9, 0.95]))
def test_the_interval_score_is_that_of_scoringrules(one, other, outcome, level):
    low, high = sorted((one, other))
    expected = float(sr.interval_score(outcome, low, high, round(1 - level, 12)))
    assert interval_score(low, high, outcome, level) == pytest.approx(expected, rel=1e-9, abs=1e-9)


def test_scores_at_their_limits():
    assert math.isnan(crps([], 1.0))
    assert math.isnan(pit([], 1.0))
    assert crps([3.0], 5.0) == 2.0
    assert crps([4.0] * 50, 4.0) == 0.0
    assert math.isnan(crps_of_quantiles((), 1.0))
    assert pit([1, 2, 3, 4], 2) == 0.375
    assert interval_score(2.0, 6.0, 4.0) == 4.0


def test_the_crps_of_many_quantiles_is_nearly_that_of_the_draws():
    draws = np.random.default_rng(3).normal(10, 2, 20_000)
    levels = (np.arange(99) + 1) / 100
    pairs = [(float(level), float(np.quantile(draws, level))) for level in levels]
    assert crps_of_quantiles(pairs, 12.5) == pytest.approx(crps(draws, 12.5), rel=0.02)


def test_the_pit_of_right_forecasts_is_uniform_and_of_narrow_ones_is_not():
    rng = np.random.default_rng(1)
    right = np.array([pit(rng.normal(0, 1, 400), rng.normal()) for _ in range(600)])
    narrow = np.array([pit(rng.normal(0, 0.4, 400), rng.normal()) for _ in range(600)])
    counts = np.histogram(right, bins=5, range=(0, 1))[0]
    assert ((counts - 120) ** 2 / 120).sum() < 13.3  # chi-squared, 4 degrees, 1 %
    assert ((narrow < 0.1) | (narrow > 0.9)).mean() > 0.4
