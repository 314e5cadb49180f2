"""A snapshot: a folder of Parquet with a manifest; immutable, dated, hashed, written atomically."""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb

from bothways.evidence import engine
from bothways.evidence.tables import SCHEMA, TABLES
from bothways.terms import Calendar, Refusal

MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Snapshot:
    """One import of CRM data, opened for reading. Nothing is ever written into it."""

    folder: Path
    manifest: Mapping[str, Any] = field(repr=False)

    @property
    def id(self) -> str:
        """The first twelve digits of the content hash: how people name it."""
        return str(self.manifest["content"])[:12]

    @property
    def as_of(self) -> date:
        """The day on which the data stood like this."""
        return date.fromisoformat(self.manifest["as_of"])

    @property
    def currency(self) -> str:
        """ISO code of the one currency of all cents; empty when the export names none."""
        return str(self.manifest.get("currency", ""))

    @property
    def calendar(self) -> Calendar:
        """The fiscal calendar that was given at import."""
        return Calendar(int(self.manifest.get("fiscal_start_month", 1)))

    def rows(self, table: str) -> int:
        """Return the row count of a canonical table."""
        return int(self.manifest["tables"][table])

    @cached_property
    def con(self) -> duckdb.DuckDBPyConnection:
        """An engine with a view of each canonical table; opened once."""
        con = engine.connect()
        engine.attach_snapshot(con, self.folder)
        return con

    def close(self) -> None:
        """Give the engine back."""
        if "con" in self.__dict__:
            self.__dict__.pop("con").close()


def open_snapshot(path: Path | str) -> Snapshot:
    """Open a snapshot folder for reading.

    Raises:
        Refusal: `no-snapshot` when the folder holds none, `schema` when it is of another version.
    """
    folder = Path(path)
    manifest_path = folder / MANIFEST
    if not manifest_path.is_file():
        raise Refusal(
            "no-snapshot",
            f"There is no snapshot in {folder}.",
            hint="Give the folder that `bothways import` printed.",
        )
    manifest = json.loads(manifest_path.read_text("utf-8"))
    if manifest.get("schema") != SCHEMA:
        raise Refusal(
            "schema",
            f"The snapshot in {folder} has schema {manifest.get('schema')}, this version reads {SCHEMA}.",
            hint="Import the export again.",
        )
    return Snapshot(folder, manifest)


def write_snapshot(
    con: duckdb.DuckDBPyConnection,
    into: Path,
    *,
    as_of: date,
    about: Mapping[str, Any],
    beside: Mapping[str, Path] | None = None,
) -> Snapshot:
    """Write the canonical tables of `con` as a new snapshot folder under `into`.

    All is written to a folder beside, synced, and renamed in: a reader sees the whole or nothing, and
    a kill at any moment leaves the old state or the new. The same content has the same name, and is
    then not written again.

    Args:
        con: an engine that holds (or views) all canonical tables.
        into: the folder of snapshots; made when absent.
        as_of: the day on which the data stood like this.
        about: more for the manifest: sources with their hashes, mapping, versions, currency.
        beside: files to put into the folder (name → path): mapping.toml, refused rows.
    """
    into.mkdir(parents=True, exist_ok=True)
    hashes = {name: engine.content_hash(con, table) for name, table in TABLES.items()}
    settings = [str(about.get("currency", "")), str(about.get("fiscal_start_month", 1)), as_of.isoformat()]
    # That nothing moved since an earlier day is content too, though no table holds a row of it.
    settings += [str(about["history_from"])] if "history_from" in about else []
    digest = hashlib.sha256(json.dumps([SCHEMA, hashes, settings]).encode()).hexdigest()
    final = into / f"{as_of.isoformat()}-{digest[:12]}"
    if (final / MANIFEST).is_file():
        return open_snapshot(final)
    work = _own_folder(into, final.name)
    try:
        counts = {
            name: engine.write_parquet(con, table, work / f"{name}.parquet") for name, table in TABLES.items()
        }
        for name, source in (beside or {}).items():
            target = work / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
        manifest = {
            **about,
            "schema": SCHEMA,
            "content": digest,
            "as_of": as_of.isoformat(),
            "tables": counts,
            "table_hashes": hashes,
        }
        text = json.dumps(manifest, indent=1, ensure_ascii=False, sort_keys=True, default=str)
        (work / MANIFEST).write_text(text + "\n", "utf-8")
        for path in work.rglob("*"):
            _sync(path)
        _sync(work)
        _rename_in(work, final)
        _sync(into)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return open_snapshot(final)


def _own_folder(into: Path, name: str) -> Path:
    """Make a folder that no other import writes into, with the rights that any folder here has."""
    for n in itertools.count():
        work = into / f".{name}.{n}.{os.getpid()}.part"
        try:
            work.mkdir()
        except FileExistsError:
            continue
        return work
    raise AssertionError


def _rename_in(work: Path, final: Path) -> None:
    try:
        work.rename(final)
    except OSError:
        # Another process may have written the same content meanwhile: then both are right.
        if not (final / MANIFEST).is_file():
            raise


def _sync(path: Path) -> None:
    """Flush to the disk; folders can't be opened on Windows, where a rename is durable by itself."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(descriptor)
    except OSError:
        pass
    finally:
        os.close(descriptor)


def find_snapshots(folder: Path | str) -> list[Snapshot]:
    """Return the snapshots in a folder, the earliest day first; those of another version are left out."""
    found = []
    for path in sorted(Path(folder).glob("*/" + MANIFEST)):
        if path.parent.name.startswith("."):
            continue
        try:
            found.append(open_snapshot(path.parent))
        except Refusal:
            continue
    # Of two with the same day, the one that was written later is the newer word on it.
    return sorted(found, key=lambda s: (s.as_of, (s.folder / MANIFEST).stat().st_mtime_ns))


def sweep(folder: Path, *, older_than: float = 3600.0) -> None:
    """Remove what imports that were killed have left in a folder of snapshots.

    Another import may be at work beside, so only what nobody has touched for `older_than` seconds goes;
    where the system can tell that its process is gone, a minute is enough.
    """
    left = [
        p
        for p in folder.iterdir()
        if p.is_dir() and (p.name.endswith(".part") or p.name.startswith(".import-"))
    ]
    if not left:
        return
    # The folder's own clock: that of a network drive may differ from this machine's.
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".now-") as marker:
        now = os.fstat(marker.fileno()).st_mtime
    for path in left:
        try:
            times = [p.stat().st_mtime for p in (path, *path.rglob("*"))]
        except OSError:
            continue  # it changes while it is looked at: somebody is at work in it
        if now - max(times, default=0.0) > (min(60.0, older_than) if _is_orphan(path) else older_than):
            shutil.rmtree(path, ignore_errors=True)


def _is_orphan(path: Path) -> bool:
    numbers = [part for part in path.name.replace("-", ".").split(".") if part.isdigit()]
    if os.name != "posix" or not numbers:
        return False  # elsewhere asking for a process may end it
    pid = int(numbers[0] if path.name.startswith(".import-") else numbers[-1])
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        return False
    return False
