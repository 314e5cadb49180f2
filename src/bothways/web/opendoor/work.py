"""What the door does by the clock: each night every box is emptied or enciphered anew."""

from __future__ import annotations

import logging
from datetime import datetime

from bothways.terms import Refusal
from bothways.web.jobs.operations import each_minute
from bothways.web.opendoor.anonymous import do_night
from bothways.web.opendoor.keeping import day_of
from bothways.web.opendoor.models import Box

__all__ = ["nights"]
_log = logging.getLogger("bothways.opendoor")


@each_minute("boxes")
def nights(now: datetime) -> None:
    """In the first minute of a day, where the organisation is: a fixed hour, whoever was here."""
    for pk in list(Box.objects.filter(looked__lt=day_of(now)).values_list("pk", flat=True)):
        try:
            do_night(pk, now=now)
        except Refusal:
            _log.exception("A box was not looked at this night; it is tried again in a minute.")
