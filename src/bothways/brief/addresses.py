"""Addresses of mails, and what may stand in a header: read once, here, so that nothing can write a header of its own."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from bothways.terms import Refusal

__all__ = ["Mailbox", "check_header", "mailbox"]

_LOCAL: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_HOST: Final = re.compile(r"(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
                          r"(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*")  # fmt: skip
_LONGEST_NAME: Final = 120
_TURNING: Final = frozenset("\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True, slots=True)
class Mailbox:
    """An address of a mail, and whose it is. Made by `mailbox`, which refuses what could write a header."""

    address: str
    name: str = ""

    def __str__(self) -> str:
        return f"{self.name} <{self.address}>" if self.name else self.address

    @property
    def domain(self) -> str:
        """What stands behind the @."""
        return self.address.rpartition("@")[2]


def mailbox(text: str, *, name: str = "") -> Mailbox:
    """Read `ada@firm.example` or `Ada Lindqvist <ada@firm.example>`.

    A domain in another script is written as servers know it (`xn--…`).

    Raises:
        Refusal: `mail-address` when it is no single address that a mail can go to.

    >>> mailbox("Ada Lindqvist <ada@firm.example>")
    Mailbox(address='ada@firm.example', name='Ada Lindqvist')
    """
    check_header(text, what="The address")
    match = re.fullmatch(
        r"\s*(?:\"?(?P<name>[^<>\"]*?)\"?\s*<(?P<held>[^<>\s]+)>|(?P<bare>[^<>\s]+))\s*", text
    )
    address = (match["held"] or match["bare"] or "") if match else ""
    local, _, domain = address.rpartition("@")
    try:
        domain = domain.encode("idna").decode("ascii") if not domain.isascii() else domain
    except UnicodeError:
        domain = ""
    if not _LOCAL.fullmatch(local) or len(local) > 64 or not _HOST.fullmatch(domain):
        raise Refusal(
            "mail-address",
            f"“{_shown(text)}” is no address that a mail can go to.",
            hint="Write one address, such as ada@firm.example or Ada Lindqvist <ada@firm.example>.",
        )
    check_header(name, what="The name")
    called = " ".join((name or (match["name"] if match and match["name"] else "")).split())
    if len(called) > _LONGEST_NAME:
        raise Refusal("mail-address", f"A name has at most {_LONGEST_NAME} letters: “{_shown(called)}”.")
    return Mailbox(f"{local}@{domain.lower()}", called)


def check_header(text: str, *, what: str) -> None:
    """Check that a text can stand in a header: no line break, nothing unseen, nothing that turns its letters round.

    Raises:
        Refusal: `mail-header`.
    """
    for letter in text:
        tag = 0xE0000 <= ord(letter) <= 0xE007F
        if unicodedata.category(letter) in ("Cc", "Cs") or letter in _TURNING or tag:
            raise Refusal(
                "mail-header",
                f"{what} holds a character that can't be seen (U+{ord(letter):04X}): “{_shown(text)}”.",
                hint="Type it anew: it may have been copied with something hidden in it.",
            )


def _shown(text: str) -> str:
    plain = "".join(one if one.isprintable() and one not in _TURNING else "�" for one in text)
    return plain if len(plain) <= 80 else plain[:79] + "…"
