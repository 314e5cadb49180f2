"""`bothways send`: the briefs by mail, each reader their own cut, each mail once."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bothways.cli.printing import progress_bar, say, say_json
from bothways.terms import Refusal

if TYPE_CHECKING:
    from bothways.brief.addressees import Addressed, Readers
    from bothways.brief.addresses import Mailbox
    from bothways.brief.ledger import Ledger
    from bothways.brief.outbox import Row
    from bothways.brief.outbox_file import OutboxFile
    from bothways.ports import MailSettings

OUTBOX = "outbox.jsonl"
NOT_ALL = 1
"""Exit status where a mail did not go, or may not have."""
DESK = "the manager, at this desk"
_STATES = {
    "sent": "Sent", "failed": "Not sent", "unknown": "Not known", "queued": "Not sent yet", "claimed": "On its way",
}  # fmt: skip


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("send")
    def send_command(
        briefs: Annotated[
            Path, typer.Argument(metavar="BRIEFS", help="The folder that bothways brief wrote.")
        ],
        to: Annotated[
            list[str] | None,
            typer.Option(
                metavar="READER=ADDRESS", help="Who gets which brief: executives=…, team=…, a person's name=…"
            ),
        ] = None,
        readers: Annotated[
            Path | None, typer.Option(metavar="PATH", help="A file of readers and addresses (TOML).")
        ] = None,
        dry_run: Annotated[
            bool, typer.Option("--dry-run", help="Send nothing; write each mail as .eml, to be looked at.")
        ] = False,
        out: Annotated[
            Path | None,
            typer.Option(metavar="PATH", help="Where --dry-run writes; the folder mail beside the briefs."),
        ] = None,
        yes: Annotated[bool, typer.Option("--yes", help="Do not ask before sending.")] = False,
        again: Annotated[
            list[str] | None,
            typer.Option(
                metavar="ADDRESS", help="Send again to this address, though it may have arrived or did."
            ),
        ] = None,
        as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
    ) -> None:
        """Send the briefs by mail: each reader gets their own, once; you are asked before anything goes."""
        from bothways.brief.addressees import addressed  # noqa: PLC0415 - statistics take a second to load
        from bothways.brief.stored import read_documents  # noqa: PLC0415
        from bothways.ports import mail_settings_of  # noqa: PLC0415

        ledger, documents = read_documents(briefs)
        mails = addressed(documents, _readers(to or [], readers))
        if not mails:
            raise Refusal(
                "send-nobody",
                "Nobody is named who gets a brief.",
                hint="Say --to executives=cro@firm.example.",
            )
        settings = mail_settings_of(os.environ)
        if dry_run:
            _preview(mails, ledger, out or briefs / "mail", settings, as_json=as_json)
            return
        if settings is None:
            raise Refusal(
                "send-server",
                "No mail server is named, so nothing was sent.",
                hint="Set BOTHWAYS_SMTP_URL and BOTHWAYS_SMTP_FROM, or look at the mails with --dry-run.",
            )
        _ask(mails, settings, yes=yes, quiet=as_json)
        rows = _send(mails, ledger, briefs, settings, {one.casefold() for one in again or []}, quiet=as_json)
        _report(rows, as_json=as_json)
        if any(row.state != "sent" for _, row in rows):
            raise typer.Exit(NOT_ALL)


def _readers(to: list[str], path: Path | None) -> Readers:
    """Put the file's readers and the typed ones together."""
    from bothways.brief.addressees import read_readers  # noqa: PLC0415
    from bothways.brief.addresses import mailbox  # noqa: PLC0415

    found: dict[str, tuple[Mailbox, ...]] = {}
    if path is not None:
        found |= {name: tuple(boxes) for name, boxes in read_readers(path).items()}
    for text in to:
        name, _, address = text.partition("=")
        if not name.strip() or not address.strip():
            raise Refusal(
                "send-to",
                f"“{text}” does not say whose brief goes where.",
                hint="Write --to executives=cro@firm.example, or --to team=…, or the name of a person.",
            )
        found[name.strip()] = (*found.get(name.strip(), ()), mailbox(address))
    return found


def _made(one: Addressed, ledger: Ledger, sender: Mailbox, now: datetime) -> tuple[str, bytes]:
    """Return the Message-ID and the bytes of one mail; the same brief to the same address has the same ID."""
    from bothways.brief.mailing import message, message_bytes  # noqa: PLC0415

    key = _key(one, sender)
    made = message(one.document, sender=sender, to=one.to, now=now, message_id=key, ledger=ledger)
    return key, message_bytes(made)


def _key(one: Addressed, sender: Mailbox) -> str:
    from bothways.brief.stored import document_to_json  # noqa: PLC0415

    told = json.dumps([document_to_json(one.document), one.to.address], sort_keys=True, ensure_ascii=False)
    return f"<{hashlib.sha256(told.encode('utf-8')).hexdigest()[:40]}@{sender.domain}>"


def _preview(
    mails: Iterable[Addressed], ledger: Ledger, out: Path, settings: MailSettings | None, *, as_json: bool
) -> None:
    from bothways.brief.addressees import reader_name  # noqa: PLC0415
    from bothways.brief.addresses import mailbox  # noqa: PLC0415
    from bothways.brief.writing import file_names  # noqa: PLC0415

    sender = settings.sender if settings else mailbox("The manager <manager@localhost>")
    mails = tuple(mails)
    names = file_names(
        (str(at), f"{reader_name(one.document)} {one.to.address}") for at, one in enumerate(mails)
    )
    out.mkdir(parents=True, exist_ok=True)
    written = []
    with progress_bar(quiet=as_json) as report:
        for at, one in enumerate(mails):
            report(at, len(mails), f"writing the mail to {one.to.address}")
            path = out / f"{names[str(at)]}.eml"
            path.write_bytes(_made(one, ledger, sender, datetime.now(UTC))[1])
            written.append(path)
    if as_json:
        say_json({"sent": False, "files": [str(path) for path in written]})
        return
    for one, path in zip(mails, written, strict=True):
        say(f"To {one.to.address}, the brief for {reader_name(one.document)}: {path}")
    say("Nothing was sent. Open a file in your mail program to see what its reader would.", soft=True)


def _ask(mails: tuple[Addressed, ...], settings: MailSettings, *, yes: bool, quiet: bool) -> None:
    from bothways.brief.addressees import reader_name  # noqa: PLC0415

    if not quiet:
        for one in mails:
            say(f"To {one.to.address}: the brief for {reader_name(one.document)}.")
        say(f"From {settings.sender}, by {settings.where}.", soft=True)
    if yes:
        return
    hint = "Look at the mails with --dry-run, then say --yes."
    if not sys.stdin.isatty():
        raise Refusal("send-ask", "Nothing was sent: nobody is there to be asked.", hint=hint)
    count = "this mail" if len(mails) == 1 else f"these {len(mails)} mails"
    if not typer.confirm(f"Send {count}?", default=False):
        raise Refusal("send-ask", "Nothing was sent.", hint=hint)


def _send(
    mails: tuple[Addressed, ...],
    ledger: Ledger,
    briefs: Path,
    settings: MailSettings,
    again: set[str],
    *,
    quiet: bool,
) -> list[tuple[Addressed, Row]]:
    """Send what was not sent; every mail is made and checked before the first one goes."""
    from bothways.brief.outbox_file import opened  # noqa: PLC0415

    unknown = again - {one.to.address.casefold() for one in mails}
    if unknown:
        raise Refusal("send-again", f"{min(unknown)} gets none of these mails.", hint="Write it as in --to.")
    with opened(briefs / OUTBOX) as outbox, progress_bar(quiet=quiet) as report:
        made: list[tuple[Addressed, str, bytes]] = []
        for at, one in enumerate(mails):
            report(at, 2 * len(mails), f"making the mail to {one.to.address}")
            made.append((one, *_made(one, ledger, settings.sender, datetime.now(UTC))))
        rows = []
        for at, (one, key, raw) in enumerate(made):
            report(len(mails) + at, 2 * len(mails), f"sending to {one.to.address}")
            rows.append(
                (one, _send_one(outbox, key, raw, one, settings, again=one.to.address.casefold() in again))
            )
        return rows


def _send_one(
    outbox: OutboxFile, key: str, raw: bytes, one: Addressed, settings: MailSettings, *, again: bool
) -> Row:
    from bothways.brief import outbox as steps  # noqa: PLC0415
    from bothways.ports import hand_over  # noqa: PLC0415

    now = datetime.now(UTC)
    row = outbox.rows.get(key) or outbox.write(steps.queued(key, to=one.to.address))
    # This program has the outbox for itself: whoever claimed a row before is gone.
    if (freed := steps.recovered(row, now=now, alone=True)) is not None:
        row = outbox.write(freed)
    if row.state == "failed" or (again and row.state in ("unknown", "sent")):
        # It surely did not go, or the address was named: the person who typed this has said so.
        row = outbox.write(steps.again(row, by=DESK, now=now))
    if row.state != "queued":
        return row
    # A pause is for machines; a person who asks again does not wait.
    when = max(now, row.after) if row.after else now
    row = outbox.write(steps.claimed(row, worker=DESK, now=when))
    row = outbox.write(steps.handed_over(row, worker=DESK, now=when))
    outcome = hand_over(raw, to=one.to, settings=settings)
    return outbox.write(steps.settled(row, worker=DESK, outcome=outcome, now=datetime.now(UTC)))


def _report(rows: list[tuple[Addressed, Row]], *, as_json: bool) -> None:
    from bothways.brief.addressees import reader_name  # noqa: PLC0415

    if as_json:
        told: list[dict[str, Any]] = [
            {"reader": reader_name(one.document), **row.as_dict()} for one, row in rows
        ]
        say_json({"sent": all(row.state == "sent" for _, row in rows), "mails": told})
        return
    say()
    for one, row in rows:
        said = f": {row.told}" if row.told and row.state != "sent" else "."
        say(f"{_STATES[row.state]}, to {one.to.address}{said}")
    if any(row.state == "unknown" for _, row in rows):
        say("Ask whether it arrived before you send again (--again ADDRESS).")
    if any(row.state == "queued" for _, row in rows):
        say("What was not sent yet goes when you run the same command again.")
