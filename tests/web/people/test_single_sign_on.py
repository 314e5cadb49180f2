"""Single sign-on against a real OpenID Connect provider in another process."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from django.test import Client
from django.urls import reverse

from bothways.web.people.models import Person

PASSWORD = "an umbrella in a rowing boat"  # noqa: S105
CALLBACK = "http://testserver/sso/sso/back/"


@pytest.fixture(scope="module")
def provider(tmp_path_factory) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    script = Path(__file__).with_name("identity_provider.py")
    folder = tmp_path_factory.mktemp("provider")
    process = subprocess.Popen(
        [sys.executable, script.name, str(port), str(folder), CALLBACK],
        cwd=script.parent, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "ready"
    yield f"http://127.0.0.1:{port}"
    process.kill()
    process.wait()
    process.stdout.close()


@pytest.fixture
def sso(settings, provider):
    app = {
        "provider_id": "sso", "name": "The company", "client_id": "bothways", "secret": "said-once",
        "settings": {"server_url": provider, "token_auth_method": "client_secret_basic"},
    }  # fmt: skip
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}


def signed_in_there(provider: str, name: str) -> requests.Session:
    browser = requests.Session()
    page = browser.get(f"{provider}/accounts/login/", timeout=10)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
    given = {"login": f"{name}@example.com", "password": PASSWORD}
    if token:
        given["csrfmiddlewaretoken"] = token[1]
    answer = browser.post(f"{provider}/accounts/login/", data=given, allow_redirects=False, timeout=10)
    assert answer.status_code == 302, answer.text
    return browser


def came_back(provider: str, name: str) -> tuple[Client, object]:
    """The round: our button, the provider's page, and back with a code."""
    ours = Client()
    start = ours.post(reverse("openid_connect_login", kwargs={"provider_id": "sso"}))
    assert start.status_code == 302
    assert start.headers["Location"].startswith(provider)
    assert "code_challenge=" in start.headers["Location"]
    there = signed_in_there(provider, name).get(start.headers["Location"], allow_redirects=False, timeout=10)
    assert there.headers["Location"].startswith(CALLBACK), there.text
    return ours, ours.get(there.headers["Location"].removeprefix("http://testserver"))


def test_who_has_an_account_comes_in(cast, sso, provider):
    assert b"The company" in Client().get(reverse("account_login")).content
    ours, answer = came_back(provider, "ben")
    assert answer.headers["Location"] == "/"
    assert b"Ben" in ours.get("/").content


def test_who_was_not_invited_stays_out(cast, sso, provider):
    ours, answer = came_back(provider, "zoe")
    assert ours.get("/").status_code == 302
    assert not Person.objects.filter(email="zoe@example.com").exists()
    assert answer.status_code in {200, 302}


def test_a_made_up_answer_of_the_provider_opens_nothing(cast, sso, provider):
    ours = Client()
    ours.post(reverse("openid_connect_login", kwargs={"provider_id": "sso"}))
    assert ours.get("/sso/sso/back/?code=made-up&state=made-up").status_code == 401
    assert ours.get("/").status_code == 302
