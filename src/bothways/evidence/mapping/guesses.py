"""What was guessed about a table and its columns, with confidence and reason: frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Guess:
    """One column of a file read as one field."""

    file: str
    field: str
    column: str
    confidence: float
    reason: str

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {
            "file": self.file,
            "field": self.field,
            "column": self.column,
            "confidence": self.confidence,
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True)
class Question:
    """A choice that only a person can make; `id` is stable over runs of the same files."""

    id: str
    question: str
    options: tuple[tuple[str, str], ...]  # (answer, what it means)
    samples: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON, as the refusal `question` carries it."""
        return {
            "id": self.id,
            "question": self.question,
            "options": [{"answer": answer, "means": means} for answer, means in self.options],
            "samples": list(self.samples),
        }


@dataclass(frozen=True, slots=True)
class TableGuess:
    """What one raw table is: its kind ("" where it is not used) and the column of each field."""

    file: str
    kind: str
    confidence: float
    reason: str
    layout: str = ""
    guesses: tuple[Guess, ...] = ()
    unused: tuple[str, ...] = ()
    readings: Mapping[str, str] = field(default_factory=dict)  # field → order of dates or style of numbers

    @property
    def columns(self) -> dict[str, str]:
        """The column of each field that has one."""
        return {guess.field: guess.column for guess in self.guesses}

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON and for `--explain`."""
        return {
            "file": self.file,
            "is": self.kind or "not used",
            "confidence": self.confidence,
            "reason": self.reason,
            "layout": self.layout,
            "columns": [guess.as_dict() for guess in self.guesses],
            "unused": list(self.unused),
            "readings": dict(self.readings),
        }
