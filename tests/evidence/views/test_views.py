"""Deals, risks, wins, accounts and texts, on a company that can be held in the head."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bothways.evidence import Snapshot
from bothways.evidence.views import Reason, account_movements, at_risk, deal_views, stuck, texts, won
from bothways.terms import Calendar
from company import day, snapshot_of

Q3 = Calendar().period("2026Q3")
NOW = date(2026, 8, 31)
STAGES = [
    {"stage_id": name, "stage": name, "position": i, "meaning": meaning}
    for i, (name, meaning) in enumerate(
        {"Lead": "open", "Offer": "open", "Won": "won", "Lost": "lost"}.items(), 1
    )
]


def deal(name: str, stage: str, cents: int, created: str, close: str, **more: Any) -> dict[str, Any]:
    meaning = {"Won": "won", "Lost": "lost"}.get(stage, "open")
    return {
        "deal_id": name, "name": f"Deal {name}", "account_id": "a1", "owner_id": "r1", "stage": stage, "meaning": meaning,
        "amount_cents": cents, "created_day": day(created), "close_day": day(close), **more,
    }  # fmt: skip


def change(number: int, name: str, when: str, field: str, old: Any, new: Any) -> dict[str, Any]:
    kind = "text" if field == "stage" else "number"
    return {"change_id": f"{number:03d}", "deal_id": name, "at_day": day(when), "field": field,
            f"old_{kind}": old, f"new_{kind}": new, "origin": "history"}  # fmt: skip


def activity(name: str, deal_id: str, when: str, kind: str, hour: int = 9, **more: Any) -> dict[str, Any]:
    return {"activity_id": name, "deal_id": deal_id, "account_id": "a1", "kind": kind, "voice": "rep", "at_day": day(when),
            "at_second": day(when) * 86_400 + hour * 3600, "person_id": "r1", **more}  # fmt: skip


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    deals = [
        deal("o1", "Offer", 500, "2026-06-01", "2026-08-20"),  # overdue, pushed twice, one contact
        deal("o2", "Offer", 900, "2026-06-01", "2026-09-20", account_id="a2", owner_id="r2"),  # in good order
        deal("o3", "Lead", 700, "2026-06-01", "2026-12-20"),  # not due
        deal("w1", "Won", 300, "2026-07-01", "2026-08-10"),
        deal("l1", "Lost", 200, "2026-05-01", "2026-08-10", account_id="a2", owner_id="r2"),
        *(deal(f"p{i}", "Lost", 1, "2026-01-01", "2026-03-01", account_id=None) for i in range(9)),
    ]
    changes = [
        change(1, "o1", "2026-06-05", "stage", "Lead", "Offer"),
        change(2, "o1", "2026-07-10", "close", day("2026-07-15"), day("2026-08-01")),
        change(3, "o1", "2026-07-30", "close", day("2026-08-01"), day("2026-08-20")),
        change(4, "w1", "2026-07-15", "stage", "Lead", "Offer"),
        change(5, "w1", "2026-08-10", "stage", "Offer", "Won"),
        change(6, "w1", "2026-08-10", "amount", 250, 300),
        change(7, "l1", "2026-08-10", "stage", "Lead", "Lost"),
        change(8, "o2", "2026-08-25", "stage", "Lead", "Offer"),
    ]
    for i in range(9):
        changes.append(change(20 + i, f"p{i}", "2026-01-10", "stage", "Lead", "Offer"))
        changes.append(change(40 + i, f"p{i}", f"2026-01-{20 + i}", "stage", "Offer", "Lost"))
    activities = [
        activity("t1", "o1", "2026-08-01", "call", contact_id="c1", subject="Call", text="She waits."),
        activity("t2", "o2", "2026-08-30", "meeting", contact_id="c2"),
        activity("t3", "o2", "2026-08-29", "meeting", contact_id="c3"),
        activity(
            "t4",
            "w1",
            "2026-07-02",
            "mail_in",
            contact_id="c1",
            voice="customer",
            text="Can you deliver by May? ",
        ),
        activity("t5", "w1", "2026-07-02", "mail_out", hour=14, contact_id="c1"),
        activity("t6", "w1", "2026-07-20", "meeting", contact_id="c2"),
        activity("t7", "w1", "2026-08-20", "note", text="After the win."),
    ]
    signals = [
        {
            "signal_id": "s1",
            "kind": "case",
            "account_id": "a2",
            "contact_id": "c3",
            "at_day": day("2026-07-04"),
            "text": "It broke <again>.",
        },
    ]
    return snapshot_of(
        tmp_path_factory.mktemp("views"), as_of="2026-08-31", deals=deals, deal_changes=changes, stages=STAGES,
        activities=activities, signals=signals,
        accounts=[{"account_id": "a1", "name": "Acme"}, {"account_id": "a2", "name": "Bell"}],
        people=[{"person_id": "r1", "name": "Ann", "team": "North"}, {"person_id": "r2", "name": "Bo", "team": "South"}],
        contacts=[{"contact_id": "c1", "account_id": "a1", "name": "Eve Eden", "title": "Buyer"},
                  {"contact_id": "c2", "account_id": "a1", "name": "Fay Ford"},
                  {"contact_id": "c3", "account_id": "a2", "name": "Gus Gale"}],
    )  # fmt: skip


def test_a_deal_with_its_names(snapshot: Snapshot) -> None:
    views = deal_views(snapshot, ["o1", "w1", "nobody"], as_of=NOW)
    assert set(views) == {"o1", "w1"}
    one = views["o1"]
    assert (one.name, one.account, one.owner, one.team, one.stage, one.meaning) == (
        "Deal o1",
        "Acme",
        "Ann",
        "North",
        "Offer",
        "open",
    )
    assert (one.amount_cents, one.close_day, one.pushes, one.age_days) == (500, date(2026, 8, 20), 2, 91)
    assert (one.days_in_stage, one.days_since_touch, one.contacts, one.activities) == (87, 30, 1, 1)
    assert deal_views(snapshot, [], as_of=NOW) == {}


def test_a_deal_as_it_stood_earlier(snapshot: Snapshot) -> None:
    views = deal_views(snapshot, ["o1", "w1"], as_of=date(2026, 7, 20))
    assert (views["w1"].stage, views["w1"].meaning, views["w1"].amount_cents) == ("Offer", "open", 250)
    assert (views["o1"].close_day, views["o1"].pushes, views["o1"].days_since_touch) == (
        date(2026, 8, 1),
        1,
        None,
    )
    assert "w1" not in deal_views(snapshot, ["w1"], as_of=date(2026, 6, 20))


def test_at_risk_says_why_as_data(snapshot: Snapshot) -> None:
    found = at_risk(snapshot, period=Q3, as_of=NOW)
    assert [view.deal_id for view in found] == ["o1"]
    assert found[0].reasons == (
        Reason("overdue", 11), Reason("pushed", 2), Reason("untouched", 30), Reason("one_contact", 1)
    )  # fmt: skip
    assert at_risk(snapshot, period=Q3, as_of=NOW, limit=0) == ()


def test_stuck_compares_with_what_the_stage_usually_takes(snapshot: Snapshot) -> None:
    found = stuck(snapshot, as_of=NOW)
    # Nine deals left Offer after 10 to 18 days, w1 after 26: three of four within 17.
    assert [(view.deal_id, view.reasons) for view in found] == [("o1", (Reason("long_in_stage", 87, 17),))]
    assert stuck(snapshot, as_of=NOW, owner="r2") == ()


def test_won_tells_what_was_done_until_the_win(snapshot: Snapshot) -> None:
    (one,) = won(snapshot, period=Q3, as_of=NOW)
    assert (one.deal.deal_id, one.cycle_days, one.people_met) == ("w1", 40, 2)
    assert (one.meetings, one.calls, one.mails, one.answers, one.notes) == (1, 0, 1, 1, 0)
    assert one.reply_hours == 5
    assert won(snapshot, period=Q3, as_of=NOW, owner="r2") == ()


def test_accounts_by_what_moved(snapshot: Snapshot) -> None:
    first, second = account_movements(snapshot, period=Q3, as_of=NOW)
    assert (first.account, first.won_cents, first.lost_cents, first.moved_out_cents, first.deals) == (
        "Acme",
        300,
        0,
        0,
        ("w1",),
    )
    assert (second.account, second.lost_cents, second.deals) == ("Bell", 200, ("l1",))
    assert len(account_movements(snapshot, period=Q3, as_of=NOW, limit=1)) == 1


def test_texts_are_exact_and_say_whose_they_are(snapshot: Snapshot) -> None:
    found = texts(snapshot)
    assert [(text.id, text.voice, text.who) for text in found] == [
        ("t7", "rep", "Ann"), ("t1", "rep", "Ann"), ("s1", "customer", "Gus Gale"), ("t4", "customer", "Buyer"),
    ]  # fmt: skip
    assert found[3].text == "Can you deliver by May? "
    assert found[2].text == "It broke <again>."
    assert (found[2].account, found[2].table, found[2].day) == ("Bell", "signals", date(2026, 7, 4))
    assert [text.id for text in texts(snapshot, deal_ids=["o1"])] == ["t1"]
    assert [text.id for text in texts(snapshot, account_ids=["a2"])] == ["s1"]
    in_july = texts(snapshot, first_day=date(2026, 7, 1), last_day=date(2026, 7, 31), limit=1)
    assert [text.id for text in in_july] == ["s1"]


def test_a_company_without_history_or_deals(tmp_path: Path) -> None:
    bare = [deal("o1", "Offer", 500, "2026-06-01", "2026-08-20")]
    snapshot = snapshot_of(tmp_path / "bare", as_of="2026-08-31", deals=bare)
    view = deal_views(snapshot, ["o1"], as_of=NOW)["o1"]
    assert (view.pushes, view.days_in_stage, view.days_since_touch, view.contacts) == (None, None, None, None)
    assert [one.reasons for one in at_risk(snapshot, period=Q3)] == [(Reason("overdue", 11),)]
    empty = snapshot_of(tmp_path / "empty", as_of="2026-08-31")
    assert (at_risk(empty, period=Q3), stuck(empty), won(empty, period=Q3), texts(empty)) == ((), (), (), ())
    assert account_movements(empty, period=Q3) == ()
    moved = account_movements(
        snapshot_of(
            tmp_path / "w", as_of="2026-08-31", deals=[deal("w1", "Won", 3, "2026-07-01", "2026-08-01")]
        ),
        period=Q3,
    )
    assert (moved[0].won_cents, moved[0].moved_out_cents, moved[0].account) == (3, None, "a1")
