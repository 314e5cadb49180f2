"""A cell against the rest of the company, between two spans: how far it moved beyond what the rest did.

Money and counts are tested by permutation: given the deals, nothing but chance says in which of the two
spans each fell, so the moments of a cell's surplus are known exactly, heavy amounts included. Rates are
compared as differences of log odds, sizes as differences of mean logs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import special

from bothways.evidence.views.columns import Floats
from bothways.insight.shortfall.cells import FEWEST_DEALS, STATS

Measure = Literal["bookings", "available", "share_decided", "win_rate", "size"]
MEASURES: tuple[Measure, ...] = ("bookings", "available", "share_decided", "win_rate", "size")
FEWEST_WON = 5
"""So many wins a cell needs in each span before its sizes are compared."""
_AT = {name: place for place, name in enumerate(STATS)}


@dataclass(frozen=True, slots=True, eq=False)
class Contrast:
    """One measure of many cells against their rests; arrays as long as the cells, NaN not tested.

    `z` and `p` test that the cell moved as its rest did. `effect` and `error` are the surplus on a scale
    without a unit, on which it is shrunk: a share of what was expected (bookings, available), a
    difference of rates, a difference of logs (size). `scale` turns it into cents or deals (else 1).
    """

    measure: Measure
    z: Floats
    p: Floats
    effect: Floats
    error: Floats
    scale: Floats
    n: Floats


def contrast(measure: Measure, cell: Floats, rest: Floats, *, dispersion: Floats | float = 1.0) -> Contrast:
    """Compare cells with rests: `cell` and `rest` are cells x spans (before, now) x stats.

    `dispersion` (1 or more) is how much more than chance cells have moved against one another in
    ordinary times: z is divided by its root.
    """
    root = np.sqrt(np.maximum(1.0, dispersion))
    with np.errstate(divide="ignore", invalid="ignore"):
        if measure in {"bookings", "available"}:
            found = _totals(measure, cell, rest, root)
        elif measure == "size":
            found = _sizes(cell, rest, root)
        else:
            found = _rates(measure, cell, rest, root)
    return found


def _tail(z: Floats, degrees: Floats | None = None) -> Floats:
    """Return the two-sided p, from Student's t where degrees are given."""
    far = -np.abs(z)
    p = 2 * (special.ndtr(far) if degrees is None else special.stdtr(np.maximum(degrees, 1.0), far))
    return np.asarray(np.where(np.isfinite(z), p, np.nan), dtype=np.float64)


def _totals(measure: Measure, cell: Floats, rest: Floats, root: Floats) -> Contrast:
    """Test the cell's surplus x = now - total x share of now, given the deals and how many fell into each span."""
    bookings = measure == "bookings"
    one, two, four = ("cents", "squares", "fourths") if bookings else ("available",) * 3
    count = "won" if bookings else "available"
    c, r = (side[:, :, _AT[one]] for side in (cell, rest))
    c2, r2 = (side[:, :, _AT[two]].sum(axis=1) for side in (cell, rest))
    c4, r4 = (side[:, :, _AT[four]].sum(axis=1) for side in (cell, rest))
    n0, n1 = (cell[:, s, _AT[count]] + rest[:, s, _AT[count]] for s in (0, 1))
    n = n0 + n1
    part = c.sum(axis=1) / (c.sum(axis=1) + r.sum(axis=1))
    surplus = c[:, 1] - part * (c[:, 1] + r[:, 1])
    squares = c2 * (1 - part) ** 2 + r2 * part**2
    variance = n0 * n1 / (n * (n - 1)) * squares
    away = np.maximum(0.0, np.abs(surplus) - (0.0 if bookings else 0.5))
    z = np.sign(surplus) * away / np.sqrt(variance) / root
    # A few large deals decide: as many degrees of freedom as deals of one size would give that spread.
    degrees = squares**2 / (c4 * (1 - part) ** 4 + r4 * part**4) - 1 if bookings else None
    inside = cell[:, :, _AT[count]].sum(axis=1)
    usable = (inside >= (FEWEST_DEALS / 2 if bookings else FEWEST_DEALS)) & (n - inside >= FEWEST_DEALS)
    usable &= (n0 > 0) & (n1 > 0) & (r[:, 0] > 0) & (r[:, 1] > 0) & (variance > 0) & (part > 0)
    z = np.where(usable, z, np.nan)
    # Told against the rest alone: what the cell would have had, had it moved as the rest did.
    pace = r[:, 1] / r[:, 0]
    expected = np.where(c[:, 0] > 0, c[:, 0], np.nan) * pace
    spread = [side[:, :, _AT[two]] for side in (cell, rest)]
    error = np.sqrt(
        spread[0][:, 1]
        + pace**2 * spread[0][:, 0]
        + (c[:, 0] * pace) ** 2 * (spread[1][:, 1] / r[:, 1] ** 2 + spread[1][:, 0] / r[:, 0] ** 2)
    )
    effect = (c[:, 1] - expected) / expected
    p = _tail(z, degrees)
    return Contrast(measure, z, p, effect, error / expected * root, expected, inside)


def _rates(measure: Measure, cell: Floats, rest: Floats, root: Floats) -> Contrast:
    hits, of = ("decided", "available") if measure == "share_decided" else ("won", "decided")
    values: list[Floats] = []
    logit = np.zeros(len(cell))
    noise, error = np.zeros(len(cell)), np.zeros(len(cell))
    usable = np.ones(len(cell), dtype=bool)
    for side, sign in ((cell, 1), (rest, -1)):
        for span, way in ((0, -1), (1, 1)):
            k, n = side[:, span, _AT[hits]], side[:, span, _AT[of]]
            logit += sign * way * np.log((k + 0.5) / (n - k + 0.5))
            noise += 1 / (k + 0.5) + 1 / (n - k + 0.5)
            fair = (k + 0.5) / (n + 1)
            error += fair * (1 - fair) / np.maximum(n, 1)
            values.append(np.where(n > 0, k / np.maximum(n, 1), np.nan))
            usable &= n >= FEWEST_WON
    inside = cell[:, :, _AT[of]].sum(axis=1)
    hit = cell[:, :, _AT[hits]].sum(axis=1) + rest[:, :, _AT[hits]].sum(axis=1)
    everything = inside + rest[:, :, _AT[of]].sum(axis=1)
    usable &= (inside >= FEWEST_DEALS) & (hit > 0) & (hit < everything)
    z = np.where(usable, logit / np.sqrt(noise) / root, np.nan)
    effect = (values[1] - values[0]) - (values[3] - values[2])
    return Contrast(measure, z, _tail(z), effect, np.sqrt(error) * root, np.ones(len(cell)), inside)


def _sizes(cell: Floats, rest: Floats, root: Floats) -> Contrast:
    effect, total, bottom = np.zeros(len(cell)), np.zeros(len(cell)), np.zeros(len(cell))
    usable = np.ones(len(cell), dtype=bool)
    for side, sign in ((cell, 1), (rest, -1)):
        for span, way in ((0, -1), (1, 1)):
            n = side[:, span, _AT["sized"]]
            mean = side[:, span, _AT["log"]] / n
            own = np.maximum(0.0, side[:, span, _AT["log2"]] / n - mean**2) * n / (n - 1) / n
            effect += sign * way * mean
            total += own
            bottom += own**2 / (n - 1)
            usable &= n >= FEWEST_WON
    usable &= total > 0
    z = np.where(usable, effect / np.sqrt(total) / root, np.nan)
    inside = cell[:, :, _AT["sized"]].sum(axis=1)
    p = _tail(z, np.where(usable, total**2 / bottom, 1.0))
    return Contrast("size", z, p, effect, np.sqrt(total) * root, np.ones(len(cell)), inside)
