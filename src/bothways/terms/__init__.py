"""The words that every room shares.

For: figures, periods, sides, sources, intervals and refusals, as plain frozen values.
Gives: `Figure`, `Interval`, `Period`, `Calendar`, `Side`, `Source`, `Refusal`.
Never: imports anything of ours, reads a file, a clock or the environment.
"""

from bothways.terms.figure import Figure, Interval, Source, Unit
from bothways.terms.period import Calendar, Period
from bothways.terms.refusal import Refusal
from bothways.terms.side import Side

__all__ = ["Calendar", "Figure", "Interval", "Period", "Refusal", "Side", "Source", "Unit"]
