"""The first page of each role: its own part, in a bounded number of questions to the database."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bothways.terms import Side
from bothways.web.budget.operations import do_decide, do_put
from bothways.web.constraints.operations import do_change
from bothways.web.home import gathering
from bothways.web.insight.models import InsightPage
from bothways.web.opendoor.operations import do_bring
from web.makers.budget import TOOL, case_of
from web.makers.constraints import limit_of
from web.makers.credibility import promise_of
from web.makers.evidence import snapshot_of

pytestmark = pytest.mark.django_db


def results_of(snapshot, *, n=0, rows=()):
    return InsightPage.objects.create(
        snapshot=snapshot, part="results", period="2026Q3", side="executives", version="1", key=f"k{n}",
        asked_at=timezone.now(), made_at=timezone.now(), title="€17k was booked.",
        own={"changes": {"since": "2026-08-31", "rows": list(rows), "of": len(rows)}} if rows else {},
    )  # fmt: skip


ROW = {
    "key": "bookings",
    "label": "Bookings",
    "was": "€12k",
    "is": "€17k",
    "small": "",
    "why": "Crates won (+€5k)",
}


def test_an_empty_installation_leads_to_the_first_brief(cast, as_person):
    page = as_person(cast.ada).get("/").content.decode()
    assert "Bring an export of your CRM" in page
    assert page.count("<h1>") == 1


def test_what_changed_stands_there_with_what_moved_it(cast, as_person):
    results_of(snapshot_of(cast), rows=[ROW])
    page = as_person(cast.ada).get("/").content.decode()
    for text in ("Changed in the numbers", "€12k", "€17k", "Crates won"):
        assert text in page


@pytest.mark.parametrize("who", ["ben", "eve", "fay", "cy", "dot", "guy"])
def test_nobody_else_sees_the_managers_numbers(cast, as_person, who):
    results_of(snapshot_of(cast), rows=[ROW])
    answer = as_person(getattr(cast, who)).get("/")
    assert answer.status_code == 200
    for text in ("Crates won", "€17k"):
        assert text not in answer.content.decode()


def test_the_keeper_is_told_of_people_and_of_no_voice(cast, as_person):
    page = as_person(cast.fay).get("/").content.decode()
    assert "7 people" in page
    assert "From staff" not in page


def asked(client):
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get("/").status_code == 200
    return len(seen)


def everything(cast, n):
    """One of each that stands on the first page: a voice, a late promise, limits of both, a case, results with a change."""
    do_bring(
        cast.ben, team=cast.ours, side=Side.STAFF, kind="concern", text=f"Quotes take nine days, case {n}.",
        now=timezone.now() - timedelta(days=6),
    )  # fmt: skip
    promise_of(cast, text=f"A tool for quotes, part {n}", left=-3)
    limit_of(cast, statement=f"Discounts stop at eight percent, clause {n}.", left=-33)
    limit_of(cast, side="staff", statement=f"Three audits a week, part {n}.")
    case_of(cast, lines=[TOOL], put=True, title=f"A desk for audits {n}")
    results_of(snapshot_of(cast), n=n, rows=[ROW])


@pytest.mark.parametrize("who", ["ada", "ben", "eve"])
def test_three_of_each_ask_no_more_than_one(cast, as_person, who):
    client = as_person(getattr(cast, who))
    everything(cast, 0)
    client.get("/")
    one = asked(client)
    everything(cast, 1)
    everything(cast, 2)
    assert asked(client) == one <= 30


def test_what_waits_is_late_or_stale_stands_there_and_is_an_act(cast, as_person):
    everything(cast, 0)
    page = as_person(cast.ada).get("/").content.decode()
    for text in (
        "1 voice waits for you.", "The oldest has waited 6 days.", "Quotes take nine days", "3 days late",
        "Keep your word: A tool for quotes", "Ask whether this still holds", "Limits past their review",
    ):  # fmt: skip
        assert text in page, text


@pytest.mark.parametrize("who", ["cy", "dot", "guy", "fay"])
def test_strangers_see_nothing_of_it(cast, as_person, who):
    everything(cast, 0)
    page = as_person(getattr(cast, who)).get("/").content.decode()
    for text in ("nine days", "tool for quotes", "eight percent", "audits", "Crates won"):
        assert text not in page


def test_a_side_has_its_own_part(cast, as_person):
    everything(cast, 0)
    page = as_person(cast.eve).get("/").content.decode()
    assert "Quotes take nine days" not in page
    assert "Crates won" not in page


def test_a_side_reads_which_limits_it_has_yet_to_say_back(cast, as_person):
    row = limit_of(cast, statement="Discounts stop at eight percent.")
    client = as_person(cast.ben)
    page = client.get("/").content.decode()
    for text in (
        "One limit of the other side waits for what you understand.", "Say back what limits the other side: Discounts",
        "a limit of the other side, to say back", reverse("limit", kwargs={"limit": row.pk}),
    ):  # fmt: skip
        assert text in page, text
    # Its own side has nothing to say back, and the manager is told on the page of limits who has not.
    for person in (cast.eve, cast.ada):
        assert "say back" not in as_person(person).get("/").content.decode().lower()
    do_change(cast.ben, row.pk, what="understood", words="Above eight we wait.", now=timezone.now())
    page = client.get("/").content.decode()
    assert "Nothing waits for you." in page
    assert "say back" not in page.lower()
    do_change(
        cast.ada, row.pk, what="moved", statement="Discounts stop at nine percent.", reason="Asked", now=timezone.now(),
    )  # fmt: skip
    assert "You said it back when it read otherwise." in client.get("/").content.decode()


def test_an_executive_reads_which_case_waits_until_it_is_decided(cast, as_person):
    found, client = case_of(cast, lines=[TOOL], title="A desk for audits"), as_person(cast.eve)
    assert "audits" not in client.get("/").content.decode()
    do_put(cast.ada, found.pk, now=timezone.now())
    page = client.get("/").content.decode()
    for text in (
        "One case waits for your answer.", "Answer the case: A desk for audits", "a case of ",
        reverse("case-pages", kwargs={"case": found.pk}),
    ):  # fmt: skip
        assert text in page, text
    for person in (cast.ben, cast.ada, cast.cy, cast.guy):
        assert "audits" not in as_person(person).get("/").content.decode()
    do_decide(cast.eve, found.pk, outcome="refused", reasons="Not this year", now=timezone.now())
    assert "audits" not in client.get("/").content.decode()


def test_a_room_that_is_not_there_has_nothing():
    assert gathering.asked("nowhere.queries", "waiting_for") is None
    assert gathering.asked("jobs.nothing", "x") is None
    assert gathering.address("nowhere") == ""


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [390, 1440])
def test_home_with_numbers_is_without_violation(cast, browse, width):
    everything(cast, 0)
    page = browse(cast.ada, width=width)
    page.goto("/")
    assert page.get_by_text("Crates won").is_visible()
    assert page.violations() == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("who", "waits"), [("ben", "Discounts stop"), ("eve", "A desk for audits")])
def test_what_waits_for_a_side_holds_on_a_phone(cast, browse, who, waits):
    everything(cast, 0)
    page = browse(getattr(cast, who), width=390)
    page.goto("/")
    assert page.locator("section[aria-labelledby=waits]").get_by_text(waits).is_visible()
    assert page.violations() == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
