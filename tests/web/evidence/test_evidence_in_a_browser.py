"""The first run in a browser, with and without a script; each page looked over by axe."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.urls import reverse

from bothways.web.evidence.models import Upload
from bothways.web.jobs.operations import do_one
from web.makers.evidence import EXPORT, brought, read_now, snapshot_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def work():
    def one():
        do_one(worker="test", clock=lambda: datetime.now(UTC))
        connection.close()

    thread = threading.Thread(target=one)
    thread.start()
    thread.join()


@pytest.mark.parametrize("script", [True, False])
def test_from_nothing_to_a_snapshot(cast, browse, tmp_path, script):
    export = tmp_path / "Pipeline <b>.csv"
    export.write_text(EXPORT, encoding="utf-8")
    page = browse(cast.ada, script=script)
    page.goto(reverse("evidence"))
    assert page.locator(".steps [aria-current=step]").inner_text().startswith("1.")
    page.locator("input[name=files]").set_input_files(export)
    if script:
        assert "Pipeline <b>.csv" in page.locator(".chosen").inner_text()
    page.get_by_role("button", name="Read it").click()
    page.locator("h1", has_text="Your export is being read.").wait_for()
    work()
    page.locator("text=One question").wait_for()
    page.get_by_label("The deal is still worked on").check()
    page.get_by_role("button", name="Read on").click()
    work()
    page.get_by_role("link", name="See what it says").wait_for()
    page.get_by_role("link", name="See what it says").click()
    page.locator("h1", has_text="4 deals").wait_for()
    page.get_by_role("link", name="€17k").first.click()
    page.locator("h1", has_text="2 deals behind it").wait_for()


@pytest.mark.parametrize(("width", "dark"), [(390, True), (1440, False)])
def test_every_page_holds_without_violation(cast, browse, width, dark):
    asks = brought(cast)
    read_now(asks)
    reading = brought(cast)
    snapshot = snapshot_of(cast)
    page = browse(cast.ada, width=width, dark=dark)
    of = [snapshot.pk, "bookings"]
    pages = [
        ("evidence", []), ("upload", [asks.pk]), ("upload", [snapshot.upload_id]), ("snapshot", [snapshot.pk]),
        ("snapshot-measure", of),
    ]  # fmt: skip
    if width < 500:  # the plainer pages are laid out alike at any width
        pages += [
            ("upload", [reading.pk]), ("upload-refused", [snapshot.upload_id, 1]), ("upload-remove", [asks.pk]),
            ("snapshot-behind", of), ("snapshot-since", [snapshot.pk]), ("snapshot-remove", [snapshot.pk]),
        ]  # fmt: skip
    for name, args in pages:
        page.goto(reverse(name, args=args))
        assert page.locator("h1").count() == 1
        assert page.violations() == [], name
        assert page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        ), name


def test_a_whole_folder_is_taken_with_and_without_a_script(cast, browse, tmp_path):
    for part, text in (("a", EXPORT), ("b", "quarter,target\n2026Q3,100\n")):
        (tmp_path / "export" / part).mkdir(parents=True)
        (tmp_path / "export" / part / "data.csv").write_text(text, encoding="utf-8")
    for script in (True, False):
        page = browse(cast.ada, script=script)
        page.goto(reverse("evidence"))
        page.locator("input[name=folder]").set_input_files(tmp_path / "export")
        page.get_by_role("button", name="Read it").click()
        page.locator("h1", has_text="Your export is being read.").wait_for()
    for upload in Upload.objects.all():
        assert [one["name"] for one in upload.files] == ["data.csv", "data.csv"]
        assert len({one["kept"] for one in upload.files}) == 2
        assert all((upload.folder / one["kept"]).is_file() for one in upload.files)


def test_files_can_be_dropped(cast, browse):
    page = browse(cast.ada)
    page.goto(reverse("evidence"))
    page.evaluate(
        """() => {
          const dropped = new DataTransfer();
          dropped.items.add(new File(["a,b\\n"], "dropped.csv"));
          const drop = document.querySelector("[data-drop]");
          drop.dispatchEvent(new DragEvent("dragover", {dataTransfer: dropped, bubbles: true, cancelable: true}));
          window.over = drop.classList.contains("is-over");
          drop.dispatchEvent(new DragEvent("drop", {dataTransfer: dropped, bubbles: true, cancelable: true}));
        }"""
    )
    page.locator(".chosen", has_text="dropped.csv").wait_for()
    assert page.evaluate("window.over")
    assert page.evaluate("document.querySelector('input[name=files]').files.length") == 1
