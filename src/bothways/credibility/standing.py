"""How a promise stands on a day: the same whatever order its events came in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from bothways.credibility.values import Correction, Event, EventKind, Promise
from bothways.terms import Refusal

METHOD = "promise-standing/1"
WITHIN = 7
"""A promise is called due when so many days or fewer are left."""


class State(StrEnum):
    """How a promise stands. The first five are open, the last four are not."""

    OPEN = "open"
    DUE = "due"
    LATE = "late"
    RENEGOTIATED = "renegotiated in time"
    RENEGOTIATED_LATE = "renegotiated after the day"
    KEPT = "kept"
    KEPT_LATE = "kept late"
    BROKEN = "broken"
    RELEASED = "released"
    STRUCK = "struck"

    @property
    def is_open(self) -> bool:
        """Say whether it still has to be kept."""
        return self in (State.OPEN, State.DUE, State.LATE, State.RENEGOTIATED, State.RENEGOTIATED_LATE)

    @property
    def is_settled(self) -> bool:
        """Say whether it was kept or broken: what a record counts. A release is neither."""
        return self in (State.KEPT, State.KEPT_LATE, State.BROKEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A due day that was renegotiated: from and to when, whether it was asked before the day, and why."""

    day: date
    asked: date
    was: date
    due: date
    in_time: bool
    reason: str
    told_late: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON. `told_late`: it was written down after the day that it moved."""
        return {
            "day": self.day.isoformat(),
            "asked": self.asked.isoformat(),
            "was": self.was.isoformat(),
            "due": self.due.isoformat(),
            "in_time": self.in_time,
            "reason": self.reason,
            "told_late": self.told_late,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a promise stands on the day `now`, with everything that it stands on.

    `due` is the day in force. `days_left` counts to it while the promise is open (negative: late by so many
    days); `days_late` is by how many days it is or was late, counted from the last day that had not been
    renegotiated in time. `history` has the events in the order in which they happened, as corrected.
    `trouble` says what can't be: two ends, say. It is empty for everything that `check_event` let in.
    """

    promise: Promise
    state: State
    now: date
    due: date
    days_left: int | None = None
    days_late: int = 0
    ended: date | None = None
    reason: str = ""
    moves: tuple[Move, ...] = ()
    history: tuple[Event, ...] = ()
    trouble: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The id of the promise."""
        return self.promise.id

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {
            "promise": self.promise.as_dict(),
            "state": str(self.state),
            "now": self.now.isoformat(),
            "due": self.due.isoformat(),
            "days_left": self.days_left,
            "days_late": self.days_late,
            "ended": self.ended.isoformat() if self.ended else None,
            "reason": self.reason,
            "moves": [move.as_dict() for move in self.moves],
            "history": [event.as_dict() for event in self.history],
            "trouble": list(self.trouble),
            "method": METHOD,
        }


def standing(events: Iterable[Event], *, now: date, within: int = WITHIN) -> Standing:
    """Say how a promise stands on a day, by what is known of it today.

    The order of the events does not matter, and an event that comes twice counts once: they are put in the
    order of the days on which they happened. What happened after `now` is left out; corrections hold
    whenever they were made.

    Args:
        events: all events of one promise.
        now: the day.
        within: with so many days or fewer left it is `due`.

    Raises:
        Refusal: `promise-unmade` when none of them makes the promise by that day.

    >>> from bothways.credibility.values import Party
    >>> day = date(2026, 9, 1)
    >>> given = Promise(id="p1", by=Party("manager"), to=Party("staff"), text="A tool", made=day, due=date(2026, 10, 1))
    >>> made = Event(id="p1.1", promise="p1", kind=EventKind.MADE, day=day, recorded=day, given=given)
    >>> standing([made], now=date(2026, 9, 28)).state, standing([made], now=date(2026, 10, 3)).days_late
    (<State.DUE: 'due'>, 2)
    """
    every, twice = _once(events)
    held, struck, trouble = _corrected(every)
    trouble += twice
    made = [event for event in held if event.kind is EventKind.MADE and event.given and event.day <= now]
    if not made:
        gone = [event for event in struck if event.kind is EventKind.MADE and event.given]
        if gone and (given := gone[0].given):
            return Standing(promise=given, state=State.STRUCK, now=now, due=given.due, history=tuple(held))
        raise Refusal("promise-unmade", f"On {now.isoformat()} this promise had not been made.")
    if len(made) > 1:
        trouble.append("It was made twice.")
    told = _Telling(_given(made[0]), trouble)
    history = tuple(event for event in held if event.day <= now)
    for event in history:
        told.add(event)
    return told.standing(now=now, within=within, history=history)


class _Telling:
    """Goes through the events of a promise in the order in which they happened."""

    def __init__(self, promise: Promise, trouble: list[str]) -> None:
        self.promise = promise
        self.trouble = trouble
        self.due = promise.due
        self.moves: list[Move] = []
        self.end: Event | None = None
        self.missed: date | None = None

    def add(self, event: Event) -> None:
        """Take an event in."""
        if event.day < self.promise.made:
            self.trouble.append(f"{event.id} ({event.kind}) was before the promise was made.")
        if self.end is not None and event.kind is not EventKind.CORRECTED:
            self.trouble.append(f"{event.id} ({event.kind}) came after it had ended ({self.end.kind}).")
        elif event.kind.ends:
            self.end = event
        elif event.kind is EventKind.RENEGOTIATED and event.due is not None:
            asked = event.asked or event.day
            in_time = asked < self.due
            if not in_time and self.missed is None:
                # A day that was let pass is not excused by agreeing on another one afterwards.
                self.missed = self.due
            self.moves.append(
                Move(
                    day=event.day,
                    asked=asked,
                    was=self.due,
                    due=event.due,
                    in_time=in_time,
                    reason=event.reason,
                    told_late=in_time and event.recorded > self.due,
                )
            )
            self.due = event.due

    def standing(self, *, now: date, within: int, history: tuple[Event, ...]) -> Standing:
        """Say how it stands after all of them."""
        until = self.end.day if self.end else now
        counted = self.missed or self.due
        late = max(0, (until - counted).days)
        left = (self.due - now).days
        state = self._state(late, left, within)
        return Standing(
            promise=self.promise,
            state=state,
            now=now,
            due=self.due,
            days_left=None if self.end else left,
            days_late=late if state in (State.LATE, State.KEPT_LATE, State.RENEGOTIATED_LATE) else 0,
            ended=self.end.day if self.end else None,
            reason=(self.end.reason or self.end.text) if self.end else "",
            moves=tuple(self.moves),
            history=history,
            trouble=tuple(self.trouble),
        )

    def _state(self, late: int, left: int, within: int) -> State:
        if self.end is not None:
            ended = {
                EventKind.KEPT: State.KEPT_LATE if late else State.KEPT,
                EventKind.BROKEN: State.BROKEN,
                EventKind.RELEASED: State.RELEASED,
            }
            return ended[self.end.kind]
        if left < 0:
            return State.LATE
        if left <= within:
            return State.DUE
        if self.missed is not None:
            return State.RENEGOTIATED_LATE
        return State.RENEGOTIATED if self.moves else State.OPEN


_RANK = {kind: place for place, kind in enumerate(EventKind)}


def _order(event: Event) -> tuple[date, bool, date, int, int, str]:
    # Of one day: first made, then as it was written down; where that does not say, moved before ended.
    later = event.kind is not EventKind.MADE
    return event.day, later, event.recorded, event.number, _RANK[event.kind], event.id


def _recorded(event: Event) -> tuple[date, int, str]:
    return event.recorded, event.number, event.id


def _once(events: Iterable[Event]) -> tuple[list[Event], list[str]]:
    """Return each event once, the first as it was recorded, and what came twice and says two things."""
    found: dict[str, Event] = {}
    ordered = sorted(events, key=lambda one: (_recorded(one), repr(one)))
    twice = {event.id: None for event in ordered if found.setdefault(event.id, event) != event}
    return [*found.values()], [f"{one} says two things; the one recorded first holds." for one in twice]


def _corrected(events: list[Event]) -> tuple[list[Event], list[Event], list[str]]:
    """Return events as corrected, in order of the days; those that were struck; and what can't be."""
    held = {event.id: event for event in events}
    struck: dict[str, Event] = {}
    trouble = []
    # Each correction stands on the ones before it; the last of them says whether the event holds at all.
    for event in (one for one in events if one.kind is EventKind.CORRECTED):
        correction = event.correction
        target = held.get(correction.event) if correction else None
        if correction is None or target is None or target.kind is EventKind.CORRECTED:
            trouble.append(f"{event.id} corrects an event that is not there.")
            continue
        held[target.id] = _as_corrected(target, correction)
        struck.pop(target.id, None)
        if correction.struck:
            struck[target.id] = held[target.id]
    left = (event for event in held.values() if event.id not in struck)
    return sorted(left, key=_order), [*struck.values()], trouble


def _as_corrected(event: Event, new: Correction) -> Event:
    given = event.given
    if given is not None:
        given = replace(
            given, made=new.day or given.made, due=new.due or given.due, text=new.text or given.text
        )
    return replace(
        event,
        kind=new.kind or event.kind,
        day=new.day or event.day,
        due=(new.due or event.due) if given is None else event.due,
        text=(new.text or event.text) if given is None else event.text,
        given=given,
    )


def _given(event: Event) -> Promise:
    if event.given is None:
        raise Refusal("promise-unmade", f"{event.id} makes a promise and does not say which.")
    return event.given
