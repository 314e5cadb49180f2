"""Consultations, their statements, who may answer; apart from them, ballots that nobody can read beside a name."""

from __future__ import annotations

import hashlib
import json
import uuid
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from bothways.terms import Side
from bothways.web.people.models import Person, Team

__all__ = [
    "Consultation",
    "ConsultationBallot",
    "ConsultationInvited",
    "ConsultationRelease",
    "ConsultationStatement",
]


def digest_of(shown: Any) -> str:
    """The SHA-256 of what is shown."""
    return hashlib.sha256(json.dumps(shown, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


_SIDES = [(side.value, side.value) for side in Side]


class Consultation(models.Model):
    """A question to both sides of a team. Those of one series ask the same statements again, round after round."""

    class State(models.TextChoices):
        """Where it is."""

        DRAFT = "draft", _("draft")
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="consultations")
    series = models.UUIDField(default=uuid.uuid4)
    """What one key of ballots is for: the rounds of one question."""
    round = models.PositiveSmallIntegerField(default=1)
    question = models.CharField(max_length=200)
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    guesses = models.BooleanField(default=True)
    """Whether each is asked, too, how many of the other side will agree."""
    opened = models.DateField(null=True)
    closes = models.DateField()
    """The last day on which it can be answered."""
    closed = models.DateField(null=True)
    eligible = models.JSONField(default=dict)
    """How many of each side could answer, when it was opened."""
    reminded = models.DateField(null=True)
    enough = models.BooleanField(null=True)
    """Whether a result could be shown: as of the night of `looked`, never finer."""
    looked = models.DateField(null=True)
    tried = models.DateField(null=True)
    """The day of the last release that was refused: another is tried on another day only, else tries would be a count."""
    wishes = models.JSONField(default=list)
    """Statements that were missed, out of the ballots as the result was shown: in the order of the alphabet, of nobody."""
    told = models.JSONField(default=dict)
    """Why nothing was released when it closed: the guard's own refusal."""
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        """The newest first."""

        ordering = ["-closes", "id"]

    @property
    def is_open(self) -> bool:
        """Whether it can be answered."""
        return self.state == self.State.OPEN


class ConsultationStatement(models.Model):
    """A statement, in the order in which the manager wrote it. Each who answers sees an order of their own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="statements")
    item = models.UUIDField(default=uuid.uuid4)
    """What stays the same when it is asked again in another round."""
    place = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=280)
    side = models.CharField(max_length=10, blank=True, choices=_SIDES)
    """Whose statement it is, where it came from a voice or a limit."""
    meta = models.BooleanField(default=False)
    out = models.BooleanField(default=False)
    """Taken out after it was asked: nothing of it is shown."""

    class Meta:
        """In their order; each place once."""

        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "place"], name="statement_place_once"),
            models.UniqueConstraint(fields=["consultation", "item"], name="statement_item_once"),
        ]


class ConsultationInvited(models.Model):
    """That somebody may answer. Whether they did stands nowhere beside their name."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="invited")
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)
    email = models.EmailField(max_length=254)
    side = models.CharField(max_length=10, choices=_SIDES)

    class Meta:
        """By side and name; an address once."""

        ordering = ["side", "name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "email"], name="invited_once"),
        ]

    @property
    def identity(self) -> str:
        """Whom the key makes a ballot's place of."""
        return f"person:{self.person_id}" if self.person_id else f"mail:{self.email.casefold()}"


class ConsultationBallot(models.Model):
    """A place for one ballot: made for everybody who may answer before anybody does, of one size, enciphered.

    No person, no side, no time. Which place is whose can be reckoned only with the key of the series, a file that lies
    beside the database and in no backup: `sealing`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="ballots")
    slot = models.CharField(max_length=64, unique=True)
    sealed = models.BinaryField()

    class Meta:
        """By chance."""

        ordering = ["id"]


class ConsultationRelease(models.Model):
    """What was released: the same for everybody. `trace`: what the guard must know of it later, enciphered."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consultation = models.OneToOneField(Consultation, on_delete=models.CASCADE, related_name="released")
    day = models.DateField()
    shown = models.JSONField(default=dict)
    trace = models.BinaryField()
    digest = models.CharField(max_length=64)
    """SHA-256 of what is shown."""
    words = models.TextField(blank=True)
    """What the manager says to it, beside the three sentences: shown to all alike."""
    words_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    words_on = models.DateField(null=True)

    class Meta:
        """The newest first."""

        ordering = ["-day", "id"]
