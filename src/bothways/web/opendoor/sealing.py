"""The box's file, its key, and the secret of tickets: files beside the database, of constant size and a constant day.

Not a row: the journal of a database holds every state that a row had, in order, between the states of other rows. A copy
of it would tell after whose visit something was put in. A file that is replaced holds its last state alone.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import time
import uuid
from collections.abc import Collection, Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

from django.conf import settings

from bothways.opendoor.voices import BOX_KEY, Contents, Letter, contents_of, put, resealed, sealed
from bothways.terms import Refusal

__all__ = ["Letter", "alone", "begin", "forget", "look", "put_in", "secret", "sweep", "touch"]

LETTER: Final = 12_000
"""Bytes of a letter: a text, and the calm wording that its author agreed to beforehand."""
_WAIT: Final = 20.0
_STALE: Final = 60.0
_DAY: Final = (1_000_000_000, 1_000_000_000)  # when a box was last touched is nobody's to know
_TAG: Final = (
    "Signature: 8a477f597d28d172789f06886806bc55\n"
    "# The keys of the closed boxes. Leave this folder out of every backup: with a key and a copy of its box, what is in\n"
    "# the open batch could be read. Every key is made new when its box is emptied.\n"
)


def _boxes() -> Path:
    folder: Path = settings.DATA / "boxes"
    folder.mkdir(exist_ok=True)
    return folder


def _keys() -> Path:
    # Programs that make backups know the tag and leave such a folder out.
    folder: Path = settings.DATA / "boxes-keys"
    if not folder.exists():
        folder.mkdir(mode=0o700, exist_ok=True)
        (folder / "CACHEDIR.TAG").write_text(_TAG, encoding="utf-8")
    return folder


def secret() -> bytes:
    """The installation's secret of tickets and authors' keys; made when it is first asked for.

    A file of its own: an administrator who changes the key of sign-ins would else close all voices to their authors.
    """
    path: Path = settings.DATA / "voices.secret"
    if not path.exists():
        _write(path, secrets.token_bytes(32))
    return path.read_bytes()


@contextlib.contextmanager
def alone(box: uuid.UUID) -> Iterator[None]:
    """Hold a box for oneself: the server's threads and the worker change it one after the other.

    A file that can be made once only; not a lock of the database, which would note its holder in the row.
    """
    path = _boxes() / f"{box}.held"
    waited = 0.0
    while True:
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
            break
        except (FileExistsError, PermissionError):
            with contextlib.suppress(OSError):
                if time.time() - path.stat().st_mtime > _STALE:
                    path.unlink()
                    continue
            if waited > _WAIT:
                raise Refusal(
                    "box-held", "The box is being emptied.", hint="Try again in a minute."
                ) from None
            time.sleep(0.02)
            waited += 0.02
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            path.unlink()
            os.utime(_boxes(), _DAY)


def begin(batch: uuid.UUID, *, contents: Contents | None = None) -> None:
    """Make the box of a batch, with a new key."""
    key = secrets.token_bytes(BOX_KEY)
    _write(_keys() / f"{batch}.key", key)
    _write(
        _boxes() / f"{batch}.box", sealed(contents or Contents(), key=key, random_bytes=secrets.token_bytes)
    )


def look(batch: uuid.UUID) -> Contents:
    """What lies in the box of a batch. Refuses `box-unreadable`."""
    box, key = _read(batch)
    return contents_of(box, key=key)


def put_in(batch: uuid.UUID, *, letter: Letter, serial: str = "") -> None:
    """Put a letter in; refuses as `bothways.opendoor.voices.put` does."""
    box, key = _read(batch)
    more = put(box, letter=letter, key=key, random_bytes=secrets.token_bytes, serial=serial, each=LETTER)
    _write(_boxes() / f"{batch}.box", more)


def touch(batch: uuid.UUID) -> None:
    """Encipher the box anew, so that a changed file tells nothing."""
    box, key = _read(batch)
    _write(_boxes() / f"{batch}.box", resealed(box, key=key, random_bytes=secrets.token_bytes))


def forget(batch: uuid.UUID) -> None:
    """Take the box of a batch that is over away, its key first."""
    (_keys() / f"{batch}.key").unlink(missing_ok=True)
    (_boxes() / f"{batch}.box").unlink(missing_ok=True)


def sweep(kept: Collection[uuid.UUID], *, before: datetime) -> None:
    """Take away boxes, keys and half-written files of batches that nobody names any more, if they were made before a time.

    Their day of change is constant; when the system made them is not, and tells nothing: boxes are made by the night.
    """
    named = {str(batch) for batch in kept}
    for folder, kind in ((_keys(), ".key"), (_boxes(), ".box")):
        for path in folder.iterdir():
            ours = path.suffix not in {".TAG", ".held"}
            if (
                ours
                and (path.suffix != kind or path.stem not in named)
                and path.stat().st_ctime < before.timestamp()
            ):
                path.unlink(missing_ok=True)


def _read(batch: uuid.UUID) -> tuple[bytes, bytes]:
    try:
        return (_boxes() / f"{batch}.box").read_bytes(), (_keys() / f"{batch}.key").read_bytes()
    except OSError as gone:
        raise Refusal(
            "box-unreadable",
            "The box can't be opened: its file or its key is not where it was.",
            hint="Put it back where it was. Without it, what was in the box is lost; it begins anew in the night.",
        ) from gone


def _write(path: Path, content: bytes) -> None:
    """In one piece, for the owner alone, of no day."""
    aside = path.with_suffix(f".{secrets.token_hex(4)}")
    with os.fdopen(os.open(aside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(content)
    os.utime(aside, _DAY)
    aside.replace(path)
    os.utime(path, _DAY)
    os.utime(path.parent, _DAY)
