"""What can be chosen, and within which limits: plain frozen values, checked before anything is reckoned.

A unit is had at a whole level (0, 1, 2, … people, licences, trips); at each level it has a value and uses resources in
whole amounts (heads, euros). A bound is a limit in numbers: at least and at most so much of a resource, over some units
or all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bothways.terms import Refusal

__all__ = ["Bound", "Problem", "Unit", "make_unit"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Unit:
    """One thing of which more or less can be had.

    values: its worth at levels 0, 1, …, as many as there are; uses: of each resource, the amount at each level;
    least and most: the levels allowed (`most` None: all there are).
    """

    name: str
    values: Floats
    uses: Mapping[str, Ints] = field(default_factory=dict)
    least: int = 0
    most: int | None = None

    @property
    def top(self) -> int:
        """The highest level that is valued."""
        return len(self.values) - 1

    @property
    def levels(self) -> range:
        """The levels allowed; empty where the limits leave none."""
        return range(self.least, min(self.top, self.top if self.most is None else self.most) + 1)

    @property
    def is_fixed(self) -> bool:
        """Whether one level alone is allowed."""
        return len(self.levels) == 1

    def use_of(self, resource: str) -> Ints:
        """Return the amount used at each level; 0 where the unit does not use it."""
        found = self.uses.get(resource)
        return np.zeros(len(self.values), dtype=np.int64) if found is None else found

    def limited(self, *, least: int | None = None, most: int | None = None) -> Unit:
        """Return the same unit within other limits; what is None stays."""
        return replace(
            self,
            least=self.least if least is None else least,
            most=self.most if most is None else most,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """A limit in numbers: at least `least` and at most `most` of a resource over `units` (None: all of them).

    says: how a person would say it; without, it is said from the numbers.
    """

    name: str
    resource: str
    least: int | None = None
    most: int | None = None
    units: frozenset[str] | None = None
    says: str = ""

    def over(self, units: Sequence[Unit]) -> list[int]:
        """Return the places of the units that it limits."""
        return [at for at, unit in enumerate(units) if self.units is None or unit.name in self.units]


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """Units and bounds, checked: names are one each, amounts are whole and not negative, bounds name units there are.

    Errors: `Refusal` "no-units", "unit-values", "unit-uses" (negative cost), "unit-levels", "named-twice", "no-such-unit",
    "bound". Whether the limits can hold together is another question: `conflict_of`.
    """

    units: tuple[Unit, ...]
    bounds: tuple[Bound, ...] = ()

    def __post_init__(self) -> None:
        if not self.units:
            raise Refusal("no-units", "There is nothing to choose from.", hint="Name what is asked for.")
        _named_once((unit.name for unit in self.units), "unit")
        _named_once((bound.name for bound in self.bounds), "limit")
        for unit in self.units:
            _check_unit(unit)
        names = {unit.name for unit in self.units}
        for bound in self.bounds:
            _check_bound(bound, names)

    def __getitem__(self, name: str) -> Unit:
        for unit in self.units:
            if unit.name == name:
                return unit
        raise Refusal("no-such-unit", f"“{name}” is no unit of this case.", data={"name": name})

    def bound(self, name: str) -> Bound:
        """Return a bound by its name.

        Errors: `Refusal` "no-such-bound".
        """
        for bound in self.bounds:
            if bound.name == name:
                return bound
        raise Refusal("no-such-bound", f"“{name}” is no limit of this case.", data={"name": name})

    def with_bound(self, changed: Bound) -> Problem:
        """Return the problem with a bound replaced by name, or added."""
        if any(bound.name == changed.name for bound in self.bounds):
            held = tuple(changed if bound.name == changed.name else bound for bound in self.bounds)
            return Problem(self.units, held)
        return Problem(self.units, (*self.bounds, changed))

    def with_units(self, changed: Iterable[Unit]) -> Problem:
        """Return the problem with units replaced by name."""
        new = {unit.name: unit for unit in changed}
        return Problem(tuple(new.get(unit.name, unit) for unit in self.units), self.bounds)

    def value(self, levels: Sequence[int]) -> float:
        """Return what a plan is worth."""
        return float(sum(float(unit.values[level]) for unit, level in zip(self.units, levels, strict=True)))

    def used(self, resource: str, *, levels: Sequence[int], units: frozenset[str] | None = None) -> int:
        """Return how much of a resource a plan uses, over all units or some."""
        return sum(
            int(unit.use_of(resource)[level])
            for unit, level in zip(self.units, levels, strict=True)
            if units is None or unit.name in units
        )

    def holds(self, levels: Sequence[int]) -> bool:
        """Say whether a plan keeps every limit."""
        inside = all(level in unit.levels for unit, level in zip(self.units, levels, strict=True))
        for bound in self.bounds:
            used = self.used(bound.resource, levels=levels, units=bound.units)
            inside &= (bound.least is None or used >= bound.least) and (
                bound.most is None or used <= bound.most
            )
        return inside


def make_unit(
    name: str,
    *,
    values: ArrayLike,
    uses: Mapping[str, Any] | None = None,
    least: int = 0,
    most: int | None = None,
    fixed: int | None = None,
) -> Unit:
    """Return a unit. uses: of each resource the amount a level, as one whole number a step or one for each level.

    >>> make_unit("North", values=[0, 5, 8], uses={"heads": 1}).use_of("heads").tolist()
    [0, 1, 2]
    """
    worth = np.array(values, dtype=float)
    held: dict[str, Ints] = {}
    for resource, amount in (uses or {}).items():
        given = np.asarray(amount)
        if not np.all(np.isfinite(given.astype(float))) or np.any(given != np.rint(given)):
            raise Refusal(
                "unit-uses",
                f"“{name}” uses no whole amount of {resource}.",
                hint="Give money in whole units of the currency, people in heads.",
            )
        steps = given.astype(np.int64)
        held[resource] = steps * np.arange(len(worth)) if steps.ndim == 0 else steps
        held[resource].setflags(write=False)
    worth.setflags(write=False)
    if fixed is not None:
        least = most = fixed
    return Unit(name=name, values=worth, uses=held, least=least, most=most)


def _check_unit(unit: Unit) -> None:
    if unit.values.ndim != 1 or not len(unit.values) or not np.all(np.isfinite(unit.values)):
        raise Refusal("unit-values", f"“{unit.name}” has no number for what each level is worth.")
    for resource, amounts in unit.uses.items():
        if amounts.shape != unit.values.shape:
            raise Refusal(
                "unit-uses",
                f"“{unit.name}” says for {len(amounts)} levels how much {resource} it uses, and has {len(unit.values)}.",
            )
        if np.any(amounts < 0):
            raise Refusal(
                "unit-uses",
                f"“{unit.name}” would use less than nothing of {resource}: {int(amounts.min())}.",
                hint="A cost is at least 0. What brings money in belongs to the value.",
                data={"unit": unit.name, "resource": resource},
            )
    if unit.least < 0 or unit.least > unit.top:
        raise Refusal(
            "unit-levels",
            f"“{unit.name}” can be had from 0 to {unit.top}; at least {unit.least} can't be.",
            data={"unit": unit.name},
        )
    if unit.most is not None and unit.most < 0:
        raise Refusal("unit-levels", f"“{unit.name}” can't be had at most {unit.most} times.")


def _check_bound(bound: Bound, names: set[str]) -> None:
    if bound.least is None and bound.most is None:
        raise Refusal("bound", f"“{bound.name}” names no number.", hint="Say at least or at most how much.")
    strange = sorted((bound.units or frozenset()) - names)
    if strange:
        raise Refusal(
            "no-such-unit",
            f"“{bound.name}” limits “{strange[0]}”, which is not in this case.",
            data={"name": strange[0]},
        )
    if bound.most is not None and bound.most < 0:
        raise Refusal("bound", f"“{bound.name}” allows less than nothing: {bound.most}.")


def _named_once(names: Iterable[str], what: str) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise Refusal("named-twice", f"Two of one name: {what} “{name}”.", data={"name": name})
        seen.add(name)
