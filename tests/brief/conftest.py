"""The firm and its pair of briefs, made once for all tests of this room."""

from __future__ import annotations

from pathlib import Path

import pytest
from firm import firm

from bothways.brief.pair import Pair, make_pair
from bothways.evidence import Snapshot

ASKS = [
    {"what": "One security reviewer, for two quarters", "why": "11 deals wait for an answer of ours.",
     "cost": "€62k", "brings": "€180k to €310k", "instead": "A set of ready answers", "by": "14 November 2026",
     "of": "the finance chief"},
    {"what": "Hold prices in open quotes for 60 days", "cost": "up to €40k of margin"},
]  # fmt: skip
IMPERATIVES = [
    {"what": "Discounts stop at 8 %", "why": "Margin fell below what the plan needs.", "by": "1 October 2026",
     "means": "A quote above 8 % needs a word with me first.", "stand": "Right for new business, too low for renewals."}
]  # fmt: skip
NOTE = "Thank you for the 40 calls on Friday."


@pytest.fixture(scope="session")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return firm(Path(tmp_path_factory.mktemp("firm")))


@pytest.fixture(scope="session")
def pair(snapshot: Snapshot) -> Pair:
    return make_pair(
        snapshot, period=snapshot.calendar.period("2026Q3"), asks=ASKS, imperatives=IMPERATIVES, note=NOTE
    )
