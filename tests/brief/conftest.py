"""The firm and its pair of briefs, made once for all tests of this room."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from firm import ASKS, IMPERATIVES, NOTE, firm

from bothways.brief.pair import Pair, make_pair
from bothways.evidence import Snapshot
from bothways.evidence.importing import import_files
from bothways.evidence.sample import write_sample


@pytest.fixture(scope="session")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return firm(Path(tmp_path_factory.mktemp("firm")))


@pytest.fixture(scope="session")
def pair(snapshot: Snapshot) -> Pair:
    return make_pair(
        snapshot, period=snapshot.calendar.period("2026Q3"), asks=ASKS, imperatives=IMPERATIVES, note=NOTE
    )


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """The sample company, imported: as large as a small firm's CRM. Takes seconds: for slow tests."""
    folder = Path(tmp_path_factory.mktemp("sample"))
    write_sample(folder / "export", seed=7, as_of=date(2026, 9, 30))
    done = import_files(
        folder / "export", into=folder / "snapshots", today=date(2026, 10, 1), as_of=date(2026, 9, 30)
    )
    return done.snapshot


@pytest.fixture(scope="session")
def sampled(sample: Snapshot) -> tuple[Snapshot, Pair]:
    return sample, make_pair(sample, period=sample.calendar.period("2026Q3"))
