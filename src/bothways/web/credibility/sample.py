"""Promises of the sample company: one late, one due, one kept, one given by the executives."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.utils import timezone

from bothways.web.credibility.operations import do_add, do_event
from bothways.web.people.models import Person, Team

__all__ = ["seed"]


def seed(*, cast: Mapping[str, Person], team: Team, now: datetime) -> None:
    """Write down what was promised in the last weeks."""
    by, today = cast["manager"], timezone.localtime(now).date()

    def made(text: str, giver: str, receiver: str, *, ago: int, left: int, benefit: str = "") -> object:
        row = do_add(
            by, team=team, text=text, giver=giver, receiver=receiver, made=today - timedelta(days=ago),
            due=today + timedelta(days=left), benefit=benefit, now=now,
        )  # fmt: skip
        return row.pk

    made("One person who answers security questionnaires within ten days.", "executives", "staff", ago=40, left=-5,
         benefit="Hospitals get their answers before their budgets close.")  # fmt: skip
    made(
        "The list of deals that hang on a security review, with what each is worth.",
        "manager",
        "executives",
        ago=6,
        left=4,
    )
    moved = made("Last quarter's discounts, deal by deal.", "staff", "manager", ago=20, left=-8)
    do_event(by, moved, what="renegotiated", now=now, day=today - timedelta(days=12), due=today + timedelta(days=12),
             reason="Two reps were at the fair.")  # fmt: skip
    kept = made("A template for quotes over a million.", "manager", "staff", ago=50, left=-20)
    do_event(
        by, kept, what="kept", now=now, day=today - timedelta(days=22), text="It is in the shared folder."
    )
