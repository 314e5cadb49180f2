"""Groups that show by themselves: told where there are none, missed where there are."""

from __future__ import annotations

import numpy as np

from bothways.opendoor import groups_of
from bothways.opendoor.grouping import adjusted_rand
from opendoor_parts.drawing import drawn

Goals = list[tuple[str, str, str, bool | None]]


def run(*, quick: bool) -> Goals:
    """Print the table; return what has a goal."""
    goals: Goals = []
    runs = 10 if quick else 60
    print("people  planted  strength    told   like the planted (adjusted Rand)")
    for people in (20, 40, 120, 400):
        for planted, strength in ((1, 0.0), (2, 0.5), (2, 1.0), (2, 1.5), (3, 1.5)):
            found, like = [], []
            for seed in range(runs):
                votes, member = drawn(people, 30, planted, seed=seed, strength=strength, given=0.7)
                groups = groups_of(votes, seed=seed)
                found.append(groups.told)
                like.append(adjusted_rand(np.maximum(groups.labels, 0), member))
            print(f"{people:6} {planted:8} {strength:9} {100 * np.mean(found):6.0f} % {np.mean(like):10.2f}")
            if planted == 1:
                rate = float(np.mean(found))
                goals.append(
                    (
                        f"groups told where there are none, {people} people",
                        f"{100 * rate:.0f} %",
                        "at most 5 %",
                        rate <= 0.05 + 2.5 * (0.05 / runs) ** 0.5,
                    )
                )
    return goals
