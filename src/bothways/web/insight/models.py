"""Pages that were worked out, and the manager's edits of themes."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models

from bothways.web.evidence.models import Snapshot
from bothways.web.insight.asking import PARTS
from bothways.web.jobs.models import Job
from bothways.web.people.models import Person, Team

__all__ = ["InsightPage", "ThemeEdit"]


class InsightPage(models.Model):
    """One part of one snapshot, for a period and a side: worked out once, then kept.

    `html` has what stands in the page, `notes` the evidence of each fact, `own` what the manager alone sees, `document`
    the page as it was made (JSON, compressed), for downloads. One that was refused has `refusal` instead.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    snapshot = models.ForeignKey(Snapshot, on_delete=models.CASCADE, related_name="insight_pages")
    part = models.CharField(max_length=12)
    period = models.CharField(max_length=24)
    side = models.CharField(max_length=10)
    against = models.CharField(max_length=8, blank=True)
    by = models.CharField(max_length=8, blank=True)
    edits = models.CharField(max_length=16, blank=True)
    version = models.CharField(max_length=16)
    key = models.CharField(max_length=64)
    asked_at = models.DateTimeField()
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(null=True)
    title = models.TextField(blank=True)
    """The first line in plain words, for lists."""
    html = models.JSONField(default=dict)
    notes = models.JSONField(default=dict)
    own = models.JSONField(default=dict)
    behind = models.JSONField(default=dict)
    """The deals behind its facts, by name and owner: each reader is shown what is theirs to see."""
    document = models.BinaryField(default=b"")
    refusal = models.JSONField(default=dict)
    opened_at = models.DateTimeField(null=True)
    opened_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        """One page for each thing that can be asked."""

        constraints = [models.UniqueConstraint(fields=["snapshot", "key"], name="insight_page_once")]
        ordering = ["-asked_at", "id"]

    def __str__(self) -> str:
        return f"{self.part} {self.period} {self.side}"

    @property
    def called(self) -> Any:
        """What its part is called."""
        return PARTS[self.part]

    @property
    def stands(self) -> str:
        """Where it is: `made`, `refused`, `working`, or `failed` (its work has ended and left nothing)."""
        if self.made_at is not None:
            return "refused" if self.refusal else "made"
        if self.job is not None and not self.job.ended:
            return "working"
        return "failed"


class ThemeEdit(models.Model):
    """An edit of themes, as a file of edits holds it: applied after every run, on whatever data. Undone, it stays."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="theme_edits")
    kind = models.CharField(max_length=8)
    entry = models.JSONField()
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        """In the order in which they were made."""

        ordering = ["made_at", "id"]
