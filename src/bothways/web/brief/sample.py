"""The sample company's briefs: a draft that waits for the manager's word, and who would get it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bothways.web.brief.operations import do_add_reader, do_begin, do_make
from bothways.web.evidence.queries import newest
from bothways.web.jobs.models import Job
from bothways.web.people.models import Person, Team

__all__ = ["seed"]


def seed(*, cast: Mapping[str, Person], team: Team, now: datetime) -> None:
    """Make the pair of the newest snapshot, and add the executive and the rep as readers."""
    manager = cast["manager"]
    snapshot = newest(manager, team)
    for key, side in (("executive", "executives"), ("rep", "staff")):
        who = cast[key]
        do_add_reader(team, name=who.name, email=who.email, side=side, person=who)
    if snapshot is None:
        return
    asks = [
        {
            "what": "One security reviewer, for two quarters",
            "why": "Deals wait for our answers to the security questionnaire.",
            "instead": "A set of ready answers",
        }
    ]
    brief = do_begin(
        team, snapshot=snapshot, by=manager, now=now, note="Drafted for our talk on Thursday.", asks=asks
    )
    do_make(brief, tell=lambda done, of, what: None)
    Job.objects.filter(pk=brief.job_id).update(state=Job.State.DONE, ended_at=now)
