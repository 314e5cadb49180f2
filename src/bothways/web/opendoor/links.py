"""Links of readers to a voice that crossed: who gets one, what is mailed, who answers by it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from bothways.brief.mailing import mailbox
from bothways.opendoor.voices import Event, Who, may_do
from bothways.terms import Refusal, Side
from bothways.web.access import absent
from bothways.web.audit.operations import record
from bothways.web.brief.models import Reader
from bothways.web.brief.notes import queue_note
from bothways.web.brief.posting import mail_settings
from bothways.web.opendoor import keeping, queries
from bothways.web.opendoor.models import Voice
from bothways.web.opendoor.operations import check_text
from bothways.web.people.models import Link, Person
from bothways.web.people.operations import do_make_link

__all__ = ["LASTS", "Made", "askable", "do_by_link", "do_send_links", "voice_of"]

LASTS: Final = timedelta(days=60)
"""How long a link opens a voice."""
_DID: Final = {
    "answer agreed": "agreed to how an answer goes back",
    "answer refused": "refused how an answer would go back",
}


@dataclass(frozen=True, slots=True)
class Made:
    """A link that was made: for whom, its address (given here, once), and whether it was mailed."""

    name: str
    address: str
    mailed: bool


def askable(voice: Voice) -> QuerySet[Reader]:
    """The readers of the other side of a voice: who can be asked by a link, with an account or without."""
    side = Side(voice.side).other.value
    return Reader.objects.filter(team=voice.team, side=side, stopped_at=None)


def do_send_links(
    person: Person, voice_id: object, *, readers: Iterable[str], now: datetime, address: Callable[[str], str]
) -> list[Made]:
    """Make a link to a voice for each reader of the other side, and mail it where a mail server is set.

    Args:
        person: the manager.
        readers: ids of readers; those of another team or side are left out.
        address: makes the address of a key.

    Errors: "absent"; "not-crossed" where nothing waits for the other side.
    """
    voice, who, _events = queries.my_voice(person, voice_id)
    seen = queries.seen(voice, who)
    if who is not Who.MANAGER or not may_do(seen.state, by=Who.OTHER_SIDE):
        raise Refusal(
            "not-crossed", _("Nothing of it waits for the other side."), hint=_("Carry it across first.")
        )
    wanted = set(readers)
    said = queries.seen(voice, Who.OTHER_SIDE).said
    made = []
    for reader in askable(voice).select_related("person"):
        if str(reader.pk) not in wanted:
            continue
        with transaction.atomic():
            link, token = do_make_link(
                purpose="voice", target=voice.pk, team=voice.team, name=reader.name, email=reader.email,
                side=reader.side, person=reader.person, ask_code=reader.ask_code, now=now, lasts=LASTS,
            )  # fmt: skip
            there = address(token)
            mailed = _mailed(link, voice, said=said, there=there, now=now)
            what = f"{reader.name} was sent a link to a voice that crossed."
            record(by=person, did="ask-by-link", what=what, team=voice.team, now=now)
        made.append(Made(reader.name, there, mailed))
    return made


def _mailed(link: Link, voice: Voice, *, said: str, there: str, now: datetime) -> bool:
    if mail_settings() is None:
        return False
    whose = _("the sales staff") if voice.side == Side.STAFF else _("the executives")
    kind = str(queries.KINDS[voice.kind])
    asked = _(
        "%(name)s, this waits for the answer of your side:\n\n%(said)s\n\nAnswer, and say why, here: %(there)s\n\n"
        "The link is your own, and opens it for sixty days. Opening it changes nothing."
    )
    note = queue_note(
        to=mailbox(link.email, name=link.name),
        subject=_("%(kind)s of %(whose)s: your answer is asked for") % {"kind": kind, "whose": whose},
        text=asked % {"name": link.name, "said": said, "there": there},
        team=link.team,
        now=now,
        key=link.pk.hex,
    )
    return note is not None


def voice_of(link: Link) -> Voice:
    """The voice that a link opens, of the other side than its reader's; refuses `absent` where it is gone."""
    found = Voice.objects.select_related("team", "author").prefetch_related("events")
    side = Side(link.side).other.value
    voice = found.filter(pk=link.target, team=link.team, side=side, crossed=True).first()
    if voice is None:
        raise absent("voice")
    return voice


def do_by_link(link: Link, *, what: str, text: str, why: str, now: datetime) -> Voice:
    """Do what the other side may: answer, agree to a wording of the answer, refuse it. Who did it is kept.

    Errors: "absent"; those of `check_event`; "meanwhile".
    """
    with transaction.atomic():
        voice = voice_of(link)
        said = check_text(text) if text.strip() else ""
        event = Event(what, Who.OTHER_SIDE, keeping.day_of(now), text=said, why=keeping.in_one_form(why))
        keeping.add(voice, event, person=link.person, name=link.name)
        did = f"{link.name} {_DID.get(what, 'answered a voice')} by their own link."
        record(by=link.person, did="answer", what=did, team=link.team, now=now)
        return voice
