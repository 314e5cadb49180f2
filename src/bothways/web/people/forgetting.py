"""Erasure of a person among the people: links and invitations of theirs go; what is named after them is renamed."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q

from bothways.web.people.models import Invitation, Link, Person, Team
from bothways.web.people.naming import take_out, without

__all__ = ["erase", "forget"]


def erase(person: Person, *, now: datetime) -> None:
    """Take a person's links and invitations away, and their name out of what teams and others are called.

    Their own row is emptied last, by who erases: the rooms ask it for the name that they take away.
    """
    Link.objects.filter(Q(person=person) | Q(email__iexact=person.email)).delete()
    Invitation.objects.filter(email__iexact=person.email).delete()
    for place in (person.managed, person.teams, person.overseen):
        place.clear()
    for team in Team.objects.all():
        name = called = without(team.name, person)
        number = 1
        while name != team.name and Team.objects.filter(name__iexact=name).exists():
            number += 1
            name = f"{called} {number}"
        if name != team.name:
            Team.objects.filter(pk=team.pk).update(name=name)
    take_out(Link, "name", person=person)
    take_out(Invitation, "name", person=person)


def forget(*, before: datetime, now: datetime) -> None:
    """Take away links and invitations whose time is over."""
    Link.objects.filter(expires_at__lt=before).delete()
    Invitation.objects.filter(expires_at__lt=now - timedelta(days=30)).delete()
