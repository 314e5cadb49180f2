"""The parts of a room stand on one footing: what is available is the same wherever it is counted; columns are read once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from bothways.evidence.views.columns import deal_columns
from bothways.insight.shortfall import shortfall
from bothways.insight.shortfall.identity import Span, standing
from bothways.insight.shortfall.spans import spans_of
from bothways.insight.shortfall.where import where
from bothways.terms import Calendar
from bothways.terms.period import day_number
from insight import odd


@pytest.mark.parametrize("as_of", [date(2026, 9, 30), date(2026, 8, 20)])
def test_the_bridge_and_where_count_the_same_opportunities(tmp_path: Path, as_of: date):
    snapshot = odd.written(tmp_path, odd.deals(900))
    period = Calendar().period("2026Q3")
    found = where(snapshot, period=period, as_of=as_of)
    answer = shortfall(snapshot, period=period, as_of=as_of, against="before", draws=100)
    counted = {"": 0, "_base": 0}
    for figure in answer.figures:
        if figure.name in ("shortfall_available", "shortfall_available_base"):
            counted[figure.name.removeprefix("shortfall_available")] += figure.value or 0
    before, now = found.location.whole["available"]
    assert (before, now) == (counted["_base"], counted[""])
    assert found.location.before == answer.base.value
    assert found.location.now == answer.actual.value


def test_what_is_due_by_the_end_of_a_running_period_is_available_in_it(tmp_path: Path):
    snapshot = odd.written(tmp_path, odd.deals(900))
    columns = deal_columns(snapshot)
    first, until, last = (day_number(date(2026, month, day)) for month, day in ((7, 1), (8, 20), (9, 30)))
    base = (first - 92, until - 92, first - 1)
    _, now = spans_of(columns, base, (first, until, last), as_of=until)
    own = standing(columns, Span(first, until, last), now=until, dated=now.dated)
    assert np.array_equal(now.available, own.available)
    _, cut = spans_of(columns, base[:2], (first, until), as_of=until)
    assert cut.available.sum() < now.available.sum()


def test_columns_are_read_once_and_cannot_be_written_to(tmp_path: Path):
    snapshot = odd.written(tmp_path, odd.deals(60))
    columns = deal_columns(snapshot)
    assert deal_columns(snapshot) is columns
    with pytest.raises(ValueError, match="read-only"):
        columns.amount[0] = 1.0
    with pytest.raises(ValueError, match="read-only"):
        columns.changes.day[0] = 1
    ids = {one for (one,) in snapshot.con.execute("SELECT deal_id FROM deals").fetchall()}
    assert set(columns.deal.tolist()) == ids
    rows = snapshot.con.execute(
        "SELECT deal_id, at_day FROM deal_changes WHERE field IN ('stage', 'amount', 'close') ORDER BY ALL"
    ).fetchall()
    own = zip(columns.deal[columns.changes.deal].tolist(), columns.changes.day.tolist(), strict=True)
    assert sorted(own) == rows


def test_a_running_period_holds_what_was_due_later_in_it_and_dates_of_the_first_day(tmp_path: Path):
    """Deals one by one: due after the day seen from; moved on the day of creation; closed on the first and last day."""
    first, until, last = (day_number(date(2026, month, day)) for month, day in ((7, 1), (8, 20), (9, 30)))
    plain = {"owner_id": "r0", "stage": "Talk", "meaning": "open", "amount_cents": 100, "type": "new"}
    made = {
        "due later in it": {"created_day": first - 30, "close_day": until + 20},
        "due after it": {"created_day": first - 30, "close_day": last + 1},
        "due on its last day": {"created_day": first - 30, "close_day": last},
        "moved out on its day of creation": {"created_day": first + 5, "close_day": last + 40},
        "moved out a day later": {"created_day": first + 5, "close_day": last + 40},
        "won on its first day": {
            "created_day": first - 30,
            "close_day": first,
            "meaning": "won",
            "stage": "Won",
        },
        "lost on the last day seen": {
            "created_day": first - 3,
            "close_day": until,
            "meaning": "lost",
            "stage": "Lost",
        },
    }
    rows = [plain | {"deal_id": name} | own for name, own in made.items()]
    pushed = [
        {"change_id": f"x{n}", "deal_id": name, "at_day": first + 5 + n, "field": "close", "origin": "history",
         "old_number": last - 5, "new_number": last + 40}
        for n, name in enumerate(("moved out on its day of creation", "moved out a day later"))
    ]  # fmt: skip
    staged = [
        {"change_id": f"s{n}", "deal_id": name, "at_day": made[name]["close_day"], "field": "stage", "origin": "history",
         "old_text": "Talk", "new_text": made[name]["stage"]}
        for n, name in enumerate(("won on its first day", "lost on the last day seen"))
    ]  # fmt: skip
    begun = [
        {
            "change_id": f"c{n}",
            "deal_id": name,
            "at_day": own["created_day"],
            "field": "created",
            "origin": "history",
        }
        for n, (name, own) in enumerate(made.items())
    ]
    changes = [*begun, *pushed, *staged]
    snapshot = odd.written(tmp_path, rows, with_history=False, with_activities=False, deal_changes=changes)
    columns = deal_columns(snapshot)
    stood = standing(columns, Span(first, until, last), now=until, dated=True)
    names = np.asarray(columns.deal)
    assert set(names[stood.opened]) == {
        "due later in it", "due on its last day", "won on its first day", "lost on the last day seen"
    }  # fmt: skip
    # What was moved on the day of creation was never due in it; a day later it had been.
    assert set(names[stood.arrived]) == {"moved out a day later"}
    assert set(names[stood.decided]) == {"won on its first day", "lost on the last day seen"}
    assert set(names[stood.won]) == {"won on its first day"}
