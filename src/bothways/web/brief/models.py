"""Briefs, timetables, readers, mails, and what readers said."""

from __future__ import annotations

import uuid
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from bothways.brief.outbox import Row
from bothways.brief.regular import Schedule
from bothways.terms import Side
from bothways.web.evidence.models import Snapshot
from bothways.web.jobs.models import Job
from bothways.web.people.models import Link, Person, Team

__all__ = ["Brief", "Digest", "Mail", "Reader", "Said", "Timetable"]

_SIDES = [(side.value, side.value) for side in Side]


class Timetable(models.Model):
    """When a team's briefs are made by themselves, and whether they go out by themselves, too."""

    class Every(models.TextChoices):
        """How often."""

        WEEK = "week", _("every week")
        FORTNIGHT = "fortnight", _("every second week")
        MONTH = "month", _("every month")
        QUARTER = "quarter", _("at the end of each quarter")

    team = models.OneToOneField(Team, primary_key=True, on_delete=models.CASCADE, related_name="timetable")
    on = models.BooleanField(_("make briefs by this timetable"), default=False)
    every = models.CharField(_("how often"), max_length=10, choices=Every.choices, default=Every.WEEK)
    weekday = models.PositiveSmallIntegerField(_("weekday"), default=0)
    hour = models.PositiveSmallIntegerField(_("hour"), default=7)
    zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    by_itself = models.BooleanField(
        _("send without asking me"),
        default=False,
        help_text=_("Left off, a draft waits until you approve it."),
    )
    anchor = models.DateField(null=True)
    """A day of a week in which a fortnightly one is due."""
    next_at = models.DateTimeField(null=True)
    told = models.CharField(max_length=400, blank=True)
    """What became of it the last time: made, sent, or skipped and why."""

    def schedule(self, *, start_month: int = 1) -> Schedule:
        """The timetable as a value; refuses what can't be meant."""
        return Schedule(
            every=self.every, weekday=self.weekday, hour=self.hour, zone=self.zone,
            anchor=self.anchor if self.every == self.Every.FORTNIGHT else None, start_month=start_month,
        )  # fmt: skip


class Reader(models.Model):
    """Who gets a team's briefs: of which side, and as whom. A person of the staff may get their own, too."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="readers")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail address"), max_length=254)
    side = models.CharField(_("side"), max_length=10, choices=_SIDES)
    ask_code = models.BooleanField(_("their link asks for a code by mail"), default=False)
    stopped_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    """When they themselves asked for no more mails. Their links still open, and only they can take it back."""

    class Meta:
        """Once a team; by side and name."""

        ordering = ["side", "name", "id"]
        constraints = [models.UniqueConstraint(fields=["team", "email", "side"], name="reader_once_a_team")]


class Brief(models.Model):
    """One pair of briefs of a team, from the draft to what was sent."""

    class State(models.TextChoices):
        """Where it is."""

        MAKING = "making", _("being made")
        DRAFT = "draft", _("draft")
        APPROVED = "approved", _("approved")
        FAILED = "failed", _("could not be made")
        DROPPED = "dropped", _("dropped")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="briefs")
    snapshot = models.ForeignKey(Snapshot, null=True, on_delete=models.SET_NULL, related_name="briefs")
    period = models.CharField(max_length=20)
    note = models.TextField(
        _("your own note"), blank=True, max_length=600, help_text=_("In both briefs, under your name.")
    )
    asks = models.JSONField(default=list)
    imperatives = models.JSONField(default=list)
    edits = models.JSONField(default=dict)
    """By document (`executive`, `team`): what the manager reworded, took out, put elsewhere; with the receipts."""
    state = models.CharField(max_length=10, choices=State.choices, default=State.MAKING)
    made_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    regular = models.BooleanField(default=False)
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+")
    refusal = models.JSONField(default=dict)
    headline = models.CharField(max_length=600, blank=True)
    approved_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    approved_at = models.DateTimeField(null=True)

    class Meta:
        """The newest first."""

        ordering = ["-made_at", "id"]

    @property
    def folder(self) -> Path:
        """Where its files are: as the command writes them."""
        return Path(settings.DATA) / "briefs" / str(self.team_id) / str(self.id)


class Mail(models.Model):
    """A mail on its way, and then the archive of what was sent, byte for byte."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=200, unique=True)
    team = models.ForeignKey(Team, null=True, on_delete=models.CASCADE, related_name="mails")
    brief = models.ForeignKey(Brief, null=True, on_delete=models.SET_NULL, related_name="mails")
    link = models.ForeignKey(Link, null=True, on_delete=models.SET_NULL, related_name="+")
    to = models.CharField(max_length=400)
    name = models.CharField(max_length=120, blank=True)
    side = models.CharField(max_length=10, blank=True)
    subject = models.CharField(max_length=400)
    raw = models.BinaryField()
    made_at = models.DateTimeField()
    state = models.CharField(max_length=10, default="queued", db_index=True)
    version = models.PositiveIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    after = models.DateTimeField(null=True)
    worker = models.CharField(max_length=40, blank=True)
    since = models.DateTimeField(null=True)
    may_have_gone = models.BooleanField(default=False)
    told = models.CharField(max_length=400, blank=True)
    by = models.CharField(max_length=120, blank=True)

    class Meta:
        """The newest first."""

        ordering = ["-made_at", "to"]

    def as_row(self) -> Row:
        """The mail as the outbox's value."""
        return Row(
            key=self.key, to=self.to, state=self.state, version=self.version, tries=self.tries, after=self.after,
            worker=self.worker, since=self.since, may_have_gone=self.may_have_gone, told=self.told, by=self.by,
        )  # fmt: skip

    def written(self, row: Row) -> bool:
        """Keep the next step, if nobody took one meanwhile; whether it was kept."""
        kept: dict[str, str | int | bool | datetime | None] = {
            "state": row.state, "version": row.version, "tries": row.tries, "after": row.after, "worker": row.worker,
            "since": row.since, "may_have_gone": row.may_have_gone, "told": row.told, "by": row.by,
        }  # fmt: skip
        if not Mail.objects.filter(pk=self.pk, version=row.version - 1).update(**kept):
            return False
        for name, value in kept.items():
            setattr(self, name, value)
        return True


class Said(models.Model):
    """What a reader said about a sentence of a brief: an answer or a question. It comes back as a voice with its evidence."""

    class Kind(models.TextChoices):
        """What it is."""

        ANSWER = "answer", _("an answer")
        QUESTION = "question", _("a question")
        CONCERN = "concern", _("a concern")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    brief = models.ForeignKey(Brief, on_delete=models.CASCADE, related_name="said")
    link = models.ForeignKey(Link, null=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(max_length=120)
    side = models.CharField(max_length=10, choices=_SIDES)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    place = models.CharField(max_length=20, blank=True)
    sentence = models.TextField(blank=True)
    text = models.TextField(max_length=4000)
    at = models.DateTimeField()
    voice = models.UUIDField(null=True)
    """The voice that it came back as, with the sentence that it is about; none where it was too long for one."""
    done_at = models.DateTimeField(null=True)

    class Meta:
        """The newest first."""

        ordering = ["-at", "id"]


class Digest(models.Model):
    """A manager's mail of what waits: whether they want it, and of which day the last one was."""

    person = models.OneToOneField(Person, primary_key=True, on_delete=models.CASCADE, related_name="digest")
    wanted = models.BooleanField(default=True)
    looked = models.DateField(null=True)
    """The last day on which it was seen whether there is something to tell, where the manager is."""
    said = models.JSONField(default=list)
    """What the last one told of, by id: a day on which nothing is new has no mail."""
