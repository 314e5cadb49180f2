"""Real data: the published rates of IBM's deals by route and region, and Maven's quarters explained."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from bothways.evidence import import_files
from bothways.evidence.views.columns import WON, deal_columns
from bothways.insight.shortfall.drivers import drivers
from bothways.insight.shortfall.prospects import prospects
from bothways.insight.shortfall.simpson import compared_values
from bothways.insight.shortfall.where import where
from bothways.terms import Refusal
from insight.test_explain import check

pytestmark = [pytest.mark.real_data, pytest.mark.slow]
TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def ibm(real_data, tmp_path_factory):
    into = tmp_path_factory.mktemp("ibm")
    path = real_data / "ibm_sales_win_loss"
    done = import_files(path, into=into, today=TODAY, as_of=date(2016, 1, 1), answers={"duplicates": "keep"})
    return done.snapshot


@pytest.fixture(scope="module")
def maven(real_data, tmp_path_factory):
    path = real_data / "maven_crm" / "original_zip"
    return import_files(path, into=tmp_path_factory.mktemp("maven"), today=TODAY).snapshot


def test_the_drivers_of_ibm_are_the_published_rates(ibm):
    columns = deal_columns(ibm)
    found = {
        group.by: group for group in drivers(columns, decided=columns.meaning > 0, won=columns.meaning == WON)
    }
    routes = {one.key: round(one.rate, 4) for one in found["source"].values}
    assert routes == {
        "Reseller": 0.2757, "Telesales": 0.219, "Fields Sales": 0.1857, "Other": 0.1852, "Telecoverage": 0.0646,
    }  # fmt: skip
    assert sum(one.n for one in found["source"].values) == 78_025
    regions = {one.key: round(one.rate, 4) for one in found["region"].values}
    told = ibm.con.execute(
        "SELECT region, round(avg((meaning = 'won')::INT), 4) FROM deals GROUP BY ALL"
    ).fetchall()
    assert regions == dict(told)
    # The route tells far more than the region, and is ranked so.
    order = list(found)
    assert order.index("source") < order.index("region")
    assert found["source"].spread > 2 * found["region"].spread
    small = next(one for one in found["source"].values if one.key == "Telecoverage")
    assert small.rate < small.shrunk < 0.09  # 619 deals: drawn a little towards the others
    assert small.low < small.shrunk < small.high
    reseller = next(one for one in found["source"].values if one.key == "Reseller")
    assert reseller.q < 1e-6
    assert 0 < reseller.alike < reseller.apart
    telesales = next(one for one in found["source"].values if one.key == "Telesales")
    assert telesales.q > 0.1  # near the mean: nothing is to be said of it


def test_every_paradox_in_ibm_is_one_and_none_is_missed(ibm):
    columns = deal_columns(ibm)
    keys = ("source", "region")
    found = compared_values(columns, decided=columns.meaning > 0, won=columns.meaning == WON, keys=keys)
    every = {(one.between, one.groups, one.by) for one in found if one.every}
    expected = set()
    for between, by in (keys, keys[::-1]):
        rows = ibm.con.execute(
            f'SELECT "{between}", "{by}", count(*), sum((meaning = \'won\')::INT) FROM deals GROUP BY ALL'
        ).fetchall()
        table = {(one, other): (n, won) for one, other, n, won in rows}
        values = sorted({one for one, _ in table})
        for at, one in enumerate(values):
            for other in values[at + 1 :]:
                shared = [part for value, part in table if value == one and (other, part) in table]
                moves = [
                    table[other, p][1] / table[other, p][0] - table[one, p][1] / table[one, p][0]
                    for p in shared
                ]
                pooled = [
                    sum(table[v, p][1] for v2, p in table if v2 == v)
                    / sum(table[v, p][0] for v2, p in table if v2 == v)
                    for v in (one, other)
                ]
                way = np.sign(pooled[1] - pooled[0])
                if len(shared) >= 2 and way and all(np.sign(move) == -way for move in moves):
                    expected.add((between, (one, other), by))
    assert every == expected


def test_ibm_has_no_days_and_is_refused_not_guessed(ibm):
    with pytest.raises(Refusal):
        where(ibm, period=ibm.calendar.period("2015Q4"))


@pytest.mark.parametrize(
    ("quarter", "before", "now"), [("2017Q3", 3_086_111, 2_982_255), ("2017Q4", 2_982_255, 2_802_496)]
)
def test_mavens_quarters_sit_nowhere_in_particular(maven, quarter, before, now):
    found = where(maven, period=maven.calendar.period(quarter))
    check(found)
    assert (found.location.before, found.location.now) == (before * 100, now * 100)
    # The company is invented, and moves alike everywhere: to name a part of it would be to read tea leaves.
    assert found.location.seats == ()
    assert found.location.tested > 300
    managers = {team for (team,) in maven.con.execute("SELECT DISTINCT team FROM people").fetchall()}
    assert not any(str(team) in str(found.say) for team in managers)


def test_mavens_oldest_deals_have_a_record(maven):
    found = prospects(maven, period=maven.calendar.period("2018Q1"))
    check(found)
    sheet = {(figure.name, figure.by, figure.key): figure for figure in found.figures}
    assert sheet["prospects_bound", "reason", "age"].value == 116
    assert sheet["prospects_unreal_count", "reason", "age"].value == 1_393
    record, others = (
        sheet[name, "reason", "age"] for name in ("prospects_unreal_won", "prospects_others_won")
    )
    assert (record.value, record.n) == (0.0, 230)
    assert others.value > 0.3
