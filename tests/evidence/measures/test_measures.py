"""Every measure against an answer worked by hand, and the company where nothing is known."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bothways.evidence import Snapshot
from bothways.evidence.measures import CATALOGUE, WATERFALL, Measures, measure, rows_behind
from bothways.evidence.measures.intervals import Z, mean_interval, rate_interval
from bothways.terms import Calendar, Refusal, Unit
from company import day, snapshot_of

Q3 = Calendar().period("2026Q3")
STAGES = [
    {"stage_id": "1", "stage": "Lead", "position": 1, "meaning": "open"},
    {"stage_id": "2", "stage": "Offer", "position": 2, "meaning": "open"},
    {"stage_id": "3", "stage": "Won", "position": 3, "meaning": "won"},
    {"stage_id": "4", "stage": "Lost", "position": 4, "meaning": "lost"},
]
PEOPLE = [
    {"person_id": "r1", "name": "Ann", "team": "North", "role": "rep", "is_active": True},
    {"person_id": "r2", "name": "Bo", "team": "South", "role": "rep", "is_active": True},
    {"person_id": "r3", "name": "Cy", "team": "South", "role": "rep", "is_active": False},
    {"person_id": "m1", "name": "Di", "team": "South", "role": "manager", "is_active": True},
]
ACCOUNTS = [
    {"account_id": "a1", "name": "Acme", "owner_id": "r1", "region": "East", "segment": "Large",
     "customer_since_day": day("2025-03-04")},
    {"account_id": "a2", "name": "Bell", "owner_id": "r2", "region": "West", "segment": "Small"},
    {"account_id": "a3", "name": "Coil", "owner_id": "r2", "region": "West", "segment": "Small"},
    {"account_id": "a4", "name": "Dusk", "owner_id": "r2", "region": "West"},
]  # fmt: skip


def deal(name: str, account: str, owner: str, **more: Any) -> dict[str, Any]:
    segment = {"a1": "Large", "a2": "Small", "a3": "Small"}.get(account)
    region = {"a1": "East"}.get(account, "West")
    base = {"deal_id": name, "account_id": account, "owner_id": owner, "segment": segment, "region": region}
    days = {key: day(more.pop(key)) for key in ("created_day", "close_day") if key in more}
    return base | days | more


def won(
    name: str, account: str, owner: str, cents: int | None, created: str, closed: str, **more: Any
) -> dict[str, Any]:
    return deal(name, account, owner, stage="Won", meaning="won", amount_cents=cents,
                created_day=created, close_day=closed, **more)  # fmt: skip


def is_open(
    name: str, account: str, owner: str, cents: int, created: str, due: str, **more: Any
) -> dict[str, Any]:
    return deal(name, account, owner, stage="Offer", meaning="open", amount_cents=cents,
                created_day=created, close_day=due, **more)  # fmt: skip


DEALS = [
    won("w1", "a1", "r1", 100_00, "2026-06-01", "2026-07-11", type="renewal", product="P"),  # 40 days
    won("w2", "a2", "r2", 300_00, "2026-07-02", "2026-08-01", type="new", product="Q"),  # 30 days
    won("old1", "a1", "r1", 200_00, "2025-01-01", "2025-03-04", type="new", product="P"),
    won("old2", "a3", "r2", 400_00, "2025-05-01", "2025-06-30", type="new", product="P"),
    deal("l1", "a3", "r2", stage="Lost", meaning="lost", amount_cents=200_00, created_day="2026-05-01",
         close_day="2026-08-10", type="renewal", product="P"),
    is_open("o1", "a2", "r2", 500_00, "2026-08-01", "2026-09-20", product="Q"),  # 30 days old, due
    is_open("o2", "a1", "r1", 700_00, "2026-07-22", "2026-10-10", product="P"),  # 40 days old, pushed out
]  # fmt: skip
CHANGES = [
    {"change_id": "1", "deal_id": "w1", "at_day": day("2026-06-20"), "field": "stage", "old_text": "Lead", "new_text": "Offer"},
    {"change_id": "2", "deal_id": "w1", "at_day": day("2026-07-11"), "field": "stage", "old_text": "Offer", "new_text": "Won"},
    {"change_id": "3", "deal_id": "w2", "at_day": day("2026-07-12"), "field": "stage", "old_text": "Lead", "new_text": "Offer"},
    {"change_id": "4", "deal_id": "w2", "at_day": day("2026-08-01"), "field": "stage", "old_text": "Offer", "new_text": "Won"},
    {"change_id": "5", "deal_id": "l1", "at_day": day("2026-08-10"), "field": "stage", "old_text": "Lead", "new_text": "Lost"},
    {"change_id": "6", "deal_id": "o1", "at_day": day("2026-08-11"), "field": "stage", "old_text": "Lead", "new_text": "Offer"},
    {"change_id": "7", "deal_id": "o2", "at_day": day("2026-08-05"), "field": "stage", "old_text": "Lead", "new_text": "Offer"},
    {"change_id": "8", "deal_id": "o2", "at_day": day("2026-08-15"), "field": "close", "old_number": day("2026-08-30"), "new_number": day("2026-09-15")},
    {"change_id": "9", "deal_id": "o2", "at_day": day("2026-08-25"), "field": "close", "old_number": day("2026-09-15"), "new_number": day("2026-10-10")},
    {"change_id": "a", "deal_id": "w1", "at_day": day("2026-07-05"), "field": "close", "old_number": day("2026-07-30"), "new_number": day("2026-07-11")},
    {"change_id": "b", "deal_id": "w2", "at_day": day("2026-07-20"), "field": "amount", "old_number": 250_00, "new_number": 300_00},
    {"change_id": "c", "deal_id": "old1", "at_day": day("2025-03-04"), "field": "stage", "old_text": "Lead", "new_text": "Won"},
]  # fmt: skip
OTHERS: dict[str, list[dict[str, Any]]] = {
    "contacts": [{"contact_id": f"c{i}", "account_id": account} for i, account in enumerate(["a1", "a1", "a1", "a2"])],
    "deal_lines": [
        {"line_id": "x1", "deal_id": "w1", "product": "P", "list_cents": 125_00, "total_cents": 100_00,
         "cost_cents": 60_00, "approved_by": "m1"},
        {"line_id": "x2", "deal_id": "w2", "product": "Q", "list_cents": 375_00, "total_cents": 300_00},
        {"line_id": "x3", "deal_id": "o1", "product": "Q", "list_cents": 9, "total_cents": 1, "cost_cents": 1},
    ],
    "activities": [
        {"activity_id": "t1", "deal_id": "o1", "account_id": "a2", "kind": "mail_in", "at_day": day("2026-08-20"),
         "at_second": day("2026-08-20") * 86_400},
        {"activity_id": "t2", "deal_id": "o1", "account_id": "a2", "kind": "mail_out", "at_day": day("2026-08-20"),
         "at_second": day("2026-08-20") * 86_400 + 2 * 3600},
        {"activity_id": "t3", "deal_id": "o2", "account_id": "a1", "kind": "call", "at_day": day("2026-08-27")},
        {"activity_id": "t4", "account_id": "a1", "kind": "meeting", "at_day": day("2026-07-01")},
        {"activity_id": "t5", "account_id": "a4", "kind": "note", "at_day": day("2026-01-01")},
    ],
    "signals": [
        {"signal_id": "s1", "kind": "case", "account_id": "a1", "at_day": day("2026-07-05"), "at_second": 1_000,
         "first_reply_second": 1_000 + 3 * 3600},
        {"signal_id": "s2", "kind": "case", "account_id": "a1", "at_day": day("2026-07-06"), "at_second": 1_000,
         "first_reply_second": 1_000 + 9 * 3600},
        {"signal_id": "s3", "kind": "case", "account_id": "a1", "at_day": day("2026-07-06"), "at_second": 1_000},
        {"signal_id": "s4", "kind": "nps", "account_id": "a1", "at_day": day("2026-07-06"), "score": 9.0},
    ],
    "targets": [
        {"target_id": "q1", "scope": "rep", "key": "r1", "first_day": Q3.first_day, "last_day": Q3.last_day, "total_cents": 200_00},
        {"target_id": "q2", "scope": "rep", "key": "r2", "first_day": Q3.first_day, "last_day": Q3.last_day, "total_cents": 600_00},
        {"target_id": "q3", "scope": "rep", "key": "m1", "first_day": Q3.first_day, "last_day": Q3.last_day, "total_cents": 600_00, "is_rollup": True},
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    changes = [{"origin": "history", **change} for change in CHANGES]
    return snapshot_of(
        tmp_path_factory.mktemp("company"), as_of="2026-08-31", deals=DEALS, deal_changes=changes,
        stages=STAGES, people=PEOPLE, accounts=ACCOUNTS, **OTHERS,
    )  # fmt: skip


@pytest.fixture(scope="module")
def measures(snapshot: Snapshot) -> Measures:
    return measure(snapshot, period=Q3, by=("all", "team", "rep", "region", "product", "segment"))


BY_HAND: list[tuple[str, str, str, Any]] = [
    ("bookings", "all", "", 400_00), ("bookings", "rep", "r1", 100_00), ("bookings", "team", "South", 300_00),
    ("bookings", "product", "Q", 300_00), ("bookings", "region", "East", 100_00), ("bookings", "rep", "r3", None),
    ("bookings_count", "all", "", 2), ("won_count", "all", "", 2), ("lost_count", "all", "", 1),
    ("win_rate_count", "all", "", 2 / 3), ("win_rate_count", "rep", "r2", 1 / 2),
    ("win_rate_amount", "all", "", 400 / 600), ("win_rate_amount", "rep", "r2", 300 / 500),
    ("pipeline_created", "all", "", 1500_00), ("pipeline_created_count", "all", "", 3),
    ("waterfall_start", "all", "", 100_00 + 200_00), ("waterfall_created", "all", "", 250_00 + 500_00 + 700_00),
    ("waterfall_amount_up", "all", "", 50_00), ("waterfall_amount_down", "all", "", 0),
    ("waterfall_moved_out", "all", "", -700_00), ("waterfall_won", "all", "", -400_00),
    ("waterfall_lost", "all", "", -200_00), ("waterfall_end", "all", "", 500_00), ("waterfall_end_count", "all", "", 1),
    ("waterfall_moved_out_count", "all", "", -1), ("waterfall_amount_up_count", "all", "", 1),
    ("open_amount", "all", "", 1200_00), ("open_count", "rep", "r1", 1), ("open_due_amount", "all", "", 500_00),
    ("target", "all", "", 800_00), ("target", "rep", "r1", 200_00), ("target", "team", "South", 600_00),
    ("gap", "all", "", -400_00), ("attainment", "all", "", 0.5), ("attainment", "rep", "r2", 0.5),
    ("coverage", "all", "", 500 / 400), ("coverage", "rep", "r1", 0.0),
    ("deal_size", "all", "", 200_00), ("deal_size_median", "all", "", 200_00), ("cycle_days", "all", "", 35),
    # o1 and o2 went from Lead to Offer, and w2; only w2 and w1 went on from Offer, and w1 entered it in June.
    ("stage_conversion", "stage", "Lead", 1.0), ("stage_conversion", "stage", "Offer", 1 / 3),
    # Lead: w2 10, o1 10, o2 14 days. Offer: w2 left after 20; o1 waits 20, o2 waits 26.
    ("days_in_stage", "stage", "Lead", 10), ("days_in_stage", "stage", "Offer", None),
    ("pushes_per_deal", "all", "", 1.0), ("pushed_count", "all", "", 1), ("pushed_amount", "all", "", 700_00),
    ("pulled_in_count", "all", "", 1), ("pulled_in_amount", "all", "", 100_00),
    ("open_age_days", "all", "", 35), ("renewal_rate_count", "all", "", 0.5), ("renewal_rate_amount", "all", "", 1 / 3),
    ("retention_count", "all", "", 0.5), ("retention_amount", "all", "", 100 / 600),
    ("account_tenure_days", "rep", "r1", 545), ("contacts_per_account", "all", "", 4 / 3),
    ("days_since_touch", "all", "", 7.5), ("reply_hours_cases", "all", "", 6.0), ("reply_hours_mail", "all", "", 2.0),
    ("discount_given", "all", "", 100_00), ("discount_given", "approver", "m1", 25_00), ("discount_share", "all", "", 0.2),
    ("margin_share", "all", "", 0.4), ("margin_share", "approver", "", None),
    ("effort_share", "segment", "Large", 0.5), ("effort_share", "segment", "Small", 0.5),
    ("open_share", "segment", "Small", 500 / 1200), ("wins_share", "segment", "Large", 0.25),
]  # fmt: skip


@pytest.mark.parametrize(("name", "by", "key", "value"), BY_HAND)
def test_the_answer_worked_by_hand(measures: Measures, name: str, by: str, key: str, value: Any) -> None:
    if (name, key) == ("bookings", "r3"):
        # Cy left and sold nothing: nobody asks for a figure.
        with pytest.raises(Refusal):
            measures.one(name, by, key)
        return
    figure = measures.one(name, by, key)
    assert figure.value == (pytest.approx(value) if isinstance(value, float) else value)
    assert bool(figure.unknown) == (value is None)


def test_every_measure_has_an_answer_worked_by_hand() -> None:
    buckets = {f"waterfall_{name}{end}" for name in WATERFALL for end in ("", "_count")}
    assert {name for name, *_ in BY_HAND} | buckets == set(CATALOGUE)


def test_the_rows_behind_a_figure_give_it_again(snapshot: Snapshot, measures: Measures) -> None:
    cents = {row["deal_id"]: row["amount_cents"] for row in DEALS}
    for figure in (
        *measures.each("bookings", "rep"),
        *measures.each("open_amount", "team"),
        measures.one("bookings"),
    ):
        assert sum(cents[name] for name in rows_behind(snapshot, figure)) == figure.value
    rate = measures.one("win_rate_count")
    behind = rows_behind(snapshot, rate)
    assert behind == ("l1", "w1", "w2")
    assert sum(name.startswith("w") for name in behind) / len(behind) == rate.value
    assert rows_behind(snapshot, rate, limit=1) == ("l1",)
    assert rows_behind(snapshot, measures.one("target", "team", "South")) == ("q2",)
    for figure in [figure for figure in measures.figures if figure.by in {"all", "stage", "approver"}]:
        behind = rows_behind(snapshot, figure)
        assert figure.n is None or len(behind) >= figure.n
        if figure.unit in {Unit.CENTS, Unit.COUNT} and figure.name not in {"gap", "target"}:
            assert len(behind) == figure.n


def test_labels_and_order(measures: Measures) -> None:
    assert [(f.key, f.label) for f in measures.each("bookings", "rep")] == [
        ("r1", "Ann"),
        ("r2", "Bo"),
    ]
    assert [f.label for f in measures.each("wins_share", "segment")] == ["Large", "Small"]
    assert measures.one("discount_given", "approver", "m1").label == "Di"


def test_intervals_and_sources(snapshot: Snapshot, measures: Measures) -> None:
    rate = measures.one("win_rate_count")
    assert rate.interval == rate_interval(2, 3)
    assert rate.n == 3
    assert measures.one("deal_size").interval == mean_interval(400_00, 100_00**2 + 300_00**2, 2)
    assert measures.one("deal_size_median").interval is None
    assert rate.source.snapshot == snapshot.id
    assert rate.source.expression.startswith(
        "count(deals where won_in) / count(deals where closed_in); 2026-07-01"
    )
    assert rate.method == "win-rate-count/1"
    assert pytest.approx(1.28155, abs=1e-5) == Z


def test_as_of_an_earlier_day(snapshot: Snapshot) -> None:
    earlier = measure(snapshot, period=Q3, as_of=Calendar().period("2026-07-15..2026-07-15").first)
    assert earlier.one("bookings").value == 100_00
    assert earlier.one("open_amount").value == 250_00 + 200_00  # w2 before its amount rose, l1
    assert earlier.one("waterfall_end").value == 250_00 + 200_00
    with pytest.raises(Refusal, match="stands as of 2026-08-31") as refused:
        measure(snapshot, period=Q3, as_of=Calendar().period("2026-09-01..2026-09-01").first)
    assert refused.value.code == "as-of-later"


def test_only_what_is_asked(snapshot: Snapshot) -> None:
    steps: list[tuple[int, int, str]] = []
    found = measure(
        snapshot, period=Q3, names=["bookings"], by=("all",), progress=lambda *step: steps.append(step)
    )
    assert [figure.name for figure in found.figures] == ["bookings"]
    assert steps[-1][:2] == (1, 2)
    with pytest.raises(Refusal, match="no measure “sales”"):
        measure(snapshot, period=Q3, names=["sales"])
    with pytest.raises(Refusal, match="no level “moon”"):
        measure(snapshot, period=Q3, by=("moon",))


def test_an_empty_company(tmp_path: Path) -> None:
    found = measure(snapshot_of(tmp_path, as_of="2026-08-31"), period=Q3)
    assert found.one("bookings").value == 0
    for name in ("win_rate_count", "deal_size", "cycle_days", "open_age_days", "attainment", "retention_count",
                 "waterfall_start", "discount_given", "account_tenure_days"):  # fmt: skip
        figure = found.one(name)
        assert figure.value is None, name
        assert figure.unknown.endswith(".")
    assert not found.each("bookings", "rep")


def test_without_a_history_what_moved_is_unknown_and_the_rest_is_known(tmp_path: Path) -> None:
    found = measure(
        snapshot_of(tmp_path, as_of="2026-08-31", deals=DEALS, stages=STAGES, people=PEOPLE), period=Q3
    )
    for name in ("waterfall_start", "waterfall_reopened", "waterfall_moved_in", "waterfall_amount_up",
                 "waterfall_amount_down", "waterfall_moved_out", "waterfall_gone", "pushes_per_deal", "pushed_count"):  # fmt: skip
        assert found.one(name).value is None
        assert "no history" in found.one(name).unknown
    assert "no history" in found.one("stage_conversion", "stage", "Offer").unknown
    assert found.one("waterfall_created").value == 300_00 + 500_00
    assert found.one("waterfall_won").value == -400_00
    assert found.one("waterfall_lost").value == -200_00
    assert found.one("waterfall_end").value == 500_00
    assert found.one("open_amount").value == 1200_00


def test_one_deal_and_all_alike(tmp_path: Path) -> None:
    one = measure(snapshot_of(tmp_path / "1", as_of="2026-08-31", deals=DEALS[:1], stages=STAGES), period=Q3)
    assert one.one("win_rate_count").value == 1
    assert one.one("win_rate_count").interval.low < 0.6
    assert one.one("deal_size").interval is None
    alike = [{**DEALS[0], "deal_id": f"w{i}"} for i in range(9)]
    same = measure(snapshot_of(tmp_path / "9", as_of="2026-08-31", deals=alike, stages=STAGES), period=Q3)
    assert (same.one("deal_size").interval.low, same.one("deal_size").interval.high) == (100_00, 100_00)
    assert same.one("deal_size_median").interval.low == 100_00
    assert same.one("bookings").n == 9


def test_a_history_that_begins_within_the_period_says_so(tmp_path: Path) -> None:
    changes = [
        {"change_id": "2026-07-20..2026-08-31:close:o1", "deal_id": "o1", "at_day": day("2026-08-31"), "field": "close",
         "old_number": day("2026-08-20"), "new_number": day("2026-09-20"), "origin": "snapshots"}
    ]  # fmt: skip
    snapshot = snapshot_of(tmp_path, as_of="2026-08-31", deals=DEALS, deal_changes=changes, stages=STAGES)
    found = measure(snapshot, period=Q3)
    assert found.one("waterfall_start").unknown == (
        "What moved is known from the end of 20 July 2026 on only, and 30 June 2026 is earlier."
    )
    later = measure(snapshot, period=Calendar().period("2026-07-21..2026-09-30"))
    assert later.one("waterfall_start").unknown == ""
    assert later.one("pushed_count").value == 1
