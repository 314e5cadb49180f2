"""Who may send without a name: decided by how many could, and a ticket that says "one of them" and not which.

Everybody of the side is handed tickets as they pass by, whoever wants to write and whoever doesn't; only the handing is
kept. A ticket is chance with the installation's mark on it: what is handed in later can be checked, and nothing that
is kept leads from it to a person. To keep who *used* a right would name the author wherever one voice is in the box.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

from bothways.opendoor.disclosure import Rules
from bothways.terms import Refusal, Side

__all__ = ["NOT_COVERED", "Anonymity", "check_ticket", "handed_ticket", "may_be_anonymous"]

NOT_COVERED: Final = (
    "Not covered: an administrator who changes the program or watches it at work, a machine in between that writes down "
    "who calls this page, and your own way of writing. Who knows you well may know your words."
)
_SERIAL: Final = 16
_MARK: Final = 16
_MANY: Final = {3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine", 10: "ten"}


@dataclass(frozen=True, slots=True)
class Anonymity:
    """Whether a voice can be anonymous, and the sentence that its author reads before writing it."""

    possible: bool
    sentence: str
    least: int


def may_be_anonymous(
    eligible: int, *, side: Side, rules: Rules | None = None, batch: str = "a day"
) -> Anonymity:
    """Return whether somebody of `eligible` people can send without a name. batch: how often the box is emptied.

    Stands on who could send, which everybody knows, and on nothing that was sent. The same for both sides. rules: `k` is
    five if nothing is said and never under three; with two who may tell each other "not me", at least four.

    >>> may_be_anonymous(2, side=Side.EXECUTIVES).possible, may_be_anonymous(12, side=Side.STAFF).possible
    (False, True)
    """
    if eligible < 0:
        raise Refusal("no-such-side", "A side can't have fewer than no people.", data={"eligible": eligible})
    rules = rules or Rules()
    many = _MANY.get(rules.least, str(rules.least))
    if eligible < rules.least:
        return Anonymity(
            possible=False,
            least=rules.least,
            sentence=f"This can't be sent without a name: fewer than {many} of the {side} could have written it, and "
            "a guess would be too easy. You can bring it with your name, or ask somebody whom you trust to bring it "
            "as theirs. What must not pass the manager has its own routes.",
        )
    return Anonymity(
        possible=True,
        least=rules.least,
        sentence=f"This can be sent without your name. It stays in a closed box for {batch} or more, and comes out "
        f"shuffled with all else that is in it, once {many} or more of you have been here since the box was last "
        f"emptied: nobody can tell which of them wrote it, nor when. {NOT_COVERED}",
    )


def handed_ticket(batch: str, *, secret: bytes, random_bytes: Callable[[int], bytes]) -> str:
    """Return a new ticket for the box of one batch. Nothing of it is to be kept, only that its person was handed one.

    batch: the name of the box and of its batch. secret: of the installation. A ticket belongs in the person's browser.
    """
    serial = random_bytes(_SERIAL)
    return (serial + _mark(serial, batch, secret)).hex()


def check_ticket(ticket: str, *, batch: str, secret: bytes) -> str:
    """Return the serial of a ticket, for the list of spent ones inside the box, or refuse it.

    Errors: `Refusal` "ticket": not one of ours, or of another batch. That a ticket is spent, the box says ("spent").
    """
    try:
        raw = bytes.fromhex(ticket)
    except ValueError:
        raw = b""
    serial, mark = raw[:_SERIAL], raw[_SERIAL:]
    if len(raw) != _SERIAL + _MARK or not hmac.compare_digest(mark, _mark(serial, batch, secret)):
        raise Refusal(
            "ticket",
            "This page has grown old: the box has been emptied since.",
            hint="Sign in once, then open the box again. What you wrote is still on your screen.",
        )
    return serial.hex()


def _mark(serial: bytes, batch: str, secret: bytes) -> bytes:
    if len(secret) < 16:
        raise Refusal("secret-short", "The installation's secret is too short.", hint="Use 16 bytes or more.")
    named = len(batch.encode()).to_bytes(4, "big") + batch.encode()
    return blake2b(named + serial, key=secret[:64], person=b"bw-ticket", digest_size=_MARK).digest()
