"""Figures that somebody named by their keys: of the ledger, as this snapshot has them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from bothways.brief.document import Line
from bothways.brief.facts import Base, Book
from bothways.brief.facts.figures import known
from bothways.terms import Unit


def figures_line(base: Base, book: Book, keys: Iterable[str]) -> Line:
    """Say the figures that keys name, each with its n: those that this snapshot has and this reader may have.

    A key is that of a fact: `name/by/key`, or `name/by`, `@before` behind it for the period before.
    """
    line: Line = ()
    for key in keys:
        named, _, past = key.partition("@")
        name, _, rest = named.partition("/")
        by, _, of = rest.partition("/")
        when: Literal["before", "now"] = "before" if past == "before" else "now"
        held = known(base, book, name, by=by or "all", key=of, when=when)
        if not held or not book.has(held):
            continue
        figure = book.figure(held)
        line = (*line, *(("; ",) if line else ()), *book.draft(held).title, ": ", book.value(held))
        if figure.n and figure.unit is not Unit.COUNT:
            line = (*line, " (counted: ", book.n(held, ""), ")")
    return line
