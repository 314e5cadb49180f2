"""Mails are made for the readers, and handed over: each once; what nobody knows of waits for a person's word."""

from __future__ import annotations

import os
from datetime import datetime

from django.conf import settings
from django.db import transaction

from bothways.brief.document import Document
from bothways.brief.mailing import mailbox, message, message_bytes
from bothways.brief.outbox import (
    again,
    arrived,
    claimed,
    handed_over,
    is_due,
    queued,
    recovered,
    settled,
    withdrawn,
)
from bothways.ports.smtp import hand_over
from bothways.ports.smtp_settings import MailSettings, mail_settings_of
from bothways.terms import Refusal, Side
from bothways.web.audit.operations import record
from bothways.web.brief.models import Brief, Mail, Reader
from bothways.web.brief.operations import LASTS, Told, for_side, previewed
from bothways.web.brief.stopkeys import stop_address
from bothways.web.jobs.models import Job
from bothways.web.jobs.operations import Tell, enqueue
from bothways.web.people.models import Link
from bothways.web.people.operations import do_make_link

__all__ = [
    "do_again",
    "do_arrived",
    "do_post",
    "do_queue",
    "do_withdraw",
    "mail_settings",
    "post_what_is_due",
]


def mail_settings() -> MailSettings | None:
    """The mail server that the settings name, or None."""
    return mail_settings_of(os.environ)


def do_queue(brief: Brief, *, now: datetime, tell: Tell) -> int:
    """Make each reader's mail: their own cut, their own link. A reader who has one of this brief gets no second.

    Without a mail server nothing is made: the manager gives the links.
    """
    server = mail_settings()
    if server is None:
        return 0
    told = previewed(brief)
    readers = list(
        Reader.objects.filter(team=brief.team, stopped_at=None, left_at=None).select_related("person")
    )
    mine = set(brief.team.staff.values_list("pk", flat=True))
    count = 0
    for at, reader in enumerate(readers):
        tell(at, len(readers), f"Mail for {reader.name}")
        # One mail a brief and reader, whoever makes it: the Message-ID is of the two, and unique in the table.
        of = f"<{brief.pk.hex}.{reader.pk.hex}@"
        if Mail.objects.filter(key__startswith=of).exists():
            continue
        with transaction.atomic():
            link, address = _link_of(reader, brief, now=now)
            made = [(f"{of}{server.sender.domain}>", for_side(told, reader.side), address)]
            own = _own_of(reader, told) if reader.person_id in mine else None
            if own is not None:
                # Whoever sells has the team's brief, and their own beside it: nobody else's.
                key = f"<{brief.pk.hex}.own.{reader.pk.hex}@{server.sender.domain}>"
                made.append((key, own, f"{address}?own=1" if address else None))
            for key, document, to_page in made:
                _queue(
                    key,
                    document,
                    told=told,
                    brief=brief,
                    reader=reader,
                    link=link,
                    address=to_page,
                    server=server,
                    now=now,
                )
        count += len(made)
    if count:
        enqueue("post", by=brief.approved_by, now=now)
    return count


def _own_of(reader: Reader, told: Told) -> Document | None:
    """The reader's own brief, where they sell: by the name that the CRM has for them."""
    person = reader.person
    if person is None or person.side is not Side.STAFF or reader.side != Side.STAFF or not person.crm_id:
        return None
    return told.people.get(person.crm_id)


def _queue(
    key: str, document: Document, *, told: Told, brief: Brief, reader: Reader, link: Link | None, address: str | None,
    server: MailSettings, now: datetime,
) -> None:  # fmt: skip
    """Make one mail and keep it, as it will travel."""
    to = mailbox(reader.email, name=reader.name)
    made = message(
        document,
        sender=server.sender,
        to=to,
        now=now,
        message_id=key,
        ledger=told.ledger,
        link=address,
        stop=stop_address(reader),
    )
    row = queued(key, to=str(to), after=None)
    Mail.objects.create(
        key=key, team=brief.team, brief=brief, link=link, to=row.to, name=reader.name, side=reader.side,
        subject=str(made["Subject"]), raw=message_bytes(made), made_at=now,
    )  # fmt: skip


def _link_of(reader: Reader, brief: Brief, *, now: datetime) -> tuple[Link | None, str | None]:
    """A reader's own link and its address; none where nobody could reach it: a server without an address of its own."""
    if not settings.SITE_URL:
        return None, None
    link, token = do_make_link(
        purpose="brief", target=brief.pk, team=brief.team, name=reader.name, email=reader.email, side=reader.side,
        person=reader.person, ask_code=reader.ask_code, now=now, lasts=LASTS,
    )  # fmt: skip
    return link, f"{settings.SITE_URL}/r/{token}/"


def do_post(*, worker: str, now: datetime, tell: Tell) -> int:
    """Hand over what is due, one after the other; gives how many were tried."""
    server = mail_settings()
    if server is None:
        return 0
    tried = 0
    due = list(Mail.objects.filter(state="queued").order_by("made_at").values_list("pk", flat=True)[:200])
    for at, pk in enumerate(due):
        tell(at, len(due), "Handing over")
        mail = Mail.objects.get(pk=pk)
        if not is_due(mail.as_row(), now=now):
            continue
        # Whoever writes the next version first has the mail; that it may have gone is kept before the first byte goes.
        if not mail.written(claimed(mail.as_row(), worker=worker, now=now)):
            continue
        if not mail.written(handed_over(mail.as_row(), worker=worker, now=now)):
            continue
        outcome = hand_over(bytes(mail.raw), to=mailbox(mail.to), settings=server)
        mail.written(settled(mail.as_row(), worker=worker, outcome=outcome, now=now))
        _emptied(mail)
        if mail.state in {"failed", "unknown"}:
            what = f"The mail to {mail.to} is {mail.state}: {mail.told}"
            record(by=None, did="mail", what=what[:300], team=mail.team, now=now)
        tried += 1
    return tried


def post_what_is_due(now: datetime) -> None:
    """Each minute: free what a worker that is gone held, and ask for a job where something is due."""
    for mail in Mail.objects.filter(state="claimed"):
        freed = recovered(mail.as_row(), now=now)
        if freed is not None:
            mail.written(freed)
    waits = Job.objects.filter(kind="post", state__in=[Job.State.QUEUED, Job.State.RUNNING]).exists()
    if not waits and any(
        is_due(mail.as_row(), now=now) for mail in Mail.objects.filter(state="queued").defer("raw")[:50]
    ):
        enqueue("post", by=None, now=now)


def do_again(mail: Mail, *, by: str, now: datetime) -> None:
    """Send a failed or unknown one again, on a person's word; refuses `wants-none` where its reader asked for no mails."""
    if mail.brief_id is not None:
        left = Reader.objects.filter(team=mail.team_id, left_at__isnull=False).values_list("pk", flat=True)
        if any(f".{pk.hex}@" in mail.key for pk in left):
            raise Refusal(
                "wants-none", f"{mail.name} asked for no more mails.", hint="Give them a link yourself."
            )
    _kept(mail, mail.written(again(mail.as_row(), by=by, now=now)))
    enqueue("post", by=None, now=now)


def do_arrived(mail: Mail, *, by: str) -> None:
    """A person found out that an unknown one arrived."""
    _kept(mail, mail.written(arrived(mail.as_row(), by=by)))
    _emptied(mail)


def do_withdraw(mail: Mail, *, by: str) -> None:
    """Take a queued one back."""
    _kept(mail, mail.written(withdrawn(mail.as_row(), by=by)))


def _emptied(mail: Mail) -> None:
    """Of a code, an invitation, a new password: what opened a door is not kept once it has gone."""
    if mail.state == "sent" and mail.brief_id is None:
        Mail.objects.filter(pk=mail.pk).update(raw=b"")


def _kept(mail: Mail, kept: bool) -> None:
    if not kept:
        raise Refusal("outbox-step", f"The mail to {mail.to} was just moved on.", hint="Look at it anew.")
