"""Where it will land: what closes as won by a day, as a distribution.

For: saying what is likely to come, how sure that is, which deals decide it, and what was claimed before.
Gives: `landing` and its `Landing`; `claims_of` and `score` for what was said; scores; the pure `forecast` on a `Book`.
Never: uses what was recorded later than the day it is seen from; gives a number without its range.
"""

from bothways.insight.landing.answering import Deciding, Landing, check_window, landing
from bothways.insight.landing.book import Book, Moves, book_of
from bothways.insight.landing.claims import Claim, ClaimRecord, Scored, claims_of, score
from bothways.insight.landing.forecasting import Forecast, forecast
from bothways.insight.landing.making import METHOD
from bothways.insight.landing.scores import crps, crps_of_quantiles, interval_score, pinball, pit
from bothways.insight.landing.signals import Signal, signals

__all__ = [
    "METHOD",
    "Book",
    "Claim",
    "ClaimRecord",
    "Deciding",
    "Forecast",
    "Landing",
    "Moves",
    "Scored",
    "Signal",
    "book_of",
    "check_window",
    "claims_of",
    "crps",
    "crps_of_quantiles",
    "forecast",
    "interval_score",
    "landing",
    "pinball",
    "pit",
    "score",
    "signals",
]
