"""Every page that links lead to, as each of the sample company's five: there, with one heading, and fine on a phone.

The sample company is served as anybody gets it, `bothways serve --demo`. Of pages of one address (a measure, a deal's
rows) three are looked at; what axe says is asked once for each kind of page and heading.
"""

from __future__ import annotations

import contextlib
import os
import re
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from django.urls import resolve

from web.conftest import axe_of
from web.cycle.conftest import free_port

CAST = ("manager", "lead", "rep", "executive", "administrator")
OF_A_KIND = 3
"""So many pages of one kind are looked at."""
LONG = {"brief-as", "brief-read"}
"""The finished briefs: documents that axe reads for seconds, each made alike. One of them is read."""
FEWEST = {"manager": 35, "lead": 15, "rep": 12, "executive": 12, "administrator": 8}
"""Kinds of pages that somebody must be led to: a walk that ends at the first door finds nothing wrong."""
HREFS = "(links) => links.map((link) => link.getAttribute('href'))"
WIDE = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The sample company's address, once its worker has made everything."""
    data, port = tmp_path_factory.mktemp("demo"), free_port()
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("BOTHWAYS", "DJANGO", "TEST_"))
    }  # fmt: skip
    command = [sys.executable, "-m", "bothways", "serve", "--demo", "--data", str(data), "--port", str(port)]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert any(line.startswith("Open ") for line in server.stdout or ()), "the server has ended"
        _made(data / "bothways.sqlite3")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=60)
        if server.stdout is not None:
            server.stdout.close()


def _made(database: Path) -> None:
    """Wait for the worker: it is asked for the pages of the insight in its first minute."""
    jobs = "SELECT state FROM bothways_job WHERE kind = 'insight'"
    for _ in range(1200):
        with contextlib.closing(sqlite3.connect(database)) as held:
            states = {state for (state,) in held.execute(jobs)}
        if states and not states & {"queued", "running"}:
            return
        time.sleep(0.25)
    raise AssertionError("the worker has not made everything")


class Walk:
    """One person's way: what was seen, what was wrong."""

    def __init__(self, page: Any, address: str, heard: set[tuple[str, str]]) -> None:
        self.page, self.address, self.heard = page, address, heard
        self.seen: Counter[tuple[str, ...]] = Counter()
        self.wrong: list[str] = []
        page.on("console", lambda said: self.wrong.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.wrong.append(str(error)))

    def kind(self, address: str) -> tuple[str, ...]:
        """The name of an address, with what is asked of it."""
        parts = urlsplit(address)
        return (resolve(parts.path).url_name or parts.path, *sorted(parse_qs(parts.query)))

    def go(self) -> None:
        """From the first page on, wherever links lead."""
        todo, known = [f"{self.address}/"], set()
        while todo:
            here = todo.pop(0)
            kind = self.kind(here)
            if self.seen[kind] >= OF_A_KIND:
                continue
            self.seen[kind] += 1
            for href in self.look(here, kind):
                there = urljoin(here, href).split("#")[0]
                if there.startswith(f"{self.address}/") and there not in known and "/static/" not in there:
                    known.add(there)
                    todo.append(there)

    def look(self, address: str, kind: tuple[str, ...]) -> list[str]:
        """Open a page at both widths, say what is wrong with it, and give its links."""
        try:
            answer = self.page.goto(address)
        except Exception as bad:
            if "Download is starting" not in str(bad):
                raise
            given = self.page.request.get(address)
            self.say(given.status == 200, address, f"the file came with {given.status}")
            return []
        self.page.wait_for_load_state()
        self.say(answer.status == 200, address, f"status {answer.status}")
        if "sandbox" in answer.headers.get("content-security-policy", ""):
            return []  # a mail as it travels: no script runs there, ours neither; its own tests read it
        headings = self.page.locator("h1").all_inner_texts()
        self.say(len(headings) == 1, address, f"headings: {headings}")
        for width in (1440, 390):
            self.page.set_viewport_size({"width": width, "height": 900})
            whole, seen = self.page.evaluate(WIDE)
            self.say(whole <= seen, address, f"{whole} wide at {seen}")
        heard = (kind[0], "" if kind[0] in LONG else re.sub(r"\d+", "", "".join(headings)))
        if heard not in self.heard:
            self.heard.add(heard)
            self.wrong += [f"{address}: {one}" for one in axe_of(self.page)]
        return [href for href in self.page.locator("a[href]").evaluate_all(HREFS) if href]

    def say(self, right: bool, address: str, what: str) -> None:
        """Keep what is wrong: one walk tells all of it."""
        if not right:
            self.wrong.append(f"{address}: {what}")


@pytest.fixture(scope="module")
def heard() -> set[tuple[str, str]]:
    """The kinds of pages that axe was asked about."""
    return set()


@pytest.fixture
def walk(browser: Any, demo: str, heard: set[tuple[str, str]]) -> Iterator[Callable[[str], Walk]]:
    """`walk("rep")`: a browser in which one of the five is signed in."""
    contexts = []

    def signed_in(who: str) -> Walk:
        context = browser.new_context(viewport={"width": 390, "height": 900}, color_scheme="dark")
        contexts.append(context)
        made = Walk(context.new_page(), demo, heard)
        made.page.set_default_timeout(120_000)  # a machine that is busy takes its time
        made.page.goto(f"{demo}/in/")
        made.page.locator(f'form[action="/demo-in/{who}/"] button').click()
        made.page.locator(".rooms").wait_for(state="attached")
        return made

    yield signed_in
    for context in contexts:
        context.close()


@pytest.mark.parametrize("who", CAST)
def test_every_page_that_links_lead_to_is_there_and_fine(walk: Callable[[str], Walk], who: str) -> None:
    made = walk(who)
    made.go()
    assert made.wrong == []
    kinds = {kind[0] for kind in made.seen}
    assert len(kinds) >= FEWEST[who], sorted(kinds)
