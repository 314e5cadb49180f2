"""Two processes answer on one address, and both are gone when the server is."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="it looks at the processes of Linux"),
]


def children(pid: int) -> list[int]:
    found: list[int] = []
    with contextlib.suppress(OSError):
        for other in Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split():
            found += [int(other), *children(int(other))]
    return found


def lives(pid: int) -> bool:
    with contextlib.suppress(OSError):
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text("ascii")
    return False


def commands(pids: list[int]) -> list[str]:
    return [Path(f"/proc/{pid}/cmdline").read_text("utf-8").replace("\0", " ") for pid in pids]


def until(true, *, seconds: float = 60) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.1)
    return False


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_two_processes_answer_and_both_end_with_the_server(tmp_path, how):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    kept = {
        key: value for key, value in os.environ.items() if not key.startswith(("BOTHWAYS", "DJANGO", "TEST_"))
    }
    command = [sys.executable, "-m", "bothways", "serve", "--port", str(port), "--processes", "2", "--data"]
    server = subprocess.Popen([*command, str(tmp_path)], env=kept, stdout=subprocess.DEVNULL)
    try:

        def answered() -> bool:
            with contextlib.suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/in/") as page:
                return bool(page.status == 200)
            return False

        assert until(answered)
        begun = children(server.pid)
        said = " ".join(commands(begun))
        assert said.count("bothways.web.serving") == 1
        assert said.count("bothways.web.working") == 1
        # Both answer: with the first one held, the other does.
        os.kill(server.pid, signal.SIGSTOP)
        assert until(answered)
        os.kill(server.pid, signal.SIGCONT)
        server.send_signal(how)
        server.wait(60)
        assert until(lambda: not any(map(lives, begun)))
    finally:
        if server.poll() is None:
            server.kill()
        server.wait(60)
