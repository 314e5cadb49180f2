"""Erasure of a person from consultations, and ballots that are no longer needed: their key goes first."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q

from bothways.terms import Refusal
from bothways.web.consultations import sealing
from bothways.web.consultations.ballots import do_wipe
from bothways.web.consultations.models import (
    Consultation,
    ConsultationBallot,
    ConsultationInvited,
    ConsultationRelease,
    ConsultationStatement,
    digest_of,
)
from bothways.web.people.models import Person
from bothways.web.people.naming import take_out, without

__all__ = ["FINDABLE", "erase", "forget"]

FINDABLE: Final = timedelta(days=365)
"""How long somebody can read what they answered, and another round be set beside it. Then the ballots go, with their key."""


def erase(person: Person, *, now: datetime) -> None:
    """Take a person off those who were asked; what they answered goes with them, but for what was released in bands."""
    mine = Q(person=person) | Q(email__iexact=person.email)
    for one in ConsultationInvited.objects.filter(mine).select_related("consultation"):
        try:
            do_wipe(one.consultation, one)
        except (
            Refusal,
            ConsultationBallot.DoesNotExist,
        ):  # a draft; or the key is gone, and what it opened with it
            continue
    ConsultationInvited.objects.filter(mine).delete()
    take_out(Consultation, "question", "told", "wishes", person=person)
    take_out(ConsultationRelease, "words", person=person)
    take_out(ConsultationStatement, "text", person=person)
    for row in ConsultationRelease.objects.all():
        left = without(row.shown, person)
        if left != row.shown:
            row.shown, row.digest = left, digest_of(left)
            row.save(update_fields=["shown", "digest"])


def forget(*, before: datetime, now: datetime) -> None:
    """Take the ballots and the key of a series away a year after its last round; all of it after what is kept."""
    # A question goes whole: without its first round the guard would take those who answer the third for strangers.
    kept = Consultation.objects.filter(Q(closes__gte=before.date()) | Q(state=Consultation.State.OPEN))
    Consultation.objects.exclude(series__in=list(kept.values_list("series", flat=True))).delete()
    last = (now - FINDABLE).date()
    fresh = Consultation.objects.filter(Q(closes__gte=last) | Q(state=Consultation.State.OPEN)).values(
        "series"
    )
    old = Consultation.objects.exclude(series__in=fresh).values_list("series", flat=True).distinct()
    for series in list(old):
        sealing.forget(series)
        ConsultationBallot.objects.filter(consultation__series=series).delete()
    sealing.forget_all_but(Consultation.objects.values_list("series", flat=True))
