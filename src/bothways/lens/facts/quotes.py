"""What stands between quotation marks."""

from __future__ import annotations

from dataclasses import dataclass

from bothways.lens.facts.tokens import Tokens

_LONGEST = 60  # tokens; a mark without its partner must not swallow a page


@dataclass(slots=True)
class Quoted:
    """A quotation: token places of its first and last word, and its words in lower case."""

    first: int
    last: int
    value: str


def quotes_of(found: Tokens) -> list[Quoted]:
    """Return the quotations of a text, in order."""
    items = found.items
    quotes: list[Quoted] = []
    opened = -1
    for place, token in enumerate(items):
        if token.low == "\n":
            opened = -1
        if token.low != '"':
            continue
        if opened < 0:
            opened = place
            continue
        if place - opened > _LONGEST:
            opened = place
            continue
        inner = [items[at] for at in range(opened + 1, place) if items[at].kind != "p"]
        if inner:
            value = " ".join(one.low for one in inner)
            quotes.append(Quoted(opened + 1, place - 1, value))
        opened = -1
    return quotes
