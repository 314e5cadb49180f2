"""The pages of a case say what the command says, ask the same of one row and of three, and hold on a phone."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bothways.budget import ladder, work_out
from bothways.web.audit.models import Logged
from bothways.web.budget import operations
from bothways.web.budget.casefile import read
from bothways.web.budget.models import CaseEvent, ResourceCase
from bothways.web.budget.telling import money
from web.budget.typed import page_of
from web.makers.budget import case_of

NOW = timezone.now


def test_the_result_says_what_the_command_says(cast, as_person):
    found = case_of(cast)
    held = work_out(read(found.asked).case)
    body = page_of(as_person(cast.ada), "case-result", case=found.pk)
    for rung in ladder(held):
        assert money(rung.plan.value, "EUR") in body
    for words in (
        "Dana and Eli",
        "a belief",
        "regret",
        "What would change it",
        "Who said",
        "asked",
    ):
        assert words in body
    assert "Nobody is named who feels it." in body


def test_a_limit_that_stands_has_a_price_and_leaves_when_it_is_taken_out(cast, as_person):
    found, client = case_of(cast), as_person(cast.ada)
    at = {"case": found.pk}
    assert (
        client.post(
            reverse("case-limit", kwargs=at), {"says": "One head", "of": "people", "most": "1"}
        ).status_code
        == 302
    )
    body = page_of(client, "case-result", case=found.pk)
    assert re.search(r"One head</dt><dd>at 2 it would leave €\S+ more", body)
    assert client.post(reverse("case-drop", kwargs=at), {"what": "limit", "at": "0"}).status_code == 302
    assert "One head" not in page_of(client, "case-result", case=found.pk)
    for at_ in ("7", "-1", "x", "9" * 30):
        assert client.post(reverse("case-drop", kwargs=at), {"what": "line", "at": at_}).status_code == 404


def test_two_pages_hold_what_an_executive_needs_and_nothing_of_the_door(cast, as_person):
    body = page_of(as_person(cast.eve), "case-pages", case=case_of(cast, put=True).pk)
    for words in (
        "What is asked",
        "What each level of money funds",
        "What customers gain",
        "a belief",
        "What would change our mind",
        "120\xa0%",
    ):
        assert words in body
    assert body.count('class="curve"') == 3


def test_looking_changes_nothing_and_lists_ask_as_often_for_three_as_for_one(
    cast, as_person, django_assert_num_queries
):
    def ask(person, name, count, **kwargs):
        client = as_person(person)
        with django_assert_num_queries(count):
            assert client.get(reverse(name, kwargs=kwargs)).status_code == 200

    found = case_of(cast, put=True)
    operations.do_counter(cast.eve, found.pk, words="", limits=[{"of": "people", "most": 1}], now=NOW())
    before = list(ResourceCase.objects.values()), list(CaseEvent.objects.values()), Logged.objects.count()
    counts = {}
    for name, kwargs in (("case", {}), ("case-result", {"case": found.pk})):
        client = as_person(cast.ada)
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse(name, kwargs=kwargs))
        counts[name] = len(seen)
    for name in ("case-ask", "case-pages", "case-file", "case-result"):
        page_of(as_person(cast.ada), name, case=found.pk)
    assert (
        list(ResourceCase.objects.values()),
        list(CaseEvent.objects.values()),
        Logged.objects.count(),
    ) == before
    for most in (1, 0):
        case_of(cast, put=True)
        operations.do_counter(
            cast.ada, found.pk, words="", limits=[{"of": "people", "most": most}], now=NOW()
        )
    ask(cast.ada, "case", counts["case"])
    ask(cast.ada, "case-result", counts["case-result"], case=found.pk)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("width", "dark"), [(390, True), (1440, False)])
def test_the_pages_of_a_case_hold(cast, browse, width, dark):
    found = case_of(cast, put=True)
    draft = case_of(cast)
    operations.do_counter(cast.eve, found.pk, words="One", limits=[{"of": "people", "most": 1}], now=NOW())
    operations.do_decide(cast.eve, found.pk, outcome="granted", of="ask", reasons="Yes", now=NOW())
    page = browse(cast.ada, width=width, dark=dark)
    addresses = [
        reverse("case"), reverse("case-new"), reverse("case-ask", kwargs={"case": draft.pk}),
        reverse("case-line", kwargs={"case": draft.pk, "case_line": 1}),
        reverse("case-result", kwargs={"case": found.pk}), reverse("case-pages", kwargs={"case": found.pk}),
    ]  # fmt: skip
    for address in addresses:
        page.goto(address)
        for more in page.locator("main details").all():
            more.evaluate("(one) => { one.open = true }")
        assert page.violations() == [], address
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
