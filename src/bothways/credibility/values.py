"""What a promise is, and what can happen to it: plain frozen values, whose ids are handed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Literal

from bothways.terms import Refusal, Side, given_text

MANAGER = "manager"
Where = Literal["staff", "executives", "manager"]


class EventKind(StrEnum):
    """What happened to a promise. `kept`, `broken` and `released` end it; only a correction can follow."""

    MADE = "made"
    RENEGOTIATED = "renegotiated"
    NOTE = "note"
    KEPT = "kept"
    BROKEN = "broken"
    RELEASED = "released"
    CORRECTED = "corrected"

    @property
    def ends(self) -> bool:
        """Say whether nothing but a correction can follow."""
        return self in (EventKind.KEPT, EventKind.BROKEN, EventKind.RELEASED)


@dataclass(frozen=True, slots=True)
class Party:
    """Who gives or is given a promise: a side as a whole, a single person of it (`name`), or the manager."""

    where: Where
    name: str = ""

    @classmethod
    def read(cls, text: str) -> Party:
        """Read a party as it is typed: `staff`, `executives`, `manager`, `staff:Ada Berg`.

        Raises:
            Refusal: `party` when it is none of these.

        >>> Party.read("staff: Ada Berg")
        Party(where='staff', name='Ada Berg')
        """
        where, _, name = text.partition(":")
        known: dict[str, Where] = {
            "staff": "staff", "team": "staff", "executives": "executives", "executive": "executives",
            "manager": "manager",
        }  # fmt: skip
        found = known.get(where.strip().lower())
        if found is None:
            raise Refusal(
                "party",
                f"“{text}” is neither side nor the manager.",
                hint="Write staff, executives or manager; for a single person staff:Ada Berg.",
                data={"given": text},
            )
        return cls(found, given_text(name, what="The name", most=80, needed=False))

    @property
    def side(self) -> Side | None:
        """The side that this party is or belongs to; None for the manager."""
        return None if self.where == MANAGER else Side(self.where)

    @property
    def is_whole(self) -> bool:
        """Say whether it is a side as a whole."""
        return self.where != MANAGER and not self.name

    def __str__(self) -> str:
        return f"{self.where}:{self.name}" if self.name else self.where


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A word given: by whom, to whom, what, and until when.

    `figures` are keys of the fact ledger (`reply_hours_cases/all`) that it is about. `benefit` says what a
    customer gains when it is kept. `shared`: the side that is no party to it may read it, too.
    """

    id: str
    by: Party
    to: Party
    text: str
    made: date
    due: date
    benefit: str = ""
    figures: tuple[str, ...] = ()
    shared: bool = False

    def __post_init__(self) -> None:
        _one_line(self, "text", "benefit")

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {
            "id": self.id,
            "by": str(self.by),
            "to": str(self.to),
            "text": self.text,
            "made": self.made.isoformat(),
            "due": self.due.isoformat(),
            "benefit": self.benefit,
            "figures": list(self.figures),
            "shared": self.shared,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What an event should have said; None and "" leave a part as it was. `struck`: it never happened."""

    event: str
    struck: bool = False
    kind: EventKind | None = None
    day: date | None = None
    due: date | None = None
    text: str = ""

    def __post_init__(self) -> None:
        _one_line(self, "text")

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {
            "event": self.event,
            "struck": self.struck,
            "kind": str(self.kind) if self.kind else None,
            "day": self.day.isoformat() if self.day else None,
            "due": self.due.isoformat() if self.due else None,
            "text": self.text,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened to a promise.

    `day` is when it happened, `recorded` when it was written down: the two are never mixed up. `made` brings
    its `given`; `renegotiated` its new `due`, the reason, and the day it was `asked` (its own day, where not
    said); `released` is `by` the one to whom the promise was made; `corrected` has its `correction`. `number`
    counts what was recorded: of two things of one day it says which was written down first.
    """

    id: str
    promise: str
    kind: EventKind
    day: date
    recorded: date
    by: Party | None = None
    text: str = ""
    reason: str = ""
    due: date | None = None
    asked: date | None = None
    given: Promise | None = None
    correction: Correction | None = None
    number: int = 0

    def __post_init__(self) -> None:
        _one_line(self, "text", "reason")

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON; what is empty is left out."""
        held: dict[str, Any] = {
            "id": self.id,
            "promise": self.promise,
            "kind": str(self.kind),
            "day": self.day.isoformat(),
            "recorded": self.recorded.isoformat(),
            "by": str(self.by) if self.by else "",
            "text": self.text,
            "reason": self.reason,
            "due": self.due.isoformat() if self.due else "",
            "asked": self.asked.isoformat() if self.asked else "",
            "given": self.given.as_dict() if self.given else None,
            "correction": self.correction.as_dict() if self.correction else None,
            "number": self.number,
        }
        return {key: value for key, value in held.items() if value not in ("", None)}


def _one_line(held: Promise | Event | Correction, *names: str) -> None:
    """Make line ends blanks, so that a text is the same in a file, in a database and in a brief."""
    for name in names:
        object.__setattr__(held, name, " ".join(getattr(held, name).split()))


def event_of(held: Mapping[str, Any]) -> Event:
    """Read an event out of `Event.as_dict`.

    Raises:
        Refusal: `promise-record` when a part is missing or is not what it should be.
    """
    try:
        given, correction = held.get("given"), held.get("correction")
        return Event(
            id=_text(held, "id"),
            promise=_text(held, "promise"),
            kind=EventKind(held["kind"]),
            day=date.fromisoformat(held["day"]),
            recorded=date.fromisoformat(held["recorded"]),
            by=Party.read(held["by"]) if held.get("by") else None,
            text=_text(held, "text", ""),
            reason=_text(held, "reason", ""),
            due=_day(held.get("due")),
            asked=_day(held.get("asked")),
            given=_promise(given) if given else None,
            correction=_correction(correction) if correction else None,
            number=int(held.get("number", 0)),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as bad:
        raise Refusal("promise-record", f"A record is no event of a promise: {bad!r}.") from bad


def _promise(held: Mapping[str, Any]) -> Promise:
    return Promise(
        id=_text(held, "id"),
        by=Party.read(held["by"]),
        to=Party.read(held["to"]),
        text=_text(held, "text"),
        made=date.fromisoformat(held["made"]),
        due=date.fromisoformat(held["due"]),
        benefit=_text(held, "benefit", ""),
        figures=tuple(str(key) for key in held.get("figures", ())),
        shared=held.get("shared", False) is True,
    )


def _correction(held: Mapping[str, Any]) -> Correction:
    return Correction(
        event=_text(held, "event"),
        struck=held.get("struck", False) is True,
        kind=EventKind(held["kind"]) if held.get("kind") else None,
        day=_day(held.get("day")),
        due=_day(held.get("due")),
        text=_text(held, "text", ""),
    )


def _text(held: Mapping[str, Any], key: str, default: str | None = None) -> str:
    value = held[key] if default is None else held.get(key, default)
    if not isinstance(value, str):
        raise TypeError(key)
    # A file that was edited by hand may hold what a command would refuse.
    return given_text(value, what=f"“{key}”", needed=default is None)


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
