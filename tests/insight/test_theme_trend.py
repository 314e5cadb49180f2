"""A theme that rises is found, where it rises too; one that is said as before is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np

from bothways.insight.themes.corpus import Assignment, Corpus, Theme
from bothways.insight.themes.measuring import measured
from bothways.insight.themes.trend import spans
from bothways.terms import Calendar
from bothways.terms.period import day_number
from planted.effects import AS_OF, planted

WORLD = planted(600, seed=21)


def talk(rates, *, seed: int, alike: float = 0.0):
    """Texts of the deals of WORLD over two years; `rates(theme, time 0..1, segment)` says how often each says a theme."""
    rng = np.random.default_rng(seed)
    deals = WORLD.deals
    size = 4000
    deal = rng.integers(0, len(deals), size)
    time = rng.random(size)
    segment = deals.segment[deal]
    mood = np.exp(alike * rng.normal(size=len(deals)))
    accounts = {one: mood[row] for row, one in enumerate(dict.fromkeys(deals.account.tolist()))}
    own = np.array([accounts[one] for one in deals.account[deal].tolist()])
    rows = np.arange(size)
    corpus = Corpus(
        table=np.full(size, "activities", dtype=object), id=np.array([f"t{row}" for row in rows], dtype=object),
        text=np.full(size, "Said.", dtype=object), is_customer=rng.random(size) < 0.4, kind=np.full(size, "note", dtype=object),
        account=deals.account[deal], deal=deals.deal[deal], speaker=np.full(size, "p", dtype=object),
        day=np.floor(AS_OF - 730 * (1 - time)), of=rows, start=rows * 0, end=rows * 0 + 5,
    )  # fmt: skip
    says = [rng.random(size) < np.minimum(rate(time, segment) * own, 1) for rate in rates]
    theme, sentence = np.nonzero(np.array(says))
    themes = tuple(Theme(f"t{row}", f"T{row}", "seed") for row in range(len(rates)))
    order = np.lexsort((theme, sentence))
    ones = np.ones(len(theme))
    return corpus, Assignment(
        themes, sentence[order], theme[order], ones, np.zeros(len(theme), dtype=np.int64)
    )


def trends(rates, **more):
    corpus, assignment = talk(rates, **more)
    return [one.trend for one in measured(corpus, assignment, WORLD.deals, as_of=AS_OF).themes]


def flat(time, _segment):
    return 0.05 + 0 * time


def rising(time, _segment):
    return 0.02 + 0.10 * time


def falling(time, _segment):
    return 0.12 - 0.10 * time


def in_a_segment(time, segment):
    return np.where(segment == "seg000002", 0.03 + 0.3 * time, 0.05)


def test_what_rises_and_falls_is_told_with_its_size():
    up, down, same = trends([rising, falling, flat], seed=3)
    assert up.rises
    assert not up.falls
    assert down.falls
    assert not same.rises
    assert not same.falls
    assert up.low < 0.10 < up.high
    assert down.low < -0.10 < down.high
    assert len(up.customer) == len(up.rep) == 9
    assert all(share.low <= share.hits / share.texts <= share.high for share in up.customer if share.texts)


def test_where_it_rises_is_named():
    local, *_ = trends([in_a_segment, flat, flat], seed=2)
    assert local.rises
    assert (local.where[0].what, local.where[0].name) == ("segment", "seg000002")
    assert local.where[0].accounts >= 5
    assert local.where[0].value > 0.15


def test_what_is_said_as_before_seldom_seems_to_rise_even_if_accounts_repeat_themselves():
    moved = [
        one.rises or one.falls
        for seed in range(12)
        for one in trends([flat, flat, flat, flat], seed=seed, alike=1.0)
    ]
    assert np.mean(moved) <= 0.06


def test_a_group_of_fewer_than_five_accounts_is_never_named():
    corpus, assignment = talk([in_a_segment, flat], seed=2)
    few = np.array(["a"] * len(WORLD.deals), dtype=object)
    few[:] = WORLD.deals.account
    inside = np.flatnonzero(WORLD.deals.segment == "seg000002")
    few[inside] = np.array([f"a{row % 4}" for row in range(len(inside))], dtype=object)
    deals = replace(WORLD.deals, account=few)
    rows = {one: row for row, one in enumerate(deals.deal.tolist())}
    account = np.array([few[rows[one]] for one in corpus.deal.tolist()], dtype=object)
    trend = measured(replace(corpus, account=account), assignment, deals, as_of=AS_OF).themes[0].trend
    assert all(place.name != "seg000002" for place in trend.where)


def test_spans_are_quarters_where_there_are_enough_and_months_else():
    calendar = Calendar(2)
    long = spans(calendar, day_number(date(2025, 1, 5)), day_number(date(2026, 9, 30)))
    assert {one.kind for one in long} == {"quarter"}
    assert long[-1].holds(date(2026, 9, 30))
    assert long[0].holds(date(2025, 1, 5))
    short = spans(calendar, day_number(date(2026, 7, 5)), day_number(date(2026, 9, 30)))
    assert [one.name for one in short] == ["2026-07", "2026-08", "2026-09"]
    assert len(spans(calendar, day_number(date(2010, 1, 1)), day_number(date(2026, 1, 1)))) == 12
