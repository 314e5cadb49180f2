"""A curve known from data: shapes with their weights, and beside each how much the effort lifts, with its doubt.

METHOD: docs/method/budget.md, “Response from data”.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["Mixture"]

Floats = NDArray[np.float64]
_LEAST: Final = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Mixture:
    """Result over its mean = 1 + lift · (h(x) − base), h(x) = x^c / (d + x^c), x = 1 the effort of reference.

    Arrays of one length, a place for each shape: its weight (they sum to 1), c, d, base (the mean of h over the data),
    lift and width (mean and standard deviation of the lift, if the shape is so). freedom: degrees of freedom behind the
    widths. selection: the share of the lift, from … to, that is taken for selection and no effect.
    """

    weight: Floats
    c: Floats
    d: Floats
    base: Floats
    lift: Floats
    width: Floats
    freedom: float
    selection: tuple[float, float] = (0.0, 0.0)

    @property
    def rises(self) -> float:
        """How sure it is that more effort brings more: the chance of a lift above 0."""
        from scipy.special import stdtr  # noqa: PLC0415  scipy takes its time to load

        return float(self.weight @ stdtr(self.freedom, self.lift / self.width))

    def parameters(self, chance: np.random.Generator, *, count: int) -> dict[str, Floats]:
        """Return `count` draws of floor, ceiling, c and d."""
        at, lift = self._lifts(chance, count)
        base, reached = self.base[at], 1 / (1 + self.d[at])
        there = 1 + lift * (reached - base)
        return {
            "floor": (1 - lift * base) / there,
            "ceiling": (1 + lift * (1 - base)) / there,
            "c": self.c[at],
            "d": self.d[at],
        }

    def parts(self, chance: np.random.Generator, *, count: int) -> Floats:
        """Return `count` draws of the share of the whole result, over the rows, that came of the effort."""
        at, lift = self._lifts(chance, count)
        return np.asarray(lift * self.base[at])

    def _lifts(self, chance: np.random.Generator, count: int) -> tuple[NDArray[np.int64], Floats]:
        """Return places and lifts: above 0, and such that no effort leaves at least nothing."""
        from scipy.special import stdtr, stdtrit  # noqa: PLC0415  scipy takes its time to load

        at = chance.choice(len(self.weight), size=count, p=self.weight)
        base, middle, width = self.base[at], self.lift[at], self.width[at]
        low = stdtr(self.freedom, (_LEAST - middle) / width)
        high = stdtr(self.freedom, (1 / base - middle) / width)
        part = np.clip(low + (high - low) * chance.random(count), 1e-12, 1 - 1e-12)
        lift = np.clip(middle + width * stdtrit(self.freedom, part), _LEAST, 1 / base)
        return np.asarray(at), np.asarray(lift * (1 - chance.uniform(*self.selection, count)))

    def as_dict(self) -> dict[str, Any]:
        """Return it in short, ready for JSON."""
        return {
            "shapes": len(self.weight),
            "rises": self.rises,
            "freedom": self.freedom,
            "selection": list(self.selection),
        }
