"""The cast of the web's tests: Ada owns, Ben may, Cy must not; each with the sides of their team."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import django
import pytest

# Here and not in the settings of pytest: the core's tests need no framework, and don't wait for it.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "web_settings")
django.setup()

from django.test import Client  # noqa: E402

from bothways.web.people.models import Person, Team  # noqa: E402


@dataclass(frozen=True)
class Cast:
    """Ada manages `ours`, where Ben sells and Eve is the executive; Cy manages `theirs`, where Dot sells and Guy is
    the executive. Fay keeps the machine."""

    ada: Person
    ben: Person
    eve: Person
    cy: Person
    dot: Person
    guy: Person
    fay: Person
    ours: Team
    theirs: Team

    @property
    def strangers(self) -> tuple[Person, ...]:
        """Who must see nothing of Ada's team."""
        return (self.cy, self.dot, self.guy, self.fay)


@pytest.fixture
def cast(db) -> Cast:
    def make(name: str, role: str) -> Person:
        return Person.objects.create_user(f"{name.lower()}@example.com", name=name, role=role)

    people = {
        "ada": make("Ada", "manager"),
        "ben": make("Ben", "staff"),
        "eve": make("Eve", "executive"),
        "cy": make("Cy", "manager"),
        "dot": make("Dot", "staff"),
        "guy": make("Guy", "executive"),
        "fay": make("Fay", "administrator"),
    }
    teams = {}
    for key, manager, seller, executive in (("ours", "ada", "ben", "eve"), ("theirs", "cy", "dot", "guy")):
        teams[key] = Team.objects.create(name=key)
        teams[key].managers.add(people[manager])
        teams[key].staff.add(people[seller])
        teams[key].executives.add(people[executive])
    return Cast(**people, **teams)


@pytest.fixture
def as_person() -> Callable[[Person], Client]:
    """A browser in which a person is signed in."""

    def signed_in(person: Person) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return signed_in


@pytest.fixture
def browse(browser, live_server) -> Iterator[Callable[..., Any]]:
    """`browse(person, width=1440, dark=False, script=True)`: a page in which a person is signed in.

    What a page writes to the console as an error, and a request to anywhere else, fails the test at its end.
    """
    contexts, wrong = [], []

    def open_as(
        person: Person | None = None,
        *,
        width: int = 1440,
        dark: bool = False,
        script: bool = True,
        **more: Any,
    ):
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
            base_url=live_server.url,
            **more,
        )
        contexts.append(context)
        if person is not None:
            client = Client()
            client.force_login(person)
            context.add_cookies(
                [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
            )
        page = context.new_page()
        page.set_default_timeout(90_000)  # a machine that is busy takes its time
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on(
            "request",
            lambda asked: (
                None if asked.url.startswith((live_server.url, "data:", "blob:")) else wrong.append(asked.url)
            ),
        )
        page.violations = lambda: axe_of(page)
        return page

    yield open_as
    for context in contexts:
        context.close()
    # A refusal's own status is told in the console as an error: the test that asks for one sees its page.
    assert not [line for line in wrong if "the server responded with a status of 4" not in line]


def axe_of(page: Any) -> list[str]:
    """What axe finds on a page: rule, element, what to do."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page.wait_for_load_state()  # a page that is still being read has fewer faults
    found = axe.run(page).response["violations"]
    return [
        f"{rule['id']}: {node['html']} {node['failureSummary']}" for rule in found for node in rule["nodes"]
    ]
