"""The pair's proof: fact by fact, which brief says it and in what words, and who has not got it and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bothways.brief.document import Line, text_of
from bothways.brief.ledger import Kind, Ledger

METHOD = "pair-proof/1"


@dataclass(frozen=True, slots=True)
class FactUse:
    """One fact: what it is, and the lines in which each side's brief says it.

    `value` is the fact in words, `small` its count, interval and period. `executives` and `staff`
    are the lines of the two briefs that cite it; empty where a brief does not. `people` are the
    names of those whose own brief cites it. `why` says why a side has it not.
    """

    number: int
    kind: Kind
    label: str
    value: Line
    small: Line
    executives: tuple[Line, ...] = ()
    staff: tuple[Line, ...] = ()
    people: tuple[str, ...] = ()
    why: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {
            "number": self.number,
            "kind": self.kind,
            "label": self.label,
            "value": text_of(self.value),
            "small": text_of(self.small),
            "executives": [text_of(line) for line in self.executives],
            "staff": [text_of(line) for line in self.staff],
            "people": list(self.people),
            "why": self.why,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """All facts of a pair: told to both sides, to one of them, or to single people.

    The page is the manager's: it names people and deals that a side does not see.
    """

    title: str
    period_line: Line
    both: tuple[FactUse, ...]
    executives_only: tuple[FactUse, ...]
    staff_only: tuple[FactUse, ...]
    people_only: tuple[FactUse, ...]
    ledger: Ledger

    @property
    def facts(self) -> int:
        """How many facts the ledger has."""
        return len(self.ledger)

    @property
    def opening(self) -> str:
        """The sentence that the page opens with."""
        return (
            f"Both briefs stand on one ledger of {self.facts} facts: {len(self.both)} go to both sides, "
            f"{len(self.executives_only)} to the executives alone, {len(self.staff_only)} to staff alone, "
            f"{len(self.people_only)} to single people."
        )

    def __iter__(self) -> Iterator[FactUse]:
        yield from (*self.both, *self.executives_only, *self.staff_only, *self.people_only)

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {
            "title": self.title,
            "opening": self.opening,
            "both": [use.as_dict() for use in self.both],
            "executives_only": [use.as_dict() for use in self.executives_only],
            "staff_only": [use.as_dict() for use in self.staff_only],
            "people_only": [use.as_dict() for use in self.people_only],
        }
