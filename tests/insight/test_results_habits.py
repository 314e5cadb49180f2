"""What went with wins: the contrast against an oracle, discoveries, and the artefact of long deals."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothways.insight.results.early import FALSE_SHARE, contrast, told


def _data(seed: int, n: int = 400):
    rng = np.random.default_rng(seed)
    strata = rng.integers(0, 4, n)
    won = rng.random(n) < 0.3 + 0.1 * strata
    x = rng.normal(strata + 0.5 * won, 1)
    return x, won, strata, rng.integers(0, 90, n)


def test_the_contrast_is_the_regression_within_strata_with_clustered_errors():
    smf = pytest.importorskip("statsmodels.api")
    x, won, strata, clusters = _data(1)
    found = contrast(x, won, strata, clusters)
    design = np.column_stack([won.astype(float), *(strata == s for s in range(4))]).astype(float)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fit = smf.OLS(x, design).fit(
            cov_type="cluster", cov_kwds={"groups": clusters, "use_correction": False}
        )
    groups = len(set(clusters.tolist()))
    assert found.difference == pytest.approx(fit.params[0], abs=1e-12)
    assert found.error == pytest.approx(fit.bse[0] * np.sqrt(groups / (groups - 1)), rel=1e-9)
    assert found.won - found.lost == pytest.approx(found.difference)
    assert found.n_won + found.n_lost == len(x)


def test_of_a_share_it_is_the_difference_of_mantel_and_haenszel():
    x, won, strata, clusters = _data(2)
    did = (x > 1).astype(float)
    found = contrast(did, won, strata, clusters)
    top, bottom = 0.0, 0.0
    for s in range(4):
        a, b = did[(strata == s) & won], did[(strata == s) & ~won]
        weight = len(a) * len(b) / (len(a) + len(b))
        top += weight * (a.mean() - b.mean())
        bottom += weight
    assert found.difference == pytest.approx(top / bottom)


def test_a_difference_between_strata_is_no_difference_within():
    rng = np.random.default_rng(3)
    strata = np.repeat([0, 1], 500)
    won = rng.random(1000) < np.where(strata == 1, 0.8, 0.2)
    x = strata * 5.0 + rng.normal(0, 1, 1000)
    raw = x[won].mean() - x[~won].mean()
    found = contrast(x, won, strata, np.arange(1000))
    assert raw > 2
    assert abs(found.difference) < 0.3
    assert found.p > 0.05


def test_intervals_cover_and_nothing_is_told_where_nothing_is():
    rng = np.random.default_rng(4)
    inside, false = 0, 0
    for _ in range(300):
        strata = rng.integers(0, 3, 150)
        won = rng.random(150) < 0.4
        x = rng.normal(0.3 * won + strata, 1)
        found = contrast(x, won, strata, np.arange(150))
        inside += abs(found.difference - 0.3) <= 1.2815515655446004 * found.error
        nothing = [contrast(rng.normal(0, 1, 150), won, strata, np.arange(150)).p for _ in range(8)]
        false += any(told(nothing))
    assert 0.75 <= inside / 300 <= 0.85
    assert false / 300 <= FALSE_SHARE + 0.05


def test_nothing_comes_of_nothing():
    empty = np.zeros(0)
    assert contrast(empty, empty.astype(bool), empty.astype(int), empty.astype(int)) is None
    all_won = np.ones(5, dtype=bool)
    assert contrast(np.ones(5), all_won, np.zeros(5, int), np.arange(5)) is None
    unknown = np.full(5, np.nan)
    assert contrast(unknown, np.array([1, 0, 1, 0, 1], bool), np.zeros(5, int), np.arange(5)) is None
    alike = contrast(np.ones(6), np.array([1, 0] * 3, bool), np.zeros(6, int), np.arange(6))
    assert (alike.difference, alike.p) == (0, 1)
    assert told([]) == []


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_the_discoveries_are_those_of_benjamini_and_hochberg(p):
    multiple = pytest.importorskip("statsmodels.stats.multitest")
    expected = multiple.multipletests(p, alpha=FALSE_SHARE, method="fdr_bh")[0].tolist()
    got = told(p)
    # At a bound itself rounding decides; elsewhere they agree.
    near = any(abs(one - FALSE_SHARE * k / len(p)) < 1e-12 for one in p for k in range(1, len(p) + 1))
    assert near or got == expected
