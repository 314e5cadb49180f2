"""Many names held so that those of a text are found fast: a command and a page take them from the same tables."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

__all__ = ["PLACES", "NameBook"]

_WORD: Final = re.compile(r"\w+")
# Where the names stand: table, column, and how much of a name may stand for it: Priya for Priya Nair, Acme for Acme Ltd.
PLACES: Final = (
    ("accounts", "name", "first"),
    ("people", "name", "any"),
    ("contacts", "name", "any"),
    ("deals", "product", "none"),
    ("deal_lines", "product", "none"),
)


@dataclass(slots=True)
class NameBook:
    """Many names, of which those that a text holds are found in time that grows with the text, not with the names."""

    snapshot: str = ""
    size: int = 0
    _whole: dict[str, list[tuple[tuple[str, ...], str]]] = field(default_factory=dict, repr=False)
    _parts: set[str] = field(default_factory=set, repr=False)

    def add(self, name: str, *, part: str = "none") -> None:
        """Add a name; `part` says which of its words may stand for it: none, the first, any."""
        words = tuple(word.casefold() for word in _WORD.findall(name))
        if not words or len(words[0]) < 2:
            return
        self.size += 1
        self._whole.setdefault(words[0], []).append((words, name.strip()))
        spelt = _WORD.findall(name)
        for word in {"none": [], "first": spelt[:1], "any": spelt}[part]:
            if _is_telling(word):
                self._parts.add(word)

    def found_in(self, text: str) -> tuple[str, ...]:
        """The names that a text holds, as the CRM spells them, or the part of one that stands for it.

        >>> book = NameBook()
        >>> book.add("Acme Pumps Ltd", part="first"); book.add("Priya Nair", part="any"); book.add("Flow Sensor 2")
        >>> book.found_in("priya nair says: Acme wants a flow sensor 2, not a flow.")
        ('Priya Nair', 'Acme', 'Flow Sensor 2')
        """
        spelt = _WORD.findall(text)
        folded = [word.casefold() for word in spelt]
        found: dict[str, None] = {}
        covered = 0
        for at, word in enumerate(folded):
            for words, name in self._whole.get(word, ()):
                if tuple(folded[at : at + len(words)]) == words and (len(words) > 1 or _is_meant(spelt[at])):
                    found[name] = None
                    covered = max(covered, at + len(words))
            if at >= covered and spelt[at] in self._parts:
                found[spelt[at]] = None
        return tuple(found)


def _is_telling(word: str) -> bool:
    """Whether a word alone may stand for a name: "The" of The Pump Company may not."""
    return len(word) > 2 and word[:1].isupper() and _is_meant(word.lower())


def _is_meant(word: str) -> bool:
    """Whether a word of a text can be a name: an everyday word only with its capital."""
    from bothways.lens.facts.names import everyday  # noqa: PLC0415 - a word list, only where names are sought

    return not word.islower() or word not in everyday()
