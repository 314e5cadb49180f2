"""Which limits bind in a plan, at what price, and of which nothing can be said.

The prices come from above as plain values: whoever allocates knows them, and this room stands below it.
METHOD: docs/method/constraints.md, “What binds”.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from bothways.constraints.checking import unknown
from bothways.constraints.state import LimitState
from bothways.terms import Refusal

__all__ = ["Binding", "Binds", "LimitPrice", "Priced", "binding"]

METHOD: Final = "limit-binding/1"


class Binds(StrEnum):
    """Whether more could be had if a limit were looser: yes, no (slack), or nothing is known of it."""

    BINDS = "binds"
    SLACK = "slack"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitPrice:
    """What one end of one bound of a plan costs there, as whoever allocated says it.

    says: the bound's name in the plan; end: "most" or "least"; amount: where it stands, of `resource`.
    next_at, gain: the nearest amount, loosened, at which more is had, and how much more; None: it does not bind.
    before_at, loss: the nearest amount, tightened, at which less is left. each: the shadow price, value by one of the
    resource, which holds from holds_from to holds_to. unit: of the value, as it is said.
    """

    says: str
    resource: str
    end: str
    amount: float
    next_at: float | None = None
    gain: float = 0.0
    before_at: float | None = None
    loss: float = 0.0
    each: float = 0.0
    holds_from: float | None = None
    holds_to: float | None = None
    unit: str = ""

    @property
    def binds(self) -> bool:
        """Whether more could be had if it were looser."""
        return self.next_at is not None

    @property
    def slack(self) -> float | None:
        """How far it can be tightened before anything is lost; None: however far."""
        return None if self.before_at is None else abs(self.amount - self.before_at)

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {name: getattr(self, name) for name in self.__slots__} | {"binds": self.binds}


@dataclass(frozen=True, slots=True)
class Priced:
    """A declared limit and what a plan says of it. reason: why nothing can be said, where it is unknown."""

    limit: LimitState
    state: Binds
    prices: tuple[LimitPrice, ...] = ()
    reason: str = ""

    @property
    def gain(self) -> float:
        """What loosening it by its nearest step brings."""
        return max((one.gain for one in self.prices if one.binds), default=0.0)

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {
            "limit": self.limit.id,
            "statement": self.limit.limit.statement,
            "state": str(self.state),
            "prices": [one.as_dict() for one in self.prices],
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True)
class Binding:
    """The declared limits, those that bind first; and what binds in the plan though nobody declared it."""

    limits: tuple[Priced, ...]
    undeclared: tuple[LimitPrice, ...]
    method: str = METHOD

    def of(self, state: Binds) -> tuple[Priced, ...]:
        """Return the limits of a state."""
        return tuple(one for one in self.limits if one.state is state)

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {
            "limits": [one.as_dict() for one in self.limits],
            "undeclared": [one.as_dict() for one in self.undeclared],
            "method": self.method,
        }


def binding(
    limits: Iterable[LimitState], prices: Iterable[LimitPrice], *, names: Mapping[str, str] | None = None
) -> Binding:
    """Set declared limits beside the bounds of a plan: what binds, what is slack, of what nothing is known.

    Args:
        limits: as they read on the day of the plan.
        prices: of each end of each bound of the plan, binding or not.
        names: what a bound is called in the plan, to the id of its limit. A bound that is called by a limit's id or in
            its very words needs none.

    Raises:
        Refusal: `limit-price` for a price that can't be one; `limit-unknown` where `names` names no limit.

    >>> price = LimitPrice(says="Three heads", resource="people", end="most", amount=3, next_at=4, gain=90.0)
    >>> binding([], [price]).undeclared[0].gain
    90.0
    """
    held = tuple(limits)
    given = {key.casefold(): limit for key, limit in (names or {}).items()}
    own = {one.id for one in held}
    for limit in given.values():
        if limit not in own:
            raise unknown(limit, own)
    called = {one.limit.statement.casefold(): one.id for one in held} | {one.id.casefold(): one.id for one in held}  # fmt: skip
    of: dict[str, list[LimitPrice]] = {}
    for price in prices:
        _check(price)
        key = " ".join(price.says.split()).casefold()
        of.setdefault(given.get(key) or called.get(key, ""), []).append(price)
    # What does not hold on that day is no limit of the plan: the plan was made within something else.
    loose = [price for one in held if not _is_in_force(one) for price in of.get(one.id, ())]
    found = [_priced(one, tuple(of.get(one.id, ()))) for one in held]
    order = list(Binds)
    return Binding(
        tuple(sorted(found, key=lambda one: (order.index(one.state), -one.gain, one.limit.id))),
        tuple(sorted((one for one in (*of.get("", ()), *loose) if one.binds), key=lambda one: (-one.gain, one.says))),
    )  # fmt: skip


def _is_in_force(one: LimitState) -> bool:
    return one.holds and one.has_begun


def _priced(one: LimitState, prices: tuple[LimitPrice, ...]) -> Priced:
    if not one.holds:
        return Priced(one, Binds.UNKNOWN, reason="It was withdrawn.")
    if not one.has_begun:
        return Priced(one, Binds.UNKNOWN, reason=f"It holds only from {one.limit.holds_from.isoformat()} on.")
    if not prices:
        return Priced(one, Binds.UNKNOWN, reason="The plan has no bound of this name: it speaks of it in no number.")  # fmt: skip
    state = Binds.BINDS if any(price.binds for price in prices) else Binds.SLACK
    return Priced(one, state, prices)


def _check(price: LimitPrice) -> None:
    numbers = (price.amount, price.gain, price.loss, price.each)
    ends = [one for one in (price.holds_from, price.holds_to) if one is not None]
    wrong = (
        price.end not in ("most", "least")
        or not all(math.isfinite(one) for one in numbers)
        or min(price.gain, price.loss) < 0
        or ends != sorted(ends)
        or (price.binds and price.gain <= 0)
    )
    if wrong:
        raise Refusal(
            "limit-price",
            f"What is said of “{price.says}” is no price.",
            hint="It has an end, an amount and a gain.",
        )
