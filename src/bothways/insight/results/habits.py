"""What good behaviour went with wins: an association, never a cause.

Long deals collect more of everything, and deals that are about to be won are met about: so only what was done
in the first days of a deal counts, the same number for every deal, and only deals that were still undecided
then. Won and lost deals are compared within the same type and size.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from bothways.evidence.views.columns import OPEN, WON
from bothways.insight.results.early import KINDS, Bools, Contrast, Early, Kind, contrast, early_of, told
from bothways.insight.results.loading import Floats, Ints, World, deal_names
from bothways.insight.results.making import Maker
from bothways.insight.results.shrinkage import LEVEL, Z
from bothways.terms import Figure, Interval, Sentence, Unit
from bothways.terms.sentence import Called, Said

LANDMARK = 30
"""So many first days of a deal are looked at, fewer where deals are quicker than that."""
LOOKBACK = 730
"""Deals decided in so many days before count."""
FEWEST = 20
"""So many won and so many lost deals a comparison needs."""
FEWEST_OWNERS = 3
_NAMED = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """A habit in won against lost deals. `is_told`: it passed the bound for false discoveries.

    `difference`: won minus lost, within type and size; `within`: the same within each rep's own deals.
    `against`: the strongest other explanation.
    """

    key: str
    label: str
    won: Figure
    lost: Figure
    difference: Figure
    within: Figure | None
    is_told: bool
    p: float
    sentence: Sentence
    against: Sentence

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Its figures."""
        return (self.won, self.lost, self.difference, *((self.within,) if self.within else ()))

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {
            "key": self.key, "label": self.label, "is_told": self.is_told, "p": self.p,
            **{f.name.removeprefix("result_habit_"): f.as_dict() for f in self.figures},
        }  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A person's own deals that show a habit (`recognition`) or might ask for it (`question`).

    For that person and their manager alone. `deals` are (deal_id, name, value), the largest first.
    """

    owner_id: str
    habit: str
    deals: tuple[tuple[str, str, float], ...]
    n: int
    sentence: Sentence

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {
            "owner_id": self.owner_id,
            "habit": self.habit,
            "n": self.n,
            "deals": [list(d) for d in self.deals],
        }


@dataclass(frozen=True, slots=True)
class Habits:
    """All of it: `told` by key, recognitions, questions, and why there is nothing where there is nothing."""

    landmark: Figure | None = None
    habits: tuple[Habit, ...] = ()
    recognition: tuple[Shown, ...] = ()
    questions: tuple[Shown, ...] = ()
    notes: tuple[str, ...] = ()


def habits_of(world: World, maker: Maker, *, landmark: int = LANDMARK) -> Habits:
    """Return what went with wins, and where each person's own deals show it or ask for it."""
    if not world.has_activities:
        return Habits(notes=("There are no activities in the data, so what went with wins can't be told.",))
    state, columns = world.state, world.columns
    age = state.close - columns.created
    recent = (state.close > world.day - LOOKBACK) & (state.close <= world.day)
    decided = state.exists & (state.meaning != OPEN) & recent & (age >= 0)
    if not decided.any():
        return Habits(notes=("No deal was decided yet, so what went with wins can't be told.",))
    days = int(min(landmark, max(7, np.quantile(age[decided], 0.25))))
    rows = np.flatnonzero(decided & (age > days))
    early = early_of(world, rows, days)
    strata, clusters = strata_of(world, rows), _codes(_clusters(world, rows))
    owners = _codes(columns.owner[rows])
    mark = maker.make(
        "result_habit_landmark", days, Unit.DAYS, said="first days of a deal that count", n=len(rows)
    )
    found = []
    for kind in KINDS:
        one = _habit(
            maker, kind, early.values[kind.key], state.meaning[rows] == WON, strata, clusters, owners, mark
        )
        if one is not None:
            found.append(one)
    if not found:
        note = "Too few deals were won and lost to say what went with wins."
        return Habits(landmark=mark, notes=(note,))
    stand = told([one[0].p for one in found])
    habits = tuple(
        _said(maker, kind, held, within, mark, is_told=is_told)
        for (held, within, kind), is_told in zip(found, stand, strict=True)
    )
    kept = [one for one in habits if one.is_told]
    good = [(one, kind) for one in kept for kind in KINDS if kind.key == one.key and _is_good(one, kind)]
    return Habits(
        landmark=mark,
        habits=habits,
        recognition=_recognised(world, maker, early, good, days),
        questions=_asked(world, good, days),
    )


def strata_of(world: World, rows: Ints) -> Ints:
    """Return a number for each deal's type and size: thirds of the known amounts; unknown is its own."""
    amount = world.state.amount[rows]
    known = np.isfinite(amount)
    cuts = np.quantile(amount[known], [1 / 3, 2 / 3]) if known.any() else np.zeros(2)
    size = np.where(known, np.searchsorted(cuts, np.nan_to_num(amount)), 3)
    return _codes(world.columns.type[rows]) * 4 + size.astype(np.int64)


def _codes(values: npt.NDArray[Any]) -> Ints:
    place: dict[Any, int] = {}
    return np.array([place.setdefault(one, len(place)) for one in values.tolist()], dtype=np.int64)


def _clusters(world: World, rows: Ints) -> npt.NDArray[np.object_]:
    account, deal = world.columns.account[rows], world.columns.deal[rows]
    return np.where(account == "", deal, account)


def _habit(
    maker: Maker, kind: Kind, x: Floats, won: Bools, strata: Ints, clusters: Ints, owners: Ints, mark: Figure
) -> tuple[Contrast, Contrast | None, Kind] | None:
    held = contrast(x, won, strata, clusters)
    has = np.isfinite(x)
    if held is None or min(held.n_won, held.n_lost) < FEWEST:
        return None
    if min(len(set(owners[has & one].tolist())) for one in (won, ~won)) < FEWEST_OWNERS or held.error <= 0:
        return None
    within = contrast(x, won, strata * (int(owners.max()) + 1) + owners, clusters)
    return held, within if within and min(within.n_won, within.n_lost) >= FEWEST else None, kind


def _said(
    maker: Maker, kind: Kind, held: Contrast, within: Contrast | None, mark: Figure, *, is_told: bool
) -> Habit:
    n = held.n_won + held.n_lost
    about = f"{kind.label} in the opening {mark.value:.0f} days of a deal, within type and size"

    def figure(name: str, value: float, said: str, count: int, of: Contrast | None = None) -> Figure:
        band = None
        if of is not None:
            band = Interval(
                value - Z * of.error, value + Z * of.error, LEVEL, "stratified, clustered by account"
            )
        return maker.make(
            f"result_habit_{name}", value, kind.unit, said=f"{said}: {about}", by="habit", key=kind.key,
            label=kind.label, n=count, interval=band,
        )  # fmt: skip

    won = figure("won", held.won, "mean of the deals won", held.n_won)
    lost = figure("lost", held.lost, "mean of the deals lost", held.n_lost)
    difference = figure("difference", held.difference, "won minus lost", n, held)
    inside = None
    if within is not None:
        count = within.n_won + within.n_lost
        inside = figure("within", within.difference, "won minus lost within each rep's deals", count, within)
    what = f"the share with {kind.label}" if kind.unit is Unit.SHARE else f"{kind.label}"
    sentence: Sentence = (
        "In the opening ", Said(mark), f" of a deal, {what}: ", Said(won), " where it was won, ", Said(lost),
        " where it was lost", " (associated, not caused)." if is_told else "; chance alone could make that.",
    )  # fmt: skip
    return Habit(
        key=kind.key, label=kind.label, won=won, lost=lost, difference=difference, within=inside,
        is_told=is_told, p=held.p, sentence=sentence, against=_against(inside, difference),
    )  # fmt: skip


def _against(within: Figure | None, difference: Figure) -> Sentence:
    """Say the strongest other explanation: other reps and territories, else customers who wanted to buy."""
    keen = "A customer who wants to buy lets more people be met and answers sooner: interest may be there before."
    if within is None or within.interval is None:
        return (keen + " Who does it may also differ in territory; too few deals tell within the same rep.",)
    same = within.interval.low > 0 if (difference.value or 0) > 0 else within.interval.high < 0
    if same:
        return (keen + " Within the same rep's deals the difference is ", Said(within, "signed"), ".")
    return (
        "Within the same rep's deals it is ", Said(within, "signed"), ", which may be nothing: those who do it "
        "may differ in territory and customers.",
    )  # fmt: skip


def _is_good(habit: Habit, kind: Kind) -> bool:
    return ((habit.difference.value or 0) < 0) == kind.less


def _recognised(
    world: World, maker: Maker, early: Early, good: Sequence[tuple[Habit, Kind]], days: int
) -> tuple[Shown, ...]:
    """Name each person's own wins of the period that show a habit that went with wins."""
    state, period = world.state, maker.period
    won = (state.meaning[early.rows] == WON) & (state.close[early.rows] >= period.first_day)
    won &= state.close[early.rows] <= period.last_day
    return _shown(world, early, good, won, _has, lambda kind: (
        "Your wins show what went with wins here: ", kind.label, ". Thank you: ",
    ))  # fmt: skip


def _asked(world: World, good: Sequence[tuple[Habit, Kind]], days: int) -> tuple[Shown, ...]:
    """Name each person's open deals, old enough, that lack such a habit: with a question, not a verdict."""
    state = world.state
    rows = np.flatnonzero(state.open & (world.day - world.columns.created > days))
    if not good or not len(rows):
        return ()
    early = early_of(world, rows, None)
    everywhere = np.ones(len(rows), dtype=bool)
    return _shown(world, early, good, everywhere, _lacks, lambda kind: (f"{kind.question} Open: ",))


def _has(x: Floats, habit: Habit, kind: Kind) -> Bools:
    bar = 1.0 if kind.unit is Unit.SHARE else float(habit.won.value or 0)
    return np.asarray(x <= bar if kind.less else x >= max(bar, 1e-9), dtype=bool)


def _lacks(x: Floats, habit: Habit, kind: Kind) -> Bools:
    if kind.unit is Unit.SHARE:
        return np.asarray(x == 0, dtype=bool)
    bar = float(habit.lost.value or 0)
    return np.asarray(x >= bar if kind.less else x < bar, dtype=bool)


def _shown(
    world: World,
    early: Early,
    good: Sequence[tuple[Habit, Kind]],
    where: Bools,
    picks: Callable[[Floats, Habit, Kind], Bools],
    head: Callable[[Kind], tuple[str, ...]],
) -> tuple[Shown, ...]:
    amount = np.nan_to_num(world.state.amount[early.rows])
    owner, deal = world.columns.owner[early.rows], world.columns.deal[early.rows]
    picked: list[tuple[str, Kind, list[int], int]] = []
    asked: set[tuple[str, str]] = set()
    for habit, kind in good:
        x = early.values[kind.key]
        mine = np.flatnonzero(where & np.isfinite(x) & picks(np.nan_to_num(x), habit, kind))
        mine = mine[np.argsort(-amount[mine], kind="stable")]
        by_owner: dict[str, list[int]] = {}
        for row in mine.tolist():
            by_owner.setdefault(owner[row], []).append(row)
        for who, held in sorted(by_owner.items()):
            # Two habits that ask the same question ask it once.
            if who and (who, kind.question) not in asked:
                asked.add((who, kind.question))
                picked.append((who, kind, held[:_NAMED], len(held)))
    names = deal_names(world.frames, [deal[row] for _, _, held, _ in picked for row in held])
    found = []
    for who, kind, held, n in picked:
        deals = tuple(
            (deal[row], names.get(deal[row], deal[row]), float(early.values[kind.key][row])) for row in held
        )
        sentence: list[str | Said | Called] = list(head(kind))
        for place, (_, name, _value) in enumerate(deals):
            sentence += [", "] if place else []
            sentence.append(Called(name, "deal"))
        found.append(Shown(owner_id=who, habit=kind.key, deals=deals, n=n, sentence=(*sentence, ".")))
    return tuple(found)
