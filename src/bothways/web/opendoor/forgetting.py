"""Erasure of who agreed that a voice is brought for them, and voices that ended long ago."""

from __future__ import annotations

from datetime import datetime

from bothways.opendoor.voices import ENDS
from bothways.web.opendoor.models import Voice, VoiceEvent
from bothways.web.people.models import Person

__all__ = ["erase", "forget"]


def erase(person: Person, *, now: datetime) -> None:
    """Take a person's name from the consents; that there was one stays. What they said stays, without their name."""
    VoiceEvent.objects.filter(consent_who__iexact=person.name).update(consent_who="Somebody who left")
    Voice.objects.filter(author=person).update(author=None)
    VoiceEvent.objects.filter(person=person).update(person=None)
    VoiceEvent.objects.filter(name__iexact=person.name).update(name="Somebody who left")


def forget(*, before: datetime, now: datetime) -> None:
    """Take away voices that ended before what is kept: their events go with them."""
    Voice.objects.filter(stage__in=ENDS, since__lt=before.date()).delete()
