"""Effort against money: where the time goes, where the open money is, where wins come from.

The table on which executives and staff can agree on priorities, so it says what it assumes (minutes for each
kind of activity), keeps what has no segment as a row of its own, and sums to a hundred exactly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from bothways.evidence.measures.intervals import rate_interval
from bothways.evidence.views.columns import LOST, WON
from bothways.insight.results.effort_cells import (
    COLUMNS,
    OTHERS,
    Base,
    Cells,
    cells_of,
    few_people,
    level_of,
    minutes_of,
    owners_of,
    small_shares,
    span_of,
)
from bothways.insight.results.loading import Floats, Ints, World
from bothways.insight.results.making import NOT_GIVEN, Maker
from bothways.insight.results.shrinkage import LEVEL
from bothways.terms import Figure, Interval, Sentence, Unit
from bothways.terms.sentence import Called, Said

PART = 0.05
"""Shares part only when they are so far apart, and chance does not explain it."""
_FEWEST_WON = 10
_DRAWS = 400
_AT_ONCE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A segment (or region, or product): its shares of time, open money, money won and deals won.

    `people` is how many own deals in it: a side never sees a row of one or two. `sentence` where the shares
    part, with its counter-argument in `against`.
    """

    key: str
    label: str
    time: Figure
    open: Figure
    won: Figure
    won_count: Figure
    win_rate: Figure
    cycle: Figure
    young: Figure
    people: int
    sentence: Sentence = ()
    against: Sentence = ()

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Its figures."""
        return (self.time, self.open, self.won, self.won_count, self.win_rate, self.cycle, self.young)


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """The table: `rows` by money won, then those not given and others; `by` is segment, region or product.

    `minutes` is what was assumed; `first` and `last` the days of time and wins.
    """

    by: str
    rows: tuple[Row, ...]
    minutes: Mapping[str, float]
    first: int
    last: int
    hours: Figure
    notes: tuple[str, ...] = ()

    @property
    def figures(self) -> tuple[Figure, ...]:
        """All figures of the table."""
        return (self.hours, *(figure for row in self.rows for figure in row.figures))

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {
            "by": self.by,
            "minutes": dict(self.minutes),
            "hours": self.hours.as_dict(),
            "rows": [
                {
                    "key": row.key, "label": row.label, "people": row.people,
                    **{f.name.removeprefix("effort_"): f.as_dict() for f in row.figures},
                }
                for row in self.rows
            ],
            "notes": list(self.notes),
        }  # fmt: skip


def whole_shares(values: Sequence[float]) -> list[float]:
    """Return shares in whole per cent that sum to 1: the largest remainders are rounded up.

    >>> whole_shares([1, 1, 1])
    [0.34, 0.33, 0.33]
    """
    total = sum(values)
    if total <= 0:
        return [0.0 for _ in values]
    exact = [100 * value / total for value in values]
    whole = [int(one) for one in exact]
    left = 100 - sum(whole)
    order = sorted(range(len(exact)), key=lambda i: (-(exact[i] - whole[i]), i))
    for i in order[:left]:
        whole[i] += 1
    return [one / 100 for one in whole]


def effort_of(
    world: World,
    maker: Maker,
    *,
    minutes: Mapping[str, float] | None = None,
    by: str | None = None,
    seed: int = 0,
) -> tuple[Effort, Effort]:
    """Return the table for the manager, and the one for the sides, whose rows hold three people or more.

    Args:
        world: the snapshot, seen from a day.
        maker: of which period.
        minutes: minutes for each kind of activity, over those stated.
        by: segment, region or product; by default the first of them that the deals have.
        seed: of the bootstrap.
    """
    weights = minutes_of(minutes)
    level = by or level_of(world)
    first, last = span_of(world, maker)
    base = Base(world, maker, level, weights, first, last, seed)
    keys, cells = cells_of(base)
    small, few = small_shares(keys, cells), few_people(base, keys, cells)
    full = _merged(base, keys, cells, small)
    return full, full if few == small else _merged(base, keys, cells, few)


def _merged(base: Base, keys: Sequence[str], cells: Cells, merged: set[int]) -> Effort:
    """Return the table with these groups in a row of others."""
    kept = [key for i, key in enumerate(keys) if i not in merged] + ([OTHERS] if merged else [])
    place = {key: number for number, key in enumerate(kept)}
    to = np.array([place.get(key, len(kept) - 1) for key in keys], dtype=np.int64)
    own = replace(cells, group=to[cells.group]) if len(keys) else cells
    owners = owners_of(base, keys)
    people = [set().union(*(owners[j] for j in np.flatnonzero(to == i))) for i in range(len(kept))]
    table = _Table(base, kept, own, _groups(base, keys, to), [len(one) for one in people])
    rows = table.rows()
    # The largest money first; the row without a name and the others are last whatever they hold.
    rows.sort(
        key=lambda row: (
            row.key == OTHERS,
            row.key == "",
            -(row.won.value or 0),
            -(row.open.value or 0),
            row.label,
        )
    )
    hours = None if not base.world.has_activities else float(own.time.sum()) / 60
    why = "" if hours is not None else _NO_TIME
    said = f"minutes by kind: {', '.join(f'{k} {v:g}' for k, v in base.minutes.items())}"
    figure = base.maker.make(
        "effort_hours", hours, Unit.HOURS, said=said, n=int(own.alike.sum()), unknown=why
    )
    return Effort(
        by=base.by, rows=tuple(rows), minutes=base.minutes, first=base.first, last=base.last, hours=figure,
        notes=_notes(base),
    )  # fmt: skip


def _groups(base: Base, keys: Sequence[str], to: Ints) -> Ints:
    place = {key: int(to[number]) for number, key in enumerate(keys)}
    return np.array([place.get(one, -1) for one in base.own().tolist()], dtype=np.int64)


_NO_TIME = "There are no activities in the data, so nothing tells where the time goes."


def _notes(base: Base) -> tuple[str, ...]:
    said = "Time is counted from the activities in the data, with assumed minutes for each kind; "
    said += "what nobody recorded is not in it."
    return (said,) if base.world.has_activities else (_NO_TIME,)


@dataclass(frozen=True, slots=True, eq=False)
class _Table:
    base: Base
    keys: list[str]
    cells: Cells
    group: Ints
    people: list[int]

    def rows(self) -> list[Row]:
        """Return the rows, in the order of the keys."""
        count = len(self.keys)
        if not count:
            return []
        sums = {name: self.cells.sums(count, name) for name in (*COLUMNS, "alike")}
        draws = self.draws(count)
        shares = {name: whole_shares(sums[name].tolist()) for name in COLUMNS}
        rows = [self.row(i, sums, shares, draws) for i in range(count)]
        return [self.said(i, row, sums, draws) for i, row in enumerate(rows)]

    def draws(self, count: int) -> dict[str, Floats]:
        """Return the shares under the Bayesian bootstrap of accounts: an array draws × groups each."""
        names = (*COLUMNS, "alike")
        size = int(self.cells.cluster.max()) + 1 if len(self.cells.cluster) else 0
        found = {name: np.zeros((_DRAWS, count)) for name in names}
        chance = np.random.default_rng(self.base.seed)
        spread = {name: np.zeros((size, count)) for name in names}
        for name in names:
            np.add.at(spread[name], (self.cells.cluster, self.cells.group), getattr(self.cells, name))
        for start in range(0, _DRAWS if size else 0, _AT_ONCE):
            weight = chance.standard_exponential((_AT_ONCE, size))
            for name in names:
                found[name][start : start + _AT_ONCE] = weight @ spread[name]
        for name in names:
            found[name] /= np.maximum(found[name].sum(axis=1, keepdims=True), 1e-12)
        return found

    def row(
        self,
        i: int,
        sums: Mapping[str, Floats],
        shares: Mapping[str, list[float]],
        draws: Mapping[str, Floats],
    ) -> Row:
        """Return a group's figures."""
        base, key = self.base, self.keys[i]
        label = "others" if key == OTHERS else key or NOT_GIVEN
        mine, state, columns = self.group == i, base.world.state, base.world.columns
        won, lost = base.decided(WON) & mine, base.decided(LOST) & mine
        counts = {"time": int(sums["alike"][i]), "open": int((state.open & mine).sum())}
        counts |= dict.fromkeys(("won", "won_count"), int(won.sum()))
        why = {
            "time": _NO_TIME if not base.world.has_activities else "No activity took any time.",
            "open": "No open deal has an amount.", "won": "No deal was won with an amount.",
            "won_count": "No deal was won.",
        }  # fmt: skip

        def figure(
            name: str, value: float | None, unit: Unit, said: str, n: int, band: Interval | None, no: str
        ) -> Figure:
            return base.maker.make(
                f"effort_{name}", value, unit, said=said, by=base.by, key=key, label=label, n=n, interval=band,
                unknown=no,
            )  # fmt: skip

        made = {}
        for name in COLUMNS:
            known = float(sums[name].sum()) > 0
            low, high = np.quantile(draws[name][:, i], [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
            band = Interval(float(low), float(high), LEVEL, "bayesian bootstrap by account")
            value = shares[name][i] if known else None
            said = f"share of {_SAID[name]}, in whole per cent that sum to a hundred"
            made[name] = figure(name, value, Unit.SHARE, said, counts[name], band, why[name])
        decided = int(won.sum() + lost.sum())
        rate = float(won.sum()) / decided if decided else None
        cycle = (state.close - columns.created)[won & np.isfinite(columns.created)]
        there = base.world.state.exists & mine
        year = there & (columns.created >= base.first)
        young = (
            float(year.sum() / there.sum())
            if there.any() and np.isfinite(columns.created[there]).all()
            else None
        )
        return Row(
            key=key, label=label, people=self.people[i], time=made["time"], open=made["open"],
            won=made["won"], won_count=made["won_count"],
            win_rate=figure("win_rate", rate, Unit.SHARE, "won of the deals decided", decided,
                            rate_interval(float(won.sum()), decided), "No deal was decided."),
            cycle=figure("cycle", float(np.median(cycle)) if cycle.size else None, Unit.DAYS,
                         "median days from created to won", len(cycle), None, "No deal was won."),
            young=figure("young", young, Unit.SHARE, "share of its deals that were created in these days",
                         int(there.sum()), None, "Not every deal says when it was created."),
        )  # fmt: skip

    def said(self, i: int, row: Row, sums: Mapping[str, Floats], draws: Mapping[str, Floats]) -> Row:
        """Add the sentence where time and money part, whichever way activities are weighed, and its answer."""
        if row.key == OTHERS or row.time.value is None or row.won.value is None:
            return row
        if sums["won_count"].sum() < _FEWEST_WON:
            return row
        off = float(row.time.value - row.won.value)
        for name in ("time", "alike"):
            low, high = np.quantile(draws[name][:, i] - draws["won"][:, i], [0.1, 0.9])
            if abs(off) < PART or not (low > 0 if off > 0 else high < 0):
                return row
        who = Called(row.label, _CALLED[self.base.by])
        start: Sentence = (who,) if row.key else (f"What has no {self.base.by}",)
        line: Sentence = (*start, " takes ", Said(row.time), " of the time and brings ", Said(row.won))
        line = (*line, " of the money won")
        if row.open.value is not None:
            line = (*line, "; ", Said(row.open), " of the open money is there")
        return replace(row, sentence=(*line, "."), against=self.against(i, row, off))

    def against(self, i: int, row: Row, off: float) -> Sentence:
        """Say the strongest reason why the time may be well spent, or the wins dearer than they look."""
        cycle, young = self.elsewhere(i)
        if off > 0 and row.open.value is not None and row.open.value > (row.won.value or 0) + PART:
            return ("The wins may be still to come: it holds ", Said(row.open), " of the open money.")
        if off > 0 and young is not None and row.young.value is not None and row.young.value > young + 0.2:
            return ("It is young: ", Said(row.young), " of its deals were created in these days.")
        if off > 0 and cycle is not None and row.cycle.value is not None and row.cycle.value > 1.2 * cycle:
            return (
                "Its deals take long (",
                Said(row.cycle),
                " to a win), so the time comes before the wins.",
            )
        if off < 0:
            return (
                "Its wins stand on ",
                Said(row.won, "n", "deal"),
                "; more time need not bring more of them.",
            )
        return (
            "Its wins stand on ", Said(row.won, "n", "deal"), ", and time is counted with assumed minutes for "
            "what was recorded.",
        )  # fmt: skip

    def elsewhere(self, i: int) -> tuple[float | None, float | None]:
        """Return the median cycle and the share of young deals outside a group."""
        base, out = self.base, self.group != i
        columns = base.world.columns
        dated = np.isfinite(columns.created)
        cycle = (base.world.state.close - columns.created)[base.decided(WON) & out & dated]
        there = base.world.state.exists & out & dated
        young = float((columns.created[there] >= base.first).mean()) if there.any() else None
        return (float(np.median(cycle)) if cycle.size else None), young


_SAID = {
    "time": "the staff's time", "open": "the open amount, as of now", "won": "the amount won",
    "won_count": "the deals won",
}  # fmt: skip
_CALLED: Mapping[str, Any] = {"segment": "segment", "region": "region", "product": "product"}
