"""The real application, as `bothways serve` starts it, with its worker beside it and a real mail server on loopback."""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

HOUSE = Path(__file__).with_name("house.py")
_KEPT = ("voice", "voiceevent", "link", "box", "handed", "logged", "said", "brief")
"""The tables that opening a link must leave as they are; of the mails only those to its reader: the worker sends others."""


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class Post:
    """A real mail server, and what came to it."""

    def __init__(self) -> None:
        self._came: list[bytes] = []
        self._more = threading.Condition()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - the server's name for it
        with self._more:
            self._came.append(envelope.original_content)
            self._more.notify_all()
        return "250 taken"

    def mail(self, *, to: str, about: str) -> EmailMessage:
        """Wait for a mail to somebody with these words in its subject."""

        def found() -> EmailMessage | None:
            for raw in self._came:
                made = message_from_bytes(raw, policy=policy.default)
                if to in made["To"] and about in made["Subject"]:
                    return made  # type: ignore[return-value]
            return None

        with self._more:
            came = self._more.wait_for(found, timeout=300)
        assert came, f"no mail to {to} about {about} came"
        return came


@dataclass
class Served:
    """The application at an address, with its folder of data."""

    address: str
    data: Path
    environment: dict[str, str] = field(repr=False)

    def does(self, what: str) -> None:
        """Something of `house`, in a process of its own."""
        subprocess.run([sys.executable, str(HOUSE), what], env=self.environment, check=True)

    def kept(self, *, reader: str) -> str:
        """What lies in the tables that opening something must not touch, once the mails to its reader have gone.

        A mail that has arrived is written down as sent a moment later.
        """
        until = time.monotonic() + 60
        while True:
            with sqlite3.connect(self.data / "bothways.sqlite3") as held:
                asked = 'select key, state, version from "bothways_mail" where "to" like ? order by key'
                mails = list(held.execute(asked, (f"%{reader}%",)))
                lines = list(held.iterdump())
            if all(state == "sent" for _key, state, _version in mails) or time.monotonic() > until:
                break
            time.sleep(0.2)
        begins = tuple(f'INSERT INTO "bothways_{name}"' for name in _KEPT)
        return "\n".join([*(line for line in lines if line.startswith(begins)), *map(str, mails)])


@pytest.fixture
def post() -> Iterator[tuple[Post, int]]:
    held, port = Post(), free_port()
    controller = Controller(held, hostname="127.0.0.1", port=port)
    controller.start()
    yield held, port
    controller.stop()


@pytest.fixture
def served(tmp_path: Path, post: tuple[Post, int]) -> Iterator[Served]:
    address = f"http://127.0.0.1:{free_port()}"
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("BOTHWAYS", "DJANGO", "TEST_"))
    } | {
        "BOTHWAYS_DATA": str(tmp_path / "data"),
        "BOTHWAYS_URL": address,
        "BOTHWAYS_SMTP_URL": f"smtp+plain://127.0.0.1:{post[1]}",
        "BOTHWAYS_SMTP_FROM": "Ada <ada@firm.example>",
    }
    made = Served(address, tmp_path / "data", environment)
    made.does("people")
    command = [sys.executable, "-m", "bothways", "serve", "--port", address.rsplit(":", 1)[1]]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        _wait_for(address, server)
        yield made
    finally:
        server.terminate()
        server.wait(timeout=60)


def fetched(address: str) -> None:
    """Open an address as a program does: a scanner of mails, for one."""
    urllib.request.urlopen(address, timeout=60).close()  # noqa: S310 - our own server's


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        assert server.poll() is None, "the server has ended"
        try:
            fetched(f"{address}/in/")
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise AssertionError("the server can't be reached")


@pytest.fixture
def opened(browser: Any, served: Served) -> Iterator[Callable[..., Any]]:
    """`opened(width=1440)`: a page of a new browser; nothing is open in it. Errors of pages fail the test at its end."""
    contexts, wrong = [], []

    def new(*, width: int = 1440) -> Any:
        context = browser.new_context(viewport={"width": width, "height": 900}, base_url=served.address)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(120_000)  # a machine that is busy takes its time
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        return page

    yield new
    for context in contexts:
        context.close()
    assert not wrong
