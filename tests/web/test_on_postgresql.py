"""A cluster of the tests is gone when whoever asked for it is, killed or not."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from web.on_postgresql import programs

HERE = Path(__file__).parent
ASKS = """
import sys, time
sys.path.insert(0, sys.argv[1])
from on_postgresql import running
with running() as address:
    print(address, flush=True)
    time.sleep(600)
"""


@pytest.mark.slow
@pytest.mark.skipif(programs() is None, reason="PostgreSQL is not installed")
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="nothing is killed in this way here")
def test_a_killed_program_leaves_no_cluster_behind():
    # Not pytest's own folder: a cluster whose user is another one can't enter it.
    place = Path(tempfile.mkdtemp())
    place.chmod(0o755)
    environment = {**os.environ, "TMPDIR": str(place)}
    asks = subprocess.Popen(
        [sys.executable, "-c", ASKS, str(HERE)], stdout=subprocess.PIPE, text=True, env=environment
    )
    assert asks.stdout is not None
    address = asks.stdout.readline()
    (folder,) = place.iterdir()
    server = ("127.0.0.1", urlsplit(address).port)
    socket.create_connection(server, timeout=10).close()
    asks.kill()
    asks.wait(30)
    asks.stdout.close()
    for _ in range(300):
        if not folder.exists():
            break
        time.sleep(0.2)
    assert not folder.exists()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(server, timeout=10)
    place.rmdir()
