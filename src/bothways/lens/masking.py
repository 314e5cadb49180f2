"""Names behind placeholders, for a text on its way to a model, and exactly back again.

Each spelling of a name gets a placeholder of its own (`NAME_1`, `NAME_2`, …), since a model gives back what it was
given: two spellings behind one placeholder could not be told apart on the way back. The word in front of the number is
one that the text does not hold, so a placeholder can't be confused with anything that was written.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from bothways.lens.facts.names import everyday
from bothways.terms import Refusal

__all__ = ["Masked", "mask"]

# Plain capitals and an underscore: tokenisers cut them into few pieces, and models repeat them letter for letter.
_WORD: Final = "NAME"
_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# What may follow a name and still belong to it: Acme's, Acmes. The tail stays readable behind the placeholder.
_TAIL: Final = r"(?=(?:['’]?[sS])?(?!\w))"


@dataclass(frozen=True, slots=True)
class Masked:
    """A text with its names behind placeholders: `names` maps each placeholder to what stood there."""

    text: str
    names: tuple[tuple[str, str], ...]
    word: str

    def unmask(self, text: str) -> str:
        """Put the names back into a text that was made from the masked one.

        Refuses (`masking-broken`) a text that lacks a placeholder, holds one that was never given out, or bends one
        (`name 1`), because nobody could say which name was meant.
        """
        known = dict(self.names)
        found = [match.group() for match in re.finditer(rf"{self.word}_[1-9]\d*", text)]
        unknown = sorted({piece for piece in found if piece not in known})
        missing = [placeholder for placeholder in known if placeholder not in set(found)]
        rest = re.sub(
            rf"{self.word}_[1-9]\d*", "x", text
        )  # a letter: else what stood apart would stand together
        # Without a table nothing was masked, and what looks like a placeholder is the writer's own word.
        bent = re.findall(rf"{self.word}[\W_]*\d+", rest, re.IGNORECASE) if known else []
        if known and (unknown or missing or bent):
            raise Refusal(
                "masking-broken",
                "The names can't be put back: "
                + "; ".join(
                    f"{said} {', '.join(pieces)}"
                    for said, pieces in (("missing", missing), ("unknown", unknown), ("bent", bent))
                    if pieces
                )
                + ".",
                hint="Each placeholder must come back as it was.",
                data={"missing": missing, "unknown": unknown, "bent": bent},
            )
        return re.sub(rf"{self.word}_[1-9]\d*", lambda m: known.get(m.group(), m.group()), text)


def mask(text: str, names: Iterable[str]) -> Masked:
    """The text with every name behind a placeholder; `unmask` of what comes out gives the text back, letter for letter.

    The longest name wins where names overlap. A name is found in any case, with any blanks between its words, and with
    `'s` or `s` behind it; a name that is also an everyday word (Will, May, Grace) only where it has a capital.

    >>> masked = mask("Will said Acme's CFO will not pay.", ["Acme", "Will"])
    >>> masked.text
    "NAME_1 said NAME_2's CFO will not pay."
    >>> masked.unmask("NAME_2's CFO won't pay, says NAME_1.")
    "Acme's CFO won't pay, says Will."
    """
    word = _word_unknown_to(text)
    wanted = {spelt for name in names for spelt in _spellings(name.strip()) if spelt}
    if not wanted:
        return Masked(text, (), word)
    pattern = re.compile(
        "|".join(_pattern(name) for name in sorted(wanted, key=lambda n: (-len(n), n))), re.IGNORECASE
    )
    placeholders: dict[str, str] = {}

    def hidden(match: re.Match[str]) -> str:
        found = match.group()
        if found.lower() in everyday() and not found[:1].isupper():
            return found
        return placeholders.setdefault(found, f"{word}_{len(placeholders) + 1}")

    masked = pattern.sub(hidden, text)
    return Masked(masked, tuple((placeholder, found) for found, placeholder in placeholders.items()), word)


def _word_unknown_to(text: str) -> str:
    """A word for the placeholders that does not stand in the text before a digit, in any case and however spaced."""
    word, step = _WORD, 0
    while re.search(rf"{word}[\W_]*\d", text, re.IGNORECASE):
        word, step = f"{word}{_LETTERS[step % len(_LETTERS)]}", step + 1
    return word


def _spellings(name: str) -> set[str]:
    # The same letter can be written as one character or as two, and text from a Mac is often the latter.
    return {name, unicodedata.normalize("NFC", name), unicodedata.normalize("NFD", name)}


def _pattern(name: str) -> str:
    inner = r"\s+".join(re.escape(part) for part in name.split())
    # Scripts that set no blanks between words have no word borders; there a border would let the name through.
    before = r"(?<!\w)" if _bordered(name[0]) else ""
    # A figure straight behind would be read as part of the placeholder's number: it goes with the name.
    after = _TAIL if _bordered(name[-1]) else r"\d*"
    return f"{before}{inner}{after}"


def _bordered(letter: str) -> bool:
    return bool(re.match(r"\w", letter)) and ord(letter) < 0x0E00
