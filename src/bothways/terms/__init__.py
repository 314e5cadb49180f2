"""The words that every room shares.

For: figures, periods, sides, sources, intervals and refusals, as plain frozen values.
Gives: `Figure`, `Interval`, `Period`, `Calendar`, `Side`, `Source`, `Refusal`, and `Sentence` with `Said`, `Called`.
Beside them: `Journal`, a plain file of records for those without a server, and `given_text`.
And the chain of an audit log: `Entry`, `chained`, `erased`, `verified`.
Never: imports anything of ours, reads a clock or the environment, or opens a file but a journal's, by the path handed in.
"""

from bothways.terms.chain import Entry, Verification, chained, erased, verified
from bothways.terms.figure import Figure, Interval, Source, Unit
from bothways.terms.journal import Journal, append_journal, read_journal
from bothways.terms.period import Calendar, Period
from bothways.terms.refusal import Refusal
from bothways.terms.registering import read_entries, write_entries
from bothways.terms.sentence import Called, Said, Sentence, sentence_parts
from bothways.terms.side import Side
from bothways.terms.wording import given_text

__all__ = [
    "Calendar", "Called", "Entry", "Figure", "Interval", "Journal", "Period", "Refusal", "Said", "Sentence", "Side", "Source",
    "Unit", "Verification", "append_journal", "chained", "erased", "given_text", "read_entries", "read_journal",
    "sentence_parts", "verified", "write_entries",
]  # fmt: skip
