"""Mails that ask, and the links in them: to everybody alike, and to nobody who left."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bothways.terms import Refusal
from bothways.web.brief.models import Mail, Reader
from bothways.web.brief.operations import do_stop_reader
from bothways.web.brief.posting import do_post
from bothways.web.consultations import inviting, queries, releasing
from bothways.web.consultations.operations import do_link, do_move
from bothways.web.consultations.work import days
from bothways.web.opendoor.keeping import day_of
from bothways.web.people.operations import do_leave
from web.consultations.released_cast import all_say
from web.makers.consultations import consultation_of


def test_invitations_and_reminders_go_to_everybody_alike(cast, fourteen, as_person, box):
    found = consultation_of(cast)
    now = timezone.now()
    assert inviting.do_invite_all(found, now=now) == 14
    assert inviting.do_invite_all(found, now=now) == 0, "each is asked once"
    all_say(found, fourteen[:6], vote="agree", guess=50)
    client = as_person(cast.ada)
    early = client.post(reverse("consultation-remind", kwargs={"consultation": found.pk}))
    assert early.status_code == 422
    later = now + timedelta(days=2)
    assert inviting.do_remind(cast.ada, found, now=later) == 14
    with pytest.raises(Refusal):
        inviting.do_remind(cast.ada, found, now=later + timedelta(days=1))
    do_post(worker="w", now=later, tell=lambda *_: None)
    reminders = [one for one in box.messages if "Until" in one["Subject"]]
    assert len(box.messages) == 28
    assert len({str(one["To"]) for one in reminders}) == 14
    said = {re.sub(r"https://\S+|written for .*", "", one.get_content()) for one in reminders}
    assert len(said) == 1, "whoever has answered reads the same words"
    address = re.search(r"https://asks.example(/c/\S+)", reminders[0].get_content()).group(1)
    assert Client().get(address).status_code == 200
    assert not any(bytes(mail.raw) for mail in Mail.objects.all()), (
        "what opened a door is not kept once it has gone"
    )


def test_the_clock_reminds_once_the_day_before(cast, fourteen, box):
    found = consultation_of(cast)
    before = timezone.now() + timedelta(days=6)
    days(before)
    days(before + timedelta(minutes=1))
    assert Mail.objects.count() == 14
    found.refresh_from_db()
    assert found.reminded is not None


def test_ones_own_link_takes_nothing_away_of_what_was_answered_signed_in(cast, fourteen, as_person):
    found = consultation_of(cast)
    all_say(found, [cast.ben], vote="agree", guess=50)
    _link, token = do_link(found.invited.get(person=cast.ben), now=timezone.now())
    client = as_person(cast.ben)
    for name, send in (("asked", client.get), ("asked-begin", client.post)):
        answer = send(reverse(name, kwargs={"token": token}))
        assert answer["Location"] == reverse("consultation", kwargs={"consultation": found.pk})
    assert queries.my_voter(cast.ben, found).done


def test_whose_account_was_closed_answers_and_reads_by_no_old_link(cast, fourteen):
    found = consultation_of(cast)
    _link, token = do_link(found.invited.get(person=fourteen[3]), now=timezone.now())
    address, client = reverse("asked", kwargs={"token": token}), Client()
    assert client.get(address).status_code == 200
    fourteen[3].is_active = False
    fourteen[3].save(update_fields=["is_active"])
    assert client.get(address).status_code == 404
    assert client.post(reverse("asked-begin", kwargs={"token": token})).status_code == 404
    assert client.get(reverse("asked-result", kwargs={"token": token})).status_code == 404


def test_who_left_is_reminded_of_nothing_and_answers_and_reads_by_no_old_link(cast, fourteen, as_person, box):
    found = consultation_of(cast, readers=[])
    now = timezone.now()
    gone, stays = (found.invited.get(person=person) for person in fourteen[3:5])
    tokens = [do_link(one, now=now)[1] for one in (gone, stays)]
    do_leave(fourteen[3], team=cast.ours, by=cast.ada, now=now)
    addresses = [reverse("asked", kwargs={"token": token}) for token in tokens]
    assert [Client().get(address).status_code for address in addresses] == [404, 200]
    assert inviting.do_remind(cast.ada, found, now=now + timedelta(days=2)) == 13
    page = as_person(cast.ada).post(
        reverse("consultation-link", kwargs={"consultation": found.pk, "invited": gone.pk})
    )
    assert (page.status_code, "left since" in page.content.decode()) == (422, True)
    all_say(found, [one for one in fourteen if one != fourteen[3]], vote="agree", guess=50)
    releasing.do_release(cast.ada, found, now=now)
    results = [reverse("asked-result", kwargs={"token": token}) for token in tokens]
    assert [Client().get(result).status_code for result in results] == [404, 200]


def test_a_reader_without_an_account_is_asked_until_they_are_stopped(cast, fourteen):
    reader = Reader.objects.create(team=cast.ours, name="Rita", email="Rita@Firm.example", side="executives")
    found, now = consultation_of(cast, readers=[reader]), timezone.now()
    invited = found.invited.get(person=None)
    _link, token = do_link(invited, now=now)
    Reader.objects.update(email="rita@firm.example")
    assert queries.voter_by(token, browser="", now=now).invited == invited
    do_stop_reader(reader, now=now)
    with pytest.raises(Refusal) as no:
        queries.voter_by(token, browser="", now=now)
    assert no.value.data["status"] == 404


def test_whose_account_was_closed_is_reminded_of_nothing(cast, fourteen, box):
    found = consultation_of(cast)
    now = timezone.now()
    assert inviting.do_invite_all(found, now=now) == 14
    fourteen[3].is_active = False
    fourteen[3].save(update_fields=["is_active"])
    assert inviting.do_remind(cast.ada, found, now=now + timedelta(days=2)) == 13
    assert Mail.objects.filter(to__contains=fourteen[3].email).count() == 1
    assert Mail.objects.filter(to__contains=fourteen[4].email).count() == 2


def test_a_link_opens_past_the_last_day_wherever_that_is_moved(cast, fourteen):
    found = consultation_of(cast)
    now = timezone.now()
    _link, token = do_link(found.invited.get(person=cast.eve), now=now)
    late = now + timedelta(days=6)
    do_move(cast.ada, found, closes=day_of(late) + timedelta(days=90), now=late)
    for days_on in (90, 120):
        assert queries.voter_by(token, browser="", now=late + timedelta(days=days_on)).invited.name == "Eve"
    do_move(cast.ada, found, closes=day_of(late) + timedelta(days=3), now=late)
    assert queries.voter_by(token, browser="", now=late + timedelta(days=90)), "none is cut short"


def test_the_invitation_promises_what_holds_for_who_is_on_the_record_too(cast, fourteen, box):
    found = consultation_of(cast)
    inviting.do_invite_all(found, now=timezone.now())
    do_post(worker="w", now=timezone.now(), tell=lambda *_: None)
    said = " ".join(box.messages[0].get_content().split())
    assert "Nobody is shown a single answer of yours unless you choose the record" in said
