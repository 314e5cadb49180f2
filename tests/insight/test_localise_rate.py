"""How often an even company is said to have a place in which the movement sits; and how often a planted one is."""

from __future__ import annotations

import pytest

from bothways.insight.shortfall.localise import localise
from insight.drawn import BASE, NOW, company

SHIFT = {"volume": 0.85, "win": 0.8, "decided": 0.9}


def share_named(per_span, runs, **more):
    named = 0
    for seed in range(runs):
        drawn = company(seed, per_span, shift=SHIFT, **more)
        named += bool(localise(drawn, now=NOW, base=BASE).seats)
    return named / runs


def found_in(per_span, runs, at, **factors):
    hits = others = 0
    for seed in range(1000, 1000 + runs):
        drawn = company(seed, per_span, planted={"at": at, **factors})
        seats = localise(drawn, now=NOW, base=BASE).seats
        wanted = {(key, f"{key}{value}") for key, value in at.items()}
        # A team is its region under another name: either says it.
        own = [
            {
                ("region", v.replace("team", "region")) if k == "team" else (k, v)
                for k, v in zip(seat.cell.keys, seat.cell.values, strict=True)
            }
            for seat in seats
        ]
        hits += wanted in own
        others += sum(one != wanted for one in own)
    return hits / runs, others / runs


def test_a_company_without_a_local_effect_is_rarely_said_to_have_one():
    assert share_named(150, 60) <= 0.1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("per_span", "runs", "spread"), [(150, 200, 1.0), (500, 200, 1.0), (500, 200, 1.6), (3000, 60, 1.6)]
)
def test_the_false_discovery_rate_is_kept_at_every_size(per_span, runs, spread):
    # Without a local effect every discovery is false: the rate of runs that name one is the rate itself.
    assert share_named(per_span, runs, spread=spread) <= 0.1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("per_span", "at", "factors", "least"),
    [
        (500, {"segment": 0}, {"volume": 0.5}, 0.7),
        (1500, {"segment": 0}, {"volume": 0.5}, 0.95),
        (1500, {"region": 1}, {"decided": 0.6}, 0.9),
        (1500, {"segment": 0, "region": 0}, {"volume": 0.4}, 0.85),
        (3000, {"segment": 1}, {"win": 0.5}, 0.9),
    ],
)
def test_planted_effects_are_found_and_little_else(per_span, at, factors, least):
    found, others = found_in(per_span, 40, at, **factors)
    assert found >= least
    assert others <= 0.2
