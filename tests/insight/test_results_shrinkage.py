"""Shrinkage and the partial order: error, coverage, limit cases, and that chance ranks nobody."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bothways.insight.results.order import (
    SHARE_WRONG,
    SURE,
    means_differ,
    order_of,
    rates_differ,
    told_apart,
)  # fmt: skip
from bothways.insight.results.shrinkage import (
    Posterior,
    log_means,
    shrunk_counts,
    shrunk_means,
    shrunk_rates,
)  # fmt: skip

RUNS = 150


def _score(posterior: Posterior, raw, truth) -> tuple[float, float, float]:
    inside = float(((posterior.low <= truth) & (truth <= posterior.high)).mean())
    return inside, float(((posterior.value - truth) ** 2).mean()), float(((raw - truth) ** 2).mean())


def _rates(rng):
    truth = rng.beta(0.3 * 20, 0.7 * 20, 12)
    n = rng.integers(3, 40, 12)
    hits = rng.binomial(n, truth)
    return shrunk_rates(hits, n), hits / n, truth


def _logs(rng):
    truth = rng.normal(4, 0.3, 12)
    n = rng.integers(1, 15, 12)
    group = np.repeat(np.arange(12), n)
    mean, error = log_means(np.exp(rng.normal(truth[group], 0.8)), group, 12)
    posterior = shrunk_means(mean, error)
    return posterior, mean, truth


def _counts(rng):
    truth = rng.gamma(1 / 0.16, 2 * 0.16, 12)
    weeks = rng.uniform(1, 5, 12)
    counts = rng.poisson(truth * weeks)
    return shrunk_counts(counts, weeks), counts / weeks, truth


@pytest.mark.parametrize("family", [_rates, _logs, _counts], ids=["rates", "logs", "counts"])
def test_shrunk_is_nearer_to_the_truth_and_intervals_cover(family):
    rng = np.random.default_rng(11)
    found = np.array([_score(*family(rng)) for _ in range(RUNS)])
    covered, own, raw = found.mean(axis=0)
    assert 0.75 <= covered <= 0.85, covered
    assert own < 0.7 * raw, (own, raw)


def test_clumped_counts_are_covered_when_the_clumping_is_told():
    rng = np.random.default_rng(3)
    told, untold = [], []
    for _ in range(RUNS):
        truth = rng.gamma(1 / 0.04, 40 * 0.04, 12)
        counts = rng.poisson(truth / 3) * 3  # things that come by threes
        for found, clumping in ((told, 3.0), (untold, 1.0)):
            found.append(_score(shrunk_counts(counts, np.ones(12), clumping=clumping), counts, truth)[0])
    assert 0.75 <= np.mean(told) <= 0.85
    assert np.mean(untold) < 0.7


def test_equal_rates_are_told_apart_in_at_most_the_stated_share_of_pairs():
    rng = np.random.default_rng(5)
    for n in (rng.integers(3, 40, 12), np.full(12, 200)):
        shares = []
        for _ in range(RUNS):
            hits = rng.binomial(n, 0.4)
            above = told_apart(shrunk_rates(hits, n), differ=rates_differ(hits, n))
            shares.append((above > 0).sum() / 66)
        assert np.mean(shares) <= SHARE_WRONG


def test_of_pairs_told_apart_at_most_the_stated_share_is_wrong_and_plain_differences_are_found():
    rng = np.random.default_rng(6)
    wrong, right, all_pairs = 0, 0, 0
    for _ in range(RUNS):
        truth = rng.beta(4, 8, 12)
        n = rng.integers(20, 80, 12)
        hits = rng.binomial(n, truth)
        above = told_apart(shrunk_rates(hits, n), differ=rates_differ(hits, n)) > 0
        better = truth[:, None] > truth[None, :]
        wrong += int((above & ~better).sum())
        right += int((above & better).sum())
        all_pairs += 66
    assert wrong / (wrong + right) <= SHARE_WRONG
    assert right / all_pairs > 0.2


def test_the_probability_of_being_above_is_that_of_the_posteriors():
    hits, n = [4, 30, 50, 9], [20, 60, 70, 12]
    post = shrunk_rates(hits, n)
    # Betas of the posteriors' own mean and interval, drawn.
    rng = np.random.default_rng(1)
    draws = 1 / (1 + np.exp(-rng.normal(post.centre, post.spread, (200_000, 4))))
    assert np.allclose(draws.mean(axis=0), post.value, atol=0.01)
    above = told_apart(post, differ=True)
    for a, b in np.argwhere(above > 0):
        assert abs((draws[:, a] > draws[:, b]).mean() - above[a, b]) < 0.005
        assert above[a, b] >= SURE
    assert above[2, 0] > 0.95
    assert not told_apart(post, differ=False).any()


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.floats(-5, 5), st.floats(0.01, 3)), min_size=2, max_size=15))
def test_being_told_apart_is_an_order(pairs):
    centre, spread = (np.array(one) for one in zip(*pairs, strict=True))
    post = Posterior(centre, centre, centre, centre * 0, centre, spread, "given")
    above = told_apart(post) > 0
    assert not (above & above.T).any()
    assert not np.diag(above).any()
    through = (above.astype(int) @ above.astype(int)) > 0
    assert not (through & ~above).any()
    keys = [f"k{i}" for i in range(len(centre))]
    order = order_of(post, measure="m", by="rep", keys=keys, labels=keys, differ=True)
    split = {frozenset((one.above, one.below)) for one in order.apart}
    assert {key for group in order.together for key in group} == set(keys)
    for group in order.together:
        assert not [1 for a in group for b in group if frozenset((a, b)) in split]
    assert order.members == tuple(sorted(keys))


def test_nothing_all_alike_and_a_single_case():
    nothing = shrunk_rates([0, 0, 0], [0, 0, 0])
    assert np.all(np.isfinite(nothing.value))
    assert np.allclose(nothing.borrowed, 1)
    alike = shrunk_rates([5, 5, 5, 5], [10, 10, 10, 10])
    assert np.allclose(alike.value, 0.5, atol=0.02)
    assert not rates_differ([5, 5, 5, 5], [10, 10, 10, 10])
    assert not rates_differ([0, 0], [4, 9])
    assert not rates_differ([9, 4], [9, 4])
    assert not means_differ([1.0, float("nan")], [0.1, float("inf")])
    one = shrunk_rates([1, 40, 30, 35], [1, 100, 100, 100])
    assert one.value[0] < 0.6
    assert one.low[0] > 0
    assert one.borrowed[0] > 0.8 > one.borrowed[1]
    mean, error = log_means(np.array([5.0]), np.array([0]), 2)
    assert np.isinf(error).all()
    assert np.isnan(mean[1])
    lone = shrunk_means([1.0, float("nan")], [0.2, float("inf")])
    assert np.isfinite(lone.value).all()
    assert lone.borrowed[1] == pytest.approx(1)
    assert lone.spread[1] > lone.spread[0]


def test_many_cases_are_believed_and_few_are_not():
    n = np.array([10_000, 10_000, 10_000, 4])
    hits = np.array([2_000, 5_000, 8_000, 4])
    post = shrunk_rates(hits, n)
    assert np.allclose(post.value[:3], [0.2, 0.5, 0.8], atol=0.001)
    assert 0.5 < post.value[3] < 0.95
    counts = shrunk_counts([10_000, 20_000, 30_000, 0], [1, 1, 1, 0.0001])
    assert np.allclose(counts.value[:3], [1e4, 2e4, 3e4], rtol=0.01)


def test_the_worked_table_of_the_method_page_is_so():
    page = (Path(__file__).parents[2] / "docs" / "method" / "insight-results.md").read_text("utf-8")
    table = re.findall(r"^\| (\d+) of (\d+) \| .+? \| (\d+) % \| (\d+) to (\d+) % \| (\d+) % \|$", page, re.M)
    assert len(table) == 4
    won, n = ([int(row[i]) for row in table] for i in (0, 1))
    post = shrunk_rates(won, n)
    for place, row in enumerate(table):
        shown = [int(one) for one in row[2:]]
        exact = [100 * float(one[place]) for one in (post.value, post.low, post.high, post.borrowed)]
        assert all(abs(a - b) <= 0.5 for a, b in zip(shown, exact, strict=True)), (shown, exact)
    assert not (told_apart(post, differ=rates_differ(won, n)) > 0).any()
