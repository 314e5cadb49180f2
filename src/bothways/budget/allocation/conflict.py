"""Limits that can't hold together: a smallest set of them, and what would free it.

METHOD: docs/method/budget.md, “Limits in conflict”.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from bothways.budget.allocation.engines import best_levels
from bothways.budget.allocation.feasible import Held, held_limits, leaves_plan, with_only
from bothways.budget.allocation.problem import Problem, Unit
from bothways.terms import Refusal

__all__ = ["METHOD", "Conflict", "Way", "conflict_of", "refusal_of"]

METHOD = "limits-in-conflict/1"


@dataclass(frozen=True, slots=True)
class Way:
    """One limit moved, the others held: from what to what, and whether then everything has a plan."""

    held: Held
    to: int | None
    frees_all: bool

    @property
    def says(self) -> str:
        """The way in words."""
        if self.to is None:
            return f"leave out “{self.held.says}”"
        return f"“{self.held.says}” becomes {self.to}"


@dataclass(frozen=True, slots=True)
class Conflict:
    """Limits of which each is needed for the conflict: with any one of them gone, the others can be kept."""

    limits: tuple[Held, ...]
    ways: tuple[Way, ...]
    method: str = METHOD

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {
            "limits": [one.as_dict() for one in self.limits],
            "ways": [
                {"limit": one.held.as_dict(), "to": one.to, "frees_all": one.frees_all} for one in self.ways
            ],
            "method": self.method,
        }


def conflict_of(problem: Problem) -> Conflict | None:
    """Return a smallest set of limits that can't hold together, or None where all can.

    Found by deletion: a limit whose going leaves the rest in conflict is not needed and goes. What stays is irreducible
    (tested). Several orders are tried and the smallest set is kept; that no set of other limits is smaller still is
    not proven.

    >>> from bothways.budget.allocation import Bound, Problem, make_unit
    >>> units = tuple(make_unit(name, values=[0, 1, 2, 3], uses={"heads": 1}, least=2) for name in "AB")
    >>> found = conflict_of(Problem(units, (Bound(name="heads", resource="heads", most=3),)))
    >>> [one.says for one in found.limits]
    ['A: at least 2', 'B: at least 2', 'heads: at most 3']
    """
    bare = _bare(problem)
    limits, leaves = held_limits(problem), leaves_plan(bare)
    if leaves(limits):
        return None
    orders = [limits, tuple(reversed(limits))]
    orders += [_by_amount(limits, largest) for largest in (True, False)]
    if len(limits) > _MANY:
        orders = orders[2:3]  # the large demands stay longest: fewer of them make a conflict
    sets = [_deleted(order, leaves) for order in orders]
    found = set(sorted(sets, key=len)[0])
    ordered = tuple(one for one in limits if one in found)
    # Bounds first: of hundreds of demands that together are too many, the bound is what can be moved.
    told = sorted(ordered, key=lambda one: one.of)[:_TOLD]
    return Conflict(
        ordered, tuple(_way(bare, one, ordered, limits, leaves) for one in ordered if one in told)
    )


def refusal_of(problem: Problem) -> Refusal:
    """Return the refusal that names the limits in conflict and what would free them."""
    found = conflict_of(problem)
    if found is None or not found.limits:
        return Refusal("no-plan", "These limits leave no plan.")
    names = [f"“{one.says}”" for one in found.limits]
    if len(names) > _TOLD:
        first = [f"“{way.held.says}”" for way in found.ways]
        names = [*first, f"{len(names) - len(first)} more of the kind"]
    joined = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    sentence = f"{joined} can't be kept." if len(names) == 1 else f"{joined} can't hold together."
    ways = [one.says for one in found.ways]
    whole = all(one.frees_all for one in found.ways)
    hint = f"What would free it: {'; or '.join(ways)}."
    if not whole:
        hint += " Other limits are in conflict besides."
    return Refusal("no-plan", sentence, hint=hint, data=found.as_dict())


_MANY, _TOLD = 200, 8
_CHUNKS: Final = (64, 16, 4, 1)


def _deleted(limits: Sequence[Held], leaves: Callable[[Sequence[Held]], bool]) -> list[Held]:
    """Leave out what is not needed: in lots first, then one by one, for most of many limits have no part in it."""
    kept = list(limits)
    for size in _CHUNKS:
        at = 0
        while at < len(kept):
            rest = kept[:at] + kept[at + size :]
            if len(rest) < len(kept) and not leaves(rest):
                kept = rest
            else:
                at += size
    return kept


def _way(
    problem: Problem,
    one: Held,
    conflict: Sequence[Held],
    limits: Sequence[Held],
    leaves: Callable[[Sequence[Held]], bool],
) -> Way:
    """Say how far a limit has to move for the rest of its conflict to hold."""
    others = with_only(problem, [held for held in conflict if held != one])
    to = _reachable(others, one, problem)
    moved = [held for held in limits if held != one]
    if to is not None:
        moved.append(replace(one, amount=to))
    return Way(one, to, leaves(moved))


def _reachable(others: Problem, one: Held, whole: Problem) -> int | None:
    """The nearest amount at which the others can be kept: the least, or the most, that they leave."""
    sign = -1.0 if one.end == "most" else 1.0
    if one.of == "unit":
        amounts = {one.name: np.arange(len(whole[one.name].values))}
    else:
        bound = whole.bound(one.name)
        amounts = {
            whole.units[at].name: whole.units[at].use_of(bound.resource) for at in bound.over(whole.units)
        }
    units = tuple(
        replace(
            unit, values=sign * amounts[unit.name].astype(float) if unit.name in amounts else unit.values * 0
        )
        for unit in others.units
    )
    asked = Problem(units, others.bounds)
    found = best_levels(asked)
    if found is None:  # it can't be: a limit of an irreducible set, left out, frees the others
        return None
    return round(sign * asked.value(found[0]))


def _bare(problem: Problem) -> Problem:
    """The same limits with no values, and without units that no limit and no use tells from having them at 0."""
    units: list[Unit] = [replace(unit, values=np.zeros(len(unit.values))) for unit in problem.units]
    return Problem(tuple(units), problem.bounds)


def _by_amount(limits: Sequence[Held], largest: bool) -> tuple[Held, ...]:
    # Small demands first out, or large ones: either may leave fewer.
    return tuple(sorted(limits, key=lambda one: one.amount, reverse=not largest))
