"""Handing a mail over: to a real server, to bad ones, and what came of it, told rightly each time."""

from __future__ import annotations

import contextlib
import email
import socket
import ssl
import time
from email.message import EmailMessage
from email.policy import SMTP as POLICY
from pathlib import Path
from typing import Any

import pytest
from mail_server import PASSWORD, USER, Kept, certificate, free_port, line_server, mail_server, signs_in

from bothways.brief.addresses import mailbox
from bothways.brief.outbox import Later, Outcome, Refused, Sent, Unknown
from bothways.ports import SMTP_SETTINGS, MailSettings, hand_over, mail_settings_of
from bothways.terms import Refusal

# The server's own library warns of its own past and of sign-in without encryption.
pytestmark = [
    pytest.mark.filterwarnings("ignore:Session.login_data"),
    pytest.mark.filterwarnings("ignore:Requiring AUTH"),
]
MIRA, ZOE = mailbox("Mira <mira@firm.example>"), mailbox("Zoe <zoe@firm.example>")


def mail() -> bytes:
    made = EmailMessage(policy=POLICY)
    made["From"], made["To"], made["Subject"] = "mira@firm.example", "zoe@firm.example", "Brief"
    made.set_content("First.\n.\n..two\n.hidden\nLast: €4M.\n", cte="quoted-printable")
    return made.as_bytes()


def at(
    port: int, security: Any = "none", *, user: str = "", password: str = "", timeout: float = 8.0
) -> MailSettings:
    return MailSettings("127.0.0.1", port, security, user, password, MIRA, timeout)


def sent(settings: MailSettings, context: ssl.SSLContext | None = None) -> Outcome:
    return hand_over(mail(), to=ZOE, settings=settings, context=context)


@pytest.fixture(scope="module")
def trust(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    return certificate(Path(tmp_path_factory.mktemp("certificate")))


def test_a_server_gets_the_mail_to_the_letter() -> None:
    with mail_server() as (port, kept):
        assert sent(at(port)) == Sent("OK kept as 7f3a")
    (envelope,) = kept.envelopes
    assert (envelope.mail_from, envelope.rcpt_tos) == (MIRA.address, [ZOE.address])
    got = email.message_from_bytes(bytes(envelope.content), policy=POLICY)
    assert got.get_content().splitlines() == ["First.", ".", "..two", ".hidden", "Last: €4M."]
    assert bytes(envelope.content).replace(b"\r\n", b"\n") == mail().replace(b"\r\n", b"\n")


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_encrypted_and_signed_in(security: str, trust: tuple[ssl.SSLContext, ssl.SSLContext]) -> None:
    server, client = trust
    given: dict[str, Any] = {"authenticator": signs_in, "auth_required": True}
    given |= (
        {"implicit": server, "auth_require_tls": False}
        if security == "tls"
        else {"tls_context": server, "require_starttls": True}
    )
    with mail_server(**given) as (port, kept):
        assert isinstance(sent(at(port, security, user=USER, password=PASSWORD), client), Sent)
        wrong = sent(at(port, security, user=USER, password="other"), client)  # noqa: S106
        assert isinstance(wrong, Refused)
        assert (wrong.of, wrong.code) == ("sign-in", 535)
        assert "other" not in wrong.why
        # Nobody is trusted whose certificate is not.
        unknown = sent(at(port, security, user=USER, password=PASSWORD))
        assert isinstance(unknown, Refused)
        assert unknown.of == "encryption"
    assert len(kept.envelopes) == 1


def test_without_encryption_nothing_is_sent() -> None:
    with mail_server() as (port, kept):
        found = sent(at(port, "starttls", user=USER, password=PASSWORD))
    assert isinstance(found, Refused)
    assert found.of == "encryption"
    assert kept.envelopes == []


def test_who_offers_no_sign_in_is_told() -> None:
    with mail_server() as (port, kept):
        found = sent(at(port, user=USER, password=PASSWORD))
    assert isinstance(found, Refused)
    assert found.of == "sign-in"
    assert kept.envelopes == []


@pytest.mark.parametrize(
    ("command", "reply", "of", "who"),
    [
        ("MAIL", "550 5.7.1 not you", "sender", MIRA.address),
        ("RCPT", "550 5.1.1 no such user", "recipient", ZOE.address),
        ("DATA", "554 5.7.1 looks like spam", "message", ZOE.address),
        ("MAIL", "451 4.3.2 try later", "", ""),
        ("RCPT", "450 4.2.0 greylisted", "", ""),
        ("DATA", "452 4.3.1 full", "", ""),
        ("DATA", "421 4.3.0 going down", "", ""),
    ],
)
def test_a_no_is_for_good_or_for_now(command: str, reply: str, of: str, who: str) -> None:
    with mail_server(Kept({command: reply})) as (port, _):
        found = sent(at(port))
    assert isinstance(found, Refused if of else Later)
    assert found.code == int(reply[:3])
    assert reply[4:] in found.why
    if isinstance(found, Refused):
        assert (found.of, found.who) == (of, who)


def test_a_server_that_drops_after_the_message_leaves_it_unknown() -> None:
    with mail_server(Kept(drop="DATA")) as (port, kept):
        found = sent(at(port))
    assert isinstance(found, Unknown)
    assert len(kept.envelopes) == 1  # it did get it


@pytest.mark.parametrize("command", ["MAIL", "RCPT"])
def test_a_server_that_drops_before_the_message_is_tried_later(command: str) -> None:
    with mail_server(Kept(drop=command)) as (port, kept):
        assert isinstance(sent(at(port)), Later)
    assert kept.envelopes == []


def test_a_slow_server_is_cut_off_and_what_it_means_depends_on_how_far_it_was() -> None:
    with mail_server(Kept(slow=3.0)) as (port, kept):
        begun = time.monotonic()
        assert isinstance(sent(at(port, timeout=1.0)), Later)
        assert time.monotonic() - begun < 2.9

    async def late(*_: Any) -> str:
        import asyncio  # noqa: PLC0415

        await asyncio.sleep(3.0)
        return "250 OK"

    kept = Kept()
    kept.handle_DATA = late  # type: ignore[method-assign]
    with mail_server(kept) as (port, _):
        assert isinstance(sent(at(port, timeout=1.0)), Unknown)


def test_nobody_listens() -> None:
    assert isinstance(sent(at(free_port())), Later)
    nowhere = MailSettings("no-such-host.invalid", 25, "none", "", "", MIRA, 5.0)
    assert isinstance(hand_over(mail(), to=ZOE, settings=nowhere), Later)


def test_a_mail_that_is_too_large_is_not_sent() -> None:
    with mail_server(data_size_limit=100) as (port, kept):
        found = sent(at(port))
    assert isinstance(found, Refused)
    assert found.of == "message"
    assert kept.envelopes == []


def drip(client: socket.socket) -> None:
    """A byte now and then, for ever."""
    while True:
        client.sendall(b"2")
        time.sleep(0.2)


def says(*lines: bytes, then: bytes = b"") -> Any:
    """Answer each line of the client with the next of these; after the message, with `then`, or leave."""

    def talk(client: socket.socket) -> None:
        client.settimeout(5)
        reading = client.makefile("rb")
        client.sendall(lines[0])
        for line in lines[1:]:
            if not reading.readline():
                return
            client.sendall(line)
        while (got := reading.readline()) not in (b".\r\n", b""):
            pass
        if then and got:
            client.sendall(then)
            reading.readline()

    return talk


HELLO = (b"220 hi\r\n", b"250 hello\r\n", b"250 ok\r\n", b"250 ok\r\n", b"354 go\r\n")


@pytest.mark.parametrize(
    ("talk", "kind"),
    [
        (drip, Later),
        (lambda client: client.recv(1), Later),
        (lambda client: client.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n"), Later),
        (lambda client: client.sendall(b"\xff\xfe\x00" * 99 + b"\r\n"), Later),
        (lambda client: client.sendall(b"220-" + b"x" * 100_000), Later),
        (says(b"554 go away\r\n"), Refused),
        (says(b"421 too busy\r\n"), Later),
        (says(HELLO[0], b"550 no\r\n", b"550 no\r\n"), Refused),
        (says(*HELLO, then=b"250 taken\r\n"), Sent),
        (says(*HELLO, then=b"550 no\r\n"), Refused),
        (says(*HELLO, then=b"451 later\r\n"), Later),
        (says(*HELLO, then=b"299 perhaps\r\n"), Unknown),
        (says(*HELLO, then=b"garbage\r\n"), Unknown),
        (says(*HELLO, then=b"25"), Unknown),
        (says(*HELLO), Unknown),
        (says(*HELLO[:4], b"250 what\r\n"), Later),
    ],
)  # fmt: skip
def test_bad_servers(talk: Any, kind: type) -> None:
    with line_server(talk) as port:
        begun = time.monotonic()
        found = sent(at(port, timeout=1.5))
        assert isinstance(found, kind), found
        assert time.monotonic() - begun < 4


def test_what_a_server_says_is_shown_as_letters_only() -> None:
    with line_server(says(*HELLO[:3], b"550 \x1b[31mno\x07 \xe2\x80\xae" + b"x" * 1000 + b"\r\n")) as port:
        found = sent(at(port))
    assert isinstance(found, Refused)
    assert found.why.isprintable()
    assert len(found.why) < 400


def test_this_machine_does_not_tell_its_name() -> None:
    heard: list[bytes] = []

    def talk(client: socket.socket) -> None:
        client.sendall(b"220 hi\r\n")
        heard.append(client.recv(1000))

    with line_server(talk) as port:
        sent(at(port))
    assert heard == [b"ehlo [127.0.0.1]\r\n"]


URL, FROM = "BOTHWAYS_SMTP_URL", "BOTHWAYS_SMTP_FROM"
GOOD = {URL: "smtp://mail.example.com", FROM: "Mira <mira@firm.example>"}


def test_nothing_set_is_no_server() -> None:
    assert mail_settings_of({}) is None
    assert mail_settings_of({"PATH": "/bin", "SMTP_URL": "smtp://x"}) is None


@pytest.mark.parametrize(
    ("url", "where", "security"),
    [
        ("smtp://mail.example.com", "mail.example.com:587", "starttls"),
        ("smtps://mail.example.com/", "mail.example.com:465", "tls"),
        ("SMTPS://mail.example.com:466", "mail.example.com:466", "tls"),
        ("smtp+plain://relay", "relay:25", "none"),
        ("smtp+plain://[::1]:2525", "[::1]:2525", "none"),
    ],
)
def test_servers(url: str, where: str, security: str) -> None:
    found = mail_settings_of({**GOOD, URL: url})
    assert found is not None
    assert (found.where, found.security, found.timeout) == (where, security, 60.0)
    assert found.sender == MIRA
    assert "horse" not in repr(
        mail_settings_of({**GOOD, "BOTHWAYS_SMTP_USER": "m", "BOTHWAYS_SMTP_PASSWORD": "horse"})
    )


@pytest.mark.parametrize(
    "wrong",
    [{URL: "mail.example.com"}, {URL: "http://mail.example.com"}, {URL: "smtp://"}, {URL: "smtp://u:p@mail.example.com"},
     {URL: "smtp://mail.example.com:0"}, {URL: "smtp://mail.example.com:99999"}, {URL: "smtp://mail.example.com/x"},
     {URL: "smtp://mail.example.com?tls=no"}, {URL: ""}, {FROM: ""}, {FROM: "mira"}, {FROM: "m@f.example\r\nBcc: e@x.example"},
     {"BOTHWAYS_SMTP_USER": "m"}, {"BOTHWAYS_SMTP_PASSWORD": "p"}, {"BOTHWAYS_SMTP_TIMEOUT": "0"},
     {"BOTHWAYS_SMTP_TIMEOUT": "nan"}, {"BOTHWAYS_SMTP_TIMEOUT": "x"}, {"BOTHWAYS_SMTP_PASSWD": "p"},
     {URL: "smtp+plain://mail.example.com", "BOTHWAYS_SMTP_USER": "m", "BOTHWAYS_SMTP_PASSWORD": "horse"},
     {"BOTHWAYS_SMTP_USER": "m\x00", "BOTHWAYS_SMTP_PASSWORD": "horse"}],
)  # fmt: skip
def test_nonsense_is_refused_and_nothing_secret_is_told(wrong: dict[str, str]) -> None:
    with pytest.raises(Refusal) as refused:
        mail_settings_of({**GOOD, **wrong})
    assert refused.value.code == "setting"
    assert "horse" not in str(refused.value) + str(refused.value.data)


def test_every_setting_is_documented() -> None:
    page = (Path(__file__).parents[2] / "docs" / "reference" / "settings.md").read_text("utf-8")
    for setting in SMTP_SETTINGS:
        assert f"`{setting.name}`" in page


def test_the_threads_end() -> None:
    import threading  # noqa: PLC0415

    with line_server(drip) as port, contextlib.suppress(Exception):
        sent(at(port, timeout=1.0))
    until = time.monotonic() + 5
    while [one for one in threading.enumerate() if one.name == "bothways-mail"] and time.monotonic() < until:
        time.sleep(0.05)
    assert not [one for one in threading.enumerate() if one.name == "bothways-mail"]
