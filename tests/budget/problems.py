"""Small random problems, and what is best in them by looking at every plan."""

from __future__ import annotations

import itertools

import numpy as np

from bothways.budget.allocation import Bound, Problem, Unit, make_unit
from bothways.budget.response import Adbudg


def random_unit(chance: np.random.Generator, name: str, *, limited: bool = True) -> Unit:
    """Any shape: wild, rising, concave; any use: none, even, uneven; sometimes limits of its own."""
    top = int(chance.integers(1, 5))
    shape = chance.random()
    if shape < 0.3:
        values = np.cumsum(chance.normal(1, 2, top + 1))
    elif shape < 0.6:
        values = 5 * np.sort(chance.random(top + 1))
    else:
        values = np.concatenate([[0], np.cumsum(np.sort(chance.random(top))[::-1])])
    uses: dict[str, object] = {}
    if chance.random() < 0.8:
        even = chance.random() < 0.7
        uses["heads"] = int(chance.integers(0, 3)) if even else np.cumsum(chance.integers(0, 4, top + 1))
    if chance.random() < 0.5:
        uses["money"] = int(chance.integers(0, 5))
    least = int(chance.integers(0, 2)) if limited and chance.random() < 0.3 else 0
    most = int(chance.integers(0, top + 1)) if limited and chance.random() < 0.3 else None
    return make_unit(name, values=values, uses=uses, least=least, most=most)


def random_problem(chance: np.random.Generator) -> Problem:
    """Up to four units, up to three bounds, over all units or some, nested or not, on one resource or two."""
    names = [f"u{at}" for at in range(chance.integers(1, 5))]
    bounds = []
    for at in range(chance.integers(0, 4)):
        over = None if chance.random() < 0.4 else frozenset(one for one in names if chance.random() < 0.6)
        least = int(chance.integers(0, 4)) if chance.random() < 0.3 else None
        most = int(chance.integers(0, 9)) if least is None or chance.random() < 0.6 else None
        resource = "heads" if chance.random() < 0.7 else "money"
        bounds.append(Bound(name=f"b{at}", resource=resource, least=least, most=most, units=over))
    return Problem(tuple(random_unit(chance, name) for name in names), tuple(bounds))


def every_plan(problem: Problem) -> list[tuple[float, tuple[int, ...]]]:
    """Every plan that keeps the limits, with its value."""
    plans = itertools.product(*[unit.levels for unit in problem.units])
    return [(problem.value(plan), plan) for plan in plans if problem.holds(plan)]


def best_of_all(problem: Problem) -> float | None:
    return max((value for value, _ in every_plan(problem)), default=None)


def shaped_problem(
    units: int, heads: int, *, chance: np.random.Generator, s_shaped: float = 0.6, grouped: bool = False
) -> Problem:
    """Territories with ADBUDG curves, most of them S-shaped, and a limit of heads."""
    made = []
    for at in range(units):
        today = max(1, heads / units) * chance.uniform(0.5, 1.5)
        c = chance.uniform(1.2, 4) if chance.random() < s_shaped else chance.uniform(0.4, 1)
        curve = Adbudg.through_reference(floor=chance.uniform(0, 0.6), ceiling=chance.uniform(1.2, 2.5), c=c)
        size = chance.lognormal(0, 0.7)
        made.append(
            make_unit(f"u{at}", values=size * curve.at(np.arange(heads + 1) / today), uses={"heads": 1})
        )
    bounds = [Bound(name="heads", resource="heads", most=heads)]
    if grouped:
        half = frozenset(unit.name for unit in made[: units // 2])
        bounds.append(
            Bound(name="first half", resource="heads", least=heads // 4, most=heads // 3, units=half)
        )
    return Problem(tuple(made), tuple(bounds))
