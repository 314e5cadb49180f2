"""The manager says as whom the CRM knows who sells: by it, and by nothing else, they get their own brief."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from bothways.brief.addressees import reader_name
from bothways.web.audit.queries import my_log
from bothways.web.brief import operations
from bothways.web.people.models import Person
from bothways.web.people.selling import known_to

pytestmark = pytest.mark.django_db


def address_of(team) -> str:
    return reverse("sellers", kwargs={"team": team.pk})


def test_who_is_named_reads_their_own_brief_and_who_is_not_does_not(cast, draft, as_person):
    ada, ben = as_person(cast.ada), as_person(cast.ben)
    operations.do_approve(draft, by=cast.ada, now=timezone.now())
    told = operations.previewed(draft)
    key, own = next(iter(told.people.items()))
    read = f"{reverse('brief-read', kwargs={'brief': draft.pk})}?own=1"
    assert reader_name(own) not in ben.get(read).content.decode().partition("</h1>")[0]
    assert address_of(cast.ours) in ada.get(reverse("people")).content.decode()
    page = ada.get(address_of(cast.ours)).content.decode()
    assert f'<option value="{key}">{known_to(cast.ada, cast.ours)[key]} ({key})</option>' in page
    assert ada.post(address_of(cast.ours), {cast.ben.pk.hex: key}).status_code == 302
    cast.ben.refresh_from_db()
    assert cast.ben.crm_id == key
    assert ben.get(read).content != ben.get(read.removesuffix("?own=1")).content
    assert my_log(cast.ben).filter(payload__contains=f"Ben is {key} in the CRM").exists()


def test_whoever_is_called_alike_is_offered_and_kept_by_nobody_s_glance(cast, snapshot, as_person):
    key, name = next(iter(known_to(cast.ada, cast.ours).items()))
    Person.objects.filter(pk=cast.ben.pk).update(name=name)
    page = as_person(cast.ada).get(address_of(cast.ours)).content.decode()
    assert f'<option value="{key}" selected>' in page
    cast.ben.refresh_from_db()
    assert cast.ben.crm_id == ""


def test_two_are_not_the_same_and_who_is_not_on_the_page_stays(cast, snapshot, as_person):
    ada, first = as_person(cast.ada), next(iter(known_to(cast.ada, cast.ours)))
    bo = Person.objects.create_user("bo@example.com", name="Bo", role="staff", crm_id="old")
    cast.ours.staff.add(bo)
    both = {cast.ben.pk.hex: first, bo.pk.hex: first}
    answer = ada.post(address_of(cast.ours), both)
    assert answer.status_code == 422
    assert "the same person" in answer.content.decode()
    assert ada.post(address_of(cast.ours), {cast.ben.pk.hex: "nobody-there"}).status_code == 422
    assert ada.post(address_of(cast.ours), {cast.ben.pk.hex: first}).status_code == 302
    crm_ids = dict(cast.ours.staff.values_list("name", "crm_id"))
    assert crm_ids == {"Ben": first, "Bo": "old"}


def test_managers_of_their_other_teams_read_that_it_changed(cast, snapshot, as_person):
    cast.theirs.staff.add(cast.ben)
    first = next(iter(known_to(cast.ada, cast.ours)))
    as_person(cast.ada).post(address_of(cast.ours), {cast.ben.pk.hex: first})
    assert my_log(cast.cy).filter(payload__contains="Ben is").count() == 1
    assert not my_log(cast.eve).filter(payload__contains="Ben is").exists()


def test_without_an_export_the_page_says_what_to_do(cast, as_person):
    page = as_person(cast.ada).get(address_of(cast.ours)).content.decode()
    assert reverse("evidence") in page
    assert "<form" not in page.partition("<main")[2]
