"""A manager alone at a desk: what needs a second person is hidden, and what another said is written down for them."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bothways.web.opendoor.models import Voice
from bothways.web.people import entering
from bothways.web.people.models import Invitation, Person, Team
from bothways.web.priorities.models import AgreedTop, PriorityRound

TODAY = timezone.localdate().isoformat()


@pytest.fixture
def alone(db, settings, tmp_path) -> Client:
    cache.clear()
    settings.MODE, settings.DATA = "desk", tmp_path
    there = entering.first_address("")
    client = Client()
    assert 'name="name"' in client.get(there).content.decode()
    client.post(there, {"name": " Ada  Lindqvist "})
    return client


def test_the_desk_is_opened_under_one_s_name_once(alone):
    assert Person.objects.get().name == "Ada Lindqvist"
    there = entering.first_address("")
    assert 'name="name"' not in Client().get(there).content.decode()
    Client().post(there, {"name": "Somebody else"})
    assert Person.objects.get().name == "Ada Lindqvist"


def test_nobody_is_invited_to_a_desk(alone):
    page = alone.get(reverse("people")).content.decode()
    assert "Invite" not in page
    assert reverse("readers") in page
    form = {"email": "x@example.com", "role": "staff", "team": str(Team.objects.get().pk)}
    refused = alone.post(reverse("invite"), form)
    assert refused.status_code == 422
    assert "for you alone" in refused.content.decode()
    assert not Invitation.objects.exists()
    assert reverse("readers") in alone.get(reverse("home")).content.decode()


def test_a_concern_goes_its_whole_way_at_a_desk(alone):
    form = {
        "side": "staff", "team": str(Team.objects.get().pk), "kind": "concern", "text": "Norrvik waits for 11 quotes.",
        "consent_who": "Kim Berg", "consent_day": TODAY, "consent_how": "by phone",
    }  # fmt: skip
    alone.post(reverse("door-bring"), {**form, "step": "send", "wording": "own"})
    voice = Voice.objects.get()
    act, page = reverse("door-act", args=[voice.pk]), reverse("door-voice", args=[voice.pk])
    alone.post(act, {"what": "crossed", "text": "Norrvik waits for 11 quotes."})
    shown = alone.get(page).content.decode()
    assert "Write down the answer that you were given" in shown
    assert "Ask for the answer by mail" not in shown
    answer = {"what": "answered", "text": "By Friday.", "why": "2 people are back."}
    refused = alone.post(act, answer)
    assert refused.status_code == 422
    assert "By Friday." in refused.content.decode()
    alone.post(act, {**answer, "told_by": "Hal Moe"})
    assert "Answered by Hal Moe." in alone.get(page).content.decode()
    alone.post(act, {"what": "returned", "text": "By Friday.", "why": "2 people are back."})
    consent = {name: value for name, value in form.items() if name.startswith("consent")}
    alone.post(act, {"what": "accepted", **consent})
    voice.refresh_from_db()
    assert voice.stage == "closed"


def test_the_manager_of_a_desk_keeps_it(alone, cast, settings, as_person):
    me = Person.objects.get(name="Ada Lindqvist")
    home = alone.get(reverse("home")).content.decode()
    assert f'href="{reverse("settings")}"' in home
    assert f'href="{reverse("consultations")}"' not in home  # others would answer on their own machines
    assert "Everything in one zip" in alone.get(reverse("data")).content.decode()
    assert alone.get(reverse("settings")).status_code == 200
    assert alone.post(reverse("export")).status_code == 302
    refused = alone.post(reverse("erase"), {"who": str(me.pk), "typed": me.name})
    assert "This desk is yours." in refused.content.decode()
    assert Person.objects.get(pk=me.pk).is_active
    # The staff and the executives of no desk, and a manager anywhere else, keep nothing.
    for person in (cast.ben, cast.eve):
        assert as_person(person).get(reverse("data")).status_code == 403
    settings.MODE = "server"
    assert as_person(cast.ada).get(reverse("data")).status_code == 403
    assert f'href="{reverse("settings")}"' not in as_person(cast.ada).get(reverse("home")).content.decode()


def test_where_others_sign_in_a_manager_answers_for_nobody(alone, cast, settings, as_person):
    settings.MODE = "server"
    ada = as_person(cast.ada)
    form = {
        "side": "staff", "team": str(cast.ours.pk), "kind": "concern", "text": "Norrvik waits.",
        "consent_who": "Kim Berg", "consent_day": TODAY, "consent_how": "by phone",
        "step": "send", "wording": "own",
    }  # fmt: skip
    ada.post(reverse("door-bring"), form)
    voice = Voice.objects.get()
    act = reverse("door-act", args=[voice.pk])
    ada.post(act, {"what": "crossed", "text": "Norrvik waits."})
    assert (
        ada.post(act, {"what": "answered", "text": "Yes.", "why": "So.", "told_by": "Hal"}).status_code == 422
    )
    voice.refresh_from_db()
    assert voice.stage == "crossed"
    assert "told_by" not in ada.get(reverse("door-voice", args=[voice.pk])).content.decode()
    ada.post(
        reverse("round-open"), {"team": str(cast.ours.pk), "question": "First?", "items": "Quotes\nPrices"}
    )
    told = reverse("round-told", args=[PriorityRound.objects.get().pk])
    assert ada.post(told, {"side": "staff", "place-0": "1"}).status_code == 404


def test_both_orders_are_written_down_and_what_was_agreed(alone):
    form = {"team": str(Team.objects.get().pk), "question": "First?", "items": "Quotes\nPrices\nPeople"}
    alone.post(reverse("round-open"), form)
    found = PriorityRound.objects.get()
    page, told, release = (
        reverse(name, args=[found.pk]) for name in ("round", "round-told", "round-release")
    )
    assert "Ask each side by itself" in alone.get(page).content.decode()
    assert alone.post(release).status_code == 422
    alone.post(told, {"side": "staff", "place-0": "1", "place-1": "2"})
    assert alone.post(told, {"side": "staff", "place-0": "1", "place-1": "1"}).status_code == 422
    assert "One side is missing." in alone.post(release).content.decode()
    alone.post(told, {"side": "executives", "place-1": "1", "place-0": "2"})
    alone.post(release)
    shown = alone.get(page).content.decode()
    assert "as the manager was told it" in shown
    assert "How far apart" in shown
    assert alone.post(told, {"side": "staff", "place-0": "1"}).status_code == 422
    alone.post(reverse("round-agree", args=[found.pk]), {"first": "Quotes", "note": "In the meeting."})
    assert AgreedTop.objects.get().items == ["Quotes"]


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [390, 1440])
def test_the_pages_of_a_desk_have_no_violation(browse, settings, tmp_path, width):
    settings.MODE, settings.DATA = "desk", tmp_path
    page = browse(width=width)
    page.goto(entering.first_address(""))
    assert page.violations() == []
    page.get_by_label("Your name").fill("Ada")
    page.get_by_role("button", name="Open my desk").click()
    page.locator("body", has_text="The first brief is").wait_for()
    page.goto(reverse("people"))
    assert page.violations() == []
    page.goto(reverse("round-open"))
    page.get_by_label("What can be ranked").fill("Quotes\nPrices")
    page.get_by_role("button").last.click()
    page.locator("body", has_text="Ask each side by itself").wait_for()
    assert page.violations() == []
