"""What the frame of every page needs: the rooms that this person may enter, and where they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from bothways.web.access import EVERYBODY, EXECUTIVE, MANAGER, OWNER, STAFF

__all__ = ["ROOMS", "frame"]


@dataclass(frozen=True, slots=True)
class Room:
    """An entry of the menu: the URL's name, what it is called, who sees it."""

    name: str
    called: Any
    roles: tuple[str, ...]


ROOMS = (
    Room("home", _("Home"), EVERYBODY),
    Room("opendoor", _("Open door"), (STAFF, EXECUTIVE, MANAGER)),
    Room("consultations", _("Consultations"), (STAFF, EXECUTIVE, MANAGER)),
    Room("evidence", _("Evidence"), (MANAGER,)),
    Room("insight", _("Insight"), (STAFF, EXECUTIVE, MANAGER)),
    Room("lens", _("Lens"), (STAFF, EXECUTIVE, MANAGER)),
    Room("limits", _("Limits"), (STAFF, EXECUTIVE, MANAGER)),
    Room("promises", _("Promises"), (STAFF, EXECUTIVE, MANAGER)),
    Room("priorities", _("Priorities"), (STAFF, EXECUTIVE, MANAGER)),
    Room("case", _("Case"), (EXECUTIVE, MANAGER)),
    Room("briefs", _("Briefs"), (STAFF, EXECUTIVE, MANAGER)),
    Room("people", _("People"), (OWNER, MANAGER)),
    Room("settings", _("Settings"), (OWNER,)),
)


NOT_AT_A_DESK: Final = ("consultations",)
"""What others answer on their own machines: no other reaches a desk."""


def frame(request: HttpRequest) -> dict[str, Any]:
    """The menu for this person; the entry of the room that the address is in is current."""
    role = getattr(getattr(request, "user", None), "role", "")
    desk = role == MANAGER and settings.MODE == "desk"
    entries = []
    for room in ROOMS:
        if role not in room.roles and not (desk and OWNER in room.roles):
            continue
        if desk and room.name in NOT_AT_A_DESK:
            continue
        try:
            address = reverse(room.name)
        except NoReverseMatch:  # a room that other work fills
            continue
        here = request.path == address if address == "/" else request.path.startswith(address)
        entries.append({"called": room.called, "address": address, "here": here})
    cast: list[dict[str, Any]] = []
    if settings.MODE == "demo" and request.path == reverse("account_login"):
        from bothways.web.demonstrating import CAST, WORDS

        cast = [{"key": key, "name": name, "what": WORDS[key]} for key, name, _email, _role in CAST]
    here = next((entry["called"] for entry in entries if entry["here"]), "")
    return {"rooms": entries, "room_here": here, "demo_cast": cast}
