"""Two views on the page: each side writes its own, and nobody reads the other's before both have written."""

from __future__ import annotations

import json
import zipfile
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from bothways.web.audit.exporting import write_export
from bothways.web.audit.models import Logged
from bothways.web.constraints import forgetting
from bothways.web.constraints.disputing import do_write_view, my_dispute, my_disputes
from bothways.web.constraints.models import Dispute, DisputeView
from bothways.web.people.models import Person
from web.makers.constraints import dispute_of, limit_of

OURS = {
    "statement": "Approvals take two weeks", "facts": "Acme waited 13 days\nTwo deals slipped", "wish": "Ten percent unasked",
    "number": 0,
}  # fmt: skip
THEIRS = {
    "statement": "Most are answered in a day", "facts": "Acme waited 13 days.\nNine of ten", "wish": "Complete requests",
    "number": 0,
}  # fmt: skip


def page(client, row):
    return client.get(reverse("dispute", kwargs={"dispute": row.pk})).content.decode()


def write(client, row, given):
    return client.post(reverse("view-write", kwargs={"dispute": row.pk}), given)


def test_nobody_reads_a_view_before_both_sides_have_written(cast, as_person, tmp_path):
    row = dispute_of(cast)
    assert write(as_person(cast.ben), row, OURS).status_code == 302
    kim = Person.objects.create_user("kim@example.com", name="Kim", role="staff")
    cast.ours.staff.add(kim)
    assert "two weeks" in page(as_person(kim), row), "their own side's is theirs"
    for person in (cast.eve, cast.ada):
        shown = page(as_person(person), row) + as_person(person).get(reverse("limits")).content.decode()
        for words in ("two weeks", "Acme", "unasked", "slipped"):
            assert words not in shown
    target = tmp_path / "export.zip"
    write_export(target, data=tmp_path / "none", tell=lambda *_: None)
    with zipfile.ZipFile(target) as box:
        assert not any(b"two weeks" in box.read(name) for name in box.namelist())
    assert "two weeks" not in json.dumps(list(Logged.objects.values()), default=str)
    assert write(as_person(cast.eve), row, THEIRS).status_code == 302
    for person in (cast.ben, kim, cast.eve, cast.ada):
        shown = page(as_person(person), row)
        assert "Approvals take two weeks" in shown
        assert "Most are answered in a day" in shown
        assert "one fact is the same in both" in shown
    assert not DisputeView.objects.exists()
    for person in cast.strangers:
        assert as_person(person).get(reverse("dispute", kwargs={"dispute": row.pk})).status_code in (403, 404)


def test_what_both_have_read_is_not_rewritten(cast, as_person):
    row = dispute_of(cast)
    write(as_person(cast.ben), row, OURS)
    write(as_person(cast.eve), row, THEIRS)
    answer = write(as_person(cast.ben), row, {**OURS, "wish": "Everything"})
    assert answer.status_code == 422
    assert "Everything" not in json.dumps(Dispute.objects.get().shown)


def test_a_colleague_s_words_are_not_overwritten_unread(cast, as_person):
    row = dispute_of(cast)
    write(as_person(cast.ben), row, OURS)
    answer = write(as_person(cast.ben), row, {**OURS, "wish": "Twelve percent", "side": "staff"})
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "written it since" in shown
    assert "Twelve percent" in shown, "what was typed is kept"
    assert "Ten percent unasked" in shown
    assert write(as_person(cast.ben), row, {**OURS, "wish": "Twelve percent", "number": 1}).status_code == 302
    assert my_dispute(cast.ben, row.pk).own.wish == "Twelve percent"


@pytest.mark.parametrize("gone", ["statement", "facts", "wish"])
def test_a_view_has_all_three_and_a_refusal_keeps_what_was_typed(cast, as_person, gone):
    row = dispute_of(cast)
    answer = write(as_person(cast.ben), row, {**OURS, gone: "", "side": "staff"})
    assert answer.status_code == 422
    kept = "Approvals take two weeks" if gone != "statement" else "unasked"
    assert kept in answer.content.decode()
    assert not DisputeView.objects.exists()


def test_the_manager_asks_and_writes_for_nobody_but_at_a_desk(cast, as_person, settings):
    client = as_person(cast.ada)
    made = client.post(reverse("dispute-open"), {"team": cast.ours.pk, "about": "Deals a rep can carry"})
    assert made.status_code == 302
    row = Dispute.objects.get()
    assert client.post(reverse("dispute-open"), {"team": cast.ours.pk, "about": row.about}).status_code == 422
    assert write(client, row, {**OURS, "side": "staff"}).status_code == 403
    for person in (cast.ben, cast.eve):
        assert as_person(person).post(reverse("dispute-open"), {}).status_code == 403
    settings.MODE = "desk"
    do_write_view(
        cast.ada,
        row.pk,
        statement="A",
        facts=["f"],
        wish="w",
        number=0,
        now=timezone.now(),
        side="executives",
    )
    assert 'for="statement-staff"' in page(client, row)
    assert 'for="statement-executives"' not in page(client, row)
    do_write_view(
        cast.ada, row.pk, statement="B", facts=["f"], wish="w", number=0, now=timezone.now(), side="staff"
    )
    assert not my_dispute(cast.ada, row.pk).is_open


def test_a_side_writes_for_itself_alone_whatever_it_sends(cast, as_person):
    row = dispute_of(cast)
    assert write(as_person(cast.ben), row, {**OURS, "side": "executives"}).status_code == 403
    assert not DisputeView.objects.exists()


def test_a_limit_is_put_to_both_sides(cast, as_person):
    limit = limit_of(cast, statement="Discounts stop at eight percent.")
    address = reverse("limit-dispute", kwargs={"limit": limit.pk})
    assert as_person(cast.ben).post(address).status_code == 403
    assert as_person(cast.ada).post(address).status_code == 302
    row = Dispute.objects.get()
    assert (row.about, row.limit) == ("Discounts stop at eight percent.", "l1")
    assert "Waits for your side" in as_person(cast.eve).get(reverse("limits")).content.decode()


def test_looking_changes_nothing_and_takes_as_many_queries_for_one_as_for_three(
    cast, as_person, django_assert_num_queries
):
    for at in range(3):
        row = dispute_of(cast, about=f"Matter {at}")
        do_write_view(cast.ben, row.pk, statement="A", facts=["f"], wish="w", number=0, now=timezone.now())
        before = list(Dispute.objects.values()), list(DisputeView.objects.values()), Logged.objects.count()
        for person, queries in ((cast.ben, 3), (cast.eve, 3), (cast.ada, 2)):
            page(as_person(person), row)
            with django_assert_num_queries(queries):
                assert len(my_disputes(person)) == at + 1
        now = list(Dispute.objects.values()), list(DisputeView.objects.values()), Logged.objects.count()
        assert now == before


def test_a_name_leaves_both_views_and_old_ones_are_forgotten(cast, as_person):
    row = dispute_of(cast, about="What Ben carries")
    write(as_person(cast.ben), row, {**OURS, "wish": "As Ben said"})
    forgetting.erase(cast.ben, now=timezone.now())
    assert "Ben" not in json.dumps(list(DisputeView.objects.values()), default=str)
    write(as_person(cast.eve), row, THEIRS)
    forgetting.erase(cast.ben, now=timezone.now())
    assert "Ben" not in json.dumps(list(Dispute.objects.values()), default=str)
    forgetting.forget(before=timezone.now() - timedelta(days=1), now=timezone.now())
    assert Dispute.objects.exists()
    forgetting.forget(before=timezone.now() + timedelta(days=2), now=timezone.now())
    assert not Dispute.objects.exists()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("width", "dark"), [(390, True), (1440, False)])
def test_the_pages_of_two_views_hold(cast, browse, width, dark):
    row = dispute_of(cast)
    for person, given in ((cast.ben, OURS), (cast.eve, THEIRS)):
        page = browse(person, width=width, dark=dark)
        page.goto(reverse("dispute", kwargs={"dispute": row.pk}))
        assert page.violations() == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        held = {**given, "facts": given["facts"].splitlines()}
        do_write_view(person, row.pk, now=timezone.now(), **held)
    page = browse(cast.ada, width=width, dark=dark)
    for address in (
        reverse("dispute", kwargs={"dispute": row.pk}),
        reverse("dispute-open"),
        reverse("limits"),
    ):
        page.goto(address)
        assert page.violations() == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
