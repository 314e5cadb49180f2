"""What reading gives: raw tables, and the rows that were refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Kind = Literal["csv", "xlsx", "parquet", "other"]
Progress = Callable[[int, int, str], None]
TEXT_LIMIT = 500


@dataclass(frozen=True, slots=True)
class Refused:
    """A row (or, with `row` None, a whole file) that was not taken, and why.

    `row` counts the data records of the file from 1; `line` is the physical line (for a sheet: the row
    of the sheet) where the record starts. `text` is the row as the file has it, cut at 500 characters.
    """

    file: str
    line: int | None
    row: int | None
    code: str
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class RawTable:
    """One table of one file, as text, in a scratch Parquet file.

    `parquet` has the columns "c0" … "cN" (VARCHAR, NULL where empty), "_row" (BIGINT, 1-based data record)
    and "_line" (BIGINT, line of the file where the record starts), in the order of the file. It is one file
    or a pattern of several ("…-*.parquet"): hand it to the engine, don't open it.
    A file that is no table at all, or can't be read, has `refusal` set, no columns and no rows.
    """

    file: str
    sha256: str
    size: int
    kind: Kind
    encoding: str
    delimiter: str
    columns: tuple[str, ...]
    parquet: Path
    rows_read: int
    rows_kept: int
    refused: tuple[Refused, ...]
    header_line: int
    notes: tuple[str, ...]
    refusal: Refused | None = None
    above: tuple[str, ...] = ()  # the lines above the header, as texts: a report says there what it is


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is read, and in what portions. The defaults suit people; tests make them small.

    Bytes throughout, but for `members` (files of an archive), `cells` (of a sheet), `ratio` (unpacked to
    packed, for archives that unpack to more than `ratio_from`) and `several`: from so many rows on a file
    goes through the engine in several parts at once.
    """

    record: int = 16 << 20
    unpacked: int = 16 << 30
    members: int = 10_000
    ratio: int = 200
    ratio_from: int = 64 << 20
    workbook: int = 1 << 30
    cells: int = 60_000_000
    head: int = 256 << 10
    block: int = 4 << 20
    piece: int = 64 << 10
    several: int = 200_000


def cut(text: str) -> str:
    """Cut a row's text at 500 characters."""
    return text if len(text) <= TEXT_LIMIT else text[: TEXT_LIMIT - 1] + "…"
