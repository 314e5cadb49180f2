"""Jobs are asked for, claimed, done and stopped; what is due each minute is done once."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import F, Q

from bothways.terms import Refusal
from bothways.web.jobs.models import Job, Minute

__all__ = ["Stopped", "Tell", "do_minute", "do_one", "do_stop", "each_minute", "enqueue", "job"]

Tell = Callable[[int, int, str], None]
"""What a job calls with what is done, of how many, and what comes; raises `Stopped` when somebody stopped it."""
Does = Callable[[Job, Tell], Mapping[str, Any] | None]
LOST_AFTER: Final = timedelta(minutes=3)
"""A running job that was not heard of for so long belongs to a worker that is gone."""
TRIES: Final = 3
_KINDS: dict[str, tuple[Does, bool]] = {}
_MINUTES: dict[str, Callable[[datetime], None]] = {}
_log = logging.getLogger("bothways.jobs")


class Stopped(Exception):  # noqa: N818 - it is an answer to the worker, not an error
    """Somebody stopped the job; what it had begun is taken away by the job itself."""


def job(kind: str, *, again: bool = True) -> Callable[[Does], Does]:
    """Say what does the jobs of a kind. `again`: whether one whose worker is gone may be done anew.

    The function gets the job and `tell`, gives what it found (as JSON) or raises a `Refusal`.
    """

    def register(does: Does) -> Does:
        _KINDS[kind] = (does, again)
        return does

    return register


def each_minute(name: str) -> Callable[[Callable[[datetime], None]], Callable[[datetime], None]]:
    """Say what is looked at each minute: what is due by a clock. It gets the time and must bear being called late."""

    def register(does: Callable[[datetime], None]) -> Callable[[datetime], None]:
        _MINUTES[name] = does
        return does

    return register


def enqueue(
    kind: str,
    *,
    by: Any,
    now: datetime,
    payload: Mapping[str, Any] | None = None,
    not_before: datetime | None = None,
) -> Job:
    """Ask for a piece of work. It is done by a worker, after the transaction that asks for it."""
    if kind not in _KINDS:
        raise LookupError(f"Nothing does jobs of the kind {kind!r}.")
    return Job.objects.create(
        kind=kind, by=by, asked_at=now, not_before=not_before or now, payload=dict(payload or {})
    )


def do_stop(work: Job) -> None:
    """Stop a job: one that waits at once, one that runs at its next word."""
    Job.objects.filter(pk=work.pk, state=Job.State.QUEUED).update(state=Job.State.STOPPED)
    Job.objects.filter(pk=work.pk, state=Job.State.RUNNING).update(stop=True)


def do_one(*, worker: str, clock: Callable[[], datetime]) -> Job | None:
    """Claim and do the job that has waited longest; None where none waits.

    Two workers can't have the same one: whose update changes the row has it.
    """
    now = clock()
    _give_up_lost(now)
    waiting = Job.objects.filter(state=Job.State.QUEUED, not_before__lte=now).order_by(
        "not_before", "asked_at"
    )
    for pk in waiting.values_list("pk", flat=True)[:5]:
        claimed = Job.objects.filter(pk=pk, state=Job.State.QUEUED).update(
            state=Job.State.RUNNING, worker=worker, seen_at=now, tries=F("tries") + 1
        )
        if claimed:
            work = Job.objects.get(pk=pk)
            _do(work, clock=clock)
            return work
    return None


def do_minute(*, now: datetime) -> None:
    """Do what is due each minute; the worker whose update changes the row does it."""
    for name, does in _MINUTES.items():
        Minute.objects.get_or_create(name=name, defaults={"done_at": now - timedelta(days=1)})
        due = Q(name=name, done_at__lte=now - timedelta(seconds=55))
        if Minute.objects.filter(due).update(done_at=now):
            try:
                does(now)
            except Exception:  # noqa: BLE001 - a fault of one, told in the log
                # One thing that fails must not keep the others from being done in their minute.
                _log.exception("What is due each minute failed: %s", name)


def _do(work: Job, *, clock: Callable[[], datetime]) -> None:
    does, _again = _KINDS.get(work.kind, (None, False))
    told = clock()

    def tell(done: int, of: int, what: str) -> None:
        nonlocal told
        now = clock()
        # A word a fifth of a second is enough for a page; more would only wait for the database.
        if now - told < timedelta(milliseconds=200) and done != of:
            return
        told = now
        mine = Job.objects.filter(pk=work.pk, worker=work.worker, state=Job.State.RUNNING)
        if not mine.update(done=done, of=of, what=what[:300], seen_at=now):
            raise Stopped
        if mine.filter(stop=True).exists():
            raise Stopped

    try:
        if does is None:
            raise Refusal("kind", f"Nothing here does “{work.kind}”.", hint="Was a newer version running?")
        answer, state = dict(does(work, tell) or {}), Job.State.DONE
    except Stopped:
        answer, state = {}, Job.State.STOPPED
    except Refusal as refusal:
        answer, state = refusal.as_dict(), Job.State.REFUSED
    except Exception:  # noqa: BLE001 - whatever it is, the job has ended and says so
        _log.exception("A job failed: %s %s", work.kind, work.pk)
        answer, state = (
            {"sentence": "It ended by a fault of the program, which stands in the log."},
            Job.State.FAILED,
        )
    work.answer, work.state, work.ended_at = answer, state, clock()
    # Only the worker that still has the job may end it: one that was given up has been done by another.
    Job.objects.filter(pk=work.pk, worker=work.worker, state=Job.State.RUNNING).update(
        answer=answer, state=state, ended_at=work.ended_at
    )


def _give_up_lost(now: datetime) -> None:
    lost = Job.objects.filter(state=Job.State.RUNNING, seen_at__lt=now - LOST_AFTER)
    for work in lost:
        again = _KINDS.get(work.kind, (None, False))[1] and work.tries < TRIES and not work.stop
        state = Job.State.QUEUED if again else Job.State.FAILED
        with transaction.atomic():
            Job.objects.filter(pk=work.pk, state=Job.State.RUNNING, worker=work.worker).update(
                state=state,
                worker="",
                answer={} if again else {"sentence": "The worker that did it is gone."},
                ended_at=None if again else now,
            )
