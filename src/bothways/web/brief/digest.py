"""One mail at most a day to a manager: what was emptied, what waits too long, what is due, what went wrong.

It says of voices no more than how many, in bands: a mail lies on servers that the door's guard does not reach.
"""

from __future__ import annotations

import zoneinfo
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.conf import settings

from bothways.brief.mailing import mailbox
from bothways.opendoor.disclosure.bands import size_band
from bothways.terms import Refusal
from bothways.web.brief import queries
from bothways.web.brief.models import Digest
from bothways.web.brief.notes import queue_note
from bothways.web.brief.posting import mail_settings
from bothways.web.brief.stopkeys import stop_address
from bothways.web.people.models import Person

__all__ = ["Told", "banded", "digest_of", "digests"]

HOUR: Final = 7
"""The hour of the manager's own clock from which it is sent: a fixed one, so that it tells of no other."""
_LONG, _SOON, _MOST = 7, 7, 6


@dataclass(frozen=True, slots=True)
class Told:
    """What a digest tells: its paragraphs, and what each is about by id; empty where there is nothing."""

    lines: tuple[str, ...] = ()
    about: tuple[str, ...] = ()


def banded(count: int, *, least: int) -> str:
    """How many voices, so that no single one can be told: under the least group only that it is fewer."""
    return f"fewer than {least}" if count < least else size_band(count)


def digests(*, now: datetime) -> None:
    """Each minute: queue the digest of every manager whose morning has come, once a day."""
    if mail_settings() is None:
        return
    managers = Person.objects.filter(role=Person.Role.MANAGER, is_active=True)
    for manager in managers.exclude(digest__wanted=False).select_related("digest"):
        here = now.astimezone(zoneinfo.ZoneInfo(manager.time_zone or settings.TIME_ZONE))
        today = here.date()
        held = getattr(manager, "digest", None)
        if here.hour < HOUR or (held is not None and held.looked == today):
            continue
        Digest.objects.get_or_create(person=manager)
        # Two workers look in the same minute: whose update changes the row has the day.
        mine = Digest.objects.filter(person=manager, wanted=True).exclude(looked=today)
        if mine.update(looked=today):
            _send(manager, before=held.said if held else [], today=today, now=now)


def _send(manager: Person, *, before: list[str], today: date, now: datetime) -> None:
    told = digest_of(manager, today=today)
    Digest.objects.filter(person=manager).update(said=list(told.about))
    if not set(told.about) - set(before):
        return
    at = f"\n\n{settings.SITE_URL}/" if settings.SITE_URL else ""
    try:
        queue_note(
            to=mailbox(manager.email, name=manager.name),
            subject=f"What waits, {today.day} {today:%B %Y}",
            text="\n\n".join(told.lines) + at,
            team=None,
            now=now,
            key=f"digest.{manager.pk.hex}.{today:%Y%m%d}",
            stop=stop_address(manager),
        )
    except Refusal:  # of a desk, whose manager has no address: it stands on the first page
        return


def digest_of(manager: Person, *, today: date) -> Told:
    """What there is to tell a manager on a day."""
    parts = [
        _boxes(manager, today=today),
        _waiting(manager, today=today),
        _due(manager),
        _briefs(manager),
        _mails(manager),
    ]
    return Told(
        tuple(line for part in parts for line in part.lines),
        tuple(one for part in parts for one in part.about),
    )


def _boxes(manager: Person, *, today: date) -> Told:
    """Only that a box was emptied, and how many voices wait in all: never how many came out of it."""
    from bothways.web.opendoor.models import BoxBatch
    from bothways.web.opendoor.queries import waiting_for

    found = BoxBatch.objects.filter(box__team__managers=manager, ended__gt=today - timedelta(days=2))
    batches = list(found.select_related("box__team"))
    if not batches:
        return Told()
    where = sorted({f"the {one.box.side} of {one.box.team.name}" for one in batches})
    many = banded(len(waiting_for(manager)), least=settings.MINIMUM_GROUP)
    said = f"The box of {', '.join(where)} was emptied. Voices that wait for you now: {many}."
    return Told((said,), tuple(f"box {one.pk}" for one in batches))


def _waiting(manager: Person, *, today: date) -> Told:
    from bothways.web.opendoor.queries import on_the_way

    lines, about = [], []
    every = [one for one in on_the_way(manager) if (today - one.since).days >= _LONG]
    least = settings.MINIMUM_GROUP
    kinds = (("Waiting for you", True), ("Waiting for somebody else", False))
    for words, mine in kinds:
        some = [one for one in every if one.mine is mine]
        if some:
            longest = max((today - one.since).days for one in some)
            many = banded(len(some), least=least)
            lines.append(
                f"{words} for more than a week: {many} voices. The longest has waited {longest} days."
            )
            # A week later the same voice is news again.
            about += [f"voice {one.pk} {(today - one.since).days // _LONG}" for one in some]
    return Told(tuple(lines), tuple(about))


def _due(manager: Person) -> Told:
    from bothways.web.credibility.queries import due_for

    soon = [one for one in due_for(manager) if (one.standing.days_left or 0) <= _SOON]
    if not soon:
        return Told()
    said = [f"  {_when(one.standing.days_left or 0)}: {one.promise.text}" for one in soon[:_MOST]]
    rest = [f"  and {len(soon) - _MOST} more"] if len(soon) > _MOST else []
    text = "\n".join(["Promises that are late or due within a week:", *said, *rest])
    return Told((text,), tuple(f"promise {one.pk} {(one.standing.days_left or 0) < 0}" for one in soon))


def _when(left: int) -> str:
    if left == 0:
        return "today"
    days = f"{abs(left)} day{'' if abs(left) == 1 else 's'}"
    return f"in {days}" if left > 0 else f"{days} late"


def _briefs(manager: Person) -> Told:
    waits = list(queries.my_briefs(manager).filter(state="draft"))
    lines = tuple(f"The briefs of {one.period} ({one.team.name}) wait for your word." for one in waits)
    return Told(lines, tuple(f"brief {one.pk}" for one in waits))


def _mails(manager: Person) -> Told:
    wrong = list(queries.troubled(manager))
    if not wrong:
        return Told()
    said = f"Mails that did not go, or of which nobody knows whether they arrived: {len(wrong)}."
    return Told((said,), tuple(f"mail {one.pk}" for one in wrong))
