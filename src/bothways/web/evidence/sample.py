"""The sample company's evidence: made and read as any export is."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Final

from bothways.web.evidence.operations import do_bring
from bothways.web.evidence.reading import do_read
from bothways.web.people.models import Person, Team

__all__ = ["AS_OF", "SEED", "seed"]

AS_OF: Final = date(2026, 9, 30)
SEED: Final = 7
"""The same company as `bothways demo` makes."""


def seed(*, cast: Mapping[str, Person], team: Team, now: datetime) -> None:
    """Bring the sample company's export for the manager's team, and read it at once."""
    from bothways.evidence import write_sample  # the engine takes a moment to load

    with tempfile.TemporaryDirectory() as made:
        export = Path(made) / "export"
        write_sample(export, seed=SEED, as_of=AS_OF)
        files = ((path.name, [path.read_bytes()]) for path in sorted(export.iterdir()))
        upload = do_bring(cast["manager"], team=team, files=files, now=now, as_of=AS_OF, wait=True)
    do_read(upload, now=now, today=max(now.date(), AS_OF))
