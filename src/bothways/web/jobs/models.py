"""The queue."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

__all__ = ["Job", "Minute"]


class Job(models.Model):
    """One piece of work: claimed by one worker by a conditional update, its progress told as it goes."""

    class State(models.TextChoices):
        """Where it is."""

        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        REFUSED = "refused"
        FAILED = "failed"
        STOPPED = "stopped"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField()
    not_before = models.DateTimeField()
    worker = models.CharField(max_length=40, blank=True)
    seen_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    stop = models.BooleanField(default=False)
    done = models.PositiveIntegerField(default=0)
    of = models.PositiveIntegerField(default=0)
    what = models.CharField(max_length=300, blank=True)
    answer = models.JSONField(default=dict)
    """Of a job that is done: what it gave. Of a refused one: code, sentence, hint, data."""
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """Found by who claims and by who cleans up."""

        indexes = [models.Index(fields=["state", "not_before"], name="job_to_claim")]

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state not in (self.State.QUEUED, self.State.RUNNING)


class Minute(models.Model):
    """When something that is due each minute was last done, by one worker only."""

    name = models.CharField(primary_key=True, max_length=60)
    done_at = models.DateTimeField()
