"""The bridge on columns: the identity to the cent, draws that sum exactly, limit cases."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bothways.insight.shortfall import Goal, PlanRates, Span, bridge
from bothways.insight.shortfall.causes import KEYS, bars_of
from bothways.insight.shortfall.identity import standing
from bothways.insight.shortfall.segmenting import segments
from planted.company import Plan, columns_of, company, shuffled
from planted.coverage import span

BASE, ACTUAL, NOW = Span(0, 99, 99), Span(100, 199, 199), 199


@st.composite
def companies(draw):
    """Any deals at all: of both games, in any state, with or without an amount, a segment, a past, pushes."""
    rows = []
    for _ in range(draw(st.integers(min_value=0, max_value=40))):
        created = draw(st.integers(min_value=-60, max_value=199))
        meaning = draw(st.sampled_from([0, 1, 1, 2]))
        close = draw(st.integers(min_value=max(created, -20), max_value=199 if meaning else 300))
        row = {
            "meaning": meaning, "close": close, "type": draw(st.sampled_from(["new", "renewal", "expansion", ""])),
            "segment": draw(st.sampled_from(["A", "B", "C"])), "account": draw(st.sampled_from(["", "x", "y"])),
        }  # fmt: skip
        if draw(st.integers(0, 9)):
            row["created"] = created
        if draw(st.integers(0, 9)):
            row["amount"] = draw(st.sampled_from([-50_000, 0, 1, 99_999, 1_234_567, 80_000_000]))
        if draw(st.booleans()):
            day = draw(st.integers(min_value=created, max_value=199))
            row["pushes"] = [(day, close - draw(st.integers(-40, 40)), close)]
        rows.append(row)
    return columns_of(rows, as_of=NOW, history=draw(st.booleans()))


def booked(columns, span_):
    won = (columns.meaning == 1) & (columns.close >= span_.first) & (columns.close <= span_.end)
    return int(np.nansum(columns.amount[won & ~(columns.created > NOW)]))


@settings(max_examples=60, deadline=None)
@given(companies(), st.sampled_from([None, "segment", "all"]), st.integers(0, 3))
def test_the_identity_gives_the_bookings_and_every_draw_sums_to_the_gap(columns, by, seed):
    found = bridge(columns, actual=ACTUAL, base=BASE, by=by, draws=100, seed=seed)
    assert found.base == booked(columns, BASE)
    assert found.actual == booked(columns, ACTUAL)
    assert found.amounts.dtype == np.int64
    assert (found.amounts.sum(axis=1) == found.gap).all()
    for period in (0, 1):
        products = sum(game.seen[period].bookings[0] for game in found.games)
        assert products == pytest.approx((found.base, found.actual)[period], abs=0.5)
        for game in found.games:
            own = game.counts[period]
            assert (own.won <= own.decided).all()
            assert (own.decided <= own.available).all()
    bars = bars_of(found, columns)
    assert sum(bar.amount for bar in bars) == found.gap
    assert tuple(bar.kind.key for bar in bars) == KEYS
    assert sum(bar.largest for bar in bars) == pytest.approx(1)
    assert all(bar.low <= bar.high and 0 <= bar.negative <= 1 for bar in bars)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 1000), st.integers(0, 1000))
def test_the_order_of_the_rows_and_the_run_do_not_matter(seed, order):
    made = company(seed=seed, new=Plan(deals=30), renewal=Plan(deals=8, won=0.9, segments=2))
    kinds = {"actual": span(made.periods[-1]), "base": span(made.periods[-2]), "draws": 100, "seed": 4}
    found = bridge(made.columns, **kinds)
    again = bridge(made.columns, **kinds)
    other = bridge(shuffled(made.columns, seed=order), **kinds)
    assert (found.amounts == again.amounts).all()
    assert (found.amounts == other.amounts).all()
    rows = [[made.columns.deal[r] for r in bar.rows] for bar in bars_of(found, made.columns)]
    moved = shuffled(made.columns, seed=order)
    assert rows == [[moved.deal[r] for r in bar.rows] for bar in bars_of(other, moved)]


def test_another_seed_is_another_set_of_draws_with_much_the_same_answer():
    made = company(seed=3, new=Plan(deals=150))
    kinds = {"actual": span(made.periods[-1]), "base": span(made.periods[-2])}
    found, other = (bridge(made.columns, **kinds, seed=seed).games[0].amounts for seed in (1, 2))
    assert not (found == other).all()
    assert np.abs(found.mean(axis=0) - other.mean(axis=0)) == pytest.approx(
        0, abs=0.15 * found.std(axis=0).max()
    )


@pytest.mark.parametrize(
    "rates", [PlanRates(), PlanRates(win_rate=0.5), PlanRates(size=5_000_000.0), PlanRates(0.3, 3e6)]
)
def test_the_plan_is_the_target_to_the_cent_in_every_draw(rates):
    made = company(seed=5, new=Plan(deals=60), renewal=Plan(deals=15, won=0.9))
    goal = Goal(123_456_789, rates)
    found = bridge(
        made.columns, actual=span(made.periods[-1]), base=span(made.periods[-2]), goal=goal, draws=200
    )
    assert found.base == 123_456_789
    planned = sum(game.base.bookings for game in found.games)
    assert planned == pytest.approx(np.full(200, 123_456_789), abs=0.01)
    assert sum(game.asked for game in found.games) == 123_456_789
    assert (found.amounts.sum(axis=1) == found.gap).all()
    if not rates.stated:
        parts = [game.counts[0].booked.sum() for game in found.games]
        assert found.games[1].asked == round(123_456_789 * parts[1] / sum(parts))
    if rates.win_rate is not None and rates.size is not None:
        # A goal with rates of its own that both games move to alike.
        won = sum(
            (g.base.volume[:, None] * g.base.mix * g.base.decided * g.base.won).sum(axis=1)
            for g in found.games
        )
        assert (won > 0).all()


def test_rates_that_the_plan_states_are_those_of_the_plan():
    made = company(seed=5, new=Plan(deals=60))
    goal = Goal(123_456_789, PlanRates(0.3, 3e6))
    found = bridge(
        made.columns, actual=span(made.periods[-1]), base=span(made.periods[-2]), goal=goal, draws=200
    )
    base = found.games[0].base
    decided = base.volume[:, None] * base.mix * base.decided
    won = decided * base.won
    assert won.sum(axis=1) / decided.sum(axis=1) == pytest.approx(np.full(200, 0.3), abs=1e-6)
    assert base.bookings / won.sum(axis=1) == pytest.approx(np.full(200, 3e6), rel=1e-9)


def rows_of(base_won=0, base_lost=0, won=0, lost=0, amount=100_000, **more):
    rows = []
    for start, wins, losses in ((0, base_won, base_lost), (100, won, lost)):
        rows += [
            {"created": start, "close": start + 50, "meaning": 1 if n < wins else 2, "amount": amount, **more}
            for n in range(wins + losses)
        ]
    return rows


def amounts(rows, **kinds):
    return bridge(columns_of(rows, as_of=NOW), actual=ACTUAL, base=BASE, draws=400, **kinds)


def test_no_deals_no_gap():
    found = amounts([])
    assert found.gap == 0
    assert not found.amounts.any()


def test_a_single_deal_is_mostly_chance_and_sums():
    found = amounts(rows_of(won=1))
    assert found.gap == 100_000
    assert (found.amounts.sum(axis=1) == 100_000).all()
    assert np.isfinite(found.amounts.astype(float)).all()


def test_no_wins_in_the_base_is_not_the_end():
    found = amounts(rows_of(base_lost=20, won=8, lost=12))
    assert found.gap == 800_000
    rate = found.games[0].amounts[:, 3]
    assert rate.mean() > 0
    assert (rate > 0).mean() > 0.9


def test_no_losses_at_all():
    found = amounts(rows_of(base_won=20, won=30))
    names = dict(zip(KEYS, found.amounts.mean(axis=0), strict=True))
    assert names["new_volume"] > abs(names["new_win_rate"])
    assert found.gap == 1_000_000


def test_all_alike_leaves_nothing_to_tell():
    found = amounts(rows_of(base_won=50, base_lost=50, won=50, lost=50))
    assert found.gap == 0
    assert np.abs(found.amounts.mean(axis=0)).max() < 0.05 * found.base


def test_negative_amounts_are_amounts():
    found = amounts(rows_of(base_won=10, base_lost=10, won=10, lost=10, amount=-5_000))
    assert found.gap == 0
    assert found.base == -50_000
    assert "no logarithm" in found.games[0].check.impossible
    mixed = rows_of(base_won=10, base_lost=10) + rows_of(won=10, lost=10, amount=-5_000)
    found = amounts(mixed)
    assert found.gap == -1_050_000
    assert (found.games[0].amounts[:, 4] < 0).mean() > 0.9


def test_one_segment_has_no_mix():
    made = company(seed=2, new=Plan(deals=80, segments=1))
    found = bridge(made.columns, actual=span(made.periods[-1]), base=span(made.periods[-2]), draws=200)
    assert len(found.games[0].segments) == 1
    assert not found.games[0].amounts[:, 1].any()


def test_what_is_pulled_in_counts_as_available_and_what_waits_does_not():
    rows = [
        {"created": 10, "close": 150, "meaning": 1, "amount": 1, "pushes": [(120, 260, 150)]},  # pulled in, won
        {"created": 10, "close": 260, "meaning": 0, "amount": 1},  # waits for later
        {"created": 10, "close": 250, "meaning": 0, "amount": 1, "pushes": [(150, 190, 250)]},  # was due, slipped
        {"created": 120, "close": 260, "meaning": 0, "amount": 1},  # created for later
        {"created": 120, "close": 260, "meaning": 0, "amount": 1, "pushes": [(140, 180, 260)]},  # created, slipped
        {"created": 10, "close": 90, "meaning": 0, "amount": 1},  # overdue
        {"created": 10, "close": 90, "meaning": 2, "amount": 1},  # lost before
        {"created": 10, "close": 150, "meaning": 0, "amount": 1, "pushes": [(130, 260, 150)]},  # pulled in, open
    ]  # fmt: skip
    stood = standing(columns_of(rows, as_of=NOW), ACTUAL, now=NOW, dated=True)
    assert stood.available.tolist() == [True, False, True, False, True, True, False, True]
    assert stood.opened.tolist() == [False, False, True, False, False, True, False, False]
    assert stood.decided.tolist() == [True] + [False] * 7
    every = standing(columns_of(rows, as_of=NOW), ACTUAL, now=NOW, dated=False)
    assert every.available.tolist() == [True, True, True, True, True, True, False, True]


def test_small_segments_go_to_the_others_and_two_hundred_are_the_most():
    rows = [
        {"created": 0, "close": 50, "meaning": 1, "amount": 1, "segment": f"S{n:03d}"}
        for n in range(250)
        for _ in range(12 if n else 3)
    ]
    columns = columns_of(rows, as_of=NOW)
    found = segments(columns, np.ones(len(columns), dtype=bool), "segment")
    assert len(found) == 200
    assert found.names[-1] == "others"
    assert found.place.min() == 0
    few = segments(columns, np.arange(len(columns)) < 30, "segment")
    assert few.names == ("all",)


def test_a_whole_bridge_of_two_hundred_segments_is_quick():
    made = company(seed=1, new=Plan(deals=4000, segments=200), quarters=2)
    found = bridge(made.columns, actual=span(made.periods[-1]), base=span(made.periods[-2]), draws=2000)
    assert found.games[0].base.mix.shape[0] == 2000
    assert found.games[0].base.mix.shape[1] > 100
    assert (found.amounts.sum(axis=1) == found.gap).all()


def test_the_largest_cause_is_the_largest_of_those_with_the_sign_of_the_gap():
    one = company(seed=3, new=Plan(deals=150, segments=4), quarters=2)
    found = bridge(one.columns, actual=span(one.periods[-1]), base=span(one.periods[-2]), draws=200)
    assert found.gap
    bars = bars_of(found, one.columns)
    counted = dict.fromkeys(KEYS, 0)
    for row in found.amounts.tolist():
        counted[KEYS[max(range(len(row)), key=lambda at: row[at] if found.gap > 0 else -row[at])]] += 1
    assert {bar.kind.key: bar.largest for bar in bars} == {key: n / 200 for key, n in counted.items()}
    assert sum(bar.amount for bar in bars) == found.gap


def test_what_was_open_at_the_start_is_available_in_every_draw():
    """It is known: no draw has fewer opportunities than were open before anything of the period happened."""
    made = company(seed=3, new=Plan(deals=150))
    game = bridge(
        made.columns, actual=span(made.periods[-1]), base=span(made.periods[-2]), draws=200, seed=1
    ).games[0]
    for factors, counts in zip((game.base, game.actual), game.counts, strict=True):
        assert counts.opened.sum() > 10
        assert (factors.volume > counts.opened.sum()).all()
        assert factors.volume.mean() == pytest.approx(counts.available.sum(), rel=0.15)
