"""A file of votes as rows of text: encodings, headers, and a refusal that names the line."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bothways.terms import Refusal

Floats = NDArray[np.float64]

WORDS = {
    "1": 1.0, "+1": 1.0, "1.0": 1.0, "agree": 1.0, "yes": 1.0,
    "0": 0.0, "0.0": 0.0, "-0": 0.0, "pass": 0.0, "unsure": 0.0,  # nosec B105 - a vote
    "-1": -1.0, "−1": -1.0, "-1.0": -1.0, "disagree": -1.0, "no": -1.0,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rows:
    """A file's columns by name, all of one length; `lines` is the line on which each row begins."""

    path: Path
    columns: dict[str, list[str]]
    lines: list[int]

    def __len__(self) -> int:
        return len(self.lines)

    def first_of(self, *names: str) -> list[str] | None:
        """Return the first column there is of these."""
        return next((self.columns[name] for name in names if name in self.columns), None)

    def needed(self, *names: str) -> list[str]:
        """Return the first column there is of these.

        Raises:
            Refusal: `column` when there is none.
        """
        found = self.first_of(*names)
        if found is None:
            there = ", ".join(list(self.columns)[:12])
            raise Refusal(
                "column",
                f"{self.path.name} has no column “{names[0]}” in line 1.",
                hint=f"It has: {there}." if there else "Its first line must name the columns.",
                data={"file": self.path.name, "line": 1, "wanted": list(names), "there": list(self.columns)},
            )
        return found

    def ids(self, *names: str) -> list[str]:
        """Return `needed` without the blanks around a cell: the guard counts people, and “ ada” is no second one.

        Raises:
            Refusal: `column` when there is none.
        """
        return [cell.strip() for cell in self.needed(*names)]

    def numbers(self, column: Sequence[str], name: str) -> Floats:
        """Return a column of numbers.

        Raises:
            Refusal: `number`, with the line, when a cell is none, or is nan.
        """
        found = []
        for line, cell in zip(self.lines, column, strict=True):
            try:
                found.append(float(cell))
            except ValueError:
                found.append(np.nan)
            if np.isnan(found[-1]):
                raise self.refused("number", line, f"“{cell}” in {name} is no number", "Write a number.")
        return np.array(found, dtype=np.float64)

    def votes(self, column: Sequence[str]) -> Floats:
        """Return a column of votes: 1, 0, −1, or agree, pass, disagree.

        Raises:
            Refusal: `vote`, with the line, when a cell is none of these.
        """
        known = {cell: WORDS.get(cell.strip().lower()) for cell in set(column)}
        if None in known.values():
            for line, cell in zip(self.lines, column, strict=True):
                if known[cell] is None:
                    hint = "A vote is 1, 0 or -1, or agree, pass or disagree."
                    raise self.refused("vote", line, f"“{cell}” is no vote", hint)
        return np.array([known[cell] for cell in column], dtype=np.float64)

    def refused(self, code: str, line: int, what: str, hint: str) -> Refusal:
        """Return a refusal that names file and line."""
        return Refusal(
            code,
            f"{self.path.name}, line {line}: {what}.",
            hint=hint,
            data={"file": self.path.name, "line": line},
        )


def read_rows(path: Path) -> Rows:
    """Read a CSV file with a header (UTF-8, with or without a mark; commas, semicolons or tabs).

    Raises:
        Refusal: `no-file`, `not-text`, `no-rows`; `ragged` with the line where a row is longer or shorter.
    """
    if not path.is_file():
        raise Refusal(
            "no-file", f"There is no file {path.name}.", hint="Check the path.", data={"path": str(path)}
        )
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            first = file.readline()
            file.seek(0)
            delimiter = max(",;\t", key=first.count) if first.strip() else ","
            return _rows(path, csv.reader(file, delimiter=delimiter, strict=True))
    except UnicodeDecodeError as bad:
        raise Refusal(
            "not-text",
            f"{path.name} is not text in UTF-8.",
            hint="Save it as “CSV UTF-8”.",
            data={"file": path.name, "byte": bad.start},
        ) from bad


def _rows(path: Path, reader: csv._reader) -> Rows:  # type: ignore[name-defined,unused-ignore]
    line = 1
    rows: list[list[str]] = []
    lines: list[int] = []
    try:
        header = [name.strip() for name in next(reader, [])]
        line = reader.line_num + 1
        for row in reader:
            if row:
                if len(row) != len(header):
                    what = f"{len(row)} cells where the header has {len(header)}"
                    raise Rows(path, {}, []).refused(
                        "ragged", line, what, "Quote cells that hold the delimiter."
                    )
                rows.append(row)
                lines.append(line)
            line = reader.line_num + 1
    except csv.Error as bad:
        raise Rows(path, {}, []).refused(
            "ragged", line, f"it can't be read ({bad})", "Close every quote."
        ) from bad
    if not header or not any(header):
        raise Refusal("no-rows", f"{path.name} is empty.", hint="Give the file with its header.")
    if len(set(header)) != len(header):
        twice = next(name for name in header if header.count(name) > 1)
        raise Rows(path, {}, []).refused(
            "column", 1, f"two columns are called “{twice}”", "Give each its own name."
        )
    columns = [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in header]
    return Rows(path, dict(zip(header, columns, strict=True)), lines)
