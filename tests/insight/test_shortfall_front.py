"""The bridge of a snapshot: figures, three sentences, rows, and every foreseen no."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from bothways.brief.readback.numbers import number_words
from bothways.brief.words import said
from bothways.evidence import Snapshot, measure
from bothways.insight.shortfall import Shortfall, shortfall
from bothways.insight.shortfall.causes import KEYS
from bothways.terms import Called, Period, Refusal, Said, Sentence, Side, Unit
from company import day, snapshot_of

FACTORS = {"volume": 100.0, "win_rate": 0.5, "size_cents": 1_000_000}


def deals(
    first: str,
    *,
    won: int,
    lost: int,
    waiting: int = 0,
    size: int = 1_000_000,
    kind: str = "new",
    tag: str = "",
):
    """Deals created from a day on, decided a month later; those that wait are pushed out of the quarter."""
    start, rows, changes = date.fromisoformat(first), [], []
    for n in range(won + lost + waiting):
        created = start + timedelta(days=n % 40)
        meaning = "won" if n < won else "lost" if n < won + lost else "open"
        name = f"{tag}{first}-{kind}-{n:03d}"
        close = created + timedelta(days=30 if meaning != "open" else 120)
        rows.append({
            "deal_id": name, "name": name, "account_id": f"a{n % 7}", "owner_id": f"r{n % 3}", "type": kind,
            "stage": meaning.title(), "meaning": meaning, "amount_cents": size + 10_000 * (n % 9),
            "created_day": day(created.isoformat()), "close_day": day(close.isoformat()),
            "segment": "Large" if n % 2 else "Small",
        })  # fmt: skip
        if meaning == "open":
            old = created + timedelta(days=30)
            changes.append({
                "change_id": f"c{name}", "deal_id": name, "at_day": day(old.isoformat()), "field": "close",
                "old_number": day(old.isoformat()), "new_number": day(close.isoformat()), "origin": "crm",
            })  # fmt: skip
    return rows, changes


def firm(into: Path, *, as_of: str = "2026-06-30", target: int | None = 35_000_000, **more) -> Snapshot:
    parts = [
        deals("2025-01-05", won=30, lost=30),
        deals("2025-04-05", won=30, lost=30, waiting=6),
        deals("2025-04-05", won=9, lost=1, kind="renewal", size=400_000),
        deals("2026-01-05", won=30, lost=30, waiting=6),
        deals("2026-01-05", won=9, lost=1, kind="renewal", size=400_000),
        deals("2026-04-02", won=12, lost=44, waiting=6),
        deals("2026-04-02", won=8, lost=2, kind="renewal", size=400_000),
    ]
    rows = [row for found, _ in parts for row in found]
    changes = [row for _, found in parts for row in found]
    # What the CRM records of every field, so that the past can be told.
    changes += [
        {"change_id": f"x{field}", "deal_id": rows[0]["deal_id"], "at_day": day("2025-01-05"), "field": field,
         "old_text": "Won", "new_text": "Won", "old_number": rows[0]["amount_cents"], "origin": "crm",
         "new_number": rows[0]["amount_cents"]}
        for field in ("amount",)
    ]  # fmt: skip
    targets = [
        {"target_id": "t", "scope": "whole", "first_day": day("2026-04-01"), "last_day": day("2026-06-30"),
         "total_cents": target, **more}
    ] if target is not None else []  # fmt: skip
    stages = [
        {"stage_id": name, "stage": name.title(), "position": place, "meaning": name}
        for place, name in enumerate(("open", "won", "lost"), 1)
    ]
    people = [{"person_id": f"r{n}", "name": f"Person {n}", "role": "rep", "team": "T"} for n in range(3)]
    return snapshot_of(
        into, as_of=as_of, deals=rows, deal_changes=changes, targets=targets, stages=stages, people=people
    )


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return firm(tmp_path_factory.mktemp("firm"))


QUARTER = "2026Q2"


def period(snapshot: Snapshot, name: str = QUARTER) -> Period:
    return snapshot.calendar.period(name)


@pytest.fixture(scope="module")
def found(snapshot: Snapshot) -> Shortfall:
    return shortfall(snapshot, period=period(snapshot), draws=800)


def spoken(sentence: Sentence) -> str:
    return "".join(
        part if isinstance(part, str) else said(part, "EUR") if isinstance(part, Said) else part.text
        for part in sentence
    )


def holds(answer: Shortfall) -> None:
    """What every answer must keep."""
    assert sum(cause.amount.value for cause in answer.causes) == answer.gap.value
    assert answer.gap.value == answer.actual.value - answer.base.value
    assert tuple(cause.key for cause in answer.causes) == KEYS
    assert len(answer.say) == 3
    names = [(one.name, one.by, one.key) for one in answer.figures]
    assert len(set(names)) == len(names)
    assert all(name.startswith("shortfall_") for name, _, _ in names)
    known = {id(one) for one in answer.figures}
    every = [*answer.say, *answer.against.values(), *(cause.question for cause in answer.causes)]
    for sentence in every:
        for part in sentence:
            if isinstance(part, str):
                assert not re.search(rf"\d|\b(?:{number_words})\b", part, re.I), part
            elif isinstance(part, Said):
                assert id(part.figure) in known
            else:
                assert isinstance(part, Called)
        text = spoken(sentence)
        assert text.endswith(".")
        assert not re.search(r"blame|fault|fail|Person", text)
    for key, rows in answer.behind.items():
        assert key in names
        assert 0 < len(rows) <= 200
        assert all(table == "deals" for table, _ in rows)
    for one in answer.figures:
        assert (one.value is None) == bool(one.unknown)
        if one.unit is Unit.CENTS and one.value is not None:
            assert isinstance(one.value, int)
    assert json.loads(json.dumps(answer.as_dict()))["gap"] == answer.gap.value


def test_what_every_answer_keeps(found: Shortfall):
    holds(found)


def test_the_planted_cause_is_named_and_its_deals_are_behind_it(found: Shortfall):
    cause = found.cause("new_win_rate")
    assert cause.largest.value == max(one.largest.value for one in found.causes)
    assert cause.negative.value > 0.95
    assert cause.amount.interval.high < 0
    assert "less of the decided new business was won" in spoken(found.say[0])
    assert "short of the target" in spoken(found.say[0])
    assert found.cause("new_win_rate").asked is Side.STAFF
    assert "a question to the staff" in spoken(found.say[2])
    assert {deal.deal_id for deal in cause.deals} == {f"2026-04-02-new-{n:03d}" for n in range(12, 56)}
    assert not any(deal.is_open for deal in cause.deals)
    waiting = found.cause("new_slippage").deals
    assert waiting or found.cause("new_slippage").amount.value >= 0


def test_the_figures_are_those_of_the_measures(snapshot: Snapshot, found: Shortfall):
    measured = measure(snapshot, period=period(snapshot), names=["bookings", "gap", "target"], by=("all",))
    assert found.actual.value == measured.one("bookings").value
    assert found.base.value == measured.one("target").value == 35_000_000
    assert found.gap.value == measured.one("gap").value
    by = {(one.name, one.key): one for one in found.figures}
    assert by["shortfall_win_rate", "new"].value == pytest.approx(12 / 56)
    assert by["shortfall_win_rate", "renewal"].value == pytest.approx(8 / 10)


def test_a_target_without_factors_says_where_they_come_from(found: Shortfall):
    assert found.base_period.name == "2025Q2"
    assert any("only a sum of money" in note and "2025Q2" in note for note in found.notices)


def test_a_target_with_factors_is_split_by_them(tmp_path: Path):
    made = firm(tmp_path, volume=120.0, win_rate=0.5, size_cents=1_000_000)
    answer = shortfall(made, period=period(made), draws=200)
    holds(answer)
    assert any("states its win rate and deal size" in note for note in answer.notices)
    by = {(one.name, one.key): one.value for one in answer.figures}
    won = {game: by["shortfall_available_base", game] * by["shortfall_decided_share_base", game]
           * by["shortfall_win_rate_base", game] for game in ("new", "renewal")}  # fmt: skip
    size = sum(won[game] * by["shortfall_mean_size_base", game] for game in won) / sum(won.values())
    assert size == pytest.approx(1_000_000, rel=0.05)


def test_factors_that_do_not_make_the_target_are_said_to_be(tmp_path: Path):
    made = firm(tmp_path, volume=500.0, win_rate=0.5, size_cents=1_000_000)
    answer = shortfall(made, period=period(made), draws=200)
    assert any("do not make the target" in note for note in answer.notices)
    holds(answer)


@pytest.mark.parametrize(("against", "base"), [("before", "2026Q1"), ("year", "2025Q2")])
def test_against_another_period(snapshot: Snapshot, against: str, base: str):
    answer = shortfall(snapshot, period=period(snapshot), against=against, draws=200)
    holds(answer)
    assert answer.base_period.name == base
    measured = measure(snapshot, period=period(snapshot, base), names=["bookings"], by=("all",))
    assert answer.base.value == measured.one("bookings").value
    assert f"less than in {base}" in spoken(answer.say[0])


def test_a_running_period_is_set_beside_the_same_days(snapshot: Snapshot):
    seen = date(2026, 5, 15)
    answer = shortfall(snapshot, period=period(snapshot), as_of=seen, against="before", draws=200)
    holds(answer)
    days = snapshot.calendar.period("2026-01-01..2026-02-14")
    measured = measure(snapshot, period=days, as_of=seen, names=["bookings"], by=("all",))
    assert answer.base.value == measured.one("bookings").value
    assert "so far" in spoken(answer.say[0])
    with pytest.raises(Refusal) as no:
        shortfall(snapshot, period=period(snapshot), as_of=seen)
    assert no.value.code == "running"
    part = shortfall(snapshot, period=period(snapshot), as_of=seen, pro_rata=True, draws=200)
    holds(part)
    assert part.base.value == round(35_000_000 * 45 / 91)


@pytest.mark.parametrize(
    ("kinds", "code"),
    [
        ({"against": "plan"}, "no-against"),
        ({"as_of": date(2026, 7, 1)}, "as-of-later"),
        ({"as_of": date(2026, 3, 1)}, "not-begun"),
        ({"by": "colour"}, "no-segments"),
        ({"draws": 3}, "draws"),
    ],
)
def test_what_can_not_be_is_refused(snapshot: Snapshot, kinds, code: str):
    with pytest.raises(Refusal) as no:
        shortfall(snapshot, period=period(snapshot), **kinds)
    assert no.value.code == code
    assert no.value.hint


def test_what_the_data_do_not_hold_is_refused(snapshot: Snapshot, tmp_path: Path):
    bare = firm(tmp_path / "a", target=None)
    nothing = snapshot_of(tmp_path / "b", as_of="2026-06-30")
    for made, kinds, code in (
        (bare, {}, "no-target"),
        (nothing, {}, "no-closed-deals"),
        (snapshot, {"period": "2025Q2", "against": "year"}, "no-base"),
    ):
        with pytest.raises(Refusal) as no:
            shortfall(made, **{"period": period(made, kinds.pop("period", QUARTER)), **kinds})
        assert no.value.code == code


def test_the_same_seed_is_the_same_answer(snapshot: Snapshot, found: Shortfall):
    again = shortfall(snapshot, period=period(snapshot), draws=800)
    assert again.as_dict() == found.as_dict()


def test_chance_is_said_before_all_when_it_is_the_likeliest(tmp_path: Path):
    parts = [
        deals("2025-11-05", won=1, lost=1),
        deals("2026-01-05", won=8, lost=12),
        deals("2026-04-02", won=6, lost=14),
    ]
    rows = [row for found, _ in parts for row in found]
    # A single large deal in the base, and none in the period.
    rows[2]["amount_cents"] = 40_000_000
    stages = [
        {"stage_id": m, "stage": m.title(), "position": n, "meaning": m}
        for n, m in enumerate(("open", "won", "lost"), 1)
    ]
    made = snapshot_of(tmp_path, as_of="2026-06-30", deals=rows, stages=stages)
    answer = shortfall(made, period=period(made), against="before")
    holds(answer)
    top = max(answer.causes, key=lambda cause: cause.largest.value)
    assert top.key == "chance"
    assert "the likeliest largest cause is chance" in spoken(answer.say[0])
    assert top.mover == "nobody"
    assert any("can't be rebuilt" in note for note in answer.notices)


def test_won_deals_without_an_amount_are_counted_aloud(tmp_path: Path):
    rows, _ = deals("2025-12-05", won=20, lost=20)
    more, _ = deals("2026-04-02", won=20, lost=20)
    more[0]["amount_cents"] = None
    made = snapshot_of(tmp_path, as_of="2026-06-30", deals=rows + more)
    answer = shortfall(made, period=period(made), against="before", draws=200)
    holds(answer)
    assert any("without an amount: 1" in note for note in answer.notices)
    assert answer.actual.value == sum(row["amount_cents"] or 0 for row in more if row["meaning"] == "won")


def test_open_deals_carry_their_owner_so_that_they_can_be_cut(snapshot: Snapshot):
    answer = shortfall(snapshot, period=period(snapshot), against="before", draws=200)
    every = [deal for cause in answer.causes for deal in cause.deals]
    assert any(deal.is_open for deal in every)
    assert all(deal.owner_id in {"r0", "r1", "r2"} for deal in every)
    assert not any("Person" in str(one.label) for one in answer.figures)


def test_shares_are_shares(found: Shortfall):
    chances = [one.value for one in found.figures if one.name.endswith("_probability")]
    assert all(0 <= one <= 1 for one in chances)
    largest = [one.value for one in found.figures if one.name == "shortfall_largest_probability"]
    assert np.sum(largest) == pytest.approx(1)
