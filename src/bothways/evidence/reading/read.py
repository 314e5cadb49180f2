"""From a path to raw tables: the folder, the zip or the file, each file by its kind."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from bothways.evidence import engine
from bothways.evidence.reading import archives
from bothways.evidence.reading.file import FileReader, Found
from bothways.evidence.reading.raw import Limits, Progress, RawTable
from bothways.evidence.reading.recognise import what_is
from bothways.evidence.reading.source import Watch
from bothways.terms import Refusal


def read_sources(
    path: Path, *, work: Path, progress: Progress | None = None, limits: Limits | None = None
) -> tuple[RawTable, ...]:
    """Read every table under a path: a folder (with its folders), a zip, or one file.

    Args:
        path: what the manager has.
        work: a folder for scratch files; made when absent. The tables' Parquet files stay there.
        progress: called with bytes done, bytes in all, and the file's name.
        limits: how much is read; the defaults suit people.

    Returns:
        One `RawTable` for each file or sheet, sorted by name; also for those that are no tables
        (`refusal` says why), so that nothing is passed over in silence.

    Raises:
        Refusal: `no-path`, `no-permission`, `no-tables`, `changed`, `zip-…`.
    """
    limits = limits or Limits()
    work.mkdir(parents=True, exist_ok=True)
    con = engine.connect()
    try:
        found = list(_found(path, work=work, limits=limits))
        total = max(1, sum(f.path.stat().st_size for f in found if f.path))
        tables: list[RawTable] = []
        done = 0
        for number, one in enumerate(found):
            size = one.path.stat().st_size if one.path else 0
            tick = _tick(progress, base=done, total=total, name=one.name)
            tables += FileReader(con, one, scratch=work / f"t{number:05d}", limits=limits, tick=tick).read()
            done += size
    finally:
        con.close()
    if progress:
        progress(total, total, "")
    return _checked(path, tables)


def _tick(progress: Progress | None, *, base: int, total: int, name: str) -> Callable[[int], None]:
    def tick(at: int) -> None:
        if progress:
            progress(min(base + at, total), total, name)

    return tick


def _checked(path: Path, tables: list[RawTable]) -> tuple[RawTable, ...]:
    """Refuse where nothing could be read."""
    for table in tables:
        assert table.rows_kept + len(table.refused) == table.rows_read, table.file  # noqa: S101 - the law
    if any(table.refusal is None for table in tables):
        return tuple(tables)
    reasons = [t.refusal for t in tables if t.refusal]
    sentence = f"There is no table in {path.name}."
    if len(reasons) == 1:
        sentence = f"{reasons[0].file} can't be read. {reasons[0].reason}"
    raise Refusal(
        reasons[0].code if len(reasons) == 1 else "no-tables",
        sentence,
        hint="Give a CSV, an Excel or a Parquet file, or a folder or zip of them.",
        data={"files": [{"file": r.file, "code": r.code, "reason": r.reason} for r in reasons]},
    )


def _found(path: Path, *, work: Path, limits: Limits) -> Iterator[Found]:
    """Yield the files under a path, in a fixed order."""
    try:
        if path.is_dir():
            yield from _in_folder(path)
            return
        if not path.exists():
            raise Refusal("no-path", f"There is nothing at {path}.", hint="Check the spelling of the path.")
        if what_is(path) == "zip":
            yield from _in_zip(path, work=work, limits=limits)
            return
        if not path.is_file():
            raise Refusal("no-path", f"{path} is no file and no folder.", hint="Give the export itself.")
    except PermissionError as bad:
        raise Refusal(
            "no-permission", f"{path} may not be read.", hint="Ask for the right to read it."
        ) from bad
    yield Found(path.name, path)


def _in_folder(root: Path) -> Iterator[Found]:
    troubles: list[Found] = []

    def failed(error: OSError) -> None:
        folder = Path(error.filename)
        name = folder.relative_to(root).as_posix() if folder != root else root.name
        troubles.append(Found(name, None, "The folder may not be read.", "no-permission"))

    files: list[Found] = []
    real = root.resolve()
    for folder, folders, names in os.walk(root, onerror=failed, followlinks=False):
        here = Path(folder)
        for name in folders:
            if not _hidden(name) and (here / name).is_symlink():
                shown = (here / name).relative_to(root).as_posix()
                troubles.append(
                    Found(shown, None, "It is a link to a folder; links are not followed.", "link")
                )
        folders[:] = sorted(name for name in folders if not _hidden(name) and not (here / name).is_symlink())
        for name in sorted(names):
            file = here / name
            if _hidden(name):
                continue
            shown = file.relative_to(root).as_posix()
            if file.is_symlink() and not file.resolve().is_relative_to(real):
                troubles.append(Found(shown, None, "It is a link to a file outside of the folder.", "link"))
            elif not file.is_file():
                troubles.append(Found(shown, None, "It is no ordinary file.", "not-a-table"))
            else:
                files.append(Found(shown, file))
    if not files and not troubles:
        raise Refusal(
            "no-tables", f"The folder {root.name} holds no files.", hint="Give the folder with the export."
        )
    yield from sorted([*files, *troubles], key=lambda f: f.name)


def _in_zip(path: Path, *, work: Path, limits: Limits) -> Iterator[Found]:
    into = work / "unpacked"
    into.mkdir(exist_ok=True)
    watch = Watch(path, name=path.name)
    found = []
    for name, file, trouble in archives.unpack(path, name=path.name, into=into, limits=limits):
        shown = name.replace("\\", "/")
        if any(_hidden(part) for part in shown.split("/")):
            continue
        found.append(Found(shown, file, trouble, "zip-broken" if trouble else "", packed=True))
    watch.check(again=False)
    if not found:
        raise Refusal("no-tables", f"{path.name} holds no files.", hint="Give the zip of the export.")
    yield from sorted(found, key=lambda f: f.name)


def _hidden(name: str) -> bool:
    return name.startswith((".", "~$")) or name in ("__MACOSX", "Thumbs.db", "desktop.ini")
