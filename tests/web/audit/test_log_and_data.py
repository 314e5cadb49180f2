"""The log holds and tells who may read it; export leaves secrets out; erasure leaves no name behind."""

from __future__ import annotations

import json
import re
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from bothways.terms import Refusal, Side
from bothways.web.audit.erasing import do_erase, do_retain
from bothways.web.audit.exporting import LEFT_OUT, write_export
from bothways.web.audit.models import Logged
from bothways.web.audit.operations import do_erase_words, record, verify
from bothways.web.brief.models import Brief, Mail, Said
from bothways.web.brief.operations import do_add_reader
from bothways.web.jobs.operations import do_one
from bothways.web.opendoor.operations import do_bring, do_event
from bothways.web.people.models import Person
from bothways.web.people.operations import do_invite, do_make_link


@pytest.fixture(autouse=True)
def nobody_counted():
    cache.clear()


@pytest.fixture
def told(cast):
    now = timezone.now()
    record(by=cast.ada, did="approve", what="The brief of Q3 was approved.", team=cast.ours, now=now)
    record(by=cast.cy, did="approve", what="Another brief was approved.", team=cast.theirs, now=now)
    record(by=cast.fay, did="export", what="Everything was exported.", now=now)
    record(by=cast.ada, did="invite", what="Ben was invited.", team=cast.ours, about=[cast.ben], now=now)


def test_the_chain_holds_and_a_changed_word_is_found(cast, told):
    assert verify().holds
    row = Logged.objects.get(number=2)
    Logged.objects.filter(number=2).update(payload=row.payload.replace("Another", "No"))
    assert verify().broken == 2


@pytest.mark.parametrize("number", [1, 2, 4])
def test_an_entry_that_is_taken_out_is_found(cast, told, number):
    head = Logged.objects.get(number=4).link
    Logged.objects.filter(number=number).delete()
    assert not verify(head=head).holds


def test_each_reads_what_concerns_them(cast, told, as_person):
    def read(person):
        return as_person(person).get(reverse("log")).content.decode()

    ours, theirs, machine, about_ben = "brief of Q3", "Another brief", "Everything was", "Ben was invited"
    for person, sees in (
        (cast.ada, {ours, about_ben}), (cast.cy, {theirs}), (cast.fay, {machine}), (cast.ben, {about_ben}),
        (cast.eve, set()), (cast.dot, set()),
    ):  # fmt: skip
        page = read(person)
        assert {words for words in (ours, theirs, machine, about_ben) if words in page} == sees, person


def test_the_log_s_page_asks_as_often_for_three_as_for_one(cast, as_person, django_assert_max_num_queries):
    client, counts = as_person(cast.ada), []
    for more in (1, 2):
        for _ in range(more):
            record(by=cast.ada, did="x", what="Something.", team=cast.ours, now=timezone.now())
        with django_assert_max_num_queries(12) as asked:
            client.get(reverse("log"))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_words_are_erased_and_the_chain_stays(cast, told, as_person):
    do_erase_words(Logged.objects.filter(number__in=[1, 4]), why="Asked for.", now=timezone.now())
    held = verify()
    assert held.holds
    assert set(held.erased) == {1, 4}
    assert "brief of Q3" not in as_person(cast.ada).get(reverse("log")).content.decode()
    assert (
        "entries hold, 2 of them erased"
        in as_person(cast.ada).get(reverse("log") + "?check=1").content.decode()
    )


def all_bytes() -> str:
    """Every field of every table, packages' too."""
    return "\n".join(
        str(values)
        for table in apps.get_models()
        for values in table._default_manager.values_list().iterator()
    )


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["", "x", "0", "00000000-0000-0000-0000-000000000000"])
def test_who_is_nobody_is_not_erased(cast, as_person, who):
    answer = as_person(cast.fay).post(reverse("erase"), {"who": who, "typed": "Ben"})
    assert answer.status_code == 404


def test_an_erased_person_is_in_no_table(cast, told, as_person):
    ben = as_person(cast.ben)
    ben.post(reverse("me"), {"name": "Benjamin Quist", "time_zone": "Europe/Oslo"})
    cast.ben.refresh_from_db()
    now = timezone.now()
    do_make_link(
        purpose="brief", target=cast.ours.pk, team=cast.ours, name=cast.ben.name, email=cast.ben.email, side="staff",
        person=cast.ben, now=now, lasts=timedelta(days=9),
    )  # fmt: skip
    do_invite(cast.ada, email=cast.ben.email, role="staff", team=cast.ours, now=now, name="Benjamin Quist")
    record(by=cast.ben, did="say", what="Benjamin Quist answered.", team=cast.ours, now=now)
    assert "Benjamin Quist" in all_bytes()
    do_erase(cast.ben, by=cast.fay, now=now)
    left = all_bytes()
    assert "Benjamin" not in left
    assert "ben@example.com" not in left
    assert "Ben was invited" not in left
    assert verify().holds
    assert ben.get("/").status_code == 302  # signed out everywhere
    assert Person.objects.filter(pk=cast.ben.pk, is_active=False).exists()


def test_what_was_sent_to_somebody_and_said_by_them_loses_their_name(cast):
    now = timezone.now()
    Person.objects.filter(pk=cast.eve.pk).update(name="Evelyn Marsh")
    cast.eve.refresh_from_db()
    brief = Brief.objects.create(team=cast.ours, period="2026Q3", made_at=now, state="approved")
    link, _token = do_make_link(
        purpose="brief", target=brief.pk, team=cast.ours, name=cast.eve.name, email=cast.eve.email, side="executives",
        person=cast.eve, now=now, lasts=timedelta(days=9),
    )  # fmt: skip
    do_add_reader(cast.ours, name=cast.eve.name, email=cast.eve.email, side="executives", person=cast.eve)
    box = f"{cast.eve.name} <{cast.eve.email}>"
    fields = {"team": cast.ours, "brief": brief, "name": cast.eve.name, "subject": "S", "made_at": now}
    for key, state in (("<1@x>", "sent"), ("<2@x>", "queued")):
        Mail.objects.create(key=key, to=box, raw=f"To: {box}".encode(), state=state, **fields)
    Mail.objects.create(
        key="<3@x>",
        to="Steve <steve@example.com>",
        raw=b"To: Steve",
        state="sent",
        **{**fields, "name": "Steve"},
    )
    Said.objects.create(
        brief=brief, link=link, name=cast.eve.name, side="executives", kind="answer", text="Yes.", at=now
    )
    do_bring(
        cast.ada, team=cast.ours, side=Side.STAFF, kind="concern", text="The price list changed twice.", now=now,
        consent_who=cast.eve.name, consent_day=now.date(), consent_how="by phone",
    )  # fmt: skip
    assert "Evelyn" in all_bytes()
    do_erase(cast.eve, by=cast.fay, now=now)
    left = all_bytes()
    assert "Evelyn" not in left
    assert not re.search(r"\beve@example.com", left)
    assert "The price list changed twice." in left
    assert sorted(Mail.objects.values_list("key", flat=True)) == ["<1@x>", "<3@x>"]
    assert bytes(Mail.objects.get(key="<3@x>").raw) == b"To: Steve"


def test_briefs_mails_and_ended_voices_are_forgotten_by_the_timer_and_young_ones_stay(
    cast, settings, tmp_path
):
    settings.DATA, settings.KEEP_DAYS = tmp_path, 30
    now = timezone.now()
    for days, text in ((40, "An old voice."), (1, "A young voice.")):
        then = now - timedelta(days=days)
        brief = Brief.objects.create(
            team=cast.ours, period=f"2026-{days:02d}", made_at=then, state="approved"
        )
        brief.folder.mkdir(parents=True)
        Mail.objects.create(
            key=f"<{days}@x>",
            team=cast.ours,
            to="x@example.com",
            subject="S",
            raw=b"x",
            made_at=then,
            state="sent",
        )
        voice = do_bring(cast.ben, team=cast.ours, side=Side.STAFF, kind="concern", text=text, now=then)
        do_event(cast.ada, voice.pk, what="declined", now=then, text="No.", why="It is settled.")
    do_bring(
        cast.ben,
        team=cast.ours,
        side=Side.STAFF,
        kind="concern",
        text="Old, and open.",
        now=now - timedelta(days=40),
    )
    old, young = Brief.objects.order_by("made_at")
    do_retain(now=now)
    left = all_bytes()
    assert "An old voice." not in left
    assert "A young voice." in left
    assert "Old, and open." in left
    assert not old.folder.exists()
    assert young.folder.exists()
    assert list(Brief.objects.all()) == [young]
    assert list(Mail.objects.values_list("key", flat=True)) == ["<1@x>"]


def test_erasure_leaves_the_words_of_others(cast, told):
    now = timezone.now()
    record(by=cast.ada, did="team", what="The team Benelux was made.", team=cast.ours, now=now)
    do_erase(cast.ben, by=cast.fay, now=now)
    left = all_bytes()
    assert "The team Benelux was made." in left
    assert "Ben was invited" not in left


def test_erasure_asks_for_the_name_and_keeps_the_last_administrator(cast, as_person):
    fay = as_person(cast.fay)
    assert fay.post(reverse("erase"), {"who": str(cast.ben.pk), "typed": "Bern"}).status_code == 422
    assert Person.objects.get(pk=cast.ben.pk).is_active
    with pytest.raises(Refusal, match="last administrator"):
        do_erase(cast.fay, by=cast.fay, now=timezone.now())
    fay.post(reverse("erase"), {"who": str(cast.ben.pk), "typed": "Ben"})
    assert not Person.objects.get(pk=cast.ben.pk).is_active


def test_the_export_holds_every_table_and_no_secret(cast, told, settings, tmp_path: Path):
    cast.ada.set_password("an umbrella in a rowing boat")
    cast.ada.save()
    _made, token = do_invite(
        cast.ada, email="new@example.com", role="staff", team=cast.ours, now=timezone.now()
    )
    target = tmp_path / "export.zip"
    said = []
    rows = write_export(target, data=tmp_path / "none", tell=lambda *words: said.append(words))
    with zipfile.ZipFile(target) as box:
        names = set(box.namelist())
        everything = "\n".join(box.read(name).decode() for name in names)
        people = [json.loads(line) for line in box.read("tables/person.jsonl").decode().splitlines()]
    assert {p["name"] for p in people} == {"Ada", "Ben", "Eve", "Cy", "Dot", "Guy", "Fay"}
    held = {t._meta.model_name for t in apps.get_app_config("bothways").get_models()} - LEFT_OUT.keys()
    assert {name for name in names if name.startswith("tables/")} == {f"tables/{name}.jsonl" for name in held}
    assert rows == sum(1 for line in everything.splitlines() if line.startswith("{"))
    assert "argon2" not in everything
    assert token not in everything
    assert "digest" not in box.NameToInfo["tables/invitation.jsonl"].filename + json.dumps(people)
    assert said


def test_an_export_is_made_by_a_job_and_given_to_who_asked(cast, told, as_person, settings, tmp_path):
    settings.DATA = tmp_path
    fay = as_person(cast.fay)
    where = fay.post(reverse("export")).headers["Location"]
    work = do_one(worker="a", clock=timezone.now)
    assert work.state == "done", work.answer
    assert fay.get(where).headers["Location"] == reverse("data")
    got = fay.get(reverse("export-download", kwargs={"export": work.pk}))
    assert b"".join(got.streaming_content)[:2] == b"PK"
    other = Person.objects.create_user("oz@example.com", name="Oz", role="administrator")
    assert as_person(other).get(reverse("export-download", kwargs={"export": work.pk})).status_code == 404


def test_what_is_older_than_what_is_kept_is_forgotten(cast, told, settings):
    settings.KEEP_DAYS = 30
    record(
        by=cast.ada, did="x", what="A young thing.", team=cast.ours, now=timezone.now() + timedelta(days=40)
    )
    do_retain(now=timezone.now() + timedelta(days=50))
    words = [row.payload for row in Logged.objects.exclude(payload=None)]
    assert any("A young thing" in text for text in words)
    assert not any("brief of Q3" in text for text in words)
    assert verify().holds


def test_the_settings_page_hides_secrets(cast, as_person, monkeypatch):
    monkeypatch.setenv("BOTHWAYS_OIDC_SECRET", "not for eyes")
    page = as_person(cast.fay).get(reverse("settings")).content.decode()
    assert "BOTHWAYS_OIDC_SECRET" in page
    assert "not for eyes" not in page


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [390, 1440])
def test_the_pages_have_no_violation(cast, told, browse, width):
    page = browse(cast.fay, width=width)
    for name in ("log", "settings", "data", "people", "me", "design"):
        page.goto(reverse(name))
        assert page.violations() == [], name
        assert page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        ), name
