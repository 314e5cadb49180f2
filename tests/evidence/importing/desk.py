"""What the tests of importing share: files written here and now, imported, and looked at."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from bothways.evidence import Import, import_files
from bothways.terms.period import day_number

TODAY = date(2026, 11, 24)


def day(text: str) -> int:
    return day_number(date.fromisoformat(text))


def write(folder: Path, files: Mapping[str, str], encoding: str = "utf-8") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding)
    return folder


def take(
    tmp_path: Path,
    files: Mapping[str, str],
    *,
    name: str = "export",
    encoding: str = "utf-8",
    **settings: object,
) -> Import:
    """Import files, and hold the law for each: kept + refused = read."""
    folder = write(tmp_path / name, files, encoding)
    done = import_files(folder, into=tmp_path / "snapshots", today=TODAY, **settings)
    for file in done.report.files:
        assert file.read == file.kept + len(file.refused), file.file
        assert sum(file.codes.values()) == len(list(file.refused)), file.file
    return done


def fetch(done: Import, query: str) -> list[tuple]:
    return done.snapshot.con.execute(query).fetchall()
