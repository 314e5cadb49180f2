"""Periods: ramp, attrition, carry-over, in closed form; and that carry-over turns an order round."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothways.budget.allocation import Timing, paid, units_there, worth_by_level
from bothways.budget.allocation.timing import effect_of_one
from bothways.budget.response import Power, published_response
from bothways.terms import Refusal


@given(carry=st.floats(0, 0.95), periods=st.integers(1, 40))
def test_carry_over_is_a_geometric_sum(carry, periods):
    found = effect_of_one(Timing(periods=periods, carry_over=carry))
    assert found == pytest.approx(1 - carry ** np.arange(1, periods + 1))


@given(attrition=st.floats(0, 0.9), start=st.integers(0, 5))
def test_who_leaves_is_a_geometric_row(attrition, start):
    found = units_there(Timing(periods=8, start=start, attrition=attrition))
    assert found.sum() == pytest.approx(sum((1 - attrition) ** t for t in range(8 - start)))
    assert np.all(found[:start] == 0)


def test_a_ramp_worked_by_hand():
    timing = Timing(periods=4, start=1, ramp=(0.0, 0.5, 1.0), attrition=0.1)
    assert effect_of_one(timing) == pytest.approx([0, 0, 0.9 * 0.5, 0.81])
    # Ten there, s = x^0.5, four periods of 100 each: 100 · Σ √((10 + k · effect)/10).
    found = worth_by_level(Power(0.5).at, top=2, today=10, reference=10, base=[100] * 4, timing=timing)
    assert found[0] == pytest.approx(400)
    assert found[2] == pytest.approx(100 * (2 + np.sqrt(1.09) + np.sqrt(1.162)))


def test_draws_have_levels_in_rows_and_draws_in_columns():
    drawn = published_response("North").draws(7, seed=1)
    timing = Timing(periods=3)
    found = worth_by_level(drawn.at, top=4, today=5, reference=5, base=[1, 2, 3], timing=timing)
    assert found.shape == (5, 7)
    alone = worth_by_level(
        Power(float(drawn.parameters["beta"][3])).at,
        top=4,
        today=5,
        reference=5,
        base=[1, 2, 3],
        timing=timing,
    )
    assert found[:, 3] == pytest.approx(alone)


def test_with_carry_over_the_first_year_would_choose_less_than_three_years():
    # What a short view calls too many people is what the long view wants: sizing by the first year alone is wrong.
    def best(periods: int) -> int:
        timing = Timing(periods=periods, carry_over=0.6)
        worth = worth_by_level(
            Power(0.5).at, top=40, today=20, reference=20, base=[100.0] * periods, timing=timing
        )
        cost = np.arange(41) * paid(timing, each=1.2).sum()
        return int(np.argmax(worth - cost))

    assert best(1) < best(3)


def test_cost_is_paid_while_one_is_there():
    assert paid(Timing(periods=4, start=2, attrition=0.5), each=10, once=3).tolist() == [0, 0, 13, 5]
    assert paid(Timing(periods=2, start=5), each=10, once=3).tolist() == [0, 0]


@pytest.mark.parametrize(
    "wrong",
    [
        {"periods": 0}, {"periods": 3, "start": -1}, {"periods": 3, "ramp": ()}, {"periods": 3, "ramp": (1.2,)},
        {"periods": 3, "attrition": 1.0}, {"periods": 3, "carry_over": -0.1},
    ],
)  # fmt: skip
def test_what_is_no_timing_is_refused(wrong):
    with pytest.raises(Refusal):
        Timing(**wrong)


def test_a_negative_cost_is_refused():
    with pytest.raises(Refusal) as refused:
        paid(Timing(periods=2), each=-1)
    assert refused.value.code == "negative-cost"
