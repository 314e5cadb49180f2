"""What an import says: of each file, of each row that was refused, and of what should be known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, overload

from bothways.evidence.canonical import Merge
from bothways.evidence.canonical.bench import some
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
        said = [f"{some(sum(f.read for f in used), 'row', 'rows')} read, {sum(f.kept for f in used):,} kept."]
        codes: Counter[str] = Counter()
        for file in used:
            codes.update(file.codes)
        n = sum(codes.values())
        if n:
            said.append(_refusals(n, codes))
        idle = [f for f in self.files if not f.table and f.failure is None]
        if idle:
            rows = sum(f.read for f in idle)
            are = "file is" if len(idle) == 1 else "files are"
            said.append(
                f"{len(idle):,} {are} not used ({some(rows, 'row', 'rows')}): {_few([f.file for f in idle])}."
            )
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


# What became of rows, by code: as one row, as several.
_CODES = {
    "no-deal": ("names a deal that is in no file", "name a deal that is in no file"),
    "deleted-deal": ("belongs to a deal that was refused", "belong to a deal that was refused"),
    "duplicate": ("is the same as another row", "are the same as another row"),
    "deleted": ("was deleted in the CRM", "were deleted in the CRM"),
    "superseded": ("is an older version", "are older versions"),
    "bad-amount": ("has an amount that can't be read", "have an amount that can't be read"),
    "bad-date": ("has a date that can't be read", "have a date that can't be read"),
    "no-name": ("has neither name nor id", "have neither name nor id"),
    "no-field": ("tells of a field that is not used here", "tell of a field that is not used here"),
    "same-id": ("has the id of another row", "have the id of another row"),
    "footer": ("is a footer of the report", "are footers of the report"),
    "total": ("is a total", "are totals"),
    "empty": ("is empty", "are empty"),
    "repeated-header": ("repeats the header", "repeat the header"),
    "too-many": ("has more fields than the header", "have more fields than the header"),
    "too-few": ("has fewer fields than the header", "have fewer fields than the header"),
    "not-used": ("is of no use here", "are of no use here"),
    "open-quote": (
        "opens a quotation mark that is never closed",
        "open a quotation mark that is never closed",
    ),
    "broken-quotes": ("follows an open quotation mark", "follow an open quotation mark"),
    "quotes": ("has a quotation mark inside a quoted field", "have a quotation mark inside a quoted field"),
    "too-long": ("is too long to be a row", "are too long to be rows"),
    "nul": ("is damaged", "are damaged"),
    "encoding": ("is in another encoding than the rest", "are in another encoding than the rest"),
    "no-owner": ("does not say whose it is", "do not say whose they are"),
    "no-person": ("names nobody", "name nobody"),
    "person": ("names a person who is not known", "name a person who is not known"),
    "no-team": ("names no team", "name no team"),
    "team": ("names a team that is not known", "name a team that is not known"),
    "scope": ("has a scope that is not known", "have a scope that is not known"),
    "note": ("is a note", "are notes"),
    "no-period": ("names no period", "name no period"),
    "period": ("has a period that can't be read", "have a period that can't be read"),
    "amount": ("has a target that can't be read", "have a target that can't be read"),
    "blank": ("is empty", "are empty"),
    "second": ("is a second target for the same", "are second targets for the same"),
    "negative": ("has a target below 0", "have a target below 0"),
    "no-rate": ("is in a currency without a rate", "are in a currency without a rate"),
    "quantity": ("is a quota of pieces", "are quotas of pieces"),
    "other-type": ("is of another kind of forecast", "are of another kind of forecast"),
}


def _refusals(n: int, codes: Counter[str]) -> str:
    """Say how many rows were refused, and why.

    >>> _refusals(1, Counter({"total": 1}))
    '1 row was refused, none was changed. It is a total.'
    >>> _refusals(43, Counter({"no-deal": 38, "duplicate": 5}))
    '43 rows were refused, none was changed. 38 name a deal that is in no file; 5 are the same as another row.'
    """
    parts = []
    for code, count in codes.most_common():
        one, many = _CODES.get(code, (f"is refused as {code}", f"are refused as {code}"))
        parts.append(f"{count:,} {one if count == 1 else many}")
    if n == 1:
        parts = [f"It {parts[0].split(' ', 1)[1]}"]
    return f"{some(n, 'row was', 'rows were')} refused, none was changed. {'; '.join(parts)}."


def _few(names: list[str], limit: int = 5) -> str:
    shown = ", ".join(names[:limit])
    return shown if len(names) <= limit else f"{shown} and {len(names) - limit:,} more"
