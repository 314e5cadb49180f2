"""People and teams."""

from __future__ import annotations

import hashlib
import uuid
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from bothways.terms import Side

__all__ = ["Invitation", "Link", "Person", "Team"]


class People(BaseUserManager):
    """How people are made and found: by address, whatever its capitals."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Person:
        """Make a person; without a password they can't sign in by one."""
        person = self.model(email=self.normalize_email(email).lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, email: str) -> Person:
        """Find by address."""
        return self.get(email__iexact=email)


class Person(AbstractBaseUser):
    """Somebody with an account. The role says which side they are of; the manager and the administrator are of none."""

    class Role(models.TextChoices):
        """What somebody is here."""

        STAFF = "staff", _("Sales staff")
        EXECUTIVE = "executive", _("Executive")
        MANAGER = "manager", _("Manager")
        ADMINISTRATOR = "administrator", _("Administrator")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail address"), max_length=254)
    name = models.CharField(_("name"), max_length=120)
    role = models.CharField(_("role"), max_length=16, choices=Role.choices, default=Role.STAFF)
    crm_id = models.CharField(
        _("id in the CRM"),
        max_length=200,
        blank=True,
        help_text=_("Whose deals are theirs: as the export names them."),
    )
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True)
    is_active = models.BooleanField(default=True)
    joined = models.DateField(auto_now_add=True)

    objects = People()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        """One account an address, whatever its capitals."""

        constraints = [models.UniqueConstraint(Lower("email"), name="person_one_address")]
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def side(self) -> Side | None:
        """The side they are of; none for those between and for who keeps the machine."""
        return {self.Role.STAFF: Side.STAFF, self.Role.EXECUTIVE: Side.EXECUTIVES}.get(self.role)

    def get_full_name(self) -> str:
        """The name, as packages ask for it."""
        return self.name

    def get_short_name(self) -> str:
        """The name, as packages ask for it."""
        return self.name


class Team(models.Model):
    """A team: those who sell, the managers who carry, the executives who read. A manager sees their teams only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=120, unique=True)
    managers = models.ManyToManyField(Person, related_name="managed", blank=True)
    staff = models.ManyToManyField(Person, related_name="teams", blank=True)
    executives = models.ManyToManyField(Person, related_name="overseen", blank=True)

    class Meta:
        """By name."""

        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


def _token_digest(token: str) -> str:
    """What is stored of a token: it has 192 bits of chance, so a plain hash can't be tried out."""
    return hashlib.sha256(token.encode()).hexdigest()


class Invitation(models.Model):
    """An invitation into a team, or to keep the machine: its key is shown once and stored as a digest."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    digest = models.CharField(max_length=64, unique=True)
    email = models.EmailField(_("e-mail address"), max_length=254)
    name = models.CharField(_("name"), max_length=120, blank=True)
    role = models.CharField(_("role"), max_length=16, choices=Person.Role.choices)
    team = models.ForeignKey(
        Team, null=True, blank=True, on_delete=models.CASCADE, related_name="invitations"
    )
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        """The newest first."""

        ordering = ["-made_at"]

    @staticmethod
    def digest_of(token: str) -> str:
        """What is stored of a key."""
        return _token_digest(token)


class Link(models.Model):
    """A reader's own link to one thing: personal, expiring, revocable. What it opens is never changed by opening it."""

    class Purpose(models.TextChoices):
        """What it opens."""

        BRIEF = "brief", _("a brief")
        CONSULTATION = "consultation", _("a consultation")
        VOICE = "voice", _("a voice that crossed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    digest = models.CharField(max_length=64, unique=True)
    purpose = models.CharField(max_length=16, choices=Purpose.choices)
    target = models.UUIDField()
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="links")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail address"), max_length=254)
    side = models.CharField(max_length=10, choices=[(side.value, side.value) for side in Side])
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    ask_code = models.BooleanField(_("asks for a code by mail"), default=False)
    code_digest = models.CharField(max_length=64, blank=True)
    code_sent_at = models.DateTimeField(null=True)
    code_tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        """Found by what they open."""

        indexes = [models.Index(fields=["purpose", "target"], name="link_of_target")]

    @staticmethod
    def digest_of(token: str) -> str:
        """What is stored of a key."""
        return _token_digest(token)
