"""Why revenue falls short in spite of many prospects: causes that sum exactly to the gap.

For: the question that executives ask, answered so that neither side is blamed.
Gives: the bridge with intervals and its own bar for chance, where the movement sits, what the prospects are worth.
Never: adds up causes that count twice, hides chance, names a deal to anybody but its owner and the manager.
"""

from bothways.insight.shortfall.bridge import Bridge, Goal, bridge
from bothways.insight.shortfall.diagnosis import (
    METHOD,
    Cause,
    DealBehind,
    SecondOpinion,
    Shortfall,
    shortfall,
)
from bothways.insight.shortfall.draws import PlanRates
from bothways.insight.shortfall.identity import Span
from bothways.insight.shortfall.lmdi import lmdi
from bothways.insight.shortfall.rates import Beliefs
from bothways.insight.shortfall.shapley import Factors, shapley

__all__ = [
    "METHOD", "Beliefs", "Bridge", "Cause", "DealBehind", "Factors", "Goal", "PlanRates", "SecondOpinion", "Shortfall",
    "Span", "bridge", "lmdi", "shapley", "shortfall",
]  # fmt: skip
