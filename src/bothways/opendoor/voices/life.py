"""The life of a voice: which event may follow, and where it stands after all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bothways.opendoor.voices.events import KINDS, MOVES, Event, How, Move, Who
from bothways.opendoor.voices.stands import CHANGES, State, waiting_for
from bothways.terms import Refusal

__all__ = ["METHOD", "check_event", "may_do", "state_of"]

METHOD: Final = "opendoor-voices/2"


def may_do(state: State | None, *, by: Who) -> tuple[Move, ...]:
    """Return what somebody may do now: the buttons of a page. state None: nothing was brought yet.

    Where the voice is brought on somebody's behalf, the manager does the author's moves too, each with a consent.
    """
    at = "" if state is None else state.stage
    if state is None:  # whoever brings it decides in whose name
        return tuple(move for move in MOVES if at in move.at and by in (Who.AUTHOR, Who.MANAGER))
    return tuple(move for move in MOVES if at in move.at and by is _who(move, state.how))


def state_of(events: Sequence[Event]) -> State:
    """Return where a voice stands after its events, oldest first. Refuses events that can't have happened.

    Errors: `Refusal` with one of the codes of `check_event`; "no-voice" where there is no event.
    """
    state: State | None = None
    for event in events:
        state = _after(state, event)
    if state is None:
        raise Refusal("no-voice", "Nothing was brought.", hint="A voice begins with “brought”.")
    return state


def check_event(events: Sequence[Event], *, event: Event) -> State:
    """Return the state after one more event, or refuse it: the one question before anything is written.

    Errors: "not-now" (this can't be done where the voice stands), "not-yours" (somebody else does that), "no-words",
    "no-reason", "no-consent", "not-agreed" (a wording that its author has not agreed to), "day-goes-back", and for
    "brought" "no-such-kind", "no-side". The hint says what can be done instead.
    """
    return _after(state_of(events) if events else None, event)


def _after(state: State | None, event: Event) -> State:
    move = _move(state, event)
    _check_told(move, event)
    if state is None:
        return _brought(event)
    _check_consent(state, move, event)
    if event.day < state.touched:
        raise Refusal(
            "day-goes-back",
            f"This voice was last touched on {state.touched.isoformat()}; nothing can be added before that day.",
            hint="Events are added in the order of their days.",
        )
    changed = CHANGES[event.what](state, event)
    stage = move.to or state.stage
    return replace(changed, stage=stage, touched=event.day, since=event.day if move.to else state.since)


def _move(state: State | None, event: Event) -> Move:
    at = "" if state is None else state.stage
    named = [move for move in MOVES if move.what == event.what]
    if not named:
        raise Refusal(
            "no-such-event", f"“{event.what}” is nothing that happens to a voice.", data={"what": event.what}
        )
    move = named[0]
    if at not in move.at:
        now = [one.what for one in may_do(state, by=event.by)]
        raise Refusal(
            "not-now",
            f"“{event.what}” can't happen to a voice that is {at or 'not brought yet'}.",
            hint=f"What the {event.by} can do now: {', '.join(now)}." if now else _hint(state),
            data={"what": event.what, "at": at},
        )
    if event.by is not (who := _who(move, event.how if state is None else state.how)):
        raise Refusal(
            "not-yours",
            f"“{event.what}” is for the {who}, not for the {event.by}.",
            hint=_hint(state),
            data={"what": event.what, "by": str(event.by)},
        )
    return move


def _hint(state: State | None) -> str:
    if state is None:
        return "A voice begins with “brought”."
    if state.ended:
        return f"It has ended: {state.end} A new voice can be brought."
    waiting = waiting_for(state)
    return f"It waits for the {waiting.whom}, {waiting.what}."


def _who(move: Move, how: How | None) -> Who:
    """Who may do it: on behalf of somebody the manager speaks, and nobody else does, since the person holds no key."""
    return Who.MANAGER if move.by is Who.AUTHOR and how is How.ON_BEHALF else move.by


def _check_told(move: Move, event: Event) -> None:
    if move.text and not event.text.strip():
        raise Refusal("no-words", f"“{event.what}” needs its words.", hint="Write what is meant.")
    if move.why and not event.why.strip():
        raise Refusal(
            "no-reason",
            f"“{event.what}” needs a reason.",
            hint="Every voice ends with an answer and a why; one sentence is enough.",
        )


def _check_consent(state: State, move: Move, event: Event) -> None:
    if move.by is Who.AUTHOR and state.how is How.ON_BEHALF and event.consent is None:
        raise Refusal(
            "no-consent",
            f"“{event.what}” speaks for somebody who has not been asked yet.",
            hint="Ask the person, and record who agreed, on what day and how.",
        )


def _brought(event: Event) -> State:
    if event.side is None or event.how is None:
        raise Refusal("no-side", "A voice says of which side it is, and in whose name it is brought.")
    if event.kind not in KINDS[event.side]:
        raise Refusal(
            "no-such-kind",
            f"“{event.kind}” is nothing that the {event.side} bring.",
            hint=f"It is one of: {', '.join(KINDS[event.side])}.",
            data={"kind": event.kind, "side": str(event.side)},
        )
    if event.how is How.ON_BEHALF and event.consent is None:
        raise Refusal(
            "no-consent",
            "Nobody's voice is brought without their consent.",
            hint="Ask the person, and record who agreed, on what day and how.",
        )
    if event.name_crosses and event.how is not How.NAMED:
        raise Refusal(
            "name-crosses",
            f"A voice brought {event.how} has no name that could cross.",
            hint="Bring it named, or leave the name out.",
        )
    return State(
        stage="brought",
        kind=event.kind,
        side=event.side,
        how=event.how,
        words=event.text,
        since=event.day,
        brought=event.day,
        touched=event.day,
        name_crosses=event.name_crosses,
        may_cross=(event.text,),
    )
