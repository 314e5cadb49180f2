"""Each minute: the log of writes that SQLite keeps beside its file is emptied."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from bothways.web.jobs.operations import each_minute

__all__ = ["shorten"]


@each_minute("log of writes")
def shorten(now: datetime) -> None:
    """Bring what was written into the file itself, and leave nothing beside it.

    While a connection stays open, the log holds pages as they were, in the order in which they were written: what was
    forgotten since would still be in a copy of the folder, and how often a box was touched.
    """
    # Inside a transaction it can't be done; a database in memory has no log.
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
