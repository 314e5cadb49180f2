"""Consultations, with the permission in the question: a manager's of their teams, others those that they are asked in."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final, NamedTuple

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone

from bothways.opendoor.disclosure import Rules
from bothways.opendoor.voices import state_of
from bothways.terms import Refusal, Side
from bothways.web.access import absent
from bothways.web.brief.models import Reader
from bothways.web.constraints.queries import my_limits
from bothways.web.consultations import sealing
from bothways.web.consultations.ballots import Voter, voter_of
from bothways.web.consultations.models import (
    Consultation,
    ConsultationBallot,
    ConsultationInvited,
    ConsultationStatement,
)
from bothways.web.credibility.queries import my_teams_at_work
from bothways.web.opendoor.keeping import events_of
from bothways.web.opendoor.models import Voice
from bothways.web.people.models import Person, Team
from bothways.web.people.operations import link_by

LINKED: Final = "consultation"
"""What a link that leads here is for."""
__all__ = [
    "LINKED", "Proposed", "Waits", "can_be_asked", "my_consultation", "my_consultations", "my_invited", "my_statement",
    "my_voter", "proposed_for", "rules_of", "still_asked", "voter_by", "waiting_for",
]  # fmt: skip

_MOST_PROPOSED: Final = 12


class Proposed(NamedTuple):
    """A statement that could be asked, whose it is, and where it comes from: `voice` or `limit`."""

    text: str
    side: Side
    source: str


@dataclass(frozen=True, slots=True)
class Waits:
    """A consultation that waits for somebody: for their answer, or for their decision as the manager."""

    consultation: Consultation
    answered: int
    of: int
    closes: date


def rules_of() -> Rules:
    """The guard's rules, with the least group of the settings."""
    return Rules(k=settings.MINIMUM_GROUP)


def my_consultations(person: Person) -> QuerySet[Consultation]:
    """The consultations that a person may know of: a manager all of their teams, others those they are asked in."""
    found = Consultation.objects.filter(team__in=my_teams_at_work(person)).select_related("team", "released")
    if person.role == Person.Role.MANAGER:
        return found
    asked = found.exclude(state=Consultation.State.DRAFT)
    # Whoever joined later was not asked, and reads with all what was released.
    return asked.filter(Q(invited__person=person) | Q(released__isnull=False)).distinct()


def my_consultation(person: Person, consultation_id: object) -> Consultation:
    """One of them, or the refusal that tells nothing of others."""
    found = my_consultations(person).filter(pk=consultation_id).first()
    if found is None:
        raise absent("consultation")
    return found


def my_statement(consultation: Consultation, statement_id: object) -> ConsultationStatement:
    """A statement of it."""
    found = ConsultationStatement.objects.select_related("consultation__team").filter(
        consultation=consultation, pk=statement_id
    )
    statement = found.first()
    if statement is None:
        raise absent("statement")
    return statement


def my_invited(consultation: Consultation, invited_id: object) -> ConsultationInvited:
    """Somebody who is asked in a consultation of the manager's."""
    found = consultation.invited.select_related("consultation__team", "person").filter(pk=invited_id).first()
    if found is None:
        raise absent("person")
    return found


def still_asked(consultation: Consultation) -> QuerySet[ConsultationInvited]:
    """Who was asked and is of the team still, or a reader of its: others would answer, and read, what is no longer theirs."""
    team = consultation.team
    reads = Reader.objects.filter(team=team, stopped_at=None).annotate(address=Lower("email"))
    here = Q(person__in=team.staff.all()) | Q(person__in=team.executives.all())
    here |= Q(Exists(reads.filter(address=Lower(OuterRef("email")))))
    # Closed accounts go last: who has one may stand among the readers still.
    return consultation.invited.filter(here).exclude(person__is_active=False)


def my_voter(person: Person, consultation: Consultation) -> Voter | None:
    """Somebody who is signed in at their own ballot; None where they are not asked."""
    if consultation.state == Consultation.State.DRAFT:
        return None
    invited = consultation.invited.filter(person=person).first()
    return voter_of(consultation, invited) if invited else None


def voter_by(token: str, *, browser: str, now: datetime) -> Voter:
    """Who came by a link, at their own ballot. Opening it changes nothing.

    Raises:
        Refusal: `gone`: it opens nothing any more; `absent`.
    """
    link = link_by(token, purpose=LINKED, now=now)
    consultation = (
        Consultation.objects.select_related("team", "released")
        .filter(pk=link.target)
        .exclude(state="draft")
        .first()
    )
    whose = Q(person=link.person) if link.person_id else Q(email__iexact=link.email)
    # Who left neither answers nor reads by a link that lies in an old mail.
    invited = (
        still_asked(consultation).filter(whose).select_related("person").first() if consultation else None
    )
    if consultation is None or invited is None:
        raise absent("consultation")
    return voter_of(consultation, invited, link=token, browser=browser)


def waiting_for(person: Person) -> list[Waits]:
    """What asks a person for their answer, the first to close first: for their own first page.

    Of a manager: what closes within two days, or closed and was not released. Nobody is told whether others answered.
    """
    today = timezone.localdate()
    if person.role == Person.Role.MANAGER:
        mine = my_consultations(person).filter(released__isnull=True).order_by("closes", "id")
        soon, lately = today + timedelta(days=2), today - timedelta(days=14)
        due = mine.filter(Q(state="open", closes__lte=soon) | Q(state="closed", closed__gte=lately))
        return [Waits(one, 0, 0, one.closes) for one in due]
    if person.side is None:
        return []
    mine = my_consultations(person).filter(state="open", closes__gte=today, invited__person=person)
    rows = {one.pk: one for one in mine.order_by("closes", "id").prefetch_related("statements")}
    asked = {
        one.consultation_id: one
        for one in ConsultationInvited.objects.filter(person=person, consultation__in=rows)
    }
    slots = {}
    for pk, one in rows.items():
        with suppress(Refusal):  # its key is gone: its own page says so
            slots[sealing.slot_of(one.series, pk, asked[pk].identity)] = pk
    found = {}
    for ballot in ConsultationBallot.objects.filter(slot__in=slots):
        pk = slots[ballot.slot]
        voter = voter_of(rows[pk], asked[pk], ballot=ballot)
        if not voter.done:
            found[pk] = Waits(rows[pk], voter.answered, len(voter.statements), rows[pk].closes)
    return [found[pk] for pk in rows if pk in found]


def can_be_asked(team: Team) -> dict[Side, list[Any]]:
    """Who can be asked in a team, by side: people with an account, then readers without one."""
    found: dict[Side, list[Any]] = {
        Side.STAFF: list(team.staff.filter(is_active=True)),
        Side.EXECUTIVES: list(team.executives.filter(is_active=True)),
    }
    known = {one.email.casefold() for people in found.values() for one in people}
    for reader in Reader.objects.filter(team=team, stopped_at=None):
        if reader.email.casefold() not in known:
            found[Side(reader.side)].append(reader)
            known.add(reader.email.casefold())
    return found


def proposed_for(person: Person, team: Team) -> list[Proposed]:
    """Statements that the team's own words offer: voices that crossed, in the words that crossed, and limits that hold.

    A voice that has not crossed is its author's still: its words are nobody's to ask.
    """
    found: list[Proposed] = []
    voices = Voice.objects.filter(team=team, crossed=True).prefetch_related("events").order_by("-since", "id")
    for voice in voices[:_MOST_PROPOSED]:
        crossed = state_of(events_of(voice)).crossed
        if crossed:
            found.append(Proposed(_sentence(crossed[-1]), Side(voice.side), "voice"))
    found += [
        Proposed(_sentence(one.limit.statement), one.limit.side, "limit")
        for one in my_limits(person, now=timezone.localdate())
        if one.team.pk == team.pk and one.state.holds
    ]
    seen: set[str] = set()
    kept = []
    for one in found:
        if one.text and one.text.casefold() not in seen:
            seen.add(one.text.casefold())
            kept.append(one)
    return kept[:_MOST_PROPOSED]


def _sentence(text: str) -> str:
    """The first sentence, as long as it is one that can be read at a glance."""
    first = " ".join(text.split())
    for end in (". ", "! ", "? "):
        at = first.find(end)
        if at >= 20:
            first = first[: at + 1]
    return first if len(first) <= 280 else ""
