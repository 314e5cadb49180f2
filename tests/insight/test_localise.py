"""Where a movement sits: the planted place is found, an even movement sits nowhere, nobody is pointed at."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from bothways.evidence.views.columns import LOST, OPEN, WON
from bothways.insight.shortfall.cells import Cell, cells_of, cube_of
from bothways.insight.shortfall.contrasts import contrast
from bothways.insight.shortfall.discovery import adjusted, shrink, shrunk_rates
from bothways.insight.shortfall.localise import KEYS, localise
from bothways.insight.shortfall.spans import spans_of
from insight.drawn import BASE, NOW, columns, company

PS = st.lists(st.floats(0, 1), min_size=1, max_size=60)


def cells(found):
    return {tuple(zip(seat.cell.keys, seat.cell.values, strict=True)) for seat in found.seats}


@given(PS)
def test_adjusted_p_values_are_those_of_statsmodels(p):
    expected = multipletests(p, method="fdr_bh")[1]
    assert np.allclose(adjusted(np.array(p)), expected)


@given(PS, st.integers(0, 2**31))
def test_weights_are_p_values_divided_by_them_and_what_is_not_tested_does_not_count(p, seed):
    weights = np.random.default_rng(seed).uniform(0.2, 3, len(p))
    scaled = np.minimum(1, np.array(p) / (weights / weights.mean()))
    expected = multipletests(scaled, method="fdr_bh")[1]
    own = np.r_[p, np.nan]
    found = adjusted(own, weights=np.r_[weights, 50.0])
    assert np.allclose(found[:-1], expected)
    assert np.isnan(found[-1])


@given(st.lists(st.tuples(st.floats(-5, 5), st.floats(0.1, 3)), min_size=1, max_size=30))
def test_shrinkage_draws_towards_none_and_never_past_it(pairs):
    effect, error = (np.array(one) for one in zip(*pairs, strict=True))
    found = shrink(effect, error)
    assert (np.abs(found.value) <= np.abs(effect) + 1e-12).all()
    assert (found.value * effect >= 0).all()
    assert (found.high - found.low <= 2 * 1.2816 * error + 1e-9).all()


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=12))
def test_shrunk_rates_lie_between_the_raw_rate_and_the_mean(pairs):
    hits = np.array([float(min(a, b)) for a, b in pairs])
    n = np.array([float(max(a, b)) for a, b in pairs])
    found = shrunk_rates(hits, n)
    for raw, drawn, size in zip(found.raw, found.shrunk, n, strict=True):
        if size == 0:
            assert np.isnan(drawn)
        else:
            low, high = sorted((raw, found.mean))
            assert low - 1e-9 <= drawn <= high + 1e-9


def test_contributions_of_the_values_of_a_key_add_up_to_the_change():
    drawn = company(1, 400)
    found = localise(drawn, now=NOW, base=BASE, keys=("segment",))
    assert sum(seat.contribution for seat in found.table) == pytest.approx(found.now - found.before, abs=10)
    assert {len(seat.cell.keys) for seat in found.table} == {1}


def test_a_planted_value_is_found_with_its_factor_and_told_once():
    drawn = company(3, 900, planted={"at": {"segment": 0}, "volume": 0.4})
    found = localise(drawn, now=NOW, base=BASE)
    assert cells(found) == {(("segment", "segment0"),)}
    seat = found.seats[0]
    assert "available" in [effect.measure for effect in seat.effects]
    effect = next(one for one in seat.effects if one.measure == "available")
    assert effect.low < effect.surplus < effect.high < 0
    assert effect.surplus <= effect.shrunk < 0


def test_a_planted_combination_is_told_as_such_and_not_as_its_parents():
    drawn = company(4, 2500, planted={"at": {"segment": 0, "region": 1}, "volume": 0.35})
    assert cells(localise(drawn, now=NOW, base=BASE)) == {(("segment", "segment0"), ("region", "region1"))}


def test_a_parent_is_preferred_to_its_children_that_add_nothing():
    drawn = company(5, 2500, planted={"at": {"region": 0}, "decided": 0.6})
    found = localise(drawn, now=NOW, base=BASE, keys=("segment", "region", "product"))
    assert cells(found) == {(("region", "region0"),)}


def test_an_even_movement_sits_nowhere():
    drawn = company(106, 800, shift={"volume": 0.6, "win": 0.7, "size": 1.3})
    found = localise(drawn, now=NOW, base=BASE)
    assert found.seats == ()
    assert found.tested > 100
    assert found.detectable > 0


def test_of_two_sides_of_a_difference_the_one_that_moved_as_the_company_did_is_named():
    drawn = company(7, 1500, planted={"at": {"type": 0}, "volume": 0.4})
    assert cells(localise(drawn, now=NOW, base=BASE, keys=("type",))) == {(("type", "type0"),)}


def test_the_order_of_the_deals_does_not_matter():
    drawn = company(8, 300, planted={"at": {"segment": 0}, "volume": 0.3})
    one = localise(drawn, now=NOW, base=BASE)
    names = ("meaning", "amount", "created", "close", "decided", "owner", "team", "segment", "region", "product",
             "source", "type")  # fmt: skip
    order = np.random.default_rng(0).permutation(len(drawn))
    place = np.argsort(order)
    changes = drawn.changes
    moved = np.argsort(place[changes.deal], kind="stable")
    again = replace(
        changes,
        **{
            name: getattr(changes, name)[moved]
            for name in ("day", "field", "old", "new", "old_stage", "new_stage")
        },
        deal=place[changes.deal][moved],
        is_push=changes.is_push[moved],
    )
    other = columns(len(drawn), changes=again, **{name: getattr(drawn, name)[order] for name in names})
    two = localise(other, now=NOW, base=BASE)
    assert cells(one) == cells(two)
    assert [seat.contribution for seat in one.table] == [seat.contribution for seat in two.table]


def test_no_cell_of_fewer_than_three_people_is_looked_at():
    drawn = company(9, 900, planted={"at": {"region": 0}, "volume": 0.3}, people=2)
    found = localise(drawn, now=NOW, base=BASE)
    owner = {}
    before, after = spans_of(drawn, BASE, NOW)
    cube = cube_of(drawn, before, after, keys=KEYS)
    for cell in cells_of(cube).cells:
        owner[cell] = cube.people(cube.holds(cell))
    assert owner
    assert min(owner.values()) >= 3
    assert all("region" not in seat.cell.keys and "team" not in seat.cell.keys for seat in found.seats)
    # It could have been named: with three people in the region it is.
    wide = company(9, 900, planted={"at": {"region": 0}, "volume": 0.3}, people=3)
    assert (("region", "region0"),) in cells(localise(wide, now=NOW, base=BASE))


def test_a_team_is_not_named_where_the_rest_would_point_to_someone():
    n = 400
    rng = np.random.default_rng(0)
    first = np.arange(n) < n // 2
    days = np.where(first, 1050, 1150).astype(float)
    team = np.where(rng.random(n) < 0.5, "big", "small")
    team[(team == "big") & ~first & (rng.random(n) < 0.8)] = "small"
    owner = np.where(team == "big", np.char.add("b", rng.integers(0, 5, n).astype(str)), "s0")
    drawn = columns(
        n, team=team, owner=owner, meaning=np.full(n, WON), amount=np.full(n, 1e6), created=days, close=days
    )
    assert localise(drawn, now=NOW, base=BASE, keys=("team",)).cells == 0
    unknown = columns(n, team=team, meaning=np.full(n, WON), amount=np.full(n, 1e6), created=days, close=days)
    assert localise(unknown, now=NOW, base=BASE, keys=("team",)).cells == 0


def test_teams_are_not_cut_up():
    drawn = company(10, 900)
    before, after = spans_of(drawn, BASE, NOW)
    found = cells_of(cube_of(drawn, before, after, keys=KEYS))
    assert Cell(("team",), ("team0",)) in found.cells
    assert not [cell for cell in found.cells if len(cell.keys) == 2 and "team" in cell.keys]


@pytest.mark.parametrize("n", [0, 1, 3])
def test_so_few_deals_sit_nowhere(n):
    drawn = columns(
        n, segment=["a"] * n, meaning=[WON] * n, amount=[100.0] * n, created=[1100.0] * n, close=[1120.0] * n
    )
    found = localise(drawn, now=NOW, base=BASE)
    assert (found.seats, found.tested, found.table) == ((), 0, ())
    assert found.now == 100 * n


@pytest.mark.parametrize("meaning", [WON, LOST, OPEN])
def test_all_alike_is_no_finding_and_no_warning(meaning):
    n = 400
    rng = np.random.default_rng(1)
    days = np.where(np.arange(n) < n // 2, 1050.0, 1150.0)
    drawn = columns(
        n, segment=rng.choice(["a", "b", "c"], n), product=["only"] * n, meaning=[meaning] * n, amount=[5e5] * n,
        created=days - 10, close=days,
    )  # fmt: skip
    assert localise(drawn, now=NOW, base=BASE).seats == ()


def test_a_key_that_is_filled_in_when_a_deal_is_decided_tells_nothing_of_what_is_open():
    drawn = company(11, 900)
    late = np.where(drawn.meaning == OPEN, "", drawn.segment)
    found = localise(
        replace(drawn, segment=late.astype(object)), now=NOW, base=BASE, keys=("segment", "region")
    )
    measures = {
        effect.measure for seat in found.table for effect in seat.effects if seat.cell.keys == ("segment",)
    }
    assert measures == {"bookings", "win_rate", "size"}


def test_unknown_values_are_never_named():
    drawn = company(12, 900, planted={"at": {"segment": 0}, "volume": 0.2})
    hidden = replace(drawn, segment=np.where(drawn.segment == "segment0", "", drawn.segment).astype(object))
    found = localise(hidden, now=NOW, base=BASE, keys=("segment",))
    assert all("" not in seat.cell.values for seat in (*found.seats, *found.table))


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**31), st.integers(30, 200))
def test_a_test_of_money_is_the_exact_moment_of_all_ways_to_deal_the_spans(seed, n):
    # Of permutations of the spans over the won deals the surplus has mean nought and this variance.
    rng = np.random.default_rng(seed)
    cents, inside, now = rng.lognormal(10, 1, n), rng.random(n) < 0.4, rng.random(n) < 0.5
    if min(inside.sum(), (~inside).sum()) < 20 or min(now.sum(), (~now).sum()) < 5:
        return
    x = cents * (inside - cents[inside].sum() / cents.sum())
    draws = np.array([x[rng.permutation(now)].sum() for _ in range(4000)])

    def sums(which):
        flags = [which & ~now, which & now]
        own = [[f.sum(), f.sum(), f.sum(), (cents * f).sum(), (cents**2 * f).sum(), (cents**4 * f).sum(),
                (np.log(cents) * f).sum(), (np.log(cents) ** 2 * f).sum(), f.sum()] for f in flags]  # fmt: skip
        return np.array([own], dtype=float)

    found = contrast("bookings", sums(inside), sums(~inside))
    z = x[now].sum() / draws.std()
    assert found.z[0] == pytest.approx(z, abs=0.15 + 0.06 * abs(z))
