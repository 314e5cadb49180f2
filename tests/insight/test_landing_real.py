"""Maven: tuned on days before September 2017 only; the days from September on are as they came."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from bothways.evidence import import_files
from bothways.evidence.views import deal_columns
from bothways.insight.landing import book_of, crps, forecast, landing
from bothways.insight.landing.book import WON
from bothways.terms.period import day_number

UNTOUCHED = [date(2017, month, day) for month in (9, 10, 11) for day in (1, 15)]


@pytest.fixture(scope="module")
def maven(real_data, tmp_path_factory):
    folder = real_data / "maven_crm" / "original_zip"
    return import_files(folder, into=tmp_path_factory.mktemp("maven"), today=date(2026, 9, 30)).snapshot


@pytest.fixture(scope="module")
def untouched(maven):
    """(horizon, whether the range held, CRPS) of each day from September on."""
    book = book_of(deal_columns(maven))
    # No deal's final amount may stand for what it was worth while it was open.
    assert np.isnan(book.amounts_at(day_number(date(2017, 9, 1)))).all()
    rows = []
    for horizon in (30, 45):
        for when in UNTOUCHED:
            day = day_number(when)
            seen = forecast(book, day=day, until=day + horizon, seed=1)
            won = book.open_at(day) & (book.kind == WON) & (book.ended <= day + horizon)
            came = float(np.nansum(book.final[won]))
            low, high = np.quantile(seen.parts["open"], [0.1, 0.9])
            rows.append((horizon, bool(low <= came <= high), crps(seen.parts["open"], came) / 100))
    return rows


@pytest.mark.real_data
@pytest.mark.slow
def test_maven_from_september_on(untouched, capsys):
    means = {h: float(np.mean([score for horizon, _, score in untouched if horizon == h])) for h in (30, 45)}
    held = sum(inside for _, inside, _ in untouched)
    with capsys.disabled():
        print(f"\nMaven from September on: held {held} of {len(untouched)}, CRPS {means}", end="")  # noqa: T201
    assert means[30] < 164_000
    assert means[45] < 251_000
    assert held / len(untouched) >= 0.7


@pytest.mark.real_data
@pytest.mark.slow
@pytest.mark.xfail(
    strict=True,
    reason="11 of 12 windows held: a window more than 90 %. The ranges are wide because the data are six to nine "
    "months old and few windows had ended; narrowing them by what came from September on would be looking ahead.",
)
def test_maven_ranges_are_no_wider_than_asked(untouched):
    assert sum(inside for _, inside, _ in untouched) / len(untouched) <= 0.9


@pytest.mark.real_data
def test_maven_holds_no_signal_in_what_is_known_at_creation(maven):
    found = landing(maven, until=date(2018, 3, 31), draws=300)
    known = {one.name: one for one in found.signals}
    assert set(known) == {"segment", "product", "region", "owner", "all"}
    assert not any(one.tells for one in known.values())
    assert known["all"].auc == pytest.approx(0.51, abs=0.015)
    assert any(
        "No signal in what is known" in part
        for one in found.sentences
        for part in one
        if isinstance(part, str)
    )
    assert found.one("landing_undated_deals").value == 500
