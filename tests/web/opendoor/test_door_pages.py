"""The door in a browser: no violation at 390 and 1440, the box with and without script, the receipt as one types."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from bothways.terms import Side
from bothways.web.opendoor import operations
from bothways.web.opendoor.models import Voice
from bothways.web.opendoor.work import nights
from bothways.web.people.models import Person

SAID = "You people never answer. Norrvik waits for 11 quotes since 5 October."


def says(page, text: str) -> None:
    """Waits, for `page.content()` just after a click can be that of no document: the old one gone, the new one not read."""
    page.locator("body", has_text=text).wait_for()


def fine(page) -> None:
    page.wait_for_load_state()
    assert page.locator("h1").count() == 1
    assert page.violations() == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("width", "dark"), [(390, True), (1440, False)])
def test_pages_of_all_three(cast, browse, width, dark):
    voice = operations.do_bring(
        cast.ben, team=cast.ours, side=Side.STAFF, kind="concern", text=SAID, now=datetime.now(UTC)
    )
    ada, ben, eve = (browse(person, width=width, dark=dark) for person in (cast.ada, cast.ben, cast.eve))
    for page in (ada, ben, eve):
        for address in ("/door/", "/door/bring/"):
            page.goto(address)
            fine(page)
    ben.goto("/door/bring/")
    ben.get_by_label("Concern").check()
    ben.get_by_label("In your words").fill("He put his hand on my back again at dinner.")
    ben.get_by_role("button", name="Look at it before sending").click()
    says(ben, "does not pass your manager")
    fine(ben)
    ada.goto(f"/door/{voice.pk}/")
    fine(ada)
    ada.get_by_label("The wording").fill("Norrvik waits for 12 quotes since 5 October.")
    ada.locator("#wording .state--changed, #wording .state--lost").first.wait_for()
    ada.get_by_label("The wording").fill("Norrvik waits for 11 quotes since 5 October.")
    ada.get_by_role("button", name="Show it to the author").click()
    ben.goto(f"/door/{voice.pk}/")
    fine(ben)
    ben.get_by_role("button", name="It may go like this").click()
    ada.goto(f"/door/{voice.pk}/")
    ada.get_by_role("button", name="Carry it across").click()
    eve.goto(f"/door/{voice.pk}/")
    fine(eve)
    eve.get_by_label("Your answer").fill("By Friday.")
    eve.get_by_label("Why").fill("Two people are back.")
    eve.get_by_role("button", name="Answer").click()
    ada.goto(f"/door/{voice.pk}/")
    fine(ada)
    ada.get_by_role("button", name="Carry the answer back").click()
    voice.refresh_from_db()
    assert voice.stage == "returned"


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("script", [True, False])
def test_into_the_box_and_back_by_the_key(cast, browse, script):
    more = [Person.objects.create_user(f"s{n}@example.com", name=f"S{n}", role="staff") for n in range(5)]
    cast.ours.staff.add(*more)
    for person in more:
        page = browse(person)
        with page.expect_response("**/door/pass/"):  # any page will do
            page.goto("/me/")
    ben = browse(cast.ben, width=390, script=script)
    ben.goto("/door/")
    if not script:
        ben.get_by_role("button", name="The box says").click()
    else:
        ben.wait_for_load_state("networkidle")
    ben.goto("/door/box/")
    says(ben, "This page doesn’t know who you are.")
    assert "Ben" not in ben.content()
    ben.get_by_label("Concern").check()
    ben.get_by_label("In your words").fill(SAID)
    ben.get_by_role("button", name="Look at it before sending").click()
    says(ben, "How recognisable is this?")
    if script:
        fine(ben)
    ben.get_by_role("button", name="Put it in the box").click()
    key = re.sub(r"\s", "", ben.locator("#key").inner_text())
    if script:
        fine(ben)
    nights(datetime.now(UTC) + timedelta(days=1))
    assert Voice.objects.get().how == "anonymous"
    anybody = browse(None, width=390, script=script)
    anybody.goto("/door/box/key/")
    anybody.get_by_label("Key").fill(key.lower().replace("-", " "))
    anybody.get_by_role("button", name="Open").click()
    says(anybody, "Norrvik")
    if script:
        fine(anybody)
