"""A firm with a year behind it, for tests of the briefs: nine people who sell, history, targets, words."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

from bothways.evidence import Snapshot
from company import day, snapshot_of

NAMES = (
    "Ada Lindqvist", "Ben Okafor", "Cy Moreau", "Dana Whitfield", "Emre Yıldız", "Fay Castellanos",
    "Gil Haugen", "Hana Novotná", "Ivo Brandt",
)  # fmt: skip
STAGES = ("Qualify", "Propose", "Negotiate")
ACCOUNTS = (
    "Norrvik Pharma", "Kestrel Diagnostics", "Studio 54", "Aalto Bioprocess", "7-Seas Shipping", "Brandt & Sons",
    "Vätterbygdens Lab", "Orbital 9", "Quillon Foods", "Tessel Energy",
)  # fmt: skip
CUSTOMER = (
    "Hi Ada,\nour budget closes on 30 September and your security answers are still open. Please hurry.\nBest, Kim",
    "With the other vendor it plugs into our 3 systems. With you it is a project.",
    "The second quote was higher than the first, and nobody could tell me why.",
)  # fmt: skip
REP = (
    "Champion says legal needs another 2 weeks, they never answer the phone.",
    "Met purchasing, they want 12 % off or they walk. Ben Okafor should call them.",
)  # fmt: skip

ASKS = [
    {"what": "One security reviewer, for two quarters", "why": "11 deals wait for an answer of ours.",
     "cost": "€62k", "brings": "€180k to €310k", "instead": "A set of ready answers", "by": "14 November 2026",
     "of": "the finance chief"},
    {"what": "Hold prices in open quotes for 60 days", "cost": "up to €40k of margin"},
]  # fmt: skip
IMPERATIVES = [
    {"what": "Discounts stop at 8 %", "why": "Margin fell below what the plan needs.", "by": "1 October 2026",
     "means": "A quote above 8 % needs a word with me first.", "stand": "Right for new business, too low for renewals."}
]  # fmt: skip
NOTE = "Thank you for the 40 calls on Friday."


def firm(
    into: Path,
    *,
    seed: int = 3,
    people: int = 9,
    per_person: int = 14,
    as_of: str = "2026-09-30",
    targets: bool = True,
) -> Snapshot:
    """Write the firm as a snapshot."""
    chance = random.Random(seed)
    tables: dict[str, list[dict[str, Any]]] = {
        "people": [
            {"person_id": f"r{i}", "name": NAMES[i], "team": "North" if i % 3 else "South", "role": "rep",
             "is_active": True, "manager_id": "m"}
            for i in range(people)
        ],
        "accounts": [
            {"account_id": f"a{i}", "name": name, "segment": "Labs", "created_day": day("2025-01-10"),
             "customer_since_day": day("2025-03-01")}
            for i, name in enumerate(ACCOUNTS)
        ],
        "contacts": [
            {"contact_id": f"c{i}", "account_id": f"a{i % len(ACCOUNTS)}", "name": f"Contact {i}",
             "title": "Head of laboratory IT" if i % 2 else "Purchasing", "created_day": day("2025-02-01")}
            for i in range(20)
        ],
        "stages": [
            {"stage_id": stage, "stage": stage, "position": place, "meaning": meaning}
            for place, (stage, meaning) in enumerate(
                [*((s, "open") for s in STAGES), ("Won", "won"), ("Lost", "lost")], 1)
        ],
        "deals": [], "deal_changes": [], "activities": [], "signals": [], "targets": [], "deal_lines": [],
    }  # fmt: skip
    end = day(as_of)
    for number in range(people * per_person):
        _deal(tables, chance, number, f"r{number % people}", end)
    for quarter, first in enumerate(("2026-01-01", "2026-04-01", "2026-07-01")):
        last = day(("2026-03-31", "2026-06-30", "2026-09-30")[quarter])
        for i in range(people if targets else 0):
            tables["targets"].append(
                {"target_id": f"t{quarter}-{i}", "scope": "rep", "key": f"r{i}", "first_day": day(first),
                 "last_day": last, "total_cents": 9_000_000, "is_rollup": False})  # fmt: skip
    for i, text in enumerate((*CUSTOMER, *CUSTOMER)):
        tables["signals"].append(
            {"signal_id": f"s{i}", "kind": "case", "account_id": f"a{i}", "contact_id": f"c{i}", "at_day": end - 20 - i,
             "at_second": (end - 20 - i) * 86400 + 3600, "first_reply_second": (end - 20 - i) * 86400 + 3600 * (3 + i),
             "subject": "Question", "text": text})  # fmt: skip
    return snapshot_of(into, as_of=as_of, **tables)


def _deal(
    tables: dict[str, list[dict[str, Any]]], chance: random.Random, number: int, owner: str, end: int
) -> None:
    created = end - chance.randrange(20, 330)
    length = chance.randrange(25, 130)
    close, amount = created + length, chance.randrange(4_000, 180_000) * 100
    meaning = "open" if close >= end else chance.choice(["won", "lost"])
    account = number % len(ACCOUNTS)
    deal = f"d{number}"
    stage = {"won": "Won", "lost": "Lost"}.get(meaning, chance.choice(STAGES))
    tables["deals"].append(
        {"deal_id": deal, "name": f"{ACCOUNTS[account]} {number}", "account_id": f"a{account}", "owner_id": owner,
         "type": "renewal" if number % 5 == 0 else "new", "stage": stage, "meaning": meaning, "amount_cents": amount,
         "original_cents": amount, "currency": "EUR", "created_day": created, "close_day": close,
         "product": "Device", "segment": "Labs"})  # fmt: skip
    tables["deal_lines"].append(
        {"line_id": f"l{number}", "deal_id": deal, "product": "Device", "list_cents": amount * 11 // 10,
         "total_cents": amount, "approved_by": "r1"})  # fmt: skip

    def change(at: int, field: str, **values: Any) -> None:
        place = len(tables["deal_changes"])
        tables["deal_changes"].append(
            {"change_id": f"h{place}", "deal_id": deal, "at_day": at, "at_second": at * 86400 + place, "field": field,
             "origin": "history", **values})  # fmt: skip

    change(created, "created")
    middle = created + length // 2
    if middle <= end:
        change(middle, "stage", old_text="Qualify", new_text="Propose")
        if number % 3 == 0:
            change(middle, "close", old_number=close - 45, new_number=close)
        if number % 7 == 0:
            change(middle, "amount", old_number=amount - 500_000, new_number=amount)
    if close < end:
        change(close, "stage", old_text="Propose", new_text=stage)
    elif stage != "Propose" and middle <= end:
        change(min(end, middle + 1), "stage", old_text="Propose", new_text=stage)
    for step, kind in enumerate(("meeting", "call", "note")):
        at = min(end - number % 40, created + 5 * (step + 1))
        text = REP[number % len(REP)] if kind == "note" else ""
        tables["activities"].append(
            {"activity_id": f"v{number}-{step}", "deal_id": deal, "account_id": f"a{account}",
             "contact_id": f"c{(number + step) % 20}", "person_id": owner, "at_day": at, "at_second": at * 86400,
             "kind": kind, "voice": "rep", "subject": kind.title(), "text": text})  # fmt: skip
