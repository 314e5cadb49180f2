"""A round of the sample company, open for both sides."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from bothways.web.people.models import Person, Team
from bothways.web.priorities.operations import do_open

__all__ = ["seed"]

ITEMS: Final = (
    "Security questionnaires answered within ten days", "Quotes over a million without a second signature",
    "A margin of thirty percent on renewals", "Two more people in the south", "Fewer reports on Fridays",
    "Prices that hold for a quarter", "References from hospitals",
)  # fmt: skip


def seed(*, cast: Mapping[str, Person], team: Team, now: datetime) -> None:
    """Open a round."""
    do_open(cast["manager"], team=team, question="What should come first next quarter?", items=ITEMS, now=now)
