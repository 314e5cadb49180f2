"""A case of the sample company: two people, a tool and visits; put to the executives, with one counter-offer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.utils import timezone

from bothways.web.budget.forms import next_month
from bothways.web.budget.operations import do_begin, do_counter, do_line, do_put
from bothways.web.people.models import Person, Team

__all__ = ["seed"]

LINES: Final[tuple[dict[str, Any], ...]] = (
    {
        "name": "People for the north", "kind": "people", "ask": 2, "cost_per_month": 6500, "cost_once": 8000,
        "ramp": [0.0, 0.1, 0.3, 0.6, 0.8, 1.0], "attrition_per_year": 0.15,
        "felt_by": ["Ada Wikström and Bo Nygaard, 46 accounts each", "48 accounts without a visit since June"],
        "judged": [
            {"who": "Mira Lindqvist", "half": 105, "full": 110, "half_more": 112, "most": 116},
            {"who": "Ada Wikström", "half": 107, "full": 112, "half_more": 114, "most": 118},
        ],
        "customers": [
            {"what": "coverage", "says": "48 accounts of the north are seen once a quarter instead of not at all.",
             "kind": "belief", "reach": 48},
        ],
    },
    {
        "name": "Quote tool", "kind": "tool", "ask": 1, "cost_per_month": 1900, "cost_once": 12000, "ramp": [0.0, 0.5, 1.0],
        "felt_by": ["all twelve who sell: five hours a week on quotes"],
        "judged": [
            {"who": "Mira Lindqvist", "half": 101.2, "full": 102.2, "half_more": 102.6, "most": 103},
            {"who": "Cato Ruud", "half": 101.8, "full": 103, "half_more": 103.5, "most": 104},
        ],
        "customers": [{"published": "first answer", "reach": 210}],
    },
    {
        "name": "Visits to customers", "kind": "travel", "ask": 4, "cost_per_month": 1400, "carry_over": 0.5,
        "felt_by": ["Dina Maas and Amund Lie", "the nine largest renewals"],
        "judged": [{"who": "Mira Lindqvist", "half": 101.3, "full": 103.4, "half_more": 104, "most": 104.5}],
        "customers": [
            {"what": "continuity", "says": "The nine largest renewals are talked about in person before their last quarter.",
             "kind": "belief", "reach": 9},
        ],
    },
)  # fmt: skip


def seed(*, cast: Mapping[str, Person], team: Team, now: datetime) -> None:
    """Ask for them, put the case, keep what was offered."""
    by, first = cast["manager"], next_month(timezone.localtime(now).date())
    found = do_begin(
        by, team=team, now=now, title="Two people and a tool for the north", currency="EUR", first_month=first, months=12,
        result=4_800_000, margin=0.6,
    )  # fmt: skip
    for line in LINES:
        do_line(by, found.pk, line=line, now=now)
    do_put(by, found.pk, now=now)
    year, month = divmod(int(first[:4]) * 12 + int(first[5:]) - 1 + 6, 12)
    limits: list[dict[str, Any]] = [
        {"of": "people", "most": 1, "not_before": ""},
        {"of": "travel", "most": None, "not_before": f"{year:04d}-{month + 1:02d}"},
    ]  # fmt: skip
    do_counter(
        cast["executive"], found.pk, words="One, and no travel for half a year", limits=limits, now=now
    )
