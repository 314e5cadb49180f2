"""An assumption: a named object with its kind, its source and its strength. No number stands here without one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

__all__ = ["Assumption", "Kind", "Strength"]


class Kind(StrEnum):
    """What a number is: measured in the evidence, published by others, judged by people, or only believed."""

    MEASURED = "measured"
    PUBLISHED = "published"
    JUDGED = "judged"
    BELIEF = "belief"


class Strength(StrEnum):
    """How much weight it bears."""

    STRONG = "strong"
    FAIR = "fair"
    WEAK = "weak"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """What is taken to be so.

    name: how the case calls it; statement: a whole sentence; source: who said it, or where it is read; low and high:
    its 80 % range where it has one; would_change: what would change our mind.
    """

    name: str
    statement: str
    kind: Kind
    source: str
    strength: Strength
    value: float | None = None
    low: float | None = None
    high: float | None = None
    would_change: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {
            "name": self.name,
            "statement": self.statement,
            "kind": str(self.kind),
            "source": self.source,
            "strength": str(self.strength),
            "value": self.value,
            "low": self.low,
            "high": self.high,
            "would_change": self.would_change,
        }
