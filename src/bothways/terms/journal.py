"""A journal: a plain file to which records are only ever added, one a line, each sealed onto the one before.

It is what somebody without a server keeps promises and limits in. A line is JSON and can be read by eye. Its
`seal` is a hash of the seal before and of the record, so that a line that was changed, taken out or moved is
told with its number. Nothing that stands in the file is ever dropped: what can't be read stays where it is.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bothways.terms.refusal import Refusal

METHOD = "journal/1"
_VERSION = 1
_SEAL = "seal"
_DIGITS = 20
Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Journal:
    """What a journal holds: records with the numbers of their lines, and what is odd about the file.

    `trouble` has a sentence for each place that was changed, is half written or can't be read; the records
    that can be read are there all the same. `seal` is that of the last record.
    """

    kind: str
    records: tuple[tuple[int, Record], ...] = ()
    trouble: tuple[str, ...] = ()
    seal: str = ""
    raw: bytes = b""


def read_journal(path: Path | str, *, kind: str) -> Journal:
    """Read a journal; one that does not exist yet is empty.

    Args:
        path: the file.
        kind: what it has to hold: `promises`, `limits`.

    Raises:
        Refusal: `journal-file` when it can't be read, `journal-kind` when it holds something else,
            `journal-form` when it is no journal at all.
    """
    path = Path(path)
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return Journal(kind)
    except OSError as bad:
        raise Refusal("journal-file", f"{path} can't be read: {bad.strerror or bad}.") from bad
    return journal_of(raw, kind=kind, name=path.name)


def journal_of(raw: bytes, *, kind: str, name: str = "The journal") -> Journal:
    """Read the bytes of a journal; see `read_journal`."""
    records: list[tuple[int, Record]] = []
    trouble: list[str] = []
    seal, headed, readable = "", False, 0
    for number, line in enumerate(raw.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if not line.strip():
            continue
        record = _record(line)
        if record is None:
            trouble.append(
                f"{name}, line {number}: it can't be read; it may be half written. It stays there."
            )
            continue
        readable += 1
        if "journal" in record and not records and not headed:
            _check_header(record, kind, name)
            headed = True
        elif not headed and not records and _SEAL not in record:
            raise _no_journal(kind, name)
        else:
            records.append((number, {key: value for key, value in record.items() if key != _SEAL}))
            written = record.get(_SEAL)
            if written != sealed(records[-1][1], after=seal):
                trouble.append(
                    f"{name}, line {number}: it was changed after it was written, or a line before it is gone."
                )
            seal = written if isinstance(written, str) else ""
    if raw.strip() and not readable:
        raise _no_journal(kind, name)
    if readable and not headed:
        trouble.append(f"{name}: the line at its head that says what it holds is gone.")
    if raw and not raw.strip():
        trouble.append(f"{name} is empty: whatever it held is gone.")
    return Journal(kind, tuple(records), tuple(trouble), seal, raw)


def append_journal(
    path: Path | str, *, kind: str, make: Callable[[Journal], Sequence[Record]]
) -> tuple[Record, ...]:
    """Add records to a journal: all of them or none, whatever happens meanwhile; return those added.

    The new file is written beside and put in the place of the old one. While it is being written its name is
    the lock: a second writer is refused, and nothing of either is lost.

    Args:
        path: the file; made where there is none.
        kind: what it holds.
        make: gets the journal as it stands under the lock, checks, and returns what is to be added.

    Raises:
        Refusal: those of `read_journal` and of `make`; `journal-busy` when another command is writing;
            `journal-file` when the file can't be written.
    """
    path = Path(path).resolve()
    part = path.with_name(f".{path.name}.part")
    try:
        out = part.open("xb")
    except FileExistsError as bad:
        raise Refusal(
            "journal-busy",
            f"Another command is writing {path.name}, or one was cut off while it did.",
            hint=f"Try again. If no other command is at work, delete {part} and try again: {path.name} is whole.",
        ) from bad
    except OSError as bad:
        raise Refusal("journal-file", f"{path} can't be written: {bad.strerror or bad}.") from bad
    try:
        with out:
            held = read_journal(path, kind=kind)
            added = tuple(make(held))
            if not added:
                return ()
            out.write(_joined(held, kind, added))
            out.flush()
            os.fsync(out.fileno())
        if held.raw:
            shutil.copymode(path, part)
        part.replace(path)
    except OSError as bad:
        raise Refusal("journal-file", f"{path} can't be written: {bad.strerror or bad}.") from bad
    finally:
        part.unlink(missing_ok=True)
    return added


def sealed(record: Record, *, after: str) -> str:
    """Return the seal of a record that follows another's.

    >>> sealed({"id": "p1"}, after="") == sealed({"id": "p1"}, after="x")
    False
    """
    text = json.dumps(record, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{after}\n{text}".encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]


def _joined(held: Journal, kind: str, added: Sequence[Record]) -> bytes:
    # A line that was cut off gets its end, so that what follows is not swallowed by it.
    head = held.raw + (b"\n" if held.raw and not held.raw.endswith(b"\n") else b"")
    lines = [] if held.raw.strip() else [{"journal": kind, "version": _VERSION}]
    seal = held.seal
    for record in added:
        seal = sealed(record, after=seal)
        lines.append({**record, _SEAL: seal})
    return head + "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode()


def _record(line: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _check_header(record: Record, kind: str, name: str) -> None:
    if record["journal"] != kind:
        raise Refusal(
            "journal-kind",
            f"{name} holds {record['journal']}, not {kind}.",
            hint=f"Name the file of {kind}.",
        )
    if record.get("version") != _VERSION:
        raise Refusal(
            "journal-version",
            f"{name} was written by a later version of Bothways.",
            hint="Bring Bothways up to date; nothing was changed.",
        )


def _no_journal(kind: str, name: str) -> Refusal:
    return Refusal(
        "journal-form",
        f"{name} is no file of {kind}.",
        hint=f"Such a file is made by Bothways, when the first of the {kind} is added.",
    )
