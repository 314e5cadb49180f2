"""Invitations, links, sign-in with a second factor, sessions, the desk and the demo."""

from __future__ import annotations

import re
from datetime import timedelta
from email import message_from_bytes, policy
from uuid import uuid4

import pytest
from allauth.mfa.totp.internal.auth import (
    TOTP,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bothways.terms import Refusal
from bothways.web.brief.models import Mail
from bothways.web.brief.operations import do_add_reader
from bothways.web.people import entering, operations
from bothways.web.people.models import Invitation, Link, Person
from bothways.web.people.operations import do_accept, do_invite, do_make_link, link_by

PASSWORD = "an umbrella in a rowing boat"  # noqa: S105


@pytest.fixture(autouse=True)
def nobody_counted():
    cache.clear()


@pytest.fixture
def invited(cast):
    return do_invite(cast.ada, email="new@example.com", role="staff", team=cast.ours, now=timezone.now())


def test_an_invitation_brings_somebody_into_the_team_and_opens_once(cast, invited):
    _made, token = invited
    address = reverse("accept", kwargs={"token": token})
    client = Client()
    for _ in range(2):  # mail scanners open links too
        page = client.get(address)
        assert page.status_code == 200
        assert b"Ada invites you" in page.content
    assert not Person.objects.filter(email="new@example.com").exists()
    came = client.post(address, {"name": "New", "password": PASSWORD})
    assert came.headers["Location"] == reverse("home")
    person = Person.objects.get(email="new@example.com")
    assert list(cast.ours.staff.filter(pk=person.pk))
    assert person.password.startswith("argon2")
    assert Client().post(address, {"name": "Other", "password": PASSWORD}).status_code == 404


def test_the_key_is_stored_nowhere(invited):
    made, token = invited
    assert token not in str(Invitation.objects.values().get(pk=made.pk))
    assert len(token) >= 22  # 128 bits in base 64


@pytest.mark.parametrize(
    ("password", "says"), [("short", "short"), ("password123456", "common"), ("new@example.com", "similar")]
)
def test_an_easy_password_is_refused_and_the_name_stays(invited, password, says):
    page = Client().post(
        reverse("accept", kwargs={"token": invited[1]}), {"name": "Newcomer", "password": password}
    )
    assert page.status_code == 422
    assert says in page.content.decode()
    assert b'value="Newcomer"' in page.content


def test_an_invitation_ends_and_can_be_taken_back(cast, invited):
    made, token = invited
    with pytest.raises(Refusal, match="opens nothing"):
        operations.invitation_by(token, now=timezone.now() + timedelta(days=8))
    operations.do_revoke_invitation(made, by=cast.ada, now=timezone.now())
    with pytest.raises(Refusal, match="opens nothing"):
        do_accept(token, name="New", password=PASSWORD, now=timezone.now())


def test_who_may_invite_whom(cast, as_person):
    assert as_person(cast.ben).post(reverse("invite"), {}).status_code == 403
    into_theirs = {"email": "x@example.com", "role": "staff", "team": str(cast.theirs.pk)}
    assert as_person(cast.ada).post(reverse("invite"), into_theirs).status_code == 422
    an_owner = {"email": "x@example.com", "role": "administrator", "team": str(cast.ours.pk)}
    assert as_person(cast.ada).post(reverse("invite"), an_owner).status_code == 422
    assert not Invitation.objects.exists()
    page = as_person(cast.ada).post(reverse("invite"), {**into_theirs, "team": str(cast.ours.pk)})
    assert page.status_code == 200
    token = page.content.decode().split("/invited/")[1].split("/")[0]
    assert operations.invitation_by(token, now=timezone.now()).team == cast.ours


def test_an_address_that_has_an_account_signs_in(cast):
    _made, token = do_invite(
        cast.ada, email="BEN@example.com", role="executive", team=cast.ours, now=timezone.now()
    )
    with pytest.raises(Refusal, match="has an account"):
        do_accept(token, name="Ben", password=PASSWORD, now=timezone.now())
    assert Person.objects.get(pk=cast.ben.pk).role == "staff"
    operations.invitation_by(token, now=timezone.now())  # and it was not used up


def test_the_first_person_keeps_the_machine_and_is_the_first_only(db, settings):
    address = entering.first_address("http://127.0.0.1:8321")
    client = Client()
    path = address.removeprefix("http://127.0.0.1:8321")
    assert b"You are the first" in client.get(path).content
    client.post(path, {"email": "Fay@Example.com", "name": "Fay", "password": PASSWORD})
    person = Person.objects.get()
    assert (person.email, person.role) == ("fay@example.com", "administrator")
    assert entering.first_address("http://127.0.0.1:8321") == "http://127.0.0.1:8321/"
    with pytest.raises(Refusal, match="people here already"):
        do_invite(None, email="", role="administrator", team=None, now=timezone.now())


def test_signing_in_by_password_with_a_second_factor(cast):
    cast.ada.set_password(PASSWORD)
    cast.ada.save()
    secret = generate_totp_secret()
    TOTP.activate(cast.ada, secret)
    client = Client()
    wrong = client.post(reverse("account_login"), {"login": "ada@example.com", "password": "another"})
    assert wrong.status_code == 200
    page = client.post(reverse("account_login"), {"login": "ADA@example.com", "password": PASSWORD})
    assert page.headers["Location"] == reverse("mfa_authenticate")
    assert client.get("/").status_code == 302  # not yet
    code = str(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))).zfill(6)
    assert client.post(reverse("mfa_authenticate"), {"code": code}).headers["Location"] == "/"
    assert client.get("/").status_code == 200


def test_a_session_gets_a_new_key_at_sign_in(cast):
    cast.ada.set_password(PASSWORD)
    cast.ada.save()
    client = Client()
    client.cookies["sessionid"] = "a" * 32
    client.post(reverse("account_login"), {"login": "ada@example.com", "password": PASSWORD})
    assert client.cookies["sessionid"].value != "a" * 32


@pytest.mark.parametrize(
    "after", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"]
)
def test_sign_in_leads_to_this_site_only(cast, after):
    cast.ada.set_password(PASSWORD)
    cast.ada.save()
    answer = Client().post(
        f"{reverse('account_login')}?next={after}",
        {"login": "ada@example.com", "password": PASSWORD, "next": after},
    )
    assert answer.headers["Location"] == "/"


def test_guessing_is_slowed_down(cast):
    client = Client()
    guesses = [
        client.post(reverse("account_login"), {"login": "ada@example.com", "password": str(n)})
        for n in range(7)
    ]
    assert "too many" in guesses[-1].content.decode().lower() or guesses[-1].status_code == 429
    cast.ada.set_password(PASSWORD)
    cast.ada.save()
    client.post(reverse("account_login"), {"login": "ada@example.com", "password": PASSWORD})
    assert client.get("/").status_code == 302


def test_nobody_signs_up_and_nobody_learns_who_is_here(cast):
    closed = Client().post(reverse("account_signup"), {"email": "x@example.com", "password1": PASSWORD})
    assert b"closed" in closed.content
    assert not Person.objects.filter(email="x@example.com").exists()
    known = Client().post(reverse("account_reset_password"), {"email": "ada@example.com"})
    unknown = Client().post(reverse("account_reset_password"), {"email": "nobody@example.com"})
    assert (known.status_code, known.headers["Location"]) == (
        unknown.status_code,
        unknown.headers["Location"],
    )


def test_a_forgotten_password_is_changed_by_the_link_in_the_mail_once(cast, monkeypatch):
    monkeypatch.setenv("BOTHWAYS_SMTP_URL", "smtp+plain://127.0.0.1:9")
    monkeypatch.setenv("BOTHWAYS_SMTP_FROM", "Bothways <no-reply@example.com>")
    cast.ada.set_password("one that was forgotten")
    cast.ada.save()
    Client().post(reverse("account_reset_password"), {"email": "ada@example.com"})
    mail = Mail.objects.get()
    text = message_from_bytes(bytes(mail.raw), policy=policy.default).get_content()
    assert (mail.subject, mail.to) == ("A new password", "ada@example.com")
    there = re.search(r"http://testserver(/in/forgotten/\S+/)", text)[1]
    assert len(there.split("-", 1)[1]) >= 22
    client = Client()
    form = client.get(there, follow=True)
    assert "Choose a new password" in form.content.decode()
    kept = client.post(form.redirect_chain[-1][0], {"password1": PASSWORD, "password2": PASSWORD})
    assert kept.headers["Location"] == reverse("account_reset_password_from_key_done")
    for word, status in (("one that was forgotten", 200), (PASSWORD, 302)):
        answer = Client().post(reverse("account_login"), {"login": "ada@example.com", "password": word})
        assert answer.status_code == status, word
    assert "opens nothing any more" in Client().get(there, follow=True).content.decode()
    other = there.replace(there.split("-", 1)[1], "0" * 39 + "/")
    assert "opens nothing any more" in Client().get(other, follow=True).content.decode()


def test_sessions_are_listed_and_end(cast):
    cast.ada.set_password(PASSWORD)
    cast.ada.save()
    here, there = Client(), Client(headers={"User-Agent": "A phone"})
    for client in (here, there):
        client.post(reverse("account_login"), {"login": "ada@example.com", "password": PASSWORD})
    page = here.get(reverse("sessions"))
    assert b"A phone" in page.content
    phone = UserSession.objects.get(user_agent="A phone")
    here.post(reverse("session-end", kwargs={"session": phone.pk}))
    assert there.get("/").status_code == 302
    assert here.get("/").status_code == 200


def test_links_open_as_often_as_one_likes_until_they_are_taken_back(cast):
    now = timezone.now()
    link, token = operations.do_make_link(
        purpose="brief", target=cast.ours.pk, team=cast.ours, name="Eve", email="eve@example.com", side="executives",
        now=now, lasts=timedelta(days=30),
    )  # fmt: skip
    assert token not in str(Link.objects.values().get(pk=link.pk))
    assert {operations.link_by(token, purpose="brief", now=now).pk for _ in range(3)} == {link.pk}
    for wrong in (
        {"purpose": "consultation", "now": now},
        {"purpose": "brief", "now": now + timedelta(days=31)},
    ):
        with pytest.raises(Refusal, match="opens nothing"):
            operations.link_by(token, **wrong)
    operations.do_revoke_link(link, now=now)
    with pytest.raises(Refusal, match="opens nothing"):
        operations.link_by(token, purpose="brief", now=now)


def test_a_code_holds_once_for_a_while_and_for_five_tries(cast):
    now = timezone.now()
    link, _token = operations.do_make_link(
        purpose="brief", target=cast.ours.pk, team=cast.ours, name="Eve", email="eve@example.com", side="executives",
        now=now, lasts=timedelta(days=30), ask_code=True,
    )  # fmt: skip
    code = operations.do_new_code(link, now=now)
    with pytest.raises(Refusal):
        operations.do_check_code(link, code, now=now + timedelta(minutes=16))
    operations.do_check_code(link, f"{code[:4]} {code[4:]}", now=now)
    with pytest.raises(Refusal):
        operations.do_check_code(link, code, now=now)
    code = operations.do_new_code(link, now=now)
    for _ in range(5):
        with pytest.raises(Refusal):
            operations.do_check_code(link, "00000000" if code != "00000000" else "1", now=now)
    with pytest.raises(Refusal):
        operations.do_check_code(link, code, now=now)


def test_the_desk_opens_by_its_key_on_this_machine_only(db, settings):
    settings.MODE = "desk"
    path = entering.first_address("http://127.0.0.1:8321").removeprefix("http://127.0.0.1:8321")
    client = Client()
    assert client.get(path).status_code == 200
    assert not Person.objects.exists()
    client.post(path)
    assert client.get("/").status_code == 200
    assert Client().post(f"/desk/{'x' * 32}/").status_code == 404
    settings.MODE = "server"
    assert Client().get(path).status_code == 404


def test_the_demo_s_people_exist_in_the_demo_only(db, settings):
    from bothways.web import demonstrating  # noqa: PLC0415

    assert Client().post("/demo-in/manager/").status_code == 404
    for _key, name, email, role in demonstrating.CAST:
        Person.objects.create_user(email, name=name, role=role)
    settings.MODE = "demo"
    client = Client()
    assert b"Mira Lindqvist" in client.get(reverse("account_login")).content
    client.post("/demo-in/manager/")
    assert b"Mira Lindqvist" in client.get("/").content


def test_a_manager_knows_of_their_people_only(cast, as_person):
    page = as_person(cast.ada).get(reverse("people")).content.decode()
    assert "Ben" in page
    assert "Eve" in page
    assert not [name for name in ("Dot", "Guy") if name in page]
    assert "Dot" in as_person(cast.fay).get(reverse("people")).content.decode()


def test_people_are_asked_for_in_a_bounded_number_of_questions(
    cast, as_person, django_assert_max_num_queries
):
    client = as_person(cast.ada)
    counts = []
    for more in (0, 3):
        for n in range(more):
            cast.ours.staff.add(Person.objects.create_user(f"s{n}@example.com", name=f"S{n}"))
        with django_assert_max_num_queries(20) as asked:
            client.get(reverse("people"))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_manager_takes_somebody_out_of_their_own_team_only(cast, as_person):
    ada = as_person(cast.ada)
    theirs = reverse("team-leave", kwargs={"team": cast.theirs.pk, "person": cast.dot.pk})
    assert ada.post(theirs).status_code == 404
    assert cast.theirs.staff.count() == 1
    ada.post(reverse("team-leave", kwargs={"team": cast.ours.pk, "person": cast.ben.pk}))
    assert cast.ours.staff.count() == 0
    assert Person.objects.filter(pk=cast.ben.pk).exists()


def test_who_leaves_a_team_gets_its_briefs_no_more(cast, as_person):
    def reader(team, who):
        return do_add_reader(team, name=who.name, email=who.email, side="staff")

    gone, here, elsewhere = (
        reader(cast.ours, cast.ben),
        reader(cast.ours, cast.dot),
        reader(cast.theirs, cast.ben),
    )
    tokens = [
        do_make_link(
            purpose="brief", target=uuid4(), team=one.team, name=one.name, email=one.email, side="staff",
            now=timezone.now(), lasts=timedelta(days=9),
        )[1]
        for one in (gone, here, elsewhere)
    ]  # fmt: skip
    as_person(cast.ada).post(reverse("team-leave", kwargs={"team": cast.ours.pk, "person": cast.ben.pk}))
    for one in (gone, here, elsewhere):
        one.refresh_from_db()
    assert [one.stopped_at is not None for one in (gone, here, elsewhere)] == [True, False, False]
    with pytest.raises(Refusal) as no:
        link_by(tokens[0], purpose="brief", now=timezone.now())
    assert no.value.code == "gone"
    assert all(link_by(token, purpose="brief", now=timezone.now()) for token in tokens[1:])
