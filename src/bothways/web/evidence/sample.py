"""The sample company's evidence: made and read as any export is."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from bothways.web.evidence.operations import do_bring
from bothways.web.evidence.reading import do_read
from bothways.web.people.models import Person, Team

__all__ = ["AS_OF", "SEED", "WEEK", "seed"]

AS_OF: Final = date(2026, 9, 30)
SEED: Final = 7
"""The same company as `bothways demo` makes."""
WEEK: Final = timedelta(days=7)


def seed(*, cast: Mapping[str, Person], team: Team, now: datetime) -> None:
    """Bring the sample company's exports of two weeks for the manager's team, and read them at once."""
    from bothways.evidence import write_sample  # the engine takes a moment to load

    for day, back in ((AS_OF - WEEK, WEEK), (AS_OF, timedelta())):
        with tempfile.TemporaryDirectory() as made:
            export = Path(made) / "export"
            write_sample(export, seed=SEED, as_of=day)
            files = ((path.name, [path.read_bytes()]) for path in sorted(export.iterdir()))
            at = now - back
            upload = do_bring(cast["manager"], team=team, files=files, now=at, as_of=day, wait=True)
        do_read(upload, now=at, today=max(at.date(), day))
