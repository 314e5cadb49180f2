"""The firm and its pair of briefs, made once for all tests of this room."""

from __future__ import annotations

from pathlib import Path

import pytest
from firm import ASKS, IMPERATIVES, NOTE, firm

from bothways.brief.pair import Pair, make_pair
from bothways.evidence import Snapshot


@pytest.fixture(scope="session")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return firm(Path(tmp_path_factory.mktemp("firm")))


@pytest.fixture(scope="session")
def pair(snapshot: Snapshot) -> Pair:
    return make_pair(
        snapshot, period=snapshot.calendar.period("2026Q3"), asks=ASKS, imperatives=IMPERATIVES, note=NOTE
    )
