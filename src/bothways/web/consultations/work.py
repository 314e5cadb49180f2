"""What consultations do by the clock: the last day ends, a reminder goes to all, whether a result could be shown."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from bothways.terms import Refusal
from bothways.web.consultations.inviting import can_mail, do_remind
from bothways.web.consultations.models import Consultation
from bothways.web.consultations.releasing import do_close, do_look
from bothways.web.jobs.operations import each_minute
from bothways.web.opendoor.keeping import day_of

__all__ = ["days"]
_log = logging.getLogger("bothways.consultations")


@each_minute("consultations")
def days(now: datetime) -> None:
    """In the first minutes of a day, where the organisation is: a fixed hour, whoever has answered."""
    today = day_of(now)
    open_ones = Consultation.objects.filter(state=Consultation.State.OPEN)
    for one in open_ones.filter(closes__lt=today):
        try:
            do_close(one, now=now)
        except Refusal:  # the manager was quicker
            _log.info("A consultation was closed already.")
    for one in open_ones.filter(closes__gte=today).exclude(looked=today):
        do_look(one, now=now)
    if not can_mail():
        return
    for one in open_ones.filter(closes=today + timedelta(days=1)):
        try:
            do_remind(None, one, now=now)
        except Refusal:  # everybody heard of it yesterday
            continue
