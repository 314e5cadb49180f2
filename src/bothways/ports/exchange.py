"""One request and its answer over HTTP, with an end to it in time and in size.

The standard library's connection has a timeout for each read, not for the whole: a server that sends a byte a second
would hold it for ever. So the exchange runs in a thread of its own, and whoever waits for it goes away when the time is
over, after cutting the connection. Looking up a host's address can't be cut; it is left behind in its thread.

No redirect is followed, no proxy is asked, nothing is kept between two requests.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from queue import Empty, SimpleQueue
from typing import Final

__all__ = ["Answer", "Failed", "TooLate", "post"]

LARGEST: Final = 1_000_000  # bytes of an answer: a thousand times a long wording


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: status, headers in small letters, body. `cut` where the body was larger than is read."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    cut: bool


class TooLate(Exception):  # noqa: N818 - the house's way to name what happened
    """The time was over."""


class Failed(Exception):  # noqa: N818
    """The exchange broke: `reached` says whether a server had been reached, `str()` why in few words."""

    def __init__(self, why: str, *, reached: bool) -> None:
        super().__init__(why)
        self.reached = reached


class _Wire:
    """The connection as both threads know it: one uses it, the other may cut it."""

    def __init__(self) -> None:
        self.connection: HTTPConnection | None = None
        self.socket: socket.socket | None = None
        self.cut = threading.Event()

    def cut_off(self) -> None:
        self.cut.set()
        wire = self.socket
        if wire is not None:
            # Not closed here: its number could go to another connection while the thread still reads from it.
            with contextlib.suppress(OSError):
                wire.shutdown(socket.SHUT_RDWR)


def post(
    host: str,
    *,
    port: int,
    secure: bool,
    path: str,
    body: bytes,
    headers: Mapping[str, str],
    within: float,
    largest: int = LARGEST,
) -> Answer:
    """Send `body` and return the answer within that many seconds, all of it together.

    Raises `TooLate` when the time is over, `Failed` when the server can't be reached or breaks the exchange off.
    """
    if within <= 0:
        raise TooLate
    wire = _Wire()
    box: SimpleQueue[Answer | Failed | TooLate] = SimpleQueue()

    def work() -> None:
        try:
            box.put(_exchange(wire, host, port, secure, path, body, headers, within, largest))
        except TimeoutError:  # the connection's own, which runs out at the same moment
            box.put(_late(wire))
        except Failed as failed:
            box.put(failed)
        except Exception as error:  # noqa: BLE001 - a hostile answer may raise anything; the waiter must hear of it
            box.put(Failed(type(error).__name__, reached=wire.socket is not None))

    threading.Thread(target=work, name="bothways-model", daemon=True).start()
    try:
        got = box.get(timeout=within)
    except Empty:
        got = _late(wire)
    finally:
        wire.cut_off()
    if isinstance(got, Answer):
        return got
    raise got


def _late(wire: _Wire) -> Failed | TooLate:
    """What the end of the time means: a slow server, or none that could be reached."""
    return TooLate() if wire.socket is not None else Failed("it does not answer", reached=False)


def _exchange(
    wire: _Wire,
    host: str,
    port: int,
    secure: bool,
    path: str,
    body: bytes,
    headers: Mapping[str, str],
    within: float,
    largest: int,
) -> Answer:
    connection = (
        HTTPSConnection(host, port, timeout=within, context=ssl.create_default_context())
        if secure
        else HTTPConnection(host, port, timeout=within)
    )
    try:
        try:
            connection.connect()
        except TimeoutError:
            raise
        except (OSError, UnicodeError, HTTPException) as error:
            raise Failed(_said(error), reached=False) from None
        wire.socket = connection.sock
        if wire.cut.is_set():  # the time was over while it connected
            raise Failed("too late", reached=True)
        try:
            connection.request("POST", path, body=body, headers=dict(headers))
            response = connection.getresponse()
            read = _read(response, wire, largest)
            fields = {name.lower(): value for name, value in response.getheaders()}
            response.close()
        except TimeoutError:
            raise
        except (OSError, HTTPException, ValueError) as error:
            raise Failed(_said(error), reached=True) from None
        return Answer(response.status, fields, read[:largest], len(read) > largest)
    finally:
        connection.close()


def _read(response: HTTPResponse, wire: _Wire, largest: int) -> bytes:
    """The body, up to one byte more than `largest`; piece by piece, so that a cut is seen between two of them."""
    read = bytearray()
    while len(read) <= largest and not wire.cut.is_set():
        piece = response.read1(min(65_536, largest + 1 - len(read)))
        if not piece:
            break
        read += piece
    return bytes(read)


def _said(error: Exception) -> str:
    """The kind of failure in words of ours: a server's words may hold anything."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return "its certificate is not trusted by this machine"
    if isinstance(error, ssl.SSLError):
        return "no encrypted connection came about"
    if isinstance(error, ConnectionRefusedError):
        return "nothing listens there"
    if isinstance(error, socket.gaierror):
        return "no machine of that name is known"
    if isinstance(error, OSError):
        return "the connection broke"
    return "it does not speak HTTP as it should"
