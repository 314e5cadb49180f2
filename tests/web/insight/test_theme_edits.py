"""Themes put in order on the page: each edit does what it says, and holds for the next import."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from bothways.web.evidence.models import Snapshot, folder_of
from bothways.web.insight.models import InsightPage
from bothways.web.insight.work import prepare
from bothways.web.jobs.operations import do_one
from brief.firm import firm

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(scope="module")
def small_firm(tmp_path_factory):
    return firm(Path(tmp_path_factory.mktemp("themes-firm")))


def snapshot_on(cast, evidence, *, days=0):
    """A row on a copy of the firm's folder, as an import of some days later leaves it."""
    name = f"{evidence.folder.name}-{days}"
    shutil.copytree(evidence.folder, folder_of(cast.ours.pk) / name)
    return Snapshot.objects.create(
        team=cast.ours, folder=name, snapshot_id=evidence.id[:12], as_of=evidence.as_of + timedelta(days=days),
        imported_at=timezone.now(), by=cast.ada, summary={"rows": {"deals": 9}},
    )  # fmt: skip


def worked_off():
    while do_one(worker="test", clock=lambda: datetime.now(UTC)):
        pass


def themes_of(client, snapshot):
    """The themes as the page has them now, by name."""
    address = reverse("insight-part", args=[snapshot.pk, "themes"])
    client.post(reverse("insight-ask", args=[snapshot.pk, "themes"]))
    worked_off()
    answer = client.get(address, follow=True)
    page = InsightPage.objects.get(pk=answer.redirect_chain[-1][0].rstrip("/").split("/")[-1])
    assert page.stands == "made", page.refusal
    return page, {one["name"]: one for one in page.own["themes"]}


def test_each_edit_does_what_it_says_and_holds_for_the_next_import(
    cast, as_person, settings, tmp_path, small_firm
):
    settings.DATA = tmp_path
    ada, snapshot = as_person(cast.ada), snapshot_on(cast, small_firm)

    def edit(page, kind, **typed):
        answer = ada.post(reverse("insight-edit", args=[page.pk, kind]), typed)
        assert answer.status_code == 302, answer.content.decode()
        return themes_of(ada, snapshot)

    page, before = themes_of(ada, snapshot)
    legal, security = before["Contract and legal terms"], before["Security and compliance"]
    page, now = edit(page, "rename", theme="competition", to="Who else is asked")
    assert "Who else is asked" in now
    assert "Competition" not in now
    page, now = edit(page, "merge", theme=security["id"], into=legal["id"])
    assert "Security and compliance" not in now
    assert now["Contract and legal terms"]["accounts"] > legal["accounts"]
    page, now = edit(page, "split", theme=legal["id"], name="The champion waits", words="champion*")
    assert "The champion waits" in now
    assert now["The champion waits"]["rep"] > 0
    page, now = edit(page, "move", phrase="purchasing", to="competition")
    moved = now["Who else is asked"]
    assert moved["rep"] > before["Competition"]["rep"]
    quote = next(at for at, one in enumerate(moved["quotes"]) if one["quote"])
    pinned = moved["quotes"][quote]["quote"]
    page, now = edit(page, "pin", theme="competition", quote=str(quote))
    assert now["Who else is asked"]["quotes"][0]["quote"] == pinned
    page, now = edit(page, "hide", theme="price")
    assert "Price" not in now
    shown = ada.get(reverse("insight-read", args=[page.pk])).content.decode()
    assert shown.count('class="plainlist edits"') == 1

    # The next import: its page is prepared by the clock, with every edit.
    later = snapshot_on(cast, small_firm, days=7)
    prepare(timezone.now())
    worked_off()
    _page, then = themes_of(ada, later)
    assert {name: one["accounts"] for name, one in then.items()} == {
        name: one["accounts"] for name, one in now.items()
    }
    assert then["Who else is asked"]["quotes"][0]["quote"] == pinned
