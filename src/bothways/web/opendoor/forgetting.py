"""Erasure of who agreed that a voice is brought for them; voices that ended long ago; who was handed a ticket when.

What lies in a closed box is enciphered until its batch ends; a name in it is like one in a letter that is under way.
"""

from __future__ import annotations

from datetime import datetime

from bothways.opendoor.voices import ENDS
from bothways.web.opendoor.models import Voice, VoiceEvent
from bothways.web.opendoor.pruning import do_prune
from bothways.web.people.models import Person
from bothways.web.people.naming import SOMEBODY, take_out

__all__ = ["erase", "forget"]


def erase(person: Person, *, now: datetime) -> None:
    """Take a person's name from the consents; that there was one stays. What they said stays, without their name."""
    VoiceEvent.objects.filter(consent_who__iexact=person.name).update(consent_who=SOMEBODY)
    Voice.objects.filter(author=person).update(author=None)
    VoiceEvent.objects.filter(person=person).update(person=None)
    VoiceEvent.objects.filter(name__iexact=person.name).update(name=SOMEBODY)
    take_out(VoiceEvent, "text", "why", "consent_who", "consent_how", "name", person=person)


def forget(*, before: datetime, now: datetime) -> None:
    """Take away voices that ended before what is kept, with their events; and what no open voice needs of past batches."""
    Voice.objects.filter(stage__in=ENDS, since__lt=before.date()).delete()
    do_prune(now=now)
