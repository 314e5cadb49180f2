"""A voice's rows as the events that the room `opendoor` reckons with, and one event more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from bothways.opendoor.voices import Consent, Event, How, State, Who, check_event, waiting_for
from bothways.terms import Refusal, Side
from bothways.web.opendoor.models import Box, Voice, VoiceEvent
from bothways.web.people.models import Person

__all__ = ["add", "begin", "day_of", "event_of", "events_of", "for_the_key", "in_one_form"]


def day_of(moment: object) -> date:
    """The day of a moment where the organisation is: the same for all, whatever a reader's own zone."""
    return timezone.localtime(moment, timezone.get_default_timezone()).date()


def in_one_form(text: str) -> str:
    """A text as it is kept: browsers send other line ends than they were given, and words are compared letter by letter."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()


def event_of(row: VoiceEvent, voice: Voice) -> Event:
    """One row as an event."""
    first = row.what == "brought"
    consent = (
        Consent(row.consent_who, row.consent_day, row.consent_how)
        if row.consent_who and row.consent_day is not None
        else None
    )
    return Event(
        what=row.what,
        by=Who(row.by),
        day=row.day,
        text=row.text,
        why=row.why,
        consent=consent,
        kind=voice.kind if first else "",
        side=Side(voice.side) if first else None,
        how=How(voice.how) if first else None,
        name_crosses=row.name_crosses,
    )


def events_of(voice: Voice) -> tuple[Event, ...]:
    """What happened to a voice, oldest first."""
    return tuple(event_of(row, voice) for row in voice.events.all())


def for_the_key(voice: Voice, box: Box) -> tuple[Event, ...]:
    """What the holder of a key finds: what the manager and the other side did shows from the next batch on.

    Within a batch some of its people were here before it and some after: an answer would tell that its author was one
    of the latter.
    """
    rows = list(voice.events.all())
    last = max(at for at, row in enumerate(rows) if row.by == Who.AUTHOR.value)
    shown = [row for at, row in enumerate(rows) if at <= last or row.day < box.opened]
    return tuple(event_of(row, voice) for row in shown)


def begin(event: Event, voice: Voice, *, person: Person | None) -> State:
    """Write a new voice with its first event."""
    state = check_event((), event=event)
    _set(voice, state)
    voice.save(force_insert=True)
    _row(voice, 0, event, person)
    return state


def add(
    voice: Voice,
    event: Event,
    *,
    person: Person | None,
    before: Sequence[Event] | None = None,
    name: str = "",
) -> State:
    """Write one event more, if it may follow. Refuses as `check_event` does, and `meanwhile` where somebody was quicker.

    name: of a reader who did it by a link of their own.
    """
    past = events_of(voice) if before is None else before
    state = check_event(past, event=event)
    try:
        with transaction.atomic():
            _row(voice, len(past), event, person, name)
            _set(voice, state)
            voice.save(update_fields=["stage", "awaits", "since", "crossed"])
    except IntegrityError as quicker:
        raise Refusal(
            "meanwhile", "Somebody else did something meanwhile.", hint="Open the voice again."
        ) from quicker
    return state


def _set(voice: Voice, state: State) -> None:
    voice.stage, voice.since = state.stage, state.since
    voice.awaits = waiting_for(state).whom.value
    voice.crossed = bool(state.crossed)


def _row(voice: Voice, place: int, event: Event, person: Person | None, name: str = "") -> None:
    VoiceEvent.objects.create(
        voice=voice,
        place=place,
        what=event.what,
        by=event.by.value,
        day=event.day,
        text=event.text,
        why=event.why,
        consent_who=event.consent.who if event.consent else "",
        consent_day=event.consent.day if event.consent else None,
        consent_how=event.consent.how if event.consent else "",
        name_crosses=event.name_crosses,
        person=person,
        name=name,
    )
