"""Over many companies with planted rates: intervals hold the truth as often as they say, causes are ranked right.

The larger run, by size of company and with its table, is bench/insight_parts/shortfall.py.
"""

from __future__ import annotations

import pytest

from planted.company import FACTORS, Plan
from planted.coverage import coverage

WORLDS = (0.08, 0.2, 0.35)
"""How far rates move from quarter to quarter: hardly, as usual, a lot (sd in logs and log odds)."""
SIZES = {
    "small, alone": (80, Plan(deals=40, segments=1)),
    "small": (80, Plan(deals=40, segments=4)),
    "middle": (50, Plan(deals=150, segments=6)),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", SIZES)
def test_intervals_hold_the_truth_as_often_as_they_say(name: str):
    many, plan = SIZES[name]
    found = [
        coverage(
            companies=many,
            seed=1_000_000,
            draws=300,
            plan=Plan(**{**vars(plan), "steps": dict.fromkeys(FACTORS, step)}),
        )
        for step in WORLDS
    ]
    assert 0.75 <= sum(one.pooled for one in found) / len(found) <= 0.85
    for bar in found[0].held:
        # A single bar of so many companies strays by itself: three standard errors.
        n = many * len(found)
        assert (
            0.75 - 3 * (0.16 / n) ** 0.5
            <= sum(one.held[bar] for one in found) / len(found)
            <= 0.85 + 3 * (0.16 / n) ** 0.5
        )
        assert abs(sum(one.bias[bar] for one in found) / len(found)) < 0.1


@pytest.mark.parametrize(
    ("factor", "change"), [("volume", -0.7), ("slippage", -1.6), ("win_rate", -1.2), ("size", -0.7)]
)
def test_what_is_planted_clearly_is_named(factor: str, change: float):
    plan = Plan(deals=150, segments=4, steps=dict.fromkeys(FACTORS, 0.05), planted={factor: change})
    found = coverage(companies=20, seed=7_000, draws=200, plan=plan)
    assert found.clear >= 10
    assert found.right >= 0.9


def test_with_nothing_planted_the_chance_bar_holds_the_gap():
    """Where no rate moves at all, all is chance: its interval holds the whole gap as often as it says."""
    plan = Plan(deals=60, segments=1, cells=0.0, steps=dict.fromkeys(FACTORS, 0.0))
    found = coverage(companies=60, seed=50_000, draws=200, plan=plan)
    assert found.held["chance"] >= 0.75
