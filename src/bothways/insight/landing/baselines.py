"""What simpler ways of reckoning would say, and how far they were off before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bothways.insight.landing.book import OPEN, WON, Book
from bothways.insight.landing.outlook import Booked

Floats = npt.NDArray[np.float64]
_YEAR, _QUARTER = 365, 91
_SHRINK = 5.0


@dataclass(frozen=True, slots=True)
class Baseline:
    """What a simple way says now (cents, NaN: it can't), and its past: mean size of the error by what came, of `n` windows.

    `leans`: the median of what it said by what came; above 1 it says too much.
    """

    value: float
    error: float = float("nan")
    leans: float = float("nan")
    n: int = 0
    why: str = ""


def stage_weighted(book: Book, booked: Booked, *, day: int, until: int) -> float:
    """Return the pipeline that is expected to close by `until`, each amount times the probability of its stage.

    The CRM's own probability; where there is none, how often deals that had been in the stage were won.
    A deal without an expected day counts whole: so does the report that managers know.
    """
    row = np.flatnonzero(book.open_at(day))
    expected = book.closes_at(day)[row]
    row = row[~(expected > until)]
    stage = book.stage_at(day)[row]
    chance = _conversion_of_stages(book, day)[stage]
    if len(book.stage_chance):
        known = book.stage_chance[stage]
        chance = np.where(np.isnan(known), chance, known)
    if day == book.today and len(book.chance):
        chance = np.where(np.isnan(book.chance[row]), chance, book.chance[row])
    return float(_amounts(book, booked, day)[row] @ chance)


def conversion(book: Book, booked: Booked, *, day: int, until: int) -> tuple[float, str]:
    """Return the open amount times what a year earlier (else a quarter) came by the open amount of that day; and when."""
    for back, name in ((_YEAR, "a year"), (_QUARTER, "a quarter")):
        then = day - back
        if then < book.first or then + (until - day) > day:
            continue
        was = float(_amounts(book, booked, then)[book.open_at(then)].sum())
        if was > 0:
            came = book.won_between(then, then + until - day)
            return float(_amounts(book, booked, day)[book.open_at(day)].sum()) * came / was, name
    return float("nan"), ""


def committed(book: Book, booked: Booked, *, day: int, until: int) -> float:
    """Return the amount that the reps commit to by `until`; NaN where no deal has a forecast category, or on a past day."""
    if day != book.today or not book.commit.any():
        return float("nan")
    mine = book.open_at(day) & book.commit & ~(book.closes_at(day) > until)
    return float(_amounts(book, booked, day)[mine].sum())


def baselines(
    book: Book, booked: Booked, *, day: int, until: int, origins: list[int]
) -> Mapping[str, Baseline]:
    """Return each baseline with its own past error over the origins: days whose windows of the same length have ended."""
    span = until - day
    came = np.array([book.won_between(one, one + span) for one in origins])
    past = {
        "stage_weighted": [stage_weighted(book, booked, day=one, until=one + span) for one in origins],
        "conversion": [conversion(book, booked, day=one, until=one + span)[0] for one in origins],
    }
    last, when = conversion(book, booked, day=day, until=until)
    now = {
        "stage_weighted": (stage_weighted(book, booked, day=day, until=until), ""),
        "conversion": (last, when or "The data don't reach back a quarter before the window."),
        "commit": (
            committed(book, booked, day=day, until=until),
            "The export doesn't keep what was committed on past days: import each period, and its error will be known.",
        ),
    }
    return {
        name: _with_past(value, np.array(past.get(name, [np.nan] * len(origins))), came, why)
        for name, (value, why) in now.items()
    }


def mean_error(said: Floats, came: Floats) -> tuple[float, float, int]:
    """Return the mean size of the error by what came, the median of said by came, and of how many.

    >>> round(mean_error(np.array([8.0, 12.0]), np.array([10.0, 10.0]))[0], 3)
    0.2
    """
    known = ~np.isnan(said) & (came > 0)
    if not known.any():
        return float("nan"), float("nan"), 0
    ratio = said[known] / came[known]
    return float(np.abs(ratio - 1).mean()), float(np.median(ratio)), int(known.sum())


def _with_past(value: float, said: Floats, came: Floats, why: str) -> Baseline:
    error, leans, n = mean_error(said, came)
    return Baseline(value, error, leans, n, why)


def _amounts(book: Book, booked: Booked, day: int) -> Floats:
    """Return the amounts of a day, unknown ones by the mean of what their group had won by then."""
    amount = book.amounts_at(day)
    known = booked.ended <= day
    if not known.any():
        return np.nan_to_num(amount)
    group, final = book.group[booked.row[known]], booked.final[known]
    size = int(book.group.max()) + 1
    n = np.bincount(group, minlength=size)
    mean = (np.bincount(group, final, minlength=size) + _SHRINK * final.mean()) / (n + _SHRINK)
    return np.where(np.isnan(amount), mean[book.group], amount)


def _conversion_of_stages(book: Book, day: int) -> Floats:
    """Return how often deals that had been in each stage, and were closed by a day, were won."""
    closed = book.closed_by(day) & (book.kind != OPEN)
    won = closed & (book.kind == WON)
    stages = len(book.stage_names)
    overall = won.sum() / max(int(closed.sum()), 1)
    moves = book.stage_moves
    upto = int(np.searchsorted(moves.day, day, side="right"))
    been = np.zeros((stages, len(book)), dtype=bool)
    been[book.stage, np.arange(len(book))] = True
    been[moves.value[:upto].astype(np.int64), moves.deal[:upto]] = True
    n, hits = (np.array([np.count_nonzero(row & which) for row in been]) for which in (closed, won))
    found = np.asarray((hits + _SHRINK * overall) / (n + _SHRINK))
    found[0] = overall
    return found
