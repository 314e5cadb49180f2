"""Two snapshots of one CRM: what moved between them, and what can't be known."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bothways.evidence import engine
from bothways.evidence.comparison import changes_between, next_monday, what_cant_be_known
from bothways.evidence.tables import TABLES
from bothways.terms import Refusal
from company import day, snapshot_of

MONDAY = date(2026, 9, 21)
STAGES = ("Lead", "Talks", "Offer", "Won", "Lost")


def deal(number, **values):
    base = {
        "deal_id": f"d{number}",
        "name": f"Deal {number}",
        "account_id": f"a{number}",
        "owner_id": "ann",
        "stage": "Lead",
        "amount_cents": 1000_00,
        "created_day": day("2026-01-05"),
        "close_day": day("2026-10-01"),
    }
    return base | values


def loaded(*, deals=(), deal_changes=()):
    con = engine.connect()
    for name, table in TABLES.items():
        engine.empty_table(con, table)
        for row in {"deals": deals, "deal_changes": deal_changes}.get(name, ()):
            marks = ", ".join("?" * len(table.names))
            con.execute(f'INSERT INTO "{name}" VALUES ({marks})', [row.get(c) for c in table.names])
    return con


def found(con):
    rows = con.execute(
        "SELECT deal_id, field, old_text, new_text, old_number, new_number, at_day FROM deal_changes "
        "WHERE origin = 'snapshots' ORDER BY ALL"
    ).fetchall()
    return {(row[0], row[1]): row[2:] for row in rows}


def compared(tmp_path, old, new, *, history=(), old_changes=(), later=MONDAY + timedelta(days=7)):
    before = snapshot_of(tmp_path, as_of=MONDAY.isoformat(), deals=old, deal_changes=old_changes)
    con = loaded(deals=new, deal_changes=history)
    summary = changes_between(before, con, new_as_of=later)
    return con, summary


def test_each_kind_of_change_is_found_and_dated_by_the_later_snapshot(tmp_path):
    old = [deal(1), deal(2), deal(3), deal(4), deal(5, amount_cents=None), deal(6)]
    new = [
        deal(1, stage="Talks"),
        deal(2, amount_cents=900_00, close_day=day("2026-12-01")),
        deal(3, owner_id="bob"),
        deal(5, amount_cents=50_00),
        deal(6),
        deal(7, created_day=day("2026-09-23"), stage="Talks"),
    ]
    con, summary = compared(tmp_path, old, new)
    later = day("2026-09-28")
    assert found(con) == {
        ("d1", "stage"): ("Lead", "Talks", None, None, later),
        ("d2", "amount"): (None, None, 1000_00, 900_00, later),
        ("d2", "close"): (None, None, day("2026-10-01"), day("2026-12-01"), later),
        ("d3", "owner"): ("ann", "bob", None, None, later),
        ("d4", "gone"): ("Lead", None, 1000_00, None, later),
        ("d4", "stage"): ("Lead", None, None, None, later),
        ("d4", "owner"): ("ann", None, None, None, later),
        ("d4", "amount"): (None, None, 1000_00, None, later),
        ("d4", "created"): (None, None, None, None, day("2026-01-05")),
        ("d4", "close"): (None, None, day("2026-10-01"), None, later),
        ("d5", "amount"): (None, None, None, 50_00, later),
        ("d7", "created"): (None, "Talks", None, None, day("2026-09-23")),
    }
    assert summary.found == {"amount": 2, "close": 1, "created": 1, "gone": 1, "owner": 1, "stage": 1}
    assert con.execute("SELECT count(*) = count(DISTINCT change_id) FROM deal_changes").fetchone() == (True,)


def test_nothing_moved_nothing_found(tmp_path):
    con, summary = compared(tmp_path, [deal(1)], [deal(1)])
    assert found(con) == {}
    assert summary.found == {}


def test_what_the_crm_already_tells_is_not_doubled(tmp_path):
    def told(number, field, at, **values):
        return {"change_id": f"h{number}{field}", "deal_id": f"d{number}", "at_day": at, "field": field,
                "origin": "history"} | values  # fmt: skip

    history = [
        told(1, "stage", day("2026-09-24"), old_text="Lead", new_text="Talks"),
        told(2, "stage", day("2026-08-01"), old_text="Old", new_text="Lead"),  # before the window
        told(
            3, "stage", day("2026-09-21"), old_text="Lead", new_text="Talks"
        ),  # the old day, after the export
        told(4, "stage", day("2026-09-21"), old_text="Odd", new_text="Lead"),  # the old day, in the export
        told(5, "amount", day("2026-09-24"), old_number=1, new_number=2),  # another field
    ]
    old = [deal(n) for n in range(1, 6)]
    new = [deal(n, stage="Talks") for n in range(1, 6)]
    con, _ = compared(tmp_path, old, new, history=history)
    assert set(found(con)) == {("d2", "stage"), ("d4", "stage"), ("d5", "stage")}


def test_earlier_comparisons_are_carried_on_unless_the_crm_now_tells_them(tmp_path):
    earlier = [
        {"change_id": "x1", "deal_id": "d1", "at_day": day("2026-09-14"), "field": "close", "old_number": 1,
         "new_number": 2, "origin": "snapshots"},
        {"change_id": "x2", "deal_id": "d2", "at_day": day("2026-09-14"), "field": "stage", "old_text": "A",
         "new_text": "Lead", "origin": "snapshots"},
        {"change_id": "x3", "deal_id": "d1", "at_day": day("2026-09-14"), "field": "stage", "old_text": "A",
         "new_text": "Lead", "origin": "history"},
    ]  # fmt: skip
    history = [
        {"change_id": "h", "deal_id": "d2", "at_day": day("2026-09-10"), "field": "stage", "old_text": "A",
         "new_text": "Lead", "origin": "history"}
    ]  # fmt: skip
    con, summary = compared(
        tmp_path, [deal(1), deal(2)], [deal(1), deal(2)], history=history, old_changes=earlier
    )
    assert summary.carried == 1
    assert con.execute("SELECT change_id FROM deal_changes ORDER BY 1").fetchall() == [("h",), ("x1",)]


def test_a_deal_that_came_back_appears_again_on_the_later_day(tmp_path):
    con, _ = compared(tmp_path, [deal(1)], [deal(1), deal(2)])
    assert found(con)[("d2", "created")][-1] == day("2026-09-28")


def test_a_renamed_deal_is_proposed_and_two_candidates_are_not(tmp_path):
    same = {"account_id": "acme"}
    _, one = compared(
        tmp_path / "one", [deal(0), deal(1, **same)], [deal(0), deal(2, **same, name="Deal 1b")]
    )
    assert [(r.old_id, r.new_id) for r in one.renames] == [("d1", "d2")]
    assert "may be one deal, renamed" in one.notices[0]
    _, two = compared(
        tmp_path / "two", [deal(0), deal(1, **same)], [deal(0), deal(2, **same), deal(3, **same)]
    )
    assert two.renames == ()
    _, later = compared(
        tmp_path / "late",
        [deal(0), deal(1, **same)],
        [deal(0), deal(2, **same, created_day=day("2026-09-23"))],
    )
    assert later.renames == ()


def test_refusals(tmp_path):
    before = snapshot_of(tmp_path, as_of="2026-09-21", deals=[deal(1)], currency="EUR")
    with pytest.raises(Refusal) as order:
        changes_between(before, loaded(deals=[deal(1)]), new_as_of=MONDAY)
    assert order.value.code == "comparison-order"
    with pytest.raises(Refusal) as other:
        changes_between(before, loaded(deals=[deal(2)]), new_as_of=date(2026, 9, 28))
    assert other.value.code == "comparison-other"
    with pytest.raises(Refusal) as money:
        changes_between(before, loaded(deals=[deal(1)]), new_as_of=date(2026, 9, 28), currency="USD")
    assert money.value.code == "comparison-currency"
    # An export without deals is not another CRM: everything is gone, and that is what it says.
    con = loaded()
    assert changes_between(before, con, new_as_of=date(2026, 9, 28)).found == {"gone": 1}


def played(data, deals, weeks):
    """Play random weeks on {id: deal}; return the state at the end."""
    state = {k: dict(v) for k, v in deals.items()}
    fresh = len(state)
    for week in range(weeks):
        for key in sorted(state):
            act = data.draw(st.sampled_from(["rest", "stage", "amount", "close", "owner", "delete", "rest"]))
            if act == "delete" and len(state) > 1:
                del state[key]
            elif act == "stage":
                state[key]["stage"] = data.draw(st.sampled_from(STAGES))
            elif act == "amount":
                state[key]["amount_cents"] = data.draw(st.sampled_from([None, 0, 100_00, 250_00]))
            elif act == "close":
                state[key]["close_day"] = data.draw(st.sampled_from([None, 20_700, 20_800]))
            elif act == "owner":
                state[key]["owner_id"] = data.draw(st.sampled_from(["ann", "bob"]))
        if data.draw(st.booleans()):
            fresh += 1
            born = day("2026-09-22") + 7 * week
            state[f"d{fresh}"] = deal(fresh, account_id="new", created_day=born)
    return state


@pytest.mark.slow
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), count=st.integers(1, 6), weeks=st.integers(1, 3))
def test_the_found_net_changes_are_the_played_ones(tmp_path_factory, data, count, weeks):
    start = {f"d{n}": deal(n) for n in range(1, count + 1)}
    end = played(data, start, weeks)
    later = MONDAY + timedelta(days=7 * weeks)
    if not set(start) & set(end):
        return
    con, _ = compared(tmp_path_factory.mktemp("w"), list(start.values()), list(end.values()), later=later)
    expected = {}
    fields = {"stage": "stage", "owner": "owner_id", "amount": "amount_cents", "close": "close_day"}
    for key in set(start) | set(end):
        old, new = start.get(key, {}), end.get(key, {})
        if old and not new:
            expected[key, "gone"] = (old["stage"], old["amount_cents"])
            expected[key, "created"] = (None, None)
        if new and not old:
            expected[key, "created"] = (None, new["stage"])
            continue
        for field, column in fields.items():
            if old.get(column) != new.get(column):
                expected[key, field] = (old.get(column), new.get(column))
    got = {}
    for (key, field), (old_text, new_text, old_number, new_number, _) in found(con).items():
        if field == "gone":
            got[key, field] = (old_text, old_number)
        elif field in {"stage", "owner", "created"}:
            got[key, field] = (old_text, new_text)
        else:
            got[key, field] = (old_number, new_number)
    assert got == expected


def test_one_export_says_what_it_cant_show_and_what_to_do_next_monday(tmp_path):
    alone = snapshot_of(tmp_path, as_of="2026-09-30", deals=[deal(1)])
    said = " ".join(what_cant_be_known(alone))
    for word in ("pushed", "slipped", "stage to stage", "next Monday (5 October 2026)", "targets --template"):
        assert word in said
    empty = snapshot_of(tmp_path / "e", as_of="2026-09-30")
    assert what_cant_be_known(empty) == (
        "There are no deals in this snapshot: nothing can be said about results.",
    )


def test_what_is_known_is_not_lamented(tmp_path):
    fields = {"stage": "new_text", "owner": "new_text", "amount": "new_number", "close": "new_number"}
    rows = [
        {"change_id": f, "deal_id": "d1", "field": f, "at_day": 20_000, v: 1, "origin": "history"}
        for f, v in fields.items()
    ]
    rest = {"targets": [{"target_id": "t"}], "activities": [{"activity_id": "a"}]}
    full = snapshot_of(tmp_path, as_of="2026-09-30", deals=[deal(1)], deal_changes=rows, **rest)
    assert what_cant_be_known(full) == ()
    some = snapshot_of(tmp_path / "s", as_of="2026-09-30", deals=[deal(1)], deal_changes=rows[:1], **rest)
    (only,) = what_cant_be_known(some)
    assert "changes of amount, changes of the close date or changes of owner" in only
    found_id = "2026-09-21..2026-09-28:stage:d1"
    found_rows = [rows[0] | {"change_id": found_id, "origin": "snapshots", "at_day": day("2026-09-28")}]
    seen = snapshot_of(tmp_path / "c", as_of="2026-09-30", deals=[deal(1)], deal_changes=found_rows, **rest)
    assert "from 21 September 2026 on" in what_cant_be_known(seen)[0]


def test_next_monday():
    assert [next_monday(date(2026, 9, 21) + timedelta(days=n)).isoformat() for n in (0, 1, 6, 7)] == [
        "2026-09-28", "2026-09-28", "2026-09-28", "2026-10-05",
    ]  # fmt: skip
