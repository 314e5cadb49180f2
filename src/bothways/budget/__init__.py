"""What is asked for, what it returns, what is given up, and what a smaller grant would mean.

For: a case that an executive can weigh in three minutes, and the arithmetic that bears it.
Gives: response curves with their doubt, exact allocations, prices of limits, the compromise ladder, counter-offers.
Never: hides an assumption, states a number without its kind, or takes an allocation for best that it did not prove so.
"""

from bothways.budget.assumption import Assumption, Kind, Strength
from bothways.budget.case import METHOD, Case, Line, Plan, Worked, work_out
from bothways.budget.case_file import CaseFile, read_case, read_case_text
from bothways.budget.compromise import Compromise, nash_compromise
from bothways.budget.counter import Answer, Counter, CounterLimit, LineChange, answer_counter
from bothways.budget.customers import PUBLISHED_EFFECTS, CustomerEffect, measured_effect
from bothways.budget.front import Front, pareto_front
from bothways.budget.ladder import SHARES, Gap, GivenUp, Rung, best_for_the_ask, ladder, rungs

__all__ = [
    "METHOD", "PUBLISHED_EFFECTS", "SHARES", "Answer", "Assumption", "Case", "CaseFile", "Compromise", "Counter",
    "CounterLimit", "CustomerEffect", "Front", "Gap", "GivenUp", "Kind", "Line", "LineChange", "Plan", "Rung", "Strength",
    "Worked", "answer_counter", "best_for_the_ask", "ladder", "measured_effect", "nash_compromise", "pareto_front",
    "read_case", "read_case_text", "rungs", "work_out",
]  # fmt: skip
