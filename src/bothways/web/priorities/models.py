"""Rounds, rankings while a round is open, and what was agreed."""

from __future__ import annotations

import uuid

from django.db import models

from bothways.web.people.models import Person, Team

__all__ = ["AgreedTop", "PriorityRound", "Ranking"]


class PriorityRound(models.Model):
    """A round. `released` is what it showed when it was closed; its rankings are gone by then."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="rounds")
    question = models.CharField(max_length=200)
    items = models.JSONField(default=list)
    opened = models.DateField()
    closed = models.DateField(null=True)
    released = models.JSONField(default=dict)
    """Of each side: `order` (or none), how many people in a band, whether on the record, the sentence."""
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        """The newest first; one open round a team."""

        ordering = ["-opened", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["team"], condition=models.Q(closed=None), name="round_open_once_a_team"
            )
        ]


class Ranking(models.Model):
    """One person's ranking, until the round is closed: without a time, and shown to them alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(PriorityRound, on_delete=models.CASCADE, related_name="rankings")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    side = models.CharField(max_length=10)
    ranked = models.JSONField(default=list)
    on_record = models.BooleanField(default=False)

    class Meta:
        """Once a person; ordered by chance."""

        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["round", "person"], name="ranking_once")]


class AgreedTop(models.Model):
    """What both sides agreed to do first; only ever added."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="agreed")
    round = models.ForeignKey(PriorityRound, on_delete=models.CASCADE, related_name="agreed")
    day = models.DateField()
    items = models.JSONField(default=list)
    note = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField()

    class Meta:
        """In their order: of one day, the later holds."""

        ordering = ["day", "at", "id"]
