"""What all tests share."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DATA = ROOT.parent / "shared" / "data"


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The real exports beside the project; the test is skipped, saying so, where they are absent."""
    if not DATA.is_dir():
        pytest.skip("the real data beside the project (../shared/data) are absent")
    return DATA
