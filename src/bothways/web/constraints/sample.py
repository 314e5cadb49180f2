"""Limits of the sample company: one of the staff, said back; one of the executives, not yet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.utils import timezone

from bothways.web.constraints.operations import do_add, do_change
from bothways.web.people.models import Person, Team

__all__ = ["seed"]


def seed(*, cast: Mapping[str, Person], team: Team, now: datetime) -> None:
    """Declare a limit of each side."""
    by, today = cast["manager"], timezone.localtime(now).date()
    staff = do_add(
        by, team=team, side="staff", statement="A rep can answer two security questionnaires a week beside selling.",
        owner="Mira Lindqvist", review=today + timedelta(days=60),
        cost="Hospitals wait, and their budgets close before the answers come.",
        moves="yes", mover="the executives, with one more person", now=now, kind="capacity",
        week="Of five hospitals that ask on Monday, two have their answers on Friday.",
    )  # fmt: skip
    do_change(
        cast["executive"], staff.pk, what="understood", now=now,
        words="More questionnaires a week means fewer calls, unless somebody else writes them.",
    )  # fmt: skip
    do_add(
        by, team=team, side="executives", statement="Discounts stop at eight percent.", owner="Henrik Sølvberg",
        review=today + timedelta(days=30), cost="Four deals a quarter ask for more, and some of them are lost.",
        moves="within", room="up to twelve percent for three years", mover="the finance chief", now=now,
        kind="discount authority", week="An offer above eight percent waits from Tuesday until the meeting on Thursday.",
    )  # fmt: skip
