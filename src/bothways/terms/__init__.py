"""The words that every room shares.

For: figures, periods, sides, sources, intervals and refusals, as plain frozen values.
Gives: `Figure`, `Interval`, `Period`, `Calendar`, `Side`, `Source`, `Refusal`, and `Sentence` with `Said`, `Called`.
Never: imports anything of ours, reads a file, a clock or the environment.
"""

from bothways.terms.figure import Figure, Interval, Source, Unit
from bothways.terms.period import Calendar, Period
from bothways.terms.refusal import Refusal
from bothways.terms.sentence import Called, Said, Sentence, sentence_parts
from bothways.terms.side import Side

__all__ = [
    "Calendar", "Called", "Figure", "Interval", "Period", "Refusal", "Said", "Sentence", "Side", "Source", "Unit",
    "sentence_parts",
]  # fmt: skip
