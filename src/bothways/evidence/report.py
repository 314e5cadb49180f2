"""What an import says: of each file, of each row that was refused, and of what should be known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, overload

from bothways.evidence.canonical import Merge
from bothways.evidence.mapping import Guess, StageGuess
from bothways.evidence.reading import Refused


class WholeFile(Sequence[Refused]):
    """All rows of a file that is not used, as refused rows that are made when they are looked at."""

    def __init__(self, file: str, code: str, reason: str, rows: int) -> None:
        self.file, self.code, self.reason, self.rows = file, code, reason, rows

    def __len__(self) -> int:
        return self.rows

    @overload
    def __getitem__(self, index: int) -> Refused: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Refused]: ...
    def __getitem__(self, index: int | slice) -> Refused | Sequence[Refused]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(self.rows))]
        place = index if index >= 0 else self.rows + index
        if not 0 <= place < self.rows:
            raise IndexError(index)
        return Refused(self.file, None, place + 1, self.code, self.reason, "")


class Joined(Sequence[Refused]):
    """Several sequences of refused rows as one."""

    def __init__(self, *parts: Sequence[Refused]) -> None:
        self.parts = [part for part in parts if len(part)]

    def __len__(self) -> int:
        return sum(len(part) for part in self.parts)

    @overload
    def __getitem__(self, index: int) -> Refused: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Refused]: ...
    def __getitem__(self, index: int | slice) -> Refused | Sequence[Refused]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        place = index if index >= 0 else len(self) + index
        for part in self.parts:
            if 0 <= place < len(part):
                return part[place]
            place -= len(part)
        raise IndexError(index)

    def __iter__(self) -> Iterator[Refused]:
        for part in self.parts:
            yield from part


@dataclass(frozen=True, slots=True)
class FileReport:
    """One file: what it was taken for, how many rows were read, kept, refused. read = kept + refused, always."""

    file: str
    table: str
    read: int
    kept: int
    refused: Sequence[Refused]
    codes: dict[str, int]
    reason: str
    layout: str = ""
    guesses: tuple[Guess, ...] = ()
    unused: tuple[str, ...] = ()
    readings: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    failure: Refused | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON; of refused rows the first hundred, all are beside the snapshot."""
        shown = [self.refused[i] for i in range(min(100, len(self.refused)))]
        return {
            "file": self.file,
            "table": self.table,
            "because": self.reason,
            "layout": self.layout,
            "read": self.read,
            "kept": self.kept,
            "refused": len(self.refused),
            "codes": self.codes,
            "columns": [g.as_dict() for g in self.guesses],
            "unused": list(self.unused),
            "readings": self.readings,
            "notes": list(self.notes),
            "rows_refused": [
                {"line": r.line, "row": r.row, "code": r.code, "reason": r.reason} for r in shown
            ],
        }


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What came of all files, what should be known, and which names may be one."""

    files: tuple[FileReport, ...]
    notices: tuple[str, ...]
    merges: tuple[Merge, ...]
    stages: tuple[StageGuess, ...] = ()

    @property
    def read(self) -> int:
        """Rows read in all files."""
        return sum(f.read for f in self.files)

    @property
    def kept(self) -> int:
        """Rows kept of all files that are used."""
        return sum(f.kept for f in self.files)

    def sentences(self) -> tuple[str, ...]:
        """Say it in plain sentences, the counts first."""
        used = [f for f in self.files if f.table]
        said = [f"{sum(f.read for f in used):,} rows read, {sum(f.kept for f in used):,} kept."]
        codes: Counter[str] = Counter()
        for file in used:
            codes.update(file.codes)
        n = sum(codes.values())
        if n:
            parts = [f"{count:,} {_CODES.get(code, code)}" for code, count in codes.most_common()]
            said.append(
                f"{n:,} {'row was' if n == 1 else 'rows were'} refused, none was changed: {'; '.join(parts)}."
            )
        idle = [f for f in self.files if not f.table and f.failure is None]
        if idle:
            rows = sum(f.read for f in idle)
            are = "file is" if len(idle) == 1 else "files are"
            said.append(f"{len(idle):,} {are} not used ({rows:,} rows): {_few([f.file for f in idle])}.")
        said += [f"{f.file} could not be read. {f.failure.reason}" for f in self.files if f.failure]
        return (*said, *self.notices)

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {
            "read": self.read,
            "kept": self.kept,
            "sentences": list(self.sentences()),
            "files": [f.as_dict() for f in self.files],
            "notices": list(self.notices),
            "merges": [m.as_dict() for m in self.merges],
            "stages": [
                {
                    "pipeline": s.pipeline,
                    "stage": s.stage,
                    "meaning": s.meaning,
                    "because": s.reason,
                    "confidence": s.confidence,
                    "position": s.position,
                }
                for s in self.stages
            ],
        }


_CODES = {
    "no-deal": "name a deal that is in no file",
    "deleted-deal": "belong to a deal that was refused",
    "duplicate": "stand there twice",
    "deleted": "were deleted in the CRM",
    "superseded": "are older versions",
    "bad-amount": "have an amount that can't be read",
    "bad-date": "have a date that can't be read",
    "no-name": "have neither name nor id",
    "no-field": "tell of a field that is not used here",
    "same-id": "have the id of another row",
    "footer": "are footers of a report",
    "total": "are totals",
    "empty": "are empty",
    "repeated-header": "repeat the header",
    "too-many": "have more fields than the header",
    "too-few": "have fewer fields than the header",
    "not-used": "are of no use here",
}


def _few(names: list[str], limit: int = 5) -> str:
    shown = ", ".join(names[:limit])
    return shown if len(names) <= limit else f"{shown} and {len(names) - limit:,} more"
