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

__all__ = ["all_released_of", "released_of"]


def released_of(team: Team, *, since: datetime | None, until: datetime) -> Release | None:
    """The newest release of a team from the day `since` on."""
    return next(iter(all_released_of(team, since=since, until=until)), None)


def all_released_of(team: Team, *, since: datetime | None, until: datetime) -> list[Release]:
    """The releases of a team from the day `since` on, the newest first: what both briefs tell, each once."""
    found = Consultation.objects.filter(team=team, released__day__lte=day_of(until)).select_related(
        "released"
    )
    if since is not None:
        found = found.filter(released__day__gte=day_of(since))
    every = (release_of(one) for one in found.order_by("-released__day", "-round", "pk"))
    return [one for one in every if one is not None]
