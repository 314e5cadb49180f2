"""What is likely to be won from a day on: deal by deal, and of deals that don't exist yet.

An outlook of a day stands on nothing that was recorded later, so that outlooks of past days (origins)
can be held against what came.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from bothways.insight.landing.book import NEVER, WON, Book
from bothways.insight.landing.hazards import Hazards
from bothways.insight.landing.steps import Steps, age_class, steps_between

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
_MONTH = 30.44
_RECENT = 182
"""Days over which deals created are counted: half a year follows a firm that grows, and evens out months."""
_SHRINK = 5.0
_FEW = 10
_BEFORE = 45
"""So many days before it was won, the open amount is compared with what was booked."""


@dataclass(frozen=True, slots=True, eq=False)
class Sizes:
    """What open amounts become when won: `ratio` of booked to open amount, its spread `ratio_cv`, of `ratio_n` deals.

    `mean` and `cv`: of each group's won amounts, shrunk to all; for deals without an amount.
    `fresh`: won amounts of deals that were won as young as a new one would have to be.
    """

    ratio: float
    ratio_cv: float
    ratio_n: int
    mean: Floats
    cv: Floats
    fresh: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Outlook:
    """What may be won from the end of `day` to the end of `until`.

    Of each open deal (`row` in the book): `win` probability of being won in the window, `size` cents if
    won, `spread` its standard deviation, `stuck`. New business: `rate` deals created a day, `created`
    expected, `fresh_wins` of them expected to be created and won, `fresh_cv` how unsure that is,
    `fresh_sizes` what such deals bring.
    """

    day: int
    until: int
    row: Ints
    win: Floats
    lose: Floats
    size: Floats
    spread: Floats
    guessed: Bools
    stuck: Bools
    rate: float
    created: float
    fresh_wins: float
    fresh_cv: float
    fresh_sizes: Floats
    sizes: Sizes

    @property
    def variance(self) -> Floats:
        """What each open deal adds to the variance, without the common shock."""
        p = self.win
        return np.asarray(p * (1 - p) * self.size**2 + p * self.spread**2)

    @property
    def open_mean(self) -> float:
        """Expected cents of the open deals."""
        return float(self.win @ self.size)

    @property
    def fresh_mean(self) -> float:
        """Expected cents of new business."""
        return self.fresh_wins * (float(self.fresh_sizes.mean()) if self.fresh_sizes.size else 0.0)

    @property
    def fresh_variance(self) -> float:
        """Variance of new business, without the common shock."""
        if not self.fresh_sizes.size:
            return 0.0
        return float(self.fresh_wins * (self.fresh_sizes**2).mean()) + (self.fresh_mean * self.fresh_cv) ** 2


@dataclass(frozen=True, slots=True, eq=False)
class Booked:
    """Won deals: the day, the amount that stood some weeks before, what was booked; made once a book."""

    row: Ints
    ended: Ints
    age: Floats
    then: Floats
    final: Floats


def booked_of(book: Book) -> Booked:
    """Return the won deals with what their amounts were before."""
    won = np.flatnonzero((book.kind == WON) & ~np.isnan(book.final))
    seen_on = np.full(len(book), -float(NEVER))
    seen_on[won] = np.fmax(book.begun[won], book.ended[won] - _BEFORE)
    then = book.amount.copy()
    moves = book.amount_moves
    early = np.flatnonzero(moves.day <= seen_on[moves.deal])
    then[moves.deal[early]] = moves.value[early]
    # Where amounts weren't recorded on that day, the present one tells nothing of it.
    then[seen_on < book.amounts_from] = np.nan
    return Booked(won, book.ended[won], (book.ended - book.begun)[won], then[won], book.final[won])


def outlook(book: Book, booked: Booked, hazards: Hazards, *, day: int, until: int) -> Outlook:
    """Return what may be won from the end of `day` to the end of `until`, as it looked on that day."""
    steps = steps_between(day, until, fiscal_start=book.fiscal_start)
    row = np.flatnonzero(book.open_at(day))
    age = day - book.begun[row]
    knows = day >= min(book.stages_from, book.today)
    stage = book.stage_at(day)[row]
    push = book.pushes_at(day)[row] if knows else np.zeros(len(row), np.int64)
    win, lose = ways(hazards, steps, age=age, stage=stage, push=push)
    sizes = _sizes(book, booked, day, until)
    amount = book.amounts_at(day)[row]
    guessed = np.isnan(amount)
    group = book.group[row]
    size = np.where(guessed, sizes.mean[group], amount * sizes.ratio)
    spread = np.abs(np.where(guessed, sizes.mean[group] * sizes.cv[group], size * sizes.ratio_cv))
    rate, created, fresh_wins, cv = _fresh(book, hazards, steps, day)
    return Outlook(
        day, until, row, win, lose, size, spread, guessed, age > hazards.stuck_age, rate, created,
        fresh_wins, cv, sizes.fresh, sizes,
    )  # fmt: skip


def otherwise(book: Book, seen: Outlook, hazards: Hazards) -> Outlook:
    """Return an outlook with the chances that other rates give, everything else the same."""
    steps = steps_between(seen.day, seen.until, fiscal_start=book.fiscal_start)
    zero = np.zeros(len(seen.row), np.int64)
    win, lose = ways(hazards, steps, age=seen.day - book.begun[seen.row], stage=zero, push=zero)
    fresh_wins = seen.rate * float(fresh_ways(hazards, steps) @ steps.days)
    return replace(seen, win=win, lose=lose, fresh_wins=fresh_wins)


def ways(hazards: Hazards, steps: Steps, *, age: Floats, stage: Ints, push: Ints) -> tuple[Floats, Floats]:
    """Return the probabilities that deals of an age, a stage and pushes are won, and lost, in the steps.

    Σ_k h_won(a+k) Π_{l<k} (1 − h_won − h_lost). Deals that stand alike are reckoned once.
    """
    if not len(age):
        return np.zeros(0), np.zeros(0)
    stages, pushes = hazards.won.shape[3:]
    code = (age.astype(np.int64) * stages + stage) * pushes + push
    # Looking codes up costs a pass, sorting them several.
    there = np.bincount(code) > 0
    alike, inverse = np.flatnonzero(there), (np.cumsum(there) - 1)[code]
    push, rest = alike % pushes, alike // pushes
    stage, days = rest % stages, rest // stages
    begin = steps.start[0] if len(steps) else 0
    still, won, lost = np.ones(len(alike)), np.zeros(len(alike)), np.zeros(len(alike))
    for start, length, place, middle in zip(
        steps.start.tolist(), steps.days.tolist(), steps.place.tolist(), steps.middle.tolist(), strict=True
    ):
        lag = min(int((start - begin) / _MONTH), hazards.won.shape[0] - 1)
        of_age = np.minimum(age_class(days + (middle - begin)), hazards.stuck_class)
        to_won, to_lost = (
            hazards.won[lag, place, of_age, stage, push],
            hazards.lost[lag, place, of_age, stage, push],
        )
        both = to_won + to_lost
        gone = still * -np.expm1(-both * length)
        share = np.divide(to_won, both, out=np.zeros_like(both), where=both > 0)
        won += gone * share
        lost += gone * (1 - share)
        still -= gone
    return won[inverse], lost[inverse]


def fresh_ways(hazards: Hazards, steps: Steps) -> Floats:
    """Return, for each step, the probability that a deal begun in its middle is won before the steps end."""
    found = np.zeros(len(steps))
    days, places = steps.days.astype(float), steps.place
    # Ages by whole steps (see `Steps.middle`), time by what is there of them.
    whole = 2 * (steps.middle - steps.start) - 1
    for i in range(len(steps)):
        still, age = 1.0, 0.0
        for j in range(i, len(steps)):
            length = days[j] / 2 if j == i else days[j]
            at = age + (whole[j] / 4 if j == i else whole[j] / 2)
            of_age = min(int(age_class(np.array(at))), hazards.stuck_class)
            to_won, to_lost = hazards.fresh_won[places[j], of_age], hazards.fresh_lost[places[j], of_age]
            gone = still * -np.expm1(-(to_won + to_lost) * length)
            found[i] += gone * to_won / (to_won + to_lost) if to_won > 0 else 0.0
            still -= gone
            age += length
    return found


def _fresh(book: Book, hazards: Hazards, steps: Steps, day: int) -> tuple[float, float, float, float]:
    """Return deals created a day, how many are expected, how many of them won, and how unsure that is."""
    known = book.begun[~np.isnan(book.begun)]
    known = known[known <= day]
    if not known.size or not len(steps):
        return 0.0, 0.0, 0.0, 0.0
    span = int(min(_RECENT, day - known.min()))
    if span < 1:
        return 0.0, 0.0, 0.0, 0.0
    recent = known[known > day - span]
    rate = len(recent) / span
    created = rate * float(steps.days.sum())
    wins = float(rate * (fresh_ways(hazards, steps) @ steps.days))
    months = max(int(span / _MONTH), 1)
    by_month = np.bincount(
        ((day - recent) / (span / months)).astype(int).clip(0, months - 1), minlength=months
    )
    clumped = float(by_month.var(ddof=1) / by_month.mean()) if months > 2 and len(recent) else 1.0
    # The rate isn't known but counted, and months differ by more than chance would make them.
    unsure = max(clumped - 1.0, 0.0) / max(created, 1.0) + 1.0 / max(len(recent), 1)
    return rate, created, wins, float(np.sqrt(unsure))


def _sizes(book: Book, booked: Booked, day: int, until: int) -> Sizes:
    known = booked.ended <= day
    final, group = booked.final[known], book.group[booked.row[known]]
    groups = int(book.group.max()) + 1 if len(book) else 0
    if not final.size:
        return Sizes(1.0, 0.0, 0, np.zeros(groups), np.zeros(groups), np.zeros(0))
    mean = float(final.mean())
    n = np.bincount(group, minlength=groups)
    means = (np.bincount(group, final, minlength=groups) + _SHRINK * mean) / (n + _SHRINK)
    off = (final - means[group]) ** 2
    overall = float(off.mean())
    variance = (np.bincount(group, off, minlength=groups) + _SHRINK * overall) / (n + _SHRINK)
    cv = np.sqrt(variance) / np.maximum(np.abs(means), 1.0)
    then = booked.then[known]
    paired = then > 0
    ratio, ratio_cv = _ratio(then[paired], final[paired])
    young = final[(booked.age[known] <= until - day) & (booked.ended[known] > day - 365)]
    fresh = young if len(young) >= _FEW else final[-200:]
    return Sizes(ratio, ratio_cv, int(paired.sum()), means, cv, fresh)


def _ratio(then: Floats, final: Floats) -> tuple[float, float]:
    """Return booked by open amount, shrunk to 1, and how it spreads from deal to deal."""
    if not then.size:
        return 1.0, 0.0
    typical = float(np.median(then))
    ratio = float((final.sum() + _SHRINK * typical) / (then.sum() + _SHRINK * typical))
    # A single slip of a digit would otherwise be the spread of all.
    each = np.clip(final / then, 0.0, 4.0)
    return ratio, float(each.std()) if len(each) >= _FEW else 0.0
