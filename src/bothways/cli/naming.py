"""Names for the lens: those that are typed, those of a file, and those of the newest snapshot that a text holds."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from bothways.cli.reading import print_notes, read_file
from bothways.lens.naming import PLACES, NameBook
from bothways.terms import Refusal

_LONGEST: Final = 200
"""Characters of a name: the longest of firms have fewer; a longer line is many names, or none."""


def book_of_snapshot(folder: Path) -> NameBook | None:
    """The names of the newest snapshot in a folder; none where there is no snapshot."""
    if not folder.is_dir():
        return None
    from bothways.evidence import find_snapshots  # noqa: PLC0415 - the engine takes a moment to load

    found = find_snapshots(folder)
    if not found:
        return None
    snapshot = found[-1]
    book = NameBook(snapshot=f"{snapshot.id}, as of {snapshot.as_of}")
    for table, column, part in PLACES:
        if snapshot.rows(table):
            for (name,) in snapshot.con.table(table).project(f'"{column}"').distinct().fetchall():
                if name:
                    book.add(str(name), part=part)
    snapshot.close()
    return book


def given_names(names: Iterable[str], file: Path | None) -> tuple[str, ...]:
    """The names typed and those of a file, one a line. Refuses (`names`) a line that can be no name."""
    listed: list[str] = []
    if file:
        read = read_file(file, what="names")
        print_notes(read.note, aside=True)
        listed = read.text.splitlines()
    for number, line in enumerate(listed, start=1):
        if len(line) > _LONGEST:
            raise Refusal(
                "names",
                f"Line {number} of {file} is no name: it has {len(line):,} characters.",
                hint="Write one name a line.",
            )
    return tuple(dict.fromkeys(name.strip() for name in (*names, *listed) if name.strip()))
