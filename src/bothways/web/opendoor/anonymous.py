"""Voices without a name: tickets are handed to everybody who passes by, letters go into the box, the night empties it."""

from __future__ import annotations

import logging
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction

from bothways.opendoor.disclosure import Rules
from bothways.opendoor.voices import (
    ENDS,
    Anonymity,
    Contents,
    Crowd,
    Event,
    How,
    Key,
    Letter,
    Release,
    Row,
    Who,
    check_event,
    check_ticket,
    due,
    handed_ticket,
    key_opens,
    may_be_anonymous,
    may_do,
    new_key,
    read_key,
    release,
    state_of,
    stored_of,
)
from bothways.terms import Refusal, Side
from bothways.web.opendoor import keeping, queries, sealing, wording
from bothways.web.opendoor.models import Box, BoxBatch, Handed, Voice
from bothways.web.opendoor.operations import check_text
from bothways.web.people.models import Person, Team

__all__ = [
    "Held", "admission", "can_answer_from", "check_spent", "do_letter", "do_night", "do_pass", "do_put", "rules", "voice_by",
]  # fmt: skip

MOST_WAITING: Final = 3
"""Letters to one voice that may lie in the box: whoever holds a key can't fill it."""
_log = logging.getLogger("bothways.opendoor")


class Held:
    """What a key opens: a voice that came out, or one that lies in the box still. waiting: letters to it in the box."""

    def __init__(self, voice: Voice | None, *, box: Box | None, waiting: tuple[Letter, ...] = ()) -> None:
        self.voice, self.box, self.waiting = voice, box, waiting


def rules() -> Rules:
    """The numbers that the organisation holds to."""
    return Rules(k=settings.MINIMUM_GROUP)


def admission(team: Team, side: Side) -> Anonymity:
    """Whether somebody of a side can send without a name: from how many could, and nothing else."""
    return may_be_anonymous(
        queries.able_people(team, side).count(), side=side, rules=rules(), batch=str(wording.A_DAY)
    )


def do_pass(person: Person, *, now: datetime) -> list[tuple[Box, str]]:
    """Hand somebody who is here a ticket for each box of their side; again only in the next batch.

    Everybody who passes gets one, whoever means to write and whoever doesn't: that is what makes it tell nothing.
    """
    side = person.side
    handed: list[tuple[Box, str]] = []
    if side is None:
        return handed
    for team in queries.my_teams_at(person, Who.AUTHOR):
        if not admission(team, side).possible:
            continue
        box = _box_of(team, side, day=keeping.day_of(now))
        with sealing.alone(box.pk):
            box.refresh_from_db()
            _row, new = Handed.objects.get_or_create(batch=box.batch, person=person, defaults={"box": box})
            if not new:
                continue
            sealing.touch(box.batch)
        ticket = handed_ticket(_named(box), secret=sealing.secret(), random_bytes=secrets.token_bytes)
        handed.append((box, ticket))
    return handed


def _box_of(team: Team, side: Side, *, day: date) -> Box:
    box = Box.objects.filter(team=team, side=side.value).first()
    if box is None:
        box, new = Box.objects.get_or_create(
            team=team, side=side.value, defaults={"opened": day, "looked": day}
        )
        if new:
            sealing.begin(box.batch)
    return box


def _named(box: Box) -> str:
    return f"{box.pk}:{box.batch}"


def check_spent(box: Box, ticket: str) -> str:
    """Return the serial of a ticket that can still be used; refuses "ticket" and "spent"."""
    serial = check_ticket(ticket, batch=_named(box), secret=sealing.secret())
    if serial in sealing.look(box.batch).spent:
        raise Refusal(
            "spent",
            "What you sent is in the box.",
            hint="One voice goes into it each time. When it has been emptied, and you are here again, you can send another.",
        )
    return serial


def do_put(box_id: object, ticket: str, *, kind: str, text: str, agreed: str = "") -> Key:
    """Put a voice into the box, and return its key: to be shown once, and kept by nobody but its author.

    Errors: "absent", "ticket", "spent", "no-words", "voice-long", "no-such-kind", "box-full", "box-unreadable".
    """
    box = Box.objects.filter(pk=box_id).first()
    if box is None:
        raise Refusal("ticket", "There is no such box.", hint="Sign in once, then open the box again.")
    text, agreed = check_text(text), keeping.in_one_form(agreed)
    day = box.opened
    check_event((), event=_brought(Side(box.side), kind=kind, text=text, day=day))
    with sealing.alone(box.pk):
        box.refresh_from_db()
        serial = check_ticket(ticket, batch=_named(box), secret=sealing.secret())
        key = new_key(random_bytes=secrets.token_bytes)
        fields = {"kind": kind, "text": text, "key": stored_of(key, secret=sealing.secret())}
        if agreed and agreed != text:
            fields["agreed"] = check_text(agreed)
        sealing.put_in(box.batch, letter=Letter("", fields), serial=serial)
    return key


def voice_by(typed: str) -> Held:
    """What a key opens. Refuses "key-length", "key-typo", and "no-voice" (404) where it opens nothing."""
    key = read_key(typed)
    secret = sealing.secret()
    stored = stored_of(key, secret=secret)
    voice = Voice.objects.select_related("team").prefetch_related("events").filter(key=stored).first()
    if voice is not None and key_opens(voice.key or "", key=key, secret=secret):
        box = Box.objects.get(team=voice.team, side=voice.side)
        letters = sealing.look(box.batch).letters
        return Held(voice, box=box, waiting=tuple(one for one in letters if one.voice == voice.pk.hex))
    for box in Box.objects.all():
        try:
            letters = sealing.look(box.batch).letters
        except Refusal:
            continue
        for letter in letters:
            if not letter.voice and key_opens(letter.fields.get("key", ""), key=key, secret=secret):
                return Held(None, box=box, waiting=(letter,))
    raise Refusal(
        "no-voice",
        "This key opens nothing here.",
        hint="Its signs fit together, so it may be the key of another installation, or of a voice that was erased.",
        data={"status": 404},
    )


def do_letter(typed: str, *, what: str, text: str = "") -> Held:
    """Put what the holder of a key says into the box: agreed, refused, reworded, taken back, written back.

    Errors: those of `voice_by` and of `check_event`; "letters" where enough lie in the box.
    """
    held = voice_by(typed)
    if held.voice is None or held.box is None:
        raise Refusal(
            "in-the-box", "It lies in the closed box still.", hint="Come back when the box has been emptied."
        )
    shown = keeping.for_the_key(held.voice, held.box)
    state = state_of(shown)
    move = next((move for move in may_do(state, by=Who.AUTHOR) if move.what == what), None)
    said = check_text(text) if move is not None and move.text else ""
    check_event(shown, event=Event(what, Who.AUTHOR, max(state.since, held.box.opened), text=said))
    fields = {"what": what, "text": said, "about": state.proposed if what in ("agreed", "refused") else ""}
    with sealing.alone(held.box.pk):
        held.box.refresh_from_db()
        if len(held.waiting) >= MOST_WAITING:
            raise Refusal(
                "letters",
                "What you wrote lies in the box already.",
                hint="Come back when it has been emptied.",
            )
        sealing.put_in(held.box.batch, letter=Letter(held.voice.pk.hex, fields))
    return voice_by(typed)


# The night.


def do_night(box_id: object, *, now: datetime) -> bool:
    """Empty a box if its batch is over and enough people were here; else encipher it anew. Once a night.

    Returns whether it was emptied.
    """
    today = keeping.day_of(now)
    with sealing.alone(Box.objects.get(pk=box_id).pk):
        box = Box.objects.select_related("team").get(pk=box_id)
        if box.looked >= today:
            return False
        try:
            contents = sealing.look(box.batch)
        except Refusal:
            _log.exception("A box can't be opened. What was in it is lost; it begins anew.")
            box.lost = today
            return _new_batch(box, Contents(), today=today, done=None)
        able = frozenset(
            str(pk) for pk in queries.able_people(box.team, Side(box.side)).values_list("pk", flat=True)
        )
        done = None
        if due(box.opened, today=today):
            contents = _still_awaited(contents)
            done = release(
                contents,
                able=_here(box.batch, able),
                crowds=_crowds(box, contents, able),
                day=today,
                random_bytes=secrets.token_bytes,
                rules=rules(),
            )
        if done is None or not done.emptied:
            sealing.touch(box.batch)
            Box.objects.filter(pk=box.pk).update(looked=today)
            return False
        return _new_batch(box, done.held, today=today, done=done)


def _still_awaited(contents: Contents) -> Contents:
    """Leave out letters to voices that have ended or were forgotten: they would wait for a group that never comes."""
    wanted = {uuid.UUID(hex=letter.voice) for letter in contents.letters if letter.voice}
    open_ones = Voice.objects.filter(pk__in=wanted).exclude(stage__in=ENDS).values_list("pk", flat=True)
    known = {"", *(pk.hex for pk in open_ones)}
    return replace(contents, letters=tuple(one for one in contents.letters if one.voice in known))


def _new_batch(box: Box, held: Contents, *, today: date, done: Release | None) -> bool:
    """Begin a batch, and write what came out, all or nothing: a box is that of the row that names it."""
    old, new = box.batch, uuid.uuid4()
    sealing.begin(new, contents=held)
    with transaction.atomic():
        if done is not None:
            for row in done.rows:
                _written(box, row, done.crowds)
        BoxBatch.objects.create(id=old, box=box, opened=box.opened, ended=today)
        box.batch, box.opened, box.looked = new, today, today
        box.save()
    sealing.forget(old)
    return done is not None


def _here(batch: uuid.UUID, able: frozenset[str]) -> frozenset[str]:
    return able & {str(pk) for pk in Handed.objects.filter(batch=batch).values_list("person", flat=True)}


def _crowds(box: Box, contents: Contents, able: frozenset[str]) -> dict[str, Crowd]:
    """Of every voice that has letters in the box: who can be its author, and who was back since it last moved."""
    wanted = {uuid.UUID(hex=letter.voice) for letter in contents.letters if letter.voice}
    ended = [(batch.opened, _here(batch.pk, able)) for batch in box.batches.all()] if wanted else []
    crowds = {}
    for voice in Voice.objects.filter(pk__in=wanted).prefetch_related("events"):
        since = can_answer_from(voice, box)
        back = tuple(people for opened, people in ended if opened >= since)
        crowds[voice.pk.hex] = Crowd(frozenset(voice.crowd) & able, back)
    return crowds


def can_answer_from(voice: Voice, box: Box) -> date:
    """Say from the batch of which day on its author could answer: what the desk did shows a batch later."""
    last = keeping.for_the_key(voice, box)[-1]
    return last.day if last.by is Who.AUTHOR else last.day + timedelta(days=1)


def _written(box: Box, row: Row, crowds: Mapping[str, frozenset[str]]) -> None:
    people = sorted(crowds[row.voice])
    if row.new:
        text, kind = row.fields["text"], row.fields["kind"]
        voice = Voice(
            pk=uuid.UUID(hex=row.voice),
            team=box.team,
            side=box.side,
            how=How.ANONYMOUS.value,
            kind=kind,
            key=row.fields["key"],
            crowd=people,
            heat=wording.heat_of(text, team=box.team),
        )
        keeping.begin(_brought(Side(box.side), kind=kind, text=text, day=row.day), voice, person=None)
        if row.fields.get("agreed"):
            keeping.add(voice, Event("reworded", Who.AUTHOR, row.day, text=row.fields["agreed"]), person=None)
        return
    voice = Voice.objects.prefetch_related("events").get(pk=uuid.UUID(hex=row.voice))
    Voice.objects.filter(pk=voice.pk).update(crowd=people)
    past = keeping.events_of(voice)
    about = row.fields.get("about", "")
    # A wording that its author has not seen is agreed to by nobody: the answer to an earlier one came too late.
    if about and state_of(past).proposed != about:
        return
    event = Event(row.fields["what"], Who.AUTHOR, row.day, text=row.fields["text"])
    try:
        keeping.add(voice, event, person=None, before=past)
    except Refusal:  # the desk was quicker; the author reads what became of it
        return


def _brought(side: Side, *, kind: str, text: str, day: date) -> Event:
    return Event("brought", Who.AUTHOR, day, text=text, kind=kind, side=side, how=How.ANONYMOUS)
