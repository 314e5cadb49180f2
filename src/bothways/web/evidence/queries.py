"""Uploads and snapshots, with the permission in the question: a team's evidence is for its managers."""

from __future__ import annotations

from django.db.models import QuerySet

from bothways.web.access import absent
from bothways.web.evidence.models import Snapshot, Upload
from bothways.web.evidence.opening import opened
from bothways.web.people.models import Person, Team

__all__ = [
    "my_snapshot", "my_snapshots", "my_upload", "my_uploads", "newest", "opened", "teams_i_manage", "the_one_before",
]  # fmt: skip


def teams_i_manage(person: Person) -> QuerySet[Team]:
    """The teams whose evidence a person may see: not those in which they only sell."""
    if person.role != Person.Role.MANAGER:
        return Team.objects.none()
    return Team.objects.filter(managers=person)


def my_snapshots(person: Person, team: Team | None = None) -> QuerySet[Snapshot]:
    """The snapshots of a person's teams (of one of them), the newest day first; those taken away are left out."""
    found = Snapshot.objects.filter(team__in=teams_i_manage(person), removed_at=None).select_related("team")
    return found if team is None else found.filter(team=team)


def my_snapshot(person: Person, snapshot_id: object) -> Snapshot:
    """One of them, or the refusal that tells nothing of others."""
    found = my_snapshots(person).filter(pk=snapshot_id).first()
    if found is None:
        raise absent("snapshot")
    return found


def newest(person: Person, team: Team) -> Snapshot | None:
    """The newest snapshot of a team that holds deals (headers or targets alone are nothing to look at), else any."""
    found = list(my_snapshots(person, team)[:20])
    return next(
        (one for one in found if one.summary.get("rows", {}).get("deals")), found[0] if found else None
    )


def the_one_before(person: Person, snapshot: Snapshot) -> Snapshot | None:
    """The newest snapshot of an earlier day of the same team."""
    return my_snapshots(person, snapshot.team).filter(as_of__lt=snapshot.as_of).first()


def my_uploads(person: Person) -> QuerySet[Upload]:
    """What was brought for a person's teams, the newest first."""
    found = Upload.objects.filter(team__in=teams_i_manage(person))
    return found.select_related("team", "by", "job").defer("report")


def my_upload(person: Person, upload_id: object) -> Upload:
    """One of them."""
    found = my_uploads(person).defer(None).filter(pk=upload_id).first()
    if found is None:
        raise absent("upload")
    return found
