"""The application is made ready and served: tables, static files, a worker beside, a server for one machine or many."""

from __future__ import annotations

import contextlib
import os
import subprocess  # nosec B404 - our own worker, from this interpreter
import sys
from collections.abc import Callable, Iterator
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


def serve(*, host: str, port: int, threads: int, worker: bool, ready: Callable[[str], Any]) -> None:
    """Serve until stopped; `ready` is called with the address once it can be opened."""
    import waitress
    from django.conf import settings

    from bothways.web.wsgi import application

    with _worker() if worker else contextlib.nullcontext():
        proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
        trusted = (
            {
                "trusted_proxy": "*",
                "trusted_proxy_count": proxies,
                "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"},
            }
            if proxies
            else {}
        )
        server = waitress.create_server(
            application,
            host=host,
            port=port,
            threads=threads,
            ident=None,
            max_request_body_size=settings.UPLOAD_BYTES,
            # A browser keeps its connections: at a hundred, as it comes, the hundred and first person waits for minutes.
            connection_limit=1000,
            asyncore_use_poll=True,  # select() itself can't hold so many
            clear_untrusted_proxy_headers=True,
            **trusted,
        )
        ready(f"http://{'127.0.0.1' if host in {'0.0.0.0', '::'} else host}:{port}")  # noqa: S104 # nosec B104 - compared only
        with contextlib.suppress(KeyboardInterrupt):
            server.run()
        server.close()


@contextlib.contextmanager
def _worker() -> Iterator[None]:
    worker = subprocess.Popen(  # nosec B603 - a fixed command, no shell, nothing of a person in it
        [sys.executable, "-m", "bothways.web.working", "--beside"], stdin=subprocess.PIPE
    )
    try:
        yield
    finally:
        if worker.stdin is not None:
            worker.stdin.close()
        try:
            worker.wait(timeout=20)
        except subprocess.TimeoutExpired:
            worker.kill()
