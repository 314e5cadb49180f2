"""What a team has agreed on, as the door's own value: for the briefs and the first page."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from bothways.opendoor.ranked import Agreed, standing
from bothways.web.people.models import Team
from bothways.web.priorities.models import AgreedTop

__all__ = ["agreed_of"]


def agreed_of(team: Team, *, on: date | None = None) -> Agreed | None:
    """The agreed top three that stands on a day (today); none where nothing was agreed."""
    rows = AgreedTop.objects.filter(team=team)
    return standing(
        [Agreed(row.day, tuple(row.items), row.note) for row in rows], on=on or timezone.localdate()
    )
