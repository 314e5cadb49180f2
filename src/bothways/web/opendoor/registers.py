"""What crossed a team's door, as the briefs' own values: without a name, and without the first words."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from bothways.brief.given import Answered
from bothways.opendoor.voices import Event, State, state_of
from bothways.terms import Side
from bothways.web.opendoor import keeping
from bothways.web.opendoor.models import Voice
from bothways.web.people.models import Team

__all__ = ["crossed_of"]

_FIRST: Final = timedelta(days=92)
"""How far back the first brief of a team looks."""


def crossed_of(team: Team, *, since: datetime | None, until: datetime) -> tuple[Answered, ...]:
    """What was answered since the last brief, the latest first; then what waits for an answer, the longest first."""
    first = keeping.day_of(since if since is not None else until - _FIRST)
    found = Voice.objects.filter(team=team, crossed=True).prefetch_related("events")
    done: list[tuple[date, Answered]] = []
    waits: list[Answered] = []
    for voice in found:
        events = keeping.events_of(voice)
        state = state_of(events)
        back = next((event for event in reversed(events) if event.what == "returned"), None)
        if state.stage == "crossed":
            waits.append(_said(voice, state, events))
        elif back is not None and back.day >= first:
            done.append((back.day, _said(voice, state, events, answer=state.returned, why=_why(events))))
    newest = [one for _day, one in sorted(done, key=lambda pair: pair[0], reverse=True)]
    return (*newest, *sorted(waits, key=lambda one: one.crossed))


def _said(
    voice: Voice, state: State, events: tuple[Event, ...], *, answer: str = "", why: str = ""
) -> Answered:
    day = next(event.day for event in reversed(events) if event.what == "crossed")
    return Answered(
        side=Side(voice.side), kind=voice.kind, said=state.crossed[-1], crossed=day, answer=answer, why=why
    )


def _why(events: tuple[Event, ...]) -> str:
    """The reason beside the answer, as it went back."""
    last = max(at for at, event in enumerate(events) if event.what == "returned")
    return state_of(events[: last + 1]).why
