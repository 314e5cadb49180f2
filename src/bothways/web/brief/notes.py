"""Short mails of the application itself: a code, an invitation, a word to the manager. Plain text, through the outbox."""

from __future__ import annotations

from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from bothways.brief.mailing import Mailbox, mailbox
from bothways.terms import Refusal
from bothways.web.brief.models import Mail
from bothways.web.brief.posting import mail_settings
from bothways.web.jobs.operations import enqueue
from bothways.web.people.models import Link, Team
from bothways.web.people.operations import do_new_code

__all__ = ["do_send_code", "queue_note", "tell_managers"]


def queue_note(
    *,
    to: Mailbox,
    subject: str,
    text: str,
    team: Team | None,
    now: datetime,
    key: str,
    stop: str | None = None,
) -> Mail | None:
    """Queue a short plain mail; None where there is no mail server.

    key: what makes it one mail, however often this is called with it. stop: where its reader ends such mails.
    """
    server = mail_settings()
    if server is None:
        return None
    if any(not letter.isprintable() for letter in subject):
        raise Refusal("mail-header", "The subject holds a character that can't be seen.")
    made = EmailMessage(policy=SMTP)
    made["From"], made["To"], made["Subject"] = str(server.sender), str(to), subject
    made["Date"] = format_datetime(now)
    made["Message-ID"] = f"<{key}@{server.sender.domain}>"
    made["Auto-Submitted"] = "auto-generated"
    if stop is not None:
        made["List-Unsubscribe"] = f"<{stop}>"
        if stop.startswith("https://"):
            made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        text = f"{text}\n\nStop these mails:\n{stop}\n"
    made.set_content(text, cte="base64")
    mail, new = Mail.objects.get_or_create(
        key=str(made["Message-ID"]),
        defaults={
            "team": team, "to": str(to), "name": to.name, "subject": subject, "raw": made.as_bytes(policy=SMTP), "made_at": now,
        },
    )  # fmt: skip
    if new:
        enqueue("post", by=None, now=now)
    return mail


def tell_managers(team: Team, *, subject: str, text: str, now: datetime, key: str) -> int:
    """Queue a note to each manager of a team; gives how many. An address that takes no mail is passed over."""
    count = 0
    for manager in team.managers.filter(is_active=True):
        try:
            to = mailbox(manager.email, name=manager.name)
            note = queue_note(
                to=to, subject=subject, text=text, team=team, now=now, key=f"{key}.{manager.pk.hex}"
            )
        except Refusal:  # of a desk, whose manager has no address: it stands on the pages
            continue
        count += note is not None
    return count


def do_send_code(link: Link, *, now: datetime, key: str) -> None:
    """Mail a code for a link that asks for one; refuses where no mail can go."""
    if mail_settings() is None:
        raise Refusal(
            "no-mail",
            "This link asks for a code by mail, and no mail can be sent.",
            hint="Ask the manager for another link.",
        )
    code = do_new_code(link, now=now)
    text = (
        f"Your code is {code[:4]} {code[4:]}.\n\nIt opens, for a quarter of an hour, what your link leads to. "
        "Did you not ask for it? Then somebody else has your link: tell the manager."
    )
    queue_note(
        to=mailbox(link.email, name=link.name),
        subject="Your code",
        text=text,
        team=link.team,
        now=now,
        key=key,
    )
