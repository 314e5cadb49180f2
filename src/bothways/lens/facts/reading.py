"""A text read once: its tokens and everything that was found in them. Both `facts_of` and the receipt stand on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from bothways.lens.facts.concepts import Mark, marks_of
from bothways.lens.facts.dates import dates_of
from bothways.lens.facts.evidence import Found, markers_of
from bothways.lens.facts.measures import relate_amounts
from bothways.lens.facts.names import Called, names_of
from bothways.lens.facts.numbers import Amount, amounts_of
from bothways.lens.facts.quotes import Quoted, quotes_of
from bothways.lens.facts.statements import Statements, statements_of
from bothways.lens.facts.tokens import Tokens, tokens_of
from bothways.lens.facts.when import When


@dataclass(slots=True)
class Reading:
    """A text with what was found in it, in token places."""

    found: Tokens
    quotes: list[Quoted]
    dates: list[When]
    names: list[Called]
    amounts: list[Amount]
    marks: list[Mark | None]
    statements: Statements
    taken: bytearray = field(default_factory=bytearray)
    said: dict[int, frozenset[str]] = field(
        default_factory=dict
    )  # words and stems of a sentence, once asked for
    skip: bytearray = field(default_factory=bytearray)  # places of quotations, names and dates
    markers: dict[str, Found] = field(default_factory=dict)  # by list, once asked for
    noted: dict[str, object] = field(default_factory=dict)  # what a comparison works out once for a text


@lru_cache(maxsize=32)
def reading_of(text: str, names: tuple[str, ...]) -> Reading:
    """Read a text; the last few readings are kept, since a rewrite is tried many times against one original."""
    found = tokens_of(text)
    taken = bytearray(len(found.items))
    quotes = quotes_of(found)
    called = names_of(found, bytearray(len(found.items)), names)
    given = [one for one in called if one.given]
    for one in given:
        for place in range(one.first, one.last + 1):
            taken[place] = 1
    dates = dates_of(found, taken)
    amounts = amounts_of(found, taken)
    relate_amounts(found.items, amounts)
    called = [one for one in called if one.given or not any(taken[one.first : one.last + 1])]
    marks = marks_of(found, taken, called)
    statements = statements_of(found, marks, taken, called)
    return Reading(found, quotes, dates, called, amounts, marks, statements, taken)


def read(text: str, names: Sequence[str]) -> Reading:
    """Return the reading of a text with these names."""
    return reading_of(text, tuple(names))


def skipped(reading: Reading) -> bytearray:
    """Return the token places that are no words of the author's own, or no words: quotations, names, dates."""
    if not reading.skip and reading.found.items:
        reading.skip = bytearray(len(reading.found.items))
        for runs in (reading.quotes, reading.names, reading.dates):
            for run in runs:
                for place in range(run.first, run.last + 1):
                    reading.skip[place] = 1
    return reading.skip


def quoted(reading: Reading) -> set[int]:
    """Return the token places of quotations: what somebody else said has its own "I", "not" and "must"."""
    return {place for quote in reading.quotes for place in range(quote.first, quote.last + 1)}


def marked(reading: Reading, name: str) -> Found:
    """Return the markers of a list (modals, causal, conditional, amounts) by sentence; read once for all lists."""
    if not reading.markers:
        reading.markers = markers_of(reading.found.items, skipped(reading))
    return reading.markers[name]
