"""The key of a series of ballots, and what it does: whose place is which, and what a place holds.

The key is a file beside the database, in a folder that backups leave out. A copy of the database, of any night and in any
order, holds places of one size and noise in them; which of them changed between two nights leads to nothing that was said.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import os
import secrets
import uuid
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from bothways.terms import Refusal

__all__ = ["begin", "forget", "forget_all_but", "opened", "sealed", "size_for", "slot_of", "token_of"]

_KEY, _NONCE = 32, 12
_EACH: Final = 64
"""Bytes that one statement can take in a ballot: place, vote, importance and a guess, with room to spare."""
_REST: Final = 3072
"""Bytes for the rest: what stands for somebody, their side, a name where they are on the record by it, a statement of theirs."""
_DAY: Final = (1_000_000_000, 1_000_000_000)
_TAG: Final = (
    "Signature: 8a477f597d28d172789f06886806bc55\n"
    "# The keys of ballots. Leave this folder out of every backup: with a key and a copy of the database, single answers\n"
    "# could be read. A key is taken away when its ballots are no longer needed.\n"
)


def _folder() -> Path:
    # Programs that make backups know the tag and leave such a folder out.
    folder: Path = settings.DATA / "ballots-keys"
    if not folder.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (folder / "CACHEDIR.TAG").write_text(_TAG, encoding="utf-8")
    return folder


def begin(series: uuid.UUID) -> None:
    """Make the key of a series, if it has none."""
    path = _folder() / f"{series}.key"
    with contextlib.suppress(FileExistsError):
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(_KEY))
        os.utime(path, _DAY)


def forget(series: uuid.UUID) -> None:
    """Take the key away: from then on nobody can read a ballot of the series, its author neither."""
    (_folder() / f"{series}.key").unlink(missing_ok=True)


def forget_all_but(kept: Iterable[uuid.UUID]) -> None:
    """Take the keys away of which no consultation is left."""
    names = {f"{series}.key" for series in kept}
    for path in _folder().glob("*.key"):
        if path.name not in names:
            path.unlink(missing_ok=True)


def slot_of(series: uuid.UUID, consultation: uuid.UUID, identity: str) -> str:
    """Whose place is which: chance to everybody who has not the key."""
    return _of(series, "slot", str(consultation), identity)


def token_of(series: uuid.UUID, identity: str) -> str:
    """What stands for somebody in every round of a series: the guard must know that it is the same one, and not who."""
    return _of(series, "token", "", identity)[:32]


def size_for(statements: int) -> int:
    """How many bytes a ballot of so many statements takes, whatever is answered."""
    return _REST + _EACH * statements


def sealed(series: uuid.UUID, place: uuid.UUID, values: Mapping[str, Any], *, size: int) -> bytes:
    """Encipher what a place holds, in `size` bytes or a multiple. It opens in its own place alone."""
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    plain = json.dumps(values, separators=(",", ":"), sort_keys=True, ensure_ascii=False).encode()
    nonce = secrets.token_bytes(_NONCE)
    whole = -(-len(plain) // size) * size
    return nonce + ChaCha20Poly1305(_cipher(series)).encrypt(nonce, plain.ljust(whole), place.bytes)


def opened(series: uuid.UUID, place: uuid.UUID, stored: bytes) -> Any:
    """What a place holds. Refuses `ballots-unreadable` where the key is not where it was."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    raw = bytes(stored)
    try:
        plain = ChaCha20Poly1305(_cipher(series)).decrypt(raw[:_NONCE], raw[_NONCE:], place.bytes)
    except InvalidTag:
        raise _unreadable() from None
    return json.loads(plain)


def _of(series: uuid.UUID, *words: str) -> str:
    return hmac.new(_read(series), "\n".join(words).encode(), hashlib.sha256).hexdigest()


def _cipher(series: uuid.UUID) -> bytes:
    return hmac.new(_read(series), b"cipher", hashlib.sha256).digest()


def _read(series: uuid.UUID) -> bytes:
    try:
        return (_folder() / f"{series}.key").read_bytes()
    except OSError:
        raise _unreadable() from None


def _unreadable() -> Refusal:
    return Refusal(
        "ballots-unreadable",
        "These ballots can’t be opened: their key is not where it was.",
        hint="It lies beside the database, in no backup. If it is lost, ask again in a new consultation.",
    )
