"""What happened to limits: one row a change, only ever added. What both sides wrote of a disputed thing."""

from __future__ import annotations

import uuid

from django.db import models

from bothways.constraints import ChangeKind
from bothways.web.people.models import Person, Team

__all__ = ["Dispute", "DisputeView", "LimitChange"]


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


class Dispute(models.Model):
    """A disputed limit or number. `shown` has both views once both are written; before, nothing is in it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="disputes")
    about = models.CharField(max_length=600)
    limit = models.CharField(max_length=20, blank=True)
    """Which limit of the team it is about, by its id in the register; empty for a number."""
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    opened = models.DateField()
    shown_on = models.DateField(null=True)
    shown = models.JSONField(default=list)
    """Both views, as `View.as_dict` writes them."""

    class Meta:
        """The newest first."""

        ordering = ["-opened", "id"]


class DisputeView(models.Model):
    """What one side wrote while the other has not: its own side alone reads it. It moves into `Dispute.shown`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dispute = models.ForeignKey(Dispute, on_delete=models.CASCADE, related_name="views")
    side = models.CharField(max_length=10)
    number = models.PositiveIntegerField(default=1)
    """How often it was written: who writes on top of words they have not read is told so."""
    words = models.JSONField()

    class Meta:
        """Once a side."""

        constraints = [models.UniqueConstraint(fields=["dispute", "side"], name="dispute_view_once_a_side")]
        ordering = ["id"]
