"""What happened to promises: one row an event, only ever added."""

from __future__ import annotations

import uuid

from django.db import models

from bothways.credibility import EventKind
from bothways.web.people.models import Person, Team

__all__ = ["PromiseEvent"]


class PromiseEvent(models.Model):
    """One event of a promise, in the words of the register. The row that made a promise stands in its address."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="promise_events")
    promise = models.CharField(max_length=20)
    place = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in EventKind])
    words = models.JSONField()
    """The event as the register writes it: `Event.as_dict`."""
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        """Each place once: two who write at the same time can't both be next."""

        constraints = [
            models.UniqueConstraint(fields=["team", "promise", "place"], name="promise_event_place")
        ]
        ordering = ["at", "place", "id"]
