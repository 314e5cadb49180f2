"""Cases, and what became of them: put, taken back, answered, decided; only ever added."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from bothways.web.people.models import Person, Team

__all__ = ["CaseEvent", "ResourceCase"]


class ResourceCase(models.Model):
    """A case. `asked` is the case's own file, as tables; it is not changed while the case lies before the executives."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="cases")
    asked = models.JSONField(default=dict)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    changed = models.DateTimeField()
    put = models.DateTimeField(null=True)
    """When it was put to the executives; none while it is the manager's own."""
    decided = models.DateTimeField(null=True)
    """When it was decided last."""

    class Meta:
        """The newest first."""

        ordering = ["-changed", "id"]

    @property
    def title(self) -> str:
        """What it is called."""
        return str(self.asked.get("title", ""))


class CaseEvent(models.Model):
    """What became of a case, one row each."""

    class Kind(models.TextChoices):
        """What it was."""

        PUT = "put", _("put to the executives")
        BACK = "back", _("taken back")
        COUNTER = "counter", _("a counter-offer")
        DECIDED = "decided", _("decided")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(ResourceCase, on_delete=models.CASCADE, related_name="events")
    place = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    words = models.JSONField(default=dict)
    """Of a counter-offer its words, limits and what they would mean; of a decision what was granted and why."""
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        """Each place once: two who write at the same time can't both be next."""

        constraints = [models.UniqueConstraint(fields=["case", "place"], name="case_event_place")]
        ordering = ["place", "id"]
