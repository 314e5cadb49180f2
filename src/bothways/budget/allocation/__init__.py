"""The best plan within limits, proven: whole units, curves of any shape.

For: “given these limits, what should be had, and what would one more bring?”
Gives: `Unit`, `Bound`, `Problem`; `allocate`, `best_by_size`; prices of limits, doubt of a plan, limits in conflict.
Never: takes a good plan for the best one: every engine here is exact, and says which it was.
"""

from bothways.budget.allocation.conflict import Conflict, Way, conflict_of
from bothways.budget.allocation.feasible import Held
from bothways.budget.allocation.pricing import Price, price_of, prices, value_along
from bothways.budget.allocation.problem import Bound, Problem, Unit, make_unit
from bothways.budget.allocation.solving import (
    METHOD,
    Allocation,
    Sizes,
    allocate,
    best_by_size,
    best_values,
    best_values_at,
)
from bothways.budget.allocation.timing import Timing, paid, units_there, worth_by_level
from bothways.budget.allocation.weighing import (
    Doubt,
    Flat,
    GainSplit,
    flat_region,
    gain_split,
    plan_values,
    weigh,
)

__all__ = [
    "METHOD", "Allocation", "Bound", "Conflict", "Doubt", "Flat", "GainSplit", "Held", "Price", "Problem", "Sizes",
    "Timing", "Unit", "Way", "allocate", "best_by_size", "best_values", "best_values_at", "conflict_of",
    "flat_region", "gain_split", "make_unit", "paid", "plan_values", "price_of", "prices", "units_there", "value_along",
    "weigh", "worth_by_level",
]  # fmt: skip
