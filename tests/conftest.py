"""What all tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# The same tree gets the same verdict wherever it is tested; whoever wants new examples asks for them:
# BOTHWAYS_SEARCH=1 make test
settings.register_profile("repeatable", derandomize=True)
settings.register_profile("search", derandomize=False, print_blob=True)
settings.load_profile("search" if os.environ.get("BOTHWAYS_SEARCH") else "repeatable")

ROOT = Path(__file__).parent.parent
DATA = ROOT.parent / "shared" / "data"


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The real exports beside the project; the test is skipped, saying so, where they are absent."""
    if not DATA.is_dir():
        pytest.skip("the real data beside the project (../shared/data) are absent")
    return DATA
