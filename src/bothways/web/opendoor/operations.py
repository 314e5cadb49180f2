"""Voices are brought and carried by people who are signed in."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from django.conf import settings
from django.db import transaction

from bothways.opendoor.voices import KINDS, MOVES, Consent, Event, How, Who
from bothways.terms import Refusal, Side
from bothways.web.opendoor import keeping, queries, wording
from bothways.web.opendoor.models import Voice
from bothways.web.people.models import Person, Team

__all__ = ["LONGEST", "check_text", "do_bring", "do_event"]

LONGEST: Final = 3000
"""Characters of a text: a page and a half. What is longer is two voices."""


def check_text(text: str) -> str:
    """Return a text as it is kept; refuses `no-words` and `voice-long`."""
    text = keeping.in_one_form(text)
    if not text:
        raise Refusal("no-words", "There is nothing to bring yet.", hint="Write what is meant.")
    if len(text) > LONGEST:
        raise Refusal(
            "voice-long",
            f"This has {len(text)} characters; there is room for {LONGEST}.",
            hint="Say it shorter, or in two voices.",
        )
    return text


def check_side(person: Person, team: Team, side: Side) -> None:
    """A manager speaks for either side of their own team; others for their own."""
    who = Who.MANAGER if person.role == Person.Role.MANAGER else Who.AUTHOR
    mine = queries.my_teams_at(person, who).filter(pk=team.pk).exists()
    if not mine or (who is Who.AUTHOR and person.side is not side):
        raise Refusal(
            "not-your-side",
            "You can bring a voice of your own side and team only.",
            hint="Choose another team.",
            data={"status": 403},
        )


def do_bring(
    person: Person,
    *,
    team: Team,
    side: Side,
    kind: str,
    text: str,
    now: datetime,
    name_crosses: bool = False,
    consent_who: str = "",
    consent_day: date | None = None,
    consent_how: str = "",
    agreed: str = "",
) -> Voice:
    """Bring a voice with one's name, or as a manager on somebody's behalf with their consent.

    agreed: a calm wording that the author agrees to beforehand; then it can cross without asking again.

    Errors: `Refusal` "not-your-side", "no-words", "voice-long", "no-such-kind", "no-consent", "consent-incomplete".
    """
    check_side(person, team, side)
    text, agreed, day = check_text(text), keeping.in_one_form(agreed), keeping.day_of(now)
    behalf = person.role == Person.Role.MANAGER
    if behalf and (consent_day is None or consent_day > day):
        raise Refusal(
            "no-consent",
            "Nobody's voice is brought without their consent.",
            hint="Ask the person, and write who agreed, on what day and how.",
        )
    consent = Consent(consent_who, consent_day, consent_how) if behalf and consent_day else None
    how, by = (How.ON_BEHALF, Who.MANAGER) if behalf else (How.NAMED, Who.AUTHOR)
    if kind not in KINDS[side]:
        kind = ""
    event = Event(
        "brought",
        by,
        day,
        text=text,
        consent=consent,
        kind=kind,
        side=side,
        how=how,
        name_crosses=name_crosses,
    )
    voice = Voice(
        team=team,
        side=side.value,
        how=how.value,
        kind=kind,
        author=None if behalf else person,
        heat=wording.heat_of(text, team=team),
    )
    with transaction.atomic():
        keeping.begin(event, voice, person=person)
        if agreed and agreed != text:
            second = Event("reworded", by, day, text=check_text(agreed), consent=consent)
            keeping.add(voice, second, person=person)
    return voice


def do_event(
    person: Person,
    voice_id: object,
    *,
    what: str,
    now: datetime,
    text: str = "",
    why: str = "",
    consent_who: str = "",
    consent_day: date | None = None,
    consent_how: str = "",
    told_by: str = "",
) -> Voice:
    """Do something to a voice that this person may read: whatever `MOVES` lets them do where it stands.

    told_by: alone at a desk, who of the other side said it to the manager, who writes it down: nobody else could.

    Errors: "absent"; those of `check_event`; "meanwhile"; "told-by" where nobody is named.
    """
    with transaction.atomic():
        voice, who, _events = queries.my_voice(person, voice_id)
        consent = None
        told_by = _told_by(who, what, told_by)
        if who is Who.MANAGER and consent_who and consent_day:
            consent = Consent(consent_who, consent_day, consent_how)
        event = Event(
            what,
            Who.OTHER_SIDE if told_by else who,
            keeping.day_of(now),
            text=check_text(text) if text.strip() else "",
            why=keeping.in_one_form(why),
            consent=consent,
        )
        keeping.add(voice, event, person=person, name=told_by)
        return voice


def _told_by(who: Who, what: str, name: str) -> str:
    """Who of the other side said it, where the manager writes it down for them: at a desk alone."""
    theirs = {move.what for move in MOVES if move.by is Who.OTHER_SIDE}
    if settings.MODE != "desk" or who is not Who.MANAGER or what not in theirs:
        return ""
    name = " ".join(name.split())[:120]
    if not name:
        raise Refusal(
            "told-by", "An answer is somebody's.", hint="Write who of the other side gave it to you."
        )
    return name
