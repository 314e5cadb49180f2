"""A log that can't be changed unnoticed, and from which what is said of a person can still be taken out.

The chain runs over salted digests, not over the words. Words and salt can be erased; the digest stays, tells nothing
without its salt, and the chain still holds. An erasure is an entry of the chain itself: a payload that is missing with
no entry to say so is a break.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any, Final

from bothways.terms.refusal import Refusal

__all__ = ["METHOD", "START", "Entry", "Verification", "chained", "erased", "verified"]

METHOD: Final = "chain/1"
START: Final = "0" * 64
_SHORTEST_SALT: Final = 16


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. number: from 1 on. payload and salt: the words and their salt (hexadecimal); both None once erased.

    digest: of salt and payload. erases: the number of an earlier entry whose payload this one takes away, or 0.
    link: of number, the link before, digest and erases: the chain.
    """

    number: int
    payload: str | None
    salt: str | None
    digest: str
    link: str
    erases: int = 0

    @property
    def is_erased(self) -> bool:
        """Whether it is a tombstone."""
        return self.payload is None

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {
            "number": self.number,
            "payload": self.payload,
            "salt": self.salt,
            "digest": self.digest,
            "link": self.link,
            "erases": self.erases,
        }


@dataclass(frozen=True, slots=True)
class Verification:
    """holds: whether the whole chain does. broken: the number of the first entry that doesn't. erased: the tombstones."""

    holds: bool
    sentence: str
    entries: int
    erased: tuple[int, ...]
    broken: int | None = None


def chained(previous: Entry | None, *, payload: str, salt: bytes) -> Entry:
    """Return the entry that follows (None: the first one). salt: 16 random bytes or more, new for every entry.

    Errors: `Refusal` "salt-short". With no salt, or one for all, erased words could be guessed: there are few people.

    >>> first = chained(None, payload="Ada signed in.", salt=bytes(16))
    >>> verified([first]).sentence
    'The one entry holds.'
    """
    return _entry(previous, payload, salt, erases=0)


def erased(entries: Sequence[Entry], *, number: int, payload: str, salt: bytes) -> tuple[Entry, Entry]:
    """Return the tombstone that takes the place of entry `number`, and the entry to be added that says so.

    payload: why, and on whose word, without what was erased. Write both or none.

    Errors: `Refusal` "no-such-entry", "erased-already", "salt-short".
    """
    found = next((entry for entry in entries if entry.number == number), None)
    if found is None:
        raise Refusal("no-such-entry", f"The log has no entry {number}.", data={"number": number})
    if found.is_erased:
        raise Refusal("erased-already", f"Entry {number} was erased before.", data={"number": number})
    return replace(found, payload=None, salt=None), _entry(entries[-1], payload, salt, erases=number)


def verified(
    entries: Iterable[Entry], *, head: str = "", after: str = START, number: int = 1
) -> Verification:
    """Check a chain from its first entry to its last, and name the first that is broken.

    head: the last link as it was noted elsewhere (a brief, a mail, a print): only that shows that the end was cut off
    or that everything was written anew. after, number: where to start, for a chain checked up to there before.
    """
    link, count = after, 0
    open_stones: dict[int, None] = {}
    stones: list[int] = []
    for entry in entries:
        wrong = _wrong(entry, number=number, link=link)
        if wrong:
            return _broken(number, wrong, count, stones)
        if entry.is_erased:
            open_stones[entry.number] = None
            stones.append(entry.number)
        open_stones.pop(entry.erases, None)
        link, number, count = entry.link, number + 1, count + 1
    if open_stones:
        return _broken(min(open_stones), _SILENT, count, stones)
    if head and head != link:
        return _broken(
            number,
            "the chain ends otherwise than was noted: entries are missing, or all were rewritten",
            count,
            stones,
        )
    told = f", {len(stones)} of them erased and said to be" if stones else ""
    said = "The one entry holds" if count == 1 else f"All {count} entries hold"
    return Verification(True, f"{said}{told}.", count, tuple(stones))


_CUT: Final = "the chain ends otherwise than was noted: entries are missing, or all were written anew"
_SILENT: Final = "its words are gone, and no entry says that they were erased"


def _wrong(entry: Entry, *, number: int, link: str) -> str:
    if entry.number != number:
        return "it doesn't follow the one before"
    if (entry.payload is None) is not (entry.salt is None):
        return "its words or its salt are gone, and not both"
    if entry.payload is not None and entry.salt is not None:
        try:
            salt = bytes.fromhex(entry.salt)
        except ValueError:
            return "its salt is none"
        if _digest(salt, entry.payload) != entry.digest:
            return "its words are not those that were written"
    if not 0 <= entry.erases < number:
        return "it erases what isn't there"
    if _link(number, link, entry.digest, entry.erases) != entry.link:
        return "it, or the one before it, was changed"
    return ""


def _broken(number: int, why: str, count: int, stones: Sequence[int]) -> Verification:
    return Verification(False, f"Entry {number} is broken: {why}.", count, tuple(stones), broken=number)


def _entry(previous: Entry | None, payload: str, salt: bytes, *, erases: int) -> Entry:
    if len(salt) < _SHORTEST_SALT:
        raise Refusal(
            "salt-short", "The salt of an entry has 16 bytes or more.", hint="Use `secrets.token_bytes(16)`."
        )
    number, link = (1, START) if previous is None else (previous.number + 1, previous.link)
    digest = _digest(salt, payload)
    return Entry(number, payload, salt.hex(), digest, _link(number, link, digest, erases), erases)


def _digest(salt: bytes, payload: str) -> str:
    # The length of the salt goes first: else a salt that is cut and words that begin with the rest were the same.
    words = payload.encode("utf-8", "surrogatepass")
    return sha256(b"bothways entry\0" + len(salt).to_bytes(4, "big") + salt + words).hexdigest()


def _link(number: int, before: str, digest: str, erases: int) -> str:
    return sha256(f"bothways link\0{number}\0{before}\0{digest}\0{erases}".encode()).hexdigest()
