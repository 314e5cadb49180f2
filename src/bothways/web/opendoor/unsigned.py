"""The pages of the box know no sign-in: who comes there is nobody to them, and no line is written of it."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable
from threading import Lock
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from bothways.terms import Refusal

__all__ = ["PATH", "NoLine", "slow_here", "unsigned"]

PATH: Final = "/door/box/"
QUIET: Final = (PATH, "/c/", "/consultations/")
"""Of whose pages no refusal is written down: where somebody sends without a name, and where both sides answer."""
PER_MINUTE: Final = 30
_tries: Counter[str] = Counter()
_minute: list[int] = [0]
_lock: Final = Lock()


def unsigned(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Take the session's cookie away before anything reads it. It stands before all that knows of sessions.

    A page that merely didn't use the session would be one careless line away from writing to it.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path.startswith(PATH):
            request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
        return answer(request)

    return middleware


class NoLine(logging.Filter):
    """Keep refusals of the box's pages out of the log: a line has a second. Faults of the program stay in it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a record is written."""
        request: Any = getattr(record, "request", None)
        path = getattr(request, "path", "")
        return record.levelno >= logging.ERROR or not str(path).startswith(QUIET)


def slow_here(request: HttpRequest) -> None:
    """Refuse (429) who tries too often; counted in memory, for a minute.

    Not `people.slowing`: that counts in the database, and a row with an address and a second would lie in the night's
    backup beside the sessions, which hold addresses too.
    """
    from allauth.account.adapter import (
        get_adapter,
    )  # late: the log's filter is loaded before there are tables

    now = int(time.monotonic() // 60)
    address = get_adapter().get_client_ip(request)
    with _lock:
        if _minute[0] != now:
            _tries.clear()
            _minute[0] = now
        _tries[address] += 1
        tries = _tries[address]
    if tries > PER_MINUTE:
        raise Refusal("too-often", "That was tried too often.", hint="Wait a minute.", data={"status": 429})
