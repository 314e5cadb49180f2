"""Priorities on the page: blind until the release, a small side is not shown, what was agreed stands."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from bothways.terms import Refusal
from bothways.web.audit.models import Logged
from bothways.web.people.models import Person
from bothways.web.priorities import forgetting, queries
from bothways.web.priorities.models import AgreedTop, PriorityRound, Ranking
from bothways.web.priorities.operations import MOST, do_agree, do_open, do_rank, do_release
from bothways.web.priorities.registers import agreed_of
from web.makers.priorities import ITEMS, round_of

NOW = timezone.now


def page(client, found):
    return client.get(reverse("round", kwargs={"round_id": found.pk})).content.decode()


def sellers(cast, count):
    people = [
        Person.objects.create_user(f"s{at}@example.com", name=f"S{at}", role="staff") for at in range(count)
    ]
    cast.ours.staff.add(*people)
    return [cast.ben, *people]


def ranked(cast, *, staff=6, on_record=True):
    found = round_of(cast)
    for person in sellers(cast, staff - 1):
        do_rank(person, found.pk, ranked=["quotes", "price", "leads"], on_record=False)
    do_rank(cast.eve, found.pk, ranked=["price", "quotes", "travel"], on_record=on_record)
    return found


def test_a_round_goes_its_way(cast, as_person):
    client = as_person(cast.ada)
    given = {"team": cast.ours.pk, "question": "What first?", "items": "\n".join(ITEMS)}
    assert client.post(reverse("round-open"), given).status_code == 302
    found = PriorityRound.objects.get()
    assert client.post(reverse("round-open"), given).status_code == 422, "one at a time"
    ben = as_person(cast.ben)
    answer = ben.post(reverse("round-rank", kwargs={"round_id": found.pk}), {"place-1": "1", "place-0": "2"})
    assert answer.status_code == 302
    assert Ranking.objects.get().ranked == ["price", "quotes"]
    ranked(cast)
    assert client.post(reverse("round-release", kwargs={"round_id": found.pk})).status_code == 302
    said = page(client, found)
    assert "Among the first three of both" in said
    assert "5 to 9 people" in said
    agreed = {"first": "quotes", "second": "price", "third": "", "note": "On Thursday"}
    assert client.post(reverse("round-agree", kwargs={"round_id": found.pk}), agreed).status_code == 302
    assert agreed_of(cast.ours).items == ("quotes", "price")
    assert "“quotes” comes first" in as_person(cast.eve).get(reverse("priorities")).content.decode()
    assert [one.agreed.items for one in queries.agreed_for(cast.ben)] == [("quotes", "price")]
    assert queries.agreed_for(cast.cy) == []


def test_nobody_sees_anything_before_the_release(cast, as_person):
    found = round_of(cast)
    watchers = (cast.ada, cast.eve, *sellers(cast, 1)[1:])
    before = {person: page(as_person(person), found) for person in watchers}
    lists = {person: as_person(person).get(reverse("priorities")).content.decode() for person in watchers}
    logged = Logged.objects.count()
    do_rank(cast.ben, found.pk, ranked=["leads", "travel"], on_record=True)

    def bare(text):
        return [line for line in text.split("\n") if "csrf" not in line.lower()], text.count("<")

    for person in watchers:
        assert bare(page(as_person(person), found)) == bare(before[person]), person
        assert bare(as_person(person).get(reverse("priorities")).content.decode()) == bare(lists[person])
    assert Logged.objects.count() == logged
    assert "selected" in page(as_person(cast.ben), found)


def test_a_side_that_is_too_small_is_told_before_and_not_shown_after(cast, as_person):
    found = ranked(cast, on_record=False)
    assert "fewer than 5 people" in page(as_person(cast.eve), found)
    do_release(cast.ada, found.pk, now=NOW())
    said = page(as_person(cast.ada), found)
    assert "This side is not shown." in said
    assert "travel" not in said, "only the executive ranked it"
    with pytest.raises(Refusal) as no:
        do_agree(cast.ada, found.pk, items=["quotes"], now=NOW())
    assert no.value.code == "nothing-released"


def test_the_rankings_are_gone_after_the_release(cast):
    found = ranked(cast)
    do_release(cast.ada, found.pk, now=NOW())
    assert not Ranking.objects.exists()
    found.refresh_from_db()
    kept = str(found.released)
    assert "Eve" not in kept
    assert not [pk for pk in Person.objects.values_list("pk", flat=True) if str(pk) in kept]
    for act in (
        lambda: do_release(cast.ada, found.pk, now=NOW()),
        lambda: do_rank(cast.ben, found.pk, ranked=["quotes"], on_record=False),
    ):
        with pytest.raises(Refusal) as no:
            act()
        assert no.value.code == "round-closed"


def test_who_must_not(cast, as_person):
    found = round_of(cast)
    for person in (cast.ben, cast.eve):
        assert (
            as_person(person).post(reverse("round-release", kwargs={"round_id": found.pk})).status_code == 403
        )
    assert as_person(cast.ada).post(reverse("round-rank", kwargs={"round_id": found.pk})).status_code == 403
    for person in cast.strangers:
        with pytest.raises(Refusal):
            do_release(person, found.pk, now=NOW())
        with pytest.raises(Refusal):
            do_rank(person, found.pk, ranked=["quotes"], on_record=False)
    assert not Ranking.objects.exists()


@pytest.mark.parametrize(("items", "code"), [
    (["a"], "few-items"), ([str(n) for n in range(MOST + 1)], "many-items"), (["a", "A"], "item-twice"),
])  # fmt: skip
def test_lists_that_can_t_be_ranked(cast, items, code):
    with pytest.raises(Refusal) as no:
        do_open(cast.ada, team=cast.ours, question="What first?", items=items, now=NOW())
    assert no.value.code == code


def test_a_refusal_keeps_what_was_chosen(cast, as_person):
    found = round_of(cast)
    address = reverse("round-rank", kwargs={"round_id": found.pk})
    answer = as_person(cast.ben).post(address, {"place-0": "2", "place-1": "2"})
    assert answer.status_code == 422
    assert answer.content.decode().count("selected") == 2
    assert as_person(cast.ben).post(address, {}).status_code == 422


def test_looking_changes_nothing_and_queries_don_t_grow(cast, as_person, django_assert_num_queries):
    found = ranked(cast)
    do_release(cast.ada, found.pk, now=NOW())
    do_agree(cast.ada, found.pk, items=["quotes"], now=NOW())

    def state():
        return [list(table.objects.values()) for table in (PriorityRound, Ranking, AgreedTop)]

    before = state()
    page(as_person(cast.ada), found)
    page(as_person(cast.ben), found)
    assert state() == before
    for count in (1, 3):
        while PriorityRound.objects.count() < count:
            more = round_of(cast)
            do_release(cast.ada, more.pk, now=NOW())
        with django_assert_num_queries(3):
            assert len([list(one.agreed.all()) for one in queries.my_rounds(cast.ben)]) == count
            queries.agreed_for(cast.ben)


def test_an_open_round_stands_on_the_first_page_of_who_has_not_ranked(cast):
    found = round_of(cast)
    assert queries.open_for(cast.ben) == [found]
    do_rank(cast.ben, found.pk, ranked=["quotes"], on_record=False)
    assert queries.open_for(cast.ben) == []
    assert queries.open_for(cast.eve) == [found]
    assert queries.open_for(cast.ada) == queries.open_for(cast.dot) == []
    forgetting.erase(cast.ben, now=NOW())
    assert not Ranking.objects.exists()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("width", "dark"), [(390, True), (1440, False)])
def test_the_pages_of_priorities_hold(cast, browse, width, dark, tmp_path):
    found = ranked(cast)
    address = reverse("round", kwargs={"round_id": found.pk})
    rep = browse(cast.ben, width=width, dark=dark)
    rep.goto(address)
    assert rep.violations() == []
    do_release(cast.ada, found.pk, now=NOW())
    page = browse(cast.ada, width=width, dark=dark)
    for place in (address, reverse("priorities"), reverse("round-open")):
        page.goto(place)
        assert page.violations() == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
