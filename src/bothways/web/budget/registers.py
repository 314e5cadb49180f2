"""What was granted to a team and what it is to return: for whoever sets it beside what came; no brief does yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from bothways.web.budget.casefile import check_basics
from bothways.web.budget.models import CaseEvent
from bothways.web.people.models import Team

__all__ = ["Granted", "granted_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted:
    """What was granted, with the return that was promised for it.

    levels: of each line how many; cost: whole units of the currency over all periods; returns: what is left beyond the
    cost, on average, low and high its 80 % interval; first, last: the months looked at, as 2027-01.
    """

    case: Any
    title: str
    decided: date
    who: str
    outcome: str
    reasons: str
    levels: Mapping[str, int]
    cost: int
    returns: float
    low: float
    high: float
    currency: str
    first: str
    last: str


def granted_of(team: Team) -> list[Granted]:
    """What holds of a team's cases: the last decision of each, where something was granted; the newest first."""
    rows = CaseEvent.objects.filter(case__team=team, kind=CaseEvent.Kind.DECIDED).select_related("case")
    last = {row.case_id: row for row in rows.order_by("case_id", "place")}
    held = sorted(last.values(), key=lambda row: (row.at, str(row.pk)), reverse=True)
    return [_granted(row) for row in held if row.words.get("granted")]


def _granted(row: CaseEvent) -> Granted:
    plan, case = row.words["granted"], check_basics(row.case.asked).case
    return Granted(
        case=row.case_id, title=row.case.title, decided=timezone.localdate(row.at), who=row.words["who"],
        outcome=row.words["outcome"], reasons=row.words["reasons"], levels=plan["levels"], cost=plan["cost"],
        returns=plan["return"], low=plan["low"], high=plan["high"],
        currency=case.currency, first=case.periods[0], last=case.periods[-1],
    )  # fmt: skip
