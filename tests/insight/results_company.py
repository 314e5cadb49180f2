"""A company with planted truth for the tests of results: nine reps, a small team, a segment of one person."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from bothways.evidence import Snapshot, engine, write_snapshot
from bothways.evidence.tables import TABLES
from bothways.terms.period import day_number
from company import day

AS_OF = "2026-09-30"
LAST = day(AS_OF)
TEAMS = {"North": 4, "South": 3, "Tiny": 2}
STAGES = [
    {"stage_id": name, "stage": name, "position": place, "meaning": meaning}
    for place, (name, meaning) in enumerate(
        [("Talk", "open"), ("Offer", "open"), ("Won", "won"), ("Lost", "lost")], 1
    )
]


def people() -> list[dict[str, Any]]:
    rows = [{"person_id": "boss", "name": "Bea Boss", "team": "Lead", "role": "manager", "is_active": True}]
    for team, count in TEAMS.items():
        rows += [
            {
                "person_id": f"{team[0].lower()}{i}", "name": f"Rep {team} {'ABCD'[i]}", "team": team,
                "role": "rep", "is_active": True,
            }
            for i in range(count)
        ]  # fmt: skip
    return rows


def tables(*, seed: int = 1, each: int = 40, history: bool = True, met_helps: bool = True) -> dict[str, list]:
    """Deals of 15 months; meetings in the first weeks go with wins, calls with nothing but a long life."""
    rng = np.random.default_rng(seed)
    reps = [row["person_id"] for row in people()[1:]]
    deals, changes, done, lines = [], [], [], []
    for rep in reps:
        for i in range(each):
            deal_id = f"{rep}-{i:03d}"
            created = LAST - int(rng.integers(1, 450))
            segment = "Solo" if rep == "n0" and i < 6 else [None, "Retail", "Food", "Retail"][i % 4]
            meets = int(rng.random() < 0.4)
            won = rng.random() < (0.25 + (0.35 if met_helps else 0) * meets)
            # Won deals live longer, and so collect more of everything.
            life = int(rng.integers(35, 70)) + (60 if won else 0)
            if rep == "n0" and i == 0:  # a win of this quarter in the segment that is one person's
                won, created, life = True, LAST - 60, 40
            closed = created + life <= LAST
            amount = int(rng.lognormal(11, 0.5)) * 100
            meaning = ("won" if won else "lost") if closed else "open"
            deals.append(
                {
                    "deal_id": deal_id, "name": f"Deal {deal_id}", "account_id": f"a{(i + len(rep)) % 30}",
                    "owner_id": rep, "stage": {"won": "Won", "lost": "Lost", "open": "Talk"}[meaning],
                    "meaning": meaning, "amount_cents": amount, "created_day": created,
                    "close_day": created + life, "segment": segment, "type": ["new", "renewal"][i % 5 == 0],
                    "product": ["Scale", "Mixer"][i % 2],
                }
            )  # fmt: skip
            changes.append(_change(deal_id, created, "created", new_text="Talk"))
            if closed:
                was = {"old_text": "Talk", "new_text": deals[-1]["stage"]}
                changes.append(_change(deal_id, created + life, "stage", **was))
            if i % 7 == 0 and created + 20 <= LAST:
                was = {"old_number": amount - 100_00, "new_number": amount}
                changes.append(_change(deal_id, created + 20, "amount", **was))
            if i % 6 == 0 and created + 25 <= LAST:
                was = {"old_number": created + life - 9, "new_number": created + life}
                changes.append(_change(deal_id, created + 25, "close", **was))
            if meaning == "won" and i % 2:
                lines.append(
                    {
                        "line_id": deal_id,
                        "deal_id": deal_id,
                        "list_cents": amount * 10 // 9,
                        "total_cents": amount,
                    }
                )
            end = min(created + life, LAST)
            done += [
                _done(f"{deal_id}m{k}", deal_id, rep, created + 5 + k, "meeting", f"c{i}{k}") for k in range(meets * 2)
                if created + 5 + k <= LAST
            ]  # fmt: skip
            done += [
                _done(f"{deal_id}c{k}", deal_id, rep, at, "call", f"c{i}0")
                for k, at in enumerate(range(created, end, 10))
                if rng.random() < 0.8
            ]
    targets = [
        {
            "target_id": f"t{rep}", "scope": "rep", "key": rep, "first_day": day("2026-07-01"), "last_day": LAST,
            "total_cents": 60_000_000, "is_rollup": False,
        }
        for rep in reps
    ]  # fmt: skip
    accounts = [{"account_id": f"a{i}", "name": f"Account {i}", "segment": "Food"} for i in range(33)]
    contacts = [{"contact_id": f"c{i}{k}", "account_id": f"a{i % 30}"} for i in range(each) for k in range(2)]
    held = {
        "people": people(), "accounts": accounts, "contacts": contacts, "deals": deals, "stages": STAGES,
        "activities": done, "targets": targets, "deal_lines": lines,
    }  # fmt: skip
    return held | ({"deal_changes": changes} if history else {})


def _change(deal: str, at: int, field: str, **values: Any) -> dict[str, Any]:
    return {
        "change_id": f"{deal}{field}{at}", "deal_id": deal, "at_day": at, "field": field, "origin": "history",
        **values,
    }  # fmt: skip


def _done(one: str, deal: str, who: str, at: int, kind: str, contact: str) -> dict[str, Any]:
    return {
        "activity_id": one, "deal_id": deal, "person_id": who, "at_day": at, "kind": kind, "contact_id": contact,
        "at_second": at * 86_400 + 36_000,
    }  # fmt: skip


def snapshot_of(into: Path, *, as_of: str = AS_OF, **held: list[dict[str, Any]]) -> Snapshot:
    """Write rows as a snapshot, a table at a time: row by row, thousands of them take their time."""
    con = engine.connect()
    for name, table in TABLES.items():
        engine.empty_table(con, table)
        if rows := held.get(name):
            columns = {c.name: (c.type, [row.get(c.name) for row in rows]) for c in table.columns}
            engine.fill(con, table, engine.of_values(con, columns))
    about = {"currency": "EUR", "fiscal_start_month": 1, "sources": []}
    return write_snapshot(con, into, as_of=date.fromisoformat(as_of), about=about)


def company(into: Path, **settings: Any) -> Snapshot:
    """Write the company as a snapshot."""
    return snapshot_of(into, **tables(**settings))


def days(text: str) -> int:
    return day_number(date.fromisoformat(text))
