"""Cases, with the permission in the question: a manager's of their teams; executives read what was put to them."""

from __future__ import annotations

from django.db.models import QuerySet

from bothways.web.access import absent
from bothways.web.budget.models import ResourceCase
from bothways.web.credibility.queries import my_teams_at_work
from bothways.web.people.models import Person

__all__ = ["my_case", "my_cases", "waiting_for"]


def my_cases(person: Person) -> QuerySet[ResourceCase]:
    """The cases that a person may read."""
    found = ResourceCase.objects.filter(team__in=my_teams_at_work(person)).select_related("team", "by")
    if person.role == Person.Role.MANAGER:
        return found
    return found.filter(put__isnull=False) if person.role == Person.Role.EXECUTIVE else found.none()


def my_case(person: Person, case_id: object) -> ResourceCase:
    """One of them, or the refusal that tells nothing of others."""
    found = my_cases(person).filter(pk=case_id).first()
    if found is None:
        raise absent("case")
    return found


def waiting_for(person: Person) -> QuerySet[ResourceCase]:
    """For the first page: the cases that lie before somebody and are not decided."""
    return my_cases(person).filter(put__isnull=False, decided=None)
