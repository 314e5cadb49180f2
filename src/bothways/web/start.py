"""The application is made ready and served: tables, static files, a worker beside, one process or more that answer."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess  # nosec B404 - our own processes, from this interpreter
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

__all__ = ["prepare", "serve"]


def prepare(*, data: Path | None, mode: str) -> None:
    """Set up the framework, bring the tables up to date and gather the static files. Can be called again and again.

    Args:
        data: the folder of all that is saved; that of the settings if None.
        mode: `server`, `desk` or `demo`.
    """
    import django
    from django.core.management import call_command

    if data is not None:
        os.environ["BOTHWAYS_DATA"] = str(data)
    os.environ["BOTHWAYS_MODE"] = mode
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bothways.web.configured")
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


def serve(
    *, host: str, port: int, threads: int, worker: bool, processes: int = 1, ready: Callable[[str], Any]
) -> None:
    """Serve until stopped; `ready` is called with the address once it can be opened.

    Args:
        host: where it listens.
        port: on which port.
        threads: how many answers at once, of each process.
        worker: whether a worker runs beside.
        processes: how many processes answer; more than one not on Windows.
        ready: what is called with the address.
    """
    from bothways.web.serving import made, sockets_of, warm

    server = made(threads=threads, host=host, port=port)
    with contextlib.ExitStack() as beside:
        if worker:
            beside.enter_context(_running([sys.executable, "-m", "bothways.web.working", "--beside"]))
        if processes > 1:
            sockets = sockets_of(server)
            numbers = ",".join(str(one.fileno()) for one in sockets)
            command = [sys.executable, "-m", "bothways.web.serving", numbers, str(threads)]
            for _ in range(processes - 1):
                beside.enter_context(_running(command, sockets=sockets))
        ready(f"http://{'127.0.0.1' if host in {'0.0.0.0', '::'} else host}:{port}")  # noqa: S104 # nosec B104 - compared only
        warm()
        with contextlib.suppress(KeyboardInterrupt):
            server.run()
        server.close()


@contextlib.contextmanager
def _running(command: list[str], *, sockets: Sequence[socket.socket] = ()) -> Iterator[None]:
    """Another process of ours, as long as this lasts; it ends by itself when its standard input does."""
    # Each later one would hold the end of the earlier ones' standard input, too, if it were inherited: it is not.
    numbers = [one.fileno() for one in sockets]
    other = subprocess.Popen(  # noqa: S603 # nosec B603 - fixed commands, no shell, nothing of a person in them
        command, stdin=subprocess.PIPE, pass_fds=numbers
    )
    try:
        yield
    finally:
        if other.stdin is not None:
            other.stdin.close()
        try:
            other.wait(timeout=20)
        except subprocess.TimeoutExpired:
            other.kill()
