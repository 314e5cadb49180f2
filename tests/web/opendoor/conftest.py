"""Each test begins with no tries counted: they are kept in the memory of the process."""

from __future__ import annotations

import pytest

from bothways.web.opendoor import unsigned


@pytest.fixture(autouse=True)
def no_tries():
    unsigned._tries.clear()
