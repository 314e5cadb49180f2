"""The log, with the permission in the question."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from bothways.web.access import keeps_the_desk
from bothways.web.audit.models import Logged
from bothways.web.people.models import Person
from bothways.web.people.queries import my_teams

__all__ = ["my_log"]


def my_log(person: Person) -> QuerySet[Logged]:
    """The entries that concern a person: what they did, what is about them; a manager those of their teams, too.

    An administrator reads what belongs to no team: the machine's own.
    """
    mine = Q(concerns=person)
    if person.role == Person.Role.MANAGER:
        mine |= Q(team__in=my_teams(person))
    if person.role == Person.Role.ADMINISTRATOR or keeps_the_desk(person):
        mine |= Q(team=None)
    return Logged.objects.filter(mine).exclude(payload=None).distinct()
