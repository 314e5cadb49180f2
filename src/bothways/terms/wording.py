"""A text that a person gave: one line, printable, of a length that a page has room for."""

from __future__ import annotations

from bothways.terms.refusal import Refusal

MOST = 600
"""So many characters of one text a brief of two pages has room for."""


def given_text(text: str, *, what: str, most: int = MOST, needed: bool = True) -> str:
    """Return a text as it will stand: blanks trimmed, line ends made blanks.

    Args:
        text: as it was typed, or as a file holds it.
        what: how the refusal calls it (“The promise”).
        most: the most characters.
        needed: refuse an empty one.

    Raises:
        Refusal: `given-text`: empty, too long, or with characters that can't be printed.

    >>> given_text("  A date\\nby Friday ", what="The promise")
    'A date by Friday'
    """
    said = " ".join(text.split())
    if needed and not said:
        raise Refusal("given-text", f"{what} says nothing.", hint="Say it in a sentence.")
    if len(said) > most:
        raise Refusal(
            "given-text",
            f"{what} has {len(said)} characters; there is room for {most}.",
            hint="Say it shorter; the long form can be handed over beside.",
        )
    # Characters that turn the direction of writing would let a text read otherwise than it is stored.
    if any(not char.isprintable() for char in said):
        raise Refusal("given-text", f"{what} holds characters that can't be printed.")
    return said
