"""From an empty installation to the first brief, guided: a desk as it is served, a real browser, the sample's export.

Five minutes is what it takes a person on a machine that is not busy (docs/howto/web.md has what was measured); here the
steps are held: each page leads to the next, and nothing is typed but a name.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from time import perf_counter

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LONG = 120_000
"""Milliseconds for what a worker does on a busy machine."""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[str]:
    """The address that `bothways serve --desk` prints."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    kept = {
        key: value for key, value in os.environ.items() if not key.startswith(("BOTHWAYS", "DJANGO", "TEST_"))
    }
    command = [
        sys.executable,
        "-m",
        "bothways",
        "serve",
        "--desk",
        "--data",
        str(tmp_path / "desk"),
        "--port",
        str(port),
    ]
    # Its own log is read to the address alone: what follows is little.
    server = subprocess.Popen(
        command,
        env={**kept, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert server.stdout is not None
    try:
        address = None
        while address is None:
            line = server.stdout.readline()
            assert line, "it ended before it was served"
            address = re.search(r"http://\S+/desk/\S+/", line)
        yield address[0]
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(60)
        server.stdout.close()


def test_from_nothing_to_the_first_brief(desk: str, browser, tmp_path: Path) -> None:
    from bothways.evidence import write_sample  # noqa: PLC0415 - the engine takes a moment

    write_sample(tmp_path / "export", seed=7, as_of=date(2026, 9, 30))
    begun = perf_counter()
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.set_default_timeout(LONG)

    def says(words: str, where: str = "body") -> None:
        page.locator(where, has_text=words).first.wait_for()
        page.wait_for_load_state()

    page.goto(desk)
    page.get_by_label("Your name").fill("Ada Lindqvist")
    page.get_by_role("button", name="Open my desk").click()
    says("The first brief is three steps away.", "h1")
    page.get_by_role("link", name=re.compile("Begin.*Bring an export")).click()
    says("There is no evidence yet.", "h1")
    page.get_by_label("Or a whole folder").set_input_files(tmp_path / "export")
    says("+17", ".chosen")
    page.get_by_role("button", name="Read it").click()
    page.get_by_role("link", name="See what it says").first.wait_for()
    page.get_by_role("link", name="Home").click()
    says("The first brief is", "h1")
    page.get_by_role("link", name=re.compile("Begin.*Write the first brief")).click()
    says("A new pair")
    page.get_by_role("button", name="Make the pair").click()
    says("Read both, word them, approve.")
    says("Ada Lindqvist")
    print(f"From the desk's address to the first brief: {perf_counter() - begun:.0f} s.")  # noqa: T201 - what was measured
    context.close()
