"""Paper and plain text know a fact only by its mark: there a brief is written with the numbers it shows."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any

from bothways.brief.document import Cite, Document, Evidence, Insight
from bothways.brief.ledger import Ledger


def as_marked(document: Document) -> Document:
    """Return a brief whose facts have the numbers that it shows; the same where it shows the ledger's."""
    if not document.marks:
        return document

    def walk(value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(walk(part) for part in value)
        if isinstance(value, Cite):
            return replace(value, fact=document.mark(value.fact))
        if is_dataclass(value) and not isinstance(value, type):
            held = {part.name: walk(getattr(value, part.name)) for part in fields(value)}
            if isinstance(value, Evidence):
                held["fact"] = document.mark(value.fact)
            if isinstance(value, Insight):
                held["quotes"] = tuple(document.mark(number) for number in value.quotes)
                held["against"] = tuple(document.mark(number) for number in value.against)
            return replace(value, **held)
        return value

    parts = ("kicker", "period_line", "headline", "sections", "footer", "notes", "evidence")
    facts = tuple(replace(fact, number=document.mark(fact.number)) for fact in document.ledger)
    body = {name: walk(getattr(document, name)) for name in parts}
    return replace(document, ledger=Ledger(facts), marks=(), **body)
