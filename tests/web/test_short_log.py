"""What was forgotten leaves the database's folder within a minute, though connections stay open."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.mark.slow
def test_the_log_of_writes_holds_nothing_after_a_minute(tmp_path):
    kept = {
        key: value for key, value in os.environ.items() if not key.startswith(("BOTHWAYS", "DJANGO", "TEST_"))
    }
    done = subprocess.run(
        [sys.executable, "-W", "error", str(HERE / "short_log.py"), str(tmp_path)],
        env=kept, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    before, after = done.stdout.splitlines()
    assert "bothways.sqlite3-wal" in before, "it can't fail: nothing lay in the log"
    assert after == "after []"
