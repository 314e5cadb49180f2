"""Files that people send are kept in a folder of their own, under names that no system stumbles over."""

from __future__ import annotations

import re
import shutil
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from bothways.terms import Refusal

__all__ = ["Sent", "check_sent", "keep", "kept_name"]

Sent = tuple[str, Iterable[bytes]]
"""A file as it came: its name, and its bytes in portions."""
LONGEST: Final = 120
_RESERVED: Final = frozenset(
    {"con", "prn", "aux", "nul", *(f"com{n}" for n in range(10)), *(f"lpt{n}" for n in range(10))}
)


def kept_name(name: str, taken: Sequence[str]) -> str:
    """The name that a file is kept under: its last part, without what a system could take for more than a name.

    The evidence reads a date and a kind in the name of a file, so it is kept as far as it can be.

    >>> kept_name("../../etc/passwd", []), kept_name("C:\\\\x\\\\Pipeline 2026-09-30.CSV", []), kept_name("a.csv", ["A.csv"])
    ('passwd', 'Pipeline 2026-09-30.CSV', 'a (2).csv')
    >>> kept_name("<b>.csv", []), kept_name("...", []), kept_name("NUL.csv", [])
    ('_b_.csv', 'file', '_NUL.csv')
    """
    base = unicodedata.normalize("NFC", re.split(r"[\\/]", name)[-1])
    base = re.sub(r"[^\w .()+,&–-]", "_", base).strip(" .")
    stem, dot, suffix = base.rpartition(".")
    if not dot:
        stem, suffix = base, ""
    stem, suffix = stem.strip(" .")[:LONGEST] or "file", f".{suffix[:10]}" if suffix else ""
    if stem.split(".")[0].casefold() in _RESERVED:
        stem = f"_{stem}"
    used = {one.casefold() for one in taken}
    number, free = 2, f"{stem}{suffix}"
    while free.casefold() in used:
        number, free = number + 1, f"{stem} ({number}){suffix}"
    return free


def check_sent(files: Sequence[Any], *, most_bytes: int, most_files: int = 200) -> None:
    """Refuse nothing, too many files, and more bytes than are taken.

    Args:
        files: what was sent, each with a `size`.
        most_bytes: of all together.
        most_files: how many.

    Raises:
        Refusal: `no-files`, `too-many-files`, `too-large`.
    """
    if not files:
        raise Refusal(
            "no-files",
            "No file was chosen.",
            hint="Choose the export of your CRM: a CSV, an Excel file, a zip, or a folder of them.",
        )
    if len(files) > most_files:
        raise Refusal(
            "too-many-files",
            f"{len(files)} files are more than the {most_files} that are taken at once.",
            hint="Pack them into one zip.",
        )
    size = sum(int(one.size) for one in files)
    if size > most_bytes:
        raise Refusal(
            "too-large",
            f"These files are {size / 2**20:,.0f} MB, more than the {most_bytes / 2**20:,.0f} MB that are taken.",
            hint="Leave out what is no deal, or ask who keeps the machine for more (BOTHWAYS_UPLOAD_MB).",
        )


def keep(
    files: Iterable[Sent], folder: Path, *, beside: Sequence[dict[str, Any]] = ()
) -> list[dict[str, Any]]:
    """Write files into a folder; return of each its `name`, how it is `kept`, its `size`.

    Args:
        files: what came.
        folder: where to; made when absent.
        beside: what is kept there already.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    kept = [dict(one) for one in beside]
    new: list[dict[str, Any]] = []
    for name, portions in files:
        under = kept_name(name, [one["kept"] for one in (*kept, *new)])
        size = 0
        with (folder / under).open("xb") as out:
            for portion in portions:
                size += out.write(portion)
        new.append({"name": name.replace("\0", "�")[-300:], "kept": under, "size": size})
    return [*kept, *new]


def empty(folder: Path) -> None:
    """Take a folder and what is in it away; one that is gone is no error."""
    shutil.rmtree(folder, ignore_errors=True)
