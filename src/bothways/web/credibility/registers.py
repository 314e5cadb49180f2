"""A team's promises as the register's own values: what the briefs and the pages build on."""

from __future__ import annotations

from bothways.credibility import Promises
from bothways.credibility.values import event_of
from bothways.web.credibility.models import PromiseEvent
from bothways.web.people.models import Team

__all__ = ["register_of"]


def register_of(team: Team) -> Promises:
    """All promises of a team, with everything that happened to them."""
    rows = PromiseEvent.objects.filter(team=team).values_list("words", flat=True)
    return Promises(tuple(event_of(words) for words in rows))
