"""Promises on the page: who reads what, who may write, nothing is changed afterwards, two writers at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from bothways.credibility import State
from bothways.terms import Refusal
from bothways.web.audit.models import Logged
from bothways.web.credibility import forgetting, queries, sample
from bothways.web.credibility.models import PromiseEvent
from bothways.web.credibility.operations import do_event
from bothways.web.credibility.registers import register_of
from web.makers.credibility import promise_of

TODAY = timezone.localdate


def page(client, name="promises", **kwargs):
    return client.get(reverse(name, kwargs=kwargs)).content.decode()


def filled(cast, **more):
    return {
        "team": cast.ours.pk, "text": "A list of reviews", "giver": "manager", "receiver": "executives",
        "due": (TODAY() + timedelta(days=9)).isoformat(), **more,
    }  # fmt: skip


def test_the_manager_writes_a_promise_down_and_the_page_says_how_it_stands(cast, as_person):
    client = as_person(cast.ada)
    assert "No promise is open." in page(client)
    made = client.post(reverse("promise-add"), filled(cast))
    assert made.status_code == 302
    assert "One promise is open" in page(client)
    assert "A list of reviews" in page(as_person(cast.eve))
    (standing,) = register_of(cast.ours).standings(now=TODAY())
    assert standing.promise.to.where == "executives"
    assert Logged.objects.filter(payload__contains="promise-made").count() == 1


def test_each_side_reads_its_own_and_a_single_person_s_is_for_them_alone(cast, as_person):
    promise_of(cast, text="To the whole staff")
    promise_of(cast, text="To the executives alone", receiver="executives")
    promise_of(cast, text="Shared with all", receiver="executives", shared=True)
    promise_of(cast, text="To Ben himself", receiver="staff:Ben")
    promise_of(cast, text="To Zoe herself", receiver="staff:Zoe", shared=True)
    sees = {
        cast.ada: {"To the whole staff", "To the executives alone", "Shared with all", "To Ben himself", "To Zoe herself"},
        cast.ben: {"To the whole staff", "Shared with all", "To Ben himself"},
        cast.eve: {"To the executives alone", "Shared with all"},
        cast.cy: set(), cast.dot: set(), cast.guy: set(),
    }  # fmt: skip
    for person, texts in sees.items():
        said = page(as_person(person))
        assert {text for text in sees[cast.ada] if text in said} == texts, person


def test_what_is_for_one_person_is_absent_for_a_colleague(cast, as_person):
    row = promise_of(cast, receiver="staff:Zoe")
    for answer in (
        as_person(cast.ben).get(reverse("promise", kwargs={"promise": row.pk})),
        as_person(cast.ben).post(reverse("promise-act", kwargs={"promise": row.pk}), {"what": "released"}),
    ):
        assert answer.status_code == 404


@pytest.mark.parametrize(("what", "more", "state"), [
    ("kept", {"text": "It is there"}, State.KEPT),
    ("broken", {"reason": "Nobody had time"}, State.BROKEN),
    ("renegotiated", {"reason": "The fair", "due": "+9"}, State.RENEGOTIATED),
])  # fmt: skip
def test_the_manager_says_what_became_of_it(cast, as_person, what, more, state):
    row = promise_of(cast)
    if "due" in more:
        more = {**more, "due": (TODAY() + timedelta(days=9)).isoformat()}
    answer = as_person(cast.ada).post(
        reverse("promise-act", kwargs={"promise": row.pk}), {"what": what, **more}
    )
    assert answer.status_code == 302
    (standing,) = register_of(cast.ours).standings(now=TODAY())
    assert standing.state is state


def test_only_the_one_to_whom_it_was_made_releases_it(cast, as_person):
    row = promise_of(cast)
    address = reverse("promise-act", kwargs={"promise": row.pk})
    for person in (cast.ada, cast.eve):
        assert as_person(person).post(address, {"what": "released"}).status_code in (403, 404)
    assert as_person(cast.ben).post(address, {"what": "kept"}).status_code == 403
    assert (
        as_person(cast.ben).post(address, {"what": "released", "reason": "Done otherwise"}).status_code == 302
    )
    (standing,) = register_of(cast.ours).standings(now=TODAY())
    assert standing.state is State.RELEASED
    assert "Ben" in page(as_person(cast.ada), "promise", promise=row.pk)


def test_a_refusal_keeps_what_was_typed_and_writes_nothing(cast, as_person):
    row = promise_of(cast)
    client = as_person(cast.ada)
    answer = client.post(
        reverse("promise-act", kwargs={"promise": row.pk}), {"what": "broken", "reason": " "}
    )
    assert answer.status_code == 422
    answer = client.post(
        reverse("promise-act", kwargs={"promise": row.pk}),
        {"what": "renegotiated", "reason": "The fair", "due": "2020-01-01"},
    )
    assert answer.status_code == 422
    assert "The fair" in answer.content.decode()
    answer = client.post(reverse("promise-add"), filled(cast, due="2020-01-01"))
    assert answer.status_code == 422
    assert "A list of reviews" in answer.content.decode()
    assert PromiseEvent.objects.count() == 1


def test_nobody_writes_for_a_team_of_others(cast, as_person):
    for person in (cast.cy, cast.ben):
        assert as_person(person).post(reverse("promise-add"), filled(cast)).status_code in (403, 422)
    assert not PromiseEvent.objects.exists()


def test_an_entry_that_is_wrong_is_struck_and_stays(cast):
    row = promise_of(cast)
    do_event(cast.ada, row.pk, what="kept", now=timezone.now())
    do_event(cast.ada, row.pk, what="struck", reason="The wrong one", now=timezone.now())
    assert register_of(cast.ours).standings(now=TODAY())[0].state.is_open
    assert PromiseEvent.objects.count() == 3


def test_what_has_ended_stays_ended(cast):
    row = promise_of(cast)
    do_event(cast.ada, row.pk, what="kept", now=timezone.now())
    with pytest.raises(Refusal) as no:
        do_event(cast.ada, row.pk, what="broken", reason="No", now=timezone.now())
    assert no.value.code == "promise-ended"
    with pytest.raises(Refusal) as no:
        do_event(cast.ada, row.pk, what="drawn", now=timezone.now())
    assert no.value.code == "promise-act"


def test_two_who_write_at_once_can_t_both_be_next(cast):
    row = promise_of(cast)
    with pytest.raises(IntegrityError):
        PromiseEvent.objects.create(
            team=cast.ours,
            promise=row.promise,
            place=1,
            kind="note",
            words={},
            by=cast.ada,
            at=timezone.now(),
        )


def test_due_is_what_is_late_or_near_and_theirs(cast):
    promise_of(cast, text="far", left=40)
    promise_of(cast, text="near", left=3)
    promise_of(cast, text="late", left=-4)
    promise_of(cast, text="late for the executives", receiver="executives", left=-9)
    assert [one.promise.text for one in queries.due_for(cast.ada)] == [
        "late for the executives",
        "late",
        "near",
    ]
    assert [one.promise.text for one in queries.due_for(cast.ben)] == ["late", "near"]
    assert [one.promise.text for one in queries.stale_for(cast.ben)] == ["late"]
    assert queries.due_for(cast.cy) == queries.due_for(cast.fay) == []


def test_looking_changes_nothing(cast, as_person):
    row = promise_of(cast)
    before = list(PromiseEvent.objects.values()), Logged.objects.count()
    client = as_person(cast.ada)
    for _ in range(2):
        page(client)
        page(client, "promise", promise=row.pk)
        page(client, "promise-add")
    assert (list(PromiseEvent.objects.values()), Logged.objects.count()) == before


def test_one_or_three_promises_take_the_same_queries(cast, django_assert_num_queries):
    def count():
        with django_assert_num_queries(1):
            return len(queries.my_promises(cast.ben, now=TODAY()))

    promise_of(cast)
    assert count() == 1
    promise_of(cast)
    promise_of(cast)
    assert count() == 3


def test_who_is_erased_leaves_the_promises(cast):
    promise_of(cast, receiver="staff:Ben", text="A desk for Ben")
    forgetting.erase(cast.ben, now=timezone.now())
    assert "Ben" not in str(list(PromiseEvent.objects.values()))
    assert len(register_of(cast.ours).standings(now=TODAY())) == 1


def test_the_sample_company_has_promises(cast):
    sample.seed(cast={"manager": cast.ada}, team=cast.ours, now=timezone.now())
    assert {str(one.state) for one in register_of(cast.ours).standings(now=TODAY())} >= {
        "late",
        "due",
        "kept",
    }


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("width", "dark"), [(390, True), (1440, False)])
def test_the_pages_hold(cast, browse, width, dark, tmp_path):
    row = promise_of(cast, left=-5)
    promise_of(cast, receiver="executives")
    page = browse(cast.ada, width=width, dark=dark)
    for address in (
        reverse("promises"),
        reverse("promise", kwargs={"promise": row.pk}),
        reverse("promise-add"),
    ):
        page.goto(address)
        assert page.violations() == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
