"""From sums to figures: value, n, interval, or the sentence that says why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bothways.evidence.measures import intervals
from bothways.evidence.measures.aggregate import Groups, Ranked
from bothways.evidence.measures.evidence import Evidence
from bothways.evidence.measures.forms import Mean, Measure, Median, Share, Slice, Total, Worked
from bothways.terms import Figure, Interval, Source


@dataclass(frozen=True, slots=True)
class Value:
    """What a form gives: a value with n and interval, or why it is unknown."""

    value: int | float | None
    n: int | None = None
    interval: Interval | None = None
    unknown: str = ""


class Maker:
    """Makes the figures of one period; sources, reasons and texts are looked up once."""

    def __init__(self, evidence: Evidence, groups: Mapping[str, Groups]) -> None:
        self.evidence = evidence
        self.groups = groups
        window, history = evidence.window, evidence.history
        self._reasons = {
            "": "",
            "state": history.unknown_at(window.now),
            "end": history.unknown_at(window.end),
            "moves": history.unknown_at(window.start),
            "close": history.unknown_since(window.start, "close"),
            "ever": history.unknown_since(window.now, "close"),
            "stage": history.unknown_since(window.start, "stage"),
        }
        self._sources: dict[str, Source] = {}

    def figure(self, measure: Measure, by: str, key: str, label: str) -> Figure:
        """Make one figure."""
        found = self._value(measure, by, key)
        return Figure(
            name=measure.name,
            value=found.value,
            unit=measure.unit,
            period=self.evidence.period,
            as_of=self.evidence.as_of,
            source=self._source(measure),
            method=measure.method,
            by=by,
            key=key,
            label=label,
            n=found.n,
            interval=found.interval,
            unknown=found.unknown,
        )

    def _source(self, measure: Measure) -> Source:
        if measure.name not in self._sources:
            period = self.evidence.period
            text = f"{measure.expression}; {period.first} to {period.last}, as of {self.evidence.as_of}"
            self._sources[measure.name] = Source(self.evidence.frames.id, text)
        return self._sources[measure.name]

    def reason(self, measure: Measure, by: str, key: str) -> str:
        """Say why the past that a measure needs isn't known; or ""."""
        needs = measure.needs
        if measure.name.startswith("waterfall_end"):
            needs_at = "end"
        elif measure.name == "pushes_per_deal":
            needs_at = "ever"
        else:
            needs_at = needs
        if self._reasons[needs_at]:
            return self._reasons[needs_at]
        if not measure.name.startswith("waterfall_"):
            return ""
        deals = self.groups["deals"]
        if needs and (unmapped := deals.sum(by, key, "unmapped")):
            return f"{_deals(unmapped)} stood in a stage whose meaning isn't mapped."
        entry = isinstance(measure.form, Total) and measure.form.flag in {
            "in_start",
            "from_created",
            "from_reopened",
            "from_moved",
        }
        if entry and (undated := deals.sum(by, key, "undated")):
            return f"{_deals(undated)} have no day of creation, so it isn't known whether they were there."
        return ""

    def _value(self, measure: Measure, by: str, key: str) -> Value:
        if reason := self.reason(measure, by, key):
            return Value(None, None, None, reason)
        groups = self.groups.get(measure.source, Groups())
        match measure.form:
            case Total(flag, value, sign):
                n = int(groups.sum(by, key, flag))
                if measure.none and not n:
                    return Value(None, 0, None, measure.none)
                return Value(sign * int(groups.sum(by, key, flag, value)) if value else sign * n, n)
            case Share():
                return self._share(measure, measure.form, groups, by, key)
            case Mean(flag, value):
                n = int(groups.sum(by, key, flag, value, 0))
                if not n:
                    return Value(None, 0, None, measure.none)
                total, squares = (groups.sum(by, key, flag, value, power) for power in (1, 2))
                return Value(total / n, n, intervals.mean_interval(total, squares, n))
            case Median(flag, value, per):
                return _median(measure, groups.ranked(by, key, flag, value), per)
            case Slice(flag, value):
                n = int(groups.sum(by, key, flag))
                whole = groups.sum("all", "", flag, value)
                if whole <= 0:
                    return Value(None, n, None, measure.none)
                return Value(groups.sum(by, key, flag, value) / whole, n)
            case Worked():
                return self._worked(measure, measure.form, groups, by, key)

    def _share(self, measure: Measure, form: Share, groups: Groups, by: str, key: str) -> Value:
        n = int(groups.sum(by, key, form.whole, form.value, 0 if form.value else 1))
        part = groups.sum(by, key, form.part, form.part_value or form.value)
        whole = groups.sum(by, key, form.whole, form.value)
        if whole <= 0:
            return Value(None, n, None, measure.none)
        if not form.sample:
            return Value(part / whole, n)
        if not form.value:
            return Value(part / whole, n, intervals.rate_interval(part, n))
        squares = groups.sum(by, key, form.whole, form.value, 2)
        return Value(part / whole, n, intervals.weighted_rate_interval(part, whole, squares))

    def _worked(self, measure: Measure, form: Worked, groups: Groups, by: str, key: str) -> Value:
        if measure.source == "stays":
            return _stay(measure, groups, key, self._unordered())
        target = self.evidence.targets.of(by, key)
        if measure.name == "target":
            return Value(target.cents, len(target.ids), None, target.unknown)
        n = int(groups.sum(by, key, form.flag))
        if target.cents is None:
            return Value(None, n, None, target.unknown)
        booked = int(groups.sum(by, key, "won_in", "amount"))
        if measure.name == "gap":
            return Value(booked - target.cents, n)
        if measure.name == "attainment":
            if target.cents <= 0:
                return Value(None, n, None, "The target is zero.")
            return Value(booked / target.cents, n)
        if self.evidence.as_of >= self.evidence.period.last:
            return Value(None, n, None, "The period is over: nothing is still to be covered.")
        missing = target.cents - booked
        if missing <= 0:
            return Value(None, n, None, "The target is reached: nothing is missing.")
        return Value(groups.sum(by, key, "due_in", "amount") / missing, n)

    def _unordered(self) -> bool:
        return any(place is None for _, _, place, meaning in self.evidence.meanings.rows if meaning == "open")


def _deals(count: float) -> str:
    return f"{int(count)} deal" if count == 1 else f"{int(count)} deals"


def _median(measure: Measure, ranked: Ranked, per: int) -> Value:
    n, values = ranked
    if not n:
        return Value(None, 0, None, measure.none)
    middle, interval = intervals.median_of(values, n)
    if per > 1 and interval:
        interval = Interval(interval.low / per, interval.high / per, interval.level, interval.method)
    return Value(middle / per, n, interval)


def _stay(measure: Measure, groups: Groups, key: str, unordered: bool) -> Value:
    n = int(groups.sum("stage", key, "stay"))
    if not n:
        return Value(None, 0, None, measure.none)
    if measure.name == "stage_conversion":
        if unordered:
            return Value(None, n, None, "The order of the stages isn't mapped.")
        on = int(groups.sum("stage", key, "went_on"))
        return Value(on / n, n, intervals.rate_interval(on, n))
    over, waiting = (groups.spread("stage", key, flag, "days") for flag in ("left", "waiting"))
    waits = [(days, True, times) for days, times in over] + [(days, False, times) for days, times in waiting]
    median, interval = intervals.waiting_median(waits)
    if median is None:
        return Value(None, n, None, "More than half of the deals that entered this stage are still in it.")
    return Value(median, n, interval)
