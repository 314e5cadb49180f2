"""The log: a chain over salted digests. The words can be erased, the chain stays."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from bothways.terms.chain import Entry

__all__ = ["Logged"]


class Logged(models.Model):
    """One entry of the log."""

    number = models.PositiveBigIntegerField(primary_key=True)
    payload = models.TextField(null=True)
    salt = models.CharField(max_length=64, null=True)
    digest = models.CharField(max_length=64)
    link = models.CharField(max_length=64)
    erases = models.PositiveBigIntegerField(default=0)
    team = models.ForeignKey("bothways.Team", null=True, on_delete=models.SET_NULL, related_name="+")
    concerns = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    """Who did it and whom it is about: they can read it."""

    class Meta:
        """The newest first."""

        ordering = ["-number"]

    def as_entry(self) -> Entry:
        """The entry as the chain has it."""
        return Entry(self.number, self.payload, self.salt, self.digest, self.link, self.erases)
