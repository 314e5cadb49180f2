"""The key by which somebody stops their mails: signed, not stored, so it holds as long as the mail that carries it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from bothways.web.access import absent
from bothways.web.brief.models import Digest, Reader
from bothways.web.people.models import Person

__all__ = ["Stops", "key_of", "stop_address", "stops_of"]

_SIGNER: Final = Signer(salt="bothways.mails")
_READER, _DIGEST = "r", "d"


@dataclass(frozen=True, slots=True)
class Stops:
    """What a key stops: a reader's briefs, or a manager's digest."""

    reader: Reader | None = None
    manager: Person | None = None

    @property
    def name(self) -> str:
        """Whose mails."""
        return self.reader.name if self.reader else self.manager.name if self.manager else ""

    @property
    def stopped(self) -> bool:
        """Whether they get none."""
        if self.reader is not None:
            return self.reader.left_at is not None or self.reader.stopped_at is not None
        return Digest.objects.filter(person=self.manager, wanted=False).exists()


def key_of(whose: Reader | Person) -> str:
    """The key by which somebody stops their mails: signed with the secret of this installation."""
    kind = _READER if isinstance(whose, Reader) else _DIGEST
    return _SIGNER.sign(f"{kind}{whose.pk.hex}").replace(":", ".")


def stop_address(whose: Reader | Person) -> str | None:
    """The address that goes into a mail; none where nobody could reach it: a server without an address of its own."""
    if not settings.SITE_URL:
        return None
    return settings.SITE_URL + reverse("mails-stop", kwargs={"stop_key": key_of(whose)})


def stops_of(key: str) -> Stops:
    """What a key stops; refuses `absent` for one that was never given out."""
    try:
        held = _SIGNER.unsign(key.replace(".", ":"))
        kind, pk = held[:1], uuid.UUID(hex=held[1:])
    except (BadSignature, ValueError) as wrong:
        raise absent("mail") from wrong
    if kind == _READER:
        reader = Reader.objects.select_related("team").filter(pk=pk).first()
        if reader is not None:
            return Stops(reader=reader)
    manager = Person.objects.filter(pk=pk, is_active=True).first() if kind == _DIGEST else None
    if manager is None:
        raise absent("mail")
    return Stops(manager=manager)
