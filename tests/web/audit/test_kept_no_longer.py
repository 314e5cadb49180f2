"""What has ended is forgotten by the timer; what is open, or stands, stays however old it is."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta

import pytest

from bothways.web.audit.erasing import do_retain
from bothways.web.audit.work import retain
from bothways.web.constraints import operations as limits
from bothways.web.constraints.models import LimitChange
from bothways.web.credibility import operations as promises
from bothways.web.credibility.models import PromiseEvent
from bothways.web.evidence.models import Upload
from bothways.web.priorities import operations as priorities
from bothways.web.priorities.models import AgreedTop, PriorityRound
from bothways.web.priorities.registers import agreed_of

THEN = datetime(2026, 1, 5, 9, tzinfo=UTC)
LATER = THEN + timedelta(days=100)


@pytest.fixture(autouse=True)
def a_month(cast, settings, tmp_path):
    settings.KEEP_DAYS, settings.DATA = 30, tmp_path


def promised(cast, text: str, *, when: datetime, ends: str = "", **more) -> None:
    made = promises.do_add(
        cast.ada, team=cast.ours, text=text, giver="manager", receiver="staff", due=(when + timedelta(days=15)).date(), now=when
    )  # fmt: skip
    if ends:
        promises.do_event(cast.ada, made.pk, what=ends, now=when + timedelta(days=1), **more)


def names(table, field: str) -> set[str]:
    return set(table.objects.values_list(field, flat=True))


@pytest.mark.django_db
def test_promises_that_ended_long_ago_go_with_all_their_events(cast):
    promised(cast, "Kept.", when=THEN, ends="kept")
    promised(cast, "Open still.", when=THEN)
    promised(cast, "Broken.", when=THEN, ends="broken", reason="No money.")
    promised(cast, "Written by mistake.", when=THEN, ends="struck", reason="It was never said.")
    promised(cast, "Kept the other day.", when=LATER - timedelta(days=3), ends="kept")
    do_retain(now=THEN + timedelta(days=20))
    assert names(PromiseEvent, "promise") == {"p1", "p2", "p3", "p4", "p5"}
    do_retain(now=LATER)
    assert names(PromiseEvent, "promise") == {"p2", "p5"}
    do_retain(now=LATER + timedelta(days=100))
    assert names(PromiseEvent, "promise") == {
        "p2",
        "p5",
    }  # the newest has the number that the next would be given
    promised(cast, "A new one.", when=LATER + timedelta(days=101))
    do_retain(now=LATER + timedelta(days=102))
    assert names(PromiseEvent, "promise") == {"p2", "p6"}


@pytest.mark.django_db
def test_limits_that_were_withdrawn_long_ago_go(cast):
    for number, ends in enumerate((True, False, True, False)):
        made = limits.do_add(
            cast.ada, team=cast.ours, side="executives", statement=f"Limit {number}.", owner="Eve",
            review=date(2026, 9, 1), now=THEN if number < 2 else LATER - timedelta(days=3),
        )  # fmt: skip
        if ends:
            limits.do_change(
                cast.ada,
                made.pk,
                what="withdrawn",
                reason="It moved.",
                now=THEN + timedelta(days=1 if number < 2 else 98),
            )
    do_retain(now=LATER)
    assert names(LimitChange, "limit") == {"l2", "l3", "l4"}


@pytest.mark.django_db
def test_old_rounds_go_and_what_stands_agreed_stays(cast):
    for number, agrees in enumerate((True, True, False)):
        found = priorities.do_open(
            cast.ada, team=cast.ours, question=f"Round {number}?", items=["Quotes", "Prices"], now=THEN
        )
        for person in (cast.ben, cast.eve):
            priorities.do_rank(person, found.pk, ranked=["Quotes"], on_record=True)
        priorities.do_release(cast.ada, found.pk, now=THEN)
        if agrees:
            priorities.do_agree(
                cast.ada,
                found.pk,
                items=["Quotes"],
                note=f"Of round {number}.",
                now=THEN + timedelta(hours=number),
            )
    priorities.do_open(cast.ada, team=cast.ours, question="Open?", items=["Quotes", "Prices"], now=THEN)
    do_retain(now=LATER)
    assert names(PriorityRound, "question") == {"Round 1?", "Open?"}
    assert names(AgreedTop, "note") == {"Of round 1."}
    assert agreed_of(cast.ours, on=LATER.date()) is not None


@pytest.mark.django_db
def test_what_was_said_of_old_exports_goes(cast):
    emptied = Upload.objects.create(team=cast.ours, made_at=THEN, emptied_at=THEN, state="done")
    fresh = Upload.objects.create(team=cast.ours, made_at=LATER, state="done")
    do_retain(now=LATER)
    assert list(Upload.objects.all()) == [fresh]
    assert not Upload.objects.filter(pk=emptied.pk).exists()


@pytest.mark.django_db
def test_exports_go_after_a_day_also_one_that_was_broken_off(settings):
    folder = settings.DATA / "exports"
    folder.mkdir()
    for name in ("old.zip", "old.part", "new.zip", "new.part"):
        (folder / name).write_bytes(b"everything")
    made = LATER.timestamp()
    for path in folder.glob("old.*"):
        os.utime(path, (made - 90_000, made - 90_000))
    for path in folder.glob("new.*"):
        os.utime(path, (made, made))
    retain(LATER)
    assert sorted(path.name for path in folder.iterdir()) == ["new.part", "new.zip"]
