"""Mix apart from rate: how much of a change is where the deals are, how much is how they go.

And Simpson's paradox: a pooled rate that moves against what it does in every part, because the parts'
shares moved. The split is exact: within + mix = change, to the last digit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from bothways.evidence.views.columns import Bools, DealColumns, Floats, Ints
from bothways.insight.shortfall.coding import coded, nameable
from bothways.insight.shortfall.discovery import Z80
from bothways.insight.shortfall.spans import Days, spans_of

KEYS = ("segment", "region", "product", "source", "type", "team")
NEARLY = 0.9
"""“Nearly every part”: parts that hold this share of the deals move against the whole."""
FEWEST = 20
"""So many deals a value needs before two of them are compared with one another."""


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """Sums by part, first `before` (or of the one group) and then `now` (or of the other): arrays 2 x parts.

    `total`: what is averaged, added up (1 for a hit); `squares`: its squares added up; `n`: deals.
    """

    names: tuple[str, ...]
    total: Floats
    squares: Floats
    n: Floats

    @classmethod
    def of(cls, names: Sequence[str], codes: Ints, value: Floats, first: Bools, second: Bools) -> Parts:
        """Add up `value` by code over two groups of deals; codes of -1 are in no part.

        A part without a deal in either group is left out.
        """
        table = np.zeros((2, 3, len(names)))
        for row, which in enumerate((first & (codes >= 0), second & (codes >= 0))):
            own, code = value[which], codes[which]
            for place, weights in enumerate((own, own**2, None)):
                table[row, place] = np.bincount(code, weights=weights, minlength=len(names))
        used = table[:, 2].sum(axis=0) > 0
        total, squares, n = (table[:, place][:, used] for place in range(3))
        return cls(
            tuple(n for n, is_one in zip(names, used.tolist(), strict=True) if is_one), total, squares, n
        )


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """A change of a mean, taken apart: `within` is how the parts moved, `mix` how their shares did.

    `before`, `now`: the pooled means; `within_error`, `mix_error`: standard errors; `means` and `shares`
    2 x parts (NaN where a part has no deal). `mix_by` and `within_by` add up to mix and within by part;
    `mix_by` is told against the pooled mean, so that a growing part that is like the whole adds nothing.
    """

    before: float
    now: float
    within: float
    mix: float
    within_error: float
    mix_error: float
    means: Floats
    shares: Floats
    within_by: Floats
    mix_by: Floats

    @property
    def change(self) -> float:
        """The pooled mean now, less before."""
        return self.now - self.before


def split(parts: Parts) -> Split | None:
    """Take the change of the pooled mean apart; None where a group has no deal.

    Both parts are told at the middle of before and now (the two orders averaged), so that nothing is
    left over. A part without deals in a group has no mean there: the other group's stands for it, and all
    that it changes is mix.
    """
    n = parts.n.sum(axis=1)
    if not (n > 0).all():
        return None
    some = parts.n > 0
    means = np.where(some, parts.total / np.where(some, parts.n, 1.0), np.nan)
    filled = np.nan_to_num(np.where(some, means, means[::-1]))
    shares = parts.n / n[:, None]
    before, now = (float(parts.total[g].sum() / n[g]) for g in (0, 1))
    middle, weight = filled.mean(axis=0), shares.mean(axis=0)
    pooled = (before + now) / 2
    within_by = weight * (filled[1] - filled[0])
    mix_by = (shares[1] - shares[0]) * (middle - pooled)
    noise = _noise(parts, filled)
    within_error = float(np.sqrt((weight**2 * noise).sum()))
    moved = sum(float((shares[g] * middle**2).sum() - (shares[g] * middle).sum() ** 2) / n[g] for g in (0, 1))
    mix_error = float(np.sqrt(max(0.0, moved) + ((shares[1] - shares[0]) ** 2 * noise).sum() / 4))
    return Split(
        before, now, float(within_by.sum()), float(mix_by.sum()), within_error, mix_error,
        means, shares, within_by, mix_by,
    )  # fmt: skip


def _noise(parts: Parts, means: Floats) -> Floats:
    """Return by part the variance of the difference of its two means.

    A part of a few deals borrows the variance inside all parts: its own would be nought by accident.
    """
    n = np.maximum(parts.n, 1.0)
    inside = np.maximum(0.0, parts.squares - n * means**2 * (parts.n > 0))
    pooled = inside.sum() / max(1.0, parts.n.sum() - (parts.n > 0).sum())
    own = (inside + 2 * pooled) / (n + 2)
    return np.asarray((own / n * (parts.n > 0)).sum(axis=0), dtype=np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class Reversal:
    """Simpson's paradox: the pooled rate moves one way, every part (or nearly every one) the other way.

    `by`: the key of the parts; `groups`: what is compared (two spans, or two values of the key
    `between`); `against`: names of the parts that move the other way; `every`: all that have deals in
    both groups do; `carrier`: the part whose share did most of it, "" where it may not be named.
    `is_clear`: the interval of the mix part (80 %) leaves out nought; `within_is_clear` the same of how
    the parts moved.
    """

    by: str
    between: str
    groups: tuple[str, str]
    parts: Parts
    split: Split
    against: tuple[str, ...]
    every: bool
    carrier: str

    @property
    def is_clear(self) -> bool:
        """Say whether the shift of the mix is more than chance would make."""
        return abs(self.split.mix) > Z80 * self.split.mix_error

    @property
    def within_is_clear(self) -> bool:
        """Say whether how the parts moved is more than chance would make."""
        return abs(self.split.within) > Z80 * self.split.within_error


def reversal(
    parts: Parts, *, by: str, between: str = "", groups: tuple[str, str] = ("before", "now"),
    nameable: Sequence[bool] | None = None,
) -> Reversal | None:  # fmt: skip
    """Return the paradox in some parts, or None where there is none.

    Only parts with deals in both groups have a change. At least two are needed, and the pooled rate must
    move. `nameable` says by part whether it may be named.
    """
    found = split(parts)
    if found is None or found.change == 0:
        return None
    compared = (parts.n > 0).all(axis=0)
    if compared.sum() < 2:
        return None
    way = np.sign(found.change)
    own = found.means[1] - found.means[0]
    against = compared & (np.sign(np.where(compared, own, 0.0)) == -way)
    every = bool((against == compared).all())
    held = parts.n[:, against].sum() / parts.n.sum()
    # What holds for nearly every part must be the mix's doing, not that of the one part which fell.
    nearly = held >= NEARLY and against.sum() >= 2 and np.sign(found.within) == -way
    if not every and not nearly:
        return None
    pull = np.where(
        np.ones(len(parts.names), bool) if nameable is None else nameable, found.mix_by * way, 0.0
    )
    pull = np.where([name == "" for name in parts.names], 0.0, pull)
    # Of two that did as much, the one that grew is the one to speak of.
    grew = found.shares[1] - found.shares[0]
    best = max(range(len(parts.names)), key=lambda at: (round(float(pull[at]), 9), float(grew[at])))
    return Reversal(
        by, between, groups, parts, found,
        tuple(name for name, is_one in zip(parts.names, against.tolist(), strict=True) if is_one),
        every, parts.names[best] if pull[best] > 0 else "",
    )  # fmt: skip


def simpson(
    columns: DealColumns, *, now: Days, base: Days, keys: Sequence[str] = KEYS, as_of: int | None = None
) -> tuple[Reversal, ...]:
    """Return the keys by which the win rate's movement is a paradox, the clearest first."""
    before, after = spans_of(columns, base, now, as_of=as_of)
    either = before.decided | after.decided
    found = []
    for key in keys:
        names, codes = coded(getattr(columns, key))
        if not np.isin(codes[either], [place for place, name in enumerate(names) if name]).any():
            continue
        parts = Parts.of(
            names, codes, (after.won | before.won).astype(np.float64), before.decided, after.decided
        )
        may = dict(zip(names, nameable(codes, len(names), columns.owner, either).tolist(), strict=True))
        one = reversal(parts, by=key, nameable=[may[name] for name in parts.names])
        if one is not None:
            found.append(one)
    return _clearest(found)


def compared_values(
    columns: DealColumns, *, decided: Bools, won: Bools, keys: Sequence[str] = KEYS
) -> tuple[Reversal, ...]:
    """Return pairs of values of a key whose win rates stand the other way round in every part of another key.

    Of one stretch of time: “sources A and B”, region by region. Values of fewer than `FEWEST` decided
    deals, and those that point to fewer than three people, aren't compared.
    """
    rows = np.flatnonzero(decided)
    hit, owner, everyone = won[rows].astype(np.float64), columns.owner[rows], np.ones(len(rows), dtype=bool)
    labels = {key: coded(getattr(columns, key)[rows]) for key in keys}
    found = []
    for between, (values, of) in labels.items():
        large = np.bincount(of, minlength=len(values)) >= FEWEST
        large &= nameable(of, len(values), owner, everyone) & np.array([v != "" for v in values], dtype=bool)
        for by, (names, codes) in labels.items():
            if by == between or names == [""]:
                continue
            may = nameable(codes, len(names), owner, everyone)
            cells = of * len(names) + codes
            n, total = (
                np.bincount(cells, weights=w, minlength=len(values) * len(names))
                .reshape(len(values), len(names))
                .astype(np.float64)
                for w in (None, hit)
            )
            for one, other in combinations(np.flatnonzero(large).tolist(), 2):
                pair = [one, other]
                used = n[pair].sum(axis=0) > 0
                own = tuple(name for name, is_one in zip(names, used.tolist(), strict=True) if is_one)
                sums = total[pair][:, used]
                parts = Parts(own, sums, sums, n[pair][:, used])
                groups = (values[one], values[other])
                paradox = reversal(parts, by=by, between=between, groups=groups, nameable=may[used].tolist())
                if paradox is not None:
                    found.append(paradox)
    return _clearest(found)


def _clearest(found: Sequence[Reversal]) -> tuple[Reversal, ...]:
    return tuple(sorted(found, key=lambda one: -abs(one.split.mix) / max(one.split.mix_error, 1e-12)))
