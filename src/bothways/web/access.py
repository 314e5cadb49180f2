"""Who may: said at each view, held here. A view that doesn't say it is a failure of the tests.

A view says which roles may call it. Which *objects* a person may see is not said here: every object comes from a
function of its room's `queries` that takes the person and includes the permission.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse

from bothways.terms import Refusal

__all__ = [
    "ANYBODY",
    "EVERYBODY",
    "EXECUTIVE",
    "MANAGER",
    "OWNER",
    "STAFF",
    "Who",
    "absent",
    "keeps_the_desk",
    "may",
]

STAFF: Final = "staff"
EXECUTIVE: Final = "executive"
MANAGER: Final = "manager"
OWNER: Final = "administrator"
EVERYBODY: Final = (STAFF, EXECUTIVE, MANAGER, OWNER)
"""Everybody who is signed in."""
ANYBODY: Final = "anybody"
"""Who isn't signed in, too: sign-in itself, and links that carry their own key."""

View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Who:
    """Who may call a view: the roles; `anybody` with the reason why it needs no sign-in."""

    roles: tuple[str, ...]
    why: str = ""


def may(*roles: str, why: str = "") -> Callable[[View], View]:
    """Say who may call a view. `@may(MANAGER)`, `@may(*EVERYBODY)`, `@may(ANYBODY, why="a link with its own key")`.

    Who isn't signed in is asked to; who is and may not gets the refusal `not-for-you` (403).
    """
    if ANYBODY in roles and not why:
        raise TypeError("A view that anybody may call says why.")

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if ANYBODY not in roles:
                if not request.user.is_authenticated:
                    return redirect_to_login(request.get_full_path())
                if request.user.role not in roles and not (OWNER in roles and keeps_the_desk(request.user)):
                    raise Refusal(
                        "not-for-you",
                        "This page is not for your role.",
                        hint="Ask your manager if you need what stands here.",
                        data={"status": 403},
                    )
            return view(request, *args, **kwargs)

        guarded.who = Who(roles, why)  # type: ignore[attr-defined]
        return guarded

    return declare


def keeps_the_desk(person: Any) -> bool:
    """Whether somebody keeps the machine that they work at: the manager of a desk, where there is nobody else."""
    return bool(settings.MODE == "desk" and person.role == MANAGER)


def absent(what: str) -> Refusal:
    """The refusal for an object that isn't there, or isn't for this person: nobody learns which of the two."""
    return Refusal(
        "absent",
        f"There is no such {what}, or it is not for you.",
        hint="Go back to where you came from.",
        data={"status": 404},
    )
