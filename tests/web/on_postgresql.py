"""The web's tests on PostgreSQL: a cluster of their own, in a folder of its own, gone afterwards.

    python tests/web/on_postgresql.py [arguments of pytest]

Where PostgreSQL is not installed it says so and ends well. `running` is the cluster for others: bench/web.py.

A cluster outlives nobody: beside it a keeper waits for the end of whoever asked for it, killed or not, and takes it away.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WHICH = ("tests/web", "-q", "-m", "not browser and not slow")
PLACES = ("/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt", "C:/Program Files/PostgreSQL")
QUICK = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
"""A cluster that is thrown away needs no safety against a power cut."""


def programs() -> Path | None:
    """The folder of PostgreSQL's programs, the newest first; None where it isn't installed."""
    found = [path.parent for place in PLACES for path in Path(place).glob("*/bin/initdb*")]
    on_path = shutil.which("initdb")
    if on_path:
        found.append(Path(on_path).resolve().parent)
    return max(found, key=lambda folder: _version(folder.parent.name), default=None)


def _version(name: str) -> int:
    digits = "".join(letter for letter in name if letter.isdigit())
    return int(digits or 0)


def _call(*command: str | Path, check: bool = True) -> None:
    """Call one of PostgreSQL's programs; they refuse to run as root, so root becomes `postgres`."""
    user = {"user": "postgres", "group": "postgres", "extra_groups": []} if _root() else {}
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, cwd="/" if _root() else None, check=False,
        env={**os.environ, "LC_ALL": "C"}, **user,
    )  # fmt: skip
    if done.returncode and check:
        raise SystemExit(f"{command[0]} ended with {done.returncode}: {done.stdout}{done.stderr}")


def _root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


@contextlib.contextmanager
def running(*, quick: bool = True) -> Iterator[str]:
    """A cluster with an empty database; gives its address. `quick`: without safety against a power cut."""
    bin_ = programs()
    if bin_ is None:
        raise LookupError("PostgreSQL is not installed.")
    # A short path: a socket's address has room for about a hundred bytes.
    folder = Path(tempfile.mkdtemp(prefix="bw-pg-"))
    keeper = subprocess.Popen(
        [sys.executable, str(Path(__file__).resolve()), "--keep", str(bin_), str(folder)],
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        if _root():
            shutil.chown(folder, "postgres", "postgres")
        cluster = folder / "data"
        _call(
            bin_ / "initdb", "-D", cluster, "-U", "bothways", "-A", "trust", "-E", "UTF8", "--no-locale", "-N"
        )
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        more = QUICK if quick else ""
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' {more}"
        _call(bin_ / "pg_ctl", "-D", cluster, "-l", folder / "log", "-w", "-t", "60", "-o", options, "start")
        _call(bin_ / "createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "bothways", "bothways")
        yield f"postgresql://bothways@127.0.0.1:{port}/bothways"
    finally:
        assert keeper.stdin is not None
        keeper.stdin.close()
        keeper.wait(60)


def keep(bin_: Path, folder: Path) -> None:
    """Wait until the other end of standard input is gone, however it went; then stop the cluster and take it away."""
    while os.read(sys.stdin.fileno(), 1024):
        pass
    _call(bin_ / "pg_ctl", "-D", folder / "data", "-m", "immediate", "-w", "stop", check=False)
    shutil.rmtree(folder, ignore_errors=True)


def _ended(*_: object) -> None:
    raise SystemExit(143)


def main(arguments: list[str]) -> int:
    """Run the web's tests on a cluster of their own."""
    if arguments[:1] == ["--keep"]:
        keep(Path(arguments[1]), Path(arguments[2]))
        return 0
    signal.signal(signal.SIGTERM, _ended)
    if programs() is None:
        print("PostgreSQL is not installed: the web's tests on it are SKIPPED.")  # noqa: T201 - a script
        return 0
    with running() as address:
        print(f"The web's tests on PostgreSQL ({programs()})", flush=True)  # noqa: T201
        environment = {**os.environ, "TEST_DATABASE_URL": address}
        command = [sys.executable, "-m", "pytest", *(arguments or WHICH)]
        return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
