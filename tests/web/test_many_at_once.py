"""Several who write at the same time: on PostgreSQL, where writers don't wait by themselves, and on a file of SQLite."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from web.writing_together import together

HERE = Path(__file__).parent


@pytest.mark.django_db(transaction=True)
def test_registers_and_the_log_hold_whoever_writes_at_the_same_time(cast):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite of the tests is in memory, one connection's: the next test has a file")
    together(ada=cast.ada, ben=cast.ben, eve=cast.eve, team=cast.ours)


@pytest.mark.slow
def test_they_hold_on_a_file_of_sqlite(tmp_path):
    kept = {
        key: value for key, value in os.environ.items() if not key.startswith(("BOTHWAYS", "DJANGO", "TEST_"))
    }
    done = subprocess.run(
        [sys.executable, "-W", "error", str(HERE / "writing_together.py"), str(tmp_path)],
        env=kept, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "together"
    assert (tmp_path / "bothways.sqlite3").is_file()
