"""What can be known of a deal that may explain how it went: its keys, and its age, load, pushes in bands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bothways.evidence.views.columns import LOST, OPEN, WON, Bools, DealColumns, Floats, Ints, Texts
from bothways.insight.shortfall.coding import coded
from bothways.insight.shortfall.spans import Span

KEYS = ("segment", "region", "product", "source", "type", "team")
BANDS = 4
UNKNOWN = "not known"
KNOWN = 0.9
"""A number must be known of so many of the won deals, and of the lost ones, before it explains anything."""


@dataclass(frozen=True, slots=True, eq=False)
class Attribute:
    """An attribute of the deals of two spans: of a deal that is in both, once for each.

    `before` and `now` are codes as long as the deals, -1 not in it; `names` what the codes mean. `kind`
    says what it tells of: key, cycle, pushes, load, discount, amount, runway.
    """

    by: str
    kind: str
    names: tuple[str, ...]
    before: Ints
    now: Ints


def key_attribute(columns: DealColumns, key: str) -> Attribute | None:
    """Return a text column as an attribute; None where nobody filled it in."""
    names, codes = coded(getattr(columns, key))
    if names in ([], [""]):
        return None
    return Attribute(key, "key", tuple(names), codes, codes)


def banded(by: str, kind: str, before: Floats, now: Floats, *, edges: Sequence[float]) -> Attribute | None:
    """Return a number as bands: up to each edge, and over the last; NaN is a band of its own.

    None where fewer than two bands hold anything.
    """
    ends = [float(edge) for edge in dict.fromkeys(edges)]
    names = [f"up to {end:g}" for end in ends] + [f"over {ends[-1]:g}" if ends else "any", UNKNOWN]
    codes = []
    for values in (before, now):
        places = np.searchsorted(ends, values, side="left").astype(np.int64)
        codes.append(np.where(np.isnan(values), len(names) - 1, places))
    if len(np.unique(np.concatenate(codes))) < 2:
        return None
    return Attribute(by, kind, tuple(names), codes[0], codes[1])


def _quarters(values: Floats) -> list[float]:
    """Return whole edges that cut known values into bands of like count."""
    known = values[~np.isnan(values)]
    if known.size < BANDS * 5:
        return []
    return [float(np.floor(edge)) for edge in np.quantile(known, np.arange(1, BANDS) / BANDS)]


def decided_attributes(
    columns: DealColumns, before: Span, now: Span, *, discount: Floats | None = None
) -> list[Attribute]:
    """Return what is known of decided deals: age at the decision, pushes, load, discount, amount."""
    found: list[Attribute | None] = []
    age = columns.decided - columns.created
    both = before.decided | now.decided
    found.append(banded("age", "cycle", age, age, edges=_quarters(age[both])))
    amount = np.where(columns.amount > 0, columns.amount, np.nan) / 100
    if _is_fair(columns, amount, both):
        found.append(banded("amount", "amount", amount, amount, edges=_quarters(amount[both])))
    if before.dated and now.dated:
        pushes = _pushes_until(columns, columns.decided)
        found.append(banded("pushes", "pushes", pushes, pushes, edges=(0, 2)))
    loads = [_load(columns, span.days[0] - 1) for span in (before, now)]
    either = np.concatenate([loads[0][before.decided], loads[1][now.decided]])
    found.append(banded("load", "load", loads[0], loads[1], edges=_quarters(either)))
    if discount is not None and _is_fair(columns, discount, both):
        found.append(banded("discount", "discount", discount * 100, discount * 100, edges=(0, 5, 10, 20)))
    return [one for one in found if one is not None]


def available_attributes(columns: DealColumns, before: Span, now: Span) -> list[Attribute]:
    """Return what is known of available deals when the span begins, or when they are created in it.

    Nothing that is known only of decided deals: it would explain the decision by itself.
    """
    found: list[Attribute | None] = []
    runway, ages, pushes, loads = [], [], [], []
    for span in (before, now):
        first, last = span.days[:2]
        start = np.maximum(np.nan_to_num(columns.created, nan=first), first)
        runway.append(last - start + 1)
        ages.append(np.maximum(0.0, first - columns.created))
        pushes.append(_pushes_until(columns, np.full(len(columns), first - 1.0)))
        loads.append(_load(columns, first - 1))
    length = now.days[1] - now.days[0] + 1
    found.append(banded("runway", "runway", *runway, edges=(length // 3, 2 * length // 3)))
    carried = np.concatenate([a[s.available] for a, s in zip(ages, (before, now), strict=True)])
    found.append(banded("age", "cycle", *ages, edges=[0.0, *_quarters(carried[carried > 0])]))
    if before.dated and now.dated:
        found.append(banded("pushes", "pushes", *pushes, edges=(0, 2)))
    both = np.concatenate([loads[0][before.available], loads[1][now.available]])
    found.append(banded("load", "load", *loads, edges=_quarters(both)))
    return [one for one in found if one is not None]


def _is_fair(columns: DealColumns, values: Floats, which: Bools) -> bool:
    """Say whether a number is known of won and lost deals alike.

    Where lost deals have no amount, as in many exports, that it is missing would explain the loss.
    """
    known = ~np.isnan(values)
    sides = [which & (columns.meaning == one) for one in (WON, LOST)]
    return all(side.any() and float(known[side].mean()) >= KNOWN for side in sides)


def _pushes_until(columns: DealColumns, day: Floats) -> Floats:
    """Return how often each deal had been pushed by the end of a day of its own."""
    changes = columns.changes
    counts = changes.is_push & (changes.day <= np.nan_to_num(day, nan=-np.inf)[changes.deal])
    return np.bincount(changes.deal[counts], minlength=len(columns)).astype(np.float64)


def _load(columns: DealColumns, day: int) -> Floats:
    """Return how many deals the owner of each deal had open at the end of a day; NaN where unknown."""
    names, codes = coded(columns.owner)
    was_open = (columns.created <= day) & ~(columns.decided <= day)
    load = np.bincount(codes[was_open], minlength=len(names)).astype(np.float64)
    found = load[codes] if len(names) else np.zeros(0)
    return np.where(columns.owner == "", np.nan, found)


@dataclass(frozen=True, slots=True, eq=False)
class Losses:
    """Where lost deals went: `codes` by deal (-1 not lost, or not known), `names`, and `by` what."""

    by: str
    names: tuple[str, ...]
    codes: Ints


def losses(columns: DealColumns, *, known: bool) -> list[Losses]:
    """Return by which stage, to which competitor and for which reason deals were lost.

    The stage is the last open one, from the history (`known` says that there is one).
    """
    lost = columns.meaning == LOST
    labels: Mapping[str, Texts] = {
        "stage": last_open_stage(columns) if known else np.full(len(columns), "", dtype=object),
        "competitor": columns.competitor,
        "reason": columns.reason,
    }
    found = []
    for by, own in labels.items():
        names, codes = coded(own)
        names, codes = (names[1:], codes - 1) if names and names[0] == "" else (names, codes)
        codes = np.where(lost, codes, -1)
        if names and (codes >= 0).any():
            found.append(Losses(by, tuple(names), codes))
    return found


def last_open_stage(columns: DealColumns) -> Texts:
    """Return the stage from which each closed deal was closed; "" where no change of stage says it."""
    changes = columns.changes
    stage = np.full(len(columns), "", dtype=object)
    rows = np.flatnonzero(changes.field == 0)
    if rows.size:
        pairs = zip(
            columns.pipeline[changes.deal[rows]].tolist(), changes.old_stage[rows].tolist(), strict=True
        )
        was_open = np.array(
            [columns.places.get(pair, (np.nan, OPEN))[1] == OPEN for pair in pairs], dtype=bool
        )
        rows = rows[was_open & (changes.old_stage[rows] != "")]
        stage[changes.deal[rows]] = changes.old_stage[rows]  # sorted: the last one stays
    closed: Bools = np.asarray(columns.meaning != OPEN, dtype=bool)
    return np.where(closed, stage, "").astype(object)
