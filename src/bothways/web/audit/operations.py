"""Things are written down; words are erased; the chain is checked."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction

from bothways.terms.chain import Entry, Verification, chained, erased, verified
from bothways.web.audit.models import Logged
from bothways.web.people.models import Person, Team

__all__ = ["do_erase_words", "do_forget", "record", "verify"]


def record(
    *,
    by: Person | None,
    did: str,
    what: str,
    now: datetime,
    team: Team | None = None,
    about: Iterable[Person] = (),
) -> Logged:
    """Write down what somebody did.

    Args:
        by: who; None for the application itself.
        did: a short word that stays the same (`invite`, `approve`, `erase`).
        what: the sentence that those concerned read.
        now: when.
        team: whose managers read it, too.
        about: whom it is about: they read it, too.
    """
    words = {
        "when": now.isoformat(timespec="seconds"),
        "who": by.name if by else "",
        "did": did,
        "what": what,
    }
    concerned = {person.pk for person in (by, *about) if person is not None}
    payload = json.dumps(words, ensure_ascii=False)
    while True:
        try:
            with transaction.atomic():
                last = _last()
                logged = _kept(chained(last, payload=payload, salt=secrets.token_bytes(16)), team=team)
                logged.concerns.set(concerned)
        except IntegrityError:
            # Of an empty log there is no row to wait for: two can write its first entry, and the second one's number
            # is taken. Then there is one.
            if last is not None:
                raise
        else:
            return logged


def _last() -> Entry | None:
    # One writer at a time: SQLite's transactions are immediate. On PostgreSQL each waits for the first row, which
    # stays; whoever waited for the last one would be given it when it isn't the last any more.
    if connection.features.has_select_for_update:
        Logged.objects.select_for_update(no_key=True).filter(number=1).first()
    last = Logged.objects.order_by("-number").first()
    return last.as_entry() if last else None


def _kept(entry: Entry, *, team: Team | None) -> Logged:
    return Logged.objects.create(
        number=entry.number, payload=entry.payload, salt=entry.salt, digest=entry.digest, link=entry.link,
        erases=entry.erases, team=team,
    )  # fmt: skip


def do_erase_words(logged: Iterable[Logged], *, why: str, now: datetime) -> int:
    """Take the words of entries away; that they were taken is an entry of its own. Gives how many were."""
    count = 0
    for one in logged:
        if one.payload is None:
            continue
        with transaction.atomic():
            words = json.dumps(
                {"when": now.isoformat(timespec="seconds"), "who": "", "did": "erase-words", "what": why}
            )
            last = _last()
            if last is None:
                break
            entries = [one.as_entry()] if last.number == one.number else [one.as_entry(), last]
            stone, said = erased(entries, number=one.number, payload=words, salt=secrets.token_bytes(16))
            Logged.objects.filter(pk=one.pk).update(payload=stone.payload, salt=stone.salt)
            _kept(said, team=None)
            one.concerns.clear()
        count += 1
    return count


def verify(*, head: str = "") -> Verification:
    """Check the whole chain; `head`: the last link as somebody noted it elsewhere."""
    rows = Logged.objects.order_by("number").iterator(chunk_size=2000)
    return verified((row.as_entry() for row in rows), head=head)


def do_forget(*, before: datetime, now: datetime) -> dict[str, Any]:
    """Erase the words of entries that are older than what is kept."""
    day = before.date() - timedelta(days=1)
    old = []
    for row in Logged.objects.exclude(payload=None).order_by("number").iterator(chunk_size=500):
        words = json.loads(row.payload or "{}")
        if datetime.fromisoformat(words["when"]).date() > day:
            break
        if words["did"] != "erase-words":
            old.append(row)
    return {"erased": do_erase_words(old, why="Older than what is kept.", now=now)}
