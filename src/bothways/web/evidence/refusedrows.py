"""The rows of a file that were not taken, with their reasons, a page at a time."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from bothways.web.evidence.listing import PAGE

__all__ = ["RefusedRow", "refused_page"]

_OWN: Final = 5  # row, line, code, reason, text: before the columns of the file itself
_LONGEST: Final = 300
csv.field_size_limit(1 << 24)  # a note in a cell can be longer than the standard library's own bound


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row: where it stands in the file, why it was refused, and what it holds: the filled cells by column."""

    line: str
    reason: str
    cells: tuple[tuple[str, str], ...]
    text: str


def refused_page(path: Path, *, page: int) -> list[RefusedRow]:
    """The rows of a page of the file that the import wrote beside the snapshot."""
    from bothways.evidence.refusing import unguarded

    with path.open(encoding="utf-8", newline="") as handle:
        reader = csv.reader(handle)
        labels = [unguarded(label) for label in next(reader, [])][_OWN:]
        rows = []
        for row in islice(reader, (page - 1) * PAGE, page * PAGE):
            own, cells = row[:_OWN], row[_OWN:]
            filled = [
                (label, _cut(unguarded(cell))) for label, cell in zip(labels, cells, strict=False) if cell
            ]
            rows.append(
                RefusedRow(own[1] or own[0], unguarded(own[3]), tuple(filled), _cut(unguarded(own[4])))
            )
    return rows


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
