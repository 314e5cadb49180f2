"""What nobody can find out before the release: pages, exports, mails, logs, sessions, and a copy of the database.

Each is read twice, with all answers exchanged between: where nothing differs, nothing can have been told.
"""

from __future__ import annotations

import json
import logging
import re
import zipfile
from dataclasses import replace
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from bothways.terms import Refusal
from bothways.web.audit.erasing import do_erase, do_retain
from bothways.web.audit.exporting import write_export
from bothways.web.brief.models import Mail
from bothways.web.consultations import ballots, forgetting, queries, releasing, sealing
from bothways.web.consultations.models import (
    Consultation,
    ConsultationBallot,
    ConsultationInvited,
    ConsultationRelease,
)
from bothways.web.consultations.operations import do_link, do_open
from bothways.web.consultations.work import days
from bothways.web.opendoor.unsigned import NoLine
from bothways.web.people.models import Link
from web.consultations.released_cast import all_say
from web.makers.consultations import consultation_of


def plain(content):
    """A page without what differs each time."""
    return re.sub(rb'(CSRFToken": |csrfmiddlewaretoken" value=)"\w+"', b"", content)


def seen_by_all(cast, found, as_person, tmp_path):
    """Every byte that anybody is given: every page of everybody (but one's own answers), the export, every mail."""
    pages = {}
    for person in (cast.ada, cast.cy, cast.dot, cast.guy, cast.fay):
        client = as_person(person)
        for name in ("home", "consultations", "consultation-new", "log", "people", "mails", "briefs", "data"):
            answer = client.get(reverse(name))
            pages[person.name, name] = (answer.status_code, plain(answer.content))
        for name in ("consultation", "consultation-result", "consultation-result-file", "consultation-done"):
            answer = client.get(reverse(name, kwargs={"consultation": found.pk}))
            pages[person.name, name] = (answer.status_code, plain(answer.content))
    target = tmp_path / "all.zip"
    write_export(target, data=tmp_path, tell=lambda *_: None)
    with zipfile.ZipFile(target) as held:
        for name in held.namelist():
            if name.endswith("jsonl") and "session" not in name:
                rows = [json.loads(line) for line in held.read(name).splitlines()]
                pages["export", name] = [
                    {key: len(value) if key in ("sealed", "trace") else value for key, value in row.items()} for row in rows
                ]  # fmt: skip
        pages["export", "names"] = sorted(held.namelist())
    pages["mails"] = sorted((mail.to, mail.subject) for mail in Mail.objects.all())
    return pages


def test_with_all_answers_exchanged_nobody_is_shown_another_byte(cast, fourteen, as_person, tmp_path):
    found = consultation_of(cast)
    asked = seen_by_all(cast, found, as_person, tmp_path)
    all_say(found, fourteen, vote="agree", guess=13)
    agreed = seen_by_all(cast, found, as_person, tmp_path)
    all_say(found, fourteen, vote="disagree", guess=91, record=True)
    assert seen_by_all(cast, found, as_person, tmp_path) == agreed
    assert agreed == asked, "nor whether anybody has answered"
    # The walk could pass with nothing to see: after the release there is.
    releasing.do_release(cast.ada, found, now=timezone.now())
    assert seen_by_all(cast, found, as_person, tmp_path)["Ada", "consultation-result"][0] == 200


def test_whether_a_result_could_be_shown_is_told_once_a_night(cast, fourteen, as_person):
    found = consultation_of(cast)
    now = timezone.now()
    days(now)
    page = reverse("consultation", kwargs={"consultation": found.pk})
    before = plain(as_person(cast.ada).get(page).content)
    assert b"Not yet" in before
    all_say(found, fourteen, vote="agree", guess=50)
    days(now)
    assert plain(as_person(cast.ada).get(page).content) == before
    days(now + timedelta(days=1))
    after = plain(as_person(cast.ada).get(page).content)
    assert b"Enough have answered" in after


def rows_of_everything():
    """Every row of every table, but what is enciphered, in the order in which it lies."""
    with connection.cursor() as cursor:
        found = {}
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'select * from "{table}"')
            columns = [column[0] for column in cursor.description]
            found[table] = [
                {
                    key: value
                    for key, value in zip(columns, row, strict=True)
                    if key not in ("sealed", "trace")
                }
                for row in cursor.fetchall()
            ]
    # PostgreSQL lays a row that was written anew behind the others. Whose place it is takes the key; each night all of
    # them are laid anew.
    found["bothways_consultationballot"].sort(key=lambda row: row["slot"])
    return found


def test_answering_leaves_no_row_but_noise(cast, fourteen, as_person):
    found = consultation_of(cast)
    client = as_person(cast.ben)
    client.get(reverse("consultation", kwargs={"consultation": found.pk}))
    before = rows_of_everything()
    sealed = {row.pk: bytes(row.sealed) for row in ConsultationBallot.objects.all()}
    go = client.post(reverse("consultation-begin", kwargs={"consultation": found.pk}), {"record": "on"})
    for _ in range(3):
        go = client.post(go["Location"], {"vote": "disagree", "guess": "23", "important": "1"})
    assert rows_of_everything() == before, "no session, no job, no log, no cache, no time"
    after = {row.pk: bytes(row.sealed) for row in ConsultationBallot.objects.all()}
    changed = [pk for pk in after if after[pk] != sealed[pk]]
    assert len(changed) == 1
    assert len({len(one) for one in (*sealed.values(), *after.values())}) == 1
    assert Session.objects.count() == 1


def test_a_copy_of_the_database_opens_nothing(cast, fourteen, tmp_path):
    found = consultation_of(cast)
    all_say(found, fourteen, vote="agree", guess=37, record=True)
    one, other = ConsultationBallot.objects.all()[:2]
    with pytest.raises(Refusal) as no:
        # A ballot in another's place: whoever can write into the table can't lay one person's beside another's name.
        sealing.opened(found.series, one.pk, other.sealed)
    assert no.value.code == "ballots-unreadable"
    keys = tmp_path / "ballots-keys"
    assert (
        (keys / "CACHEDIR.TAG").read_text("utf-8").startswith("Signature: 8a477f597d28d172789f06886806bc55")
    )
    (key,) = keys.glob("*.key")
    assert key.stat().st_mtime == 1_000_000_000
    raw = b"".join(bytes(row.sealed) for row in ConsultationBallot.objects.all())
    assert not re.search(rb'"v"|"g"|staff|Eve|Ben', raw)
    held = key.read_bytes()
    key.unlink()
    for what in (
        lambda: queries.my_voter(cast.ben, found),
        lambda: releasing.do_release(cast.ada, found, now=timezone.now()),
    ):
        with pytest.raises(Refusal) as no:
            what()
        assert no.value.code == "ballots-unreadable"
    assert queries.waiting_for(cast.ben) == []
    key.write_bytes(held)
    assert queries.my_voter(cast.ben, found).done


def test_the_order_of_places_is_not_that_of_people(cast, fourteen):
    """In twenty consultations the places lie as the names do no more often than chance has it."""
    alike = 0
    for _ in range(20):
        found = consultation_of(cast)
        rows = {row.slot: at for at, row in enumerate(ConsultationBallot.objects.filter(consultation=found))}
        first = found.invited.order_by("side", "name").first()
        alike += rows[sealing.slot_of(found.series, found.pk, first.identity)] == 0
        Consultation.objects.update(state="closed")
    assert alike < 10, "one in fourteen is first by chance: ten of twenty are not"


def test_refusals_of_these_pages_write_no_line():
    made = logging.LogRecord("django.request", logging.WARNING, "", 0, "Not Found", (), None)
    for path, kept in (("/c/abc/", False), ("/consultations/x/answer/1/", False), ("/lens/", True)):
        made.request = RequestFactory().get(path)
        assert NoLine().filter(made) is kept
    made.levelno = logging.ERROR
    made.request = RequestFactory().get("/c/abc/")
    assert NoLine().filter(made), "a fault of the program stays in it"


def test_who_is_erased_takes_their_answers_along(cast, fourteen):
    found = consultation_of(cast)
    all_say(found, fourteen, vote="agree", guess=50)
    do_link(found.invited.get(person=cast.ben), now=timezone.now())
    slot = queries.my_voter(cast.ben, found).ballot
    size = len(bytes(slot.sealed))
    do_erase(cast.ben, by=cast.fay, now=timezone.now())
    slot.refresh_from_db()
    assert ballots.held_of(found, slot).votes == {}
    assert len(bytes(slot.sealed)) == size, "nothing shows whose it was"
    assert not ConsultationInvited.objects.filter(person=cast.ben).exists()
    assert not Link.objects.filter(person=cast.ben).exists()


def test_who_is_erased_loses_their_name_on_the_record(cast, fourteen):
    found = consultation_of(cast)
    all_say(found, fourteen[:12], vote="agree", guess=50)
    all_say(found, fourteen[12:], vote="disagree", guess=50, record=True)
    row = releasing.do_release(cast.ada, found, now=timezone.now())
    assert "Finn" in str(row.shown)
    do_erase(fourteen[13], by=cast.fay, now=timezone.now())
    after = ConsultationRelease.objects.get()
    assert "Finn" not in str(after.shown)
    assert after.digest != row.digest
    assert releasing.release_of(Consultation.objects.get(pk=found.pk)) is not None


def test_ballots_go_a_year_after_the_last_round_and_their_key_first(cast, fourteen, tmp_path):
    found = consultation_of(cast)
    all_say(found, fourteen, vote="agree", guess=50)
    releasing.do_release(cast.ada, found, now=timezone.now())
    do_retain(now=timezone.now() + timedelta(days=300))
    assert ConsultationBallot.objects.count() == 14
    do_retain(now=timezone.now() + forgetting.FINDABLE + timedelta(days=9))
    assert not ConsultationBallot.objects.exists()
    assert not list((tmp_path / "ballots-keys").glob("*.key"))
    assert ConsultationRelease.objects.exists(), "what all were shown stays"
    do_retain(now=timezone.now() + timedelta(days=1200))
    assert not Consultation.objects.exists()


def test_a_page_that_was_released_is_read_when_the_key_is_gone(cast, fourteen, as_person):
    found = consultation_of(cast)
    all_say(found, fourteen, vote="agree", guess=50)
    releasing.do_release(cast.ada, found, now=timezone.now())
    forgetting.forget(before=timezone.now() - timedelta(days=900), now=timezone.now() + timedelta(days=400))
    page = reverse("consultation-result", kwargs={"consultation": found.pk})
    assert [as_person(person).get(page).status_code for person in (cast.ada, cast.ben)] == [200, 200]


def test_the_same_ballot_twice_is_never_the_same_noise(cast, fourteen):
    found = consultation_of(cast)
    voter = queries.my_voter(cast.ben, found)
    held = replace(voter.held, votes={0: 1})
    seen = set()
    for _ in range(3):
        ballots.put(found, voter.ballot, held)
        voter.ballot.refresh_from_db()
        seen.add(bytes(voter.ballot.sealed))
    assert len(seen) == 3


def test_two_copies_of_the_database_tell_not_which_places_were_used_between(cast, fourteen):
    found = consultation_of(cast)
    now = timezone.now()

    def places():
        return {row.slot: bytes(row.sealed) for row in ConsultationBallot.objects.all()}

    first = places()
    days(now + timedelta(days=1))
    second = places()
    assert all(first[slot] != second[slot] for slot in first), "nobody has answered, and all changed"
    all_say(found, fourteen[:1], vote="agree", guess=50)
    days(now + timedelta(days=2))
    third = places()
    do_erase(fourteen[1], by=cast.fay, now=now)
    fourth = places()
    assert all(third[slot] != fourth[slot] for slot in third), "whose place was emptied doesn't show"
    assert queries.my_voter(fourteen[0], found).done, "what was answered stands"


def test_that_somebody_is_on_the_record_is_told_to_nobody_overnight(cast, fourteen, as_person):
    found = consultation_of(cast)
    all_say(found, fourteen[12:13], vote="agree", guess=50, record=True)
    days(timezone.now())
    assert Consultation.objects.get(pk=found.pk).enough is False
    assert (
        b"Not yet"
        in as_person(cast.ada).get(reverse("consultation", kwargs={"consultation": found.pk})).content
    )
    # They alone would make a result, as they chose: when the last day is over it is shown.
    days(timezone.now() + timedelta(days=8))
    assert ConsultationRelease.objects.get().shown["record"][0]["name"] == "Eve"


def test_a_statement_that_was_missed_reaches_the_manager_with_the_result_and_of_nobody(
    cast, fourteen, as_person, tmp_path
):
    found = consultation_of(cast)
    _link, token = do_link(found.invited.get(person=fourteen[2]), now=timezone.now())
    reader, before = Client(), seen_by_all(cast, found, as_person, tmp_path)
    client = as_person(fourteen[12])
    rows = rows_of_everything()
    at = {name: reverse(f"asked-{name}", kwargs={"token": token}) for name in ("begin", "wish", "done")}
    assert reader.post(at["wish"], {"wish": "Trainers are booked out."})["Location"].endswith(
        f"/c/{token}/"
    ), "who has the link alone keeps nothing in it"
    reader.post(at["begin"])
    told = reader.post(at["wish"], {"wish": "Ask Ben, I told him on 12 March."})
    assert b"points to its author" in told.content
    assert b"Ask [name]" in told.content
    assert b"Ask Ben" not in reader.get(at["done"]).content.replace(told.content, b""), "it is not kept yet"
    reader.post(
        at["wish"],
        {"wish": "Ask Ben, I told him on 12 March.", "safer": "Trainers are asked late.", "do": "safer"},
    )
    assert b"Trainers are asked late." in reader.get(at["done"]).content
    mine = reverse("consultation-wish", kwargs={"consultation": found.pk})
    assert client.post(mine, {"wish": "x" * 281, "do": "mine"}).status_code == 422
    client.post(mine, {"wish": "Another price list would help."})
    assert rows_of_everything() == rows, "no row, no time"
    assert seen_by_all(cast, found, as_person, tmp_path) == before
    all_say(found, [one for one in fourteen if one != fourteen[2]], vote="agree", guess=50)
    releasing.do_release(cast.ada, found, now=timezone.now())
    found = Consultation.objects.get(pk=found.pk)
    assert found.wishes == ["Another price list would help.", "Trainers are asked late."]
    page = reverse("consultation-result", kwargs={"consultation": found.pk})
    assert b"Trainers are asked late." in as_person(cast.ada).get(page).content
    assert b"Trainers are asked late." not in as_person(cast.ben).get(page).content
    again = reverse("consultation-again", kwargs={"consultation": found.pk})
    twice = as_person(cast.ada).post(again, {"wish": found.wishes[:1], "more": found.wishes[0]})
    assert twice.status_code == 422
    assert b'value="Another price list would help." checked' in twice.content, "what was ticked stays ticked"
    assert Consultation.objects.count() == 1
    answer = as_person(cast.ada).post(again, {"wish": found.wishes[1:], "more": "\n One more. \n"})
    assert answer.status_code == 302
    second = Consultation.objects.get(round=2)
    texts = list(second.statements.values_list("text", flat=True))
    assert texts[-2:] == ["Trainers are asked late.", "One more."]
    same = set(found.statements.values_list("item", flat=True))
    assert {one.item in same for one in second.statements.all()[:3]} == {True}
    assert {one.item in same for one in second.statements.all()[3:]} == {False}
    second = do_open(cast.ada, second, now=timezone.now())
    # Six of fourteen: too few for the old statements beside round one. Of the new ones nothing was ever shown.
    all_say(second, fourteen[:9], vote="agree", guess=50)
    shown = releasing.do_release(cast.ada, second, now=timezone.now()).shown
    told = {one["text"]: one["sides"][0]["guarded"] for one in shown["statements"]}
    assert [told[text] for text in texts[-2:]] == [True, True]
