"""A worker: does the jobs of the queue, one after the other, and what is due each minute. A process of its own,
so that long work never makes a page wait: `python -m bothways.web.working`, started by `bothways serve`."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
import uuid
from datetime import UTC, datetime
from typing import Any, Final

__all__ = ["main", "work"]

PAUSE: Final = 0.5
"""Seconds between two looks into an empty queue."""
_log = logging.getLogger("bothways.jobs")


def clock() -> datetime:
    """Now."""
    return datetime.now(UTC)


def work(stop: threading.Event, *, pause: float = PAUSE) -> None:
    """Work until told to stop. A database that is away for a moment is waited for."""
    from django.db import DatabaseError, close_old_connections

    from bothways.web.jobs.operations import do_minute, do_one

    name = f"{os.getpid()}-{uuid.uuid4().hex[:8]}"
    while not stop.is_set():
        close_old_connections()
        try:
            do_minute(now=clock())
            did = do_one(worker=name, clock=clock)
        except DatabaseError:
            _log.exception("The database could not be asked; trying again in ten seconds.")
            stop.wait(10)
            continue
        if did is None:
            stop.wait(pause)


def _when_alone(stop: threading.Event) -> None:
    # Unbuffered: a buffered reader that waits in a daemon thread is a fatal error when the program ends.
    while os.read(sys.stdin.fileno(), 1024):
        pass
    stop.set()


def main() -> int:
    """Run a worker until it is told to end, or until who started it is gone."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bothways.web.configured")
    django.setup()
    if hasattr(os, "nice"):
        os.nice(5)  # who waits for a page comes first
    stop = threading.Event()

    def end(*_: Any) -> None:
        stop.set()

    for name in ("SIGINT", "SIGTERM", "SIGBREAK"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), end)
    if "--beside" in sys.argv:
        # Standard input ends when the server that started it is gone, however it went: no worker is left behind.
        threading.Thread(target=_when_alone, args=(stop,), daemon=True).start()
    work(stop)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
