"""Which open deals look unreal, by bounds that the company's own won deals set; and how such deals ended.

A rule is an argument only as far as its record goes: of the deals that looked like that at earlier quarter
starts, so many were won against so many of the others. The bounds of each of those days come from the
deals won before it, never from what came after.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from bothways.evidence.views.columns import WON, Bools, DealColumns, Floats
from bothways.insight.shortfall.discovery import Z80
from bothways.insight.shortfall.touches import Touches

Rule = Literal["age", "pushes", "silent", "one_contact", "overdue"]
RULES: tuple[Rule, ...] = ("age", "pushes", "silent", "one_contact", "overdue")
WEAK: tuple[Rule, ...] = ("one_contact", "overdue")
"""By itself each of these is ordinary; a deal looks unreal when they come together, or with another."""
BACK = 730
"""Won deals of so many days before tell what is usual."""
FEW, MANY = 20, 60
"""From so many won deals on nine in ten of them set a bound; from so many on, nineteen in twenty."""
PUSHES = 3
"""So many pushes are the least that a deal is named for."""
USUALLY_MORE = 0.25
"""One contact only says something where no more than this share of the won deals had but one."""
HORIZON = 182
"""A deal that looked unreal on a day had so many days to be won after it."""


@dataclass(frozen=True, slots=True)
class Bound:
    """What a rule asks: more than `value` (days, pushes), told by `n` won deals at `quantile`.

    `value` is NaN where the company's own deals can't set it, and `unknown` says why.
    """

    rule: Rule
    value: float
    n: int
    quantile: float
    unknown: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Looks:
    """How open deals look on a day: `open` flags, each rule's `value` and whether it `holds`, by deal.

    `amount`: as it stood that day, cents, 0 unknown. `unreal`: a rule that is not weak holds, or two do.
    """

    day: int
    open: Bools
    amount: Floats
    bounds: dict[Rule, Bound]
    values: dict[Rule, Floats]
    holds: dict[Rule, Bools]
    unreal: Bools


@dataclass(frozen=True, slots=True)
class Record:
    """How deals that looked so ended: `won` of `n`, against `others_won` of `others`, by `horizon` days.

    Counted once for each quarter start on which they were open. `apart`: the difference of the two
    shares, `low` to `high` at 80 % (deals, not rows, are taken as independent). `origins`: how many
    quarter starts; `unknown` says why there is no record.
    """

    rule: Rule | Literal["any"]
    won: int
    n: int
    others_won: int
    others: int
    apart: float
    low: float
    high: float
    origins: int
    horizon: int
    unknown: str = ""

    @property
    def speaks_for(self) -> bool:
        """Say whether deals that looked so were won less often, beyond chance."""
        return not self.unknown and self.high < 0


def looks_at(columns: DealColumns, touches: Touches, day: int) -> Looks:
    """Return how the open deals look at the end of a day, by bounds that were known that day."""
    states, told = columns.at(day), columns.knows(day)
    done = touches.until(day)
    count = len(columns)
    known_close = told and columns.history.has("close")
    last = done.last(count)
    silent = day - np.where(np.isnan(last), columns.created, last)
    unknown = np.full(count, np.nan)
    values: dict[Rule, Floats] = {
        "age": day - columns.created,
        "pushes": states.pushes.astype(np.float64) if known_close else unknown,
        "silent": silent if done.deal.size else unknown,
        "one_contact": done.contacts(count),
        "overdue": day - states.close if told else unknown,
    }
    bounds = _bounds(columns, done, day)
    holds: dict[Rule, Bools] = {}
    for rule in RULES:
        bound = bounds[rule].value
        own = values[rule] == 1 if rule == "one_contact" else values[rule] > bound
        holds[rule] = np.asarray(states.open & own & ~np.isnan(bound), dtype=bool)
    strong = np.any([holds[rule] for rule in RULES if rule not in WEAK], axis=0)
    unreal = strong | (np.sum([holds[rule] for rule in WEAK], axis=0) == len(WEAK))
    amount = np.nan_to_num(states.amount, nan=0.0)
    return Looks(day, states.open, amount, bounds, values, holds, np.asarray(unreal, dtype=bool))


def _bounds(columns: DealColumns, done: Touches, day: int) -> dict[Rule, Bound]:
    """Return what the deals won in the two years before a day say is usual."""
    won = (columns.meaning == WON) & (columns.decided <= day) & (columns.decided > day - BACK)
    age = (columns.decided - columns.created)[won]
    found = {"age": _quantile("age", age[~np.isnan(age)])}
    tracked = columns.history.has("close")
    if tracked:
        before = columns.changes.day <= np.nan_to_num(columns.decided, nan=-np.inf)[columns.changes.deal]
        moved = columns.changes.deal[columns.changes.is_push & before]
        pushes = np.bincount(moved, minlength=len(columns))[won].astype(np.float64)
        usual = _quantile("pushes", pushes)
        least = PUSHES - 1.0
        value = least if np.isnan(usual.value) else max(least, usual.value)
        found["pushes"] = Bound("pushes", value, usual.n, usual.quantile)
        late = np.maximum(0.0, columns.decided - _close_before(columns))[won]
        usual = _quantile("overdue", late[~np.isnan(late)])
        value = 0.0 if np.isnan(usual.value) else usual.value
        found["overdue"] = Bound("overdue", value, usual.n, usual.quantile)
    else:
        why = "The history holds no change of the close date."
        found["pushes"] = Bound("pushes", np.nan, 0, 0.0, why)
        found["overdue"] = Bound("overdue", 0.0, 0, 0.0)
    gaps = _longest_gap(columns, done, won)
    found["silent"] = _quantile("silent", gaps[~np.isnan(gaps)])
    people = done.contacts(len(columns))[won]
    people = people[~np.isnan(people)]
    found["one_contact"] = _one_contact(people)
    return found  # type: ignore[return-value]


def _quantile(rule: Rule, values: Floats) -> Bound:
    n = len(values)
    if n < FEW:
        why = f"Only {n} won deals of the last two years tell it; {FEW} are needed."
        return Bound(rule, float("nan"), n, 0.0, why)
    at = 0.95 if n >= MANY else 0.9
    return Bound(rule, float(np.quantile(values, at, method="higher")), n, at)


def _one_contact(people: Floats) -> Bound:
    n = len(people)
    if n < FEW:
        why = f"Of only {n} won deals of the last two years the people are known; {FEW} are needed."
        return Bound("one_contact", float("nan"), n, 0.0, why)
    alone = float((people == 1).mean())
    if alone > USUALLY_MORE:
        why = "Deals with a single contact are won as a matter of course here: it says nothing."
        return Bound("one_contact", float("nan"), n, alone, why)
    return Bound("one_contact", 1.0, n, alone)


def _close_before(columns: DealColumns) -> Floats:
    """Return the close date that stood before the day of closing, NaN unknown."""
    changes = columns.changes
    rows = np.flatnonzero(changes.field == 2)
    deal = changes.deal[rows]
    close = columns.close.copy()
    _, first = np.unique(deal, return_index=True)
    close[deal[first]] = changes.old[rows[first]]
    early = rows[changes.day[rows] < np.nan_to_num(columns.decided, nan=np.inf)[deal]]
    close[changes.deal[early]] = changes.new[early]  # sorted: the last one stays
    return close


def _longest_gap(columns: DealColumns, done: Touches, won: Bools) -> Floats:
    """Return, of won deals with activities, the longest time without one; others are left out."""
    decided = np.nan_to_num(columns.decided, nan=-np.inf)
    own = won[done.deal] & (done.day <= decided[done.deal])
    deal, day = done.deal[own], done.day[own].astype(np.float64)
    if not deal.size:
        return np.zeros(0)
    starts = np.r_[True, deal[1:] != deal[:-1]]
    previous = np.where(starts, columns.created[deal], np.r_[0.0, day[:-1]])
    longest = np.full(len(columns), -1.0)
    np.maximum.at(longest, deal, np.nan_to_num(day - previous, nan=0.0))
    held = np.unique(deal)
    last = done.last(len(columns))[held]
    waited = decided[held] - np.minimum(last, decided[held])
    return np.asarray(np.maximum(longest[held], waited), dtype=np.float64)


def records(
    columns: DealColumns, touches: Touches, *, origins: Sequence[int], as_of: int, horizon: int = HORIZON
) -> dict[Rule | Literal["any"], Record]:
    """Return how deals that looked unreal at earlier days ended, by rule, and for any of them.

    Args:
        columns: the deals.
        touches: their activities.
        origins: days at whose end the deals are looked at; those without `horizon` days up to `as_of`,
            and those before which too few deals were won, are left out.
        as_of: the last day of which the outcome is known.
        horizon: how many days a deal had to be won.
    """
    names: tuple[Rule | Literal["any"], ...] = (*RULES, "any")
    rows: dict[str, list[tuple[Floats, Bools, Bools]]] = {name: [] for name in names}
    reasons: dict[str, str] = {}
    for day in sorted(origins):
        if day + horizon > as_of:
            continue
        looks = looks_at(columns, touches, day)
        which = np.flatnonzero(looks.open)
        ended = columns.decided[which]
        won = (columns.meaning[which] == WON) & (ended <= day + horizon)
        for name in names:
            if name == "any":
                usable = any(not np.isnan(looks.bounds[rule].value) for rule in RULES if rule not in WEAK)
                flags = looks.unreal[which]
            else:
                bound = looks.bounds[name]
                usable = not np.isnan(bound.value) and not np.isnan(looks.values[name][which]).all()
                flags = looks.holds[name][which]
                reasons.setdefault(name, bound.unknown)
            if usable and which.size:
                rows[name].append((which.astype(np.float64), flags, won))
    return {name: _record(name, rows[name], horizon, reasons.get(name, "")) for name in names}


def _record(
    rule: Rule | Literal["any"], rows: list[tuple[Floats, Bools, Bools]], horizon: int, why: str
) -> Record:
    nothing = float("nan")
    if not rows:
        why = (
            why
            or "No earlier quarter start can be rebuilt with enough won deals before it and days after it."
        )
        return Record(rule, 0, 0, 0, 0, nothing, nothing, nothing, 0, horizon, why)
    deal, flags, won = (np.concatenate(parts) for parts in zip(*rows, strict=True))
    n, others = int(flags.sum()), int((~flags).sum())
    hits, other_hits = int(won[flags].sum()), int(won[~flags].sum())
    if not n or not others:
        why = "No deal looked so at an earlier quarter start." if not n else "Every deal looked so."
        return Record(rule, hits, n, other_hits, others, nothing, nothing, nothing, len(rows), horizon, why)
    rates = ((hits + 0.5) / (n + 1), (other_hits + 0.5) / (others + 1))
    # A deal that stood at several quarter starts is one deal: its rows are added up before they are squared.
    pull = np.where(flags, (won - rates[0]) / n, -(won - rates[1]) / others)
    _, own = np.unique(deal, return_inverse=True)
    clustered = float((np.bincount(own, weights=pull) ** 2).sum())
    plain = rates[0] * (1 - rates[0]) / n + rates[1] * (1 - rates[1]) / others
    error = float(np.sqrt(max(clustered, plain)))
    apart = hits / n - other_hits / others
    return Record(
        rule, hits, n, other_hits, others, apart, apart - Z80 * error, apart + Z80 * error, len(rows), horizon
    )
