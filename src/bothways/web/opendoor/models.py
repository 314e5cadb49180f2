"""Voices and what happened to them; apart from them, who was handed a ticket for which box."""

from __future__ import annotations

import uuid

from django.db import models

from bothways.opendoor.voices import How, Who
from bothways.terms import Side
from bothways.web.people.models import Person, Team

__all__ = ["Box", "BoxBatch", "Handed", "Voice", "VoiceEvent"]

_SIDES = [(side.value, side.value) for side in Side]


class Voice(models.Model):
    """A voice. Where it stands is reckoned from its events; the columns beside are what lists ask by.

    One without a name holds no person, no time and no session: the day of its batch stands in its first event.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="voices")
    side = models.CharField(max_length=10, choices=_SIDES)
    how = models.CharField(max_length=10, choices=[(how.value, how.value) for how in How])
    kind = models.CharField(max_length=20)
    author = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="voices")
    """Of a named voice only."""
    key = models.CharField(max_length=64, null=True, unique=True)
    """What is kept of the author's key; of a voice without a name only."""
    crowd = models.JSONField(default=list)
    """Who can have written it, as far as anybody can tell: people of its batch. Of a voice without a name only."""
    heat = models.JSONField(default=list)
    """What charges the author's words: pairs of a kind and a count."""
    stage = models.CharField(max_length=20)
    awaits = models.CharField(max_length=10, choices=[(who.value, who.value) for who in Who])
    since = models.DateField()
    crossed = models.BooleanField(default=False)

    class Meta:
        """Found by team and by who is awaited. The id breaks ties: it is chance and tells no order."""

        indexes = [models.Index(fields=["team", "awaits"], name="voice_awaits")]
        ordering = ["since", "id"]

    @property
    def anonymous(self) -> bool:
        """Whether it has no name."""
        return self.how == How.ANONYMOUS.value


class VoiceEvent(models.Model):
    """One thing that happened to a voice; only ever added."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    voice = models.ForeignKey(Voice, on_delete=models.CASCADE, related_name="events")
    place = models.PositiveIntegerField()
    what = models.CharField(max_length=20)
    by = models.CharField(max_length=10)
    day = models.DateField()
    text = models.TextField(blank=True)
    why = models.TextField(blank=True)
    consent_who = models.CharField(max_length=120, blank=True)
    consent_day = models.DateField(null=True)
    consent_how = models.CharField(max_length=200, blank=True)
    name_crosses = models.BooleanField(default=False)
    person = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    """Who did it, signed in; nobody where the author has no name."""
    name = models.CharField(max_length=120, blank=True)
    """Who did it by a reader's own link; nobody else's name ever stands here."""

    class Meta:
        """Each place once: two who act at the same time can't both be next."""

        constraints = [models.UniqueConstraint(fields=["voice", "place"], name="voice_event_place")]
        ordering = ["place"]


class Box(models.Model):
    """The closed box of a side of a team. What lies in it is a file beside the database: `sealing`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="boxes")
    side = models.CharField(max_length=10, choices=_SIDES)
    batch = models.UUIDField(default=uuid.uuid4)
    opened = models.DateField()
    looked = models.DateField()
    """The last night in which it was looked at: emptied, or enciphered anew."""
    lost = models.DateField(null=True)
    """The last night in which it couldn't be opened, and what was in it was lost."""

    class Meta:
        """One a side."""

        constraints = [models.UniqueConstraint(fields=["team", "side"], name="box_of_side")]


class BoxBatch(models.Model):
    """A batch that has ended, with the days between which it was open."""

    id = models.UUIDField(primary_key=True, editable=False)
    box = models.ForeignKey(Box, on_delete=models.CASCADE, related_name="batches")
    opened = models.DateField()
    ended = models.DateField()

    class Meta:
        """In their order."""

        ordering = ["ended"]


class Handed(models.Model):
    """That somebody was handed a ticket for a batch: without the ticket, and whether they used it is kept nowhere.

    No time, no session, and nothing that leads to a voice.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    box = models.ForeignKey(Box, on_delete=models.CASCADE, related_name="handed")
    batch = models.UUIDField()
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")

    class Meta:
        """Once a batch."""

        constraints = [models.UniqueConstraint(fields=["batch", "person"], name="handed_once")]
