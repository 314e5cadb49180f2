"""Mails are stopped by one click of their reader, and by nothing that only opens the address."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bothways.terms import Refusal
from bothways.web.brief import operations, posting, stopping
from bothways.web.brief.models import Brief, Digest, Mail, Reader
from bothways.web.brief.stopkeys import Stops, key_of
from bothways.web.jobs.operations import do_one
from web.brief.test_briefs_web import dump

pytestmark = pytest.mark.django_db
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def work() -> None:
    while do_one(worker="w", clock=timezone.now):
        pass


@pytest.fixture
def sent(cast, draft, box, settings):
    """Eve's and Ben's mails, as they arrived."""
    settings.SITE_URL = "https://bothways.example.com"
    operations.do_approve(draft, by=cast.ada, now=timezone.now())
    work()
    return {message["To"].addresses[0].username: message for message in box.messages}


def path_of(message) -> str:
    return re.search(r"https://bothways.example.com(/[^>]*)>", message["List-Unsubscribe"])[1]


def test_each_mail_has_its_reader_s_own_address_to_stop_it(sent):
    assert set(sent) == {"eve", "ben"}
    paths = {who: path_of(message) for who, message in sent.items()}
    assert len(set(paths.values())) == 2
    for who, message in sent.items():
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        whole = message.as_bytes().decode() + message.get_body(("plain",)).get_content()
        other = paths["ben" if who == "eve" else "eve"]
        assert paths[who] in whole
        assert other not in whole


def test_opening_the_address_changes_nothing_however_often(sent):
    path = path_of(sent["eve"])
    before = dump()
    for _ in range(3):
        page = Client().get(path)
        assert page.status_code == 200
        assert "Stop these mails" in page.content.decode()
    assert Client().head(path).status_code in {200, 405}
    assert dump() == before


def test_one_click_of_a_mail_program_stops_that_reader_s_mails_and_the_manager_is_told(
    cast, sent, box, as_person
):
    # A mail program has neither cookies nor a page of ours.
    path, client = path_of(sent["eve"]), Client(enforce_csrf_checks=True)
    for _ in range(2):
        assert client.post(path, ONE_CLICK).status_code == 200
    work()
    eve, ben = Reader.objects.order_by("-name")
    assert (eve.name, bool(eve.left_at), ben.left_at) == ("Eve", True, None)
    told = [message for message in box.messages if message["Subject"] == "No more briefs by mail"]
    assert [message["To"].addresses[0].addr_spec for message in told] == ["ada@example.com"]
    assert "Eve asked for no more briefs by mail." in told[0].get_content()
    assert "for no more mails" in as_person(cast.ada).get(reverse("readers")).content.decode()
    assert "asked for no more briefs" in as_person(cast.ada).get(reverse("log")).content.decode()
    # What was given before still opens.
    link = re.search(r"/r/([\w-]+)/", sent["eve"].get_body(("plain",)).get_content())[1]
    assert Client().get(reverse("read-link", kwargs={"token": link})).status_code == 200


def test_who_stopped_gets_no_next_brief_and_what_waits_is_taken_back(cast, draft, box, settings):
    settings.SITE_URL = "https://bothways.example.com"
    operations.do_approve(draft, by=cast.ada, now=timezone.now())
    posting.do_queue(Brief.objects.get(), now=timezone.now(), tell=lambda *_: None)
    reader = Reader.objects.get(name="Eve")
    stopping.do_stop_mails(Stops(reader=reader), now=timezone.now())
    taken = Mail.objects.get(name="Eve")
    assert (taken.state, taken.by) == ("failed", "Eve")
    with pytest.raises(Refusal, match="asked for no more mails"):
        posting.do_again(taken, by="Ada", now=timezone.now())
    work()
    assert [to for to, raw in box.raw if b"application/pdf" in raw] == [["ben@example.com"]]
    # Adding them again is not their word.
    operations.do_add_reader(cast.ours, name="Eve", email="EVE@example.com", side="executives")
    assert Reader.objects.get(name="Eve").left_at


def test_a_browser_s_post_needs_the_page_s_token_and_can_be_taken_back(sent):
    path, client = path_of(sent["eve"]), Client(enforce_csrf_checks=True)
    assert client.post(path).status_code == 403
    assert client.post(path, {"again": "1"}).status_code == 403
    page = client.get(path).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    page = client.post(path, {"csrfmiddlewaretoken": token}, follow=True).content.decode()
    assert "gets no more briefs" in page
    assert Reader.objects.get(name="Eve").left_at
    client.post(path, {"csrfmiddlewaretoken": token, "again": "1"})
    assert Reader.objects.get(name="Eve").left_at is None


@pytest.mark.parametrize(
    "key", ["x", "r.x", "r00000000000000000000000000000000.abc", "rno-id", "..", "d" + "0" * 32]
)
def test_a_key_that_was_never_given_out_stops_nothing(cast, draft, key):
    for client in (Client(), Client(enforce_csrf_checks=True)):
        assert client.get(reverse("mails-stop", kwargs={"stop_key": key})).status_code == 404
        assert client.post(reverse("mails-stop", kwargs={"stop_key": key}), ONE_CLICK).status_code == 404
    real = key_of(Reader.objects.get(name="Eve"))
    theirs = key_of(Reader.objects.get(name="Ben"))
    # One reader's signature does not hold for another's id.
    forged = f"{theirs.split('.')[0]}.{real.split('.', 1)[1]}"
    assert Client().post(reverse("mails-stop", kwargs={"stop_key": forged}), ONE_CLICK).status_code == 404
    assert not Reader.objects.filter(left_at__isnull=False).exists()


def test_without_an_address_of_its_own_a_server_offers_no_click(cast, draft, box, settings):
    settings.SITE_URL = ""
    operations.do_approve(draft, by=cast.ada, now=timezone.now())
    work()
    assert [message["List-Unsubscribe"] for message in box.messages] == [None, None]


def test_who_has_an_account_chooses_on_their_own_page(cast, draft, as_person):
    eve = Reader.objects.get(name="Eve")
    page = as_person(cast.eve).get(reverse("me")).content.decode()
    assert "The briefs of ours" in page
    assert "What waits" not in page
    as_person(cast.eve).post(reverse("my-mails"))
    eve.refresh_from_db()
    assert eve.left_at
    as_person(cast.eve).post(reverse("my-mails"), {"mails": [eve.pk.hex]})
    eve.refresh_from_db()
    assert eve.left_at is None
    assert Reader.objects.get(name="Ben").left_at is None


@pytest.mark.parametrize("who", ["ben", "dot", "cy", "fay"])
def test_nobody_stops_another_s_mails(cast, draft, as_person, who):
    client = as_person(getattr(cast, who))
    assert "The briefs of ours" not in client.get(reverse("me")).content.decode() or who == "ben"
    client.post(reverse("my-mails"))
    assert Reader.objects.get(name="Eve").left_at is None


def test_a_manager_switches_the_digest_off_and_on(cast, as_person):
    ada = as_person(cast.ada)
    assert "What waits" in ada.get(reverse("me")).content.decode()
    ada.post(reverse("my-mails"))
    assert not Digest.objects.get(person=cast.ada).wanted
    ada.post(reverse("my-mails"), {"mails": ["digest"]})
    assert Digest.objects.get(person=cast.ada).wanted
    assert not Digest.objects.filter(person=cast.cy).exists()
