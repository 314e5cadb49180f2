"""What a limit is, and what can happen to it: plain frozen values, whose ids are handed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from bothways.terms import Refusal, Side, given_text


class Moves(StrEnum):
    """Whether a limit can move: not at all, yes, or within what `Limit.room` says."""

    NO = "no"
    YES = "yes"
    WITHIN = "within"


class LimitKind(StrEnum):
    """What it is that is short. A register from before there were kinds has limits without one."""

    BUDGET = "budget"
    HEADCOUNT = "headcount"
    HIRING_FREEZE = "hiring freeze"
    DISCOUNT = "discount authority"
    APPROVAL = "approval time"
    QUOTA = "quota"
    TERRITORY = "territory"
    CAPACITY = "capacity"
    PRODUCT = "product gap"
    LEGAL = "legal"
    DATA = "data quality"
    TIME = "time"


class ChangeKind(StrEnum):
    """What happened to a limit. Nothing follows after `withdrawn`."""

    DECLARED = "declared"
    RESTATED = "restated"
    MOVED = "moved"
    CONFIRMED = "confirmed"
    UNDERSTOOD = "understood"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A constraint of one side, in that side's words.

    `cost` says in words what it costs the other side; `cost_figures` name figures of the fact ledger that
    measure it, `evidence` those that show the limit (`days_in_stage/stage/Negotiation`). A figure is named,
    never copied: a copy would be a second value of the same fact. `deals` and `voices` name others that show
    it, by their ids. `room` says how far it can move, where `moves` is within. `mover` is who can move it.
    `kind` is what is short; `begins` the day from which it holds, None: from the day it was declared.
    `week` says what it means for a week of the other side.
    """

    id: str
    side: Side
    statement: str
    owner: str
    declared: date
    review: date
    evidence: tuple[str, ...] = ()
    cost: str = ""
    cost_figures: tuple[str, ...] = ()
    moves: Moves = Moves.NO
    room: str = ""
    mover: str = ""
    kind: LimitKind | None = None
    begins: date | None = None
    week: str = ""
    deals: tuple[str, ...] = ()
    voices: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _one_line(self, "statement", "owner", "cost", "room", "mover", "week")

    @property
    def holds_from(self) -> date:
        """The day from which it holds."""
        return self.begins or self.declared

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON; what came after the first version of the register only where it is said."""
        later: dict[str, Any] = {
            "kind": str(self.kind) if self.kind else "",
            "begins": self.begins.isoformat() if self.begins else "",
            "week": self.week,
            "deals": list(self.deals),
            "voices": list(self.voices),
        }
        return {
            "id": self.id,
            "side": str(self.side),
            "statement": self.statement,
            "owner": self.owner,
            "declared": self.declared.isoformat(),
            "review": self.review.isoformat(),
            "evidence": list(self.evidence),
            "cost": self.cost,
            "cost_figures": list(self.cost_figures),
            "moves": str(self.moves),
            "room": self.room,
            "mover": self.mover,
        } | {key: value for key, value in later.items() if value}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that happened to a limit.

    `day` is when it happened, `recorded` when it was written down; of two things of one day, `number` says
    which was written down first. `declared`, `restated` and `moved` bring the limit as it reads from then on
    (`now_reads`); `confirmed` brings the next `review`; `understood` is said back by the other side, in its
    own `words`; `by` is who did it.
    """

    id: str
    limit: str
    kind: ChangeKind
    day: date
    recorded: date
    by: str = ""
    reason: str = ""
    words: str = ""
    side: Side | None = None
    review: date | None = None
    now_reads: Limit | None = None
    number: int = 0

    def __post_init__(self) -> None:
        _one_line(self, "by", "reason", "words")

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON; what is empty is left out."""
        held: dict[str, Any] = {
            "id": self.id,
            "limit": self.limit,
            "kind": str(self.kind),
            "day": self.day.isoformat(),
            "recorded": self.recorded.isoformat(),
            "by": self.by,
            "reason": self.reason,
            "words": self.words,
            "side": str(self.side) if self.side else "",
            "review": self.review.isoformat() if self.review else "",
            "now_reads": self.now_reads.as_dict() if self.now_reads else None,
            "number": self.number,
        }
        return {key: value for key, value in held.items() if value not in ("", None)}


def _one_line(held: Limit | Change, *names: str) -> None:
    """Make line ends blanks, so that a text is the same in a file, in a database and in a brief."""
    for name in names:
        object.__setattr__(held, name, " ".join(getattr(held, name).split()))


def read_side(text: str) -> Side:
    """Read a side as it is typed.

    Raises:
        Refusal: `side` when it is neither.

    >>> read_side("Staff")
    <Side.STAFF: 'staff'>
    """
    try:
        return Side(text.strip().lower())
    except ValueError as bad:
        raise Refusal(
            "side", f"“{text}” is no side.", hint="Write staff or executives.", data={"given": text}
        ) from bad


def change_of(held: Mapping[str, Any]) -> Change:
    """Read a change out of `Change.as_dict`.

    Raises:
        Refusal: `limit-record` when a part is missing or is not what it should be.
    """
    try:
        reads = held.get("now_reads")
        return Change(
            id=_text(held, "id"),
            limit=_text(held, "limit"),
            kind=ChangeKind(held["kind"]),
            day=date.fromisoformat(held["day"]),
            recorded=date.fromisoformat(held["recorded"]),
            by=_text(held, "by", ""),
            reason=_text(held, "reason", ""),
            words=_text(held, "words", ""),
            side=Side(held["side"]) if held.get("side") else None,
            review=date.fromisoformat(held["review"]) if held.get("review") else None,
            now_reads=_limit(reads) if reads else None,
            number=int(held.get("number", 0)),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as bad:
        raise Refusal("limit-record", f"A record is no change of a limit: {bad!r}.") from bad


def _limit(held: Mapping[str, Any]) -> Limit:
    return Limit(
        id=_text(held, "id"),
        side=Side(held["side"]),
        statement=_text(held, "statement"),
        owner=_text(held, "owner", ""),
        declared=date.fromisoformat(held["declared"]),
        review=date.fromisoformat(held["review"]),
        evidence=tuple(str(key) for key in held.get("evidence", ())),
        cost=_text(held, "cost", ""),
        cost_figures=tuple(str(key) for key in held.get("cost_figures", ())),
        moves=Moves(held.get("moves", "no")),
        room=_text(held, "room", ""),
        mover=_text(held, "mover", ""),
        kind=LimitKind(held["kind"]) if held.get("kind") else None,
        begins=date.fromisoformat(held["begins"]) if held.get("begins") else None,
        week=_text(held, "week", ""),
        deals=tuple(str(one) for one in held.get("deals", ())),
        voices=tuple(str(one) for one in held.get("voices", ())),
    )


def _text(held: Mapping[str, Any], key: str, default: str | None = None) -> str:
    value = held[key] if default is None else held.get(key, default)
    if not isinstance(value, str):
        raise TypeError(key)
    # A file that was edited by hand may hold what a command would refuse.
    return given_text(value, what=f"“{key}”", needed=default is None)
