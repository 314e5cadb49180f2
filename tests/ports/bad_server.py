"""A real HTTP server on loopback that speaks the protocol and answers badly, in every way that is asked of it."""

from __future__ import annotations

import contextlib
import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Behaviour = Callable[["Call"], None]


@dataclass
class Call:
    """One request as the server sees it, with the ways to answer it."""

    handler: BaseHTTPRequestHandler
    asked: dict[str, Any]
    turn: int
    closing: threading.Event

    @property
    def prompt(self) -> str:
        return str(self.asked["messages"][-1]["content"])

    @property
    def message(self) -> str:
        """The message between its marks."""
        found = re.search(r"<(message-[0-9a-f]{16})>\n(.*)\n</\1>", self.prompt, re.DOTALL)
        assert found is not None
        return found.group(2)

    def send(
        self,
        body: bytes | str,
        *,
        status: int = 200,
        kind: str = "application/json",
        more: dict[str, str] | None = None,
    ) -> None:
        data = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body
        self.handler.send_response(status)
        self.handler.send_header("Content-Type", kind)
        self.handler.send_header("Content-Length", str(len(data)))
        for name, value in (more or {}).items():
            self.handler.send_header(name, value)
        self.handler.end_headers()
        self.handler.wfile.write(data)

    def content(self, text: str, **more: Any) -> None:
        """A whole answer whose message is this text."""
        choice = {
            "index": 0,
            "message": {"role": "assistant", "content": text},
            "finish_reason": "stop",
            **more,
        }
        self.send(json.dumps({"object": "chat.completion", "choices": [choice]}))

    def wording(self, text: str) -> None:
        """A whole answer in the form that was asked for."""
        self.content(json.dumps({"reframed": text}))

    def wait(self, seconds: float) -> None:
        """As long as the test runs, at most."""
        self.closing.wait(seconds)


@dataclass
class BadServer:
    """The server and what reached it."""

    port: int
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    times: list[float] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def environ(self, **more: str) -> dict[str, str]:
        return {
            "BOTHWAYS_LLM_BASE_URL": self.address,
            "BOTHWAYS_LLM_MODEL": "bad",
            "BOTHWAYS_LLM_TIMEOUT": "5",
            **{f"BOTHWAYS_LLM_{name}": value for name, value in more.items()},
        }


@contextlib.contextmanager
def serving(behave: Behaviour) -> Iterator[BadServer]:
    """The server, for as long as the block lasts."""
    closing = threading.Event()
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            size = int(self.headers.get("Content-Length", "0"))
            asked = json.loads(self.rfile.read(size))
            with lock:
                turn = len(server.requests)
                server.requests.append(asked)
                server.headers.append(dict(self.headers))
                server.times.append(time.monotonic())
            self.close_connection = True
            with contextlib.suppress(OSError):  # whoever asked has gone away
                behave(Call(self, asked, turn, closing))

        def log_message(self, *args: object) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    server = BadServer(http.server_address[1])
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        closing.set()
        http.shutdown()
        http.server_close()
        thread.join(5)
