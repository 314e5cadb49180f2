"""Where a voice stands, whose turn it is, and how an event changes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from bothways.opendoor.voices.events import Event, How, Who
from bothways.terms import Refusal, Side

__all__ = ["CHANGES", "ENDS", "State", "Waiting", "waiting_for"]

ENDS: Final = ("closed", "declined", "withdrawn", "unanswered")
_TURN: Final[dict[str, tuple[Who, str]]] = {
    "brought": (Who.MANAGER, "to read it, and to carry it or to say why not"),
    "proposed": (Who.AUTHOR, "to say whether it may go like this"),
    "refused": (Who.MANAGER, "to find another wording, or to say why it is not carried"),
    "reworded": (Who.MANAGER, "to carry the author's own words"),
    "agreed": (Who.MANAGER, "to carry the agreed wording over"),
    "crossed": (Who.OTHER_SIDE, "to answer, and to say why"),
    "answered": (Who.MANAGER, "to carry the answer back"),
    "answer proposed": (Who.OTHER_SIDE, "to say whether their answer may go back like this"),
    "answer refused": (Who.MANAGER, "to find another wording of the answer, or to carry it back as it was given"),
    "answer agreed": (Who.MANAGER, "to carry the answer back"),
    "returned": (Who.MANAGER, "to close it, unless the author writes back"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class State:
    """Where a voice stands.

    stage: of `MOVES`; one of "closed", "declined", "withdrawn", "unanswered" at the end. words: the author's own, as
    last said. proposed: the wording last shown to the author; may_cross: the wordings that may cross now, for
    nothing crosses that its author has not said or agreed to. crossed: what went over, oldest first. answer, why:
    what the other side said; answer_proposed, why_proposed and may_return: the same, for the way back. returned: what the author
    reads. end: the answer with which it ended, and end_why the reason: neither is ever empty at the end.
    since: the day from which it has stood here; touched: the day of its last event. rounds: how often the author spoke.
    """

    stage: str
    kind: str
    side: Side
    how: How
    words: str
    since: date
    brought: date
    touched: date
    name_crosses: bool = False
    proposed: str = ""
    draft: str = ""
    may_cross: tuple[str, ...] = ()
    crossed: tuple[str, ...] = ()
    answer: str = ""
    why: str = ""
    answer_proposed: str = ""
    why_proposed: str = ""
    may_return: tuple[str, ...] = ()
    returned: str = ""
    end: str = ""
    end_why: str = ""
    rounds: int = 1

    @property
    def ended(self) -> bool:
        """Whether nothing more can happen."""
        return self.stage in ENDS


@dataclass(frozen=True, slots=True)
class Waiting:
    """Who waits for whom: `whom` is awaited `since` a day, `what` for. whom is "nobody" where the voice has ended."""

    whom: Who
    since: date
    what: str

    def days(self, *, today: date) -> int:
        """Return how many days it has been."""
        return (today - self.since).days


def waiting_for(state: State) -> Waiting:
    """Return whose turn it is, since when, and what for.

    >>> from bothways.opendoor.voices import Event, state_of
    >>> told = Event("brought", Who.AUTHOR, date(2026, 9, 7), "Quotes take nine days.", kind="concern",
    ...     side=Side.STAFF, how=How.NAMED)
    >>> str(waiting_for(state_of([told])).whom)
    'manager'
    """
    whom, what = _TURN.get(state.stage, (Who.NOBODY, "nothing: it has ended"))
    return Waiting(whom, state.since, what)


def _proposed(state: State, event: Event) -> State:
    # The author's own words may cross only until somebody asked them about others: then they decide.
    return replace(state, proposed=event.text, may_cross=())


def _crossed(state: State, event: Event) -> State:
    _check_agreed(event.text, state.may_cross, of="author")
    return replace(state, crossed=(*state.crossed, event.text), may_cross=())


def _answer_proposed(state: State, event: Event) -> State:
    return replace(state, answer_proposed=event.text, why_proposed=event.why.strip() or state.why)


def _returned(state: State, event: Event) -> State:
    _check_agreed(event.text, state.may_return, of="other side")
    return replace(state, returned=event.text, may_return=())


def _replied(state: State, event: Event) -> State:
    return replace(
        state,
        words=event.text,
        may_cross=(event.text,),
        proposed="",
        draft="",
        answer_proposed="",
        why_proposed="",
        rounds=state.rounds + 1,
    )


def _closed(state: State, _event: Event) -> State:
    return replace(state, end=state.returned, end_why=state.why)


def _withdrawn(state: State, event: Event) -> State:
    said = event.why.strip() or "Its author took it back; nobody has to say why."
    return replace(state, end="It was taken back.", end_why=said, may_cross=())


CHANGES: Final[Mapping[str, Callable[[State, Event], State]]] = {
    "marked": lambda state, _: state,
    "drafted": lambda state, event: replace(state, draft=event.text),
    "proposed": _proposed,
    "agreed": lambda state, _: replace(state, may_cross=(state.proposed,)),
    "refused": lambda state, _: replace(state, may_cross=()),
    "reworded": lambda state, event: replace(state, words=event.text, may_cross=(event.text,)),
    "withdrawn": _withdrawn,
    "declined": lambda state, event: replace(
        state, end="It was not carried.", end_why=event.why, may_cross=()
    ),
    "crossed": _crossed,
    "answered": lambda state, event: replace(
        state, answer=event.text, why=event.why, may_return=(event.text,)
    ),
    "unanswered": lambda state, event: replace(state, end="No answer came.", end_why=event.why),
    "answer proposed": _answer_proposed,
    "answer agreed": lambda state, _: replace(
        state, may_return=(state.answer_proposed,), why=state.why_proposed
    ),
    "answer refused": lambda state, _: state,
    "returned": _returned,
    "replied": _replied,
    "accepted": _closed,
    "closed": _closed,
}
"""What each event but "brought" changes in a state; where the voice stands afterwards is set by `MOVES`."""


def _check_agreed(text: str, allowed: tuple[str, ...], *, of: str) -> None:
    if text not in allowed:
        raise Refusal(
            "not-agreed",
            f"These are not words that the {of} has said or agreed to.",
            hint=f"Carry them as they were agreed, or show the {of} the new wording first.",
        )
