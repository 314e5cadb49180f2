"""What happened to limits: one row a change, only ever added."""

from __future__ import annotations

import uuid

from django.db import models

from bothways.constraints import ChangeKind
from bothways.web.people.models import Person, Team

__all__ = ["LimitChange"]


class LimitChange(models.Model):
    """One change of a limit, in the words of the register. The row that declared a limit stands in its address."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="limit_changes")
    limit = models.CharField(max_length=20)
    place = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in ChangeKind])
    words = models.JSONField()
    """The change as the register writes it: `Change.as_dict`."""
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        """Each place once: two who write at the same time can't both be next."""

        constraints = [models.UniqueConstraint(fields=["team", "limit", "place"], name="limit_change_place")]
        ordering = ["at", "place", "id"]
