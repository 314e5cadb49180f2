"""Why revenue falls short in spite of many prospects: causes that sum exactly to the gap.

For: the question that executives ask, answered so that neither side is blamed.
Gives: the bridge with intervals and its own bar for chance, where the movement sits, what the prospects are worth.
Never: adds up causes that count twice, hides chance, names a deal to anybody but its owner and the manager.
"""

from bothways.insight.shortfall.answer import Cause, DealBehind, SecondOpinion, Shortfall
from bothways.insight.shortfall.bridge import METHOD, Bridge, Goal, bridge
from bothways.insight.shortfall.diagnosis import shortfall
from bothways.insight.shortfall.draws import PlanRates
from bothways.insight.shortfall.drivers import Driver, DriverKey, drivers
from bothways.insight.shortfall.explain import Explanation, Explanations, explain
from bothways.insight.shortfall.identity import Span
from bothways.insight.shortfall.lmdi import lmdi
from bothways.insight.shortfall.localise import Location, Seat, localise
from bothways.insight.shortfall.prospects import Prospects, UnrealDeal, prospects
from bothways.insight.shortfall.rates import Beliefs
from bothways.insight.shortfall.shapley import Factors, shapley
from bothways.insight.shortfall.simpson import Reversal, compared_values, simpson
from bothways.insight.shortfall.where import Where, where

__all__ = [
    "METHOD", "Beliefs", "Bridge", "Cause", "DealBehind", "Driver", "DriverKey", "Explanation", "Explanations",
    "Factors", "Goal", "Location", "PlanRates", "Prospects", "Reversal", "Seat", "SecondOpinion", "Shortfall",
    "Span", "UnrealDeal", "Where", "bridge", "compared_values", "drivers", "explain", "lmdi", "localise",
    "prospects", "shapley", "shortfall", "simpson", "where",
]  # fmt: skip
