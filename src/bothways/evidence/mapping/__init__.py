"""What each raw table is and which column means what: guessed with confidence and reason, or asked.

For: turning the labels of any export into kinds of tables and fields.
Gives: `propose`, `TableGuess`, `Guess`, `Question`, `read_mapping`, `mapping_text`, the meaning of stages.
Never: reads a column silently where two readings are possible; drops one silently that it does not know.
"""

from bothways.evidence.mapping.file import GivenMapping, mapping_text, read_mapping
from bothways.evidence.mapping.guesses import Guess, Question, TableGuess
from bothways.evidence.mapping.kinds import KINDS, Kind
from bothways.evidence.mapping.proposal import Proposal, propose
from bothways.evidence.mapping.recognise import LAYOUTS, UNVERIFIED
from bothways.evidence.mapping.stages import StageGuess, forecast_of, meaning_by_name, type_of

__all__ = [
    "KINDS",
    "LAYOUTS",
    "UNVERIFIED",
    "GivenMapping",
    "Guess",
    "Kind",
    "Proposal",
    "Question",
    "StageGuess",
    "TableGuess",
    "forecast_of",
    "mapping_text",
    "meaning_by_name",
    "propose",
    "read_mapping",
    "type_of",
]
