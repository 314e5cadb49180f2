"""Curves: closed forms, test vectors, limit cases."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothways.budget.response import Adbudg, ModifiedExponential, Power
from bothways.terms import Refusal

FLOORS = st.floats(0, 0.95)
CEILINGS = st.floats(1.05, 5)
SHAPES = st.floats(0.2, 6)


@given(floor=FLOORS, ceiling=CEILINGS, c=SHAPES)
def test_adbudg_passes_its_reference_and_has_the_closed_elasticity(floor, ceiling, c):
    curve = Adbudg.through_reference(floor=floor, ceiling=ceiling, c=c)
    assert curve.d == pytest.approx((ceiling - 1) / (1 - floor))
    assert curve.at(1.0) == pytest.approx(1.0)
    assert curve.at(0.0) == floor
    assert curve.at(1e9) <= ceiling * (1 + 1e-12)
    assert curve.elasticity(1.0) == pytest.approx((1 - floor) * c * curve.d / (1 + curve.d))


@given(floor=FLOORS, ceiling=CEILINGS, c=SHAPES, x=st.floats(0.05, 6))
def test_slopes_are_finite_differences(floor, ceiling, c, x):
    step = 1e-6 * max(x, 1)
    for curve in (
        Adbudg.through_reference(floor=floor, ceiling=ceiling, c=c),
        ModifiedExponential.through_reference(floor=floor, ceiling=ceiling),
        Power(min(c / 7, 1.0)),
    ):
        difference = (curve.at(x + step) - curve.at(x - step)) / (2 * step)
        assert curve.slope(x) == pytest.approx(difference, rel=2e-4, abs=1e-7)


@given(floor=FLOORS, ceiling=CEILINGS, c=st.floats(1.05, 6))
def test_the_inflection_is_where_the_slope_is_steepest(floor, ceiling, c):
    curve = Adbudg.through_reference(floor=floor, ceiling=ceiling, c=c)
    assert curve.inflection is not None
    at = curve.slope(curve.inflection)
    assert at >= curve.slope(curve.inflection * 0.97)
    assert at >= curve.slope(curve.inflection * 1.03)
    assert not curve.is_concave


def test_a_worked_vector():
    # floor 0.4, ceiling 1.6: d = 0.6 / 0.6 = 1; c = 2: s(0.5) = 0.4 + 1.2 · 0.25/1.25 = 0.64, s(2) = 0.4 + 1.2 · 4/5 = 1.36.
    curve = Adbudg.through_reference(floor=0.4, ceiling=1.6, c=2)
    assert curve.at(np.array([0, 0.5, 1, 2])) == pytest.approx([0.4, 0.64, 1.0, 1.36])
    assert curve.inflection == pytest.approx(math.sqrt(1 / 3))
    assert curve.elasticity() == pytest.approx(0.6)


def test_modified_exponential_and_power_in_closed_form():
    curve = ModifiedExponential.through_reference(floor=0, ceiling=2)
    assert curve.rate == pytest.approx(math.log(2))
    assert curve.at([0, 1, 2, 3]) == pytest.approx([0, 1, 1.5, 1.75])
    assert Power(0.34).at(1.1) == pytest.approx(1.1**0.34)
    assert Power(0.34).elasticity(3) == 0.34


def test_large_efforts_and_shapes_stay_numbers():
    curve = Adbudg(0.0, 2.0, 20.0, 1.0)
    assert curve.at(1e200) == 2.0
    assert curve.at(1e-200) == 0.0


@pytest.mark.parametrize(
    "make",
    [
        lambda: Adbudg(1, 1, 1, 1),
        lambda: Adbudg(0, 1, 0, 1),
        lambda: Adbudg(0, math.inf, 1, 1),
        lambda: Adbudg.through_reference(floor=1, ceiling=2, c=1),
        lambda: Adbudg.through_reference(floor=0, ceiling=1, c=1),
        lambda: ModifiedExponential.through_reference(floor=0.5, ceiling=0.9),
        lambda: ModifiedExponential(1, 0.5, 1),
        lambda: Power(1.2),
        lambda: Power(0),
        lambda: Power(math.nan),
    ],
)
def test_what_is_no_curve_is_refused(make):
    with pytest.raises(Refusal) as refused:
        make()
    assert refused.value.code == "curve"


@pytest.mark.parametrize("effort", [-1, math.nan, math.inf])
def test_what_is_no_effort_is_refused(effort):
    with pytest.raises(Refusal) as refused:
        Power(0.5).at(effort)
    assert refused.value.code == "effort"
