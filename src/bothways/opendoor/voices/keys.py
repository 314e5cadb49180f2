"""The author's key: the only way back to an anonymous voice. Shown once, never stored, never mailed.

130 random bits in letters and digits that can't be taken for each other (Crockford's base 32: no I, L, O, U), in groups
of four, the last two signs a check. Kept is a keyed digest alone. The key is made of chance and of nothing about the
person, so a digest in a backup leads to nobody, and 2^130 guesses are out of reach without stretching.
"""

from __future__ import annotations

import hmac
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Final

from bothways.terms import Refusal

__all__ = ["LOSS", "Key", "key_opens", "new_key", "read_key", "stored_of"]

LOSS: Final = (
    "This key is the only way back to what you wrote. It is shown once and kept nowhere, so nobody can send it again, "
    "the administrator neither. Without it your voice still goes its way and ends with an answer, but you can't see the "
    "wording before it crosses, read the answer or write back."
)
_SIGNS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH: Final = 26
_CHECKED: Final = 28
# The greatest prime below 32 × 32: a wrong sign, or two neighbours exchanged, always changes the remainder.
_PRIME: Final = 1021
_ALIKE: Final = str.maketrans("OIL", "011")
_SKIPPED: Final = frozenset(" -–—_.·,;:/\t\r\n\u00a0\u200b\u2011")
_SHORTEST_SECRET: Final = 16


@dataclass(frozen=True, slots=True)
class Key:
    """An author's key. `printed` is for the one page that shows it; its repr is blank, so that no log holds it."""

    printed: str = field(repr=False)

    def __str__(self) -> str:
        return "a key, not shown"


def new_key(*, random_bytes: Callable[[int], bytes]) -> Key:
    """Return a new key of 130 bits. random_bytes: as `secrets.token_bytes`; nothing seeded.

    >>> new_key(random_bytes=bytes).printed
    '0000-0000-0000-0000-0000-0000-0000'
    """
    number = int.from_bytes(random_bytes(17), "big") % (1 << 5 * _LENGTH)
    return Key(_printed(_signs_of(number, _LENGTH)))


def read_key(text: str) -> Key:
    """Read a key as somebody typed it: any case, spaces or dashes anywhere, O for 0, I or L for 1.

    Errors: `Refusal` "key-length" or "key-typo". Neither holds what was typed.

    >>> read_key("oooo oooo oooo oooo oooo oooo oooo").printed
    '0000-0000-0000-0000-0000-0000-0000'
    """
    if len(text) > 500:
        raise Refusal(
            "key-length", "This is too long for a key.", hint="A key has seven groups of four signs."
        )
    plain = "".join(sign for sign in unicodedata.normalize("NFKC", text) if sign not in _SKIPPED)
    plain = plain.upper().translate(_ALIKE)
    if any(sign not in _SIGNS for sign in plain):
        raise Refusal(
            "key-typo",
            "A sign in it is in no key.",
            hint="Keys are made of digits and of letters without I, L, O and U.",
        )
    if len(plain) != _CHECKED:
        raise Refusal(
            "key-length",
            f"A key has {_CHECKED} signs; these are {len(plain)}.",
            hint="It is written in seven groups of four.",
        )
    if _check_of(plain[:_LENGTH]) != plain[_LENGTH:]:
        raise Refusal(
            "key-typo",
            "A sign of this key is wrong, or two are exchanged.",
            hint="Compare it with what you wrote down, group by group.",
        )
    return Key(_printed(plain[:_LENGTH]))


def stored_of(key: Key, *, secret: bytes) -> str:
    """Return what is kept of a key: 64 hexadecimal signs. A voice is looked up by it.

    secret: the installation's own, 16 bytes or more. With it, a key found on paper opens a voice on the page alone, and
    not in a stolen copy of the database.
    """
    if len(secret) < _SHORTEST_SECRET:
        raise Refusal("secret-short", "The installation's secret is too short.", hint="Use 16 bytes or more.")
    # Keyed, not salted: salts differ from row to row, and then the page would have to try every voice.
    return blake2b(_plain(key).encode(), key=secret[:64], person=b"bw-voice-key").digest()[:32].hex()


def key_opens(stored: str, *, key: Key, secret: bytes) -> bool:
    """Say whether a key belongs to what was stored, in a time that doesn't hang on where they differ."""
    return hmac.compare_digest(stored.encode("utf-8"), stored_of(key, secret=secret).encode("utf-8"))


def _plain(key: Key) -> str:
    return key.printed.replace("-", "")


def _printed(signs: str) -> str:
    whole = signs + _check_of(signs)
    return "-".join(whole[at : at + 4] for at in range(0, _CHECKED, 4))


def _check_of(signs: str) -> str:
    number = 0
    for sign in signs:
        number = number * 32 + _SIGNS.index(sign)
    return _signs_of(number % _PRIME, 2)


def _signs_of(number: int, length: int) -> str:
    return "".join(_SIGNS[number >> 5 * place & 31] for place in reversed(range(length)))
