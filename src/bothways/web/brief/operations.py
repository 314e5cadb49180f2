"""Briefs are begun, made, worded, approved; readers get their links; timetables say when."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from django.db import transaction
from django.db.models import Q

from bothways.brief.document import Document, text_of
from bothways.brief.given import Answered, read_answered
from bothways.brief.ledger import Ledger
from bothways.brief.regular import next_due
from bothways.brief.rewording import Edits, edited, edits_from_dict, places, reword
from bothways.brief.stored import FILE, read_documents
from bothways.brief.worth import worth_sending
from bothways.terms import Refusal, Side
from bothways.web.audit.operations import record
from bothways.web.brief.models import Brief, Reader, Timetable
from bothways.web.evidence.models import Snapshot
from bothways.web.evidence.queries import opened
from bothways.web.jobs.operations import Tell, enqueue
from bothways.web.people.models import Link, Person, Team

__all__ = [
    "LASTS",
    "WHICH",
    "Told",
    "do_add_reader",
    "do_after_making",
    "do_approve",
    "do_begin",
    "do_drop",
    "do_make",
    "do_order",
    "do_set_timetable",
    "do_stop_reader",
    "do_stop_reading",
    "do_take_out",
    "do_word",
    "documents_of",
    "for_side",
    "last_approved",
    "previewed",
    "regularly",
]  # fmt: skip

WHICH: Final = ("executive", "team")
"""The two documents of a pair, as their files are called."""


@dataclass(frozen=True, slots=True)
class Told:
    """The documents of a brief with the manager's edits, on their ledger; people's own by the id of the CRM."""

    ledger: Ledger
    executive: Document
    team: Document
    people: Mapping[str, Document]

    def of(self, which: str) -> Document:
        """One of the pair."""
        return self.executive if which == "executive" else self.team


def do_begin(
    team: Team, *, snapshot: Snapshot, by: Person | None, now: datetime, period: str = "", note: str = "",
    asks: Sequence[Mapping[str, Any]] = (), imperatives: Sequence[Mapping[str, Any]] = (), regular: bool = False,
    instead: Brief | None = None,
) -> Brief:  # fmt: skip
    """Begin a pair of briefs: a job makes it.

    Args:
        period: `2026Q3`, `2026-09`; the snapshot's quarter if empty.
        asks, imperatives: as the tables of the command's files: `what`, `why`, `cost` …
        regular: by the timetable: it is skipped where nothing worth saying changed.
        instead: the draft that it takes the place of: what was worded there is carried over, line by line.
    """
    evidence = opened(snapshot)
    wanted = evidence.calendar.period(period) if period else evidence.calendar.quarter_of(evidence.as_of)
    with transaction.atomic():
        brief = Brief.objects.create(
            team=team, snapshot=snapshot, period=wanted.name, note=note, asks=list(asks), imperatives=list(imperatives),
            made_by=by, made_at=now, regular=regular,
        )  # fmt: skip
        brief.job = enqueue(
            "brief",
            by=by,
            now=now,
            payload={"brief": str(brief.pk), "instead": str(instead.pk) if instead else ""},
        )
        brief.save(update_fields=["job"])
    return brief


def do_make(brief: Brief, *, tell: Tell) -> None:
    """Make a brief: the same call as the command's. It lands as files, and as a draft."""
    from bothways.brief import make_pair, write_briefs  # statistics take a second to load

    if brief.snapshot is None:
        raise Refusal("no-snapshot", "The snapshot of this brief is gone.", hint="Begin it on another one.")
    evidence = opened(brief.snapshot)
    last = last_approved(brief)
    held = last.folder / "ledger.json" if last else None
    pair = make_pair(
        evidence,
        period=evidence.calendar.period(brief.period),
        asks=brief.asks or None,
        imperatives=brief.imperatives or None,
        note=_note(brief),
        promises=_register("credibility", brief.team),
        limits=_register("constraints", brief.team),
        answered=_crossed(brief, last),
        consultation=_consulted(brief, last),
        previous=held if held and held.is_file() else None,
        progress=tell,
    )
    brief.folder.parent.mkdir(parents=True, exist_ok=True)
    write_briefs(pair, brief.folder, progress=tell)
    headline = text_of(pair.executive.headline[0])[:600] if pair.executive.headline else ""
    Brief.objects.filter(pk=brief.pk).update(state=Brief.State.DRAFT, headline=headline, refusal={}, edits={})
    brief.refresh_from_db()


_LONGEST_NOTE: Final = 600


def _note(brief: Brief) -> str:
    """The manager's note, and below it what both sides agreed to do first: it stands in both briefs."""
    name = "bothways.web.priorities.registers"
    agreed = import_module(name).agreed_of(brief.team) if find_spec(name) else None
    if agreed is None or not agreed.items:
        return brief.note
    told = "; ".join(f"{place}. {item}" for place, item in enumerate(agreed.items, 1))
    said = f"{brief.note} Both sides agreed on {agreed.day.day} {agreed.day:%B %Y} what comes first: {told}.".strip()
    return said if len(said) <= _LONGEST_NOTE else brief.note


def _crossed(brief: Brief, last: Brief | None) -> Sequence[Answered]:
    """What crossed the door: answered since the last brief was made, once, or waiting for an answer.

    Since it was made, not since it went out: what was answered in between stood in neither. An answer has a day and no
    time, so one of that same day is told unless a brief told it.
    """
    from bothways.web.opendoor.registers import crossed_of

    since = last.made_at if last is not None else None
    found = read_answered(crossed_of(brief.team, since=since, until=brief.made_at))
    told = _told_by_briefs(brief.team, since=since)
    return [
        one for one in found if not one.answer or not any({one.said, one.answer} <= lines for lines in told)
    ]


def _consulted(brief: Brief, last: Brief | None) -> Any:
    """What both sides answered and all have been shown, once: the newest since the last brief was made.

    Since it was made, not since it went out: what was released between would stand in neither. A release has a day and no
    time, so one of that same day is told unless a brief told it.
    """
    name = "bothways.web.consultations.registers"
    if not find_spec(name):
        return None
    since = last.made_at if last is not None else None
    found = import_module(name).all_released_of(brief.team, since=since, until=brief.made_at)
    told = _told_by_briefs(brief.team, since=since)
    return next(
        (one for one in found if not any({one.question, *one.sentences} <= lines for lines in told)), None
    )


def _told_by_briefs(team: Team, *, since: datetime | None) -> list[set[str]]:
    """The lines of each text that a brief cited, of those that went out and were made since, or on the day before."""
    if since is None:
        return []
    of_then = Brief.objects.filter(team=team, made_at__gte=since - timedelta(days=1))
    made = of_then.filter(state=Brief.State.APPROVED)
    paths = [path for one in made if (path := one.folder / "ledger.json").is_file()]
    facts = [fact for path in paths for fact in json.loads(path.read_text("utf-8")).get("facts", [])]
    return [set(str(fact.get("given") or "").split("\n")) for fact in facts]


def _register(room: str, team: Team) -> Any:
    """The register of promises or of limits that a team has, where the room keeps one."""
    name = f"bothways.web.{room}.registers"
    if not (find_spec(f"bothways.web.{room}") and find_spec(name)):
        return None
    return import_module(name).register_of(team)


def last_approved(brief: Brief) -> Brief | None:
    """The brief of the team that went before this one."""
    found = Brief.objects.filter(team=brief.team, state=Brief.State.APPROVED, made_at__lt=brief.made_at)
    return found.exclude(pk=brief.pk).order_by("-approved_at").first()


@lru_cache(maxsize=6)
def _read(folder: Path, _changed: int) -> tuple[Ledger, tuple[Document, ...]]:
    """Files are read once a process: they are some megabytes, and frozen once they are values."""
    return read_documents(folder)


def documents_of(brief: Brief) -> Told:
    """The documents of a brief as they were made, without the manager's edits; refuses `not-made` where there are none."""
    if not (brief.folder / FILE).is_file():
        raise Refusal("not-made", "This brief was not made.", hint="Make it again, or begin a new one.")
    ledger, documents = _read(brief.folder, (brief.folder / FILE).stat().st_mtime_ns)
    by_reader = {one.reader: one for one in documents}
    people = {
        reader.removeprefix("person:"): one
        for reader, one in by_reader.items()
        if reader.startswith("person:")
    }
    return Told(ledger, by_reader["executives"], by_reader["staff"], people)


def previewed(brief: Brief) -> Told:
    """The documents of a brief as they will go out."""
    told = documents_of(brief)
    made = {
        which: edited(told.of(which), edits_from_dict(brief.edits.get(which)), ledger=told.ledger)
        for which in WHICH
    }
    return Told(told.ledger, made["executive"], made["team"], told.people)


def for_side(told: Told, side: Side | str) -> Document:
    """The document of a side."""
    return told.executive if str(side) == Side.EXECUTIVES else told.team


def check_open(brief: Brief) -> None:
    """Refuse to change what isn't a draft."""
    if brief.state != Brief.State.DRAFT:
        raise Refusal("not-a-draft", "This brief is no draft any more.", hint="Begin a new one.")


def do_word(brief: Brief, *, which: str, place: str, text: str) -> dict[str, Any]:
    """Reword a line; the receipt is kept beside it. The original words take the edit back.

    Raises:
        Refusal: `reword-…` for a changed number or a name that the reader has not; nothing is kept then.
    """
    check_open(brief)
    told = documents_of(brief)
    document = told.of(which)
    line = dict(places(document)).get(place)
    if line is None:
        raise Refusal("reword-place", "The brief has no such line.", hint="Look at it anew.")
    held = edits_from_dict(brief.edits.get(which))
    words = {key: value for key, value in held.words.items() if key != place}
    receipts = {
        key: value for key, value in brief.edits.get(which, {}).get("receipts", {}).items() if key != place
    }
    said = " ".join(text.split())
    receipt: dict[str, Any] = {}
    if said != " ".join(text_of(line).split()):
        wording = reword(line, said, document=document, ledger=told.ledger)
        words[place] = said
        facts = [fact for fact in wording.receipt.facts if fact.verdict != "kept"]
        receipt = {
            "verdict": wording.receipt.verdict,
            "facts": [
                {
                    "kind": fact.kind,
                    "verdict": fact.verdict,
                    "original": fact.original,
                    "rewrite": fact.rewrite,
                }
                for fact in facts
            ],
        }
        receipts[place] = receipt
    made = Edits(words=words, without=held.without - {place}, order=held.order)
    edited(document, made, ledger=told.ledger)
    _keep(brief, which, {**made.as_dict(), "receipts": receipts})
    return receipt


def do_take_out(brief: Brief, *, which: str, place: str, back: bool = False) -> None:
    """Take a line or a section out, or put it back."""
    check_open(brief)
    told = documents_of(brief)
    held = edits_from_dict(brief.edits.get(which))
    without = held.without - {place} if back else held.without | {place}
    made = Edits(words=held.words, without=without, order=held.order)
    edited(told.of(which), made, ledger=told.ledger)
    _keep(brief, which, {**made.as_dict(), "receipts": brief.edits.get(which, {}).get("receipts", {})})


def do_order(brief: Brief, *, which: str, section: int, up: bool) -> None:
    """Move a section by one place."""
    check_open(brief)
    told = documents_of(brief)
    held = edits_from_dict(brief.edits.get(which))
    here = [at for at in range(len(told.of(which).sections)) if f"s{at}" not in held.without]
    order = [*(at for at in held.order if at in here), *(at for at in here if at not in held.order)]
    if section not in order:
        raise Refusal("reword-place", "The brief has no such section.", hint="Look at it anew.")
    at = order.index(section)
    to = at - 1 if up else at + 1
    if 0 <= to < len(order):
        order[at], order[to] = order[to], order[at]
    made = Edits(words=held.words, without=held.without, order=tuple(order))
    edited(told.of(which), made, ledger=told.ledger)
    _keep(brief, which, {**made.as_dict(), "receipts": brief.edits.get(which, {}).get("receipts", {})})


def _keep(brief: Brief, which: str, held: Mapping[str, Any]) -> None:
    brief.edits = {**brief.edits, which: dict(held)}
    brief.save(update_fields=["edits"])


def do_approve(brief: Brief, *, by: Person | None, now: datetime) -> None:
    """Approve a draft: from here on it does not change, and a job sends it. Twice is once."""
    previewed(brief)  # every line checked as it will go
    with transaction.atomic():
        drafts = Brief.objects.filter(pk=brief.pk, state=Brief.State.DRAFT)
        if not drafts.update(state=Brief.State.APPROVED, approved_by=by, approved_at=now):
            raise Refusal("not-a-draft", "This brief is no draft any more.", hint="Look at it anew.")
        what = f"The briefs of {brief.period} were approved."
        record(by=by, did="approve", what=what, team=brief.team, now=now)
        enqueue("send", by=by, now=now, payload={"brief": str(brief.pk)})
    brief.refresh_from_db()


def do_drop(brief: Brief) -> None:
    """Drop a draft; what was approved stays."""
    if (
        not Brief.objects.filter(pk=brief.pk)
        .exclude(state=Brief.State.APPROVED)
        .update(state=Brief.State.DROPPED)
    ):
        raise Refusal("not-a-draft", "What was approved is not dropped.", hint="Begin a new brief.")


def do_add_reader(
    team: Team, *, name: str, email: str, side: str, ask_code: bool = False, person: Person | None = None
) -> Reader:
    """Add a reader; one who was stopped gets them again. An account of that side of the team at the address is theirs."""
    of_side = team.staff if side == Side.STAFF else team.executives
    person = person or of_side.filter(email__iexact=email.strip(), is_active=True).first()
    reader, _made = Reader.objects.update_or_create(
        team=team,
        email=email.strip().lower(),
        side=side,
        defaults={"name": name.strip(), "ask_code": ask_code, "person": person, "stopped_at": None},
    )
    return reader


def do_stop_reader(reader: Reader, *, now: datetime) -> None:
    """Stop a reader's mails and take their links back."""
    with transaction.atomic():
        Reader.objects.filter(pk=reader.pk).update(stopped_at=now)
        Link.objects.filter(team=reader.team, email__iexact=reader.email, revoked_at=None).update(
            revoked_at=now
        )


def do_stop_reading(person: Person, *, team: Team, now: datetime) -> None:
    """Stop the briefs of a team that somebody leaves: by mail, and by the links in their old mails."""
    theirs = Q(person=person) | Q(email__iexact=person.email)
    for reader in Reader.objects.filter(theirs, team=team, stopped_at=None):
        do_stop_reader(reader, now=now)


def do_set_timetable(timetable: Timetable, *, now: datetime) -> None:
    """Keep a timetable, and say when it is due next."""
    timetable.anchor = timetable.anchor or now.date()
    timetable.next_at = _next_of(timetable, now=now) if timetable.on else None
    timetable.save()


def _next_of(timetable: Timetable, *, now: datetime) -> datetime:
    """When it is due next; a quarter ends where the fiscal year of the team's newest snapshot says."""
    newest = Snapshot.objects.filter(team=timetable.team, removed_at=None).first()
    start = 1
    if newest is not None and timetable.every == Timetable.Every.QUARTER:
        try:
            start = opened(newest).calendar.start_month
        except Refusal:  # its folder is gone: the calendar year will do
            start = 1
    return next_due(timetable.schedule(start_month=start), after=now)


def regularly(*, now: datetime) -> list[tuple[Team, str]]:
    """Begin what is due by the timetables: each once, whoever looks. Gives what was skipped at once, and why."""
    from bothways.web.evidence.queries import newest

    skipped: list[tuple[Team, str]] = []
    for timetable in Timetable.objects.select_related("team").filter(on=True, next_at__lte=now):
        following = _next_of(timetable, now=now)
        mine = Timetable.objects.filter(pk=timetable.pk, next_at=timetable.next_at)
        if not mine.update(next_at=following):
            continue
        manager = timetable.team.managers.filter(is_active=True).first()
        snapshot = newest(manager, timetable.team) if manager else None
        told = "Skipped: there is no snapshot to stand on." if snapshot is None else ""
        if snapshot is not None:
            try:
                do_begin(timetable.team, snapshot=snapshot, by=manager, now=now, regular=True)
            except Refusal as refusal:
                told = f"Skipped: {refusal}"[:400]
        if told:
            Timetable.objects.filter(pk=timetable.pk).update(told=told)
            skipped.append((timetable.team, told))
    return skipped


def do_after_making(brief: Brief, *, now: datetime) -> str:
    """Of a regular brief that was just made: skip it where nothing worth saying changed, send it where that was set.

    Gives what became of it, for the manager; nothing of a brief that was begun by hand.
    """
    timetable = Timetable.objects.filter(team=brief.team).first()
    if timetable is None or not brief.regular:
        return ""
    last = last_approved(brief)
    if last is not None and last.folder.is_dir():
        before, told = documents_of(last), documents_of(brief)
        readings = [worth_sending(before.of(which), told.of(which)) for which in WHICH]
        if not any(reading.worth for reading in readings):
            do_drop(brief)
            Timetable.objects.filter(pk=timetable.pk).update(told=readings[0].reason[:400])
            return readings[0].reason
    said = "Made. It waits for your approval."
    if timetable.by_itself:
        do_approve(brief, by=None, now=now)
        said = "Made, and sent by itself, as you set it."
    Timetable.objects.filter(pk=timetable.pk).update(told=said)
    return said


LASTS: Final = timedelta(days=60)
"""How long a reader's link to a brief opens it."""
