"""A team's limits as the register's own values: what the briefs and the pages build on."""

from __future__ import annotations

from bothways.constraints import Limits
from bothways.constraints.values import change_of
from bothways.web.constraints.models import LimitChange
from bothways.web.people.models import Team

__all__ = ["register_of"]


def register_of(team: Team) -> Limits:
    """All limits of a team, with everything that happened to them."""
    rows = LimitChange.objects.filter(team=team).values_list("words", flat=True)
    return Limits(tuple(change_of(words) for words in rows))
