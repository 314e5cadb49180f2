"""People and teams, with the permission in the question."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.db.models import Q, QuerySet

from bothways.web.access import absent
from bothways.web.people.models import Invitation, Person, Team

__all__ = [
    "my_invitation", "my_invitations", "my_managed", "my_people", "my_session", "my_sessions", "my_team", "my_teams",
]  # fmt: skip


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


def my_managed(person: Person, team_id: object) -> Team:
    """One of the teams that a person manages."""
    team = Team.objects.filter(managers=person, pk=team_id).first()
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


def my_invitations(person: Person) -> QuerySet[Invitation]:
    """Invitations that a person may see: a manager those into their teams, an administrator all."""
    found = Invitation.objects.select_related("team", "by")
    if person.role == Person.Role.ADMINISTRATOR:
        return found
    return found.filter(team__in=my_teams(person)) if person.role == Person.Role.MANAGER else found.none()


def my_invitation(person: Person, invitation_id: object) -> Invitation:
    """One of them."""
    found = my_invitations(person).filter(pk=invitation_id).first()
    if found is None:
        raise absent("invitation")
    return found


def my_sessions(person: Person) -> list[UserSession]:
    """Where this person is signed in, the newest first; sessions that are over are taken away."""
    return list(UserSession.objects.purge_and_list(person))


def my_session(person: Person, session_id: int) -> UserSession:
    """One of their own."""
    found = UserSession.objects.filter(user=person, pk=session_id).first()
    if found is None:
        raise absent("session")
    return found
