"""The parts of the model, each against what is known of it: closed forms, planted rates, quantiles counted by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bothways.insight.landing import Book, Moves, forecast
from bothways.insight.landing.book import LOST, NEVER, OPEN, WON
from bothways.insight.landing.hazards import Tally, count, hazards_of, stuck_age_of
from bothways.insight.landing.origins import (
    adapted_alpha,
    conformal_quantile,
    origin_days,
    record_of,
    rolling,
    stretched,
    tau_of,
)
from bothways.insight.landing.outlook import booked_of, outlook, ways
from bothways.insight.landing.steps import AGES, PLACES, age_class, first_class_after, steps_between
from bothways.terms.period import day_of
from planted.book import Planted, company

TODAY = 20_726


def plain_book(*, rate: float, win: float, lose: float, days: int, hidden: int, seed: int) -> Book:
    """Deals with the same hazard all their life; those that closed in the first `hidden` days are not in it."""
    rng = np.random.default_rng(seed)
    n = rng.poisson(rate * days)
    begun = np.sort(rng.integers(TODAY - days, TODAY, n)).astype(float)
    life = np.ceil(rng.exponential(1 / (win + lose), n))
    kind = np.where(rng.random(n) < win / (win + lose), WON, LOST)
    ended = np.where(begun + life <= TODAY, begun + life, float(NEVER)).astype(np.int64)
    kind = np.where(ended == NEVER, OPEN, kind)
    kept = ended > TODAY - days + hidden
    m = int(kept.sum())
    return Book(
        begun=begun[kept], ended=ended[kept], kind=kind[kept], stage=np.zeros(m, np.int64), amount=np.full(m, 1e6),
        final=np.full(m, 1e6), group=np.zeros(m, np.int64), stage_moves=Moves.none(), pushes=Moves.none(),
        amount_moves=Moves.none(), first=TODAY - days + hidden, today=TODAY, amounts_from=0, stages_from=0,
    )  # fmt: skip


def test_steps_cover_every_day_once_and_end_with_months_and_quarters():
    steps = steps_between(TODAY - 400, TODAY)
    assert steps.start[0] == TODAY - 400
    assert steps.end[-1] == TODAY
    assert (steps.start[1:] == steps.end[:-1]).all()
    assert steps.days.sum() == 400
    for end, place in zip(steps.end.tolist()[:-1], steps.place.tolist(), strict=False):
        is_end_of_month = day_of(end + 1).day == 1
        assert is_end_of_month == (place % 4 == 3)
        assert (place == PLACES - 1) == (is_end_of_month and day_of(end).month % 3 == 0)


def test_the_fiscal_year_moves_the_place_in_the_quarter():
    april = steps_between(TODAY, TODAY + 31, fiscal_start=2).place.tolist()
    assert steps_between(TODAY, TODAY + 31).place.tolist() != april
    assert {place // 4 for place in april[:4]} == {2}  # October ends the quarter of a year from February


def test_classes_of_age():
    assert age_class(np.array([0, 3, 4, 30.5, 5000])).tolist() == [0, 0, 1, 4, len(AGES) - 1]
    assert AGES[first_class_after(90)] == 91
    assert first_class_after(1e9) == len(AGES) - 1


def test_planted_rates_come_back_though_the_data_begin_late():
    book = plain_book(rate=6, win=0.006, lose=0.009, days=900, hidden=300, seed=1)
    counts = count(book, after=book.first, until=TODAY)
    rates = hazards_of(Tally.of(counts).upto(TODAY), stuck_age=math.inf, flat=True)
    assert float(rates.won.mean()) == pytest.approx(0.006, rel=0.06)
    assert float(rates.lost.mean()) == pytest.approx(0.009, rel=0.06)
    # Counting days from creation, also those before the data begin, would make every deal look slower.
    naive = rates.wins / float((np.minimum(book.ended, TODAY) - book.begun).sum())
    assert naive < 0.95 * 0.006


def test_the_shrunk_rates_of_planted_equal_cells_stay_near_each_other():
    book = plain_book(rate=6, win=0.006, lose=0.009, days=900, hidden=300, seed=2)
    rates = hazards_of(Tally.of(count(book, after=book.first, until=TODAY)).upto(TODAY), stuck_age=math.inf)
    seen = rates.won[0, :, :8]
    assert np.median(seen) == pytest.approx(0.006, rel=0.15)
    assert seen.min() > 0.002
    assert seen.max() < 0.015


def test_competing_risks_are_the_closed_form_when_rates_are_constant():
    book = plain_book(rate=3, win=0.01, lose=0.02, days=700, hidden=100, seed=3)
    rates = hazards_of(
        Tally.of(count(book, after=book.first, until=TODAY)).upto(TODAY), stuck_age=1e9, flat=True
    )
    w, lost = float(rates.won[0, 0, 0, 0, 0]), float(rates.lost[0, 0, 0, 0, 0])
    steps = steps_between(TODAY, TODAY + 60)
    zero = np.zeros(2, np.int64)
    win, lose = ways(rates, steps, age=np.array([5.0, 200.0]), stage=zero, push=zero)
    gone = 1 - math.exp(-(w + lost) * 60)
    assert win == pytest.approx([gone * w / (w + lost)] * 2)
    assert lose == pytest.approx([gone * lost / (w + lost)] * 2)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 5), st.integers(1, 200))
@example(seed=4, horizon=65)  # the last step, cut, once had the rates of a younger age than when it was whole
def test_probabilities_stay_probabilities_and_grow_with_the_window(seed, horizon):
    book = company(Planted(rate=0.4, days=500, hidden=100), seed=seed)
    booked = booked_of(book)
    tally = Tally.of(count(book, after=book.first, until=TODAY)).upto(TODAY)
    rates = hazards_of(tally, stuck_age=stuck_age_of(book, TODAY))
    short = outlook(book, booked, rates, day=TODAY, until=TODAY + horizon)
    longer = outlook(book, booked, rates, day=TODAY, until=TODAY + horizon + 20)
    assert (short.win >= 0).all()
    assert (short.win + short.lose <= 1 + 1e-12).all()
    assert (longer.win >= short.win - 1e-12).all()
    assert (longer.lose >= short.lose - 1e-12).all()
    assert longer.fresh_wins >= short.fresh_wins - 1e-12


def test_deals_that_stand_late_and_unpushed_are_likelier_where_that_was_planted():
    book = company(Planted(rate=4, stuck=0.0), seed=4)
    tally = Tally.of(count(book, after=book.first, until=TODAY)).upto(TODAY)
    rates = hazards_of(tally, stuck_age=stuck_age_of(book, TODAY))
    steps = steps_between(TODAY, TODAY + 30)
    age, push = np.full(3, 60.0), np.zeros(3, np.int64)
    win, _ = ways(rates, steps, age=age, stage=np.array([1, 2, 3]), push=push)
    assert win[0] < win[1] < win[2]


def test_stuck_deals_are_their_own_class_with_their_own_hazard():
    book = company(Planted(rate=3, stuck=0.25), seed=5)
    seen = forecast(book, day=TODAY, until=TODAY + 91, draws=400)
    assert seen.seen is not None
    assert seen.hazards is not None
    assert seen.seen.stuck.sum() > 20
    assert seen.seen.win[seen.seen.stuck].mean() < 0.3 * seen.seen.win[~seen.seen.stuck].mean()
    assert np.median(seen.parts["stuck"]) < np.median(seen.parts["existing"])


def test_no_origin_looks_ahead():
    """Whatever happens after a day, what would have been said on that day stays the same to the last bit."""
    book = company(Planted(rate=1.0), seed=6)
    cut = TODAY - 200
    rng = np.random.default_rng(0)
    later = book.ended > cut
    other = replace(
        book,
        ended=np.where(later, np.where(rng.random(len(book)) < 0.5, NEVER, cut + rng.integers(1, 190, len(book))), book.ended),
        kind=np.where(later, rng.integers(1, 3, len(book)), book.kind),
        final=np.where(later, book.final * 7, book.final),
        stage_moves=Moves(*(getattr(book.stage_moves, f)[book.stage_moves.day <= cut] for f in ("deal", "day", "value"))),
        pushes=Moves(*(getattr(book.pushes, f)[book.pushes.day <= cut] for f in ("deal", "day", "value"))),
    )  # fmt: skip
    kept = other.begun <= cut
    assert kept.sum() < len(book)
    assert later.sum() > 50
    # New deals that came later change the future too.
    other = replace(other, begun=np.where(kept, other.begun, other.begun + 3))
    said, again = (forecast(b, day=cut, until=cut + 60, draws=300, seed=2) for b in (book, other))
    for part, draws in said.parts.items():
        assert np.array_equal(draws, again.parts[part]), part
    assert said.baselines["stage_weighted"].value == again.baselines["stage_weighted"].value
    # And the origins inside: those of the same days are the same when the data end earlier.
    early, _, _ = rolling(book, booked_of(book), before=cut, horizon=30)
    late, _, _ = rolling(book, booked_of(book), before=TODAY, horizon=30)
    by_day = {one.seen.day: one for one in late}
    shared = [one for one in early if one.seen.day in by_day]
    assert len(shared) > 5
    for one in shared:
        assert np.array_equal(one.seen.row, by_day[one.seen.day].seen.row)
        assert one.seen.win == pytest.approx(by_day[one.seen.day].seen.win, rel=1e-9)


def test_what_was_open_then_is_open_though_it_closed_later_and_its_final_amount_is_not_known_then():
    book = replace(
        plain_book(rate=1, win=0.01, lose=0.02, days=500, hidden=50, seed=7), amounts_from=int(NEVER)
    )
    day = TODAY - 60
    closed_later = (book.begun <= day) & (book.ended > day) & (book.ended <= TODAY)
    assert closed_later.sum() > 10
    assert book.open_at(day)[closed_later].all()
    assert np.isnan(book.amounts_at(day)).all()
    assert not np.isnan(book.amounts_at(TODAY)).any()


def test_origins_end_before_the_day_and_begin_when_something_was_known():
    book = company(Planted(rate=1.0), seed=8)
    days = origin_days(book, before=TODAY, horizon=91)
    assert days
    assert max(days) + 91 <= TODAY
    assert min(days) >= book.first + 28
    assert origin_days(replace(book, first=TODAY - 60), before=TODAY, horizon=91) == []


def test_the_conformal_quantile_counts_as_the_formula_does():
    scores = list(np.random.default_rng(1).permutation(np.arange(1.0, 20.0)))  # 19 of them
    assert conformal_quantile(scores, 0.2) == 16.0  # ⌈20·.8⌉
    assert conformal_quantile(scores[:3], 0.2) is None  # ⌈4·.8⌉ = 4 of 3
    assert conformal_quantile([], 0.2) is None
    assert conformal_quantile(scores, 0.2, [1.0] * 19) == 16.0
    heavy = [1.0 if score > 10 else 0.1 for score in scores]
    assert conformal_quantile(scores, 0.2, heavy) > 16.0


def test_conformal_ranges_cover_at_their_level_when_cases_are_exchangeable():
    rng = np.random.default_rng(2)
    held = []
    for _ in range(3000):
        scores = np.abs(rng.normal(size=10))
        held.append(scores[-1] <= conformal_quantile(list(scores[:-1]), 0.2))
    assert 0.78 < np.mean(held) < 0.83  # between 1 − α and 1 − α + 1/(n+1)


def test_the_adapted_miss_rate_falls_after_misses_and_rises_after_none():
    assert adapted_alpha([], alpha=0.2) == 0.2
    assert adapted_alpha([True] * 5, alpha=0.2, gamma=0.02) == pytest.approx(0.2 - 5 * 0.02 * 0.8)
    assert adapted_alpha([False] * 5, alpha=0.2, gamma=0.02) == pytest.approx(0.2 + 5 * 0.02 * 0.2)
    assert adapted_alpha([True] * 1000, alpha=0.2) == 0.01


@pytest.mark.parametrize("tau", [0.05, 0.3])
def test_the_common_shock_comes_back(tau):
    rng = np.random.default_rng(3)
    expected = rng.uniform(800, 1200, 400)
    variance = expected * 4
    came = expected * np.exp(tau * rng.standard_normal(400) - tau * tau / 2) + rng.normal(
        0, np.sqrt(variance)
    )
    assert tau_of(came, expected, variance) == pytest.approx(tau, abs=0.035)


def test_the_common_shock_is_moderate_where_nothing_is_known():
    none = np.zeros(0)
    assert 0.08 < tau_of(none, none, none) < 0.2


def test_stretching_keeps_the_middle_and_never_goes_below_nothing():
    draws = np.array([0.0, 10.0, 20.0, 60.0, 100.0])
    assert stretched(draws, 3.0).tolist() == [0.0, 0.0, 20.0, 140.0, 260.0]
    assert stretched(draws, 1.0).tolist() == draws.tolist()
    assert stretched(np.array([-5.0, 1.0, 4.0]), 1.0).min() == -5.0
    assert stretched(np.zeros(0), 2.0).size == 0


def test_a_model_of_nothing_is_not_said_to_beat_the_base_rate():
    """All deals alike: nothing that is known of a deal tells when it is won."""
    told = []
    for seed in range(12):
        book = plain_book(rate=1.5, win=0.006, lose=0.009, days=800, hidden=100, seed=100 + seed)
        origins, _, _ = rolling(book, booked_of(book), before=TODAY, horizon=45)
        told.append(record_of(origins, now=int(book.closed_by(TODAY).sum())).beats)
    assert None not in told
    assert sum(told) <= 3
    planted = company(Planted(rate=2.0), seed=9)
    origins, _, _ = rolling(planted, booked_of(planted), before=TODAY, horizon=45)
    assert record_of(origins, now=int(planted.closed_by(TODAY).sum())).beats is True


def test_the_same_seed_gives_the_same_answer_and_another_one_a_near_one():
    book = company(Planted(rate=1.0), seed=10)
    one, same, other = (forecast(book, day=TODAY, until=TODAY + 60, draws=2000, seed=s) for s in (1, 1, 2))
    assert np.array_equal(one.parts["total"], same.parts["total"])
    assert np.median(other.parts["total"]) == pytest.approx(np.median(one.parts["total"]), rel=0.1)


def test_the_deals_that_decide_hold_half_of_what_is_unsure():
    book = company(Planted(rate=1.0), seed=11)
    seen = forecast(book, day=TODAY, until=TODAY + 91, draws=300)
    assert 0 < len(seen.deciding) <= 25
    assert seen.shares.sum() >= 0.5 or len(seen.deciding) == 25
    assert (np.diff(seen.shares) <= 1e-15).all()
    assert set(seen.deciding.tolist()) <= set(np.flatnonzero(book.open_at(TODAY)).tolist())
