"""Jobs, with the permission in the question."""

from __future__ import annotations

from bothways.web.access import absent
from bothways.web.jobs.models import Job
from bothways.web.people.models import Person

__all__ = ["my_job"]


def my_job(person: Person, job_id: object) -> Job:
    """A job that this person asked for."""
    work = Job.objects.filter(pk=job_id, by=person).first()
    if work is None:
        raise absent("piece of work")
    return work
