"""From facts to group sums: one heavy pass a source, then small roll-ups, level by level."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import narwhals as nw

from bothways.evidence.measures.forms import Mean, Measure, Median, Share, Slice, Total, Worked
from bothways.evidence.measures.frames import Frame, Frames

col = nw.col
Sum = tuple[str, str, int]
"""A sum: flag, value ("" counts), power of the value (2 for squares; 0 counts the rows with a value)."""


@dataclass(slots=True)
class Groups:
    """What was summed of one source: `sums[by][key][Sum]`, `spreads[by][key][(flag, value)]`."""

    sums: dict[str, dict[str, dict[Sum, float]]] = field(default_factory=dict)
    spreads: dict[tuple[str, str], dict[str, dict[str, list[tuple[float, int]]]]] = field(
        default_factory=dict
    )

    def sum(self, by: str, key: str, flag: str, value: str | None = None, power: int = 1) -> float:
        """Return a sum; 0 where the group has no row."""
        return self.sums.get(by, {}).get(key, {}).get((flag, value or "", power if value else 1), 0)

    def spread(self, by: str, key: str, flag: str, value: str) -> list[tuple[float, int]]:
        """Return the values of a group with how often each occurs."""
        return self.spreads.get((flag, value), {}).get(by, {}).get(key, [])


def needed(measures: Iterable[Measure]) -> tuple[tuple[Sum, ...], tuple[tuple[str, str], ...]]:
    """Return the sums, and the (flag, value) spreads, that measures of one source need."""
    sums: set[Sum] = set()
    spreads: set[tuple[str, str]] = set()
    for measure in measures:
        match measure.form:
            case Total(flag, value) | Slice(flag, value):
                sums |= {(flag, "", 1)} | ({(flag, value, 1)} if value else set())
            case Share(part, whole, value, top, sample):
                sums |= {(part, "", 1), (whole, "", 1)}
                if value:
                    sums |= {(part, top or value, 1), (whole, value, 1), (whole, value, 0)}
                if value and sample:
                    sums |= {(whole, value, 2)}
            case Mean(flag, value):
                sums |= {(flag, value, 0), (flag, value, 1), (flag, value, 2)}
            case Median(flag, value):
                spreads.add((flag, value))
            case Worked(flag):
                if measure.source == "deals":
                    sums |= {(flag, "", 1), (flag, "amount", 1), ("won_in", "amount", 1), ("won_in", "", 1)}
                elif measure.name == "stage_conversion":
                    sums |= {("stay", "", 1), ("went_on", "", 1)}
                elif measure.name == "days_in_stage":
                    sums |= {("stay", "", 1)}
                    spreads |= {("left", "days"), ("waiting", "days")}
        if measure.name.startswith("waterfall_"):
            sums |= {("undated", "", 1), ("unmapped", "", 1)}
    return tuple(sorted(sums)), tuple(sorted(spreads))


def grouped(
    frames: Frames, facts: Frame, source: str, *, measures: Sequence[Measure], bys: Sequence[str]
) -> Groups:
    """Sum one source's facts for each level.

    The facts are summed once into cells (the finest combination of keys), and the levels are rolled up
    from the cells, which are few: a level costs next to nothing, and all levels agree to the cent.
    """
    sums, spreads = needed(measures)
    levels = [by for by in bys if any(by in measure.bys for measure in measures)]
    keys = [by for by in levels if by != "all"]
    groups = Groups()
    if sums and levels:
        names = [f"x{i}" for i in range(len(sums))]
        exprs = [_summed(one).alias(name) for one, name in zip(sums, names, strict=True)]
        cells = facts.group_by(*keys).agg(*exprs) if keys else facts.select(*exprs)
        if len(keys) > 1:
            cells = frames.keep(cells, f"{source}_cells")
        totals = [col(name).sum() for name in names]
        for by in levels:
            frame = cells.select(*totals) if by == "all" else cells.group_by(by).agg(*totals)
            groups.sums[by] = {
                "" if by == "all" else row[0]: dict(
                    zip(sums, _numbers(row[0 if by == "all" else 1 :]), strict=True)
                )
                for row in frames.rows(frame)
            }
    for flag, value in spreads:
        wanted = [by for by in levels if any(by in m.bys and _is(m, flag, value) for m in measures)]
        groups.spreads[flag, value] = _spread(frames, facts, flag, value, wanted)
    return groups


def _is(measure: Measure, flag: str, value: str) -> bool:
    return (flag, value) in needed([measure])[1]


def _numbers(row: Sequence[Any]) -> list[float]:
    return [0 if number is None else number for number in row]


def _summed(one: Sum) -> nw.Expr:
    flag, value, power = one
    if not value:
        return col(flag).cast(nw.Int64).sum()
    if power == 0:
        return (col(flag) & ~col(value).is_null()).cast(nw.Int64).sum()
    if power == 2:
        number = col(value).cast(nw.Float64)
        return nw.when(col(flag)).then(number * number).sum()
    return nw.when(col(flag)).then(col(value)).sum()


def _spread(
    frames: Frames, facts: Frame, flag: str, value: str, levels: Sequence[str]
) -> dict[str, dict[str, list[tuple[float, int]]]]:
    rows = facts.filter(col(flag), ~col(value).is_null())
    found: dict[str, dict[str, list[tuple[float, int]]]] = {}
    for by in levels:
        keyed = (
            rows.with_columns(nw.lit("").alias("key"))
            if by == "all"
            else rows.with_columns(col(by).alias("key"))
        )
        counted = keyed.group_by("key", value).agg(nw.len().alias("times"))
        own: dict[str, list[tuple[float, int]]] = defaultdict(list)
        for key, number, times in frames.rows(counted.select("key", value, "times")):
            own[key].append((number, times))
        found[by] = dict(own)
    return found


def keys_of(groups: Mapping[str, Groups], by: str) -> set[str]:
    """Return every key that any source has at a level."""
    found: set[str] = set()
    for one in groups.values():
        found |= set(one.sums.get(by, {}))
        for spread in one.spreads.values():
            found |= set(spread.get(by, {}))
    return found
