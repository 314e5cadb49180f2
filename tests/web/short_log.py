"""A program of its own, on a file as `bothways serve` makes it: what was forgotten leaves the folder within a minute.

python tests/web/short_log.py FOLDER     prints "before" with bytes beside the file, then "after"
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

WORDS = "Nordhavn is furious about the ninth quote"


def main(folder: Path) -> None:
    """Write, forget, and look at the folder while the connection stays open."""
    from bothways.web.start import prepare  # noqa: PLC0415

    prepare(data=folder, mode="server")
    from django.db import connection  # noqa: PLC0415

    from bothways.web.jobs.models import Job  # noqa: PLC0415
    from bothways.web.jobs.operations import do_minute  # noqa: PLC0415
    from bothways.web.rooms import register  # noqa: PLC0415

    register()
    now = datetime.now(UTC)
    for number in range(200):
        said = {"said": f"{WORDS} {number}"}
        Job.objects.create(kind="none", payload=said, asked_at=now, not_before=now + timedelta(days=9))
    Job.objects.all().delete()
    sys.stdout.write(f"before {holding(folder)}\n")
    do_minute(now=now + timedelta(minutes=2))
    assert connection.connection is not None, "the connection was to stay open"
    sys.stdout.write(f"after {holding(folder)}\n")


def holding(folder: Path) -> list[str]:
    """The files of the database that hold the words."""
    found = sorted(folder.glob("bothways.sqlite3*"))
    return [path.name for path in found if WORDS.encode() in path.read_bytes()]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
