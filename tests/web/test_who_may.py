"""Every address says who may, and is tried as everybody who must not, by every id in it."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from bothways.web.access import ANYBODY, EVERYBODY, MANAGER, Who

MAKERS = {
    name: maker
    for path in sorted((Path(__file__).parent / "makers").glob("[a-z]*.py"))
    for name, maker in import_module(f"web.makers.{path.stem}").MAKERS.items()
}
# Views of packages: they can't carry the declaration, so it stands here, with the reason where nobody need sign in.
_SIGN_IN = Who((ANYBODY,), "signing in")
_OWN = Who(EVERYBODY)
OF_PACKAGES: dict[str, Who] = {
    **dict.fromkeys(
        [
            "account_login", "account_signup", "account_logout", "account_inactive", "account_reset_password",
            "account_reset_password_done", "account_reset_password_from_key", "account_reset_password_from_key_done",
            "mfa_authenticate", "openid_connect_login", "openid_connect_callback", "socialaccount_login_cancelled",
            "socialaccount_login_error", "socialaccount_signup",
        ],
        _SIGN_IN,
    ),
    **dict.fromkeys(
        [
            "account_reauthenticate", "account_change_password", "account_set_password", "mfa_index",
            "mfa_reauthenticate", "mfa_activate_totp", "mfa_deactivate_totp", "mfa_view_recovery_codes",
            "mfa_generate_recovery_codes", "mfa_download_recovery_codes", "socialaccount_connections",
        ],
        _OWN,
    ),
}  # fmt: skip


def addresses(patterns=None) -> Iterator[URLPattern]:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns)
        else:
            yield pattern


ALL = list(addresses())


def who(pattern: URLPattern) -> Who | None:
    return getattr(pattern.callback, "who", None) or OF_PACKAGES.get(pattern.name or "")


@pytest.mark.parametrize("pattern", ALL, ids=lambda p: p.name or str(p.pattern))
def test_every_address_has_a_name_and_says_who_may(pattern):
    assert pattern.name, "an address without a name can't be tried"
    assert who(pattern), f"{pattern.name} doesn't say who may"


@pytest.mark.parametrize("pattern", ALL, ids=lambda p: p.name or str(p.pattern))
def test_what_stands_in_an_address_has_a_maker(pattern):
    missing = set(pattern.pattern.converters) - set(MAKERS)
    assert not missing, f"{pattern.name}: no maker for {missing}"


KEPT_BY_OWNERS = {"invitation-revoke", "team-leave"}
DECLARED = [p for p in ALL if who(p) and ANYBODY not in who(p).roles]


def address_of(pattern: URLPattern, cast) -> str:
    return reverse(pattern.name, kwargs={name: MAKERS[name](cast) for name in pattern.pattern.converters})


def tried(client: Client, address: str) -> list[int]:
    return [client.get(address).status_code, client.post(address).status_code]


@pytest.mark.parametrize("pattern", DECLARED, ids=lambda p: p.name)
def test_who_is_not_signed_in_is_asked_to(pattern, cast):
    address = address_of(pattern, cast)
    for answer in (Client().get(address), Client().post(address)):
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("pattern", DECLARED, ids=lambda p: p.name)
def test_other_roles_are_refused(pattern, cast, as_person):
    address = address_of(pattern, cast)
    roles = {"staff": cast.ben, "executive": cast.eve, "manager": cast.ada, "administrator": cast.fay}
    for role in set(EVERYBODY) - set(who(pattern).roles):
        assert tried(as_person(roles[role]), address) == [403, 403], role


@pytest.mark.parametrize("pattern", [p for p in DECLARED if p.pattern.converters], ids=lambda p: p.name)
def test_what_is_ada_s_is_absent_for_everybody_else(pattern, cast, as_person):
    address = address_of(pattern, cast)
    # An administrator keeps the machine: what they may see of people is said by the test of people.
    strangers = [p for p in cast.strangers if p != cast.fay or pattern.name not in KEPT_BY_OWNERS]
    for person in strangers:
        # Which method a view takes is told to nobody either: 405 comes after the role, and before any object.
        assert set(tried(as_person(person), address)) <= {403, 404, 405}, person


def test_a_manager_s_page_is_open_to_the_manager(cast, as_person):
    """The walk above could pass with every door shut."""
    pages = [
        p
        for p in DECLARED
        if hasattr(p.callback, "who") and MANAGER in who(p).roles and not p.pattern.converters
    ]
    answers = {p.name: as_person(cast.ada).get(reverse(p.name)).status_code for p in pages}
    assert answers
    assert set(answers.values()) <= {200, 302, 405}, answers
