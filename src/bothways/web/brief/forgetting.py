"""Erasure of a reader, and briefs and mails that are older than what is kept."""

from __future__ import annotations

import shutil
from datetime import datetime

from bothways.web.brief.models import Brief, Mail, Reader, Said, Timetable
from bothways.web.people.models import Person
from bothways.web.people.naming import SOMEBODY, take_out

__all__ = ["erase", "forget"]


def erase(person: Person, *, now: datetime) -> None:
    """Take a person off the readers, and their name and address from what was sent to them and what they said.

    A mail that was sent to them keeps that it was; its bytes hold their address in every part, and go. What was sent to
    others is the archive, byte for byte, and goes with its day: `forget`.
    """
    Reader.objects.filter(email__iexact=person.email).delete()
    Reader.objects.filter(person=person).delete()
    to_them = [mail.pk for mail in Mail.objects.defer("raw") if _address(mail) == person.email.lower()]
    Mail.objects.filter(pk__in=to_them, state="queued").delete()
    Mail.objects.filter(pk__in=to_them).update(to=SOMEBODY, name="", raw=b"", told="")
    Said.objects.filter(link__person=person).update(name=SOMEBODY)
    Said.objects.filter(link__email__iexact=person.email).update(name=SOMEBODY)
    take_out(Reader, "name", person=person)
    take_out(Brief, "note", "asks", "imperatives", "edits", "headline", "refusal", person=person)
    take_out(Mail, "to", "name", "subject", "told", "by", person=person)
    take_out(Said, "name", "sentence", "text", person=person)
    take_out(Timetable, "told", person=person)


def _address(mail: Mail) -> str:
    address: str = mail.to.rpartition("<")[2].rstrip(">")
    return address.strip().lower()


def forget(*, before: datetime, now: datetime) -> None:
    """Take away briefs, their files, and mails that are older than what is kept."""
    for brief in Brief.objects.filter(made_at__lt=before).exclude(state=Brief.State.MAKING):
        shutil.rmtree(brief.folder, ignore_errors=True)
        brief.delete()
    Mail.objects.filter(made_at__lt=before, state__in=["sent", "failed"]).delete()
