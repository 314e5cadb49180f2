"""Where each stands: results beside target, own past and the median of others, shrunk where n is small.

For: staff want data on results; recognition and coaching need them fair.
Gives: figures with n and interval, what changed and by which deals, effort against money, an order only where it is sure.
Never: shows a person's number to a colleague, or ranks where chance decides.
"""

from bothways.insight.results.answer import Results
from bothways.insight.results.building import results
from bothways.insight.results.effort import Effort, Row
from bothways.insight.results.effort_cells import MINUTES
from bothways.insight.results.habits import Habit, Habits, Shown
from bothways.insight.results.making import METHOD
from bothways.insight.results.moved import Changes, Moved, Mover
from bothways.insight.results.order import Apart, Order
from bothways.insight.results.shrinkage import Posterior, shrunk_counts, shrunk_means, shrunk_rates
from bothways.insight.results.standings import Standing

__all__ = [
    "METHOD", "MINUTES", "Apart", "Changes", "Effort", "Habit", "Habits", "Moved", "Mover", "Order", "Posterior",
    "Results", "Row", "Shown", "Standing", "results", "shrunk_counts", "shrunk_means", "shrunk_rates",
]  # fmt: skip
