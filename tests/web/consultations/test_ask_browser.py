"""Fourteen people by real forms on a phone: five of them in a browser with a thumb, one of these without script, one by a link."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bothways.web.consultations import queries
from bothways.web.consultations.models import Consultation, ConsultationRelease
from bothways.web.consultations.operations import do_link
from web.makers.consultations import SAID

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.slow]

VOTE = {SAID[0]: "Agree", SAID[1]: "Agree", SAID[2]: "Disagree"}
PHONE = {"width": 390, "has_touch": True, "is_mobile": True}


def slide(page, *, to):
    """Put the thumb on the slider, at so many per cent of its width."""
    box = page.locator(".slide input").bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] * to / 100, box["y"] + box["height"] / 2)


def look(page, *, script=True):
    """No fault for a reader of screens, and nothing that would have to be pushed sideways."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    if script:
        assert page.violations() == []


def by_thumb(page, *, script=True, checked=False):
    """Answer all statements by taps; the page is on the first."""
    for number in range(1, len(SAID) + 1):
        page.locator(".number", has_text=f"{number} of {len(SAID)}").wait_for()
        said = page.locator("h1").inner_text()
        page.locator(".vote label", has_text=re.compile(f"^{VOTE[said]}$")).tap()
        if script:
            page.locator("#answer-kept", has_text="Kept").wait_for()
            slide(page, to=80)
            assert 70 <= int(page.locator("#guess").input_value()) <= 90
        else:
            assert not page.locator(".slide").is_visible(), "what needs script isn't there without it"
            page.locator("#guess").fill("80")
        if number == 1:
            page.locator(".weighs").tap()
            if checked:
                look(page, script=script)
        page.get_by_role("button", name=re.compile("Next statement|That was the last one")).tap()
    page.locator("h1", has_text="That was all of it").wait_for()


def fast(person, consultation):
    """The same forms by a browser without a screen."""
    client = Client()
    client.force_login(person)
    go = client.post(reverse("consultation-begin", kwargs={"consultation": consultation.pk}))
    while "/answer/" in go["Location"]:
        page = client.get(go["Location"]).content.decode()
        vote = next(word for text, word in VOTE.items() if text in page)
        go = client.post(go["Location"], {"vote": vote.lower(), "guess": "60", "go": "next"})


def asked_by_hand(cast, browse):
    """Ada asks everybody, on one page."""
    page = browse(cast.ada, width=1440)
    page.goto("/consultations/new/")
    page.get_by_label("The question").fill("What slows our deals down?")
    page.get_by_label("One statement a line").fill("\n".join(SAID))
    look(page)
    page.get_by_role("button", name="Ask them").click()
    page.locator("h1", has_text="Both sides are asked").wait_for()
    look(page)
    found = Consultation.objects.get()
    page = browse(cast.ada, dark=True, **PHONE)
    for address in ("/consultations/", "/consultations/new/", f"/consultations/{found.pk}/"):
        page.goto(address)
        look(page)
    return found


def test_fourteen_people_two_of_them_on_the_record(cast, fourteen, browse, live_server):
    found = asked_by_hand(cast, browse)

    # Ben: from his first page, with a thumb; he leaves in the middle and finds it where it was.
    page = browse(cast.ben, dark=True, **PHONE)
    page.goto("/")
    page.get_by_role("link", name=re.compile("Answer: What slows")).first.tap()
    page.locator("h1", has_text="What slows our deals down?").wait_for()
    look(page)
    page.get_by_role("button", name="Begin").tap()
    page.locator(".number", has_text="1 of 3").wait_for()
    page.locator(".vote label", has_text="Pass").tap()
    page.locator("#answer-kept", has_text="Kept").wait_for()
    page.goto("/consultations/")
    page.locator("body", has_text="1 of 3 answered").wait_for()
    page.get_by_role("link", name=re.compile("What slows")).tap()
    page.get_by_role("button", name="Go on").tap()
    page.locator(".number", has_text="2 of 3").wait_for()
    page.get_by_role("button", name="Back").tap()
    by_thumb(page, checked=True)
    look(page)

    # One without script.
    page = browse(fourteen[1], script=False, **PHONE)
    page.goto(f"/consultations/{found.pk}/")
    page.get_by_role("button", name="Begin").tap()
    by_thumb(page, script=False)

    # Eve: her side is too small; she is told so, and answers on the record.
    page = browse(cast.eve, **PHONE)
    page.goto(f"/consultations/{found.pk}/")
    page.locator("body", has_text="Your side is too small to be shown without a name").wait_for()
    page.locator("label.choice", has_text="On the record, as Eve").tap()
    look(page)
    page.get_by_role("button", name="Begin").tap()
    by_thumb(page)
    page.locator("body", has_text="Keep this choice").wait_for()

    # Finn: by a link of his own, without an account; on the record, too.
    _link, token = do_link(found.invited.get(person=fourteen[13]), now=timezone.now())
    page = browse(None, dark=True, **PHONE)
    page.goto(f"/c/{token}/")
    page.locator("label.choice", has_text="On the record, as Finn").tap()
    look(page)
    page.get_by_role("button", name="Begin").tap()
    by_thumb(page)
    linked = page

    # A fifth by thumb, the rest by the same forms without a screen.
    page = browse(fourteen[2], **PHONE)
    page.goto(f"/consultations/{found.pk}/")
    page.get_by_role("button", name="Begin").tap()
    by_thumb(page)
    for person in fourteen[3:12]:
        fast(person, found)
    assert all(queries.my_voter(person, found).done for person in fourteen)

    # Ada sees nothing before, and then what everybody sees.
    page = browse(cast.ada, width=1440)
    page.goto(f"/consultations/{found.pk}/")
    page.locator("body", has_text="Nobody is told, you neither").wait_for()
    page.get_by_role("button", name="Close it and show everybody the result").click()
    page.wait_for_url(re.compile("/result/"))
    row = ConsultationRelease.objects.get()
    assert {one["name"] for one in row.shown["record"]} == {"Eve", "Finn"}
    linked.goto(f"/c/{token}/")
    linked.wait_for_url(re.compile("/result/"))
    for statement in SAID:
        linked.locator("body", has_text=statement).wait_for()
