"""The record of a direction: how often a word was kept, with n, and how late it was where it was late."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any

from bothways.credibility.standing import Standing, State
from bothways.credibility.values import Where
from bothways.terms import Figure, Interval, Period, Refusal, Source, Unit

METHOD = "promise-record/1"
FEWEST = 5
"""Below so many promises that were kept or broken, no share is said: one of them would turn it round."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What became of the promises of one direction, by `now`.

    `n` counts those that were kept or broken. `kept` is in time, `kept_late` after the day. A release is
    neither kept nor broken; what was renegotiated in time and then kept counts as kept. `share` is kept in
    time of `n`, None below `FEWEST`. `median_late` is of those kept late.
    """

    to: Where | None
    by: Where | None
    now: date
    first: date | None
    kept: int
    kept_late: int
    broken: int
    released: int
    waiting: int
    late: int
    renegotiated_in_time: int
    renegotiated_late: int
    share: float | None
    interval: Interval | None
    median_late: float | None
    longest_late: int

    @property
    def n(self) -> int:
        """How many were kept or broken."""
        return self.kept + self.kept_late + self.broken

    @property
    def unknown(self) -> str:
        """Why no share is said; empty where one is."""
        if self.share is not None:
            return ""
        return f"too few to say: {self.n} of the {FEWEST} that a share needs"

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {
            "to": self.to,
            "by": self.by,
            "now": self.now.isoformat(),
            "n": self.n,
            "kept": self.kept,
            "kept_late": self.kept_late,
            "broken": self.broken,
            "released": self.released,
            "waiting": self.waiting,
            "late": self.late,
            "renegotiated_in_time": self.renegotiated_in_time,
            "renegotiated_late": self.renegotiated_late,
            "share": self.share,
            "interval": self.interval.as_dict() if self.interval else None,
            "unknown": self.unknown,
            "median_late": self.median_late,
            "longest_late": self.longest_late,
            "method": METHOD,
        }

    def figures(self, *, source: str) -> tuple[Figure, ...]:
        """Return it as figures for a fact ledger; none where nothing was promised.

        `source` is the id of the register (`Promises.id`).

        Names: `promises_settled`, `promises_kept` (a share, or why there is none), `promises_kept_count`,
        `promises_kept_late`, `promises_broken`, `promises_released`, `promises_waiting`, `promises_late`,
        `promises_late_days`.
        """
        if self.first is None:
            return ()
        period = Period(self.first, self.now, "days", f"{self.first} to {self.now}")
        key = "/".join(
            part for part in (f"to-{self.to}" if self.to else "", f"by-{self.by}" if self.by else "") if part
        )

        def figure(name: str, value: float | None, unit: Unit, **more: Any) -> Figure:
            return Figure(
                name=name, value=value, unit=unit, period=period, as_of=self.now, method=METHOD, by="promises",
                key=key or "all", source=Source(source, f"promises: {name} {key}".strip()), **more,
            )  # fmt: skip

        counts = {
            "promises_settled": self.n, "promises_kept_count": self.kept, "promises_kept_late": self.kept_late,
            "promises_broken": self.broken, "promises_released": self.released, "promises_waiting": self.waiting,
            "promises_late": self.late,
        }  # fmt: skip
        share = figure(
            "promises_kept", self.share, Unit.SHARE, n=self.n, interval=self.interval, unknown=self.unknown
        )
        late = (
            (figure("promises_late_days", self.median_late, Unit.DAYS, n=self.kept_late),)
            if self.median_late is not None
            else ()
        )
        return (share, *(figure(name, value, Unit.COUNT) for name, value in counts.items()), *late)


def record(
    standings: Iterable[Standing], *, now: date, to: Where | None = None, by: Where | None = None
) -> Record:
    """Return the record of a direction.

    The interval is Wilson's at 80 %, as for every rate of the house.

    Args:
        standings: how promises stand on `now`, of any direction.
        now: the day.
        to: only those made to this side, or to the manager.
        by: only those given by this side, or by the manager.

    Raises:
        Refusal: `promise-day` when a standing is of another day.

    >>> record([], now=date(2026, 9, 30)).unknown
    'too few to say: 0 of the 5 that a share needs'
    """
    of = [
        one
        for one in standings
        if one.state is not State.STRUCK
        and (to is None or one.promise.to.where == to)
        and (by is None or one.promise.by.where == by)
    ]
    if any(one.now != now for one in of):
        raise Refusal("promise-day", "A record is of one day; a standing of another was given.")
    counts = Counter(one.state for one in of)
    kept, kept_late, broken = counts[State.KEPT], counts[State.KEPT_LATE], counts[State.BROKEN]
    n = kept + kept_late + broken
    lates = [one.days_late for one in of if one.state is State.KEPT_LATE]
    said = n >= FEWEST
    return Record(
        to=to,
        by=by,
        now=now,
        first=min((one.promise.made for one in of), default=None),
        kept=kept,
        kept_late=kept_late,
        broken=broken,
        released=counts[State.RELEASED],
        waiting=sum(one.state.is_open for one in of),
        late=counts[State.LATE],
        renegotiated_in_time=sum(bool(one.moves) and all(m.in_time for m in one.moves) for one in of),
        renegotiated_late=sum(any(not m.in_time for m in one.moves) for one in of),
        share=kept / n if said else None,
        interval=_interval(kept, n) if said else None,
        median_late=float(median(lates)) if lates else None,
        longest_late=max((one.days_late for one in of), default=0),
    )


def _interval(kept: int, n: int) -> Interval | None:
    # The engine takes a moment to load: a list of a handful of promises does not wait for it.
    from bothways.evidence.measures.intervals import rate_interval  # noqa: PLC0415

    return rate_interval(kept, n)
