"""Where a movement sits: in which value of which key, or combination of two; or in none of them.

Every cell of every key and pair of keys is tested on every measure, and all these tests share one
false-discovery rate. What is left is told without repeating itself: a parent is named rather than its
child when the child adds nothing, the child when the parent moved only through it, and what a cell that
was named explains is not named again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import log

import numpy as np
from scipy.special import ndtri

from bothways.evidence.views.columns import Bools, DealColumns, Floats, Ints
from bothways.insight.shortfall.cells import STATS, Cell, Cells, Cube, cells_of, cube_of
from bothways.insight.shortfall.contrasts import MEASURES, Contrast, Measure, contrast
from bothways.insight.shortfall.discovery import Z80, adjusted, shrink
from bothways.insight.shortfall.spans import Days, spans_of

KEYS = ("segment", "region", "product", "source", "type", "team")
RATE = 0.1
"""The false-discovery rate over all cells, keys and measures."""
LIMIT = 5
"""So many cells are named at the most."""
ADDS = 0.05
"""A child adds something to its parent when the two differ at this p, within the parent."""
GONE = 0.2
"""A parent moved only through its child when without the child its p is above this."""
OF_ALL: tuple[Measure, ...] = ("available", "share_decided")
"""Measures of all deals that were available, not only of decided ones."""
_AT = {name: place for place, name in enumerate(STATS)}


@dataclass(frozen=True, slots=True)
class Effect:
    """How a cell moved on one measure, against the rest of the company.

    `before` and `now`: cents, deals, share, or mean cents; `rest_before` and `rest_now` the same of all
    others. `surplus`: what the cell moved beyond the rest (cents, deals, difference of shares; for sizes
    the ratio beyond the rest's, less 1), `low` to `high` at 80 %; `shrunk` with `shrunk_low` and
    `shrunk_high` is what to expect of it once the spread of all cells is known. `q` is the adjusted p.
    """

    measure: Measure
    before: float
    now: float
    rest_before: float
    rest_now: float
    surplus: float
    low: float
    high: float
    shrunk: float
    shrunk_low: float
    shrunk_high: float
    p: float
    q: float
    n: int


@dataclass(frozen=True, slots=True)
class Seat:
    """A cell in which a movement sits: by which measures, the strongest first.

    `contribution`: the cents by which its bookings changed; `rows`: its deals (rows of the columns),
    largest first, at most 200; `people`: how many own them, 0 where owners aren't known.
    """

    cell: Cell
    effects: tuple[Effect, ...]
    contribution: int
    deals: int
    people: int
    rows: tuple[int, ...] = field(repr=False)


@dataclass(frozen=True, slots=True, eq=False)
class Location:
    """What was found: `seats` may be empty, which says that the movement is everywhere alike.

    `before`, `now`: bookings in cents; `whole`: every measure of the whole company, before and now;
    `keys` those that were looked at; `tested` how many comparisons
    were made; `table`: every cell with its contribution, the single values only, for the picture;
    `detectable`: by how much a single value's win rate would have had to move beyond the rest's to be
    named (the median over the cells), NaN where none can be tested; `dispersion` by measure.
    """

    seats: tuple[Seat, ...]
    before: int
    now: int
    deals: int
    keys: tuple[str, ...]
    cells: int
    tested: int
    table: tuple[Seat, ...]
    detectable: float
    dispersion: dict[Measure, float]
    whole: dict[Measure, tuple[float, float]]
    dated: bool


def localise(
    columns: DealColumns,
    *,
    now: Days,
    base: Days,
    keys: Sequence[str] = KEYS,
    past: Sequence[tuple[Days, Days]] = (),
    pairs: bool = True,
    rate: float = RATE,
    limit: int = LIMIT,
    as_of: int | None = None,
) -> Location:
    """Return in which cells the movement from `base` to `now` sits.

    Args:
        columns: the deals.
        now: first and last day of the span that is asked about.
        base: the span that it is compared with, of the same length.
        keys: names of text columns of `columns`.
        past: earlier pairs of spans: how much cells move against one another in ordinary times. Where
            they moved more than chance would have it, as much more is asked of this movement.
        pairs: combinations of two keys, too.
        rate: the false-discovery rate over everything that is tested.
        limit: how many cells are named at the most.
        as_of: the day from which all is seen; that of the columns unless given.
    """
    before, after = spans_of(columns, base, now, as_of=as_of)
    cube = cube_of(columns, before, after, keys=keys)
    cells = cells_of(cube, pairs=pairs)
    spread = dict.fromkeys(MEASURES, 1.0)
    if past and cells.cells:
        spread = _ordinary(columns, past, cube.keys)
    search = _search(cube, cells, spread, rate)
    rows = np.flatnonzero(before.available | after.available)
    picked = search.picked(limit, pairs=pairs)
    whole = cube.sums()
    return Location(
        seats=tuple(search.seat(cell, measures, rows) for cell, measures in picked),
        before=round(whole[0, _AT["cents"]]),
        now=round(whole[1, _AT["cents"]]),
        deals=len(cube),
        keys=cube.keys,
        cells=len(cells.cells),
        tested=sum(int((~np.isnan(test.p)).sum()) for test in search.tests),
        table=tuple(search.seat(one, (), rows) for one, c in enumerate(cells.cells) if len(c.keys) == 1),
        detectable=_detectable(search.tests, cells, rate),
        dispersion=spread,
        whole={m: (float(v[0]), float(v[1])) for m in MEASURES for v in _values(m, whole[None])},
        dated=before.dated,
    )


def _tests(cube: Cube, cells: Cells, spread: dict[Measure, float]) -> list[Contrast]:
    if not cells.cells:
        return []
    tests = [contrast(m, cells.sums, cells.rests, dispersion=spread[m]) for m in MEASURES]
    late = np.array([any(key in cube.late for key in cell.keys) for cell in cells.cells], dtype=bool)
    return [replace(t, p=np.where(late, np.nan, t.p)) if t.measure in OF_ALL else t for t in tests]


def _search(cube: Cube, cells: Cells, spread: dict[Measure, float], rate: float) -> _Search:
    """Test all cells on all measures, and adjust for all of these tests at once."""
    tests, weights = _tests(cube, cells, spread), _weights(cells)
    p = np.concatenate([test.p for test in tests]) if tests else np.zeros(0)
    q = adjusted(p, weights=np.tile(weights, len(tests)) if tests else None)
    return _Search(
        cube, cells, tests, q.reshape(len(tests), -1) if tests else np.zeros((0, 0)), weights, spread, rate
    )


def _weights(cells: Cells) -> Floats:
    """Return the weight of each cell's tests: single values and combinations share the rate in halves.

    Else the combinations, ten times as many, would take nearly all of it, and they are harder to act on.
    """
    double = np.array([len(cell.keys) == 2 for cell in cells.cells], dtype=bool)
    pairs, singles = int(double.sum()), int((~double).sum())
    return np.where(double, singles / max(pairs, 1), 1.0) if pairs and singles else np.ones(len(double))


def _ordinary(
    columns: DealColumns, past: Sequence[tuple[Days, Days]], keys: Sequence[str]
) -> dict[Measure, float]:
    """Return by measure how much more than chance single values moved against one another before."""
    found: dict[Measure, list[float]] = {measure: [] for measure in MEASURES}
    for base, now in past:
        before, after = spans_of(columns, base, now)
        cube = cube_of(columns, before, after, keys=keys)
        cells = cells_of(cube, pairs=False)
        ones = dict.fromkeys(MEASURES, 1.0)
        for test in _tests(cube, cells, ones):
            z = test.z[np.isfinite(test.z)]
            if len(z) >= 4:
                found[test.measure].append(float((z**2).mean()))
    return {m: max(1.0, float(np.median(own))) if own else 1.0 for m, own in found.items()}


def _detectable(tests: Sequence[Contrast], cells: Cells, rate: float) -> float:
    single = np.array([len(cell.keys) == 1 for cell in cells.cells], dtype=bool)
    for test in tests:
        usable = single & np.isfinite(test.p) if test.measure == "win_rate" else np.zeros(0, dtype=bool)
        if usable.any():
            # The smallest p of them all has to be under rate / tests.
            count = sum(int(np.isfinite(other.p).sum()) for other in tests)
            share = _weights(cells)[single].mean() / _weights(cells).mean()
            return float(np.median(test.error[usable]) * -ndtri(rate * share / count / 2))
    return float("nan")


@dataclass(slots=True, eq=False)
class _Search:
    """The choice among all cells that passed; `tests` and `q` are measures x cells."""

    cube: Cube
    cells: Cells
    tests: list[Contrast]
    q: Floats
    weights: Floats
    spread: dict[Measure, float]
    rate: float

    @property
    def passed(self) -> Bools:
        """Which tests (measures x cells) passed."""
        return np.asarray(self.q <= self.rate, dtype=bool)

    def picked(self, limit: int, *, pairs: bool) -> list[tuple[int, tuple[int, ...]]]:
        """Return cells (rows) with the measures (rows of tests) by which they are named, one after the other.

        What was found is taken out, and the rest of the company is tested anew, with a rate of its own: else
        the many cells that overlap a true one, all of them true in a way, would let false ones through.
        """
        rows = {cell: row for row, cell in enumerate(self.cells.cells)}
        found: list[tuple[int, tuple[int, ...]]] = []
        step: _Search = self
        while len(found) < limit:
            now = {}
            for cell in np.flatnonzero(step.passed.any(axis=0)).tolist() if len(step.tests) else ():
                row = rows.get(step.cells.cells[cell])
                both = None if row is None else step.passed[:, cell] & self.passed[:, row]
                if both is not None and both.any():
                    now[cell] = np.where(both, step._first(cell), 1.0)
            if not now:
                break
            best = step._resolved(min(now, key=lambda c: step._order(c, now[c])), now)
            named = [m for m in range(len(now[best])) if now[best][m] < 1.0]
            name = step.cells.cells[best]
            found.append((rows[name], tuple(sorted(named, key=lambda m: now[best][m]))))
            left = step.cube.without(step.cube.holds(name))
            step = _search(left, cells_of(left, pairs=pairs), self.spread, self.rate)
        return found

    def _first(self, cell: int) -> Floats:
        return np.array([np.nan_to_num(test.p[cell], nan=1.0) for test in self.tests])

    def _order(self, cell: int, p: Floats) -> tuple[float, int, int, tuple[str, ...]]:
        """Order by strength; of two sides of one difference the one that moved as the company did."""
        measure = int(np.argmin(p))
        whole = self.cube.sums()
        way = np.sign(_moved(self.tests[measure].measure, whole[None])[0])
        own = np.sign(np.nan_to_num(self.tests[measure].z[cell]))
        strength = round(log(max(float(p[measure]) / self.weights[cell], 1e-300)), 1)
        name = self.cells.cells[cell]
        return strength, int(own != way), len(name.keys), (*name.keys, *name.values)

    def _p(self, inside: Bools, among: Bools) -> Floats:
        """Return the p of a group of deals against the others among some, by measure."""
        own, whole = self.cube.sums(inside & among)[None], self.cube.sums(among)[None]
        tests = [contrast(t.measure, own, whole - own, dispersion=self.spread[t.measure]) for t in self.tests]
        return np.array([np.nan_to_num(test.p[0], nan=1.0) for test in tests])

    def _resolved(self, best: int, now: dict[int, Floats]) -> int:
        """Return the cell, or its parent where it adds nothing, or the child through which alone it moved."""
        cell = self.cells.cells[best]
        measure = int(np.argmin(now[best]))
        rows = {self.cells.cells[c]: c for c in now}
        if len(cell.keys) == 2:
            parents = [rows[parent] for parent in cell.parents if parent in rows]
            for parent in sorted(parents, key=lambda c: self._order(c, now[c])):
                inside = self.cube.holds(self.cells.cells[parent]) & self.cube.known(cell.keys)
                if self._p(self.cube.holds(cell), inside)[measure] > ADDS:
                    return parent
            return best
        own = self.cube.holds(cell)
        children = [c for name, c in rows.items() if len(name.keys) == 2 and cell in name.parents]
        for child in sorted(children, key=lambda c: self._order(c, now[c])):
            inside = self.cube.holds(self.cells.cells[child])
            known = self.cube.known(self.cells.cells[child].keys)
            without = self.cube.known(cell.keys) & ~inside
            adds = self._p(inside, own & known)[measure] <= ADDS / 5
            if adds and self._p(own & without, without)[measure] > GONE:
                return child
        return best

    def seat(self, cell: int, measures: tuple[int, ...], rows: Ints) -> Seat:
        """Return a cell with the measures by which it is named (none: all of them, for the table)."""
        inside = self.cube.holds(self.cells.cells[cell])
        sums = self.cells.sums[cell]
        told = measures or tuple(range(len(self.tests)))
        amount = self.cube.brings[:, _AT["cents"]].sum(axis=0)
        own = np.flatnonzero(inside)
        largest = own[np.argsort(-amount[own], kind="stable")][:200]
        return Seat(
            cell=self.cells.cells[cell],
            effects=tuple(self._effect(cell, m) for m in told if np.isfinite(self.tests[m].p[cell])),
            contribution=round(sums[1, _AT["cents"]] - sums[0, _AT["cents"]]),
            deals=int(inside.sum()),
            people=int(self.cells.people[cell]),
            rows=tuple(rows[largest].tolist()),
        )

    def _effect(self, cell: int, at: int) -> Effect:
        test, sums = self.tests[at], self.cells.sums[cell][None]
        rest = self.cells.rests[cell][None]
        own, others = _values(test.measure, sums)[0], _values(test.measure, rest)[0]
        single = np.array([len(c.keys) == 1 for c in self.cells.cells], dtype=bool)
        shrunk = shrink(test.effect, test.error, spread=single & np.isfinite(test.p))
        middle, error, scale = test.effect[cell], test.error[cell], test.scale[cell]
        ends = (middle, middle - Z80 * error, middle + Z80 * error)
        drawn = (shrunk.value[cell], shrunk.low[cell], shrunk.high[cell])
        if test.measure == "size":
            told = [float(np.expm1(one)) for one in (*ends, *drawn)]
        else:
            told = [float(one * scale) for one in (*ends, *drawn)]
        return Effect(
            measure=test.measure,
            before=float(own[0]),
            now=float(own[1]),
            rest_before=float(others[0]),
            rest_now=float(others[1]),
            surplus=told[0],
            low=told[1],
            high=told[2],
            shrunk=told[3],
            shrunk_low=told[4],
            shrunk_high=told[5],
            p=float(test.p[cell]),
            q=float(self.q[at, cell]),
            n=int(test.n[cell]),
        )


def _values(measure: Measure, sums: Floats) -> Floats:
    """Return a measure before and now from sums (cells x spans x stats): cells x spans."""
    top, bottom = {
        "bookings": ("cents", ""),
        "available": ("available", ""),
        "share_decided": ("decided", "available"),
        "win_rate": ("won", "decided"),
        "size": ("cents", "sized"),
    }[measure]
    upper = sums[:, :, _AT[top]]
    if not bottom:
        return upper
    lower = sums[:, :, _AT[bottom]]
    return np.where(lower > 0, upper / np.where(lower > 0, lower, 1.0), np.nan)


def _moved(measure: Measure, sums: Floats) -> Floats:
    values = np.nan_to_num(_values(measure, sums))
    return values[:, 1] - values[:, 0]
