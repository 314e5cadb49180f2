"""Why revenue falls short in spite of many prospects, where it will land, and what customers say.

For: understanding what the evidence holds: results, the shortfall bridge, landing, customers' themes.
Gives: findings with figures, n and intervals, a bridge that adds up exactly, a landing distribution, themes with exact quotes.
Never: states a cause without its alternative, a rate without its n, or names a person to a colleague.
"""

from bothways.insight.landing.answering import Landing, landing
from bothways.insight.landing.claims import Claim, claims_of
from bothways.insight.results import Results, results
from bothways.insight.shortfall import Shortfall, shortfall
from bothways.insight.shortfall.prospects import Prospects, prospects
from bothways.insight.shortfall.where import Where, where
from bothways.insight.themes.answer import themes
from bothways.insight.themes.told import Themes

__all__ = [
    "Claim", "Landing", "Prospects", "Results", "Shortfall", "Themes", "Where",
    "claims_of", "landing", "prospects", "results", "shortfall", "themes", "where",
]  # fmt: skip
