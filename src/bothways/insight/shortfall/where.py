"""Where a movement sits and what explains it: one call on a snapshot, one frozen answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from bothways.evidence.snapshot import Snapshot
from bothways.evidence.views.columns import OPEN, WON, Bools, DealColumns, deal_columns
from bothways.insight.shortfall.comparing import Comparison, compared
from bothways.insight.shortfall.drivers import DriverKey, drivers
from bothways.insight.shortfall.explain import Explanations, explain
from bothways.insight.shortfall.localise import KEYS, Location, localise
from bothways.insight.shortfall.sheet import Key, Rows, Sheet
from bothways.insight.shortfall.simpson import Reversal, simpson
from bothways.insight.shortfall.spans import Days
from bothways.insight.shortfall.touches import discounts_of, people_of
from bothways.insight.shortfall.where_told import Found, tell
from bothways.insight.threads import single_threaded
from bothways.terms import Calendar, Figure, Period, Sentence, sentence_parts
from bothways.terms.period import day_number

METHOD = "where-it-sits/1"
PAST = 3
"""So many earlier pairs of periods tell how much cells move against one another in ordinary times."""
_YEAR = {"month": 12, "quarter": 4, "year": 1}


@dataclass(frozen=True, slots=True)
class Where:
    """Where the movement sits, what mix and rate did, and what explains the factors.

    `figures` are the numbers, `say` sentences made of them, `behind` the rows and `against` the best
    counter-evidence of a figure, `notices` what could not be told and why. `location`, `reversals`,
    `explanations` and `drivers` are what they were made of.
    """

    figures: tuple[Figure, ...]
    say: tuple[Sentence, ...]
    behind: Mapping[Key, Rows]
    against: Mapping[Key, Sentence]
    notices: tuple[str, ...]
    location: Location = field(repr=False)
    reversals: tuple[Reversal, ...] = field(repr=False)
    explanations: Explanations = field(repr=False)
    drivers: tuple[DriverKey, ...] = field(repr=False)

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """The same as `say`."""
        return self.say

    def as_dict(self) -> dict[str, Any]:
        """Return figures, sentences and notices ready for JSON."""
        return {
            "figures": [figure.as_dict() for figure in self.figures],
            "say": [sentence_parts(one) for one in self.say],
            "notices": list(self.notices),
        }


@single_threaded
def where(snapshot: Snapshot, *, period: Period, as_of: date | None = None, against: str = "before") -> Where:
    """Return where the movement of bookings and of each factor sits, and what explains the factors.

    Args:
        snapshot: the data.
        period: the period that is asked about.
        as_of: the day from which all is seen; the snapshot's unless given. Of a period that is running
            then, as many days of the other period are looked at.
        against: `before` (the period before), `year` (a year before), or `target` (the period that the
            target's rates are taken from).

    Raises:
        Refusal: as for the bridge (`no-against`, `as-of-later`, `not-begun`, `no-closed-deals`, `no-base` …).
    """
    day = as_of or snapshot.as_of
    columns = deal_columns(snapshot)
    comparison = compared(snapshot, columns, period=period, as_of=day, against=against, pro_rata=True)
    seen = day_number(day)
    now, base = _days(comparison)
    since = _since(columns)
    calendar, length = snapshot.calendar, now[1] - now[0]
    past = [
        pair
        for step in range(1, PAST + 1)
        if (pair := _shifted(calendar, comparison, step, length))[0][0] >= since
    ]
    ago = _shifted(calendar, comparison, _YEAR[period.kind], length) if period.kind in _YEAR else None
    keys, notices = _keys(snapshot, columns)
    recent = np.asarray(
        (columns.meaning != OPEN) & (columns.decided <= now[1]) & (columns.decided > now[1] - 365), dtype=bool
    )
    won: Bools = np.asarray(columns.meaning == WON, dtype=bool)
    found = Found(
        columns=columns,
        base=comparison.base,
        location=localise(columns, now=now, base=base, keys=keys, past=past, as_of=seen),
        reversals=simpson(columns, now=now, base=base, keys=keys, as_of=seen),
        explanations=explain(
            columns,
            now=now,
            base=base,
            year_ago=ago if ago is not None and ago[0][0] >= since else None,
            discount=discounts_of(snapshot, columns),
            keys=keys,
            as_of=seen,
        ),
        drivers=drivers(columns, decided=recent, won=won, keys=(*keys, "competitor")),
    )
    sheet = Sheet(snapshot.id, period, day, METHOD, columns)
    say, told = tell(sheet, found)
    if comparison.running:
        notices.append("The period is running: as many days of the other period are looked at.")
    return Where(
        figures=tuple(sheet.figures.values()),
        say=say,
        behind=sheet.behind,
        against=sheet.against,
        notices=(*notices, *told),
        location=found.location,
        reversals=found.reversals,
        explanations=found.explanations,
        drivers=found.drivers,
    )


def _days(comparison: Comparison) -> tuple[Days, Days]:
    actual, base = comparison.actual_span, comparison.base_span
    return (actual.first, actual.end, actual.last), (base.first, base.end, base.last)


def _shifted(calendar: Calendar, comparison: Comparison, steps: int, length: int) -> tuple[Days, Days]:
    """Return both spans so many periods earlier: (base, now), cut as a running period is."""
    found: list[Days] = []
    for period in (comparison.base, comparison.period):
        earlier = calendar.before(period, steps=steps)
        until = min(earlier.first_day + length, earlier.last_day) if comparison.running else earlier.last_day
        found.append((earlier.first_day, until, earlier.last_day))
    return found[0], found[1]


def _since(columns: DealColumns) -> float:
    """Return the day from which on the data reach: that of the first deal that was created or decided."""
    days = np.concatenate([columns.created, columns.decided])
    return float(np.nanmin(days)) if (~np.isnan(days)).any() else float("inf")


def _keys(snapshot: Snapshot, columns: DealColumns) -> tuple[tuple[str, ...], list[str]]:
    """Return the keys to look at: teams only where their names are not names of people."""
    names = people_of(snapshot)
    if names & {str(team) for team in columns.team.tolist()}:
        told = "Teams are called after people here, so none is named."
        return tuple(key for key in KEYS if key != "team"), [told]
    return KEYS, []
