"""What the insight room finds for one pair of briefs; what it refuses is kept with its reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import permutations
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from bothways.evidence import Snapshot
from bothways.evidence.views.columns import DealColumns, deal_columns
from bothways.insight import (
    Claim,
    Landing,
    Prospects,
    Results,
    Shortfall,
    Themes,
    Where,
    landing,
    prospects,
    results,
    shortfall,
    themes,
    where,
)
from bothways.terms import Period, Refusal

PARTS = ("results", "shortfall", "where", "prospects", "landing", "themes")
_RECENT = 730
_GROUPS = ("segment", "region", "product", "source", "type", "team")
_T = TypeVar("_T")
Since = Snapshot | date | Mapping[str, Any] | Path | str
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, kw_only=True)
class Insights:
    """Each part of the insight room, None where it refused; `refused` has the refusal, by part."""

    results: Results | None = None
    shortfall: Shortfall | None = None
    where: Where | None = None
    prospects: Prospects | None = None
    landing: Landing | None = None
    themes: Themes | None = None
    refused: Mapping[str, Refusal] = field(default_factory=dict)

    @property
    def missing(self) -> Mapping[str, str]:
        """Why a part is missing, by part."""
        return {part: refusal.sentence for part, refusal in self.refused.items()}


def insights(
    snapshot: Snapshot,
    *,
    period: Period,
    as_of: date,
    since: Since | None = None,
    claims: Iterable[Claim] = (),
    edits: Path | None = None,
    against: str | None = None,
    by: str | None = None,
    until: date | None = None,
    first_day: date | None = None,
    parts: Iterable[str] = PARTS,
    progress: Progress | None = None,
) -> Insights:
    """Ask each part of the insight room; a part that refuses is missing, with its reason.

    Args:
        snapshot: the evidence.
        period: what is reported on.
        as_of: seen from which day.
        since: what the last brief stood on, for what changed.
        claims: what an earlier brief claimed, to be scored.
        edits: the manager's file of edited themes.
        against: what bookings are held against; the first that the data allow by default.
        by: by what deals are told apart in the bridge; chosen by the data by default.
        until: the last day of the landing; the end of the period that runs, or comes next, by default.
        first_day: texts from this day on; all by default.
        parts: which of `PARTS` are asked.
        progress: called with what is done, of how many, and what comes.
    """
    say = progress or (lambda _done, _of, _what: None)
    wanted = tuple(part for part in PARTS if part in set(parts))
    ahead = ahead_of(snapshot, period, as_of)

    def within(_done: int, _of: int, what: str) -> None:
        """Say what a long part does, at the place that it has among the parts."""
        say(place, len(wanted), what)

    asked: dict[str, tuple[str, Callable[[], Any]]] = {
        "results": ("setting results beside their past",
                    lambda: results(snapshot, period=period, as_of=as_of, since=since)),
        "shortfall": ("looking for causes", lambda: _shortfall(snapshot, period, as_of, against, by)),
        "where": ("looking where it sits", lambda: _where(snapshot, period, as_of, against)),
        "prospects": ("weighing the prospects", lambda: prospects(snapshot, period=ahead, as_of=as_of)),
        "landing": ("drawing what may land",
                    lambda: landing(snapshot, until=until or ahead.last, as_of=as_of, claims=claims)),
        "themes": ("reading what customers say", lambda: themes(snapshot, as_of=as_of, first_day=first_day,
                                  edits=edits, progress=within)),
    }  # fmt: skip
    place = 0
    found: dict[str, Any] = {}
    refused: dict[str, Refusal] = {}
    for place, part in enumerate(wanted):
        what, ask = asked[part]
        say(place, len(wanted), what)
        try:
            found[part] = ask()
        except Refusal as refusal:
            refused[part] = refusal
    return Insights(**found, refused=refused)


def ahead_of(snapshot: Snapshot, period: Period, as_of: date) -> Period:
    """Return the period whose landing is of interest: the one that runs, else the one that comes next."""
    if as_of < period.last:
        return period
    quarter = snapshot.calendar.quarter_of(as_of + timedelta(days=1))
    return quarter if period.kind != "year" else snapshot.calendar.year_of(as_of + timedelta(days=1))


def _shortfall(
    snapshot: Snapshot, period: Period, as_of: date, against: str | None, by: str | None
) -> Shortfall:
    """Compare with the target; with the period before where there is none, or while the period runs."""
    if against is not None:
        return shortfall(snapshot, period=period, as_of=as_of, against=against, by=by)
    reasons: list[Refusal] = []
    for choice in ("target", "before", "year"):
        try:
            return shortfall(snapshot, period=period, as_of=as_of, against=choice, by=by)
        except Refusal as refusal:
            reasons.append(refusal)
    # The reason that is nearest to the data: that of the last way to compare says only that it reaches too far.
    raise reasons[1]


def _where(snapshot: Snapshot, period: Period, as_of: date, against: str | None) -> Where:
    if against is not None:
        return where(snapshot, period=period, as_of=as_of, against=against)
    try:
        return where(snapshot, period=period, as_of=as_of, against="before")
    except Refusal:
        return where(snapshot, period=period, as_of=as_of, against="year")


def sellers_of(snapshot: Snapshot, *, as_of_day: int) -> dict[tuple[str, str], int]:
    """Return how many people have had deals in each group of the last two years: of whom a figure speaks.

    Groups are of a single key (“segment”, “Labs”) and of two (“segment+product”, “Labs|Device”).
    """
    columns: DealColumns = deal_columns(snapshot)
    last = np.fmax(columns.created, columns.decided)
    recent = np.isnan(last) | (last >= as_of_day - _RECENT)
    owners = np.unique(columns.owner[recent], return_inverse=True)[1]
    held = {by: np.unique(getattr(columns, by)[recent], return_inverse=True) for by in _GROUPS}
    found: dict[tuple[str, str], int] = {}
    for by, (names, codes) in held.items():
        for code, count in _distinct(codes, owners):
            found[by, str(names[code])] = count
    for by, other in permutations(_GROUPS, 2):
        (names, codes), (more, others) = held[by], held[other]
        for code, count in _distinct(codes * max(len(more), 1) + others, owners):
            key = f"{names[code // len(more)]}|{more[code % len(more)]}"
            found[f"{by}+{other}", key] = count
    return found


def _distinct(groups: np.ndarray, owners: np.ndarray) -> list[tuple[int, int]]:
    """Return each group with how many owners it has."""
    if not len(groups):
        return []
    pairs = np.unique(groups.astype(np.int64) * (int(owners.max()) + 1) + owners) // (int(owners.max()) + 1)
    return [
        (int(group), int(count)) for group, count in zip(*np.unique(pairs, return_counts=True), strict=True)
    ]
