"""Who wants no more mails says so by one click, and nobody else can say it for them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from bothways.terms import Refusal
from bothways.web.audit.operations import record
from bothways.web.brief.models import Digest, Mail, Reader
from bothways.web.brief.notes import tell_managers
from bothways.web.brief.posting import do_withdraw
from bothways.web.brief.stopkeys import Stops

__all__ = ["do_stop_mails", "do_want_mails"]


def do_stop_mails(stops: Stops, *, now: datetime) -> None:
    """Stop somebody's mails, on their own word; twice is once. Of a reader the managers are told."""
    if stops.manager is not None:
        Digest.objects.update_or_create(person=stops.manager, defaults={"wanted": False})
        return
    reader = stops.reader
    if reader is None or not Reader.objects.filter(pk=reader.pk, left_at=None).update(left_at=now):
        return
    reader.left_at = now
    what = f"{reader.name} asked for no more briefs by mail."
    record(by=None, did="stop mails", what=what, team=reader.team, now=now)
    for mail in Mail.objects.filter(state="queued", key__contains=f".{reader.pk.hex}@").defer("raw"):
        try:
            do_withdraw(mail, by=reader.name)
        except Refusal:  # it was handed over in this moment
            continue
    text = (
        f"{what}\n\nTheir own link still opens, and you can give them another. Only they can ask for mails again, on the "
        "page that their last mail leads to."
    )
    key = f"stopped.{reader.pk.hex}.{now:%Y%m%d}"
    tell_managers(reader.team, subject="No more briefs by mail", text=text, now=now, key=key)


def do_want_mails(stops: Stops, *, now: datetime) -> None:
    """Have them again. Whom the manager stopped is not brought back by this."""
    if stops.manager is not None:
        Digest.objects.update_or_create(person=stops.manager, defaults={"wanted": True})
        return
    reader = stops.reader
    if reader is None:
        return
    with transaction.atomic():
        if Reader.objects.filter(pk=reader.pk, left_at__isnull=False).update(left_at=None):
            what = f"{reader.name} asked for briefs by mail again."
            record(by=None, did="want mails", what=what, team=reader.team, now=now)
    reader.left_at = None
