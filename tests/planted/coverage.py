"""How often the bridge's intervals hold what is true, over many companies with planted rates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import permutations

import numpy as np
import numpy.typing as npt

from bothways.insight.shortfall import Span, bridge
from bothways.terms import Period
from planted.company import FACTORS, Actual, Plan, company

Floats = npt.NDArray[np.float64]
NAMES = (*FACTORS, "chance")


def span(period: Period) -> Span:
    """Return a whole period in day numbers."""
    return Span(period.first_day, period.last_day, period.last_day)


def by_orders(base: Actual, actual: Actual) -> Floats:
    """Return the shares of the true change, as the mean over all orders in which the factors may move.

    Another way to the same numbers than the one that is tested: no formula with factorials.
    """
    then, now = base.factors, actual.factors
    found = np.zeros(len(FACTORS))
    orders = list(permutations(range(len(FACTORS))))
    for order in orders:
        state = list(then)
        before = _worth(state)
        for factor in order:
            state[factor] = now[factor]
            after = _worth(state)
            found[factor] += after - before
            before = after
    return found / len(orders)


def _worth(state: list[float | Floats]) -> float:
    volume, mix, decided, won, size = state
    return float(volume * np.sum(np.asarray(mix) * decided * won * size))


@dataclass(frozen=True)
class Coverage:
    """What many companies showed, by name of the bar: `held` how often the 80 % interval held the truth, `width` and
    `bias` in shares of the true bookings; `right` how often the planted cause had the largest amount of all causes, of the `clear` companies: those in which
    its true amount is half as large again as any other's, and a tenth of the bookings or more.
    """

    companies: int
    held: Mapping[str, float]
    width: Mapping[str, float]
    bias: Mapping[str, float]
    right: float
    clear: int

    @property
    def pooled(self) -> float:
        """How often over all bars."""
        return float(np.mean(list(self.held.values())))


def coverage(
    *, companies: int, seed: int, plan: Plan, draws: int = 400, renewal: Plan | None = None, game: str = "new"
) -> Coverage:
    """Simulate companies, build the bridge of each from its last quarter but one to its last, and hold it to the truth."""
    bars = [name for name in NAMES if not (name == "mix" and plan.segments == 1)]
    held, width, bias = (np.zeros((companies, len(NAMES))) for _ in range(3))
    right: list[bool] = []
    for place in range(companies):
        one = company(seed=seed + place, new=plan, renewal=renewal)
        found = bridge(
            one.columns, actual=span(one.periods[-1]), base=span(one.periods[-2]), draws=draws, seed=place
        )
        base, actual = one.true[game][-2:]
        own = found.games[("new", "renewal").index(game)]
        shares = by_orders(base, actual)
        gap = own.counts[1].booked.sum() - own.counts[0].booked.sum()
        true = np.append(shares, gap - shares.sum())
        drawn = np.column_stack([own.amounts, gap - own.amounts.sum(axis=1)])
        low, high = np.quantile(drawn, [0.1, 0.9], axis=0)
        held[place] = (true >= low - 0.5) & (true <= high + 0.5)
        width[place] = (high - low) / base.expected
        bias[place] = (drawn.mean(axis=0) - true) / base.expected
        if plan.planted and _is_clear(shares, FACTORS.index(next(iter(plan.planted))), base.expected):
            right.append(FACTORS[int(np.abs(drawn.mean(axis=0)[:-1]).argmax())] in plan.planted)

    def of(values: Floats) -> dict[str, float]:
        return {name: float(values[:, NAMES.index(name)].mean()) for name in bars}

    share = float(np.mean(right)) if right else float("nan")
    return Coverage(companies, of(held), of(width), of(bias), share, len(right))


def _is_clear(shares: Floats, planted: int, whole: float) -> bool:
    sizes = np.abs(shares)
    return bool(sizes[planted] >= 1.5 * np.delete(sizes, planted).max() and sizes[planted] >= 0.1 * whole)
