"""Limits on the page: both sides read them, the manager writes, the other side says them back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from bothways.terms import Refusal
from bothways.web.audit.models import Logged
from bothways.web.constraints import forgetting, queries, sample
from bothways.web.constraints.disputing import my_disputes
from bothways.web.constraints.models import LimitChange
from bothways.web.constraints.operations import do_change
from bothways.web.constraints.registers import register_of
from bothways.web.people.models import Person
from web.makers.constraints import limit_of

TODAY = timezone.localdate


def page(client, name="limits", **kwargs):
    return client.get(reverse(name, kwargs=kwargs)).content.decode()


def waits_for(person):
    """What somebody has yet to say back."""
    return [one.limit.statement for one in queries.my_limits(person, now=TODAY()) if one.waits_for_me]


def filled(cast, **more):
    return {
        "team": cast.ours.pk, "side": "staff", "statement": "Two quotes a day", "owner": "Ada", "moves": "no",
        "review": (TODAY() + timedelta(days=90)).isoformat(), **more,
    }  # fmt: skip


def test_the_manager_declares_a_limit_and_both_sides_read_it(cast, as_person):
    client = as_person(cast.ada)
    assert "No limit is written down." in page(client)
    assert client.post(reverse("limit-add"), filled(cast, evidence="deals/won, days/open")).status_code == 302
    for person in (cast.ada, cast.ben, cast.eve):
        assert "Two quotes a day" in page(as_person(person))
    for person in (cast.cy, cast.dot, cast.guy):
        assert "Two quotes a day" not in page(as_person(person))
    (state,) = register_of(cast.ours).states(now=TODAY())
    assert state.limit.evidence == ("deals/won", "days/open")
    assert Logged.objects.filter(payload__contains="limit-declared").count() == 1


def test_the_figures_behind_a_limit_are_the_manager_s(cast, as_person):
    row = limit_of(cast, evidence=["margin/secret"])
    assert "margin/secret" in page(as_person(cast.ada), "limit", limit=row.pk)
    for person in (cast.ben, cast.eve):
        assert "margin/secret" not in page(as_person(person), "limit", limit=row.pk)


def test_the_other_side_says_it_back_and_nobody_else(cast, as_person):
    row = limit_of(cast)  # of the executives
    address = reverse("limit-act", kwargs={"limit": row.pk})
    back = {"what": "understood", "words": "Above eight the finance chief says no."}
    for person in (cast.eve, cast.ada):
        assert as_person(person).post(address, back).status_code == 403
    assert as_person(cast.ben).post(address, back).status_code == 302
    (state,) = register_of(cast.ours).states(now=TODAY())
    assert state.is_understood
    assert state.understood.by == "Ben"


def test_each_of_the_other_side_says_it_back_and_only_the_manager_sees_who_has_not(cast, as_person):
    kim = Person.objects.create_user("kim@example.com", name="Ben", role="staff")  # called like another
    cast.ours.staff.add(kim)
    row = limit_of(cast, week="An offer waits until Thursday.")
    address = reverse("limit-act", kwargs={"limit": row.pk})
    assert "2 people of the other side have not said it back" in page(
        as_person(cast.ada), "limit", limit=row.pk
    )
    as_person(cast.ben).post(address, {"what": "understood", "words": "Above eight we wait."})
    (seen,) = queries.my_limits(cast.ada, now=TODAY())
    assert [(one.said.words if one.said else "") for one in seen.backs].count("Above eight we wait.") == 1
    assert len(seen.missing) == 1
    assert "Not said back by 1 of 2" in page(as_person(cast.ada))
    assert [waits_for(cast.ben), len(waits_for(kim))] == [[], 1]
    assert "Above eight we wait." not in page(as_person(kim), "limit", limit=row.pk), (
        "one's own words come first"
    )
    assert "Above eight we wait." in page(as_person(cast.eve), "limit", limit=row.pk)
    for person in (cast.ben, kim, cast.eve):
        shown = page(as_person(person), "limit", limit=row.pk) + page(as_person(person))
        assert "Only you see who has not" not in shown
        assert "1 of 2" not in shown
    assert "a week of yours" in page(as_person(kim), "limit", limit=row.pk)
    assert "a week of theirs" in page(as_person(cast.eve), "limit", limit=row.pk)
    as_person(kim).post(address, {"what": "understood", "words": "We stop at eight."})
    for person in (kim, cast.eve):
        shown = page(as_person(person), "limit", limit=row.pk)
        both = shown.split('id="backs"')[1].split("</section>")[0]
        assert "Above eight we wait." in both
        assert "We stop at eight." in both
    (seen,) = queries.my_limits(cast.ada, now=TODAY())
    assert seen.missing == ()
    do_change(
        cast.ada, row.pk, what="moved", statement="Discounts stop at nine percent.", reason="Asked", now=timezone.now(),
        review=TODAY() + timedelta(days=40),
    )  # fmt: skip
    (seen,) = queries.my_limits(cast.ada, now=TODAY())
    assert len(seen.missing) == 2
    assert len(waits_for(cast.ben)) == 1


def test_deals_and_voices_that_show_a_limit_are_the_manager_s(cast, as_person):
    filled_in = filled(cast, deals="D7, D9", voices="v-secret", kind="discount authority", week="They wait")
    assert as_person(cast.ada).post(reverse("limit-add"), filled_in).status_code == 302
    row = LimitChange.objects.get()
    assert row.words["now_reads"]["deals"] == ["D7", "D9"]
    shown = page(as_person(cast.ada), "limit", limit=row.pk)
    assert all(one in shown for one in ("D7", "v-secret", "discount authority", "They wait"))
    for person in (cast.ben, cast.eve):
        shown = page(as_person(person), "limit", limit=row.pk)
        assert "D7" not in shown
        assert "v-secret" not in shown
        assert "They wait" in shown


def test_at_a_desk_the_manager_writes_for_the_other_side(cast, settings):
    row = limit_of(cast)
    settings.MODE = "desk"
    do_change(cast.ada, row.pk, what="understood", words="No more than eight.", now=timezone.now())
    assert register_of(cast.ours).states(now=TODAY())[0].is_understood


@pytest.mark.parametrize("what", ["confirmed", "restated", "moved", "withdrawn"])
def test_only_the_manager_writes(cast, as_person, what):
    row = limit_of(cast)
    given = {
        "what": what, "reason": "The board said so", "statement": "Discounts stop at nine percent.",
        "review": (TODAY() + timedelta(days=50)).isoformat(),
    }  # fmt: skip
    address = reverse("limit-act", kwargs={"limit": row.pk})
    for person in (cast.ben, cast.eve):
        assert as_person(person).post(address, given).status_code == 403
    assert as_person(cast.ada).post(address, given).status_code == 302
    (state,) = register_of(cast.ours).states(now=TODAY(), withdrawn=True)
    assert state.holds is (what != "withdrawn")
    assert ("nine" in state.limit.statement) is (what in ("restated", "moved"))


def test_a_refusal_keeps_what_was_typed_and_writes_nothing(cast, as_person):
    row = limit_of(cast)
    answer = as_person(cast.ben).post(
        reverse("limit-act", kwargs={"limit": row.pk}),
        {"what": "understood", "words": "Discounts stop at eight percent."},
    )
    assert answer.status_code == 422
    assert "own words" in answer.content.decode()
    answer = as_person(cast.ada).post(reverse("limit-add"), filled(cast, moves="within"))
    assert answer.status_code == 422
    assert "Two quotes a day" in answer.content.decode()
    assert LimitChange.objects.count() == 1
    address = reverse("limit-act", kwargs={"limit": row.pk})
    for given, says in (
        ({"what": "confirmed", "review": "soon"}, "A day can&#x27;t be read."),
        ({"what": "withdrawn", "reason": "x" * 1001}, "Something of it is too long."),
    ):
        answer = as_person(cast.ada).post(address, given)
        assert answer.status_code == 422
        assert says in answer.content.decode()
    with pytest.raises(Refusal) as no:
        do_change(cast.ada, row.pk, what="burnt", now=timezone.now())
    assert no.value.code == "limit-act"


def test_what_waits_for_whom(cast):
    limit_of(cast, statement="Fresh", left=40)
    limit_of(cast, statement="Stale", left=-3)
    staff = limit_of(cast, statement="Staff's", side="staff", left=9)
    assert waits_for(cast.ben) == ["Stale", "Fresh"]
    assert waits_for(cast.eve) == ["Staff's"]
    assert waits_for(cast.ada) == waits_for(cast.cy) == waits_for(cast.fay) == []
    do_change(cast.ada, staff.pk, what="withdrawn", reason="Two more hands", now=timezone.now())
    assert waits_for(cast.eve) == []
    assert not any(one.waits_for_me for one in queries.my_limits(cast.eve, now=TODAY(), withdrawn=True))


def test_looking_changes_nothing_and_takes_one_query(cast, as_person, django_assert_num_queries):
    row = limit_of(cast)
    before = list(LimitChange.objects.values()), Logged.objects.count()
    for person in (cast.ada, cast.ben):
        page(as_person(person))
        page(as_person(person), "limit", limit=row.pk)
    assert (list(LimitChange.objects.values()), Logged.objects.count()) == before
    with django_assert_num_queries(1):
        assert len(queries.my_limits(cast.ben, now=TODAY())) == 1
    limit_of(cast)
    limit_of(cast)
    with django_assert_num_queries(1):
        assert len(queries.my_limits(cast.ben, now=TODAY())) == 3
    for _ in range(3):
        limit_of(cast)
        with django_assert_num_queries(4):  # the manager reads who is of which side, too
            queries.my_limits(cast.ada, now=TODAY())


def test_who_is_erased_leaves_the_limits(cast):
    limit_of(cast, owner="Eve")
    forgetting.erase(cast.eve, now=timezone.now())
    assert "Eve" not in str(list(LimitChange.objects.values()))
    assert len(register_of(cast.ours).states(now=TODAY())) == 1


def test_the_sample_company_has_one_thing_as_both_see_it(cast):
    sample.seed(
        cast={"manager": cast.ada, "executive": cast.eve, "rep": cast.ben}, team=cast.ours, now=timezone.now()
    )
    (held,) = my_disputes(cast.ben)
    assert not held.is_open
    assert held.agreed_facts == ("Approvals are given on Thursdays.",)


def test_the_sample_company_has_limits_of_both_sides(cast):
    sample.seed(cast={"manager": cast.ada, "executive": cast.eve}, team=cast.ours, now=timezone.now())
    states = register_of(cast.ours).states(now=TODAY())
    assert {str(one.limit.side) for one in states} == {"staff", "executives"}
    assert [one.is_understood for one in states].count(True) == 1


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("width", "dark"), [(390, True), (1440, False)])
def test_the_pages_of_limits_hold(cast, browse, width, dark):
    row = limit_of(cast, left=-2, week="An offer waits until Thursday.", kind="approval time")
    limit_of(cast, side="staff")
    page = browse(cast.ada, width=width, dark=dark)
    for address in (reverse("limits"), reverse("limit", kwargs={"limit": row.pk}), reverse("limit-add")):
        page.goto(address)
        assert page.violations() == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
