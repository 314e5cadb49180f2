"""A consultation of fourteen people: twelve who sell, two executives."""

from __future__ import annotations

import socket
from email import message_from_bytes, policy
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from bothways.web.people.models import Person


@pytest.fixture(autouse=True)
def data(settings, tmp_path):
    """Keys in a folder of the test's own."""
    settings.DATA = tmp_path
    return tmp_path


@pytest.fixture
def fourteen(cast):
    """Ben and eleven more; Eve and one more."""
    sell = [
        Person.objects.create_user(f"s{at}@example.com", name=f"Sel{at}", role="staff") for at in range(11)
    ]
    cast.ours.staff.add(*sell)
    fin = Person.objects.create_user("fin@example.com", name="Finn", role="executive")
    cast.ours.executives.add(fin)
    return [cast.ben, *sell, cast.eve, fin]


class Box:
    """A real mail server's box."""

    def __init__(self) -> None:
        self.raw: list[tuple[list[str], bytes]] = []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - the server's name for it
        self.raw.append((envelope.rcpt_tos, envelope.original_content))
        return "250 taken"

    @property
    def messages(self) -> list[Any]:
        return [message_from_bytes(raw, policy=policy.default) for _to, raw in self.raw]


@pytest.fixture
def box(monkeypatch, settings):
    """Mail goes out by a real server on this machine, and links lead to a site that has an address."""
    held = Box()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(held, hostname="127.0.0.1", port=port)
    controller.start()
    settings.SITE_URL = "https://asks.example"
    monkeypatch.setenv("BOTHWAYS_SMTP_URL", f"smtp+plain://127.0.0.1:{port}")
    monkeypatch.setenv("BOTHWAYS_SMTP_FROM", "Ada Lindqvist <ada@firm.example>")
    yield held
    controller.stop()
