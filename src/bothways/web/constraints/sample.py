"""Limits of the sample company: one of the staff, said back; one of the executives, not yet. One thing as both see it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.utils import timezone

from bothways.web.constraints.disputing import do_open_dispute, do_write_view
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
    if "rep" in cast:
        _two_views(cast["rep"], cast["executive"], by=by, team=team, now=now)


def _two_views(rep: Person, executive: Person, *, by: Person, team: Team, now: datetime) -> None:
    """How long an approval takes, as each side sees it."""
    row = do_open_dispute(by, team=team, about="How long the approval of a discount takes", now=now)
    do_write_view(
        rep, row.pk, number=0, now=now, wish="Up to ten percent without asking.",
        statement="An approval takes two weeks, and customers look elsewhere in them.",
        facts=["Approvals are given on Thursdays.", "A clinic that asked on a Friday had its answer after 13 days."],
    )  # fmt: skip
    do_write_view(
        executive, row.pk, number=0, now=now, wish="Requests that say margin and competitor.",
        statement="What is complete is answered at the next meeting; half of it comes back for a number.",
        facts=["Approvals are given on Thursdays.", "Of the last ten requests, five came without the margin."],
    )  # fmt: skip
