"""A reader's link to a voice that crossed: opened as often as one likes, answered by a POST in the reader's name."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bothways.terms import Refusal, Side
from bothways.web.brief.operations import do_add_reader, do_stop_reader
from bothways.web.opendoor import links, operations
from bothways.web.opendoor.models import Voice, VoiceEvent
from bothways.web.opendoor.registers import crossed_of
from bothways.web.people.models import Link

SAID = "You people never answer. Norrvik waits for 11 quotes since 5 October."
CALM = "Norrvik waits for 11 quotes since 5 October."


@pytest.fixture
def voice(cast) -> Voice:
    """Ben's, worded by himself, carried across by Ada; Hal reads the briefs of the executives, Ida those of the staff."""
    do_add_reader(cast.ours, name="Hal", email="hal@example.com", side="executives")
    do_add_reader(cast.ours, name="Ida", email="ida@example.com", side="staff")
    do_add_reader(cast.theirs, name="Joe", email="joe@example.com", side="executives")
    made = operations.do_bring(
        cast.ben,
        team=cast.ours,
        side=Side.STAFF,
        kind="concern",
        text=SAID,
        agreed=CALM,
        now=timezone.now(),
    )
    operations.do_event(cast.ada, made.pk, what="crossed", text=CALM, now=timezone.now())
    return made


def token_of(cast, voice, **more) -> str:
    readers = [str(pk) for pk in links.askable(voice).values_list("pk", flat=True)]
    (made,) = links.do_send_links(
        cast.ada, voice.pk, readers=readers, now=timezone.now(), address=lambda token: token
    )
    if more:
        Link.objects.update(**more)
    return made.address


def dump() -> str:
    tables = [t for t in apps.get_models() if t._meta.label != "sessions.Session"]
    return "\n".join(str(sorted(map(str, table._default_manager.values_list()))) for table in tables)


def answered(token: str, **more) -> object:
    form = {"what": "answered", "text": "By Friday.", "why": "Two people are back."} | more
    return Client().post(reverse("door-link-answer", kwargs={"token": token}), form)


@pytest.mark.django_db
def test_opening_it_changes_nothing_and_shows_only_what_crossed(cast, voice):
    token = token_of(cast, voice)
    before = dump()
    pages = [Client().get(reverse("door-link", kwargs={"token": token})) for _ in range(3)]
    assert {page.status_code for page in pages} == {200}
    text = pages[0].content.decode()
    assert "You answer as Hal" in text
    assert CALM in text
    assert "You people" not in text
    assert "Ben" not in text
    assert dump() == before


@pytest.mark.django_db
def test_who_has_it_answers_as_its_reader_and_the_manager_reads_who(cast, voice, as_person):
    token = token_of(cast, voice)
    assert answered(token, why="").status_code == 422
    assert "By Friday." in answered(token, why="").content.decode()  # what was typed stays
    assert answered(token).status_code == 302
    event = VoiceEvent.objects.get(what="answered")
    assert (event.name, event.person, event.by) == ("Hal", None, "other side")
    desk = as_person(cast.ada).get(f"/door/{voice.pk}/").content.decode()
    assert "Answered by Hal." in desk
    assert "Hal answered a voice" in as_person(cast.ada).get(reverse("log")).content.decode()
    assert answered(token).status_code == 422  # once: the desk has it now
    operations.do_event(cast.ada, voice.pk, what="answer proposed", text="On Friday.", now=timezone.now())
    assert "May your answer go back like this?" in (
        Client().get(reverse("door-link", kwargs={"token": token})).content.decode()
    )
    assert answered(token, what="answer agreed", text="", why="").status_code == 302
    voice.refresh_from_db()
    assert voice.stage == "answer agreed"
    assert "Hal agreed to how an answer goes back" in as_person(cast.ada).get(reverse("log")).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("what", ["crossed", "agreed", "returned", "closed", "withdrawn", "nonsense", ""])
def test_a_link_does_what_the_other_side_may_and_nothing_else(cast, voice, what):
    assert answered(token_of(cast, voice), what=what).status_code == 422
    assert VoiceEvent.objects.count() == 3


@pytest.mark.django_db
def test_only_readers_of_the_other_side_of_the_team_are_asked(cast, voice, as_person):
    assert [reader.name for reader in links.askable(voice)] == ["Hal"]
    others = [str(reader.pk) for reader in (*cast.ours.readers.all(), *cast.theirs.readers.all())]
    page = as_person(cast.ada).post(reverse("door-links", kwargs={"voice": voice.pk}), {"reader": others})
    text = page.content.decode()  # without a mail server: shown this once
    assert Link.objects.get().name == "Hal"
    assert re.search(r"http://testserver/door/link/[\w-]{32}/", text)
    assert "/door/link/" not in as_person(cast.ada).get(f"/door/{voice.pk}/").content.decode()
    nobody = as_person(cast.ada).post(reverse("door-links", kwargs={"voice": voice.pk}), {"reader": "x"})
    assert nobody.status_code == 422


@pytest.mark.django_db
def test_before_it_crosses_nobody_is_sent_a_link(cast, voice):
    waits = operations.do_bring(
        cast.ben, team=cast.ours, side=Side.STAFF, kind="concern", text=SAID, now=timezone.now()
    )
    with pytest.raises(Refusal, match="waits for the other side"):
        token_of(cast, waits)
    assert not Link.objects.exists()


@pytest.mark.django_db
def test_a_link_of_another_kind_an_old_one_and_a_stopped_one_open_nothing(cast, voice):
    token = token_of(cast, voice)
    address = reverse("door-link", kwargs={"token": token})
    for name, value in (
        ("purpose", "brief"), ("expires_at", timezone.now() - timedelta(days=1)), ("team", cast.theirs), ("side", "staff"),
    ):  # fmt: skip
        was = getattr(Link.objects.get(), name)
        Link.objects.update(**{name: value})
        assert Client().get(address).status_code == 404, name
        assert answered(token).status_code == 404, name
        Link.objects.update(**{name: was})
    assert Client().get(address).status_code == 200
    assert Client().get(reverse("read-link", kwargs={"token": token})).status_code == 404
    do_stop_reader(cast.ours.readers.get(name="Hal"), now=timezone.now())
    assert Client().get(address).status_code == 404


@pytest.mark.django_db
def test_one_that_asks_for_a_code_takes_no_answer_without_it(cast, voice):
    token = token_of(cast, voice, ask_code=True)
    page = Client().get(reverse("door-link", kwargs={"token": token})).content.decode()
    assert "asks for a code" in page
    assert CALM not in page
    assert answered(token).status_code == 302
    assert not VoiceEvent.objects.filter(what="answered").exists()


@pytest.mark.django_db
def test_the_next_brief_is_given_what_went_back_and_what_waits(cast, voice):
    now = timezone.now()
    (waits,) = crossed_of(cast.ours, since=None, until=now)
    assert (waits.said, waits.answer) == (CALM, "")
    answered(token_of(cast, voice))
    assert crossed_of(cast.ours, since=None, until=now) == ()  # the answer is on the desk
    operations.do_event(cast.ada, voice.pk, what="returned", text="By Friday.", now=now)
    (done,) = crossed_of(cast.ours, since=now, until=now)
    assert (done.said, done.answer, done.why) == (CALM, "By Friday.", "Two people are back.")
    assert crossed_of(cast.ours, since=now + timedelta(days=2), until=now) == ()
    assert crossed_of(cast.theirs, since=None, until=now) == ()
