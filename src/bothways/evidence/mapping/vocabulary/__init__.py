"""What columns are called, kind by kind, in English, French, Spanish and German.

For: recognising columns by their plain words.
Gives: `Field`, and a tuple of fields for each kind of table.
Never: decides; two names for one field are for `columns` to weigh.
"""

from bothways.evidence.mapping.vocabulary.around import (
    ACCOUNTS,
    ACTIVITIES,
    CASES,
    COMMENTS,
    CONTACTS,
    LABELS,
    LINKS,
    MAILS,
    PEOPLE,
    RATES,
)
from bothways.evidence.mapping.vocabulary.deals import CHANGES, DEALS, LINES, STAGES, STATES
from bothways.evidence.mapping.vocabulary.field import Field, FieldType

__all__ = [
    "ACCOUNTS",
    "ACTIVITIES",
    "CASES",
    "CHANGES",
    "COMMENTS",
    "CONTACTS",
    "DEALS",
    "LABELS",
    "LINES",
    "LINKS",
    "MAILS",
    "PEOPLE",
    "RATES",
    "STAGES",
    "STATES",
    "Field",
    "FieldType",
]
