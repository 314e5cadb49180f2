"""An order only where it is sure: who is above whom, and who can't be told apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from bothways.insight.results.shrinkage import Posterior
from bothways.terms import Figure, Sentence

SURE = 0.95
"""So likely one must be above the other before they are told apart."""
SHARE_WRONG = 0.05
"""The expected share of pairs told apart that are wrong (false-discovery rate) stays under this."""
GATE = 0.1
"""Nothing is told apart while the groups differ no more than chance would make them, at this level."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Apart:
    """A pair that is told apart: `above` has the higher value with this probability."""

    above: str
    below: str
    probability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A partial order of groups by one measure; for the manager alone.

    `members` (keys) by label, never by value; `apart`: the pairs told apart, the surest first; `together`:
    the largest sets within which nobody is told apart from anybody (they overlap). `pairs` is how many pairs
    there are, `false_share` the expected share of wrong ones among those told apart.
    """

    measure: str
    by: str
    members: tuple[str, ...]
    labels: Mapping[str, str]
    apart: tuple[Apart, ...]
    together: tuple[tuple[str, ...], ...]
    pairs: int
    false_share: float | None
    more_is: str = "higher"
    sentence: Sentence = ()
    figures: tuple[Figure, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {
            "measure": self.measure,
            "by": self.by,
            "members": list(self.members),
            "apart": [
                {"above": one.above, "below": one.below, "probability": one.probability} for one in self.apart
            ],
            "together": [list(group) for group in self.together],
            "pairs": self.pairs,
            "false_share": self.false_share,
        }


def told_apart(believed: Posterior, *, differ: bool = True) -> npt.NDArray[np.float64]:
    """Return a square of probabilities that row is above column where that is sure, else 0.

    On the scale of the comparison posteriors are near normal, so that P = Φ(difference / joint error). With
    one bound for all pairs, being told apart is transitive then (whatever the errors are): it is an order.
    """
    from scipy.special import ndtr  # noqa: PLC0415 - takes a moment to load

    centre, spread = believed.centre, believed.spread
    joint = np.sqrt(spread[:, None] ** 2 + spread[None, :] ** 2)
    above = np.asarray(ndtr((centre[:, None] - centre[None, :]) / np.maximum(joint, 1e-12)), dtype=float)
    np.fill_diagonal(above, 0.5)
    if not differ:
        return np.zeros_like(above)
    bound = _bound(above[above >= SURE])
    return np.where(above >= bound, above, 0.0)


def _bound(sure: npt.NDArray[np.float64]) -> float:
    """Return the probability from which on the mean error of all pairs stays under `SHARE_WRONG`."""
    if not sure.size:
        return 2.0
    errors = np.sort(1 - sure)
    running = np.cumsum(errors) / np.arange(1, len(errors) + 1)
    kept = np.flatnonzero(running <= SHARE_WRONG)
    return float(1 - errors[kept[-1]]) if kept.size else 2.0


def rates_differ(hits: Sequence[float], n: Sequence[float]) -> bool:
    """Say whether rates differ more than chance makes them (chi-square over the groups with cases)."""
    from scipy.special import chdtrc  # noqa: PLC0415 - takes a moment to load

    w, count = np.asarray(hits, dtype=float), np.asarray(n, dtype=float)
    w, count = w[count > 0], count[count > 0]
    if len(count) < 2 or w.sum() in (0, count.sum()):
        return False
    p = w.sum() / count.sum()
    found = float((((w - count * p) ** 2) / (count * p * (1 - p))).sum())
    return bool(chdtrc(len(count) - 1, found) < GATE)


def means_differ(mean: Sequence[float], error: Sequence[float]) -> bool:
    """Say whether means with known errors differ more than chance makes them (Cochran's Q)."""
    from scipy.special import chdtrc  # noqa: PLC0415 - takes a moment to load

    y, se = np.asarray(mean, dtype=float), np.asarray(error, dtype=float)
    kept = np.isfinite(y) & np.isfinite(se) & (se > 0)
    if kept.sum() < 2:
        return False
    weight = 1 / se[kept] ** 2
    common = (weight * y[kept]).sum() / weight.sum()
    return bool(chdtrc(int(kept.sum()) - 1, float((weight * (y[kept] - common) ** 2).sum())) < GATE)


def order_of(
    believed: Posterior, *, measure: str, by: str, keys: Sequence[str], labels: Sequence[str], differ: bool
) -> Order:
    """Return the partial order of groups by their posteriors."""
    above = told_apart(believed, differ=differ)
    rows, columns = np.nonzero(above)
    chances = above[rows, columns]
    sure = np.argsort(-chances, kind="stable")
    apart = tuple(
        Apart(above=keys[rows[i]], below=keys[columns[i]], probability=float(chances[i])) for i in sure
    )
    by_label = sorted(range(len(keys)), key=lambda i: (labels[i].lower(), keys[i]))
    return Order(
        measure=measure,
        by=by,
        members=tuple(keys[i] for i in by_label),
        labels=dict(zip(keys, labels, strict=True)),
        apart=apart,
        together=_together(believed, above, keys, [by_label.index(i) for i in range(len(keys))]),
        pairs=len(keys) * (len(keys) - 1) // 2,
        false_share=float((1 - chances).mean()) if len(chances) else None,
    )


def _together(
    believed: Posterior, above: npt.NDArray[np.float64], keys: Sequence[str], place: Sequence[int]
) -> tuple[tuple[str, ...], ...]:
    """Return the longest runs, from the highest down, within which no two are told apart; each by label."""
    line = np.argsort(-believed.centre, kind="stable").tolist()
    split = (above + above.T) > 0
    groups: list[list[int]] = []
    reach = 0
    for start in range(len(line)):
        end = start + 1
        while end < len(line) and not split[line[end], line[start:end]].any():
            end += 1
        if end > reach:
            groups.append(line[start:end])
            reach = end
    return tuple(tuple(keys[i] for i in sorted(group, key=lambda i: place[i])) for group in groups)
