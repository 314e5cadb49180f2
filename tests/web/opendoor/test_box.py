"""Without a name: tickets, the closed box, the night, the key; nothing of the request is kept."""

from __future__ import annotations

import logging
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from bothways.web.jobs.models import Job
from bothways.web.opendoor import anonymous, operations, queries, sample, sealing
from bothways.web.opendoor.models import Box, Handed, Voice, VoiceEvent
from bothways.web.opendoor.unsigned import NoLine
from bothways.web.opendoor.work import nights
from bothways.web.people.models import Person

SAID = "You people never answer. Norrvik waits for 11 quotes since 5 October."
CALM = "Norrvik waits for 11 quotes since 5 October."


@pytest.fixture
def sellers(cast):
    """Seven who could have written it; Ben is one of them."""
    more = [
        Person.objects.create_user(f"s{n}@example.com", name=f"Seller {n}", role="staff") for n in range(6)
    ]
    cast.ours.staff.add(*more)
    return [cast.ben, *more]


def night(days: int = 1) -> None:
    nights(datetime.now(UTC) + timedelta(days=days))


def passed(person, as_person) -> Client:
    client = as_person(person)
    assert client.post("/door/pass/", headers={"HX-Request": "true"}).status_code == 204
    return client


def sent(client: Client, **more) -> str:
    box = Box.objects.get().pk
    form = {"box": box, "kind": "concern", "text": SAID, "step": "send", "wording": "own"} | more
    page = client.post("/door/box/", form).content.decode()
    return re.search(r'id="key">([0-9A-Z-]+)<', page).group(1)


@pytest.mark.django_db
def test_the_whole_way_of_a_voice_without_a_name(cast, as_person, sellers):
    ada = as_person(cast.ada)
    browsers = [passed(person, as_person) for person in sellers]
    key = sent(browsers[0])
    assert Voice.objects.count() == 0
    anybody = Client()
    assert b"closed box still" in anybody.post("/door/box/key/", {"key": key.lower()}).content
    night()
    voice = Voice.objects.get()
    assert (voice.author, voice.how) == (None, "anonymous")
    assert len(voice.crowd) == 7
    address = f"/door/{voice.pk}/"
    desk = ada.get(address).content.decode()
    assert "Norrvik" in desk
    assert not any(person.name in desk for person in sellers)
    assert browsers[0].get(address).status_code == 404  # signed in, its author is nobody
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    operations.do_event(cast.ada, voice.pk, what="proposed", text=CALM, now=tomorrow)
    assert b"May it cross" not in anybody.post("/door/box/key/", {"key": key}).content  # not in this batch
    for person in sellers:
        passed(person, as_person)
    night(2)
    shown = anybody.post("/door/box/key/", {"key": key}).content.decode()
    assert "May it cross like this?" in shown
    agreed = anybody.post("/door/box/key/", {"key": key, "what": "agreed"})
    assert b"lies in the closed box" in agreed.content
    voice.refresh_from_db()
    assert voice.stage == "proposed"
    for days in (3, 4):
        assert voice.stage == "proposed"  # who was here once doesn't count as back
        for person in sellers:
            passed(person, as_person)
        night(days)
        voice.refresh_from_db()
    assert voice.stage == "agreed"
    assert VoiceEvent.objects.get(what="agreed").person is None
    later = datetime.now(UTC) + timedelta(days=4)
    operations.do_event(cast.ada, voice.pk, what="crossed", text=CALM, now=later)
    # Every byte of what the manager, the other side and strangers get is searched for whoever could have written it.
    for person in (cast.ada, cast.eve, cast.cy, cast.fay):
        for page in ("/door/", address, f"{address}receipt/", "/door/bring/", "/door/box/", "/door/box/key/"):
            for answer in (as_person(person).get(page), as_person(person).post(page, {"text": CALM})):
                found = answer.content.decode() + str(answer.headers)
                assert not any(one.name in found or str(one.pk) in found for one in sellers), (person, page)
    assert CALM in as_person(cast.eve).get(address).content.decode()
    assert SAID not in as_person(cast.eve).get(address).content.decode()


@pytest.mark.django_db
def test_the_request_that_sends_writes_nothing_at_all(cast, as_person, sellers, caplog):
    client = passed(cast.ben, as_person)
    kept = [list(table.objects.order_by("pk").values()) for table in (Session, Handed, Box, Job, Person)]
    with caplog.at_level("DEBUG"):
        key = sent(client)
        assert client.post("/door/box/key/", {"key": "0" * 28}).status_code in (404, 422)
    assert kept == [
        list(table.objects.order_by("pk").values()) for table in (Session, Handed, Box, Job, Person)
    ]
    assert Voice.objects.count() == 0
    assert not [
        record
        for record in caplog.records
        if record.name.startswith("bothways") or SAID in record.getMessage()
    ]
    files = b"".join(path.read_bytes() for path in sealing._boxes().iterdir())
    assert b"Norrvik" not in files
    assert key.encode() not in files


@pytest.mark.django_db
def test_the_pages_of_the_box_know_no_sign_in(cast, as_person, sellers):
    client = passed(cast.ben, as_person)
    for address in ("/door/box/", "/door/box/key/"):
        answer = client.get(address)
        assert answer.wsgi_request.user.is_anonymous
        assert b"Ben" not in answer.content
        assert set(answer.cookies) <= {"csrftoken"}


@pytest.mark.django_db
def test_no_line_is_written_of_a_refusal_at_the_box(cast):
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "Not Found", None, None)
    record.request = type("Asked", (), {"path": "/door/box/key/"})()
    assert not NoLine().filter(record)
    record.request.path = "/door/"
    assert NoLine().filter(record)


@pytest.mark.django_db
def test_two_executives_have_no_box_and_are_told_before_they_write(cast, as_person):
    eve = passed(cast.eve, as_person)
    assert Box.objects.count() == 0
    assert b"fewer than five of the executives could have written it" in eve.get("/door/bring/").content
    assert b"holds no ticket" in eve.get("/door/box/").content


@pytest.mark.django_db
def test_a_ticket_holds_once_and_for_its_batch(cast, as_person, sellers):
    client = passed(cast.ben, as_person)
    sent(client)
    assert b"What you sent is in the box." in client.get("/door/box/").content
    again = client.post(
        "/door/box/", {"box": Box.objects.get().pk, "kind": "idea", "text": "More.", "step": "send"}
    )
    assert b"What you sent is in the box." in again.content
    assert len(sealing.look(Box.objects.get().batch).letters) == 1
    client.post("/door/pass/")
    assert Handed.objects.count() == 1
    for person in sellers[1:]:
        passed(person, as_person)
    night()
    assert b"has been emptied since" in client.get("/door/box/").content


@pytest.mark.django_db
def test_too_few_were_here_and_the_box_stays_shut(cast, as_person, sellers):
    client = passed(cast.ben, as_person)
    sent(client)
    before = (sealing._boxes() / f"{Box.objects.get().batch}.box").read_bytes()
    night()
    after = (sealing._boxes() / f"{Box.objects.get().batch}.box").read_bytes()
    assert Voice.objects.count() == 0
    assert before != after
    assert len(before) == len(after)  # whatever is in it, it is enciphered anew each night


@pytest.mark.django_db
def test_the_day_s_answer_to_an_older_wording_agrees_to_nothing(cast, as_person, sellers):
    ada = as_person(cast.ada)
    key = sent(passed(cast.ben, as_person))
    for person in sellers[1:]:
        passed(person, as_person)
    night()
    voice = Voice.objects.get()
    held = anonymous.voice_by(key)
    letter = sealing.Letter(voice.pk.hex, {"what": "agreed", "text": "", "about": "Older words."})
    sealing.put_in(held.box.batch, letter=letter)
    VoiceEvent.objects.update(day=datetime.now(UTC).date())
    ada.post(f"/door/{voice.pk}/do/", {"what": "proposed", "text": CALM})
    for person in sellers:
        passed(person, as_person)
    night(2)
    voice.refresh_from_db()
    assert voice.stage == "proposed"


@pytest.mark.django_db
def test_a_lost_key_of_the_box_is_said_and_the_box_begins_anew(cast, as_person, sellers, caplog):
    sent(passed(cast.ben, as_person))
    next(sealing._keys().glob(f"{Box.objects.get().batch}.key")).unlink()
    night()
    box = Box.objects.get()
    assert box.lost is not None
    assert sealing.look(box.batch).letters == ()
    assert "can't be opened" in caplog.text


@pytest.mark.django_db
def test_guessing_is_slowed_down_in_memory(cast, settings):
    settings.CACHES = {}
    client = Client(REMOTE_ADDR="10.9.8.7")
    answers = [client.post("/door/box/key/", {"key": "x"}).status_code for _ in range(32)]
    assert answers[-1] == 429
    assert 429 not in answers[:20]


@pytest.mark.django_db
def test_the_sample_s_voices_stand_where_a_week_has_them(cast, as_person, settings, tmp_path):
    settings.ROUTES = tmp_path / "routes.toml"
    people = {"manager": cast.ada, "rep": cast.ben, "executive": cast.eve, "administrator": cast.fay}
    sample.seed(cast=people, team=cast.ours, now=datetime.now(UTC))
    assert sorted(Voice.objects.values_list("stage", flat=True)) == [
        "answered", "brought", "brought", "brought", "crossed", "proposed",
    ]  # fmt: skip
    assert len(queries.waiting_for(cast.ada)) == 4
    for voice in Voice.objects.all():
        assert as_person(cast.ada).get(f"/door/{voice.pk}/").status_code == 200
