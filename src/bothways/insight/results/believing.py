"""Which posterior each measure has: rates, logs of cycle and size, activity, attainment, people known, discount."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import narwhals as nw
import numpy as np

from bothways.evidence.measures.evidence import evidence_of
from bothways.evidence.measures.intervals import student
from bothways.evidence.views.columns import WON
from bothways.insight.results.loading import Floats, Ints, World, clumping
from bothways.insight.results.making import posterior_figures
from bothways.insight.results.order import Order, means_differ, order_of, rates_differ
from bothways.insight.results.shrinkage import (
    LEVEL,
    Posterior,
    Z,
    log_means,
    shrunk_counts,
    shrunk_means,
    shrunk_rates,
)  # fmt: skip
from bothways.insight.results.standings import Sheet, Standing
from bothways.terms import Figure, Interval

FEWEST_GROUPS = 3
"""From so few groups nothing can be learnt about how much groups differ."""
ORDERED = {
    "win_rate_count": "higher",
    "attainment": "higher",
    "deal_size_median": "larger",
    "cycle_days": "longer",
}
_NEVER_BELOW_NOUGHT = ("attainment", "contacts_per_account", "discount_share")


@dataclass(frozen=True, slots=True, eq=False)
class Believed:
    """The posteriors of a measure on a level: of these keys, and whether they differ more than by chance."""

    keys: tuple[str, ...]
    posterior: Posterior
    own: tuple[bool, ...]
    differ: bool


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """What posteriors are made from: the period's sheet, and the deals won in it by group."""

    world: World
    sheet: Sheet
    by: str
    keys: tuple[str, ...]
    weeks: int

    def figures(self, name: str) -> list[Figure | None]:
        """Return a measure's figures in the order of the keys."""
        return [self.sheet.one(name, self.by, key) for key in self.keys]

    def groups(self) -> Ints:
        """Return the place of each deal's group among the keys; -1 where it is in none."""
        columns = self.world.columns
        place = {key: number for number, key in enumerate(self.keys)}
        own = columns.owner if self.by == "rep" else columns.team
        return np.array([place.get(one, -1) for one in own.tolist()], dtype=np.int64)

    def won(self) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Return which deals were won with a closing day in the period."""
        state, period = self.world.state, self.sheet.period
        inside = (state.close >= period.first_day) & (state.close <= period.last_day)
        return np.asarray(state.exists & (state.meaning == WON) & inside, dtype=bool)


def believe(ground: Ground) -> dict[str, Believed]:
    """Return the posteriors of all measures that have one on a level."""
    found = {}
    for name, make in _MAKERS.items():
        if len(ground.keys) >= FEWEST_GROUPS and (one := make(ground, name)) is not None:
            if name in _NEVER_BELOW_NOUGHT:
                # Credits may take more than was booked: then what is below nought is all there is.
                post = one.posterior
                low = np.where(post.value >= 0, np.maximum(post.low, 0.0), post.low)
                one = replace(one, posterior=replace(post, low=low))
            found[name] = one
    return found


def shrunken(standings: Sequence[Standing], believed: Mapping[str, Mapping[str, Believed]]) -> list[Standing]:
    """Return the standings with what is shrunk; `believed` is by level, then measure."""
    found = []
    for one in standings:
        held = believed.get(one.by, {}).get(one.measure)
        place = held.keys.index(one.key) if held and one.key in held.keys else -1
        if held is None or place < 0 or not held.own[place]:
            found.append(one)
            continue
        shrunk, borrowed = posterior_figures(one.now, held.posterior, place)
        found.append(replace(one, shrunk=shrunk, borrowed=borrowed))
    return found


def conversions(standings: Sequence[Standing], *, sellers: Sequence[str]) -> list[Standing]:
    """Return the standings with each stage's conversion shrunk among those who passed it."""
    groups: dict[tuple[str, str], list[int]] = {}
    for place, one in enumerate(standings):
        owner, _, stage = one.key.partition("|")
        counts = one.by == "team_stage" or (one.by == "rep_stage" and owner in set(sellers))
        if one.measure == "stage_conversion" and counts and owner:
            groups.setdefault((one.by, stage), []).append(place)
    found = list(standings)
    for places in groups.values():
        if len(places) < FEWEST_GROUPS:
            continue
        n = [found[place].now.n or 0 for place in places]
        hits = [round((found[p].now.value or 0) * k) for p, k in zip(places, n, strict=True)]
        posterior = shrunk_rates(hits, n)
        for number, place in enumerate(places):
            shrunk, borrowed = posterior_figures(found[place].now, posterior, number)
            found[place] = replace(found[place], shrunk=shrunk, borrowed=borrowed)
    return found


def orders_of(
    believed: Mapping[str, Mapping[str, Believed]], *, labels: Callable[[str, str], str]
) -> tuple[Order, ...]:
    """Return the partial orders of the measures in which more is a result and not a habit."""
    found = []
    for by, measures in believed.items():
        for name, more_is in ORDERED.items():
            held = measures.get(name)
            kept = [place for place, own in enumerate(held.own) if own] if held else []
            if held is None or len(kept) < 2:
                continue
            post = held.posterior
            part = replace(
                post, value=post.value[kept], low=post.low[kept], high=post.high[kept],
                borrowed=post.borrowed[kept], centre=post.centre[kept], spread=post.spread[kept],
            )  # fmt: skip
            keys = [held.keys[place] for place in kept]
            names = [labels(by, key) for key in keys]
            order = order_of(part, measure=name, by=by, keys=keys, labels=names, differ=held.differ)
            found.append(replace(order, more_is=more_is))
    return tuple(found)


def with_intervals(sheet: Sheet, ground: Ground) -> dict[tuple[str, str, str], Interval]:
    """Return the intervals of attainments: what as many deals of such amounts would give again.

    Wins come by chance (Poisson) and each brings its own amount, so the variance of their sum is the sum of
    their squares.
    """
    won, amounts = ground.won(), np.nan_to_num(ground.world.state.amount)
    found = {}
    levels = [("all", "", np.ones(len(won), dtype=bool))]
    columns = ground.world.columns
    for by, own in (("team", columns.team), ("rep", columns.owner)):
        levels += [
            (by, f.key, np.asarray(own == f.key, dtype=bool)) for f in sheet.each("attainment", by) if f.n
        ]
    for by, key, mine in levels:
        figure, target = sheet.one("attainment", by, key), sheet.one("target", by, key)
        which = won & mine
        if figure is None or figure.value is None or not target or not target.value or which.sum() < 5:
            continue
        half = Z * float(np.sqrt((amounts[which] ** 2).sum())) / float(target.value)
        found["attainment", by, key] = Interval(
            max(figure.value - half, 0.0) if figure.value >= 0 else figure.value - half,
            figure.value + half,
            LEVEL,
            "compound-poisson",
        )
    return found


def _rates(ground: Ground, name: str) -> Believed | None:
    figures = ground.figures(name)
    n = [figure.n or 0 if figure else 0 for figure in figures]
    hits = [round((f.value or 0) * k) if f else 0 for f, k in zip(figures, n, strict=True)]
    if not sum(n):
        return None
    return Believed(ground.keys, shrunk_rates(hits, n), tuple(k > 0 for k in n), rates_differ(hits, n))


def _logs(ground: Ground, name: str) -> Believed | None:
    state = ground.world.state
    values: Floats = (
        state.amount if name == "deal_size_median" else state.close - ground.world.columns.created
    )
    if name == "cycle_days":
        values = np.where(values >= 0, np.maximum(values, 1), np.nan)  # a deal of a day has a log too
    usable = ground.won() & (np.nan_to_num(values) > 0)
    groups = np.where(usable, ground.groups(), -1)
    mean, error = log_means(np.nan_to_num(values), groups, len(ground.keys))
    own = np.isfinite(mean) & np.isfinite(error)
    if own.sum() < 2:
        return None
    shrunk = shrunk_means(np.nan_to_num(mean), error, is_log=True)
    return Believed(ground.keys, shrunk, tuple(own.tolist()), means_differ(mean.tolist(), error.tolist()))


def _counts(ground: Ground, name: str) -> Believed | None:
    figures = ground.figures(name)
    counts = np.array([float(f.value or 0) if f else 0.0 for f in figures])
    if ground.by != "rep" or ground.sheet.done is None or not counts.sum():
        return None
    over = clumping(ground.sheet.done, people=ground.keys, weeks=ground.weeks)
    shrunk = shrunk_counts(counts, np.ones(len(counts)), clumping=over)
    return Believed(ground.keys, shrunk, tuple(True for _ in counts), False)


def _attainment(ground: Ground, name: str) -> Believed | None:
    figures, targets = ground.figures(name), ground.figures("target")
    own = [bool(f and f.value is not None and t and t.value) for f, t in zip(figures, targets, strict=True)]
    won = ground.won()
    squares = np.nan_to_num(ground.world.state.amount)[won] ** 2
    if sum(own) < 2 or not len(squares):
        return None
    value = np.array([float(f.value or 0) if f else 0.0 for f in figures])
    target = np.array(
        [float(t.value or 0) if t and has else 1.0 for t, has in zip(targets, own, strict=True)]
    )
    # The error is that of the wins that a target asks for, at everybody's pace: by own wins, who won little
    # by chance would seem the surest, and draw all the others down.
    groups = ground.groups()[won]
    wins = int(np.asarray(own, dtype=bool)[groups[groups >= 0]].sum())
    expected = max(wins, 1) * target / float(target[own].sum())
    error = np.where(own, np.sqrt(expected * squares.mean()) / target, np.inf)
    differ = means_differ(np.where(own, value, np.nan).tolist(), error.tolist())
    return Believed(ground.keys, shrunk_means(value, error), tuple(own), differ)


def _means(ground: Ground, name: str) -> Believed | None:
    figures = ground.figures(name)
    value = np.array([float(f.value) if f and f.value is not None else np.nan for f in figures])
    error = np.full(len(value), np.inf)
    for place, figure in enumerate(figures):
        if figure and figure.interval and (figure.n or 0) >= 2:
            half = (figure.interval.high - figure.interval.low) / 2
            error[place] = half / student((figure.n or 2) - 1)
    # A mean of two that are alike has no error of its own: it is not surer than the others are.
    known = error[np.isfinite(error) & (error > 0)]
    error = np.where(error == 0, np.median(known) if known.size else np.inf, error)
    own = np.isfinite(error) & np.isfinite(value)
    if own.sum() < 2:
        return None
    return Believed(ground.keys, shrunk_means(np.nan_to_num(value), error), tuple(own.tolist()), False)


def _discount(ground: Ground, name: str) -> Believed | None:
    sheet = ground.sheet
    if sheet.one(name) is None:
        return None
    evidence = evidence_of(ground.world.snapshot, period=sheet.period, as_of=sheet.as_of)
    lines = evidence.facts("lines").filter(nw.col("priced"))
    got = evidence.frames.arrays(lines.select(ground.by, "discount", "list"))
    place = {key: number for number, key in enumerate(ground.keys)}
    groups = np.array([place.get(one, -1) for one in np.ma.getdata(got[ground.by]).tolist()], dtype=np.int64)
    given, listed = (np.ma.getdata(got[one]).astype(float) for one in ("discount", "list"))
    return _ratio(ground.keys, groups, given, listed)


def _ratio(keys: tuple[str, ...], groups: Ints, part: Floats, whole: Floats) -> Believed | None:
    """Return the posteriors of ratios of sums, line by line; the spread within groups is pooled."""
    kept = (groups >= 0) & (whole > 0)
    groups, part, whole = groups[kept], part[kept], whole[kept]
    count = len(keys)
    sums, lines = np.bincount(groups, weights=whole, minlength=count), np.bincount(groups, minlength=count)
    own = lines > 0
    free = len(groups) - int(own.sum())
    if own.sum() < 2 or free < 1:
        return None
    ratio = np.bincount(groups, weights=part, minlength=count) / np.maximum(sums, 1)
    squares = np.bincount(groups, weights=whole**2, minlength=count)
    within = float(((part - ratio[groups] * whole) ** 2).sum() / (whole**2).sum()) * len(groups) / free
    error = np.where(own, np.sqrt(within * squares) / np.maximum(sums, 1), np.inf)
    error = np.maximum(error, 1e-6)
    return Believed(keys, shrunk_means(ratio, error), tuple(own.tolist()), False)


_MAKERS: Mapping[str, Callable[[Ground, str], Believed | None]] = {
    "win_rate_count": _rates,
    "cycle_days": _logs,
    "deal_size_median": _logs,
    "activities": _counts,
    "meetings": _counts,
    "calls": _counts,
    "people_met": _counts,
    "attainment": _attainment,
    "contacts_per_account": _means,
    "discount_share": _discount,
}
