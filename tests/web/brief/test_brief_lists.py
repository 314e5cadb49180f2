"""The lists of briefs ask the database as often for three as for one; their pages hold in a browser."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bothways.web.brief import operations
from bothways.web.brief.digest import digest_of
from bothways.web.brief.models import Brief, Mail, Reader, Said
from bothways.web.brief.stopkeys import key_of
from bothways.web.people.models import Team
from bothways.web.people.operations import do_make_link
from web.makers.credibility import promise_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_counted():
    cache.clear()


def asked(look) -> int:
    with CaptureQueriesContext(connection) as seen:
        look()
    return len(seen)


def one_more(cast, draft, n: int) -> None:
    """A reader, a mail, a word of a reader, a brief that went out, a promise, a team of which Eve reads the briefs."""
    operations.do_add_reader(cast.ours, name=f"R{n}", email=f"r{n}@example.com", side="staff")
    Mail.objects.create(
        key=f"<{n}@x>", team=cast.ours, brief=draft, to="x@example.com", subject="S", raw=b"x", made_at=timezone.now(),
        state="failed",
    )  # fmt: skip
    Said.objects.create(
        brief=draft, name="Eve", side="executives", kind="question", text=f"Why {n}?", at=timezone.now()
    )
    Brief.objects.create(
        team=cast.ours, period=f"2026-0{n + 1}", made_by=cast.ada, made_at=timezone.now() - timedelta(days=99),
        state="approved", approved_at=timezone.now(),
    )  # fmt: skip
    promise_of(cast, text=f"A tool, part {n}", left=2)
    team = Team.objects.create(name=f"team {n}")
    team.executives.add(cast.eve)
    operations.do_add_reader(team, name="Eve", email="eve@example.com", side="executives")


@pytest.mark.parametrize("what", ["brief", "mine", "me", "more", "digest"])
def test_three_of_each_ask_no_more_than_one(cast, draft, as_person, what):
    ada, eve = as_person(cast.ada), as_person(cast.eve)
    _link, token = do_make_link(
        purpose="brief", target=draft.pk, team=cast.ours, name="Zoe", email="zoe@example.com", side="executives",
        now=timezone.now(), lasts=operations.LASTS,
    )  # fmt: skip
    looks = {
        "brief": lambda: ada.get(reverse("brief", kwargs={"brief": draft.pk})),
        "mine": lambda: eve.get(reverse("briefs")),
        "me": lambda: eve.get(reverse("me")),
        "more": lambda: Client().get(reverse("read-more", kwargs={"token": token})),
        "digest": lambda: digest_of(cast.ada, today=timezone.localdate()),
    }
    one_more(cast, draft, 1)
    looks[what]()
    one = asked(looks[what])
    one_more(cast, draft, 2)
    one_more(cast, draft, 3)
    assert asked(looks[what]) == one <= 40


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [390, 1440])
def test_the_pages_of_briefs_hold(cast, draft, browse, width):
    operations.do_add_reader(cast.ours, name="Ada", email="ada@example.com", side="executives")
    page = browse(cast.ada, width=width)
    stop = key_of(Reader.objects.get(name="Eve"))
    for address, text in (
        (reverse("brief", kwargs={"brief": draft.pk}), "Read both, word them, approve."),
        (reverse("me"), "The briefs of ours"),
        (reverse("mails-stop", kwargs={"stop_key": stop}), "Stop these mails"),
    ):
        page.goto(address)
        page.locator("body", has_text=text).wait_for()
        assert page.violations() == []
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_mail_is_stopped_and_had_again_without_script(cast, draft, browse):
    page = browse(None, width=390, script=False)
    page.goto(reverse("mails-stop", kwargs={"stop_key": key_of(Reader.objects.get(name="Eve"))}))
    page.get_by_role("button", name="Stop these mails").click()
    page.locator("body", has_text="gets no more briefs of ours by mail").wait_for()
    page.get_by_role("button", name="Get them again").click()
    page.locator("body", has_text="Eve gets the briefs of ours by mail").wait_for()
    assert Reader.objects.get(name="Eve").left_at is None
