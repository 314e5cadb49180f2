"""Simulated companies with known hazards, late exports, common shocks and stuck deals: ranges hold as often as they say."""

from __future__ import annotations

import numpy as np
import pytest

from bothways.insight.landing import forecast
from bothways.insight.landing.origins import record_of, rolling
from bothways.insight.landing.outlook import booked_of
from planted.book import Planted, company

KINDS = (Planted(), Planted(rate=0.4, tau=0.25), Planted(rate=3.0, tau=0.1), Planted(stuck=0.3))


@pytest.mark.slow
def test_ranges_of_80_in_100_hold_75_to_85_times_in_100_pooled_over_origins(capsys):
    held, total, expected = {}, {}, []
    for planted in KINDS:
        for horizon in (30, 91):
            for seed in range(4):
                book = company(planted, seed=seed)
                origins, _, _ = rolling(book, booked_of(book), before=book.today, horizon=horizon)
                record = record_of(origins, now=int(book.closed_by(book.today).sum()))
                for part in ("open", "total"):
                    rows = getattr(record, part)
                    held[part] = held.get(part, 0) + sum(one.inside for one in rows)
                    total[part] = total.get(part, 0) + len(rows)
                expected += [one.pit for one in record.total]
    with capsys.disabled():
        for part, n in total.items():
            print(f"\ncoverage of {part}: {held[part] / n:.1%} of {n} past windows", end="")  # noqa: T201
    for part, n in total.items():
        assert n > 1000
        assert 0.75 <= held[part] / n <= 0.85, part
    assert np.mean(expected) == pytest.approx(0.5, abs=0.06)


@pytest.mark.slow
def test_chances_of_reaching_a_target_are_calibrated(capsys):
    said, reached = [], []
    for seed in range(50):
        book = company(Planted(days=800, hidden=150), seed=500 + seed)
        day = book.today - 60
        seen = forecast(book, day=day, until=book.today, draws=600, seed=seed)
        came = book.won_between(day, book.today)
        middle = float(np.median(seen.parts["total"]))
        for factor in np.exp(np.random.default_rng(seed).normal(0, 0.3, 4)):
            said.append(float((seen.parts["total"] >= middle * factor).mean()))
            reached.append(came >= middle * factor)
    said, reached = np.array(said), np.array(reached)
    with capsys.disabled():
        for low, high in ((0, 1 / 3), (1 / 3, 2 / 3), (2 / 3, 1.01)):
            own = (said >= low) & (said < high)
            print(f"\nsaid {said[own].mean():.0%}, happened {reached[own].mean():.0%} of {own.sum()}", end="")  # noqa: T201
    assert abs(said.mean() - reached.mean()) < 0.1
    for low, high in ((0, 1 / 3), (1 / 3, 2 / 3), (2 / 3, 1.01)):
        own = (said >= low) & (said < high)
        assert own.sum() > 20
        assert abs(said[own].mean() - reached[own].mean()) < 0.17
    assert ((said - reached) ** 2).mean() < 0.9 * (reached.mean() * (1 - reached.mean()))
