"""One mail is handed over to a mail server, and what came of it is told as a value.

The one question that matters afterwards: did it go? Until the last line of the message it did not, whatever breaks;
after the server's word it did, or did not, for sure; between the two nobody knows. So the last line is sent by itself,
and a loss after it is `Unknown`: a person is asked before anything is sent again. Nothing is retried here.

As for a model, the whole has one deadline: a server that sends a byte a second would hold the library's own for ever.
"""

from __future__ import annotations

import base64
import contextlib
import re
import smtplib
import socket
import ssl
import threading
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Any, Final, Literal

from bothways.brief.addresses import Mailbox
from bothways.brief.outbox import Later, Outcome, Refused, Sent, Unknown
from bothways.ports.smtp_settings import MailSettings

__all__ = ["hand_over"]

_LONGEST: Final = 300
Of = Literal["recipient", "sender", "message", "sign-in", "encryption", "settings"]


def hand_over(
    raw: bytes, *, to: Mailbox, settings: MailSettings, context: ssl.SSLContext | None = None
) -> Outcome:
    """Hand one message over for one recipient, and return what came of it.

    Args:
        raw: the message as it travels: CRLF, ASCII (`message_bytes`).
        to: the recipient; the sender is that of the settings.
        settings: which server, and how.
        context: whom to trust; by default what the machine trusts.

    Returns:
        `Sent` with the server's word; `Refused` for good, with what and why; `Later` when it did not go and may
        another time; `Unknown` when it may have gone. Nothing is raised for what a server or a network does.
    """
    wire = _Wire()
    box: SimpleQueue[Outcome] = SimpleQueue()

    def work() -> None:
        try:
            box.put(_exchange(wire, raw, to, settings, context))
        except _Stop as stop:
            box.put(stop.outcome)
        except Exception as error:  # noqa: BLE001 - a hostile answer may raise anything; the waiter must hear of it
            box.put(wire.broken(_said(error)))
        finally:
            wire.close()

    threading.Thread(target=work, name="bothways-mail", daemon=True).start()
    try:
        return box.get(timeout=settings.timeout)
    except Empty:
        # First cut, then ask how far it was: what is not sent by now will not be sent.
        wire.cut_off()
        with contextlib.suppress(Empty):
            return box.get(timeout=1.0)
        return wire.broken(f"The mail server took more than {settings.timeout:g} seconds.")


class _Stop(Exception):  # noqa: N818 - the house's way to name what happened
    """It ends here, with this outcome."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(str(outcome))
        self.outcome = outcome


class _Server(smtplib.SMTP):
    """The library's client, told which socket it uses before it waits for the greeting, and unable to look itself up."""

    def __init__(self, wire: _Wire, settings: MailSettings, context: ssl.SSLContext) -> None:
        self.wire, self.settings, self.context = wire, settings, context
        # The library would ask the network for this machine's name and tell it; an address says enough.
        super().__init__(local_hostname="[127.0.0.1]", timeout=settings.timeout)
        # STARTTLS checks the certificate against this, and the library sets it only where it connects at once.
        self._host = settings.host

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        made = socket.create_connection((host, port), timeout)
        self.wire.take(made)
        if self.settings.security == "tls":
            made = self.context.wrap_socket(made, server_hostname=host)
            self.wire.take(made)
        own = str(made.getsockname()[0])
        self.local_hostname = f"[IPv6:{own.partition('%')[0]}]" if ":" in own else f"[{own}]"
        return made


@dataclass
class _Wire:
    """The connection as both threads know it, and how far the message has come."""

    sock: socket.socket | None = None
    ended: bool = False  # the last line has been handed to the network, or is about to be
    cut: bool = False
    lock: Any = field(default_factory=threading.Lock, repr=False)

    def take(self, made: socket.socket) -> None:
        with self.lock:
            self.sock = made
            if self.cut:
                raise TimeoutError

    def end(self) -> None:
        """From here on it may have gone. Refused where the time was over before."""
        with self.lock:
            if self.cut:
                raise TimeoutError
            self.ended = True

    def cut_off(self) -> None:
        with self.lock:
            self.cut = True
            wire = self.sock
        if wire is not None:
            # Not closed here: its number could go to another connection while the thread still reads from it.
            with contextlib.suppress(OSError):
                wire.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        if self.sock is not None:
            with contextlib.suppress(OSError):
                self.sock.close()

    def broken(self, why: str) -> Outcome:
        """What it means that the connection broke now."""
        if self.ended:
            return Unknown(f"{why} The message was out by then: whether it arrived is not known.")
        return Later(why)


def _exchange(
    wire: _Wire, raw: bytes, to: Mailbox, settings: MailSettings, context: ssl.SSLContext | None
) -> Outcome:
    trust = context or ssl.create_default_context()
    server = _Server(wire, settings, trust)
    try:
        _greet(server, settings, trust)
        _sign_in(server, settings)
        return _give(server, wire, raw, to, settings)
    except ssl.SSLCertVerificationError:
        # No later try mends a certificate; but a server is never trusted without one.
        why = f"The certificate of {settings.where} is not trusted by this machine."
        return Refused("encryption", why)
    finally:
        with contextlib.suppress(OSError, smtplib.SMTPException):
            if wire.ended and not wire.cut:
                server.quit()
        server.close()


def _greet(server: _Server, settings: MailSettings, trust: ssl.SSLContext) -> None:
    code, said = server.connect(settings.host, settings.port)
    if code != 220:
        raise _Stop(_answer(code, said, "settings", "does not take mail"))
    _hello(server)
    if settings.security != "starttls":
        return
    if not server.has_extn("starttls"):
        why = f"{settings.where} offers no encryption (STARTTLS), and nothing was sent without it."
        raise _Stop(Refused("encryption", why))
    # The library's own way resets what was learned before, so that nobody in between can have planted it.
    code, said = server.starttls(context=trust)
    if code != 220:
        raise _Stop(_answer(code, said, "encryption", "did not begin to encrypt"))
    if server.sock is not None:
        server.wire.take(server.sock)
    _hello(server)


def _hello(server: _Server) -> None:
    code, said = server.ehlo()
    if code >= 500:
        code, said = server.helo()
    if not 200 <= code <= 299:
        raise _Stop(_answer(code, said, "settings", "does not take mail"))


def _sign_in(server: _Server, settings: MailSettings) -> None:
    """Sign in by PLAIN or LOGIN. The library's own way knows no letter beyond ASCII in a password."""
    if not settings.user:
        return
    offered = server.esmtp_features.get("auth", "").upper().split()
    if "PLAIN" in offered:
        both = _coded("\0".join(("", settings.user, settings.password)))
        code, said = server.docmd("AUTH", f"PLAIN {both}")
    elif "LOGIN" in offered:
        code, said = server.docmd("AUTH", f"LOGIN {_coded(settings.user)}")
        if code == 334:
            code, said = server.docmd(_coded(settings.password))
    else:
        why = f"{settings.where} offers no way to sign in that is known here (PLAIN, LOGIN)."
        raise _Stop(Refused("sign-in", f"{why} Unset BOTHWAYS_SMTP_USER if it wants none."))
    if code == 334:
        code, said = 535, b"it asks for more"
    if code != 235:
        raise _Stop(_answer(code, said, "sign-in", "did not take user and password"))


def _coded(text: str) -> str:
    return base64.b64encode(text.encode("utf-8")).decode("ascii")


def _give(server: _Server, wire: _Wire, raw: bytes, to: Mailbox, settings: MailSettings) -> Outcome:
    limit = server.esmtp_features.get("size", "")
    if limit.isdigit() and 0 < int(limit) < len(raw):
        why = (
            f"The mail has {len(raw) // 1000} kB, and {settings.where} takes {int(limit) // 1000} kB at most."
        )
        return Refused("message", why, to.address)
    options = [f"size={len(raw)}"] if server.has_extn("size") else []
    code, said = server.mail(settings.sender.address, options)
    if code != 250:
        return _answer(code, said, "sender", "does not take mail of this sender", settings.sender.address)
    code, said = server.rcpt(to.address)
    if code not in (250, 251):
        return _answer(code, said, "recipient", "does not take mail for this recipient", to.address)
    code, said = server.docmd("DATA")
    if code != 354:
        return _answer(code, said, "message", "does not take the message", to.address)
    body = re.sub(rb"(?m)^\.", b"..", raw)
    server.send(body if body.endswith(b"\r\n") else body + b"\r\n")
    wire.end()
    server.send(b".\r\n")
    code, said = server.getreply()
    if code == 250:
        return Sent(_plain(said) or "250")
    if 400 <= code <= 599:
        return _answer(code, said, "message", "does not take the message", to.address)
    return Unknown(f"The mail server answered {code}, which says neither yes nor no.")


def _answer(code: int, said: bytes | str, of: Of, what: str, who: str = "") -> Outcome:
    """Return what a server's no means: 4xx is for now, 5xx for good, anything else is no answer."""
    told = _plain(said)
    why = f"The mail server {what}: {code} {told}".rstrip() + ("" if told.endswith(".") else ".")
    if 500 <= code <= 599:
        return Refused(of, why, who, code)
    return Later(why, code)


def _plain(said: bytes | str) -> str:
    """Return what a server said as one short line of letters: it is a stranger's text."""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    plain = " ".join("".join(one if one.isprintable() else " " for one in text).split())
    return plain if len(plain) <= _LONGEST else plain[: _LONGEST - 1] + "…"


def _said(error: Exception) -> str:
    """The kind of failure in words of ours."""
    if isinstance(error, TimeoutError):
        return "The mail server took too long."
    if isinstance(error, ssl.SSLError):
        return "No encrypted connection with the mail server came about."
    if isinstance(error, ConnectionRefusedError):
        return "No mail server listens there."
    if isinstance(error, socket.gaierror):
        return "No machine of that name is known."
    if isinstance(error, OSError | smtplib.SMTPException):
        return "The connection with the mail server broke."
    return f"The mail server does not speak as it should ({type(error).__name__})."
