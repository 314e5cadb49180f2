"""Rounds, with the permission in the question; a person's own ranking and nobody else's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from bothways.opendoor.disclosure import Rules
from bothways.opendoor.ranked import Agreed, Compared, SideOrder, compare_sides, standing
from bothways.terms import Side
from bothways.web.access import absent
from bothways.web.credibility.queries import my_teams_at_work
from bothways.web.people.models import Person, Team
from bothways.web.priorities.models import AgreedTop, PriorityRound, Ranking

__all__ = [
    "Result",
    "agreed_for",
    "can_rank",
    "compared_of",
    "my_ranking",
    "my_round",
    "my_rounds",
    "open_for",
    "result_of",
    "rules_of",
    "side_is_small",
]


class AgreedHere(NamedTuple):
    """What stands in a team."""

    team: Team
    agreed: Agreed


@dataclass(frozen=True, slots=True)
class Result:
    """What a release shows: both sides with their size in a band, what they share, how far apart they are."""

    compared: Compared
    sides: tuple[tuple[SideOrder, str], ...]


def rules_of() -> Rules:
    """The guard's rules, with the least group of the settings."""
    return Rules(k=settings.MINIMUM_GROUP)


def my_rounds(person: Person) -> QuerySet[PriorityRound]:
    """The rounds of a person's teams, the open one first."""
    found = PriorityRound.objects.filter(team__in=my_teams_at_work(person)).select_related("team")
    return found.prefetch_related("agreed").order_by("closed", "-opened", "id")


def my_round(person: Person, round_id: object) -> PriorityRound:
    """One of them, or the refusal that tells nothing of others."""
    found = my_rounds(person).filter(pk=round_id).first()
    if found is None:
        raise absent("round")
    return found


def can_rank(person: Person, found: PriorityRound) -> bool:
    """Whether somebody ranks in a round: both sides do, the manager between them does not."""
    return found.closed is None and person.side is not None


def my_ranking(person: Person, found: PriorityRound) -> Ranking | None:
    """One's own ranking, while the round is open."""
    return Ranking.objects.filter(round=found, person=person).first()


def side_is_small(team: Team, side: Side) -> bool:
    """Whether a side has too few people to be shown unless they speak on the record: told before anybody answers."""
    people = team.staff if side is Side.STAFF else team.executives
    return people.filter(is_active=True).count() < rules_of().least


def compared_of(found: PriorityRound) -> Compared:
    """What both sides have in common, from what the release kept."""
    return compare_sides(_order(found, Side.STAFF), executives=_order(found, Side.EXECUTIVES))


def result_of(found: PriorityRound) -> Result | None:
    """What a round shows; none while it is open."""
    if found.closed is None:
        return None
    compared = compared_of(found)
    sides = (compared.staff, compared.executives)
    return Result(compared, tuple((one, found.released[one.side.value]["size"]) for one in sides))


def _order(found: PriorityRound, side: Side) -> SideOrder:
    kept = found.released[side.value]
    order = None if kept["order"] is None else tuple(tuple(group) for group in kept["order"])
    return SideOrder(side, order, 0, kept["on_record"], kept["sentence"])


def agreed_for(person: Person) -> list[AgreedHere]:
    """What stands in each of a person's teams: for the first page."""
    rows: dict[Team, list[Agreed]] = {}
    for row in AgreedTop.objects.filter(team__in=my_teams_at_work(person)).select_related("team"):
        rows.setdefault(row.team, []).append(Agreed(row.day, tuple(row.items), row.note))
    today = timezone.localdate()
    held = ((team, standing(every, on=today)) for team, every in rows.items())
    return [AgreedHere(team, agreed) for team, agreed in held if agreed is not None]


def open_for(person: Person) -> list[PriorityRound]:
    """The open rounds in which somebody has not ranked yet: for their own first page."""
    if person.side is None:
        return []
    mine = Count("rankings", filter=Q(rankings__person=person))
    return list(my_rounds(person).filter(closed=None).annotate(mine=mine).filter(mine=0))
