"""Odd companies, as exports bring them: small, without days or amounts or owners, in arrears, of one huge deal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from bothways.evidence import Snapshot
from company import day
from insight.results_company import STAGES, snapshot_of

AS_OF = "2026-09-30"
LAST = day(AS_OF)
Row = dict[str, Any]


def deals(count: int, *, reps: int = 12, seed: int = 3, years: float = 2.2, **fixed: Any) -> list[Row]:
    """Deals of two years, of several segments, products, sources and types; `fixed` overrides columns."""
    rng = np.random.default_rng(seed)
    found = []
    for i in range(count):
        created = LAST - int(rng.integers(0, int(365 * years)))
        life = int(rng.integers(10, 160))
        is_won = bool(rng.random() < 0.4)
        is_closed = created + life <= LAST
        meaning = ("won" if is_won else "lost") if is_closed else "open"
        found.append({
            "deal_id": f"d{i:05d}", "name": f"Deal {i}", "account_id": f"a{i % 40}", "owner_id": f"r{i % reps}",
            "stage": {"won": "Won", "lost": "Lost", "open": ["Talk", "Offer"][i % 2]}[meaning], "meaning": meaning,
            "amount_cents": int(rng.lognormal(14, 0.8)), "created_day": created, "close_day": created + life,
            "segment": ["Food", "Retail", "Solo", "Public"][0 if i % 9 else 2] if i % 5 else "Retail",
            "product": ["Scale", "Mixer", "Oven"][i % 3], "region": ["North", "South"][i % 2],
            "source": ["Web", "Partner", None][i % 3], "competitor": [None, "Rival"][i % 2],
            "reason": None if meaning == "open" else ["price", "timing", "no decision"][i % 3],
            "type": ["new", "new", "renewal"][i % 3], "forecast": ["pipeline", "commit"][i % 2],
            "probability": {"won": 1.0, "lost": 0.0, "open": 0.3}[meaning],
        } | fixed)  # fmt: skip
    return found


def history(rows: list[Row], *, seed: int = 4) -> list[Row]:
    """Stage changes, some pushes and some changes of the amount, for deals that have days."""
    rng = np.random.default_rng(seed)
    found: list[Row] = []

    def put(deal: Row, at: int, field: str, **values: Any) -> None:
        found.append({
            "change_id": f"{deal['deal_id']}{field}{at}{len(found)}", "deal_id": deal["deal_id"], "at_day": at,
            "field": field, "origin": "history", **values,
        })  # fmt: skip

    for deal in rows:
        if deal["created_day"] is None or deal["close_day"] is None:
            continue
        created, close = deal["created_day"], deal["close_day"]
        put(deal, created, "created", new_text="Talk")
        if deal["meaning"] != "open":
            put(deal, close, "stage", old_text="Talk", new_text=deal["stage"])
        elif deal["stage"] == "Offer" and created + 7 <= LAST:
            put(deal, created + 7, "stage", old_text="Talk", new_text="Offer")
        if rng.random() < 0.3 and created + 5 <= min(close, LAST):
            put(deal, created + 5, "close", old_number=close - 15, new_number=close)
        if deal["amount_cents"] is not None and rng.random() < 0.2 and created + 6 <= min(close, LAST):
            was = {"old_number": deal["amount_cents"] - 5_000, "new_number": deal["amount_cents"]}
            put(deal, created + 6, "amount", **was)
    return found


def activities(rows: list[Row], *, seed: int = 5) -> list[Row]:
    rng = np.random.default_rng(seed)
    kinds = ["call", "meeting", "mail_out", "mail_in", "note", "task"]
    found = []
    for deal in rows:
        start = deal["created_day"]
        if start is None:
            continue
        for k in range(int(rng.integers(0, 5))):
            at = start + int(rng.integers(0, 60))
            if at <= LAST:
                found.append({
                    "activity_id": f"{deal['deal_id']}-{k}", "deal_id": deal["deal_id"],
                    "account_id": deal["account_id"], "person_id": deal["owner_id"], "at_day": at,
                    "kind": kinds[int(rng.integers(0, 6))], "contact_id": f"c{int(rng.integers(0, 30))}",
                })  # fmt: skip
    return found


def targets(*, reps: int = 12, whole: int = 400_000_000) -> list[Row]:
    found = []
    for year in (2024, 2025, 2026):
        for first, last in (("01-01", "03-31"), ("04-01", "06-30"), ("07-01", "09-30"), ("10-01", "12-31")):
            span = {"first_day": day(f"{year}-{first}"), "last_day": day(f"{year}-{last}")}
            found.append({"target_id": f"w{year}{first}", "scope": "whole", "total_cents": whole,
                          "is_rollup": False, **span})  # fmt: skip
            found += [
                {"target_id": f"r{i}{year}{first}", "scope": "rep", "key": f"r{i}", "total_cents": whole // reps,
                 "is_rollup": False, **span}
                for i in range(reps)
            ]  # fmt: skip
    return found


def written(
    into: Path, rows: list[Row], *, reps: int = 12, teams: tuple[str, ...] = ("North", "South", "East"),
    with_history: bool = True, with_targets: bool = True, with_activities: bool = True, as_of: str = AS_OF,
    **more: list[Row],
) -> Snapshot:  # fmt: skip
    """Write a company of these deals as a snapshot."""
    people = [
        {"person_id": f"r{i}", "name": f"Rep {chr(65 + i % 26)}nders", "team": teams[i % len(teams)],
         "role": "rep", "is_active": True}
        for i in range(reps)
    ]  # fmt: skip
    held: dict[str, list[Row]] = {
        "people": people,
        "accounts": [{"account_id": f"a{i}", "name": f"Account {i}", "segment": "Food"} for i in range(40)],
        "contacts": [
            {"contact_id": f"c{i}", "account_id": f"a{i}", "name": f"Person {i}"} for i in range(30)
        ],
        "stages": STAGES,
        "deals": rows,
    }
    if with_history:
        held["deal_changes"] = history(rows)
    if with_targets:
        held["targets"] = targets(reps=reps)
    if with_activities:
        held["activities"] = activities(rows)
    return snapshot_of(into, as_of=as_of, **(held | more))


def _huge(rows: list[Row]) -> list[Row]:
    won = next(row for row in rows if row["meaning"] == "won" and row["close_day"] >= day("2026-07-01"))
    opened = next(row for row in rows if row["meaning"] == "open")
    won["amount_cents"], opened["amount_cents"] = 900_000_000_000, 5_000_000_000_000
    return rows


def _some(rows: list[Row], column: str, every: int, value: Any = None) -> list[Row]:
    for row in rows[::every]:
        row[column] = value
    return rows


def _negative(rows: list[Row]) -> list[Row]:
    for row in rows[::6]:
        row["amount_cents"] = -row["amount_cents"]
    return rows


def _all(rows: list[Row], meaning: str) -> list[Row]:
    return [row for row in rows if row["meaning"] == meaning]


def _same(rows: list[Row]) -> list[Row]:
    for row in rows:
        row |= {"amount_cents": 1_000_000, "segment": "Food", "product": "Scale", "region": "North", "type": "new",
                "source": "Web", "owner_id": "r0"}  # fmt: skip
    return rows


ODD = {
    "empty": lambda f: snapshot_of(f, as_of=AS_OF),
    "one open deal": lambda f: written(f, _all(deals(300), "open")[:1]),
    "one won deal": lambda f: written(f, _all(deals(300), "won")[:1]),
    "two deals": lambda f: written(f, deals(2)),
    "12 reps, 60 deals": lambda f: written(f, deals(60)),
    "60 deals, no history": lambda f: written(f, deals(60), with_history=False, with_targets=False),
    "only open": lambda f: written(f, _all(deals(400), "open")),
    "only won": lambda f: written(f, _all(deals(600), "won")),
    "only lost": lambda f: written(f, _all(deals(400), "lost")),
    "no owner": lambda f: written(f, deals(400, owner_id=None)),
    "some without owner": lambda f: written(f, _some(deals(400), "owner_id", 4)),
    "no amount": lambda f: written(f, deals(400, amount_cents=None)),
    "some without amount": lambda f: written(f, _some(deals(400), "amount_cents", 3)),
    "zero amounts": lambda f: written(f, deals(400, amount_cents=0)),
    "no creation": lambda f: written(f, deals(400, created_day=None)),
    "some without creation": lambda f: written(f, _some(deals(400), "created_day", 3)),
    "no close": lambda f: written(f, deals(400, close_day=None)),
    "some without close": lambda f: written(f, _some(deals(400), "close_day", 3)),
    "nothing but meaning": lambda f: written(
        f, [{"deal_id": f"d{i}", "meaning": ["open", "won", "lost"][i % 3]} | dict.fromkeys(
            ("amount_cents", "created_day", "close_day", "owner_id", "account_id", "stage"))
            for i in range(200)]),
    "negative amounts": lambda f: written(f, _negative(deals(500))),
    "all negative": lambda f: written(f, [r | {"amount_cents": -r["amount_cents"]} for r in deals(400)]),
    "one huge deal": lambda f: written(f, _huge(deals(500))),
    "all alike": lambda f: written(f, _same(deals(400))),
    "two reps": lambda f: written(f, deals(400, reps=2), reps=2),
    "one rep": lambda f: written(f, deals(300, reps=1), reps=1),
    "team of one": lambda f: written(f, deals(400, reps=4), reps=4, teams=("North", "North", "North", "Solo")),
    "teams called after people": lambda f: written(f, deals(400), teams=("Rep Anders", "Rep Bnders", "South")),
    "closed before it was created": lambda f: written(
        f, [r | {"created_day": r["close_day"] + 20} if i % 10 == 0 and r["meaning"] != "open" else r
            for i, r in enumerate(deals(400))], with_history=False),
    "closed in the future": lambda f: written(
        f, [r | {"close_day": LAST + 100} if i % 15 == 0 else r for i, r in enumerate(deals(400))],
        with_history=False),
    "created in the future": lambda f: written(
        f, [r | {"created_day": LAST + 50, "close_day": LAST + 90} if r["meaning"] == "open" else r
            for r in deals(400)], with_history=False),
    "years ago": lambda f: written(f, deals(400), as_of="2031-09-30"),
    "a stray deal of 1970": lambda f: written(
        f, [r | {"created_day": 1, "close_day": 30, "meaning": "won", "stage": "Won"} if i == 0 else r
            for i, r in enumerate(deals(400))]),
    "names with digits and marks": lambda f: written(
        f, [r | {"segment": ["2 | 3 deals", "<b>", "=1+1", "Größe 5%"][i % 4], "product": "None",
                 "source": ["nan", "n/a", "all"][i % 3]} for i, r in enumerate(deals(400))]),
    "a thousand segments": lambda f: written(f, [r | {"segment": f"s{i}"} for i, r in enumerate(deals(1000))]),
    "deals of people unknown": lambda f: written(f, deals(400), people=[]),
    "no stages": lambda f: written(f, deals(400), stages=[]),
    "a type of its own": lambda f: written(f, deals(400, type="upsell")),
    "all renewals": lambda f: written(f, deals(400, type="renewal")),
    "a target of nought": lambda f: written(f, deals(400), targets=targets(whole=0)),
    "a middling company": lambda f: written(f, deals(1200)),
}  # fmt: skip
