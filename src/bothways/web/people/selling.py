"""As whom the CRM knows who sells: by it they get their own brief, and see their own deals by name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from bothways.terms import Refusal
from bothways.web.audit.operations import record
from bothways.web.people.models import Person, Team

__all__ = ["do_name_sellers", "known_to"]


def known_to(manager: Person, team: Team) -> dict[str, str]:
    """The names that a team's newest export has for people, by their id there; none where there is no export."""
    import narwhals as nw

    from bothways.web.evidence.queries import newest, opened

    snapshot = newest(manager, team)
    try:
        evidence = opened(snapshot) if snapshot is not None else None
    except Refusal:  # its folder is gone
        evidence = None
    if evidence is None:
        return {}
    rows = nw.from_native(evidence.con.table("people")).select("person_id", "name").to_native().fetchall()
    named = [(str(key), str(name or key)) for key, name in rows]
    return dict(sorted(named, key=lambda one: (one[1].casefold(), one[0])))


def do_name_sellers(team: Team, given: Mapping[str, str], *, by: Person, now: datetime) -> None:
    """Keep as whom the CRM knows the staff of a team, by the hex of their id; empty: as nobody.

    It is one for all of somebody's teams, so the managers of the others read in the log that it changed.
    """
    for person in team.staff.prefetch_related("teams__managers"):
        crm_id = given.get(person.pk.hex, person.crm_id)
        if crm_id == person.crm_id:
            continue
        with transaction.atomic():
            Person.objects.filter(pk=person.pk).update(crm_id=crm_id)
            managers = [one for other in person.teams.all() for one in other.managers.all()]
            what = (
                f"{person.name} is {crm_id} in the CRM." if crm_id else f"{person.name} is nobody in the CRM."
            )
            record(by=by, did="name-seller", what=what, team=team, about=[person, *managers], now=now)
