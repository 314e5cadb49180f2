"""What to open first: the plain address, or one with a key where nobody can sign in yet."""

from __future__ import annotations

import hmac
import secrets
from datetime import UTC, datetime

from django.conf import settings

from bothways.web.access import OWNER, absent
from bothways.web.people.models import Person, Team
from bothways.web.people.operations import do_invite

__all__ = ["check_desk", "do_desk", "first_address", "manager_of_desk"]


def first_address(address: str) -> str:
    """The address to open in a browser once the server runs.

    A desk's holds the key of this machine; that of a server without people is an invitation for who keeps it.
    """
    if settings.MODE == "desk":
        return f"{address}/desk/{_desk_key()}/"
    if not Person.objects.exists():
        _made, token = do_invite(None, email="", role=OWNER, team=None, now=datetime.now(UTC))
        return f"{address}/first/{token}/"
    return f"{address}/"


def _desk_key() -> str:
    path = settings.DATA / "desk.key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(24), encoding="utf-8")
    return path.read_text("utf-8").strip()


def check_desk(key: str) -> None:
    """Refuse a key that isn't this desk's."""
    if settings.MODE != "desk" or not hmac.compare_digest(key.encode(), _desk_key().encode()):
        raise absent("page")


def manager_of_desk() -> Person | None:
    """The manager of this desk; none before it is opened for the first time."""
    return Person.objects.filter(role=Person.Role.MANAGER).first()


def do_desk(*, name: str = "") -> Person:
    """The manager of this desk, made at the first time, with a team of their own. name: briefs and mails are signed with it."""
    found = manager_of_desk()
    if found is not None:
        return found
    called = " ".join(name.split())[:120] or "Manager"
    person = Person.objects.create_user("manager@desk.invalid", name=called, role=Person.Role.MANAGER)
    team = Team.objects.create(name="My team")
    team.managers.add(person)
    return person
