"""From sums to figures: value, n, interval, or the sentence that says why there is none.

A measure's values of all groups of a level are worked out together; figures are made of them when asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from bothways.evidence.measures import intervals
from bothways.evidence.measures.aggregate import Groups, Positions
from bothways.evidence.measures.evidence import Evidence
from bothways.evidence.measures.forms import Mean, Measure, Median, Share, Slice, Total, Worked
from bothways.evidence.measures.frames import Array
from bothways.terms import Figure, Interval, Source

Key = tuple[str, str]
"""A group's key and label."""
_ENTRIES = {"in_start", "from_created", "from_reopened", "from_moved"}


_UNDATED = "No deal of the export says when it was created."
_NOBODY = "The export holds no people of the accounts."


@dataclass(slots=True)
class Values:
    """A measure's values of the groups of a level: each with n and interval, or why it is unknown."""

    value: list[Any]
    n: Sequence[int | None]
    interval: Sequence[Interval | None] = ()
    unknown: dict[int, str] = field(default_factory=dict)

    def without(self, places: Array, reason: str) -> Values:
        """Take the values at these places away, for a reason; n stays."""
        for place in np.flatnonzero(places).tolist():
            self.value[place] = None
            self.unknown[place] = reason
        return self


class Maker:
    """Makes the figures of one period; sources, reasons and texts are looked up once."""

    def __init__(
        self, evidence: Evidence, groups: Mapping[str, Groups], keys: Mapping[str, Sequence[Key]]
    ) -> None:
        self.evidence = evidence
        self.groups = groups
        self.keys = keys
        window, history = evidence.window, evidence.history
        self._reasons = {
            "": "",
            "state": history.unknown_at(window.now),
            "end": history.unknown_at(window.end),
            "moves": history.unknown_at(window.start),
            "close": history.unknown_since(window.start, "close"),
            "ever": history.unknown_since(window.now, "close"),
            "stage": history.unknown_since(window.start, "stage"),
            "created": "" if evidence.first_created is not None or not evidence.brings("deals") else _UNDATED,
            "contacts": "" if evidence.brings("contacts") else _NOBODY,
        }
        self._places: dict[tuple[str, str], Positions] = {}

    def figures(self, measure: Measure, by: str) -> tuple[Figure, ...]:
        """Make the figures of a measure for all groups of a level."""
        found = self._values(measure, by)
        period, as_of = self.evidence.period, self.evidence.as_of
        text = f"{measure.expression}; {period.first} to {period.last}, as of {as_of}"
        source = Source(self.evidence.frames.id, text)
        name, unit, method = measure.name, measure.unit, measure.method
        bands = found.interval or [None] * len(found.value)
        return tuple(
            Figure(
                name=name, value=value, unit=unit, period=period, as_of=as_of, source=source, method=method,
                by=by, key=key, label=label, n=n, interval=None if value is None else interval,
                unknown=found.unknown.get(place, ""),
            )
            for place, ((key, label), value, n, interval) in enumerate(
                zip(self.keys[by], found.value, found.n, bands, strict=True)
            )
        )  # fmt: skip

    def _past(self, measure: Measure) -> str:
        """Say why the past that a measure needs isn't known; or ""."""
        if measure.name.startswith("waterfall_end"):
            return self._reasons["end"]
        # What no file brought is no nought.
        if measure.name.startswith("pipeline_created"):
            return self._reasons["created"]
        if measure.name == "contacts_per_account":
            return self._reasons["contacts"]
        return self._reasons["ever" if measure.name == "pushes_per_deal" else measure.needs]

    def _values(self, measure: Measure, by: str) -> Values:
        count = len(self.keys[by])
        if reason := self._past(measure):
            return Values([None] * count, [None] * count, (), dict.fromkeys(range(count), reason))
        level = Level(self.groups.get(measure.source, Groups()), by, self._at(measure.source, by))
        match measure.form:
            case Total(flag, value, sign):
                n = level.sum(flag)
                found = Values((sign * (level.sum(flag, value) if value else n)).tolist(), n.tolist())
                if measure.none:
                    found.without(n == 0, measure.none)
            case Share():
                found = _share(measure, measure.form, level)
            case Mean(flag, value):
                n, total, squares = (level.sum(flag, value, power) for power in (0, 1, 2))
                means = (total / np.maximum(n, 1)).tolist()
                found = Values(means, n.tolist(), intervals.mean_intervals(total, squares, n))
                found.without(n == 0, measure.none)
            case Median(flag, value, per):
                found = _median(measure, level, (flag, value), per)
            case Slice(flag, value):
                n, part = level.sum(flag), level.sum(flag, value)
                whole = level.groups.sum("all", np.zeros(1, dtype=np.intp), flag, value)[0]
                found = Values((part / max(whole, 1)).tolist(), n.tolist())
                if whole <= 0:
                    found.without(np.ones(count, dtype=bool), measure.none)
            case Worked():
                found = self._worked(measure, measure.form, level, by)
        return self._standing(measure, level, found) if measure.name.startswith("waterfall_") else found

    def _at(self, source: str, by: str) -> Positions:
        if (source, by) not in self._places:
            keys = [key for key, _ in self.keys[by]]
            self._places[source, by] = self.groups.get(source, Groups()).places(by, keys)
        return self._places[source, by]

    def _standing(self, measure: Measure, level: Level, found: Values) -> Values:
        """Take away the buckets of which some deals' past isn't known."""
        said: dict[int, str] = {}
        if isinstance(measure.form, Total) and measure.form.flag in _ENTRIES:
            for place, count in _some(level.sum("undated")):
                said[place] = (
                    f"{_deals(count)} have no day of creation, so it isn't known whether they were there."
                )
        for place, count in _some(level.sum("unmapped")) if measure.needs else ():
            said[place] = f"{_deals(count)} stood in a stage whose meaning isn't mapped."
        counts = list(found.n)
        for place, reason in said.items():
            found.value[place], counts[place], found.unknown[place] = None, None, reason
        found.n = counts
        return found

    def _worked(self, measure: Measure, form: Worked, level: Level, by: str) -> Values:
        keys = [key for key, _ in self.keys[by]]
        if measure.source == "stays":
            return _stay(measure, level, keys, self._unordered())
        targets = [self.evidence.targets.of(by, key) for key in keys]
        cents = np.array([target.cents or 0 for target in targets], dtype=np.int64)
        if measure.name == "target":
            found = Values(cents.tolist(), [len(target.ids) for target in targets])
        else:
            n, booked = level.sum(form.flag), level.sum("won_in", "amount")
            missing = cents - booked
            if measure.name == "gap":
                found = Values((-missing).tolist(), n.tolist())
            elif measure.name == "attainment":
                found = Values((booked / np.maximum(cents, 1)).tolist(), n.tolist())
                found.without(cents <= 0, "The target is zero.")
            else:
                due = level.sum("due_in", "amount")
                found = Values((due / np.maximum(missing, 1)).tolist(), n.tolist())
                found.without(missing <= 0, "The target is reached: nothing is missing.")
                if self.evidence.as_of >= self.evidence.period.last:
                    over = "The period is over: nothing is still to be covered."
                    found.without(np.ones(len(keys), dtype=bool), over)
        for place, target in enumerate(targets):
            if target.cents is None:
                found.value[place], found.unknown[place] = None, target.unknown
        return found

    def _unordered(self) -> bool:
        return any(place is None for _, _, place, meaning in self.evidence.meanings.rows if meaning == "open")


@dataclass(frozen=True, slots=True)
class Level:
    """One source's groups at one level, in the order of the figures' keys."""

    groups: Groups
    by: str
    places: Positions

    def sum(self, flag: str, value: str | None = None, power: int = 1) -> Array:
        """Return a sum for each key."""
        return self.groups.sum(self.by, self.places, flag, value, power)


def _share(measure: Measure, form: Share, level: Level) -> Values:
    n = level.sum(form.whole, form.value, 0 if form.value else 1)
    part = level.sum(form.part, form.part_value or form.value)
    whole = level.sum(form.whole, form.value)
    shares = (part / np.where(whole > 0, whole, 1)).tolist()
    found = Values(shares, n.tolist())
    if form.sample and form.value:
        squares = level.sum(form.whole, form.value, 2)
        found.interval = intervals.weighted_rate_intervals(part, whole, squares)
    elif form.sample:
        found.interval = intervals.rate_intervals(part, n)
    return found.without(whole <= 0, measure.none)


def _median(measure: Measure, level: Level, pair: tuple[str, str], per: int) -> Values:
    own = level.groups.medians.get(pair, {}).get(level.by)
    places = level.places.tolist()
    if own is None:
        found = Values([None] * len(places), [0] * len(places))
    else:
        middles, bands = [*own.middle, None], [*own.interval, None]
        n = [*own.n, 0]
        found = Values(
            [None if (middle := middles[place]) is None else middle / per for place in places],
            [n[place] for place in places],
            [_scaled(bands[place], per) for place in places],
        )
    return found.without(np.array([value is None for value in found.value], dtype=bool), measure.none)


def _scaled(band: Interval | None, per: int) -> Interval | None:
    if band is None or per == 1:
        return band
    return Interval(band.low / per, band.high / per, band.level, band.method)


def _some(counts: Array) -> list[tuple[int, int]]:
    return [(place, int(counts[place])) for place in np.flatnonzero(counts).tolist()]


def _deals(count: int) -> str:
    return f"{count} deal" if count == 1 else f"{count} deals"


def _stay(measure: Measure, level: Level, keys: Sequence[str], unordered: bool) -> Values:
    n, on = level.sum("stay"), level.sum("went_on")
    if measure.name == "stage_conversion":
        found = Values((on / np.maximum(n, 1)).tolist(), n.tolist(), intervals.rate_intervals(on, n))
        if unordered:
            found.without(np.ones(len(keys), dtype=bool), "The order of the stages isn't mapped.")
        return found.without(n == 0, measure.none)
    found = Values([], n.tolist(), [])
    bands: list[Interval | None] = []
    for key in keys:
        over, waiting = (level.groups.spread("stage", key, flag, "days") for flag in ("left", "waiting"))
        waits = [(days, True, times) for days, times in over]
        median, interval = intervals.waiting_median(waits + [(days, False, times) for days, times in waiting])
        found.value.append(median)
        bands.append(interval)
    found.interval = bands
    none = np.array([value is None for value in found.value], dtype=bool)
    found.without(none, "More than half of the deals that entered this stage are still in it.")
    return found.without(n == 0, measure.none)
