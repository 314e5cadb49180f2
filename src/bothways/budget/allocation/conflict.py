"""Limits that can't hold together: a smallest set of them, and what would free it.

METHOD: docs/method/budget.md, “Limits in conflict”.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from bothways.budget.allocation.engines import best_levels, has_plan
from bothways.budget.allocation.problem import Problem, Unit
from bothways.terms import Refusal

__all__ = ["METHOD", "Conflict", "Held", "Way", "conflict_of", "held_limits", "with_only"]

METHOD = "limits-in-conflict/1"


@dataclass(frozen=True, slots=True)
class Held:
    """One limit alone: at least, or at most, so much, of a unit or over several. `name`: the unit or the bound."""

    name: str
    of: str  # "unit" or "bound"
    end: str  # "least" or "most"
    amount: int
    says: str

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {"name": self.name, "of": self.of, "end": self.end, "amount": self.amount, "says": self.says}


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


def held_limits(problem: Problem) -> tuple[Held, ...]:
    """Return every single limit of a problem: both ends of units and of bounds, where they limit at all."""
    found = []
    for unit in problem.units:
        if unit.least > 0:
            found.append(Held(unit.name, "unit", "least", unit.least, f"{unit.name}: at least {unit.least}"))
        if unit.most is not None and unit.most < unit.top:
            found.append(Held(unit.name, "unit", "most", unit.most, f"{unit.name}: at most {unit.most}"))
    for bound in problem.bounds:
        for end, words in (("least", "at least"), ("most", "at most")):
            amount = getattr(bound, end)
            if amount is not None:
                said = bound.says or f"{bound.name}: {words} {amount}"
                found.append(Held(bound.name, "bound", end, amount, said))
    return tuple(found)


def with_only(problem: Problem, held: Sequence[Held]) -> Problem:
    """Return the problem with these limits alone."""
    kept = {(one.of, one.name, one.end): one.amount for one in held}
    units = [
        replace(
            unit, least=kept.get(("unit", unit.name, "least"), 0), most=kept.get(("unit", unit.name, "most"))
        )
        for unit in problem.units
    ]
    bounds = []
    for bound in problem.bounds:
        least, most = (kept.get(("bound", bound.name, end)) for end in ("least", "most"))
        if least is not None or most is not None:
            bounds.append(replace(bound, least=least, most=most))
    return Problem(tuple(units), tuple(bounds))


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
    if has_plan(bare):
        return None
    limits = held_limits(problem)
    orders = [limits, tuple(reversed(limits))]
    orders += [_by_amount(limits, largest) for largest in (True, False)]
    found = min((_deleted(bare, order) for order in orders), key=len)
    ordered = tuple(one for one in limits if one in found)
    return Conflict(ordered, tuple(_way(bare, one, ordered, limits) for one in ordered))


def refusal_of(problem: Problem) -> Refusal:
    """Return the refusal that names the limits in conflict and what would free them."""
    found = conflict_of(problem)
    if found is None or not found.limits:
        return Refusal("no-plan", "These limits leave no plan.")
    names = [f"“{one.says}”" for one in found.limits]
    joined = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    sentence = f"{joined} can't be kept." if len(names) == 1 else f"{joined} can't hold together."
    ways = [one.says for one in found.ways]
    whole = all(one.frees_all for one in found.ways)
    hint = f"What would free it: {'; or '.join(ways)}."
    if not whole:
        hint += " Other limits are in conflict besides."
    return Refusal("no-plan", sentence, hint=hint, data=found.as_dict())


_CHUNKS: Final = (64, 16, 4, 1)


def _deleted(problem: Problem, limits: Sequence[Held]) -> list[Held]:
    """Leave out what is not needed: in lots first, then one by one, for most of many limits have no part in it."""
    kept = list(limits)
    for size in _CHUNKS:
        at = 0
        while at < len(kept):
            rest = kept[:at] + kept[at + size :]
            if len(rest) < len(kept) and not has_plan(with_only(problem, rest)):
                kept = rest
            else:
                at += size
    return kept


def _way(problem: Problem, one: Held, conflict: Sequence[Held], limits: Sequence[Held]) -> Way:
    """Say how far a limit has to move for the rest of its conflict to hold."""
    others = with_only(problem, [held for held in conflict if held != one])
    to = _reachable(others, one, problem)
    moved = [held for held in limits if held != one]
    if to is not None:
        moved.append(replace(one, amount=to))
    return Way(one, to, has_plan(with_only(problem, moved)))


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
