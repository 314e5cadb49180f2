"""Erasure of a person, and what is forgotten by itself. Each room takes away what it holds: its module `forgetting`."""

from __future__ import annotations

import re
import secrets
from datetime import datetime, timedelta
from importlib import import_module

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q

from bothways.terms import Refusal
from bothways.web.access import keeps_the_desk
from bothways.web.audit.models import Logged
from bothways.web.audit.operations import do_erase_words, do_forget, record
from bothways.web.people.models import Person
from bothways.web.people.naming import SOMEBODY
from bothways.web.rooms import parts

__all__ = ["check_erase", "do_erase", "do_retain"]


def check_erase(by: Person, person: Person) -> None:
    """Refuse the last administrator, and the manager of a desk: nobody could keep the machine."""
    if keeps_the_desk(person) and person.pk == by.pk:
        raise Refusal("own-desk", "This desk is yours.", hint="Take its folder away: all of it is in there.")
    owners = Person.objects.filter(role=Person.Role.ADMINISTRATOR, is_active=True)
    if person.role == Person.Role.ADMINISTRATOR and not owners.exclude(pk=person.pk).exists():
        raise Refusal("last-owner", "This is the last administrator.", hint="Make another one first.")


def do_erase(person: Person, *, by: Person, now: datetime) -> None:
    """Erase a person: name, address, sign-in, sessions, and what the rooms hold under their name.

    What they said under their name loses the name, not the answer that it got; the log's words about them are erased,
    its chain stays.
    """
    check_erase(by, person)
    with transaction.atomic():
        # What names them without concerning them, too: whom somebody invited by an address that is theirs.
        do_erase_words(_said_of(person), why="A person was erased.", now=now)
        # The people's own room is last: by somebody's links the others find what they said.
        for name in reversed(parts("forgetting")):
            module = import_module(name)
            if hasattr(module, "erase"):
                module.erase(person, now=now)
        for related in ("authenticator_set", "usersession_set", "emailaddress_set", "socialaccount_set"):
            if hasattr(person, related):
                getattr(person, related).all().delete()
        for session in Session.objects.iterator(chunk_size=500):
            if str(session.get_decoded().get("_auth_user_id")) == str(person.pk):
                session.delete()
        person.name = SOMEBODY
        person.email = f"{secrets.token_hex(8)}@erased.invalid"
        person.crm_id = person.time_zone = ""
        person.is_active = False
        person.set_unusable_password()
        person.save()
        record(by=by, did="erase", what="A person was erased.", now=now)


def _said_of(person: Person) -> list[Logged]:
    """The entries that concern a person or name them: the whole name or address, not the Ben of Benelux."""
    asked = Q(concerns=person) | Q(payload__icontains=person.email) | Q(payload__contains=person.name)
    whole = re.compile(rf"(?<!\w)(?:{re.escape(person.name)}|{re.escape(person.email)})(?!\w)", re.IGNORECASE)
    found = Logged.objects.filter(asked).distinct().prefetch_related("concerns")
    return [row for row in found if person in row.concerns.all() or whole.search(row.payload or "")]


def do_retain(*, now: datetime) -> None:
    """Forget what is older than what is kept: once a day, from the minute's work."""
    before = now - timedelta(days=settings.KEEP_DAYS)
    do_forget(before=before, now=now)
    Session.objects.filter(expire_date__lt=now).delete()
    for name in parts("forgetting"):
        module = import_module(name)
        if hasattr(module, "forget"):
            module.forget(before=before, now=now)
