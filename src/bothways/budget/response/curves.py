"""Response curves as frozen values: what results of an effort x, where x = 1 is the effort of reference.

Parameters are numbers, or arrays of draws of one shape; efforts broadcast against them on a last axis of their own.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bothways.terms import Refusal

__all__ = ["Adbudg", "Curve", "ModifiedExponential", "Power"]

Floats = NDArray[np.float64]
_TINY: Final = 1e-12


@dataclass(frozen=True, slots=True)
class Adbudg:
    """ADBUDG (Little 1970): s(x) = floor + (ceiling − floor) · x^c / (d + x^c).

    c > 1 is S-shaped, c ≤ 1 concave. `through_reference` makes the one that passes through s(1) = 1.

    >>> round(Adbudg.through_reference(floor=0.4, ceiling=1.4, c=2.0).at(1.0), 12)
    1.0
    """

    floor: float
    ceiling: float
    c: float
    d: float

    def __post_init__(self) -> None:
        _number(self.floor, self.ceiling, self.c, self.d)
        if self.ceiling <= self.floor or self.c <= 0 or self.d <= 0:
            raise Refusal(
                "curve",
                f"A response curve rises: from {self.floor:g} to {self.ceiling:g} with shape {self.c:g} and {self.d:g} "
                "it does not.",
                hint="The ceiling lies above the floor; shape and half-way point are above 0.",
            )

    @classmethod
    def through_reference(cls, *, floor: float, ceiling: float, c: float) -> Adbudg:
        """Return the curve with s(1) = 1: d = (ceiling − 1) / (1 − floor).

        Errors: `Refusal` "curve" unless floor < 1 < ceiling.
        """
        if not floor < 1 < ceiling:
            raise Refusal(
                "curve",
                f"The reference, 1, lies between floor and ceiling; {floor:g} and {ceiling:g} leave it outside.",
            )
        return cls(floor, ceiling, c, (ceiling - 1) / (1 - floor))

    def at(self, x: ArrayLike) -> Any:
        """Return s(x): a number for a number, an array for an array. x ≥ 0."""
        return adbudg(x, floor=self.floor, ceiling=self.ceiling, c=self.c, d=self.d)

    def slope(self, x: ArrayLike) -> Any:
        """Return s′(x) = (ceiling − floor) · c · d · x^(c−1) / (d + x^c)²; infinite at 0 where c < 1."""
        effort = _effort(x)
        with np.errstate(divide="ignore"):
            raised = np.power(effort, self.c - 1)
        found = (
            (self.ceiling - self.floor) * self.c * self.d * raised / (self.d + np.power(effort, self.c)) ** 2
        )
        return _plain(found, x)

    def elasticity(self, x: float = 1.0) -> float:
        """Return x · s′(x) / s(x): one per cent more effort brings so many per cent. At 1: (1 − floor) · c · d / (1 + d)."""
        return float(x * self.slope(x) / self.at(x))

    @property
    def inflection(self) -> float | None:
        """Where returns begin to fall: [d (c − 1) / (c + 1)]^(1/c); None for a concave curve."""
        if self.c <= 1:
            return None
        return float((self.d * (self.c - 1) / (self.c + 1)) ** (1 / self.c))

    @property
    def is_concave(self) -> bool:
        """Whether every further step brings less than the one before."""
        return self.c <= 1

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {"form": "adbudg", "floor": self.floor, "ceiling": self.ceiling, "c": self.c, "d": self.d}


@dataclass(frozen=True, slots=True)
class Power:
    """s(x) = scale · x^beta: constant elasticity beta. Concave up to beta = 1, which is the most it may be.

    >>> Power(beta=0.5).at(4.0)
    2.0
    """

    beta: float
    scale: float = 1.0

    def __post_init__(self) -> None:
        _number(self.beta, self.scale)
        if not 0 < self.beta <= 1 or self.scale <= 0:
            raise Refusal(
                "curve",
                f"An elasticity lies between 0 and 1; {self.beta:g} does not.",
                hint="Above 1, twice the effort would bring more than twice the result for ever.",
            )

    def at(self, x: ArrayLike) -> Any:
        """Return s(x). x ≥ 0."""
        return _plain(self.scale * np.power(_effort(x), self.beta), x)

    def slope(self, x: ArrayLike) -> Any:
        """Return s′(x); infinite at 0 where beta < 1."""
        with np.errstate(divide="ignore"):
            return _plain(self.scale * self.beta * np.power(_effort(x), self.beta - 1), x)

    def elasticity(self, x: float = 1.0) -> float:
        """Return beta."""
        return self.beta

    @property
    def inflection(self) -> None:
        """It has none."""
        return None

    @property
    def is_concave(self) -> bool:
        """It is."""
        return True

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {"form": "power", "beta": self.beta, "scale": self.scale}


@dataclass(frozen=True, slots=True)
class ModifiedExponential:
    """s(x) = floor + (ceiling − floor) · (1 − e^(−rate x)): concave, with a ceiling.

    >>> round(ModifiedExponential.through_reference(floor=0.0, ceiling=2.0).rate, 6)
    0.693147
    """

    floor: float
    ceiling: float
    rate: float

    def __post_init__(self) -> None:
        _number(self.floor, self.ceiling, self.rate)
        if self.ceiling <= self.floor or self.rate <= 0:
            raise Refusal("curve", "A response curve rises from its floor to its ceiling; this one does not.")

    @classmethod
    def through_reference(cls, *, floor: float, ceiling: float) -> ModifiedExponential:
        """Return the curve with s(1) = 1: rate = ln((ceiling − floor) / (ceiling − 1)).

        Errors: `Refusal` "curve" unless floor < 1 < ceiling.
        """
        if not floor < 1 < ceiling:
            raise Refusal(
                "curve",
                f"The reference, 1, lies between floor and ceiling; {floor:g} and {ceiling:g} leave it outside.",
            )
        return cls(floor, ceiling, math.log((ceiling - floor) / (ceiling - 1)))

    def at(self, x: ArrayLike) -> Any:
        """Return s(x). x ≥ 0."""
        return _plain(self.floor - (self.ceiling - self.floor) * np.expm1(-self.rate * _effort(x)), x)

    def slope(self, x: ArrayLike) -> Any:
        """Return s′(x)."""
        return _plain((self.ceiling - self.floor) * self.rate * np.exp(-self.rate * _effort(x)), x)

    def elasticity(self, x: float = 1.0) -> float:
        """Return x · s′(x) / s(x)."""
        return float(x * self.slope(x) / self.at(x))

    @property
    def inflection(self) -> None:
        """It has none."""
        return None

    @property
    def is_concave(self) -> bool:
        """It is."""
        return True

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {
            "form": "modified exponential",
            "floor": self.floor,
            "ceiling": self.ceiling,
            "rate": self.rate,
        }


Curve = Adbudg | Power | ModifiedExponential
"""The forms that a response may have."""


def adbudg(x: ArrayLike, *, floor: ArrayLike, ceiling: ArrayLike, c: ArrayLike, d: ArrayLike) -> Any:
    """Return ADBUDG for arrays that broadcast, as 1 / (1 + d x^−c): no overflow at large efforts and shapes."""
    effort = _effort(x)
    low, c, d = np.asarray(floor, float), np.asarray(c, float), np.asarray(d, float)
    with np.errstate(divide="ignore", over="ignore"):
        reached = 1 / (1 + d * np.power(effort, -c))
    return _plain(low + (np.asarray(ceiling, float) - low) * reached, low + c + d + effort)


def _effort(x: ArrayLike) -> Floats:
    effort = np.asarray(x, dtype=float)
    if not np.all(np.isfinite(effort)) or np.any(effort < -_TINY):
        raise Refusal("effort", "An effort is a number of at least 0.")
    return np.asarray(np.maximum(effort, 0.0))


def _plain(found: Any, like: ArrayLike) -> Any:
    return float(found) if np.ndim(like) == 0 else found


def _number(*values: float) -> None:
    if not all(math.isfinite(value) for value in values):
        raise Refusal("curve", "A curve is made of numbers, not of infinities.")
