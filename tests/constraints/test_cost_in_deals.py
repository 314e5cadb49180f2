"""What limits cost in deals: counted by hand beside it, and “not measurable” with its reason where it can't be known."""

from __future__ import annotations

import pytest

from bothways.constraints.cost import Cost, CostOf, cost_in_deals
from bothways.evidence import Snapshot
from bothways.evidence.measures.intervals import rate_interval
from bothways.terms import Calendar
from company import day, snapshot_of

Q3 = Calendar().period("2026Q3")
STAGES = [
    {"stage_id": name, "stage": name, "position": place, "meaning": meaning}
    for place, (name, meaning) in enumerate(
        [("Talk", "open"), ("Deal desk approval", "open"), ("Won", "won"), ("Lost", "lost")], 1
    )
]
WAITED = (3, 5, 9, 12, 20)


def deal(number: int, meaning: str, *, reason: str | None = None, created: str = "2026-07-01") -> dict:
    stage = {"won": "Won", "lost": "Lost", "open": "Talk"}[meaning]
    return {
        "deal_id": f"D{number}", "name": f"D{number}", "stage": stage, "meaning": meaning, "reason": reason,
        "created_day": day(created), "close_day": day("2026-08-30"), "amount_cents": 100_000,
    }  # fmt: skip


def line(number: int, discount: float) -> dict:
    return {
        "line_id": f"L{number}", "deal_id": f"D{number}", "list_cents": 100_000,
        "total_cents": round(100_000 * (1 - discount)),
    }  # fmt: skip


DEALS = [
    *(deal(n, "lost", reason="Price") for n in (1, 2, 3)),
    deal(4, "lost", reason="Competitor"),
    deal(5, "lost", reason="Lead time"),
    deal(6, "lost"),
    *(deal(n, "won", reason="Price") for n in (7, 8, 9, 10, 11)),
    deal(12, "open", created="2026-09-28"),
    deal(13, "open", created="2026-05-01"),
]
LINES = [line(1, 0.08), line(2, 0.12), line(3, 0.02), line(4, 0.0799), line(7, 0.08), line(8, 0.0)]
CHANGES = [
    {
        "change_id": f"c{n}.{step}", "deal_id": f"D{n}", "at_day": at, "field": "stage", "old_text": old, "new_text": new,
        "origin": "history",
    }
    for n, days in zip(range(7, 12), WAITED, strict=True)
    for step, (at, old, new) in enumerate(
        [
            (day("2026-07-10"), "Talk", "Deal desk approval"),
            (day("2026-07-10") + days, "Deal desk approval", "Won"),
        ]
    )
]  # fmt: skip
# Without a change from before the period, nothing could be said of its beginning.
CHANGES.append(CHANGES[0] | {"change_id": "c13", "deal_id": "D13", "at_day": day("2026-06-20")})
ACTIVITIES = [
    {"activity_id": "a1", "deal_id": "D1", "at_day": day("2026-07-03"), "kind": "call"},
    {
        "activity_id": "a2",
        "deal_id": "D2",
        "at_day": day("2026-07-02"),
        "kind": "note",
    },  # nobody was spoken to
    {"activity_id": "a3", "deal_id": "D3", "at_day": day("2026-08-20"), "kind": "call"},  # too late
    {"activity_id": "a4", "deal_id": "D4", "at_day": day("2026-07-15"), "kind": "mail_out"},  # the last day
]


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return snapshot_of(
        tmp_path_factory.mktemp("full"), as_of="2026-09-30", deals=DEALS, deal_lines=LINES, deal_changes=CHANGES,
        activities=ACTIVITIES, stages=STAGES,
    )  # fmt: skip


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """As the export of a report often is: deals, and nothing of what happened to them."""
    deals = [{**one, "reason": None} for one in DEALS]
    return snapshot_of(tmp_path_factory.mktemp("bare"), as_of="2026-09-30", deals=deals, stages=STAGES)


def named(costs: tuple[Cost, ...]) -> dict[str, Cost]:
    return {one.figure.name: one for one in costs}


def test_days_in_the_stage_in_which_deals_wait_for_an_approval(full: Snapshot):
    cost = named(cost_in_deals(full, period=Q3))["days_in_stage"]
    assert cost.of is CostOf.WAITS
    assert cost.figure.key == "Deal desk approval", "found by its words, and said"
    assert (cost.figure.value, cost.figure.n) == (9, 5)
    assert cost.figure.interval is not None
    assert cost.figure.interval.low <= 9 <= cost.figure.interval.high
    assert cost.deals == ("D10", "D11", "D7", "D8", "D9")


def test_the_share_at_the_cap_of_the_lost_and_beside_it_of_the_won(full: Snapshot):
    costs = named(cost_in_deals(full, period=Q3, cap=0.08))
    lost, won = costs["lost_at_cap"], costs["won_at_cap"]
    assert (lost.figure.value, lost.figure.n, lost.deals) == (2 / 4, 4, ("D1", "D2"))
    assert lost.figure.interval == rate_interval(2, 4)
    ranges = [(round(one.figure.interval.low, 2), round(one.figure.interval.high, 2)) for one in (lost, won)]
    assert ranges == [(0.23, 0.77), (0.16, 0.84)], "as the page of the method prints them"
    assert (won.figure.value, won.figure.n, won.deals) == (1 / 2, 2, ("D7",))


def test_reasons_by_their_words_or_as_they_are_named(full: Snapshot):
    costs = named(cost_in_deals(full, period=Q3))
    assert (costs["lost_over_price"].figure.value, costs["lost_over_price"].figure.n) == (3 / 5, 5)
    assert costs["lost_over_price"].deals == ("D1", "D2", "D3"), "deals won for the price are no loss"
    assert costs["lost_over_capacity"].deals == ("D5",)
    chosen = named(cost_in_deals(full, period=Q3, price_reasons=["Competitor"], capacity_reasons=["Price"]))
    assert chosen["lost_over_price"].deals == ("D4",)
    assert chosen["lost_over_capacity"].deals == ("D1", "D2", "D3")


def test_who_was_not_touched_in_time(full: Snapshot):
    cost = named(cost_in_deals(full, period=Q3))["untouched"]
    # D12 is two days old; a note is nobody's touch; the fourteenth day still counts.
    assert (cost.figure.n, set(cost.deals)) == (11, {f"D{n}" for n in (2, 3, 5, 6, 7, 8, 9, 10, 11)})
    later = named(cost_in_deals(full, period=Q3, touch_days=60))["untouched"]
    assert "D3" not in later.deals


def test_the_export_of_a_report_says_why_nothing_can_be_measured(bare: Snapshot):
    costs = named(cost_in_deals(bare, period=Q3, cap=0.08, stages=["Deal desk approval"]))
    assert {name for name, one in costs.items() if one.is_measured} == set()
    for one in costs.values():
        assert one.deals == ()
        assert one.figure.unknown.endswith(".")
        assert one.figure.interval is None
    assert "history" in costs["days_in_stage"].figure.unknown
    assert "list price" in costs["lost_at_cap"].figure.unknown
    assert "says why" in costs["lost_over_price"].figure.unknown
    assert "no activities" in costs["untouched"].figure.unknown


@pytest.mark.parametrize(
    ("stages", "says"), [(["Legal"], "no stage “Legal”"), ([], "name it"), (["Talk"], "")]
)
def test_a_stage_that_is_not_there_is_said(full: Snapshot, stages: list[str], says: str):
    cost = named(cost_in_deals(full, period=Q3, stages=stages))["days_in_stage"]
    assert says in cost.figure.unknown
    assert cost.is_measured is (not says)


def test_without_a_cap_in_numbers_nothing_is_said_of_it(full: Snapshot):
    costs = named(cost_in_deals(full, period=Q3))
    assert "not said in numbers" in costs["lost_at_cap"].figure.unknown
    assert "won_at_cap" not in costs


def test_a_period_without_deals_is_unknown_and_not_nought(full: Snapshot):
    for one in cost_in_deals(full, period=Calendar().period("2024Q1"), cap=0.08):
        assert not one.is_measured, one
        assert one.as_dict()["figure"]["value"] is None
