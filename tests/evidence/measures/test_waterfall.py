"""The waterfall against a second reading of its definitions, day by day, on random histories."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bothways.evidence.measures import WATERFALL, measure, rows_behind
from bothways.terms import Calendar
from bothways.terms.period import day_of
from company import day, snapshot_of

Q3 = Calendar().period("2026Q3")
S, FIRST, LAST = Q3.first_day - 1, Q3.first_day, Q3.last_day
MEANING = {"Lead": "open", "Offer": "open", "Won": "won", "Lost": "lost"}
STAGES = [
    {"stage_id": name, "stage": name, "position": i, "meaning": meaning}
    for i, (name, meaning) in enumerate(MEANING.items(), 1)
]
PEOPLE = [
    {"person_id": "r1", "name": "Ann", "team": "North", "role": "rep"},
    {"person_id": "r2", "name": "Bo", "team": "South", "role": "rep"},
]
CENTS = [f"waterfall_{name}" for name in WATERFALL]
COUNTS = [f"{name}_count" for name in CENTS]


@dataclass
class Deal:
    """A deal's life, told forwards."""

    id: str
    owner: str
    product: str | None
    created: int
    stage: str
    amount: int | None
    close: int
    moves: list[tuple[int, str, Any]] = field(default_factory=list)
    gone: int | None = None

    def at(self, when: int) -> dict[str, Any] | None:
        """Return how it stood at the end of a day, or None."""
        if when < self.created or (self.gone is not None and when >= self.gone):
            return None
        state = {"stage": self.stage, "amount": self.amount, "close": self.close}
        return state | {name: value for moved, name, value in self.moves if moved <= when}


@st.composite
def deals(draw: st.DrawFn, number: int) -> Deal:
    days = st.integers(FIRST - 60, LAST + 20)
    cents = st.one_of(st.none(), st.integers(0, 10**9))
    deal = Deal(
        f"d{number}", draw(st.sampled_from(["r1", "r2"])), draw(st.sampled_from(["P", "Q", None])),
        draw(days), draw(st.sampled_from(["Lead", "Offer"])), draw(cents), draw(days),
    )  # fmt: skip
    values = {"stage": st.sampled_from(list(MEANING)), "amount": cents, "close": days}
    for when in sorted(draw(st.lists(st.integers(deal.created, LAST + 25), max_size=7))):
        name = draw(st.sampled_from(list(values)))
        deal.moves.append((when, name, draw(values[name])))
    return deal


@st.composite
def companies(draw: st.DrawFn) -> tuple[list[Deal], int, int]:
    found = [draw(deals(number)) for number in range(draw(st.integers(0, 6)))]
    latest = draw(st.integers(FIRST, LAST + 25))
    for deal in found:
        if deal.created <= latest and draw(st.integers(0, 5)) == 0:
            deal.gone = draw(st.integers(deal.created + 1, LAST + 26))
    return found, latest, draw(st.integers(FIRST, latest))


def tables(found: list[Deal], latest: int) -> dict[str, list[dict[str, Any]]]:
    """Write lives as canonical rows: the present, and the changes that led to it."""
    rows, changes = [], []

    def change(deal: Deal, when: int, name: str, values: tuple[Any, Any], second: int | None) -> None:
        old, new = values
        origin = "snapshots" if second is None else "history"
        kind = "text" if name == "stage" else "number"
        changes.append({
            "change_id": f"{len(changes):04d}", "deal_id": deal.id, "at_day": when, "at_second": second,
            "field": name, f"old_{kind}": old, f"new_{kind}": new, "origin": origin,
        })  # fmt: skip

    for deal in found:
        if deal.created > latest:
            continue
        state = {"stage": deal.stage, "amount": deal.amount, "close": deal.close}
        for i, (when, name, value) in enumerate(deal.moves):
            if when <= latest and (deal.gone is None or when < deal.gone) and value != state[name]:
                change(deal, when, name, (state[name], value), when * 86_400 + i)
                state[name] = value
        if deal.gone is not None and deal.gone <= latest:
            for name, value in state.items():
                if value is not None:
                    change(deal, deal.gone, name, (value, None), None)
            changes.append(
                {
                    "change_id": f"{len(changes):04d}",
                    "deal_id": deal.id,
                    "at_day": deal.gone,
                    "field": "gone",
                    "old_text": state["stage"],
                    "old_number": state["amount"],
                    "origin": "snapshots",
                }
            )
            changes.append(
                {
                    "change_id": f"{len(changes):04d}",
                    "deal_id": deal.id,
                    "at_day": deal.gone,
                    "field": "owner",
                    "old_text": deal.owner,
                    "origin": "snapshots",
                }
            )
            changes.append({
                "change_id": f"{len(changes):04d}", "deal_id": deal.id, "at_day": deal.created,
                "field": "created", "origin": "history",
            })  # fmt: skip
            continue
        rows.append({
            "deal_id": deal.id, "owner_id": deal.owner, "product": deal.product, "stage": state["stage"],
            "meaning": MEANING[state["stage"]], "amount_cents": state["amount"], "close_day": state["close"],
            "created_day": deal.created,
        })  # fmt: skip
    # A life before all others, with one change of each field: the history reaches back to it.
    old = FIRST - 400
    witness = Deal("witness", "r1", "P", old, "Lead", 1, old + 1)
    for name, value, now in (("stage", "Lead", "Lost"), ("amount", 1, 2), ("close", old + 1, old + 2)):
        change(witness, old, name, (value, now), old * 86_400)
    rows.append({
        "deal_id": "witness", "owner_id": "r1", "product": "P", "stage": "Lost", "meaning": "lost",
        "amount_cents": 2, "close_day": old + 2, "created_day": old,
    })  # fmt: skip
    return {"deals": rows, "deal_changes": changes, "stages": STAGES, "people": PEOPLE}


def expected(found: list[Deal], now: int) -> dict[tuple[str, str], dict[str, list[int]]]:
    """Return, by (level, key), each bucket's amounts, from the definitions in docs/method/evidence.md."""
    end = min(now, LAST)
    buckets: dict[tuple[str, str], dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))

    def due(state: dict[str, Any] | None) -> bool:
        return state is not None and FIRST <= state["close"] <= LAST

    def is_open(state: dict[str, Any] | None) -> bool:
        return state is not None and MEANING[state["stage"]] == "open"

    for deal in found:
        start, last, seen, born = deal.at(S), deal.at(end), deal.at(now), deal.at(deal.created)
        closed = seen is not None and due(seen) and not is_open(seen)
        stays = is_open(last) and due(last) and not closed
        began = is_open(start) and due(start)
        came = S < deal.created <= end and is_open(born) and due(born)
        if not (began or stays or closed or came):
            continue
        entry = (
            "start"
            if began
            else "created"
            if start is None
            else "reopened"
            if not is_open(start)
            else "moved_in"
        )
        into = (start or born or {})["amount"] or 0
        if closed:
            way, out = MEANING[seen["stage"]], seen["amount"] or 0
        elif stays:
            way, out = "end", last["amount"] or 0
        elif last is None:
            way, out = "gone", deal.at(deal.gone - 1)["amount"] or 0
        else:
            way, out = "moved_out", last["amount"] or 0
        keys = [("all", ""), ("rep", deal.owner), ("team", {"r1": "North", "r2": "South"}[deal.owner])]
        for key in keys:
            buckets[key][entry].append(into)
            buckets[key][way].append(out if way == "end" else -out)
            if out != into:
                buckets[key]["amount_up" if out > into else "amount_down"].append(out - into)
    return buckets


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(companies())
def test_it_is_what_the_definitions_say_and_balances(company: tuple[list[Deal], int, int]) -> None:
    found, latest, now = company
    with tempfile.TemporaryDirectory() as folder:
        snapshot = snapshot_of(Path(folder), as_of=day_of(latest).isoformat(), **tables(found, latest))
        measures = measure(snapshot, period=Q3, as_of=day_of(now), names=["bookings", *CENTS, *COUNTS])
        wanted = expected(found, now)
        for by in ("all", "rep", "team"):
            for start in measures.each("waterfall_start", by):
                own = {name: measures.one(f"waterfall_{name}", by, start.key) for name in WATERFALL}
                assert all(figure.unknown == "" for figure in own.values())
                values = {name: figure.value for name, figure in own.items()}
                want = wanted.get((by, start.key), {})
                assert values == {name: sum(want.get(name, [])) for name in WATERFALL}
                assert {n: f.n for n, f in own.items()} == {n: len(want.get(n, [])) for n in WATERFALL}
                assert values["won"] == -measures.one("bookings", by, start.key).value
        for by in ("all", "team", "rep", "region", "product"):
            for key in [figure.key for figure in measures.each("bookings", by)]:
                _balances(measures, by, key)
        for by in ("team", "rep", "region", "product"):
            for name in (*CENTS, *COUNTS):
                total = sum(figure.value for figure in measures.each(name, by))
                assert total == measures.one(name).value
        snapshot.close()


def _balances(measures: Any, by: str, key: str) -> None:
    values = [measures.one(name, by, key).value for name in CENTS]
    assert sum(values[:-1]) == values[-1]
    counts = [measures.one(n, by, key).value for n in COUNTS if "amount" not in n]
    assert sum(counts[:-1]) == counts[-1]


def _one(
    tmp_path: Path, *, as_of: str, deal: dict[str, Any], changes: list[dict[str, Any]]
) -> dict[str, int]:
    base = {"deal_id": "d", "owner_id": "r1", "stage": "Offer", "meaning": "open", "amount_cents": 100}
    rows = tables([], day("2026-12-31"))
    rows["deals"].append(base | deal)
    rows["deal_changes"] += [
        {"change_id": f"x{i}", "deal_id": "d", "origin": "history", **change}
        for i, change in enumerate(changes)
    ]
    snapshot = snapshot_of(tmp_path, as_of=as_of, **rows)
    measures = measure(snapshot, period=Q3, names=CENTS)
    found = {name: measures.one(f"waterfall_{name}") for name in WATERFALL}
    for figure in found.values():
        assert rows_behind(snapshot, figure) == (("d",) if figure.n else ())
    return {name: figure.value for name, figure in found.items() if figure.n}


def test_a_deal_created_and_moved_out_within_the_period_came_and_went(tmp_path: Path) -> None:
    moved = {
        "at_day": day("2026-08-01"),
        "field": "close",
        "old_number": day("2026-09-01"),
        "new_number": day("2026-11-01"),
    }
    deal = {"created_day": day("2026-07-05"), "close_day": day("2026-11-01")}
    assert _one(tmp_path, as_of="2026-09-30", deal=deal, changes=[moved]) == {
        "created": 100,
        "moved_out": -100,
    }


def test_a_deal_that_moved_in_and_out_again_is_not_counted(tmp_path: Path) -> None:
    home, away = day("2026-08-15"), day("2026-11-01")
    changes = [
        {"at_day": day("2026-07-10"), "field": "close", "old_number": away, "new_number": home},
        {"at_day": day("2026-07-20"), "field": "close", "old_number": home, "new_number": away},
    ]
    deal = {"created_day": day("2026-05-05"), "close_day": away}
    assert _one(tmp_path, as_of="2026-09-30", deal=deal, changes=changes) == {}


def test_won_in_the_period_but_dated_after_it_moved_out(tmp_path: Path) -> None:
    changes = [
        {"at_day": day("2026-08-01"), "field": "stage", "old_text": "Offer", "new_text": "Won"},
        {
            "at_day": day("2026-08-01"),
            "field": "close",
            "old_number": day("2026-08-20"),
            "new_number": day("2026-10-02"),
        },
    ]
    deal = {
        "created_day": day("2026-05-05"),
        "close_day": day("2026-10-02"),
        "stage": "Won",
        "meaning": "won",
    }
    assert _one(tmp_path, as_of="2026-10-30", deal=deal, changes=changes) == {"start": 100, "moved_out": -100}


def test_an_overdue_open_deal_stays_in_the_pipeline(tmp_path: Path) -> None:
    deal = {"created_day": day("2026-05-05"), "close_day": day("2026-07-20")}
    assert _one(tmp_path, as_of="2026-09-30", deal=deal, changes=[]) == {"start": 100, "end": 100}


def test_a_win_recorded_after_the_period_but_dated_in_it_is_won_in_it(tmp_path: Path) -> None:
    changes = [{"at_day": day("2026-10-05"), "field": "stage", "old_text": "Offer", "new_text": "Won"}]
    deal = {
        "created_day": day("2026-05-05"),
        "close_day": day("2026-09-29"),
        "stage": "Won",
        "meaning": "won",
    }
    assert _one(tmp_path, as_of="2026-10-30", deal=deal, changes=changes) == {"start": 100, "won": -100}


def test_a_reopened_deal_that_is_won_again_with_another_amount(tmp_path: Path) -> None:
    changes = [
        {"at_day": day("2026-07-03"), "field": "stage", "old_text": "Lost", "new_text": "Offer"},
        {"at_day": day("2026-08-03"), "field": "amount", "old_number": 70, "new_number": 100},
        {"at_day": day("2026-08-05"), "field": "stage", "old_text": "Offer", "new_text": "Won"},
    ]
    deal = {
        "created_day": day("2026-05-05"),
        "close_day": day("2026-08-05"),
        "stage": "Won",
        "meaning": "won",
    }
    found = _one(tmp_path, as_of="2026-09-30", deal=deal, changes=changes)
    assert found == {"reopened": 70, "amount_up": 30, "won": -100}


def test_a_stage_without_a_meaning_makes_the_moves_unknown(tmp_path: Path) -> None:
    rows = tables([], day("2026-12-31"))
    rows["deals"].append(
        {"deal_id": "d", "owner_id": "r1", "stage": "Offer", "meaning": "open", "amount_cents": 1,
         "created_day": day("2026-05-05"), "close_day": day("2026-08-05")}
    )  # fmt: skip
    rows["deal_changes"].append(
        {"change_id": "y", "deal_id": "d", "origin": "history", "at_day": day("2026-07-05"), "field": "stage",
         "old_text": "Parked", "new_text": "Offer"}
    )  # fmt: skip
    measures = measure(snapshot_of(tmp_path, as_of="2026-09-30", **rows), period=Q3)
    assert measures.one("waterfall_start").value is None
    assert measures.one("waterfall_start").unknown == "1 deal stood in a stage whose meaning isn't mapped."
    assert measures.one("waterfall_start", "rep", "r2").value == 0
    assert measures.one("waterfall_won").value == 0
