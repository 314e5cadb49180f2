"""What changed since: exact sums, the deals that moved them, and every way to say since when."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bothways.evidence.measures import measure
from bothways.insight.results import results
from bothways.insight.results.moved import ADDITIVE, KINDS, REST, Picture, kinds_of
from bothways.terms import Calendar, Refusal
from bothways.terms.period import day_number
from insight.results_company import AS_OF, company, snapshot_of, tables

PERIOD = "2026Q3"
DAY = date(2026, 9, 10)
SPAN = Calendar().period(PERIOD)


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory):
    return company(tmp_path_factory.mktemp("moved"))


@pytest.fixture(scope="module")
def found(snapshot):
    return results(snapshot, period=PERIOD, since=DAY)


def _sums_are_exact(changes) -> int:
    told = 0
    for name in ADDITIVE:
        one = changes.one(name)
        if one is None or one.step is None:
            continue
        assert one.step.value == one.now.value - one.then.value
        assert sum(kind.value for kind in one.kinds) == one.step.value, name
        movers = [mover for mover in changes.movers if mover.measure == name]
        for kind in one.kinds:
            own = [mover.added for mover in movers if mover.kind == kind.key]
            if kind.key != REST and len(movers) < 200:
                assert sum(own) == kind.value
                assert len(own) == kind.n
        sizes = [abs(mover.added) for mover in movers]
        assert sizes == sorted(sizes, reverse=True)
        told += bool(one.kinds)
    return told


def test_since_a_day_the_deals_sum_to_the_change(snapshot, found):
    assert found.changes.known_by == "history"
    assert _sums_are_exact(found.changes) >= 5
    then = measure(snapshot, period=SPAN, as_of=DAY, by=("all", "rep"))
    for name in ("bookings", "open_amount", "pipeline_created", "win_rate_count", "attainment"):
        assert found.changes.one(name).then.value == then.one(name).value
        assert found.changes.one(name, "rep", "n2").then.value == then.one(name, "rep", "n2").value
    # The history is whole: nothing is left over.
    assert not [kind for one in found.changes.moved for kind in one.kinds if kind.key == REST]
    won = [mover for mover in found.changes.movers if mover.measure == "bookings"]
    assert {mover.kind for mover in won} <= {"won", "amount"}
    assert all(mover.name.startswith("Deal ") and mover.owner_id for mover in won)


def test_since_an_earlier_snapshot_what_is_gone_has_a_name(tmp_path):
    later = tables()
    earlier = {name: [dict(row) for row in rows] for name, rows in later.items()}
    cut = day_number(DAY)
    earlier["deals"] = [row for row in earlier["deals"] if row["created_day"] <= cut]
    for row in earlier["deals"]:
        if row["close_day"] > cut:
            row |= {"meaning": "open", "stage": "Talk"}
    earlier.pop("deal_changes")
    gone = next(row for row in earlier["deals"] if row["meaning"] == "open" and row["amount_cents"] > 0)
    raised = next(row for row in later["deals"] if row["meaning"] == "open" and row["created_day"] < cut - 30
                  and row["deal_id"] != gone["deal_id"])  # fmt: skip
    raised["amount_cents"] += 123_45
    later["deals"] = [row for row in later["deals"] if row["deal_id"] != gone["deal_id"]]
    later.pop("deal_changes")
    old = snapshot_of(tmp_path / "old", as_of=DAY.isoformat(), **earlier)
    new = snapshot_of(tmp_path / "new", as_of=AS_OF, **later)
    changes = results(new, period=PERIOD, since=old).changes
    assert changes.known_by == "snapshot"
    assert changes.since == DAY
    assert _sums_are_exact(changes) >= 5
    movers = {(mover.measure, mover.deal_id): mover for mover in changes.movers}
    lost = movers["open_amount", gone["deal_id"]]
    assert (lost.kind, lost.added) == ("gone", -gone["amount_cents"])
    assert lost.owner_id == gone["owner_id"]
    up = movers["open_amount", raised["deal_id"]]
    assert (up.kind, up.added) == ("amount", 123_45)
    assert up.after - up.before == up.added


def _ledger(snapshot, *, wrong: int = 0) -> dict:
    figures = measure(snapshot, period=SPAN, as_of=DAY, by=("all", "rep")).figures
    facts = [{"number": i, "key": f.name, "figure": f.as_dict()} for i, f in enumerate(figures)]
    for fact in facts:
        if (fact["figure"]["name"], fact["figure"]["by"]) == ("open_amount", "all"):
            fact["figure"]["value"] += wrong
    facts.append({"number": 999, "key": "quote", "figure": None})
    return {"facts": facts}


def test_since_a_brief_its_own_figures_are_what_stood_before(snapshot, found, tmp_path):
    ledger = _ledger(snapshot, wrong=500_00)
    changes = results(snapshot, period=PERIOD, since=ledger).changes
    assert (changes.known_by, changes.since) == ("brief", DAY)
    assert changes.one("open_amount").then.value == found.changes.one("open_amount").then.value + 500_00
    assert _sums_are_exact(changes) >= 5
    # What the brief said and the history does not is the rest, by name.
    rest = [kind for kind in changes.one("open_amount").kinds if kind.key == REST]
    assert [kind.value for kind in rest] == [-500_00]
    assert rest[0].label == KINDS[REST]
    path = tmp_path / "ledger.json"
    path.write_text(json.dumps(ledger), "utf-8")
    for since in (path, str(path)):
        assert results(snapshot, period=PERIOD, since=since).changes.as_dict() == changes.as_dict()


def test_medians_of_others_and_other_periods_are_no_past_of_the_whole(snapshot, found):
    ledger = _ledger(snapshot)
    for fact in list(ledger["facts"]):
        figure = fact["figure"]
        if figure and figure["name"] == "bookings" and figure["by"] == "rep":
            ledger["facts"].append({"figure": figure | {"method": "others-median/1", "value": 1}})
            ledger["facts"].append(
                {"figure": figure | {"first": "2026-04-01", "last": "2026-06-30", "value": 2}}
            )
            ledger["facts"].append({"figure": figure | {"value": float("nan")}})
            ledger["facts"].append({"figure": figure | {"value": True}})
    changes = results(snapshot, period=PERIOD, since=ledger).changes
    assert (
        changes.one("bookings", "rep", "n1").then.value
        == found.changes.one("bookings", "rep", "n1").then.value
    )


@pytest.mark.parametrize(
    ("since", "code"),
    [
        (date(2026, 10, 1), "since-later"),
        ({"facts": "none"}, "since-ledger"),
        ({"facts": []}, "since-ledger"),
        ({"facts": [{"figure": {"name": "bookings", "value": 1}}]}, "since-ledger"),
        (Path("there-is-no-such-file.json"), "since-ledger"),
        ("neither a day nor a file", "since-ledger"),
    ],
)
def test_what_is_no_earlier_brief_is_refused(snapshot, since, code):
    with pytest.raises(Refusal) as no:
        results(snapshot, period=PERIOD, since=since)
    assert no.value.code == code
    assert no.value.hint


def test_another_firms_snapshot_is_refused(snapshot, tmp_path):
    other = snapshot_of(
        tmp_path, as_of="2026-09-01", deals=[{"deal_id": "x", "meaning": "open", "stage": "Talk"}]
    )
    with pytest.raises(Refusal) as no:
        results(snapshot, period=PERIOD, since=other)
    assert no.value.code == "since-other"


def test_since_today_nothing_changed(snapshot):
    changes = results(snapshot, period=PERIOD, since=AS_OF).changes
    assert all(one.step is None or one.step.value == 0 for one in changes.moved)
    assert not changes.movers


_DEAL = st.tuples(
    st.booleans(), st.integers(0, 2), st.one_of(st.none(), st.integers(-10_000, 10_000)),
    st.one_of(st.none(), st.integers(-5, 5)), st.integers(-5, 5),
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(_DEAL, _DEAL), min_size=1, max_size=12))
def test_every_deal_that_moved_has_a_kind_and_all_sum_up(pairs):
    first = SPAN.first_day

    def picture(deals, day) -> Picture:
        exists, meaning, amount, close, created = zip(*deals, strict=True)
        number = [
            np.array([np.nan if v is None else v for v in one], dtype=float)
            for one in (amount, close, created)
        ]
        return Picture(
            np.array(exists),
            np.array(meaning),
            number[0],
            number[1] + first + 40,
            number[2] + first + 40,
            day,
        )

    was, now = (picture([pair[i] for pair in pairs], first + 38 + 4 * i) for i in (0, 1))
    for name in ADDITIVE:
        before, after = was.part(name, SPAN), now.part(name, SPAN)
        kinds = kinds_of(name, before, after, was=was, now=now)
        assert set(kinds.tolist()) <= set(KINDS) - {REST}
        added = after[1] - before[1]
        assert sum(int(added[kinds == kind].sum()) for kind in KINDS) == int(after[1].sum() - before[1].sum())
        came, left = ~before[0] & after[0], before[0] & ~after[0]
        assert not (set(kinds[came].tolist()) & {"gone", "lost", "moved_out"}) or name == "lost_count"
        assert not (set(kinds[left].tolist()) & {"created", "moved_in"})
        assert (kinds[left & ~now.exists] == "gone").all()
