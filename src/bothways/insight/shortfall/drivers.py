"""What goes with winning: the win rate by value of each key, shrunk, ranked, and checked for another reason.

Associations, not causes: a value's rate is set beside that of all other deals, and once more beside
others that are alike in the key that could explain it best (Mantel and Haenszel's difference).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from bothways.evidence.views.columns import Bools, DealColumns, Floats, Ints
from bothways.insight.shortfall.coding import coded, known_alike, nameable, told_together
from bothways.insight.shortfall.discovery import Z80, adjusted, shrunk_rates

KEYS = ("segment", "region", "product", "source", "type", "competitor", "team")
FEWEST = 20
"""A value of fewer decided deals isn't tested; its rate is shown with its n."""


@dataclass(frozen=True, slots=True)
class Driver:
    """A value of a key: `rate` of `n` decided deals (`won` of them), `shrunk` with `low` to `high` at 80 %.

    `apart`: its rate less that of all other deals, `apart_low` to `apart_high` at 80 %; `alike`: the same
    among deals alike in `beside`, the key that takes most of it away ("" where no other key is known);
    `q`: the adjusted p over all values and keys.
    """

    by: str
    key: str
    won: int
    n: int
    rate: float
    shrunk: float
    low: float
    high: float
    apart: float
    apart_low: float
    apart_high: float
    alike: float
    beside: str
    p: float
    q: float


@dataclass(frozen=True, slots=True)
class DriverKey:
    """A key with its values, the highest shrunk rate first; `spread`: how far the shrunk rates lie apart.

    `spread` is their standard deviation over the deals: what the key tells about winning, with chance
    taken out. Keys are ranked by it.
    """

    by: str
    spread: float
    n: int
    values: tuple[Driver, ...]


def drivers(
    columns: DealColumns, *, decided: Bools, won: Bools, keys: Sequence[str] = KEYS
) -> tuple[DriverKey, ...]:
    """Return the keys by what they tell about winning, the most telling first.

    Values that point to fewer than three people are left out of the answer, though not of the others' rest;
    and so many more that what is left out points to nobody.
    """
    rows = np.flatnonzero(decided)
    hit, owner, everyone = won[rows].astype(np.float64), columns.owner[rows], np.ones(len(rows), dtype=bool)
    owners, people = coded(owner)
    # Who is not known is nobody that could be pointed to.
    people = people - 1 if owners and owners[0] == "" else people
    labels: dict[str, tuple[list[str], Ints]] = {}
    for key in keys:
        names, codes = coded(getattr(columns, key)[rows])
        known = np.array([name != "" for name in names], dtype=bool)[codes] if names else everyone
        # A key that is filled in after a loss (the competitor, often) would tell the loss by itself.
        if names not in ([], [""]) and known_alike(known, hit > 0, hit == 0):
            labels[key] = names, codes
    raw = []
    for key, (names, codes) in labels.items():
        n = np.bincount(codes, minlength=len(names)).astype(np.float64)
        hits = np.bincount(codes, weights=hit, minlength=len(names)).astype(np.float64)
        rates = shrunk_rates(hits, n)
        spread = float(np.sqrt(np.average((rates.shrunk - rates.mean) ** 2, weights=n)))
        apart, error, z = _apart(hits, n)
        p = np.where((n >= FEWEST) & (n.sum() - n >= FEWEST), 2 * ndtr(-np.abs(z)), np.nan)
        may = nameable(codes, len(names), owner, everyone)
        may = may & np.array([name != "" for name in names])
        may = told_together(codes, people, may)
        raw.append((key, names, n, hits, rates, spread, apart, error, np.where(may, p, np.nan), may))
    q = adjusted(np.concatenate([one[8] for one in raw])) if raw else np.zeros(0)
    found, at = [], 0
    for key, names, n, hits, rates, spread, apart, error, p, may in raw:
        alike, beside = _alike(key, labels, hit, apart)
        own = [
            Driver(
                key, names[v], int(hits[v]), int(n[v]), float(rates.raw[v]), float(rates.shrunk[v]),
                float(rates.low[v]), float(rates.high[v]), float(apart[v]), float(apart[v] - Z80 * error[v]),
                float(apart[v] + Z80 * error[v]), float(alike[v]), beside[v], float(p[v]), float(q[at + v]),
            )
            for v in range(len(names)) if may[v]
        ]  # fmt: skip
        at += len(names)
        if own:
            own.sort(key=lambda one: (-one.shrunk, one.key))
            found.append(DriverKey(key, spread, int(n.sum()), tuple(own)))
    return tuple(sorted(found, key=lambda one: (-one.spread, one.by)))


def _apart(hits: Floats, n: Floats) -> tuple[Floats, Floats, Floats]:
    """Return each value's rate less that of the rest, its error, and the z of no difference."""
    others, rest = n.sum() - n, hits.sum() - hits
    with np.errstate(divide="ignore", invalid="ignore"):
        apart = hits / n - rest / others
        a, b = (hits + 1) / (n + 2), (rest + 1) / (others + 2)
        error = np.sqrt(a * (1 - a) / n + b * (1 - b) / others)
        mean = hits.sum() / n.sum()
        z = apart / np.sqrt(mean * (1 - mean) * (1 / n + 1 / others))
    return apart, error, np.nan_to_num(z)


def _alike(
    key: str, labels: dict[str, tuple[list[str], Ints]], hit: Floats, apart: Floats
) -> tuple[Floats, list[str]]:
    """Return each value's difference among deals alike in the key that takes most of it away, and that key."""
    best, beside = apart.copy(), [""] * len(apart)
    names, codes = labels[key]
    for other, (values, strata) in labels.items():
        if other == key:
            continue
        cells = codes * len(values) + strata
        n1 = np.bincount(cells, minlength=len(names) * len(values)).reshape(len(names), -1).astype(np.float64)
        h1 = np.bincount(cells, weights=hit, minlength=n1.size).reshape(n1.shape)
        n0, h0 = n1.sum(axis=0) - n1, h1.sum(axis=0) - h1
        whole = np.where(n1 + n0 > 0, n1 + n0, 1.0)
        top, bottom = ((h1 * n0 - h0 * n1) / whole).sum(axis=1), (n1 * n0 / whole).sum(axis=1)
        # A key that says the same as this one leaves hardly a deal to compare with: it explains nothing.
        lean = bottom > 0.1 * (n1.sum(axis=1) * n0.sum(axis=1) / max(1.0, len(hit)))
        same = np.where(lean, top / np.where(bottom > 0, bottom, 1.0), np.nan)
        for v in np.flatnonzero(lean).tolist():
            if beside[v] == "" or same[v] * np.sign(apart[v]) < best[v] * np.sign(apart[v]):
                best[v], beside[v] = same[v], other
    return best, beside
