"""Responses from one series or one table: several efforts at once, what else moved, and what carries over.

METHOD: docs/method/budget.md, “One series, or one table”.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from bothways.budget.assumption import Assumption, Kind, Strength
from bothways.budget.response.doubt import Response
from bothways.budget.response.mixture import Mixture
from bothways.budget.response.selection import beyond, check_selection, measured_response, not_random
from bothways.terms import Refusal

__all__ = ["METHOD", "EffortFit", "SeriesFit", "fit_series"]

METHOD = "measured-series/1"
Floats = NDArray[np.float64]
Triple = tuple[float, float, float]
_FREEDOM: Final = 12
_TRIED, _BURNT, _WALKED, _EACH = 400, 2000, 8000, 8
_MIDDLE: Final = (0.15, math.log(2.0), -0.4)
_WIDE: Final = (0.25, 1.0, 1.2)
"""Before the data: log c, log of the half-way effort over the middle one, logit of what carries over."""


@dataclass(frozen=True, slots=True, eq=False)
class EffortFit:
    """What the rows say of one effort. Triples are low, middle and high of a range, of 80 % if nothing else is told.

    total: result that would not have come without it, over all rows; carries: the share of its stock that stays to the
    next period; rises: the chance that more of it brings more; response: of steady effort, once it has built up.
    """

    response: Response
    total: Triple
    carries: Triple | None
    rises: float

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {
            "response": self.response.as_dict(),
            "total": list(self.total),
            "carries": None if self.carries is None else list(self.carries),
            "rises": self.rises,
        }


@dataclass(frozen=True, slots=True, eq=False)
class SeriesFit:
    """of: by effort; rows: how many; explained: R²; leftover: how far what is not explained goes on to the next row."""

    of: dict[str, EffortFit]
    rows: int
    explained: float
    leftover: float | None
    method: str = METHOD

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {
            "of": {name: one.as_dict() for name, one in self.of.items()},
            "rows": self.rows,
            "explained": self.explained,
            "leftover": self.leftover,
            "method": self.method,
        }


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    result: Floats
    efforts: Floats
    middles: Floats
    others: Floats
    carry: bool

    def stock(self, at: int, place: Floats) -> Floats:
        """Return what works in each row: the effort of its own period and, where it carries over, of those before."""
        if not self.carry:
            return np.asarray(self.efforts[at])
        from scipy.signal import lfilter  # noqa: PLC0415  scipy takes its time to load

        stays = 1 / (1 + math.exp(-place[2]))
        return np.asarray(lfilter([1 - stays], [1, -stays], self.efforts[at]))

    def reached(self, at: int, place: Floats) -> Floats:
        raised = np.power(self.stock(at, place), math.exp(place[0]))
        return np.asarray(
            raised
            / (self.middles[at] ** math.exp(place[0]) * math.exp(place[1] * math.exp(place[0])) + raised)
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Solved:
    """Least squares at one place: how likely the place is, and for each effort its lift, width and mean of h."""

    likely: float
    lift: Floats
    width: Floats
    base: Floats
    left: Floats


def fit_series(
    results: Sequence[float] | Floats,
    *,
    efforts: Mapping[str, Sequence[float] | Floats],
    others: Mapping[str, Sequence[float] | Floats] | None = None,
    carries_over: bool = False,
    in_order: bool = True,
    references: Mapping[str, float] | None = None,
    selection: tuple[float, float] = (0.0, 0.0),
    level: float = 0.8,
    seed: int = 1,
) -> SeriesFit:
    """Return the response of each effort, all fitted at once: result = level + others + a curve of each effort + chance.

    others: what else moves the result (trend, season, potential), each a column that is taken to work in a straight line.
    carries_over: rows are periods of equal length in order, and effort works on in later ones. in_order=False: rows are
    territories, or of no order. references: the effort at x = 1, else its mean. level: of the
    ranges. seed: of the walk over shapes.

    Errors: `Refusal` "series" (columns, numbers), "few-rows", "effort-steady", "no-lift", "selection".

    >>> x = np.random.default_rng(1).uniform(0, 4, 60)
    >>> fit = fit_series(5 + 5 * x / (2 + x), efforts={"calls": x})
    >>> round(fit.of["calls"].total[1] / float((5 * x / (2 + x)).sum()), 1)
    1.0
    """
    check_selection(selection)
    rows = _rows(results, efforts=efforts, others=others or {}, carry=carries_over)
    chance = np.random.default_rng(seed)
    walked, solved = _walk(rows, chance)
    best = solved[int(np.argmax([one.likely for one in solved]))]
    mean = float(rows.result.mean())
    spread = float(((rows.result - mean) ** 2).sum())
    leftover = _leftover(best.left) if in_order else None
    freedom = float(len(rows.result) - rows.others.shape[1] - len(efforts))
    of = {}
    for at, name in enumerate(efforts):
        told = float((references or {}).get(name, rows.efforts[at].mean()))
        if not (math.isfinite(told) and told > 0):
            raise Refusal("series", f"The effort of reference of “{name}” is no number above 0.")
        mixture = _mixture(
            rows, walked[:, at], solved, at=at, reference=told, freedom=freedom, selection=selection
        )
        if mixture.rises < 0.5:
            raise Refusal(
                "no-lift",
                f"More of “{name}” did not go with more result in these {len(rows.result)} rows.",
                hint="Ask people what they expect, or take a published range.",
                data={"effort": name, "rises": mixture.rises},
            )
        grounds = _grounds(
            name,
            rows.efforts[at],
            mixture=mixture,
            selection=selection,
            leftover=leftover,
            others=others or {},
        )
        response = measured_response(name, mixture=mixture, assumptions=grounds)
        total = _triple(mixture.parts(chance, count=4000) * float(rows.result.sum()), level)
        stays = 1 / (1 + np.exp(-walked[:, at, 2]))
        of[name] = EffortFit(response, total, _triple(stays, level) if carries_over else None, mixture.rises)
    return SeriesFit(of, len(rows.result), 1 - float((best.left**2).sum()) / spread, leftover)


def _rows(results: Any, *, efforts: Mapping[str, Any], others: Mapping[str, Any], carry: bool) -> _Rows:
    result = np.asarray(results, float)
    if not efforts:
        raise Refusal("series", "No effort is named.")
    columns = {name: np.asarray(values, float) for name, values in [*efforts.items(), *others.items()]}
    for name, values in columns.items():
        if values.shape != result.shape or not np.all(np.isfinite(values)):
            raise Refusal("series", f"“{name}” is no column of numbers as long as the results.")
    if result.ndim != 1 or not np.all(np.isfinite(result)) or not result.mean() > 0:
        raise Refusal("series", "Results are a column of numbers, above 0 on average.")
    needed = 1 + len(others) + len(efforts) * (4 if carry else 3) + _FREEDOM
    if len(result) < needed:
        raise Refusal(
            "few-rows",
            f"{len(result)} rows say too little of {len(efforts)} effort{'s' if len(efforts) > 1 else ''} beside "
            f"{len(others)} other things: {needed} are the least.",
            hint="Bring more periods, or leave out what matters least.",
            data={"rows": len(result), "needed": needed},
        )
    for name in efforts:
        values = columns[name]
        if np.any(values < 0):
            raise Refusal("series", f"“{name}” is below 0 somewhere: an effort is at least 0.")
        if float(np.ptp(values)) <= 1e-9 * max(float(values.max()), 1e-9):
            raise Refusal(
                "effort-steady",
                f"“{name}” was the same all the time: what more or less would bring was never tried.",
                hint="Ask people what they expect, or change it for a quarter.",
                data={"effort": name},
            )
    scaled = [np.ones_like(result)]
    for name in others:
        values = columns[name] - columns[name].mean()
        if float(np.abs(values).max()) > 0:
            scaled.append(values / np.abs(values).max())
    table = np.array([columns[name] for name in efforts])
    middles = np.array([float(np.median(values[values > 0])) for values in table])
    return _Rows(result, table, middles, np.array(scaled).T, carry)


def _walk(rows: _Rows, chance: np.random.Generator) -> tuple[Floats, list[_Solved]]:
    """Return places of all shapes at once, as likely as the rows make them, with least squares at each.

    A walk (Metropolis) over shapes only, since all that is linear is solved in closed form; it starts at the best of some
    hundred places, and sets its stride while it warms up.
    """
    size = (len(rows.efforts), 3)
    wide = np.array(_WIDE)
    tries = np.array(_MIDDLE) + wide * chance.standard_normal((_TRIED, *size))
    found = [_solve(rows, place) for place in tries]
    at = int(np.argmax([one.likely for one in found]))
    place, here = tries[at], found[at]
    stride, taken = 0.5, 0
    places, solved = [], []
    for turn in range(_BURNT + _WALKED):
        # One effort's shape at a time, in turn: a step of all at once is seldom taken where there are several.
        moved = (np.arange(size[0]) == turn % size[0])[:, None]
        step = place + stride * wide * moved * chance.standard_normal(size)
        there = _solve(rows, step)
        taken_now = math.log(max(chance.random(), 1e-300)) < there.likely - here.likely
        if taken_now:
            place, here = step, there
        if turn < _BURNT:
            taken += taken_now
            if turn % 50 == 49:
                stride = float(np.clip(stride * math.exp(taken / 50 - 0.28), 0.01, 2.0))
                taken = 0
        elif turn % _EACH == 0:
            places.append(place)
            solved.append(here)
    return np.array(places), solved


def _solve(rows: _Rows, place: Floats) -> _Solved:
    many = len(rows.efforts)
    h = np.array([rows.reached(at, place[at]) for at in range(many)])
    base, scale = h.mean(axis=1), np.maximum(h.std(axis=1), 1e-9)
    table = np.column_stack([rows.others, ((h - base[:, None]) / scale[:, None]).T])
    inner = table.T @ table
    # A hair of ridge, so that a shape under which two columns are the same is unlikely and no error.
    inner[np.diag_indices_from(inner)] += 1e-9 * len(rows.result)
    inverse = np.linalg.inv(inner)
    slopes = inverse @ (table.T @ rows.result)
    left = rows.result - table @ slopes
    free = len(rows.result) - table.shape[1]
    noise = max(float(left @ left), 1e-12 * float(rows.result @ rows.result)) / free
    lift, width = slopes[-many:], np.sqrt(noise * np.diag(inverse)[-many:])
    # More effort is taken to bring something, however little: the chance of it belongs to the weight of a shape.
    rises = np.log(1 / (1 + np.exp(-1.702 * np.clip(lift / width, -30, 30))))
    before = -0.5 * float((((place - np.array(_MIDDLE)) / np.array(_WIDE)) ** 2).sum())
    likely = (
        -0.5 * free * math.log(noise) - 0.5 * float(np.linalg.slogdet(inner)[1]) + float(rises.sum()) + before
    )
    return _Solved(likely, lift / scale, width / scale, base, left)


def _mixture(
    rows: _Rows,
    places: Floats,
    solved: Sequence[_Solved],
    *,
    at: int,
    reference: float,
    freedom: float,
    selection: tuple[float, float],
) -> Mixture:
    c = np.exp(places[:, 0])
    mean = float(rows.result.mean())
    return Mixture(
        np.full(len(c), 1 / len(c)),
        c,
        (rows.middles[at] * np.exp(places[:, 1]) / reference) ** c,
        np.array([one.base[at] for one in solved]),
        np.array([one.lift[at] for one in solved]) / mean,
        np.array([one.width[at] for one in solved]) / mean,
        freedom,
        selection,
    )


def _leftover(left: Floats) -> float:
    return float(left[1:] @ left[:-1] / max(float(left @ left), 1e-300))


def _triple(values: Floats, level: float) -> Triple:
    low, middle, high = (float(one) for one in np.quantile(values, [(1 - level) / 2, 0.5, (1 + level) / 2]))
    return low, middle, high


def _grounds(
    name: str,
    effort: Floats,
    *,
    mixture: Mixture,
    selection: tuple[float, float],
    leftover: float | None,
    others: Mapping[str, Any],
) -> tuple[Assumption, ...]:
    rows = len(effort)
    beside = f"with {', '.join(others)} held apart" if others else "with nothing else held apart"
    low, high = (float(one) for one in np.quantile(effort, [0.05, 0.95]))
    grounds = [
        Assumption(
            name=f"{name}: response",
            statement=f"Measured from {rows} rows, {beside}.",
            kind=Kind.MEASURED,
            source=f"{rows} rows of effort and result",
            strength=Strength.FAIR if mixture.rises >= 0.95 and rows >= 50 else Strength.WEAK,
            would_change="More rows, or a trial in which the effort is changed by lot.",
        ),
        not_random(name, selection=selection, raw=None, own=0.0, follows=None),
        beyond(name, low=low, high=high),
    ]
    if leftover is not None and leftover > 0.3:
        grounds.append(
            Assumption(
                name=f"{name}: what is left over",
                statement=f"What is not explained goes on from row to row (r = {leftover:.2f}): the ranges are too narrow.",
                kind=Kind.MEASURED,
                source=f"{rows} rows of effort and result",
                strength=Strength.WEAK,
                value=leftover,
                would_change="A column for what else moved: trend, season, price, another effort.",
            )
        )
    return tuple(grounds)
