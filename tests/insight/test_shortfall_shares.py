"""Shapley's shares and LMDI: published vectors to the digit, and the laws."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bothways.insight.shortfall import Factors, lmdi, shapley
from bothways.insight.shortfall.lmdi import checked
from bothways.insight.shortfall.shapley import shares

numbers = st.floats(min_value=0.0, max_value=2.0)


def factors(draw, segments: int) -> Factors:
    rows = [draw(st.lists(numbers, min_size=segments, max_size=segments)) for _ in range(4)]
    sizes = [one * 10_000 - 5_000 for one in rows[3]]
    return Factors.of(draw(st.floats(min_value=0, max_value=500)), rows[0], rows[1], rows[2], sizes)


@st.composite
def pairs(draw):
    segments = draw(st.integers(min_value=1, max_value=4))
    return factors(draw, segments), factors(draw, segments)


def test_the_vector_of_three_factors_to_the_digit():
    base, actual = Factors.of(200, [1], [1], [0.25], [40_000]), Factors.of(180, [1], [1], [0.20], [42_000])
    volume, mix, slippage, rate, size = shapley(base, actual)[0]
    assert (round(volume, 2), round(rate, 2), round(size, 2)) == (-184_333.33, -389_333.33, 85_666.67)
    assert mix == slippage == pytest.approx(0, abs=1e-9)
    found = lmdi(base, actual).amounts
    assert [round(one, 2) for one in found] == [-183_816.15, 0.0, 0.0, -389_305.11, 85_121.26]
    assert sum(found) == pytest.approx(-488_000)


def test_the_vector_of_two_segments_to_the_digit():
    base = Factors.of(200, [0.6, 0.4], [1, 1], [0.30, 0.175], [50_000, 20_000])
    actual = Factors.of(180, [0.5, 0.5], [1, 1], [0.28, 0.12], [52_000, 21_000])
    assert base.bookings[0] == pytest.approx(2_080_000)
    assert actual.bookings[0] == pytest.approx(1_537_200)
    volume, mix, slippage, rate, size = shapley(base, actual)[0]
    assert [round(one) for one in (volume, mix, rate, size)] == [-189_736, -223_492, -202_919, 73_348]
    assert slippage == pytest.approx(0, abs=1e-9)
    amounts = lmdi(base, actual).amounts
    assert [round(amounts[j]) for j in (0, 1, 3, 4)] == [-189_094, -224_853, -201_660, 72_807]
    check = checked(base, actual, shapley(base, actual)[0])
    assert check.player == "mix"
    assert check.difference == pytest.approx(1361, abs=1)


@given(pairs())
def test_shares_sum_to_the_change_and_swap_with_the_periods(pair):
    base, actual = pair
    found = shapley(base, actual)[0]
    scale = max(1.0, float(np.abs(found).sum()))
    assert found.sum() == pytest.approx(actual.bookings[0] - base.bookings[0], abs=1e-9 * scale)
    assert shapley(actual, base)[0] == pytest.approx(-found, abs=1e-9 * scale)


@given(pairs())
def test_the_shares_are_the_mean_over_all_orders(pair):
    base, actual = pair

    def parts(one):
        return [one.volume[0], one.mix[0], one.decided[0], one.won[0], one.size[0]]

    def worth(state):
        return float(state[0] * (state[1] * state[2] * state[3] * state[4]).sum())

    found = np.zeros(5)
    for order in permutations(range(5)):
        state = parts(base)
        for player in order:
            before = worth(state)
            state[player] = parts(actual)[player]
            found[player] += worth(state) - before
    mine = shapley(base, actual)[0]
    assert mine == pytest.approx(found / 120, abs=1e-8 * max(1.0, float(np.abs(mine).sum())))


@given(pairs(), st.integers(min_value=0, max_value=4))
def test_who_does_not_move_gets_nothing(pair, still):
    base, actual = pair
    names = ("volume", "mix", "decided", "won", "size")
    moved = {name: getattr(base if place == still else actual, name) for place, name in enumerate(names)}
    found = shapley(base, Factors(**moved))[0]
    assert found[still] == pytest.approx(0, abs=1e-9 * max(1.0, float(np.abs(found).sum())))


@given(st.lists(st.floats(-1e6, 1e6), min_size=4, max_size=4))
def test_two_players_alike_get_alike(worth):
    nothing, alone, _, together = worth
    found = shares([np.array([one]) for one in (nothing, alone, alone, together)], 2)[0]
    assert found[0] == pytest.approx(found[1], abs=1e-6)
    assert found.sum() == pytest.approx(together - nothing, abs=1e-6)


@given(pairs(), st.floats(min_value=0.01, max_value=100))
def test_money_in_another_unit_is_the_same_in_another_unit(pair, times):
    base, actual = pair
    there = Factors(base.volume, base.mix, base.decided, base.won, base.size * times)
    here = Factors(actual.volume, actual.mix, actual.decided, actual.won, actual.size * times)
    found = shapley(base, actual)[0] * times
    assert shapley(there, here)[0] == pytest.approx(found, abs=1e-9 * max(1.0, float(np.abs(found).sum())))


@given(pairs())
def test_segments_add_up(pair):
    """The whole model's shares are the sums of its segments', each with the same volume."""
    base, actual = pair

    def only(one, place):
        cut = slice(place, place + 1)
        return Factors(one.volume, one.mix[:, cut], one.decided[:, cut], one.won[:, cut], one.size[:, cut])

    parts = sum(shapley(only(base, s), only(actual, s))[0] for s in range(base.mix.shape[1]))
    assert parts == pytest.approx(shapley(base, actual)[0], abs=1e-8 * max(1.0, float(np.abs(parts).sum())))


positive = st.floats(min_value=0.05, max_value=2.0)


@settings(max_examples=50)
@given(st.lists(st.tuples(*[positive] * 8), min_size=1, max_size=4), positive, positive)
def test_the_second_opinion_sums_too_and_no_factor_goes_against_its_move(rows, then, now):
    base = Factors.of(100 * then, *np.array([row[:4] for row in rows]).T)
    actual = Factors.of(100 * now, *np.array([row[4:] for row in rows]).T)
    amounts = lmdi(base, actual).amounts
    assert sum(amounts) == pytest.approx(
        actual.bookings[0] - base.bookings[0], abs=1e-7 * (1 + sum(map(abs, amounts)))
    )
    assert amounts[0] * (now - then) >= 0


@pytest.mark.parametrize("size", [[0.0], [-5_000.0]])
def test_where_there_is_no_logarithm_it_is_said(size):
    found = lmdi(Factors.of(10, [1], [1], [0.5], [4_000]), Factors.of(10, [1], [1], [0.5], size))
    assert "no logarithm" in found.impossible
    assert not found.amounts


def test_what_is_empty_in_both_periods_is_no_obstacle():
    base = Factors.of(10, [1, 0], [1, 0.5], [0.5, 0.5], [4_000, 1])
    actual = Factors.of(12, [1, 0], [1, 0.5], [0.5, 0.5], [4_000, 1])
    assert sum(lmdi(base, actual).amounts) == pytest.approx(4_000)


def test_two_hundred_segments_of_two_thousand_draws_are_split_at_once():
    rng = np.random.default_rng(0)
    made = [Factors(rng.gamma(50, 4, 2000), *(rng.random((2000, 200)) for _ in range(4))) for _ in range(2)]
    found = shapley(*made)
    assert found.shape == (2000, 5)
    assert found.sum(axis=1) == pytest.approx(made[1].bookings - made[0].bookings)
