"""Time in steps: a quarter of a month each, at its place in the fiscal quarter; and ages in classes.

Steps of a week would drift through the months; firms close by the month and by the quarter, so that the
steps end with both.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from bothways.terms.period import day_number, day_of

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
PLACES = 12
"""Places in a quarter: three months of four steps; the last two are its last weeks."""
AGES = np.array([0, 4, 8, 15, 23, 31, 46, 61, 76, 91, 121, 151, 181, 241, 301, 366, 451, 541, 731, 1096])
"""First day of each class of age; the last is open to the top."""


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """Steps one after the other: each runs from the end of day `start` to the end of day `end`.

    `middle` is the day on which an age in the step is taken. Of a step that the end of the time cuts it is
    the middle of the whole step: taken of what is left, a longer time would begin its last step with other
    rates than a shorter one, and a deal's chance could fall when it is given more days.
    """

    start: Ints
    end: Ints
    place: Ints
    middle: Floats

    def __len__(self) -> int:
        return len(self.start)

    @property
    def days(self) -> Ints:
        """How many days each has."""
        return self.end - self.start


def steps_between(after: int, until: int, *, fiscal_start: int = 1) -> Steps:
    """Return the steps from the end of a day to the end of another; the first and the last may be cut.

    >>> steps_between(day_number(date(2026, 9, 15)), day_number(date(2026, 9, 30))).place.tolist()
    [10, 11]
    """
    ends: list[int] = []
    places: list[int] = []
    month = day_of(after + 1).replace(day=1)
    while day_number(month) <= until:
        days = monthrange(month.year, month.month)[1]
        of_quarter = (month.month - fiscal_start) % 3
        base = day_number(month) - 1
        for part, last in enumerate((8, 15, 23, days)):
            ends.append(base + last)
            places.append(of_quarter * 4 + part)
        month = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    end, place = np.array(ends, dtype=np.int64), np.array(places, dtype=np.int64)
    start = np.concatenate([[after], end[:-1]]) if len(end) else end
    start = np.maximum(start, after)
    middle, end = (start + end + 1) / 2, np.minimum(end, until)
    kept = end > start
    return Steps(start[kept], end[kept], place[kept], middle[kept])


def age_class(age: npt.NDArray[np.generic]) -> Ints:
    """Return the class of ages in days."""
    return np.maximum(np.searchsorted(AGES, age, side="right") - 1, 0).astype(np.int64)


def first_class_after(age: float) -> int:
    """Return the first class of which every day is later than an age; the last class at most."""
    return min(int(np.searchsorted(AGES, age, side="right")), len(AGES) - 1)
