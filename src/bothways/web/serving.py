"""A process that answers: the server itself. `bothways serve` is one; with `--processes` it starts more, which answer on
the same sockets: `python -m bothways.web.serving SOCKETS THREADS`.

Python runs one thread at a time: with a second core, a second process answers while the first one computes.
"""

from __future__ import annotations

import _thread
import contextlib
import gc
import os
import socket
import sys
import threading
from typing import Any

__all__ = ["made", "main", "sockets_of", "warm"]


def made(*, threads: int, **where: Any) -> Any:
    """A server that is not yet running: `where` is `host` and `port`, or `sockets` that already listen."""
    import waitress
    from django.conf import settings

    from bothways.web.wsgi import application

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
    return waitress.create_server(
        application,
        threads=threads,
        ident=None,
        max_request_body_size=settings.UPLOAD_BYTES,
        # A browser keeps its connections: at a hundred, as it comes, the hundred and first person waits for minutes.
        connection_limit=1000,
        asyncore_use_poll=True,  # select() itself can't hold so many
        clear_untrusted_proxy_headers=True,
        **trusted,
        **where,
    )


def sockets_of(server: Any) -> list[socket.socket]:
    """The sockets that a server listens on: one for each address of its host."""
    if hasattr(server, "effective_listen"):
        return [one.socket for one in server.map.values() if getattr(one, "accepting", False)]
    return [server.socket]


def warm() -> None:
    """Load what the first message would wait for, and spare the collector what never goes away."""
    from bothways.lens import reframe

    reframe("You people never answer. Please send the offer to us by Friday.")
    gc.collect()
    gc.freeze()


def _when_alone() -> None:
    # Standard input ends when the process that started this one is gone, however it went.
    while os.read(sys.stdin.fileno(), 1024):
        pass
    _thread.interrupt_main()


def main(numbers: str, threads: str) -> int:
    """Answer on sockets that were handed on, until told to end or until who started it is gone."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bothways.web.configured")
    django.setup()
    sockets = [socket.socket(fileno=int(number)) for number in numbers.split(",")]
    warm()
    server = made(threads=int(threads), sockets=sockets)
    with contextlib.suppress(KeyboardInterrupt):
        threading.Thread(target=_when_alone, daemon=True).start()
        server.run()
    server.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:3]))
