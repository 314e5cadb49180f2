"""People and teams, with the permission in the question."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from bothways.web.access import absent
from bothways.web.people.models import Person, Team

__all__ = ["my_people", "my_team", "my_teams"]


def my_teams(person: Person) -> QuerySet[Team]:
    """The teams that a person manages, sells in or oversees. An administrator keeps the machine and has none."""
    if person.role == Person.Role.ADMINISTRATOR:
        return Team.objects.none()
    return Team.objects.filter(Q(managers=person) | Q(staff=person) | Q(executives=person)).distinct()


def my_team(person: Person, team_id: object) -> Team:
    """One of a person's teams, or the refusal that tells nothing of others."""
    team = my_teams(person).filter(pk=team_id).first()
    if team is None:
        raise absent("team")
    return team


def my_people(person: Person) -> QuerySet[Person]:
    """Whom a person may know of: a manager those of their teams, an administrator all; others themselves."""
    if person.role == Person.Role.ADMINISTRATOR:
        return Person.objects.all()
    if person.role == Person.Role.MANAGER:
        teams = my_teams(person)
        return Person.objects.filter(
            Q(teams__in=teams) | Q(overseen__in=teams) | Q(managed__in=teams) | Q(pk=person.pk)
        ).distinct()
    return Person.objects.filter(pk=person.pk)
