"""What was answered at an earlier import of the same report, so that no Monday asks it again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from bothways.evidence.mapping import read_mapping
from bothways.evidence.mapping.file import columns_by_file
from bothways.evidence.reading import RawTable
from bothways.evidence.snapshot import Snapshot
from bothways.terms import Refusal

__all__ = ["Remembered", "remember"]

_OF_FILES = ("dates", "numbers", "amount", "close", "owner", "stage", "quota")
_DECISIONS = ("merge:", "rollup:")  # nobody is asked these: they were decided, and stay so


@dataclass(frozen=True, slots=True)
class Remembered:
    """Answers of an earlier import: those that only answer a question that is asked, and decisions that hold."""

    answers: dict[str, str] = field(default_factory=dict)
    decisions: dict[str, str] = field(default_factory=dict)
    fiscal_start_month: int = 1
    day: date | None = None


def remember(snapshots: Sequence[Snapshot], raws: Sequence[RawTable]) -> Remembered:
    """Return what the newest snapshot of the same report knows; nothing where none is of the same report.

    The same report is a file with the same columns, whatever it is called: Salesforce gives each export another
    name. Answers that name a file are given over to the new name.
    """
    for snapshot in reversed(snapshots):
        path = snapshot.folder / "mapping.toml"
        try:
            given = read_mapping(path)
            before = columns_by_file(path)
        except Refusal:
            continue
        names = {
            old: raw.file
            for raw in raws
            for old, columns in before.items()
            if raw.columns and columns == frozenset(raw.columns)
        }
        if not names:
            continue
        answers = {_renamed(name, names): answer for name, answer in given.answers.items()}
        decisions = {n: a for n, a in answers.items() if n.startswith(_DECISIONS) or n == "duplicates"}
        return Remembered(
            answers, decisions, int(snapshot.manifest.get("fiscal_start_month", 1)), snapshot.as_of
        )
    return Remembered()


def _renamed(name: str, names: dict[str, str]) -> str:
    what, _, file = name.partition(":")
    return f"{what}:{names[file]}" if what in _OF_FILES and file in names else name
