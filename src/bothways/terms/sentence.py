"""A sentence before it is printed: words, and the figures and names that stand in it.

Rooms below the brief say what they found as such sentences. The brief makes citations of the figures, a
command prints them; nobody formats a number twice, and plain words hold no digit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from bothways.terms.figure import Figure

Form = Literal["value", "size", "signed", "n", "between"]


@dataclass(frozen=True, slots=True)
class Said:
    """A figure in a sentence.

    `form`: its `value`; its `size` without the sign; its value `signed`; how many (`n`) stand behind it;
    or `between` what its interval runs. `noun` is what is counted (“deal”), or the word after a size
    (“short”).
    """

    figure: Figure
    form: Form = "value"
    noun: str = ""


@dataclass(frozen=True, slots=True)
class Called:
    """A name out of the data: of a deal, an account, a segment, a theme; it may hold digits."""

    text: str
    what: Literal[
        "deal", "account", "product", "team", "person", "stage", "region", "segment", "theme", "source",
        "competitor", "period",
    ]  # fmt: skip


Sentence = tuple[str | Said | Called, ...]
"""Plain words hold neither digits nor number words."""


def sentence_parts(sentence: Sentence) -> list[str | dict[str, Any]]:
    """Return a sentence ready for JSON: words, names, and which figure is said how.

    A figure stands there by name, by and key: its value is in the figures of the same answer.

    >>> sentence_parts(("At ", Called("Deal 7", "deal"), "."))
    ['At ', {'called': 'Deal 7', 'what': 'deal'}, '.']
    """
    return [_part(part) for part in sentence]


def _part(part: str | Said | Called) -> str | dict[str, Any]:
    match part:
        case Said(figure, form, noun):
            return {"figure": figure.name, "by": figure.by, "key": figure.key, "form": form, "noun": noun}
        case Called(text, what):
            return {"called": text, "what": what}
        case _:
            return part
