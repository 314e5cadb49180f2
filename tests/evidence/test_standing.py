"""What is open, what went with wins, and the medians of others: worked by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bothways.evidence import Snapshot
from bothways.evidence.behaviour import usual_of_wins
from bothways.evidence.peers import others_median
from bothways.evidence.standing import standing_on
from bothways.evidence.views import won
from bothways.terms import Calendar, Figure, Source, Unit
from company import day, snapshot_of

Q3 = Calendar().period("2026Q3")
SEEN = date(2026, 9, 30)


def figure(key: str, value: int | None) -> Figure:
    return Figure(
        name="bookings", value=value, unit=Unit.CENTS, period=Q3, as_of=SEEN, source=Source("s", "sum"),
        method="bookings/1", by="rep", key=key,
    )  # fmt: skip


def test_the_median_of_others_is_without_oneself() -> None:
    all_of = [figure(f"r{i}", value) for i, value in enumerate((1000, 1, 3, 5, 7, 100))]
    found = others_median(all_of[0], others=all_of)
    assert found is not None
    assert (found.value, found.n, found.key, found.interval) == (5, 5, "r0", None)
    assert others_median(all_of[0], others=all_of[:5]) is None
    assert others_median(all_of[0], others=[*all_of[:5], figure("r9", None)]) is None
    assert others_median(all_of[0], others=[]) is None


def test_a_median_of_cents_is_whole() -> None:
    found = others_median(figure("r0", 0), others=[figure(f"r{i}", i) for i in range(1, 7)])
    assert found is not None
    assert found.value == 4
    assert isinstance(found.value, int)


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    def deal(number: int, owner: str, stage: str, meaning: str, amount: int | None) -> dict[str, object]:
        return {"deal_id": f"d{number}", "name": f"D{number}", "owner_id": owner, "stage": stage, "meaning": meaning,
                "amount_cents": amount, "created_day": day("2026-09-30") - 10 * number,
                "close_day": day("2026-09-20") if number == 1 else day("2026-09-30")}  # fmt: skip

    deals = [
        deal(1, "a", "Propose", "open", 500), deal(2, "a", "Propose", "open", 900), deal(3, "b", "Qualify", "open", None),
        *(deal(10 + i, "abc"[i % 3], "Won", "won", 100) for i in range(6)),
    ]  # fmt: skip
    meetings = [
        {"activity_id": f"m{i}-{j}", "deal_id": f"d{10 + i}", "contact_id": f"c{j}", "at_day": day("2026-09-15"),
         "kind": "meeting", "voice": "rep"}
        for i in range(6) for j in range(i % 3 + 1)
    ]  # fmt: skip
    stages = [
        {"stage_id": s, "stage": s, "position": i, "meaning": m}
        for i, (s, m) in enumerate((("Qualify", "open"), ("Propose", "open"), ("Won", "won")), 1)
    ]
    folder = Path(tmp_path_factory.mktemp("standing"))
    return snapshot_of(folder, as_of="2026-09-30", deals=deals, activities=meetings, stages=stages)


def test_open_deals_by_stage_in_the_order_of_the_stages(snapshot: Snapshot) -> None:
    found = standing_on(snapshot, period=Q3, as_of=SEEN)
    assert [(f.name, f.key, f.value) for f in found.figures] == [
        ("open_amount", "Qualify", 0), ("open_count", "Qualify", 1), ("open_age_days", "Qualify", 30),
        ("open_amount", "Propose", 1400), ("open_count", "Propose", 2), ("open_age_days", "Propose", 15),
    ]  # fmt: skip
    assert found.owners == {"Qualify": 1, "Propose": 1}
    assert [view.deal_id for view in found.deals] == ["d2", "d1", "d3"]
    assert [reason.code for reason in found.deals[1].reasons][:1] == ["overdue"]
    assert [view.deal_id for view in standing_on(snapshot, period=Q3, as_of=SEEN, of_each=1).deals] == [
        "d2",
        "d3",
    ]


def test_what_usually_went_with_a_win(snapshot: Snapshot) -> None:
    wins = won(snapshot, period=Q3, as_of=SEEN)
    usual = {f.name: (f.value, f.n) for f in usual_of_wins(snapshot, wins=wins, period=Q3, as_of=SEEN)}
    assert usual["wins_met"] == (2, 6)
    assert usual["wins_meetings"] == (2, 6)
    assert usual["wins_calls"] == (0, 6)
    assert "wins_reply_hours" not in usual


def test_few_wins_or_few_people_are_no_usual(snapshot: Snapshot) -> None:
    wins = won(snapshot, period=Q3, as_of=SEEN)
    two_people = [win for win in wins if win.deal.owner_id != "c"] * 2
    for some in ([], wins[:4], two_people):
        assert usual_of_wins(snapshot, wins=some, period=Q3, as_of=SEEN) == ()
