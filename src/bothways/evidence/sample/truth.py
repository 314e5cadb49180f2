"""What is true in the sample on a day: what tests hold an import against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any

from bothways.evidence.sample.plans import EARLY, PLANTED, Planted
from bothways.evidence.sample.world import World, meaning
from bothways.terms import Calendar
from bothways.terms.period import day_number

TYPES = {"New Business": "new", "Renewal": "renewal", "Expansion": "expansion"}


@dataclass(frozen=True, slots=True)
class SampleTruth:
    """The true company on a day.

    `deals` are canonical rows (deal_id, name, account_id, owner_id, type, stage, meaning, amount_cents,
    created_day, close_day, and `pushes`: how often the close date was moved later); `bookings` cents,
    `won` and `lost` counts by quarter of closing; `targets` cents by (scope, key, quarter); `rows` the data
    rows of each file; `refused` how many of them an import must refuse, and `reasons` why. `planted` says what
    is true of each theme that is talked about, `said` in which deals it was said by that day (cases left out),
    and `early` in which of those at least 15 days before the deal closed or will close.
    """

    seed: int
    as_of: date
    deals: tuple[Mapping[str, Any], ...]
    bookings: Mapping[str, int]
    won: Mapping[str, int]
    lost: Mapping[str, int]
    open_count: int
    open_cents: int
    targets: Mapping[tuple[str, str, str], int]
    teams: Mapping[str, str]
    rows: Mapping[str, int]
    refused: Mapping[str, int]
    reasons: Mapping[str, tuple[str, ...]]
    planted: tuple[Planted, ...] = PLANTED
    said: Mapping[str, frozenset[str]] = field(default_factory=dict)
    early: Mapping[str, frozenset[str]] = field(default_factory=dict)


def truth_of(
    world: World,
    as_of: date,
    *,
    rows: Mapping[str, int],
    reasons: Mapping[str, tuple[str, ...]],
) -> SampleTruth:
    """Return what is true on a day; `rows` and `reasons` by file come from what was written."""
    calendar = Calendar()
    deals: list[dict[str, Any]] = []
    bookings: dict[str, int] = {}
    counts: dict[str, dict[str, int]] = {"won": {}, "lost": {}}
    for deal, state in world.standing(as_of):
        means = meaning(state.stage)
        seen = [s for s in deal.states if s.day <= as_of]
        pushes = sum(new.changed == "close" and new.close > old.close for old, new in pairwise(seen))
        deals.append(
            {
                "deal_id": deal.id,
                "name": deal.name,
                "account_id": deal.account.id,
                "owner_id": state.owner.id,
                "type": TYPES[deal.type],
                "stage": state.stage,
                "meaning": means,
                "amount_cents": state.amount_cents,
                "created_day": day_number(deal.created),
                "close_day": day_number(state.close),
                "pushes": pushes,
            }
        )
        if means in counts:
            quarter = calendar.quarter_of(state.close).name
            counts[means][quarter] = counts[means].get(quarter, 0) + 1
            if means == "won":
                bookings[quarter] = bookings.get(quarter, 0) + state.amount_cents
    still = [row for row in deals if row["meaning"] == "open"]
    return SampleTruth(
        world.seed,
        as_of,
        tuple(deals),
        bookings,
        counts["won"],
        counts["lost"],
        len(still),
        sum(row["amount_cents"] for row in still),
        {
            (q.scope, {"whole": "", "team": q.team}.get(q.scope, q.person.id), q.period.name): q.cents
            for q in world.quotas
        },
        {person.id: person.team for person in world.company.people},
        dict(rows),
        {file: len(whys) for file, whys in reasons.items()},
        dict(reasons),
        said=_said(world, as_of, early=False),
        early=_said(world, as_of, early=True),
    )


def _said(world: World, as_of: date, *, early: bool) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {one.theme: set() for one in PLANTED}
    for said in world.talk:
        if said.day <= as_of and (not early or said.day <= said.deal.states[-1].day - EARLY):
            for topic in said.topics:
                found[topic].add(said.deal.id)
    return {theme: frozenset(deals) for theme, deals in found.items()}
