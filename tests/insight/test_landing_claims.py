"""What was claimed is read from a ledger, scored once its window has ended, and never rewritten."""

from __future__ import annotations

import json
from datetime import date

import pytest
import scoringrules as sr

from bothways.insight.landing import Claim, claims_of, score

JUNE, SEPTEMBER, DECEMBER = date(2026, 6, 30), date(2026, 9, 30), date(2026, 12, 31)


def claim(low: float, high: float, *, as_of: date = JUNE, until: date = SEPTEMBER, **more) -> Claim:
    return Claim(as_of=as_of, until=until, value=(low + high) / 2, low=low, high=high, **more)


def row(**more) -> dict:
    base = {
        "name": "landing_total", "by": "all", "key": "", "value": 500, "as_of": "2026-06-30", "last": "2026-09-30",
        "interval": {"low": 400.0, "high": 600.0, "level": 0.8, "method": "draws"},
    }  # fmt: skip
    return base | more


def test_a_claim_inside_and_one_outside():
    record = score([claim(400, 600), claim(100, 200, as_of=date(2026, 3, 31), until=JUNE)],
                   {(JUNE, SEPTEMBER): 650.0, (date(2026, 3, 31), JUNE): 150.0})  # fmt: skip
    kept, missed = record.scored
    assert (kept.inside, missed.inside) == (True, False)
    assert missed.error == 150.0
    assert missed.interval_score == pytest.approx(float(sr.interval_score(650.0, 400.0, 600.0, 0.2)))
    assert (record.n, record.inside, record.level) == (2, 1, pytest.approx(0.8))
    assert record.interval.low < 0.5 < record.interval.high


def test_a_window_that_has_not_ended_waits_and_none_is_no_record():
    record = score([claim(1, 2, as_of=SEPTEMBER, until=DECEMBER)], {})
    assert record.n == 0
    assert len(record.waiting) == 1
    assert record.interval is None


def test_the_same_window_claimed_again_on_the_same_day_counts_once_with_what_was_said():
    record = score([claim(400, 600), claim(0, 10_000)], {(JUNE, SEPTEMBER): 9_000.0})
    assert record.n == 1
    assert record.scored[0].claim.high == 600
    assert not record.scored[0].inside


def test_claims_come_out_of_figures_that_went_through_json():
    quantiles = [row(name="landing_quantile", by="quantile", key=str(k), value=v, interval=None)
                 for k, v in ((10, 400), (50, 500), (90, 600))]  # fmt: skip
    found = claims_of(json.loads(json.dumps([row(), *quantiles])))
    assert found == (
        Claim(as_of=JUNE, until=SEPTEMBER, value=500, low=400, high=600, level=0.8,
              quantiles=((0.1, 400.0), (0.5, 500.0), (0.9, 600.0))),
    )  # fmt: skip
    scored = score(found, {(JUNE, SEPTEMBER): 520.0}).scored[0]
    assert scored.crps == pytest.approx(2 * (0.1 * 120 + 0.5 * 20 + 0.1 * 80) / 3)


@pytest.mark.parametrize(
    "bad",
    [
        row(value=None), row(interval=None), row(interval={"low": 1}), row(interval={"low": 3, "high": 1, "level": 0.8}),
        row(interval={"low": 1, "high": 2, "level": 8}), row(as_of="yesterday"), row(last="2026-06-30"), row(value=True),
        row(name="bookings"), row(by="rep"), row(value=float("nan")), row(interval="wide"), {}, "text", None, 7,
    ],
)  # fmt: skip
def test_what_is_no_claim_is_passed_over(bad):
    assert claims_of([bad]) == ()
