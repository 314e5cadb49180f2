"""What can happen to a voice, and who may do it: one table, read by the rules and by the pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from bothways.terms import Refusal, Side

__all__ = ["KINDS", "MOVES", "Consent", "Event", "How", "Move", "Who", "kinds_of"]

KINDS: Final[dict[Side, tuple[str, ...]]] = {
    Side.STAFF: ("idea", "concern", "question"),
    Side.EXECUTIVES: ("idea", "concern", "question", "imperative", "cost concern"),
}


class Who(StrEnum):
    """Whose turn it is, or who did something. The manager stands between the two sides."""

    AUTHOR = "author"
    MANAGER = "manager"
    OTHER_SIDE = "other side"
    NOBODY = "nobody"


class How(StrEnum):
    """In whose name a voice is brought."""

    NAMED = "named"
    ANONYMOUS = "anonymous"
    ON_BEHALF = "on behalf"


def kinds_of(side: Side) -> tuple[str, ...]:
    """Return what a side can bring.

    >>> kinds_of(Side.STAFF)
    ('idea', 'concern', 'question')
    """
    return KINDS[side]


@dataclass(frozen=True, slots=True)
class Consent:
    """That somebody agreed to their voice being brought, or to its wording: who, on what day, and how they said so.

    `who` is for the manager alone: `seen_by` gives it to nobody else, and `printed` leaves it out.
    """

    who: str
    day: date
    how: str

    def __post_init__(self) -> None:
        if not self.who.strip() or not self.how.strip():
            raise Refusal(
                "consent-incomplete",
                "A consent says who agreed and how.",
                hint="Write the person, and for example “said so on the phone”.",
            )

    @property
    def printed(self) -> str:
        """The consent without the person.

        >>> Consent("Kim", date(2026, 9, 7), "in person").printed
        'with consent, given in person on 2026-09-07'
        """
        return f"with consent, given {self.how.strip()} on {self.day.isoformat()}"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to a voice. Events are only ever added.

    what: of `MOVES`. by: who did it. day: never finer; what comes out of an anonymous box has the day of its batch.
    text: the words it is about (a wording, an answer). why: the reason. consent: where the manager speaks for
    somebody. kind, side, how, name_crosses: of "brought" only; `name_crosses` says that the other side reads the name.
    """

    what: str
    by: Who
    day: date
    text: str = ""
    why: str = ""
    consent: Consent | None = None
    kind: str = ""
    side: Side | None = None
    how: How | None = None
    name_crosses: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON, the person of a consent included: for the audit log, never for a page."""
        return {
            "what": self.what,
            "by": str(self.by),
            "day": self.day.isoformat(),
            "text": self.text,
            "why": self.why,
            "consent": None
            if self.consent is None
            else {
                "who": self.consent.who,
                "day": self.consent.day.isoformat(),
                "how": self.consent.how,
            },
            "kind": self.kind,
            "side": None if self.side is None else str(self.side),
            "how": None if self.how is None else str(self.how),
            "name_crosses": self.name_crosses,
        }


@dataclass(frozen=True, slots=True)
class Move:
    """A row of the table: `what` may be done by `by` while the voice stands at one of `at`; then it stands at `to`.

    An empty `to` leaves the voice where it is. says: the sentence for a button or a list.
    """

    what: str
    by: Who
    at: tuple[str, ...]
    to: str
    text: bool = False
    why: bool = False
    says: str = ""


_DESK: Final = ("brought", "refused", "reworded", "agreed")
_BEFORE: Final = (*_DESK, "proposed")
_BACK: Final = ("answered", "answer refused", "answer agreed")
MOVES: Final[tuple[Move, ...]] = (
    Move("brought", Who.AUTHOR, ("",), "brought", text=True, says="Bring a voice"),
    Move("marked", Who.MANAGER, _DESK, "", text=True, says="Note what is charged"),
    Move("drafted", Who.MANAGER, _DESK, "", text=True, says="Keep a calm wording on the desk"),
    Move("proposed", Who.MANAGER, _DESK, "proposed", text=True, says="Show the author a wording"),
    Move("agreed", Who.AUTHOR, ("proposed",), "agreed", says="It may go like this"),
    Move("refused", Who.AUTHOR, ("proposed",), "refused", says="Not like this"),
    Move("reworded", Who.AUTHOR, ("proposed", "refused", "brought"), "reworded", text=True, says="In my words"),
    Move("withdrawn", Who.AUTHOR, _BEFORE, "withdrawn", says="Take it back"),
    Move("declined", Who.MANAGER, _BEFORE, "declined", why=True, says="Don't carry it, and say why"),
    Move("crossed", Who.MANAGER, ("brought", "reworded", "agreed"), "crossed", text=True, says="Carry it over"),
    Move("answered", Who.OTHER_SIDE, ("crossed",), "answered", text=True, why=True, says="Answer, and say why"),
    Move("unanswered", Who.MANAGER, ("crossed",), "unanswered", why=True, says="No answer came: say so"),
    Move("answer proposed", Who.MANAGER, ("answered", "answer refused"), "answer proposed", text=True,
         says="Show the other side a wording of its answer"),
    Move("answer agreed", Who.OTHER_SIDE, ("answer proposed",), "answer agreed", says="The answer may go like this"),
    Move("answer refused", Who.OTHER_SIDE, ("answer proposed",), "answer refused", says="Not like this"),
    Move("returned", Who.MANAGER, _BACK, "returned", text=True, says="Carry the answer back"),
    Move("replied", Who.AUTHOR, ("returned",), "brought", text=True, says="Write back"),
    Move("accepted", Who.AUTHOR, ("returned",), "closed", says="That answers it"),
    Move("closed", Who.MANAGER, ("returned",), "closed", says="Close it with this answer"),
)  # fmt: skip
