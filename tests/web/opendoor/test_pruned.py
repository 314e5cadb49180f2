"""Who was handed a ticket when is kept while an open voice needs it, and no longer; so are files of boxes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bothways.web.audit.erasing import do_retain
from bothways.web.opendoor import anonymous, operations, sealing
from bothways.web.opendoor.models import Box, BoxBatch, Handed, Voice
from bothways.web.people.models import Person

START = datetime(2026, 11, 2, 9, tzinfo=UTC)
SAID = "Norrvik waits for 11 quotes since 5 October."


def at(day: int) -> datetime:
    return START + timedelta(days=day)


@pytest.fixture
def sellers(cast, settings, tmp_path):
    settings.DATA = tmp_path
    made = [
        Person.objects.create_user(f"s{n}@example.com", name=f"Seller {n}", role="staff") for n in range(9)
    ]
    cast.ours.staff.add(*made)
    return [cast.ben, *made]


def day_of_all(sellers, day: int, *, says: str = "") -> str:
    """Everybody passes by; the first may put something in; the night comes. Gives the key."""
    key = ""
    tickets = [anonymous.do_pass(person, now=at(day)) for person in sellers]
    if says:
        ((box, ticket),) = tickets[0]
        key = anonymous.do_put(box.pk, ticket, kind="concern", text=says).printed
    assert anonymous.do_night(Box.objects.get().pk, now=at(day + 1).replace(hour=0))
    return key


def kept() -> tuple[int, int]:
    return BoxBatch.objects.count(), Handed.objects.count()


@pytest.mark.django_db
def test_past_batches_go_when_no_voice_waits(cast, sellers):
    for day in range(3):
        day_of_all(sellers, day)
    assert kept() == (3, 30)
    for person in sellers[:2]:
        anonymous.do_pass(person, now=at(3))
    do_retain(now=at(3))
    assert kept() == (0, 2)  # today's, which has not ended
    assert Box.objects.get().batch in Handed.objects.values_list("batch", flat=True)


@pytest.mark.django_db
def test_what_an_open_voice_can_need_stays_until_it_ends(cast, sellers):
    day_of_all(sellers, 0)
    key = day_of_all(sellers, 1, says=SAID)
    voice = Voice.objects.get()
    day_of_all(sellers, 2)
    operations.do_event(cast.ada, voice.pk, what="proposed", text="They wait.", now=at(3))
    day_of_all(sellers, 3)
    do_retain(now=at(4))
    # The wording shows from the batch that was opened after it: those before can't matter to an answer any more.
    assert kept() == (0, 0)
    day_of_all(sellers[:6], 4)
    anonymous.do_letter(key, what="agreed")
    day_of_all(sellers[:6], 5)
    voice.refresh_from_db()
    assert voice.stage == "proposed"  # six were back, and four would be left: the letter waits for its group
    do_retain(now=at(6))
    assert kept() == (2, 12)
    day_of_all(sellers[5:], 6)
    day_of_all(sellers[5:], 7)
    voice.refresh_from_db()
    assert voice.stage == "agreed"
    do_retain(now=at(8))
    assert kept() == (0, 0)


@pytest.mark.django_db
def test_a_letter_to_a_voice_that_was_forgotten_does_not_keep_the_box_shut(cast, sellers, settings):
    settings.KEEP_DAYS = 30
    key = day_of_all(sellers, 0, says=SAID)
    voice = Voice.objects.get()
    operations.do_event(cast.ada, voice.pk, what="proposed", text="They wait.", now=at(1))
    day_of_all(sellers, 1)
    anonymous.do_letter(key, what="agreed")
    operations.do_event(cast.ada, voice.pk, what="declined", text="No.", why="Settled.", now=at(2))
    do_retain(now=at(60))
    assert not Voice.objects.exists()
    assert len(sealing.look(Box.objects.get().batch).letters) == 1
    later = day_of_all(sellers, 60, says="The next one.")
    assert later
    assert [one.events.get().text for one in Voice.objects.all()] == ["The next one."]
    assert sealing.look(Box.objects.get().batch).letters == ()


@pytest.mark.django_db
def test_used_tickets_go_with_their_batch(cast, sellers):
    tickets = [anonymous.do_pass(person, now=at(0)) for person in sellers]
    ((box, ticket),) = tickets[0]
    anonymous.do_put(box.pk, ticket, kind="concern", text=SAID)
    assert len(sealing.look(Box.objects.get().batch).spent) == 1
    anonymous.do_night(box.pk, now=at(1).replace(hour=0))
    assert sealing.look(Box.objects.get().batch).spent == frozenset()


@pytest.mark.django_db
def test_files_of_a_night_that_was_broken_off_are_taken_away(cast, sellers):
    import uuid  # noqa: PLC0415

    day_of_all(sellers, 0)
    left = uuid.uuid4()
    sealing.begin(left)
    (sealing._boxes() / "half.1234abcd").write_bytes(b"half")
    now = Box.objects.get().batch
    do_retain(now=datetime.now(UTC))
    assert sealing.look(left).letters == ()  # of today: its row may come in a moment
    do_retain(now=datetime.now(UTC) + timedelta(days=2))
    assert sealing.look(now).letters == ()
    assert {path.stem for path in sealing._boxes().iterdir()} == {str(now)}
    assert {path.name for path in sealing._keys().iterdir()} == {f"{now}.key", "CACHEDIR.TAG"}
