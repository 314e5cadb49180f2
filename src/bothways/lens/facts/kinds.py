"""What a fact is: the one value of this part of the room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

KINDS = (
    "number",
    "money",
    "percent",
    "quantity",
    "date",
    "deadline",
    "duration",
    "name",
    "negation",
    "modality",
    "request",
    "commitment",
    "condition",
    "comparison",
    "cause",
    "severity",
    "quotation",
)
# What is counted, dated or quoted is a fact whatever the tone; the others may be said without being meant. A name is
# hard where it was handed in, which a kind does not tell.
HARD = frozenset(["number", "money", "percent", "date", "deadline", "duration", "quotation"])
SOFT = frozenset(KINDS) - HARD - {"name"}


@dataclass(frozen=True, slots=True)
class Fact:
    """One typed fact of a text.

    `start` and `end` are places in the text (in characters) and `text` what stands there; `value` is the fact
    normalised, so that equal facts have equal values; `relation` says how a date or a number is meant (by, before,
    after, from, at least, at most, …); `subject` is what it is bound to: stems of the words around it that bear
    meaning, joined by blanks; `negated` that it stands in a negation; `weak` that its absence alone says nothing
    ("one", "another").
    """

    kind: str
    start: int
    end: int
    text: str
    value: str
    subject: str = ""
    relation: str = ""
    negated: bool = False
    weak: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Return the fact, ready for JSON."""
        return {
            "kind": self.kind,
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "value": self.value,
            "subject": self.subject,
            "relation": self.relation,
            "negated": self.negated,
        }
