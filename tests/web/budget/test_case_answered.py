"""A case is put to the executives, answered with a counter-offer, decided; before that it is nobody else's."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from bothways.budget import answer_counter, ladder, work_out
from bothways.budget.counter import Counter, CounterLimit
from bothways.terms import Refusal
from bothways.web.budget import operations, queries
from bothways.web.budget.casefile import read
from bothways.web.budget.models import CaseEvent
from bothways.web.budget.registers import granted_of
from web.budget.typed import ONE, offered, page_of
from web.makers.budget import BASICS, PEOPLE, TOOL, case_of

NOW = timezone.now


def test_only_what_was_put_reaches_the_executives_and_it_stays_as_it_is(cast, as_person):
    found = case_of(cast, title="Secret wish")
    eve = as_person(cast.eve)
    for name in ("case-result", "case-pages"):
        assert eve.get(reverse(name, kwargs={"case": found.pk})).status_code == 404
    assert "Secret wish" not in page_of(eve)
    client = as_person(cast.ada)
    assert client.post(reverse("case-put", kwargs={"case": found.pk})).status_code == 302
    assert "Secret wish" in page_of(eve)
    assert "Secret wish" in page_of(eve, "case-pages", case=found.pk)
    for person in (cast.cy, cast.guy):
        assert "Secret wish" not in page_of(as_person(person))
    with pytest.raises(Refusal) as no:
        operations.do_line(cast.ada, found.pk, line=TOOL, now=NOW())
    assert no.value.code == "case-put"
    assert (
        "lies before the executives"
        in client.post(
            reverse("case-ask", kwargs={"case": found.pk}), BASICS | {"margin": 60}
        ).content.decode()
    )
    assert client.post(reverse("case-put", kwargs={"case": found.pk}), {"step": "back"}).status_code == 302
    assert eve.get(reverse("case-pages", kwargs={"case": found.pk})).status_code == 404
    assert [one.kind for one in found.events.all()] == ["put", "back"]


def test_two_or_nothing_is_put_and_its_ladder_says_which_money_funds_neither(cast, as_person):
    found = case_of(cast, lines=[{**PEOPLE, "least": 2}])
    answer = as_person(cast.ada).post(reverse("case-put", kwargs={"case": found.pk}))
    assert answer.status_code == 302
    for name in ("case-result", "case-pages"):
        body = page_of(as_person(cast.eve), name, case=found.pk)
        assert "60\xa0% funds nothing that can be had: “People for the north: at least 2”" in body
        assert "100\xa0%" in body
    address = reverse("case-decide", kwargs={"case": found.pk})
    given = {"outcome": "granted", "reasons": "Good"}
    assert as_person(cast.eve).post(address, {**given, "of": "rung 60 %"}).status_code == 422
    assert as_person(cast.eve).post(address, {**given, "of": "rung 100 %"}).status_code == 302


def test_a_case_that_was_changed_under_an_answer_is_read_again_first(cast):
    found = case_of(cast, put=True)
    seen = queries.my_case(cast.eve, found.pk)
    assert operations._still(cast.eve, seen).pk == found.pk
    operations.do_take_back(cast.ada, found.pk, now=NOW())
    operations.do_basics(cast.ada, found.pk, now=NOW(), result=1_000_000.0)
    for code in ("absent", "case-changed"):
        with pytest.raises(Refusal) as no:
            operations._still(cast.eve, seen)
        assert no.value.code == code
        if code == "absent":
            operations.do_put(cast.ada, found.pk, now=NOW())


def test_staff_read_no_case(cast, as_person):
    found = case_of(cast, put=True)
    assert as_person(cast.ben).get(reverse("case")).status_code == 403
    assert list(queries.my_cases(cast.ben)) == []
    with pytest.raises(Refusal):
        queries.my_case(cast.ben, found.pk)


def test_a_counter_offer_is_looked_at_before_it_is_kept(cast, as_person):
    found, eve = case_of(cast, put=True), as_person(cast.eve)
    address = reverse("case-counter", kwargs={"case": found.pk})
    looked = eve.post(address, offered(*ONE))
    body = looked.content.decode()
    assert looked.status_code == 200
    assert "2 → 1" in body
    assert "2027-01 → 2027-07" in body
    assert "costs €" in body
    assert CaseEvent.objects.filter(kind="counter").count() == 0
    assert eve.post(address, offered(*ONE, step="keep")).status_code == 302
    (kept,) = CaseEvent.objects.filter(kind="counter")
    worked = work_out(read(found.asked).case)
    limits = (CounterLimit(of="people", most=1), CounterLimit(of="travel", not_before="2027-07"))
    same = answer_counter(worked, counter=Counter(words="One, and no travel until July", limits=limits))
    assert kept.words == same.as_dict(worked.case)
    assert "reply" not in page_of(eve, "case-result", case=found.pk)
    body = page_of(as_person(cast.ada), "case-result", case=found.pk)
    assert "Open a draft of your reply in the lens" in body
    draft = re.search(r'<textarea name="text"[^>]*>(.*?)</textarea>', body, re.S).group(1)
    answer = as_person(cast.ada).post(reverse("lens"), {"text": draft, "audience": "executives"})
    assert answer.status_code == 200
    assert "Which of these limits can move?" in answer.content.decode()


def test_a_counter_offer_that_names_nothing_is_refused_and_what_was_typed_stays(cast, as_person):
    found = case_of(cast, put=True)
    answer = as_person(cast.eve).post(
        reverse("case-counter", kwargs={"case": found.pk}), offered(words="Less, please")
    )
    assert answer.status_code == 422
    assert "names no limit" in answer.content.decode()
    assert "Less, please" in answer.content.decode()
    draft = case_of(cast)
    assert (
        as_person(cast.ada)
        .post(reverse("case-counter", kwargs={"case": draft.pk}), offered(*ONE, step="keep"))
        .status_code
        == 422
    )
    assert CaseEvent.objects.filter(kind="counter").count() == 0


def test_a_decision_keeps_its_reasons_and_what_was_promised(cast, as_person):
    found, eve = case_of(cast, put=True), as_person(cast.eve)
    assert granted_of(cast.ours) == []
    address = reverse("case-decide", kwargs={"case": found.pk})
    no = eve.post(address, {"outcome": "granted", "of": "", "reasons": "Good"})
    assert no.status_code == 422
    assert "What was granted is not said." in no.content.decode()
    assert (
        eve.post(
            address, {"outcome": "in part", "of": "rung 60 %", "reasons": "The north can wait"}
        ).status_code
        == 302
    )
    (held,) = granted_of(cast.ours)
    rung = ladder(work_out(read(found.asked).case))[0]
    assert (held.cost, held.returns, held.who, held.last) == (
        rung.plan.cost,
        rung.plan.value,
        "Eve",
        "2027-12",
    )
    assert granted_of(cast.theirs) == []
    assert (
        as_person(cast.ada)
        .post(address, {"outcome": "refused", "of": "", "who": "The board", "reasons": "No money"})
        .status_code
        == 302
    )
    assert granted_of(cast.ours) == []
    body = page_of(as_person(cast.eve), "case-result", case=found.pk)
    assert "The north can wait" in body
    assert "The board refused it" in body
    with pytest.raises(Refusal) as no_way_back:
        operations.do_take_back(cast.ada, found.pk, now=NOW())
    assert no_way_back.value.code == "case-decided"


def test_a_case_that_can_t_be_answered_is_not_put(cast, as_person):
    found = case_of(cast, lines=())
    answer = as_person(cast.ada).post(reverse("case-put", kwargs={"case": found.pk}))
    assert answer.status_code == 422
    assert "There is nothing to choose from." in answer.content.decode()
    assert page_of(as_person(cast.ada), "case-ask", case=found.pk)
    assert (
        as_person(cast.ada)
        .post(reverse("case-drop", kwargs={"case": found.pk}), {"what": "case"})
        .status_code
        == 302
    )
    seen = case_of(cast, put=True)
    operations.do_take_back(cast.ada, seen.pk, now=NOW())
    assert (
        as_person(cast.ada).post(reverse("case-drop", kwargs={"case": seen.pk}), {"what": "case"}).status_code
        == 422
    )
