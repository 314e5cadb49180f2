"""A team's snapshot and its briefs, of the small firm that the briefs' own tests use."""

from __future__ import annotations

import shutil
import socket
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.utils import timezone

from bothways.web.brief.models import Brief
from bothways.web.brief.operations import do_add_reader, do_begin
from bothways.web.evidence.models import Snapshot, folder_of
from brief.firm import ASKS, IMPERATIVES, firm


@pytest.fixture(scope="session")
def small_firm(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return firm(Path(tmp_path_factory.mktemp("web-firm")))


@pytest.fixture(scope="session")
def made_once(small_firm, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of a pair, made once: making takes seconds."""
    from bothways.brief import make_pair, write_briefs  # noqa: PLC0415

    folder = tmp_path_factory.mktemp("web-briefs") / "pair"
    period = small_firm.calendar.period("2026Q3")
    pair = make_pair(
        small_firm,
        period=period,
        asks=ASKS,
        imperatives=IMPERATIVES,
        note="A quiet quarter.",
        parts=("results",),
    )
    write_briefs(pair, folder)
    return folder


@pytest.fixture
def data(settings, tmp_path: Path) -> Path:
    settings.DATA = tmp_path
    return tmp_path


@pytest.fixture
def snapshot(cast, data: Path, small_firm) -> Snapshot:
    """A row of Ada's team on the firm's folder."""
    folder = folder_of(cast.ours.pk) / small_firm.folder.name
    shutil.copytree(small_firm.folder, folder)
    rows = {"deals": small_firm.rows("deals")}
    return Snapshot.objects.create(
        team=cast.ours, folder=folder.name, snapshot_id=small_firm.id[:12], as_of=small_firm.as_of, imported_at=timezone.now(),
        by=cast.ada, summary={"rows": rows},
    )  # fmt: skip


@pytest.fixture
def draft(cast, snapshot, made_once) -> Brief:
    """A draft of Ada's, with a reader on each side."""
    brief = do_begin(cast.ours, snapshot=snapshot, by=cast.ada, now=timezone.now(), period="2026Q3")
    brief.folder.parent.mkdir(parents=True)
    shutil.copytree(made_once, brief.folder)
    Brief.objects.filter(pk=brief.pk).update(state=Brief.State.DRAFT)
    do_add_reader(cast.ours, name="Eve", email="eve@example.com", side="executives")
    do_add_reader(cast.ours, name="Ben", email="ben@example.com", side="staff")
    brief.refresh_from_db()
    return brief


class Box:
    """A real mail server's box."""

    def __init__(self) -> None:
        self.raw: list[tuple[list[str], bytes]] = []
        self.answers: list[str] = []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - the server's name for it
        answer = self.answers.pop(0) if self.answers else "250 taken"
        if answer.startswith("250"):
            self.raw.append((envelope.rcpt_tos, envelope.original_content))
        return answer

    @property
    def messages(self) -> list[Any]:
        return [message_from_bytes(raw, policy=policy.default) for _to, raw in self.raw]


@pytest.fixture
def box(monkeypatch):
    """Mail goes out by a real server on this machine."""
    held = Box()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(held, hostname="127.0.0.1", port=port)
    controller.start()
    monkeypatch.setenv("BOTHWAYS_SMTP_URL", f"smtp+plain://127.0.0.1:{port}")
    monkeypatch.setenv("BOTHWAYS_SMTP_FROM", "Ada Lindqvist <ada@firm.example>")
    yield held
    controller.stop()
