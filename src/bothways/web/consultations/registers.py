"""What both sides answered, for other rooms: the newest release that a team has been shown."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from bothways.web.consultations.models import Consultation
from bothways.web.consultations.releasing import release_of
from bothways.web.opendoor.keeping import day_of
from bothways.web.people.models import Team

if TYPE_CHECKING:
    from bothways.opendoor.asked import Release

__all__ = ["released_of"]


def released_of(team: Team, *, since: datetime | None, until: datetime) -> Release | None:
    """The newest release of a team from the day `since` on: what both briefs tell, until the next brief has gone out."""
    found = Consultation.objects.filter(team=team, released__day__lte=day_of(until)).select_related(
        "released"
    )
    if since is not None:
        found = found.filter(released__day__gte=day_of(since))
    newest = found.order_by("-released__day", "-round", "pk").first()
    return release_of(newest) if newest is not None else None
