"""Mails that ask: the invitation, and reminders that go to everybody alike, whoever has answered."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.formats import date_format

from bothways.brief.mailing import mailbox
from bothways.terms import Refusal
from bothways.web.audit.operations import record
from bothways.web.brief.models import Mail
from bothways.web.brief.notes import queue_note
from bothways.web.brief.posting import mail_settings
from bothways.web.consultations.models import Consultation, ConsultationInvited
from bothways.web.consultations.operations import do_link
from bothways.web.consultations.queries import still_asked
from bothways.web.credibility.operations import check_may_write
from bothways.web.opendoor.keeping import day_of
from bothways.web.people.models import Person

__all__ = ["can_mail", "do_invite_all", "do_remind"]

_BETWEEN = timedelta(days=2)
"""Days between two reminders: more of them wear people out."""


def can_mail() -> bool:
    """Whether links can go out by mail: there is a mail server, and an address that readers can reach."""
    return mail_settings() is not None and bool(settings.SITE_URL)


def do_invite_all(consultation: Consultation, *, now: datetime) -> int:
    """Queue everybody's invitation with a link of their own; gives how many. None goes out without a mail server."""
    return _each(consultation, kind="asked", now=now)


def do_remind(by: Person | None, consultation: Consultation, *, now: datetime) -> int:
    """Remind everybody who was asked, alike: a reminder to those who have not answered would tell who they are.

    Raises:
        Refusal: `not-open`; `reminded` within two days; `no-mail`.
    """
    if by is not None:
        check_may_write(by, consultation.team)
    today = day_of(now)
    if not can_mail():
        raise Refusal(
            "no-mail",
            "No mail can be sent from here.",
            hint="Name a mail server and the address of this site, or remind them yourself: all alike.",
        )
    with transaction.atomic():
        held = Consultation.objects.select_for_update().select_related("team").get(pk=consultation.pk)
        if not held.is_open:
            raise Refusal("not-open", "It is closed.", hint="What it showed stands on its page.")
        last = held.reminded or held.opened
        if last is not None and today - last < _BETWEEN:
            raise Refusal(
                "reminded",
                "Everybody heard of it within the last two days.",
                hint=f"You can remind them from {last + _BETWEEN} on.",
            )
        Consultation.objects.filter(pk=held.pk).update(reminded=today)
        count = _each(held, kind=f"reminded.{today:%Y%m%d}", now=now)
        record(
            by=by, did="remind", what=f"Everybody who was asked was reminded: {held.question}", team=held.team, now=now
        )  # fmt: skip
    return count


def _each(consultation: Consultation, *, kind: str, now: datetime) -> int:
    server = mail_settings()
    if server is None or not settings.SITE_URL:
        return 0
    count = 0
    # To whoever left since the link would open nothing, and the question is no longer theirs to read.
    for one in still_asked(consultation).select_related("consultation__team", "person"):
        key = f"{consultation.pk.hex}.{one.pk.hex}.{kind}"
        if Mail.objects.filter(key__startswith=f"<{key}@").exists():
            continue
        with transaction.atomic():
            _link, token = do_link(one, now=now)
            address = settings.SITE_URL + reverse("asked", kwargs={"token": token})
            queue_note(
                to=mailbox(one.email, name=one.name),
                subject=_subject(consultation, kind),
                text=_text(consultation, one, address=address, kind=kind),
                team=consultation.team,
                now=now,
                key=key,
            )
        count += 1
    return count


def _subject(consultation: Consultation, kind: str) -> str:
    if kind == "asked":
        return f"Both sides are asked: {consultation.question}"
    return f"Until {_day(consultation.closes)}: {consultation.question}"


def _text(consultation: Consultation, one: ConsultationInvited, *, address: str, kind: str) -> str:
    many = consultation.statements.filter(out=False).count()
    minutes = max(1, round(many / 3))
    begins = (
        f"{consultation.question}\n\nStaff and executives of {consultation.team.name} are asked the same {many} statements. "
        f"It takes about {minutes} minutes, on a phone, with one thumb; you can stop and go on."
        if kind == "asked"
        else f"{consultation.question}\n\nThis goes to everybody who was asked, whether they have answered or not: nobody "
        "is told who has. If you have, thank you; there is nothing to do. If not, it takes "
        f"about {minutes} minutes."
    )
    return (
        f"{begins}\n\nYour own link, open until {_day(consultation.closes)}:\n\n{address}\n\nNobody is shown a single answer "
        "of yours unless you choose the record, and nobody sees a result before all do. The link is yours alone: whoever "
        f"has it could answer in your place, so please don’t pass it on.\n\nThis mail was written for {one.name}."
    )


def _day(day: date) -> str:
    return date_format(day, "l j F")
