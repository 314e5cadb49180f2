"""Responses from many units over many periods: each compared with its own past, and drawn towards all together.

METHOD: docs/method/budget.md, “Response from data”.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from bothways.budget.assumption import Assumption, Kind, Strength
from bothways.budget.response.doubt import Response
from bothways.budget.response.mixture import Mixture
from bothways.budget.response.selection import beyond, check_selection, measured_response, not_random
from bothways.terms import Refusal

__all__ = ["METHOD", "PanelFit", "fit_panel"]

METHOD = "measured-response/1"
Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
SHAPES: Final = (0.6, 0.8, 1.0, 1.3, 1.7, 2.2, 3.0)
HALFWAY: Final = (0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0)
"""Efforts at which half of all there is to win is won, as multiples of the middle effort that was given."""
APART: Final = (0.0, 0.25, 0.5, 1.0, 1.5, 2.5)
"""How far units' lifts lie apart, as multiples of the typical lift."""
_UNITS, _ROWS, _FREEDOM = 3, 3, 20
_OWN: Final = 4.0
_KEPT: Final = 1e-4
_FINE: Final = 9


@dataclass(frozen=True, slots=True, eq=False)
class PanelFit:
    """What a panel says.

    typical: the response of all together; unseen: of one more unit of their kind; of: by unit. raw and own: the
    elasticity at the mean effort across all rows, and within units; follows: how far effort goes with the result of the
    period before, within units; rows and units: how many were used; dropped: units that could not be, and why.
    """

    typical: Response
    unseen: Response
    of: dict[str, Response]
    raw: float
    own: float
    follows: float | None
    rows: int
    units: int
    dropped: dict[str, str]
    method: str = METHOD

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {
            "typical": self.typical.as_dict(),
            "unseen": self.unseen.as_dict(),
            "of": {name: one.as_dict() for name, one in self.of.items()},
            "raw": self.raw,
            "own": self.own,
            "follows": self.follows,
            "rows": self.rows,
            "units": self.units,
            "dropped": self.dropped,
            "method": self.method,
        }


@dataclass(frozen=True, slots=True, eq=False)
class _Table:
    """Rows sorted by unit, in the order of their periods: unit's number, effort, result as a share of its unit's mean."""

    names: tuple[str, ...]
    unit: Whole
    period: Whole | None
    effort: Floats
    share: Floats
    level: Floats
    dropped: dict[str, str]

    @property
    def counts(self) -> Floats:
        return np.bincount(self.unit, minlength=len(self.names)).astype(float)

    def mean(self, values: Floats) -> Floats:
        """Return each unit's mean of the values; a row of values gives a row of means."""
        starts = np.flatnonzero(np.r_[True, np.diff(self.unit) > 0])
        return np.asarray(np.add.reduceat(values, starts, axis=-1) / self.counts)

    def within(self, values: Floats) -> Floats:
        """Return the values less their unit's mean and, where periods are told, less what all share in a period."""
        if self.period is None:
            return np.asarray(values - self.mean(values)[..., self.unit])
        order = np.argsort(self.period, kind="stable")
        starts = np.flatnonzero(np.r_[True, np.diff(self.period[order]) > 0])
        many = np.bincount(self.period).astype(float)
        many = many[many > 0]
        place = np.searchsorted(np.unique(self.period), self.period)
        left = values - self.mean(values)[..., self.unit]
        for _ in range(8):
            shared = np.add.reduceat(left[..., order], starts, axis=-1) / many
            left = left - shared[..., place]
            left = left - self.mean(left)[..., self.unit]
        return np.asarray(left)


def fit_panel(
    units: Sequence[str],
    *,
    efforts: Sequence[float] | Floats,
    results: Sequence[float] | Floats,
    periods: Sequence[int] | Whole | None = None,
    references: dict[str, float] | None = None,
    selection: tuple[float, float] = (0.0, 0.0),
    name: str = "effort",
) -> PanelFit:
    """Return the responses that rows of unit, effort and result bear out; rows of one unit stand in order of time.

    periods: numbers of the periods; with them, what all units share in a period is taken for no effect. references: the
    effort at x = 1, by unit, else each unit's mean. selection: the share of the lift, from … to, to be taken for selection.

    Errors: `Refusal` "panel" (columns, numbers), "few-units", "few-rows", "effort-steady" (nothing was tried),
    "no-lift" (more effort did not go with more result), "selection".

    >>> chance = np.random.default_rng(1)
    >>> units, efforts = np.repeat([f"T{n}" for n in range(20)], 12), chance.uniform(0, 4, 240)
    >>> fit = fit_panel(list(units), efforts=efforts, results=5 + 5 * efforts / (2 + efforts))
    >>> round(fit.typical.curve.elasticity(), 1)
    0.2
    """
    check_selection(selection)
    table = _table(units, efforts=efforts, results=results, periods=periods)
    positive = table.effort[table.effort > 0]
    if len(positive) == 0 or float(np.ptp(table.within(table.effort))) < 1e-9:
        raise Refusal(
            "effort-steady",
            "Each unit got the same effort all the time: what more or less would bring was never tried.",
            hint="Ask people what they expect, or change the effort of some for a quarter.",
        )
    shapes, halves = np.array(SHAPES), np.array(HALFWAY) * float(np.median(positive))
    c, halfway, reached, found = _weighed(table, shapes=shapes, halves=halves)
    # Where rows are many, all weight lies between two places of the first grid: a finer one is laid over what is left.
    shapes, halves = _finer(c[found.shape], shapes), _finer(halfway[found.shape], halves)
    c, halfway, reached, found = _weighed(table, shapes=shapes, halves=halves)
    at = found.weight.argmax()
    own, raw = _elasticities(table, reached, c=c, halfway=halfway, best=int(found.shape[at]))
    follows = _follows(table)
    if not own > 0 or float(found.weight @ found.typical) <= 0:
        raise Refusal(
            "no-lift",
            "Within units, more effort did not go with more result: no response can be read from these rows.",
            hint="Ask people what they expect, or take a published range; and look whether effort goes where it burns.",
            data={"own": own, "raw": raw},
        )
    grounds = _grounds(name, table, selection=selection, raw=raw, own=own, follows=follows)
    base = table.mean(reached)
    freedom = max(float(len(table.share) - 2 * len(table.names)), 4.0)

    def respond(title: str, lift: Floats, width: Floats, low: Floats, reference: float) -> Response:
        d = (halfway / reference) ** c
        held = Mixture(
            found.weight, c[found.shape], d[found.shape], low[found.shape], lift, width, freedom, selection
        )
        return measured_response(title, mixture=held, assumptions=grounds)

    every = float(table.effort.mean())
    whole = reached.mean(axis=1)
    mean = table.mean(table.effort)
    told = references or {}
    of = {
        unit: respond(
            f"{name}: {unit}",
            found.lift[:, n],
            found.width[:, n],
            base[:, n],
            _reference(unit, told.get(unit, float(mean[n]) or every)),
        )
        for n, unit in enumerate(table.names)
    }
    typical = respond(f"{name}: all together", found.typical, found.typical_width, whole, every)
    wider = np.sqrt(found.typical_width**2 + found.apart**2)
    unseen = respond(f"{name}: one more", found.typical, wider, whole, every)
    return PanelFit(typical, unseen, of, raw, own, follows, len(table.share), len(table.names), table.dropped)


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """For each shape and spread that is kept: its weight, and the lifts of all together and of each unit."""

    weight: Floats
    shape: Whole
    apart: Floats
    typical: Floats
    typical_width: Floats
    lift: Floats
    width: Floats


def _posterior(table: _Table, reached: Floats) -> _Found:
    """Weigh shapes and spreads by how well they foretell the rows, lifts integrated out in closed form.

    A lift is measured in standard deviations of its own h while it is weighed: else a shape that hardly bends in the range
    that was tried, whose lift is large, would be held likelier for that alone.
    """
    share = table.within(table.share)
    h = table.within(reached)
    scale = np.sqrt(np.mean(h**2, axis=1))
    h = h / scale[:, None]
    counts = table.counts
    inner = table.mean(h * h) * counts
    cross = table.mean(h * share) * counts
    total = table.mean(share * share) * counts
    slope = cross / np.maximum(inner, 1e-12)
    left = np.maximum(total - cross * slope, 0.0)
    # Each unit's noise, from the shape that leaves least, drawn towards all: a dozen rows say little of a variance.
    best = left[left.sum(axis=1).argmin()]
    freedom = np.maximum(counts - 2, 1.0)
    common = max(float(best.sum() / freedom.sum()), 1e-10)
    noise = (best + _OWN * common) / (freedom + _OWN)
    doubt = noise / np.maximum(inner, 1e-12)
    level = _levels(
        slope, doubt=doubt, base=(table.mean(reached) - reached.mean(axis=1)[:, None]) / scale[:, None]
    )
    slope, doubt = slope * level, doubt * level**2
    precise = 1 / np.maximum(doubt, 1e-12)
    middle = (precise * slope).sum(axis=1) / precise.sum(axis=1)
    size = np.hypot(middle, 1 / np.sqrt(precise.sum(axis=1)))
    apart = size[:, None] * np.array(APART)
    spread = doubt[:, None, :] + apart[:, :, None] ** 2
    sure = (1 / spread).sum(axis=2)
    typical = (slope[:, None, :] / spread).sum(axis=2) / sure
    off = slope[:, None, :] - typical[:, :, None]
    fit = (
        -0.5 * (left / noise).sum(axis=1)[:, None]
        + 0.5 * np.log(doubt).sum(axis=1)[:, None]
        - 0.5 * (np.log(spread) + off**2 / spread).sum(axis=2)
        - 0.5 * np.log(sure)
    )
    weight = np.exp(fit - fit.max()).ravel()
    kept = np.flatnonzero(weight > _KEPT)
    shape, width = np.divmod(kept, len(APART))
    at = (shape, width)
    pull = apart[at][:, None] ** 2 / spread[at]
    lift = typical[at][:, None] + pull * off[at]
    # What is known of one: its own rows and all others', plus how far all together are known, as far as it leans on them.
    alone = pull * doubt[shape] + (1 - pull) ** 2 / sure[at][:, None]
    unit = scale[shape]
    return _Found(
        weight[kept] / weight[kept].sum(),
        shape,
        apart[at] / unit,
        typical[at] / unit,
        1 / np.sqrt(sure[at]) / unit,
        lift / level[shape] / unit[:, None],
        np.sqrt(alone) / level[shape] / unit[:, None],
    )


def _levels(slope: Floats, *, doubt: Floats, base: Floats) -> Floats:
    """Return each unit's mean result beside what it would be at the mean effort of all, if its lift were the typical one.

    A lift is told as a share of the unit's own mean result, and who gets much effort has a higher mean: the same response
    would show as a smaller lift, and be drawn away from the truth.
    """
    level = np.ones_like(slope)
    for _ in range(4):
        precise = 1 / np.maximum(doubt * level**2, 1e-12)
        typical = (precise * slope * level).sum(axis=1) / precise.sum(axis=1)
        level = np.clip(1 + typical[:, None] * base, 0.2, 5.0)
    return np.asarray(level)


def _table(units: Sequence[str], *, efforts: Any, results: Any, periods: Any) -> _Table:
    who = np.asarray(list(units), dtype=object)
    effort, result = np.asarray(efforts, float), np.asarray(results, float)
    when = None if periods is None else np.asarray(periods, np.int64)
    if (
        not (len(who) == len(effort) == len(result) and (when is None or len(when) == len(who)))
        or effort.ndim != 1
    ):
        raise Refusal("panel", "Units, efforts and results are columns of one length.")
    if not (np.all(np.isfinite(effort)) and np.all(np.isfinite(result)) and np.all(effort >= 0)):
        raise Refusal(
            "panel",
            "Efforts are numbers of at least 0, and results are numbers.",
            hint="Leave out rows without one.",
        )
    dropped: dict[str, str] = {}
    keep = np.zeros(len(who), bool)
    names: list[str] = []
    levels: list[float] = []
    numbers = np.zeros(len(who), np.int64)
    for name in sorted({str(one) for one in who}):
        mine = who == name
        if mine.sum() < _ROWS:
            dropped[name] = f"fewer than {_ROWS} rows"
        elif result[mine].mean() <= 0:
            dropped[name] = "no result on average"
        else:
            keep |= mine
            numbers[mine] = len(names)
            names.append(name)
            levels.append(float(result[mine].mean()))
    if len(names) < _UNITS:
        raise Refusal(
            "few-units",
            f"{len(names)} units have rows enough; curves are drawn towards each other from {_UNITS} on.",
            hint="Take one unit's periods as a series, or ask people.",
            data={"dropped": dropped},
        )
    rows = np.flatnonzero(keep)
    rows = rows[np.lexsort((rows if when is None else when[rows], numbers[rows]))]
    if len(rows) - 2 * len(names) < _FREEDOM:
        raise Refusal(
            "few-rows",
            f"{len(rows)} rows of {len(names)} units leave nothing to tell an effect from chance by.",
            hint="Bring more periods, or ask people what they expect.",
        )
    unit, level = numbers[rows], np.array(levels)
    return _Table(
        tuple(names), unit, None if when is None else when[rows], effort[rows], result[rows] / level[unit], level, dropped
    )  # fmt: skip


def _reached(effort: Floats, *, c: Any, halfway: Any) -> Floats:
    raised = np.power(effort, c)
    return np.asarray(raised / (np.power(halfway, c) + raised))


def _weighed(table: _Table, *, shapes: Floats, halves: Floats) -> tuple[Floats, Floats, Floats, _Found]:
    c, halfway = (one.ravel() for one in np.meshgrid(shapes, halves, indexing="ij"))
    reached = _reached(table.effort[None, :], c=c[:, None], halfway=halfway[:, None])
    return c, halfway, reached, _posterior(table, reached)


def _finer(kept: Floats, grid: Floats) -> Floats:
    """Return places from one before the least that is kept to one after the largest, even in their logarithms."""
    low = grid[max(int(np.searchsorted(grid, kept.min() * (1 - 1e-9))) - 1, 0)]
    high = grid[min(int(np.searchsorted(grid, kept.max() * (1 - 1e-9))) + 1, len(grid) - 1)]
    return np.asarray(np.geomspace(low, high, _FINE))


def _elasticities(
    table: _Table, reached: Floats, *, c: Floats, halfway: Floats, best: int
) -> tuple[float, float]:
    """Return the elasticity at the mean effort: each unit against its own past, and all rows against each other.

    Across all rows the shape is the one that fits them best: it is what a plain table of means by effort would show.
    """
    inside, share = table.within(reached[best]), table.within(table.share)
    result = table.share * table.level[table.unit]
    result = result / result.mean() - 1
    across = reached - reached.mean(axis=1)[:, None]
    slopes = (across @ result) / np.maximum((across**2).sum(axis=1), 1e-12)
    fits = slopes * (across @ result)
    widest = int(fits.argmax())
    found = [(best, float(inside @ share / (inside @ inside))), (widest, float(slopes[widest]))]
    mean = np.array([float(table.effort.mean())])
    elasticities = []
    for at, slope in found:
        there = float(_reached(mean, c=c[at], halfway=halfway[at])[0])
        rise = slope * c[at] * there * (1 - there)
        elasticities.append(float(rise / max(1 + slope * (there - float(reached[at].mean())), 1e-9)))
    return elasticities[0], elasticities[1]


def _follows(table: _Table) -> float | None:
    """Return how far effort goes with the result of the period before, within units."""
    same = table.unit[1:] == table.unit[:-1]
    effort, share = table.within(table.effort)[1:][same], table.within(table.share)[:-1][same]
    if len(effort) < 3 or effort.std() == 0 or share.std() == 0:
        return None
    return float(np.corrcoef(effort, share)[0, 1])


def _reference(unit: str, value: float) -> float:
    if not (np.isfinite(value) and value > 0):
        raise Refusal("panel", f"The effort of reference of “{unit}” is no number above 0.")
    return float(value)


def _grounds(
    name: str, table: _Table, *, selection: tuple[float, float], raw: float, own: float, follows: float | None
) -> tuple[Assumption, ...]:
    low, high = float(np.quantile(table.effort, 0.05)), float(np.quantile(table.effort, 0.95))
    rows, units = len(table.share), len(table.names)
    return (
        Assumption(
            name=f"{name}: response",
            statement=f"Measured from {rows:,} rows of {units:,} units, each beside its own past and drawn towards all.",
            kind=Kind.MEASURED,
            source=f"{rows:,} rows of unit, effort and result",
            strength=Strength.FAIR if rows >= 200 and units >= 10 else Strength.WEAK,
            would_change="More periods, or a trial in which effort is given by lot.",
        ),
        not_random(name, selection=selection, raw=raw, own=own, follows=follows),
        beyond(name, low=low, high=high),
    )
