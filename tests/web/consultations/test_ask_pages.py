"""Asking both sides by the pages: made on one page, answered one statement at a time, nothing shown before the release."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import serializers
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bothways.terms import Refusal
from bothways.web.audit.models import Logged
from bothways.web.consultations import ballots, queries, releasing
from bothways.web.consultations.models import (
    Consultation,
    ConsultationBallot,
    ConsultationInvited,
    ConsultationRelease,
)
from bothways.web.consultations.operations import do_link, do_move, do_open
from bothways.web.consultations.work import days
from bothways.web.opendoor.keeping import day_of
from bothways.web.people.models import Link
from web.consultations.released_cast import at
from web.makers.consultations import SAID, consultation_of

VOTES = ("agree", "agree", "disagree")


def answered(client, consultation, *, votes=VOTES, guess="40", record=None):
    """Answer by the pages, as a browser without script does. `votes`: in the order in which the manager wrote them."""
    said = dict(zip(SAID, votes, strict=True))
    go = client.post(at("consultation-begin", consultation), {} if record is None else {"record": record})
    while "answer" in go["Location"]:
        page = client.get(go["Location"]).content.decode()
        vote = next(vote for text, vote in said.items() if text in page)
        go = client.post(go["Location"], {"vote": vote, "guess": guess, "go": "next"})
        assert go.status_code == 302
    return go["Location"]


def test_made_on_one_page_and_opened(cast, fourteen, as_person):
    client = as_person(cast.ada)
    page = client.get(reverse("consultation-new")).content.decode()
    assert page.count('name="people"') == 14
    given = {
        "team": cast.ours.pk, "question": "What slows our deals down?", "own": "\n".join(SAID), "guesses": "1",
        "people": [str(one.pk) for one in fourteen], "closes": (day_of(timezone.now()) + timedelta(days=7)).isoformat(),
    }  # fmt: skip
    answer = client.post(reverse("consultation-new"), {**given, "do": "draft"})
    made = Consultation.objects.get()
    assert answer["Location"] == at("consultation", made)
    assert made.state == "draft"
    assert not ConsultationBallot.objects.exists()
    changed = client.post(
        at("consultation-change", made), {**given, "question": "What slows us?", "do": "ask"}
    )
    assert changed["Location"] == at("consultation", made)
    made.refresh_from_db()
    assert (made.state, made.question) == ("open", "What slows us?")
    assert made.eligible == {"staff": 12, "executives": 2}
    assert ConsultationBallot.objects.count() == ConsultationInvited.objects.count() == 14
    said = client.get(at("consultation", made)).content.decode()
    assert "Nobody is told, you neither" in said
    assert "The executives are too few" in said


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"own": "One alone"}, "too little to agree"),
        ({"own": "Twice\ntwice"}, "stands there twice"),
        ({"closes": "2020-01-01"}, "over already"),
        ({"people": []}, "Nobody of the staff is asked"),
        ({"own": "x" * 300 + "\nb"}, "room for 280"),
    ],
)
def test_a_refusal_keeps_what_was_typed(cast, as_person, wrong, says):
    given = {
        "team": cast.ours.pk, "question": "What slows us down?", "own": "Quotes wait.\nPrices change.", "guesses": "1",
        "people": [str(cast.ben.pk), str(cast.eve.pk)], "closes": (timezone.localdate() + timedelta(days=3)).isoformat(),
    }  # fmt: skip
    answer = as_person(cast.ada).post(reverse("consultation-new"), given | wrong | {"do": "ask"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert says in page
    assert "What slows us down?" in page
    assert not Consultation.objects.exists()


def test_answering_is_kept_as_one_goes(cast, as_person):
    found = consultation_of(cast)
    client = as_person(cast.ben)
    first = at("consultation-answer", found, place=1)
    assert client.get(first).status_code == 200
    # A browser with script keeps each touch; without script the button does.
    part = client.post(first, {"vote": "agree", "important": "1"}, headers={"HX-Request": "true"})
    assert "Kept" in part.content.decode()
    assert client.post(first, {"vote": "agree", "guess": "101", "go": "next"}).status_code == 422
    assert client.post(first, {"vote": "maybe", "go": "next"}).status_code == 422
    page = client.get(first).content.decode()
    assert 'value="agree" checked' in page
    assert 'name="important" value="1" checked' in page
    skipped = client.post(first, {"go": "next"})
    assert skipped["Location"] == at("consultation-answer", found, place=2)
    assert queries.my_voter(cast.ben, found).answered == 1, "to go on takes nothing back"
    assert client.get(at("consultation-answer", found, place=9)).status_code == 404
    assert client.get(at("consultation-done", found)).status_code == 200
    assert client.post(first, {"go": "back"})["Location"] == at("consultation", found)
    assert answered(client, found) == at("consultation-done", found)
    again = client.post(at("consultation-begin", found), {"record": "off"})
    assert again["Location"] == at("consultation-done", found), (
        "who has answered all comes to what they answered"
    )


def bare(client, address):
    """A page without the tokens that differ each time."""
    page = client.get(address).content.decode()
    return [line for line in page.split("\n") if "csrf" not in line.lower()], page.count("<")


def test_nobody_sees_that_somebody_answered(cast, fourteen, as_person):
    found = consultation_of(cast)
    watchers = [cast.ada, cast.eve, fourteen[3]]
    pages = [reverse("home"), reverse("consultations"), at("consultation", found)]
    before = {person: [bare(as_person(person), page) for page in pages] for person in watchers}
    logged = Logged.objects.count()
    size = {len(bytes(row.sealed)) for row in ConsultationBallot.objects.all()}
    assert answered(as_person(cast.ben), found) == at("consultation-done", found)
    after = {person: [bare(as_person(person), page) for page in pages] for person in watchers}
    assert after == before
    assert Logged.objects.count() == logged
    assert {len(bytes(row.sealed)) for row in ConsultationBallot.objects.all()} == size
    assert len(size) == 1
    assert (
        "You have answered all of it" in as_person(cast.ben).get(at("consultation", found)).content.decode()
    )


def test_released_to_all_at_once(cast, fourteen, as_person):
    found = consultation_of(cast)
    for person in fourteen[:12]:
        answered(as_person(person), found)
    for person in fourteen[12:]:
        answered(as_person(person), found, record="on", votes=("agree", "disagree", "disagree"))
    result = at("consultation-result", found)
    for person in (cast.ada, cast.ben, cast.eve):
        assert as_person(person).get(result).status_code == 404
    assert as_person(cast.ada).post(at("consultation-close", found)).status_code == 302
    row = ConsultationRelease.objects.get()
    assert "trace" not in row.shown
    assert {one["name"] for one in row.shown["record"]} == {"Eve", "Finn"}
    assert not any(f"Sel{number}" in str(row.shown) for number in range(11))
    for person in (cast.ada, cast.ben, cast.eve):
        assert as_person(person).get(at("consultation", found))["Location"] == result
        assert as_person(person).get(result).status_code == 200
    files = {
        as_person(p).get(at("consultation-result-file", found)).content
        for p in (cast.ada, cast.ben, cast.eve)
    }
    assert len(files) == 1, "all see the same"
    for person in cast.strangers:
        assert as_person(person).get(result).status_code in (403, 404)
    late = as_person(cast.ben).post(at("consultation-answer", found, place=1), {"vote": "pass"})
    assert late.status_code == 302
    record = as_person(cast.eve).post(at("consultation-record", found), {"record": "off"})
    assert record["Location"] == result, "what is released can't be called back"
    assert ConsultationRelease.objects.get().shown == row.shown


def test_too_few_stays_open_and_is_tried_once_a_day(cast, fourteen, as_person):
    found = consultation_of(cast)
    for person in fourteen[:3]:
        answered(as_person(person), found)
    client = as_person(cast.ada)
    first = client.post(at("consultation-close", found))
    assert first.status_code == 422
    assert "3" not in first.context["refusal"].sentence + first.context["refusal"].hint
    for person in fourteen[3:12]:
        answered(as_person(person), found)
    second = client.post(at("consultation-close", found))
    assert second.status_code == 422
    assert second.context["refusal"].code == "tried"
    found.refresh_from_db()
    assert found.is_open
    later = timezone.now() + timedelta(days=1)
    releasing.do_release(cast.ada, found, now=later)
    assert ConsultationRelease.objects.exists()


def test_the_clock_closes_and_the_manager_may_open_again(cast, fourteen, as_person):
    found = consultation_of(cast)
    answered(as_person(cast.ben), found)
    days(timezone.now())
    found.refresh_from_db()
    assert found.enough is False
    over = timezone.now() + timedelta(days=8)
    days(over)
    found.refresh_from_db()
    assert (found.state, hasattr(found, "released")) == ("closed", False)
    page = as_person(cast.ada).get(at("consultation", found)).content.decode()
    assert "no result can be shown" in page
    assert "closed" in as_person(cast.ben).get(at("consultation", found)).content.decode()
    do_move(cast.ada, found, closes=day_of(over) + timedelta(days=3), now=over)
    found.refresh_from_db()
    assert found.is_open
    assert queries.my_voter(cast.ben, found).answered == 3, "what was answered is kept"
    for person in fourteen[1:]:
        answered(as_person(person), found, record="on" if person.side.value == "executives" else None)
    days(over + timedelta(days=4))
    assert ConsultationRelease.objects.get().consultation_id == found.pk


def link_for(person_or_invited, now=None):
    _link, token = do_link(person_or_invited, now=now or timezone.now())
    return token


def test_by_a_link_without_an_account(cast, fourteen):
    found = consultation_of(cast)
    invited = found.invited.get(person=cast.eve)
    token = link_for(invited)
    phone = Client()
    start = reverse("asked", kwargs={"token": token})
    assert phone.get(start).status_code == 200
    assert set(phone.cookies) <= {"csrftoken"}, "opening it changes nothing"
    go = phone.post(reverse("asked-begin", kwargs={"token": token}), {"record": "on"})
    assert go["Location"] == reverse("asked-answer", kwargs={"token": token, "place": 1})
    assert "sessionid" not in phone.cookies
    for place in (1, 2, 3):
        go = phone.post(
            reverse("asked-answer", kwargs={"token": token, "place": place}), {"vote": "agree", "guess": "90"}
        )
    assert go["Location"] == reverse("asked-done", kwargs={"token": token})
    assert phone.get(go["Location"]).content.decode().count("guess 90%") == 3
    assert queries.my_voter(cast.eve, found).done, "one ballot, whichever way they come"
    again = link_for(invited)
    assert phone.get(reverse("asked-done", kwargs={"token": again})).status_code == 200, (
        "a new link, the same ballot"
    )


def test_who_has_the_link_learns_neither_an_answer_nor_whether_there_is_one(cast, fourteen):
    found = consultation_of(cast)
    token, unused = (link_for(found.invited.get(person=person)) for person in (cast.eve, fourteen[13]))
    phone, other = Client(), Client()
    phone.post(reverse("asked-begin", kwargs={"token": token}), {"record": "on"})
    phone.post(
        reverse("asked-answer", kwargs={"token": token, "place": 1}), {"vote": "disagree", "guess": "77"}
    )

    def seen(key, name):
        page = other.get(reverse("asked", kwargs={"token": key})).content.decode()
        page = re.sub(r'(CSRFToken": |csrfmiddlewaretoken" value=)"\w+"', "", page)
        return re.sub(rf"\b{name}\b", "NAME", page.replace(key, "KEY"))

    assert seen(token, "Eve") == seen(unused, "Finn")
    for place in (1, 2, 3):
        page = other.get(reverse("asked-answer", kwargs={"token": token, "place": place}))
        assert page.status_code == 302
    wrote = other.post(reverse("asked-answer", kwargs={"token": token, "place": 1}), {"vote": "agree"})
    assert wrote.status_code == 302
    assert queries.my_voter(cast.eve, found).held.votes == {
        queries.my_voter(cast.eve, found).statements[0].place: -1
    }
    assert other.get(reverse("asked-done", kwargs={"token": token})).status_code == 302
    # Whoever begins anew has an empty ballot, and the first browser is told so.
    other.post(reverse("asked-begin", kwargs={"token": token}))
    assert (
        'disagree" checked'
        not in other.get(reverse("asked-answer", kwargs={"token": token, "place": 1})).content.decode()
    )
    assert phone.get(reverse("asked-answer", kwargs={"token": token, "place": 1})).status_code == 302


def test_a_link_that_is_wrong_or_over_opens_nothing(cast):
    found = consultation_of(cast)
    assert Client().get(reverse("asked", kwargs={"token": "x" * 32})).status_code == 404
    token = link_for(found.invited.get(person=cast.ben))
    assert Client().get(reverse("asked", kwargs={"token": token})).status_code == 200
    Link.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    assert Client().get(reverse("asked", kwargs={"token": token})).status_code == 404


def test_get_changes_nothing(cast, fourteen, as_person):
    found = consultation_of(cast)
    token = link_for(found.invited.get(person=cast.eve))

    def all_rows():
        made = (Consultation, ConsultationBallot, ConsultationInvited, ConsultationRelease, Logged)
        return [serializers.serialize("json", table.objects.order_by("pk")) for table in made]

    before = all_rows()
    for person in (cast.ada, cast.ben):
        for name in ("consultations", "home"):
            as_person(person).get(reverse(name))
        for name in ("consultation", "consultation-done"):
            as_person(person).get(at(name, found))
    as_person(cast.ben).get(at("consultation-answer", found, place=1))
    as_person(cast.ada).get(reverse("consultation-new"))
    for name in ("asked", "asked-done"):
        Client().get(reverse(name, kwargs={"token": token}))
    assert all_rows() == before
    posts = ("open", "drop", "move", "remind", "close", "again")
    assert {as_person(cast.ada).get(at(f"consultation-{name}", found)).status_code for name in posts} == {405}


def test_lists_ask_the_same_of_one_row_and_of_three(cast, as_person, django_assert_num_queries):
    client = as_person(cast.ada)

    def counted():
        with CaptureQueriesContext(connection) as made:
            assert client.get(reverse("consultations")).status_code == 200
        return len(made)

    consultation_of(cast)
    one = counted()
    Consultation.objects.update(state="closed")
    consultation_of(cast)
    Consultation.objects.filter(state="open").update(state="closed")
    consultation_of(cast)
    assert Consultation.objects.count() == 3
    with django_assert_num_queries(one):
        client.get(reverse("consultations"))


def test_a_statement_taken_out_is_asked_and_shown_no_more(cast, fourteen, as_person):
    found = consultation_of(cast)
    answered(as_person(cast.ben), found)
    one = found.statements.first()
    client = as_person(cast.ada)
    assert client.post(at("consultation-out", found, statement=one.pk)).status_code == 302
    assert client.post(at("consultation-out", found, statement=found.statements.last().pk)).status_code == 422
    assert one.text not in as_person(cast.ben).get(at("consultation-done", found)).content.decode()
    assert ballots.held_of(found, queries.my_voter(cast.ben, found).ballot).votes[one.place] == 1


def test_an_opened_one_is_opened_once_and_not_dropped(cast, as_person):
    found = consultation_of(cast)
    with pytest.raises(Refusal) as no:
        do_open(cast.ada, found, now=timezone.now())
    assert no.value.code == "not-a-draft"
    assert as_person(cast.ada).post(at("consultation-drop", found)).status_code == 422
    assert Consultation.objects.exists()


def test_another_round_is_asked_from_the_result(cast, fourteen, as_person):
    found = consultation_of(cast)
    for person in fourteen:
        answered(as_person(person), found)
    client = as_person(cast.ada)
    client.post(at("consultation-close", found))
    assert "Ask again" in client.get(at("consultation-result", found)).content.decode()
    assert "Ask again" not in as_person(cast.ben).get(at("consultation-result", found)).content.decode()
    made = client.post(at("consultation-again", found))
    second = Consultation.objects.get(round=2)
    assert made["Location"] == at("consultation", second)
    assert client.post(at("consultation-again", found)).status_code == 422, "one round at a time"
    assert client.post(at("consultation-open", second)).status_code == 302
    for person in fourteen:
        answered(as_person(person), second, votes=("disagree", "agree", "disagree"))
    assert client.post(at("consultation-close", second)).status_code == 302
    told = ConsultationRelease.objects.get(consultation=second).shown
    assert told["change"] is not None
    assert told["round"] == 2


def test_a_link_that_is_handed_over_is_logged_for_whose_it_is(cast, fourteen, as_person):
    found = consultation_of(cast)
    client = as_person(cast.ada)
    page = client.post(
        at("consultation-link", found, invited=found.invited.get(person=cast.ben).pk)
    ).content.decode()
    address = re.search(r"http://testserver(/c/[^<]+)", page).group(1)
    assert Client().get(address).status_code == 200
    assert address not in client.get(at("consultation", found)).content.decode(), "shown once"
    assert "A link to answer was made for Ben" in as_person(cast.ben).get(reverse("log")).content.decode()
    assert "A link to answer was made" not in as_person(cast.eve).get(reverse("log")).content.decode()


def test_the_manager_is_told_when_it_is_about_to_close(cast, as_person):
    found = consultation_of(cast)
    assert queries.waiting_for(cast.ada) == []
    Consultation.objects.update(closes=timezone.localdate() + timedelta(days=1))
    assert [one.consultation.pk for one in queries.waiting_for(cast.ada)] == [found.pk]
    assert "Look after your question" in as_person(cast.ada).get(reverse("home")).content.decode()
    assert queries.waiting_for(cast.cy) == []


def test_first_page_asks_the_same_of_one_and_of_three(cast, as_person):
    client = as_person(cast.ben)

    def counted():
        with CaptureQueriesContext(connection) as made:
            assert "Answer:" in client.get(reverse("home")).content.decode()
        return len(made)

    consultation_of(cast)
    client.get(reverse("home"))
    one = counted()
    for _ in range(2):
        Consultation.objects.update(state="closed")
        consultation_of(cast)
    Consultation.objects.update(state="open")
    assert len(queries.waiting_for(cast.ben)) == 3
    assert counted() == one


def test_the_same_statement_is_not_asked_of_the_same_people_in_another_question(cast, fourteen, as_person):
    found = consultation_of(cast)
    for person in fourteen[:12]:
        answered(as_person(person), found)
    given = {
        "team": cast.ours.pk, "question": "And without Ben?", "own": "Something new.\n" + SAID[1].upper().replace(".", " !"),
        "people": [str(one.pk) for one in fourteen[1:]], "closes": found.closes.isoformat(), "do": "ask",
    }  # fmt: skip
    client = as_person(cast.ada)
    for state in ("open", "released"):
        refused = client.post(reverse("consultation-new"), given)
        assert refused.status_code == 422, state
        assert "in another question" in refused.content.decode()
        if state == "open":
            client.post(at("consultation-close", found))
            assert ConsultationRelease.objects.exists()
    assert Consultation.objects.count() == 1
    other = as_person(cast.cy)
    theirs = {**given, "team": cast.theirs.pk, "people": [str(cast.dot.pk), str(cast.guy.pk)]}
    assert other.post(reverse("consultation-new"), theirs).status_code == 302, (
        "other people can be asked the same"
    )


def test_who_is_asked_reads_who_else_is(cast, fourteen, as_person):
    found = consultation_of(cast)
    page = as_person(cast.ben).get(at("consultation", found)).content.decode()
    assert all(person.name in page for person in fourteen)
    token = link_for(found.invited.get(person=cast.eve))
    assert "Sel3" not in Client().get(reverse("asked", kwargs={"token": token})).content.decode()
