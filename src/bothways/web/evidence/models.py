"""What was brought, and the snapshots that came of it. The evidence itself stays in its folder: Parquet."""

from __future__ import annotations

import uuid
from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from bothways.web.jobs.models import Job
from bothways.web.people.models import Person, Team

__all__ = ["Snapshot", "Upload"]


class Upload(models.Model):
    """Files that a manager brought: kept until they are read, and for another try with other answers."""

    class State(models.TextChoices):
        """Where it is."""

        READING = "reading", _("being read")
        ASKS = "asks", _("asks")
        DONE = "done", _("read")
        REFUSED = "refused", _("refused")
        STOPPED = "stopped", _("stopped")
        FAILED = "failed", _("failed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="uploads")
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)
    """When its last reading began: what is left is guessed from it."""
    files = models.JSONField(default=list)
    """Of each file: `name` as it was given, `kept` as it is called in the folder, `size` in bytes."""
    as_of = models.DateField(_("day of the export"), null=True, blank=True)
    fiscal_start_month = models.PositiveSmallIntegerField(_("month the fiscal year starts"), null=True)
    answers = models.JSONField(default=dict)
    questions = models.JSONField(default=list)
    """What is asked and not answered yet, as the import's refusal `question` holds it."""
    refusal = models.JSONField(default=dict)
    report = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.READING)
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+")
    emptied_at = models.DateTimeField(null=True)
    """When its files were taken away; what was said of them stays."""

    class Meta:
        """The newest first."""

        ordering = ["-made_at", "id"]

    @property
    def folder(self) -> Path:
        """Where its files are."""
        return Path(settings.DATA) / "uploads" / str(self.id)

    @property
    def reads(self) -> bool:
        """Whether a worker is at it, or will be."""
        return self.stands == "reading"

    @property
    def stands(self) -> str:
        """Where it is now; of one whose work ended before it could say so, what became of the work."""
        if self.state == self.State.READING and self.job is not None and self.job.ended:
            return "stopped" if self.job.state == Job.State.STOPPED else "failed"
        return self.state


class Snapshot(models.Model):
    """A snapshot of a team: which folder, of which day. One that was taken away keeps its row for what stands on it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="snapshots")
    folder = models.CharField(max_length=120)
    """The name of the folder among those of the team."""
    snapshot_id = models.CharField(max_length=12)
    as_of = models.DateField()
    imported_at = models.DateTimeField()
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    upload = models.ForeignKey(Upload, null=True, on_delete=models.SET_NULL, related_name="snapshots")
    summary = models.JSONField(default=dict)
    """`rows` of each table, `currency`, `read`, `kept`, `refused`, `sources`: for lists, without opening the folder."""
    removed_at = models.DateTimeField(null=True)

    class Meta:
        """The newest day first; of two with the same day, the one that was brought later."""

        ordering = ["-as_of", "-imported_at", "id"]
        constraints = [models.UniqueConstraint(fields=["team", "folder"], name="snapshot_once_a_team")]

    def __str__(self) -> str:
        return f"{self.as_of} {self.snapshot_id}"

    @property
    def path(self) -> Path:
        """The folder of the snapshot."""
        return folder_of(self.team_id) / self.folder


def folder_of(team_id: uuid.UUID) -> Path:
    """Where the snapshots of a team are."""
    return Path(settings.DATA) / "snapshots" / str(team_id)
