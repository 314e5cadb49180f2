"""“In spite of many prospects”: what must be open, what is, what of it looks unreal, and where deals stop."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from bothways.evidence import measure
from bothways.evidence.snapshot import Snapshot
from bothways.evidence.views.columns import WON, DealColumns, deal_columns
from bothways.insight.shortfall.coverage import Coverage, Point, coverage, due_at
from bothways.insight.shortfall.prospects_told import Material, tell
from bothways.insight.shortfall.sheet import Key, Rows, Sheet
from bothways.insight.shortfall.stopping import Stop, stops
from bothways.insight.shortfall.touches import touches_of
from bothways.insight.shortfall.unreal import RULES, Looks, Record, Rule, looks_at, records
from bothways.insight.threads import single_threaded
from bothways.terms import Calendar, Figure, Period, Refusal, Sentence, sentence_parts
from bothways.terms.period import day_number

METHOD = "prospects/1"
EARLIER = 8
"""So many earlier periods are looked at."""


@dataclass(frozen=True, slots=True)
class UnrealDeal:
    """An open deal that looks unreal: for its owner and the manager only.

    `reasons` maps a rule to what was found (days, pushes, people) and `bounds` to what is usual.
    """

    deal_id: str
    owner_id: str
    amount_cents: int
    reasons: Mapping[Rule, float]
    bounds: Mapping[Rule, float]


@dataclass(frozen=True, slots=True)
class Prospects:
    """What the prospects are worth. `deals` names single deals: never for the sides.

    `figures` are the numbers, `say` sentences made of them, `behind` the rows and `against` the best
    counter-evidence of a figure, `notices` what could not be rebuilt and why.
    """

    figures: tuple[Figure, ...]
    say: tuple[Sentence, ...]
    behind: Mapping[Key, Rows]
    against: Mapping[Key, Sentence]
    notices: tuple[str, ...]
    deals: tuple[UnrealDeal, ...] = field(repr=False, default=())

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """The same as `say`."""
        return self.say

    def as_dict(self, *, deals: bool = False) -> dict[str, Any]:
        """Return figures, sentences and notices ready for JSON; single deals only when asked for, by the manager."""
        found: dict[str, Any] = {
            "figures": [figure.as_dict() for figure in self.figures],
            "say": [sentence_parts(one) for one in self.say],
            "notices": list(self.notices),
        }
        if deals:
            found["deals"] = [
                {
                    "deal_id": one.deal_id,
                    "owner_id": one.owner_id,
                    "amount_cents": one.amount_cents,
                    "reasons": dict(one.reasons),
                    "bounds": dict(one.bounds),
                }
                for one in self.deals
            ]
        return found


@single_threaded
def prospects(
    snapshot: Snapshot, *, period: Period, as_of: date | None = None, target: int | None = None
) -> Prospects:
    """Return what must be open to reach the target of a period, what is open, and how real it looks.

    Args:
        snapshot: the data.
        period: the period whose target is to be reached; it may be running, or not have begun.
        as_of: the day on which the pipeline is looked at; the snapshot's unless given.
        target: cents; what the snapshot holds for the period unless given.

    Raises:
        Refusal: `as-of-later` when the snapshot is of an earlier day, `no-deals` when it holds none.
    """
    day = as_of or snapshot.as_of
    if day > snapshot.as_of:
        raise Refusal(
            "as-of-later",
            f"The snapshot is of {snapshot.as_of}, and {day} is later.",
            hint="Import a newer export, or ask for an earlier day.",
        )
    columns = deal_columns(snapshot)
    if not len(columns):
        raise Refusal("no-deals", "The snapshot holds no deal.", hint="Import an export that holds deals.")
    why = ""
    if target is None:
        target, why = _target(snapshot, period, day)
    touches = touches_of(snapshot, columns)
    now = day_number(day)
    calendar = snapshot.calendar
    origins = quarter_starts(calendar, day)
    looks = looks_at(columns, touches, now)
    material = Material(
        columns=columns,
        period=period,
        now=now,
        target=target,
        why=why,
        booked=_booked(columns, period, now),
        coverage=_coverage(columns, calendar, period, now, target) if day < period.last else None,
        due=due_at(columns, (now, period.first_day, period.last_day), by_count=not columns.knows(now))[0],
        looks=looks,
        records=records(columns, touches, origins=origins, as_of=now),
        stops=stops(columns, as_of=now),
    )
    sheet = Sheet(snapshot.id, period, day, METHOD, columns)
    say, notices = tell(sheet, material)
    return Prospects(
        figures=tuple(sheet.figures.values()),
        say=say,
        behind=sheet.behind,
        against=sheet.against,
        notices=notices,
        deals=unreal_deals(columns, looks),
    )


def quarter_starts(calendar: Calendar, day: date, *, count: int = EARLIER) -> tuple[int, ...]:
    """Return the last days before the quarter that holds a day began, and before those in front of it."""
    quarter = calendar.quarter_of(day)
    return tuple(calendar.before(quarter, steps=step).first_day - 1 for step in range(count + 1))


def unreal_deals(columns: DealColumns, looks: Looks) -> tuple[UnrealDeal, ...]:
    """Return the open deals that look unreal, the largest amounts first."""
    rows = np.flatnonzero(looks.unreal)
    rows = rows[np.argsort(-looks.amount[rows], kind="stable")]
    found = []
    for row in rows.tolist():
        own = [rule for rule in RULES if looks.holds[rule][row]]
        found.append(
            UnrealDeal(
                deal_id=str(columns.deal[row]),
                owner_id=str(columns.owner[row]),
                amount_cents=round(float(looks.amount[row])),
                reasons={rule: float(looks.values[rule][row]) for rule in own},
                bounds={rule: looks.bounds[rule].value for rule in own},
            )
        )
    return tuple(found)


def _target(snapshot: Snapshot, period: Period, day: date) -> tuple[int | None, str]:
    found = measure(snapshot, period=period, as_of=day, names=("target",)).figures
    whole = [figure for figure in found if figure.by == "all"]
    if not whole or whole[0].value is None:
        return None, whole[0].unknown if whole else "No target is given for this period."
    return int(whole[0].value), ""


def _booked(columns: DealColumns, period: Period, now: int) -> int:
    inside = (columns.decided >= period.first_day) & (columns.decided <= min(now, period.last_day))
    won = inside & (columns.meaning == WON)
    return round(float(np.nan_to_num(columns.amount[won], nan=0.0).sum()))


def _coverage(
    columns: DealColumns, calendar: Calendar, period: Period, now: int, target: int | None
) -> Coverage | None:
    """Return the coverage from the same point of earlier periods, as far back as deals were created."""
    known = columns.created[~np.isnan(columns.created)]
    since = float(known.min()) if known.size else np.inf
    away = now - period.first_day
    earlier: list[Point] = []
    for step in range(1, EARLIER + 1):
        before = calendar.before(period, steps=step)
        day = min(before.first_day + away, before.last_day)
        # A period that is not over by now tells nothing yet.
        if before.last_day <= now and day >= since:
            earlier.append((day, before.first_day, before.last_day))
    missing = max(0, (target or 0) - _booked(columns, period, now))
    return coverage(columns, point=(now, period.first_day, period.last_day), earlier=earlier, missing=missing)


__all__ = [
    "METHOD",
    "Prospects",
    "Record",
    "Stop",
    "UnrealDeal",
    "prospects",
    "quarter_starts",
    "unreal_deals",
]
