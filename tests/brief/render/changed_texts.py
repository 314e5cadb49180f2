"""Changes every text of a document, to show what a renderer adds of its own."""

import dataclasses
import re
from datetime import date

from bothways.brief.document import Document
from bothways.brief.ledger import Ledger
from bothways.terms import Figure


def without_digits(value):
    """Return a document (or any part of it) with every digit of every text made a letter."""
    if isinstance(value, str):
        return re.sub(r"\d", "x", value)
    if isinstance(value, Figure):
        # What a figure holds is printed by nobody: its words stand in the document.
        return value
    if isinstance(value, tuple):
        return tuple(map(without_digits, value))
    if isinstance(value, Ledger):
        return Ledger(tuple(without_digits(fact) for fact in value.facts))
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        changed = {}
        for field in dataclasses.fields(value):
            held = getattr(value, field.name)
            changed[field.name] = None if isinstance(held, date) else without_digits(held)
        return dataclasses.replace(value, **changed)
    return value


def squeezed(text: str) -> str:
    """Return a text without blanks, as paper breaks its lines where it likes."""
    return re.sub(r"\s+", "", text)


def bare(document: Document) -> Document:
    """Return a document whose texts hold no digit at all."""
    return without_digits(document)
