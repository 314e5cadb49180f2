"""Briefs and mails, with the permission in the question: a team's are for its managers; a reader has a link."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from bothways.terms import Side
from bothways.web.access import absent
from bothways.web.brief.models import Brief, Digest, Mail, Reader, Said
from bothways.web.brief.stopkeys import Stops
from bothways.web.evidence.queries import teams_i_manage
from bothways.web.people.models import Person, Team

__all__ = [
    "forthcoming", "mails_of", "my_archived", "my_brief", "my_briefs", "my_mail", "my_mails", "my_reader", "my_said",
    "my_team_of_briefs", "sent_to_me", "troubled",
]  # fmt: skip


def my_briefs(person: Person) -> QuerySet[Brief]:
    """The briefs of the teams that a person manages; dropped ones are left out."""
    found = Brief.objects.filter(team__in=teams_i_manage(person)).exclude(state=Brief.State.DROPPED)
    return found.select_related("team", "snapshot", "made_by")


def my_brief(person: Person, brief_id: object) -> Brief:
    """One of them."""
    found = my_briefs(person).select_related("job", "approved_by").filter(pk=brief_id).first()
    if found is None:
        raise absent("brief")
    return found


def my_team_of_briefs(person: Person, team_id: object) -> Team:
    """A team that a person manages."""
    found = teams_i_manage(person).filter(pk=team_id).first()
    if found is None:
        raise absent("team")
    return found


def my_reader(person: Person, reader_id: object) -> Reader:
    """A reader of one of those teams."""
    found = (
        Reader.objects.select_related("team").filter(team__in=teams_i_manage(person), pk=reader_id).first()
    )
    if found is None:
        raise absent("reader")
    return found


def my_mails(person: Person) -> QuerySet[Mail]:
    """Mails of one's teams."""
    return Mail.objects.filter(team__in=teams_i_manage(person)).select_related("brief").defer("raw")


def my_mail(person: Person, mail_id: object) -> Mail:
    """One of them, with its bytes."""
    found = Mail.objects.filter(team__in=teams_i_manage(person), pk=mail_id).first()
    if found is None:
        raise absent("mail")
    return found


def my_archived(person: Person, mail_id: object) -> Mail:
    """One of them that carried a brief, with its bytes.

    Of others nobody opens the bytes: in a mail that failed, an invitation, a code or a link to answer by still opens what
    is somebody else's.
    """
    found = my_mail(person, mail_id)
    if found.brief_id is None:
        raise absent("mail")
    return found


def my_said(person: Person, said_id: object) -> Said:
    """What a reader said about a brief of one's teams."""
    found = (
        Said.objects.select_related("brief")
        .filter(brief__team__in=teams_i_manage(person), pk=said_id)
        .first()
    )
    if found is None:
        raise absent("answer")
    return found


def sent_to_me(person: Person) -> QuerySet[Brief]:
    """Approved briefs that a person of a side may read: those of their teams."""
    teams = Q(team__staff=person) if person.side == Side.STAFF else Q(team__executives=person)
    if person.side is None:
        return Brief.objects.none()
    return Brief.objects.filter(teams, state=Brief.State.APPROVED).select_related("team").distinct()


def troubled(person: Person) -> QuerySet[Mail]:
    """Mails that failed, or of which nobody knows: the manager is told, and decides."""
    return my_mails(person).filter(state__in=["failed", "unknown"])


def forthcoming(person: Person, *, now: datetime) -> QuerySet[Brief]:
    """Drafts that wait for a word."""
    return my_briefs(person).filter(state=Brief.State.DRAFT, made_at__lte=now)


def mails_of(person: Person) -> list[tuple[str, Stops, bool]]:
    """The mails that a person can have: a name for the form, what they are, and whether they get them."""
    found: list[tuple[str, Stops, bool]] = []
    if person.role == Person.Role.MANAGER:
        off = Digest.objects.filter(person=person, wanted=False).exists()
        found.append(("digest", Stops(manager=person), not off))
    # Somebody's own address, however the manager wrote it down.
    mine = Reader.objects.filter(Q(person=person) | Q(email__iexact=person.email), stopped_at=None)
    found += [(one.pk.hex, Stops(reader=one), one.left_at is None) for one in mine.select_related("team")]
    return found
