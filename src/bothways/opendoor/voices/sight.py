"""Who can read what of a voice, as a sentence before it is sent and as a cut of its events afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bothways.opendoor.voices.events import Event, How, Who
from bothways.opendoor.voices.life import state_of
from bothways.opendoor.voices.stands import State
from bothways.terms import Refusal, Side

__all__ = ["seen_by", "who_can_read"]

_CROSSES = {"crossed", "answered", "answer proposed", "answer agreed", "answer refused", "unanswered"}
_AUTHOR_READS = {
    "brought", "proposed", "agreed", "refused", "reworded", "withdrawn", "declined", "crossed", "returned", "replied",
    "accepted", "closed", "unanswered",
}  # fmt: skip


def who_can_read(*, side: Side, how: How, name_crosses: bool = False, state: State | None = None) -> str:
    """Return who can read a voice, in words for its author: before it is sent (no state), or as it stands.

    >>> print(who_can_read(side=Side.STAFF, how=How.ANONYMOUS))
    The manager reads your words, without your name. The executives read nothing until the wording that you said or \
agreed to crosses, and then only that wording. With its answer, that wording stands in the next briefs of both sides.
    """
    named = {
        How.NAMED: "The manager reads your words and your name.",
        How.ANONYMOUS: "The manager reads your words, without your name.",
        How.ON_BEHALF: "The manager knows who said it; nobody else learns it.",
    }[how]
    name = "with your name" if name_crosses else "without your name"
    if how is not How.NAMED:
        name = ""
    if state is not None and state.crossed:
        other = (
            f"The {side.other} have read what crossed{', ' + name if name else ''}, and nothing else of it."
        )
    elif state is not None and state.ended:
        other = f"The {side.other} have read nothing of it, and will not."
    else:
        other = (
            f"The {side.other} read nothing until the wording that you said or agreed to crosses, and then only that "
            f"wording{', ' + name if name else ''}."
        )
    if state is not None and state.ended and not state.crossed:
        return f"{named} {other}"
    return f"{named} {other} With its answer, that wording stands in the next briefs of both sides."


def seen_by(events: Sequence[Event], *, who: Who) -> tuple[Event, ...]:
    """Return the events of a voice as one of the three may read them; everything else is not there at all.

    The other side gets what crossed and what it said itself; the author what they said, what they were asked, what
    crossed and what came back; the manager everything. A consent's person is left to the manager alone. "brought"
    comes to the other side without words: kind, side and whether there is a name.

    Errors: "nobody-reads" for `Who.NOBODY`.
    """
    if who is Who.NOBODY:
        raise Refusal("nobody-reads", "Nobody reads nothing.")
    state = state_of(events)
    if who is Who.MANAGER:
        return tuple(events)
    if who is Who.AUTHOR:
        return tuple(
            replace(event, consent=None, why=_why(events, at))
            for at, event in enumerate(events)
            if event.what in _AUTHOR_READS
        )
    if not state.crossed:
        return ()
    first, *rest = events
    cover = replace(first, text="", why="", consent=None, day=_crossed_on(events))
    return (cover, *(replace(event, consent=None) for event in rest if event.what in _CROSSES))


def _why(events: Sequence[Event], at: int) -> str:
    """The reason beside an event: what came back has the other side's, as it was agreed."""
    event = events[at]
    return state_of(events[: at + 1]).why if event.what == "returned" else event.why


def _crossed_on(events: Sequence[Event]) -> date:
    """The day of the crossing: the day on which a voice was brought says when somebody was angry."""
    return next(event.day for event in events if event.what == "crossed")
