"""A source: the bytes of one file, read once in order, hashed on the way, and watched for changes."""

from __future__ import annotations

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bothways.terms import Refusal

_CHUNK = 4 << 20


class ByteWindow:
    """Bytes of a file at any position, with one buffer kept, so that small steps forward cost nothing."""

    def __init__(self, path: Path) -> None:
        self._handle = path.open("rb")
        self.size = os.fstat(self._handle.fileno()).st_size
        self._buffer, self._base = b"", 0

    def peek(self, start: int, size: int) -> bytes:
        """Return up to `size` bytes from `start`; fewer only at the end of the file."""
        inside = start - self._base
        if inside < 0 or inside + size > len(self._buffer):
            self._handle.seek(start)
            self._buffer, self._base, inside = self._handle.read(max(size, 1 << 20)), start, 0
        return self._buffer[inside : inside + size]

    def close(self) -> None:
        """Give the file back."""
        self._handle.close()


class Watch:
    """What a file was when reading began: refuses when it is no longer that."""

    def __init__(self, path: Path, *, name: str) -> None:
        self._path, self._name = path, name
        self._was = self._look()
        self.size = self._was[0]
        self.sha256 = ""

    def hash(self) -> str:
        """Read all bytes for the hash (SHA-256), and remember it."""
        self.sha256 = sha256_of(self._path)
        return self.sha256

    def check(self, *, again: bool) -> None:
        """Raise when the file has changed; `again` also reads all of it once more.

        Raises:
            Refusal: `changed`.
        """
        same = self._look() == self._was
        if same and again:
            same = sha256_of(self._path) == self.sha256
        if not same:
            raise Refusal(
                "changed",
                f"{self._name} changed while it was read.",
                hint="Wait until the export is finished, then import again.",
                data={"file": self._name},
            )

    def _look(self) -> tuple[int, int, int]:
        try:
            found = self._path.stat()
        except OSError:
            return (-1, -1, -1)
        return (found.st_size, found.st_mtime_ns, found.st_ino)


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes."""
    digest = hashlib.sha256()
    with path.open("rb") as handle:
        while chunk := handle.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


class Hashing:
    """Hashes a file on a thread of its own, while other work goes on."""

    def __init__(self, watch: Watch) -> None:
        self._pool = ThreadPoolExecutor(1)
        self._future = self._pool.submit(watch.hash)

    def result(self) -> str:
        """Wait for the hash."""
        try:
            return self._future.result()
        finally:
            self._pool.shutdown()
