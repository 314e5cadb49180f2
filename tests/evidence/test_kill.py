"""A kill at any moment leaves the old state or the new, never a half."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

KILLS = 200


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork: Linux or macOS")
def test_200_kills_at_random_times_leave_the_old_or_the_new(tmp_path):
    into = tmp_path / "snapshots"
    into.mkdir()
    done = subprocess.run(
        [sys.executable, str(Path(__file__).parent / "kill_writer.py"), str(into), str(KILLS), "11"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    states = done.stdout.split()
    assert len(states) == KILLS
    assert set(states) == {"old", "new"}, "the kills came too early or too late to prove anything"
