"""The closed box: what was sent without a name lies here until its batch is released, and nobody sees how much it is.

One value of bytes, always of the same length, enciphered anew at every touch. Rows that are added one by one would tell
each night's backup how many came on that day, and the day's visitors would be few. Its key lies outside the database,
is made new at each release and the old one forgotten: a thief of old backups and of today's key reads no old box.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from bothways.terms import Refusal

__all__ = ["BOX_KEY", "BOX_SIZE", "Contents", "Letter", "contents_of", "put", "resealed", "sealed"]

BOX_SIZE: Final = 262_144  # bytes of contents: sixty letters and more
BOX_KEY: Final = 32  # bytes of its key
_NONCE: Final = 12


@dataclass(frozen=True, slots=True)
class Letter:
    """What an author put in: `voice` is the id of the voice it belongs to, empty for a new one; `fields` is its content.

    For a new voice the fields are whatever its row needs (kind, text, what `stored_of` gave); for one that exists, what
    its event needs (what, text, why). Never a time.
    """

    voice: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Contents:
    """What lies in a box: letters in the order in which they came, and the serials of the tickets that are spent."""

    letters: tuple[Letter, ...] = ()
    spent: frozenset[str] = frozenset()


def sealed(
    contents: Contents, *, key: bytes, random_bytes: Callable[[int], bytes], size: int = BOX_SIZE
) -> bytes:
    """Return the box that holds the contents: always `size` + 28 bytes, whatever is in it.

    Errors: `Refusal` "box-full"; "box-key" where the key has not 32 bytes.
    """
    plain = json.dumps(
        {
            "letters": [[letter.voice, dict(letter.fields)] for letter in contents.letters],
            "spent": sorted(contents.spent),
        },
        separators=(",", ":"),
    ).encode("ascii")
    if len(plain) > size - 4:
        raise Refusal(
            "box-full",
            "So much has been sent since the box was last emptied that this doesn't fit any more.",
            hint="Keep what you wrote and send it tomorrow, or shorten it.",
        )
    padded = len(plain).to_bytes(4, "big") + plain + bytes(size - 4 - len(plain))
    nonce = random_bytes(_NONCE)
    hidden: bytes = _cipher(key).encrypt(nonce, padded, None)
    return nonce + hidden


def contents_of(box: bytes, *, key: bytes) -> Contents:
    """Open a box. Errors: `Refusal` "box-unreadable": another key, or bytes that were changed."""
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - heavy; desks without a box never need it

    try:
        padded = _cipher(key).decrypt(box[:_NONCE], box[_NONCE:], None)
    except (InvalidTag, ValueError) as bad:
        raise Refusal(
            "box-unreadable",
            "The box can't be opened with this key.",
            hint="Put the file with the box's key back. Without it, what was in the box is lost: say so to everybody, so "
            "that they can send it again.",
        ) from bad
    length = int.from_bytes(padded[:4], "big")
    found = json.loads(padded[4 : 4 + length])
    letters = tuple(Letter(voice, fields) for voice, fields in found["letters"])
    return Contents(letters, frozenset(found["spent"]))


def put(
    box: bytes,
    *,
    letter: Letter,
    key: bytes,
    random_bytes: Callable[[int], bytes],
    serial: str = "",
    each: int = 4000,
) -> bytes:
    """Return the box with one letter more. serial: of the ticket that a new voice costs (`check_ticket`).

    A letter to a voice that exists costs no ticket: its author's key is the right to it. each: bytes that a letter may
    have.

    Errors: `Refusal` "spent" (the ticket was used), "no-ticket", "letter-long", "box-full", "box-unreadable".
    """
    contents = contents_of(box, key=key)
    if not letter.voice and not serial:
        raise Refusal("no-ticket", "A new voice costs a ticket.", hint="Open the box again after signing in.")
    if serial and serial in contents.spent:
        raise Refusal(
            "spent",
            "This ticket was used: what you sent is in the box.",
            hint="The next time that you are here you get another one.",
        )
    written = sum(len(part.encode(errors="replace")) for field in letter.fields.items() for part in field)
    if written > each:
        raise Refusal(
            "letter-long", f"This is longer than {each} bytes.", hint="Say it shorter, or in two voices."
        )
    more = replace(
        contents,
        letters=(*contents.letters, letter),
        spent=contents.spent | ({serial} if serial else set()),
    )
    return sealed(more, key=key, random_bytes=random_bytes, size=len(box) - _NONCE - 16)


def resealed(
    box: bytes, *, key: bytes, random_bytes: Callable[[int], bytes], new_key: bytes | None = None
) -> bytes:
    """Return the same box in new bytes: at every handing of a ticket and before each night's backup.

    After that a changed box tells nobody that something was put in. new_key: to change the key as well.
    """
    contents = contents_of(box, key=key)
    return sealed(contents, key=new_key or key, random_bytes=random_bytes, size=len(box) - _NONCE - 16)


def _cipher(key: bytes) -> Any:
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305  # noqa: PLC0415 - as above

    if len(key) != BOX_KEY:
        raise Refusal(
            "box-key",
            f"The key of a box has {BOX_KEY} bytes.",
            hint="Make it with `secrets.token_bytes(32)`.",
        )
    return ChaCha20Poly1305(key)
