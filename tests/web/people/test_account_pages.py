"""The pages of sign-in say in our own words what they are for, each with one heading."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.urls import reverse

PASSWORD = "an umbrella in a rowing boat"  # noqa: S105 - of people who are made up
THEIRS = ("Set Password", "Change Password", "Password Reset", "Activate", "Confirm Access", "Two-Factor", "Sign Out<", "Bad Token", "Generate")  # fmt: skip
"""How the package would say it."""


def fine(answer, heading: str) -> None:
    text = answer.content.decode()
    assert answer.status_code in {200, 401}, answer.headers
    assert re.findall(r"<h1>(.*?)</h1>", text) == [heading]
    assert not [one for one in THEIRS if one in text]
    assert "· Bothways</title>" in text
    assert "<title> ·" not in text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "heading"),
    [
        ("account_reset_password", "Where shall the link to a new password go?"),
        ("account_reset_password_done", "If that address has an account, a mail is on its way."),
        ("account_reset_password_from_key_done", "The new password holds. Sign in with it."),
        ("account_signup", "Nobody signs up here."),
        ("account_inactive", "This account is closed."),
        ("socialaccount_login_cancelled", "You did not sign in."),
        ("socialaccount_login_error", "The other sign-in did not work."),
    ],
)
def test_before_anybody_has_signed_in(name, heading):
    fine(Client().get(reverse(name)), heading)


@pytest.mark.django_db
def test_one_s_own_password_and_second_factor(cast, as_person):
    fine(as_person(cast.ada).get(reverse("account_set_password")), "Choose a password for your account.")
    cast.ada.set_password(PASSWORD)
    cast.ada.save()
    client = Client()
    client.post(reverse("account_login"), {"login": "ada@example.com", "password": PASSWORD})
    fine(client.get(reverse("account_change_password")), "Choose another password.")
    fine(client.get(reverse("account_logout")), "Sign out of this browser?")
    again = client.get(reverse("mfa_activate_totp")).headers["Location"]
    fine(client.get(again), "Say once more that it is you.")
    page = client.post(again, {"password": PASSWORD}, follow=True)
    fine(page, "Let an app on your phone show a code for each sign-in.")
    assert page.context["form"].secret in page.content.decode()
    TOTP.activate(cast.ada, generate_totp_secret())
    RecoveryCodes.activate(cast.ada)
    fine(client.get(reverse("mfa_deactivate_totp")), "Shall your password alone open your account again?")
    fine(
        client.get(reverse("mfa_generate_recovery_codes")),
        "Make new codes for the day when the phone is gone?",
    )
    codes = client.get(reverse("mfa_view_recovery_codes"))
    fine(codes, "10 codes are left for the day when the phone is gone.")
    other = Client()
    other.post(reverse("account_login"), {"login": "ada@example.com", "password": PASSWORD})
    fine(other.get(reverse("mfa_authenticate")), "Which code does your phone show?")


@pytest.mark.django_db
def test_a_link_to_a_new_password_that_opens_nothing_says_so():
    address = reverse("account_reset_password_from_key", kwargs={"uidb36": "1", "key": "not-a-key"})
    fine(Client().get(address), "This link opens nothing any more.")
