"""A brief as a mail: text, HTML and the PDF in one message, read back whole before anybody gets it.

The message is the same for the same arguments, to the byte: who hands in the same `now` and `message_id` can prove
what was sent, and a second hand-over is seen to be the same mail.
"""

from __future__ import annotations

import email
import hashlib
import re
import unicodedata
from collections.abc import Iterator
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import Final

from bothways.brief.addresses import Mailbox, check_header, mailbox
from bothways.brief.check import check_document, check_file
from bothways.brief.document import Document, text_of
from bothways.brief.ledger import Ledger
from bothways.brief.readback.mail import check_mail_html, check_mail_text
from bothways.terms import Refusal

__all__ = [
    "METHOD",
    "Mailbox",
    "check_header",
    "check_message",
    "mailbox",
    "message",
    "message_bytes",
    "subject_of",
]

METHOD = "mail/1"
_ID: Final = re.compile(r"<[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,120}@[A-Za-z0-9.-]{1,120}>")
_LINK: Final = re.compile(r"https?://[A-Za-z0-9._~:/?@!$&'()*+,;=%\[\]-]{1,1000}")
_ONE_CLICK: Final = "List-Unsubscribe=One-Click"
_LONGEST_SUBJECT: Final = 200
_TYPES: Final = ("multipart/mixed", "multipart/alternative", "text/plain", "text/html", "application/pdf")
_HEADERS: Final = frozenset(
    ("from", "to", "subject", "date", "message-id", "reply-to", "auto-submitted", "list-unsubscribe",
     "list-unsubscribe-post", "mime-version", "content-type")
)  # fmt: skip


def subject_of(document: Document) -> str:
    """Return the subject of a brief's mail: for whom and to which day, so that each stands by itself in a mailbox.

    Numbers stay out of it: a subject shows on a locked phone and travels unencrypted between servers.
    """
    until = text_of(document.period_line).partition(", ")[2]
    subject = f"{document.title}, {until}" if until and until not in document.title else document.title
    check_header(subject, what="The subject")
    subject = " ".join(subject.split())
    return subject if len(subject) <= _LONGEST_SUBJECT else subject[: _LONGEST_SUBJECT - 1] + "…"


def message(
    document: Document,
    *,
    sender: Mailbox | str,
    to: Mailbox | str,
    now: datetime,
    message_id: str,
    link: str | None = None,
    stop: str | None = None,
    reply_to: Mailbox | str | None = None,
    ledger: Ledger | None = None,
) -> EmailMessage:
    """Return the mail of one brief to one reader: mixed (alternative (text, HTML), PDF), checked.

    Args:
        document: the brief, of the cut of the one reader that `to` belongs to. Who that is, the caller knows.
        sender: from whom.
        to: the one recipient.
        now: the day and hour of the mail, with its time zone.
        message_id: `<something@host>`, once for each mail: who tries again gives the same.
        link: the reader's page with the evidence; figures and a button lead there.
        stop: where the reader can stop such mails: becomes List-Unsubscribe and a line at the foot; over https, one
            click in a mail program is enough (RFC 8058), so a POST there stops them and a GET changes nothing.
        reply_to: where an answer goes, if not to the sender.
        ledger: the whole ledger; the document must then stand on its reader's cut of it.

    Raises:
        Refusal: `mail-address`, `mail-header`, `mail-link`, `mail-id`, `mail-date`; `brief-…` when a part says
            what no fact bears.
    """
    # Renderers are heavy to import; a refusal before this line should cost nothing.
    given = {"link": _link(link), "stop": _link(stop)}
    sender, to = _box(sender), _box(to)
    if not _ID.fullmatch(message_id):
        raise Refusal("mail-id", "The Message-ID is none.", hint="It looks like <b7f012aa@firm.example>.")
    if now.tzinfo is None or now.utcoffset() is None:
        raise Refusal("mail-date", "The time of the mail has no time zone.")
    from bothways.brief.render import render_pdf  # noqa: PLC0415
    from bothways.brief.render.mail import mail_html  # noqa: PLC0415
    from bothways.brief.render.mail_text import mail_text  # noqa: PLC0415

    made = EmailMessage(policy=SMTP)
    made["From"] = _header(sender)
    made["To"] = _header(to)
    if reply_to is not None:
        made["Reply-To"] = _header(_box(reply_to))
    made["Subject"] = subject_of(document)
    made["Date"] = format_datetime(now)
    made["Message-ID"] = message_id
    made["Auto-Submitted"] = "auto-generated"
    if given["stop"]:
        made["List-Unsubscribe"] = f"<{given['stop']}>"
        if given["stop"].startswith("https://"):
            made["List-Unsubscribe-Post"] = _ONE_CLICK
    pdf = render_pdf(document)
    made.set_content(mail_text(document, **given), cte="quoted-printable")
    made.add_alternative(mail_html(document, **given), subtype="html", cte="quoted-printable")
    made.add_attachment(pdf, maintype="application", subtype="pdf", filename=f"{_slug(document.title)}.pdf")
    for place, part in enumerate(part for part in made.walk() if part.is_multipart()):
        # Boundaries would be drawn by chance: the same mail would not be the same bytes twice.
        seed = f"{message_id} {place}".encode() + pdf
        part.set_boundary(f"=_{hashlib.sha256(seed).hexdigest()[:40]}")
    check_message(made, document=document, ledger=ledger, sender=sender, to=to, link=link, stop=stop)
    return made


def message_bytes(made: EmailMessage) -> bytes:
    """Return a message as it travels: lines end in CRLF, nothing but ASCII."""
    return made.as_bytes(policy=SMTP)


def check_message(
    given: EmailMessage | bytes,
    *,
    document: Document,
    sender: Mailbox | str,
    to: Mailbox | str,
    link: str | None = None,
    stop: str | None = None,
    ledger: Ledger | None = None,
) -> None:
    """Read a message back as it travels, and check every part of it against its brief.

    Raises:
        Refusal: `brief-…` for what a part says or hides; `mail-form` when the message is not what `message` makes:
            other parts, other headers, another recipient.
    """
    raw = given if isinstance(given, bytes) else message_bytes(given)
    read = email.message_from_bytes(raw, policy=SMTP)
    parts = [part for part in read.walk() if isinstance(part, EmailMessage)]
    if tuple(part.get_content_type() for part in parts) != _TYPES or any(part.defects for part in parts):
        raise _form("it does not have the parts of a brief's mail")
    names = [name.lower() for name in read]
    if len(names) != len(set(names)) or not set(names) <= _HEADERS:
        raise _form("it has headers that a brief's mail has not")
    if any(ord(one) > 126 or ord(one) < 32 for name, value in _raw_headers(raw) for one in name + value):
        raise _form("a header holds what it must not")
    for name, box in (("from", _box(sender)), ("to", _box(to))):
        found = parseaddr(str(read[name]))
        if [found[1]] != [box.address] or len(read[name].addresses) != 1:
            raise _form(f"it is not {name} {box.address}")
    if str(read["subject"]) != subject_of(document):
        raise _form("its subject is another")
    _check_stop(read, stop or "")
    ledger = document.ledger if ledger is None else ledger
    check_document(document)
    addresses = {"link": link or "", "stop": stop or ""}
    text, html, pdf = (part.get_content() for part in parts[2:])
    check_mail_text(text, document, **addresses)
    check_mail_html(html, document, **addresses)
    check_file(pdf, kind="pdf", ledger=ledger, document=document)


def _check_stop(read: EmailMessage, stop: str) -> None:
    """Hold the headers by which mails are stopped to the one address: programs act on them without being seen."""
    wanted = {
        "list-unsubscribe": f"<{stop}>" if stop else None,
        "list-unsubscribe-post": _ONE_CLICK if stop.startswith("https://") else None,
    }
    for name, value in wanted.items():
        # A long address is folded: blanks are no part of it.
        if (None if read[name] is None else "".join(str(read[name]).split())) != value:
            raise _form("its mails would be stopped elsewhere")


def _raw_headers(raw: bytes) -> Iterator[tuple[str, str]]:
    """Yield the headers as they stand in the bytes, unfolded: what a server sees, not what a parser makes of it."""
    head = raw.partition(b"\r\n\r\n")[0].decode("latin-1")
    for line in re.sub(r"\r\n[ \t]", " ", head).split("\r\n"):
        name, _, value = line.partition(":")
        yield name, value


def _box(given: Mailbox | str) -> Mailbox:
    if isinstance(given, str):
        return mailbox(given)
    # Whoever makes a mailbox by hand is held to the same.
    return mailbox(given.address, name=given.name)


def _header(box: Mailbox) -> Address:
    local, _, domain = box.address.rpartition("@")
    return Address(box.name, local, domain)


def _link(given: str | None) -> str:
    if given and not _LINK.fullmatch(given):
        raise Refusal(
            "mail-link",
            "The link of the mail is no web address.",
            hint="It begins with https:// and has neither blanks nor a #.",
        )
    return given or ""


def _slug(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:80].strip("-") or "brief"


def _form(why: str) -> Refusal:
    return Refusal("mail-form", f"The message is not the mail of this brief: {why}.")
