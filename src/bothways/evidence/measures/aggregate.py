"""From facts to group sums and medians: few passes over facts that were computed once.

The engine sums; what it sums is worked out once for all levels. A level that another one adds up to is not
asked for again: the whole is the sum of any level, a team that of its reps.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import narwhals as nw
import numpy as np
import numpy.typing as npt

from bothways.evidence.measures import intervals
from bothways.evidence.measures.forms import Mean, Measure, Median, Share, Slice, Total, Worked
from bothways.evidence.measures.frames import Array, Frame, Frames
from bothways.terms import Interval

col = nw.col
Sum = tuple[str, str, int]
"""A sum: flag, value ("" counts), power of the value (2 for squares; 0 counts the rows with a value)."""
Pair = tuple[str, str]
"""A flag and a value."""
_FEW = 20_000
"""So many facts are summed by all their keys at once: a pass costs more than adding up its groups here."""
Spreads = dict[str, dict[str, list[tuple[float, int]]]]
"""By level and key: values with how often each occurs."""
Positions = npt.NDArray[np.intp]


@dataclass(slots=True)
class Medians:
    """Count, median and interval of a level's groups, in the order of its keys."""

    n: list[int]
    middle: list[float | None]
    interval: list[Interval | None]


@dataclass(slots=True)
class Groups:
    """What was taken of one source, level by level: sums, medians, counted values.

    `keys` gives each group its place; arrays and lists hold one value a place.
    """

    keys: dict[str, dict[str, int]] = field(default_factory=dict)
    sums: dict[str, dict[Sum, Array]] = field(default_factory=dict)
    medians: dict[Pair, dict[str, Medians]] = field(default_factory=dict)
    spreads: dict[Pair, Spreads] = field(default_factory=dict)

    def places(self, by: str, keys: Sequence[str]) -> Positions:
        """Return where these keys are; -1 where the source has no row of one."""
        own = self.keys.get(by, {})
        return np.array([own.get(key, -1) for key in keys], dtype=np.intp)

    def sum(self, by: str, places: Positions, flag: str, value: str | None = None, power: int = 1) -> Array:
        """Return a sum for each of these places; 0 where there is none."""
        found = self.sums.get(by, {}).get((flag, value or "", power if value else 1))
        if found is None:
            return np.zeros(len(places), dtype=np.int64)
        return np.append(found, found.dtype.type(0))[places]

    def spread(self, by: str, key: str, flag: str, value: str) -> list[tuple[float, int]]:
        """Return the values of a group with how often each occurs."""
        return self.spreads.get((flag, value), {}).get(by, {}).get(key, [])


@dataclass(frozen=True, slots=True)
class Needed:
    """The sums, medians and counted values that measures of one source need."""

    sums: tuple[Sum, ...]
    medians: tuple[Pair, ...]
    spreads: tuple[Pair, ...]


def needed(measures: Iterable[Measure]) -> Needed:
    """Return what measures of one source need."""
    sums: set[Sum] = set()
    medians: set[Pair] = set()
    spreads: set[Pair] = set()
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
                medians.add((flag, value))
            case Worked(flag):
                if measure.source == "deals":
                    sums |= {(flag, "", 1), (flag, "amount", 1), ("won_in", "amount", 1), ("won_in", "", 1)}
                elif measure.source == "stays":
                    sums |= {("stay", "", 1), ("went_on", "", 1)}
                    spreads |= {("left", "days"), ("waiting", "days")}
        if measure.name.startswith("waterfall_"):
            sums |= {("undated", "", 1), ("unmapped", "", 1)}
    return Needed(tuple(sorted(sums)), tuple(sorted(medians)), tuple(sorted(spreads)))


def grouped(frames: Frames, facts: Frame, *, measures: Sequence[Measure], bys: Sequence[str]) -> Groups:
    """Sum one source's facts for each level."""
    wanted = needed(measures)
    slices = any(isinstance(measure.form, Slice) for measure in measures)
    levels = [by for by in bys if (slices and by == "all") or any(by in one.bys for one in measures)]
    groups = Groups()
    if wanted.sums:
        _sum_up(frames, facts, groups, wanted=wanted.sums, levels=levels)
    if wanted.medians:
        _rank(frames, facts, groups, pairs=wanted.medians, levels=levels)
    for pair in wanted.spreads:
        groups.spreads[pair] = _spread(frames, facts, pair, [by for by in levels if by != "all"])
    return groups


def _sum_up(
    frames: Frames, facts: Frame, groups: Groups, *, wanted: Sequence[Sum], levels: Sequence[str]
) -> None:
    names = [f"x{i}" for i in range(len(wanted))]
    whole = [name for name, (_, _, power) in zip(names, wanted, strict=True) if power < 2]
    squared = [name for name, (_, _, power) in zip(names, wanted, strict=True) if power == 2]
    # Of what is summed at several levels the conditions are worked out once.
    addends = [_addend(one).alias(name) for one, name in zip(wanted, names, strict=True)]
    keys = [by for by in levels if by != "all"]
    addable = facts.select(*keys, *addends)
    sums = [col(*some).sum().cast(kind) for some, kind in ((whole, nw.Int64), (squared, nw.Float64)) if some]
    few = bool(keys) and frames.rows(facts.select(nw.len()))[0][0] <= _FEW
    for by in [tuple(keys)] if few else _passes(keys):
        frame = addable.group_by(*by).agg(*sums) if by else addable.select(*sums)
        found = {name: np.ma.filled(column, 0) for name, column in frames.arrays(frame).items()}
        of_pass = {one: found[name] for one, name in zip(wanted, names, strict=True)}
        for level in by:
            groups.sums[level] = _rolled(groups, level, found[level].tolist(), of_pass)
        if "all" in levels and "all" not in groups.sums:
            groups.keys["all"] = {"": 0}
            groups.sums["all"] = {one: column.sum(keepdims=True) for one, column in of_pass.items()}


def _passes(keys: Sequence[str]) -> list[tuple[str, ...]]:
    """Return which levels are summed together: reps with their teams; nothing but the whole is one pass."""
    both = {"rep", "team"} <= set(keys)
    passes: list[tuple[str, ...]] = [("rep", "team")] if both else []
    passes += [(by,) for by in keys if not both or by not in ("rep", "team")]
    return passes or [()]


def _rolled(groups: Groups, level: str, keys: list[str], sums: Mapping[Sum, Array]) -> dict[Sum, Array]:
    """Add up what has the same key."""
    places = _places(groups, level, keys)
    if len(groups.keys[level]) == len(keys):
        return dict(sums)
    found = {}
    for one, column in sums.items():
        found[one] = np.zeros(len(groups.keys[level]), dtype=column.dtype)
        np.add.at(found[one], places, column)
    return found


def _places(groups: Groups, level: str, keys: Iterable[str]) -> Positions:
    """Return the place of each key, giving new ones the next."""
    own = groups.keys.setdefault(level, {})
    return np.array([own.setdefault(key, len(own)) for key in keys], dtype=np.intp)


def _addend(one: Sum) -> nw.Expr:
    flag, value, power = one
    if not value:
        return col(flag).cast(nw.Int8)
    if power == 0:
        return (col(flag) & ~col(value).is_null()).cast(nw.Int8)
    if power == 2:
        number = col(value).cast(nw.Float64)
        return nw.when(col(flag)).then(number * number)
    return nw.when(col(flag)).then(col(value))


def _spread(frames: Frames, facts: Frame, pair: Pair, levels: Sequence[str]) -> Spreads:
    """Return by level and key how often each value occurs."""
    flag, value = pair
    rows = facts.filter(col(flag), ~col(value).is_null())
    found: Spreads = {}
    for by in levels:
        counted = rows.group_by(by, value).agg(nw.len().alias("times"))
        own: dict[str, list[tuple[float, int]]] = defaultdict(list)
        for key, number, times in frames.rows(counted.select(by, value, "times")):
            own[key].append((number, times))
        found[by] = dict(own)
    return found


def _rank(
    frames: Frames, facts: Frame, groups: Groups, *, pairs: Sequence[Pair], levels: Sequence[str]
) -> None:
    """Find medians and their intervals.

    The values leave the engine: ranks of each group in the engine need windows over every level, which
    took three times as long as this.
    """
    names = [f"v{i}" for i in range(len(pairs))]
    values = [
        nw.when(col(flag)).then(col(value)).alias(n) for n, (flag, value) in zip(names, pairs, strict=True)
    ]
    keys = [by for by in levels if by != "all"]
    rows = facts.filter(
        nw.any_horizontal(*(col(flag) for flag in sorted({flag for flag, _ in pairs})), ignore_nulls=True)
    )
    found = frames.arrays(rows.select(*keys, *values))
    known = [~np.ma.getmaskarray(found[name]) for name in names]
    for by in levels:
        if by == "all":
            groups.keys["all"] = {"": 0}
            places = np.zeros(len(known[0]), dtype=np.intp)
        else:
            places = _places(groups, by, found[by].tolist())
        for pair, name, has in zip(pairs, names, known, strict=True):
            numbers = np.ma.getdata(found[name])[has]
            own = intervals.medians(numbers, places[has], len(groups.keys[by]))
            groups.medians.setdefault(pair, {})[by] = Medians(*own)


def keys_of(groups: Mapping[str, Groups], by: str) -> set[str]:
    """Return every key that any source has at a level."""
    found: set[str] = set()
    for one in groups.values():
        found |= set(one.keys.get(by, {}))
        for spread in one.spreads.values():
            found |= set(spread.get(by, {}))
    return found
