"""Mantel and Haenszel, false discoveries, E-values and shrinkage, beside statsmodels and exact fractions."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.contingency_tables import StratifiedTable
from statsmodels.stats.multitest import multipletests

from bothways.insight.themes.association import cluster_effect, strata_of, tables
from bothways.insight.themes.logit import fit, resampled
from bothways.insight.themes.pooling import pooled
from bothways.insight.themes.stratified import chance, e_value, false_discovery, risk_difference, risk_ratio

strata = st.lists(
    st.tuples(st.integers(1, 30), st.integers(1, 30), st.floats(0, 1), st.floats(0, 1)),
    min_size=1,
    max_size=8,
)


def counts(rows: list[tuple[int, int, float, float]]) -> tuple[np.ndarray, ...]:
    n1 = np.array([row[0] for row in rows], dtype=float)
    n0 = np.array([row[1] for row in rows], dtype=float)
    a = np.floor(n1 * np.array([row[2] for row in rows]))
    c = np.floor(n0 * np.array([row[3] for row in rows]))
    return a, n1, c, n0


@given(strata)
def test_ratio_and_test_are_those_of_statsmodels(rows):
    a, n1, c, n0 = counts(rows)
    table = StratifiedTable(
        [np.array([[w, x - w], [o, y - o]]) for w, x, o, y in zip(a, n1, c, n0, strict=True)]
    )
    ratio, _ = risk_ratio(a, n1, c, n0)
    if a.sum() and c.sum():
        assert ratio == pytest.approx(table.riskratio_pooled, abs=1e-9, rel=1e-9)
    won, size = a + c, n1 + n0
    if (won * (size - won)).sum():
        z, p = chance(a, n1, c, n0)
        theirs = table.test_null_odds(correction=False)
        assert z * z == pytest.approx(theirs.statistic, abs=1e-9, rel=1e-9)
        assert p == pytest.approx(theirs.pvalue, abs=1e-9)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_false_discovery_is_that_of_statsmodels(p):
    ours = false_discovery(np.array(p))
    theirs = multipletests(np.array(p), method="fdr_bh")[1]
    assert np.allclose(ours, theirs, rtol=0, atol=1e-9)


def test_what_was_not_tested_counts_nothing_in_false_discovery():
    found = false_discovery(np.array([0.01, np.nan, 0.04, 0.5]))
    assert np.isnan(found[1])
    assert found[[0, 2, 3]].tolist() == pytest.approx([0.03, 0.06, 0.5])
    assert np.isnan(false_discovery(np.array([np.nan]))).all()
    assert not false_discovery(np.array([])).size


@given(strata)
def test_the_difference_and_its_error_are_the_written_formulas_in_exact_fractions(rows):
    a, n1, c, n0 = counts(rows)
    whole = [tuple(Fraction(int(one)) for one in row) for row in zip(a, n1, c, n0, strict=True)]
    weight = sum(x * y / (x + y) for _, x, _, y in whole)
    difference = sum((w * y - o * x) / (x + y) for w, x, o, y in whole) / weight
    p = sum((x * x * o - y * y * w + x * y * (y - x) / 2) / (x + y) ** 2 for w, x, o, y in whole)
    q = sum((w * (y - o) + o * (x - w)) / (2 * (x + y)) for w, x, o, y in whole)
    ours, error = risk_difference(a, n1, c, n0)
    assert ours == pytest.approx(float(difference), abs=1e-12)
    assert error**2 == pytest.approx(max(0.0, float((difference * p + q) / weight**2)), abs=1e-12)


def test_satos_error_is_what_the_difference_really_varies_by():
    rng = np.random.default_rng(3)
    n1, n0 = np.full((4000, 25), 3.0), np.full((4000, 25), 5.0)
    base = np.linspace(0.2, 0.6, 25)
    a, c = rng.binomial(3, base + 0.15, (4000, 25)), rng.binomial(5, base, (4000, 25))
    difference, error = risk_difference(a.astype(float), n1, c.astype(float), n0)
    assert difference.mean() == pytest.approx(0.15, abs=0.005)
    assert np.sqrt((error**2).mean()) == pytest.approx(difference.std(), rel=0.04)


def test_strata_undo_simpsons_paradox():
    # In each stratum the theme makes no difference; all together it seems to.
    a, n1 = np.array([9.0, 10.0]), np.array([10.0, 100.0])
    c, n0 = np.array([90.0, 1.0]), np.array([100.0, 10.0])
    plain, _ = risk_difference(*(one.sum(keepdims=True) for one in (a, n1, c, n0)))
    adjusted, _ = risk_difference(a, n1, c, n0)
    assert plain < -0.6
    assert adjusted == pytest.approx(0.0, abs=1e-12)


def test_where_nothing_compares_nothing_is_told():
    none = np.zeros(3)
    difference, error = risk_difference(none, none, none, none)
    assert np.isnan(difference)
    assert np.isnan(error)
    assert np.isnan(risk_ratio(none, none, none, none)[0])
    assert chance(none, none, none, none) == (0.0, 1.0)


def test_e_values_are_those_that_are_published():
    # VanderWeele and Ding 2017: 3.9 (interval from 1.8) has 7.26, and 3.0.
    assert e_value(3.9) == pytest.approx(7.26, abs=0.005)
    assert e_value(3.9, 1.8) == pytest.approx(3.0, abs=0.005)
    assert e_value(1 / 3.9) == pytest.approx(7.26, abs=0.005)
    assert e_value(0.8, 1.1) == 1.0
    assert e_value(1.0) == 1.0
    assert np.isnan(e_value(float("nan")))
    assert np.isnan(e_value(0.0))


@given(st.lists(st.tuples(st.floats(-0.5, 0.5), st.floats(0.01, 0.3)), min_size=1, max_size=30))
@settings(deadline=None)
def test_shrinkage_draws_towards_nothing_and_never_past_it(rows):
    x, se = (np.array(column) for column in zip(*rows, strict=True))
    got = pooled(x, se, scale=0.15)
    assert (np.abs(got.value) <= np.abs(x) + 1e-12).all()
    assert (got.value * x >= -1e-15).all()
    assert (got.low < got.value + 1e-9).all()
    assert (got.high > got.value - 1e-9).all()
    assert (got.high - got.low > 0).all()


def test_shrinkage_keeps_what_is_sure_and_drops_what_is_not():
    x = np.array([-0.3, -0.3, 0.01, 0.0, -0.02, np.nan])
    got = pooled(x, np.array([0.02, 0.4, 0.05, 0.05, 0.05, 0.1]), scale=0.15)
    assert got.value[0] < -0.28
    assert abs(got.value[1]) < 0.1
    assert np.isnan(got.value[5])
    assert np.isnan(pooled(np.array([np.nan]), np.array([np.nan]), scale=0.15).value).all()


def test_shrunk_intervals_hold_what_they_say_of_all_themes_together():
    rng = np.random.default_rng(5)
    held = []
    for _ in range(300):
        true = rng.normal(0, 0.1, 20)
        error = rng.uniform(0.03, 0.2, 20)
        got = pooled(true + rng.normal(0, error), error, scale=0.15)
        held.append(((got.low <= true) & (true <= got.high)).mean())
    assert 0.77 <= np.mean(held) <= 0.83


def test_the_ridge_stays_finite_where_all_ended_alike():
    design = np.column_stack([np.ones(20), np.repeat([0.0, 1.0], 10)])
    model = fit(design, np.repeat([1.0, 0.0], 10), doubt=np.array([np.inf, 1.0]))
    assert np.isfinite(model.weights).all()
    assert -6 < model.weights[1] < -1


def test_without_a_prior_the_fit_is_that_of_the_likelihood():
    rng = np.random.default_rng(1)
    design = np.column_stack([np.ones(400), rng.normal(size=(400, 2))])
    hits = (rng.random(400) < 1 / (1 + np.exp(-design @ [0.2, 0.5, -1.0]))).astype(float)
    theirs = sm.Logit(hits, design).fit(disp=0).params
    assert np.allclose(fit(design, hits, doubt=np.full(3, np.inf)).weights, theirs, atol=1e-4)


def test_drawing_accounts_anew_tells_how_far_the_weights_vary():
    rng = np.random.default_rng(2)
    fits, spreads = [], []
    for _ in range(200):
        design = np.column_stack([np.ones(300), rng.normal(size=300)])
        hits = (rng.random(300) < 1 / (1 + np.exp(-design @ [0.0, 0.6]))).astype(float)
        model = fit(design, hits, doubt=np.array([np.inf, np.inf]))
        draws = rng.standard_exponential((100, 300))
        drawn = resampled(model, design, hits, cluster=np.arange(300), counts=draws)
        fits.append(model.weights[1])
        spreads.append(drawn[:, 1].std())
    assert np.mean(spreads) == pytest.approx(np.std(fits), rel=0.15)


def test_deals_of_an_account_that_are_alike_widen_the_error():
    account = np.repeat(np.arange(50), 4)
    told = np.repeat(np.arange(50) % 2 == 0, 4)
    won = np.repeat(np.arange(50) % 3 == 0, 4)
    stratum = np.zeros(200, dtype=np.int64)
    assert cluster_effect(stratum, told, won, account, 0.0) == pytest.approx(2.0, rel=0.05)
    alone = np.arange(200)
    assert cluster_effect(stratum, told, won, alone, 0.0) == 1.0
    assert cluster_effect(stratum, told, won, np.full(200, -1), 0.0) == 1.0


def test_a_stratum_holds_deals_that_were_as_likely_to_hear_it():
    rng = np.random.default_rng(4)
    size = rng.normal(size=2000)
    told = rng.random(2000) < 1 / (1 + np.exp(2 - 1.5 * size))
    stratum = strata_of(size[:, None], told)
    assert len(np.unique(stratum)) == 12
    plain = size[told].mean() - size[~told].mean()
    within = [
        size[told & (stratum == s)].mean() - size[~told & (stratum == s)].mean() for s in np.unique(stratum)
    ]
    # Twelve strata leave a tenth of what the deals differed by.
    assert abs(np.mean(within)) < 0.1 * plain


def test_few_deals_are_one_stratum():
    assert not strata_of(np.ones((9, 1)), np.arange(9) < 3).any()
    assert not strata_of(np.ones((9, 0)), np.arange(9) < 5).any()
    counted = tables(
        np.zeros(3, dtype=np.int64), np.array([True, False, True]), np.array([True, True, False])
    )
    assert [float(one[0]) for one in counted.arrays] == [1, 2, 1, 1]
